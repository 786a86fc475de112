"""The wire against a server that answers, fails, lies and hangs up."""

import base64
import gzip
import json
import logging
import threading
import traceback
import urllib.parse

import pytest

from migrator.model.errors import Cancelled
from migrator.model.secret import Secret
from migrator.target import errors
from migrator.target.http import open_wire
from migrator.target.notices import RateWait, Repeat
from migrator.target.retry import Patience
from tests.unit.target.scripted_server import (
    KEY,
    FastClock,
    Reply,
    one_after_another,
    serving,
    settings_for,
)

HTML = {"Content-Type": "text/html"}
PAGE = b"<html><body><h1>Bad gateway</h1></body></html>"


def opened(server, notify=lambda _notice: None, check=lambda: None, *, patience=None, **more):
    clock = FastClock()
    return open_wire(settings_for(server, **more), notify, check, patience=patience, clock=clock)


# --- what is sent


def test_the_key_travels_in_its_header_and_our_name_in_another():
    with serving(one_after_another(Reply(200, {}))) as server, opened(server) as wire:
        wire.get("/api/Spaces-1/projects", {"skip": 0, "partialName": "a b&c"})
    asked = server.asked[0]
    assert asked.headers["X-Octopus-ApiKey"] == KEY
    assert asked.headers["User-Agent"].startswith("octopus-cloud-migrator/")
    assert asked.target == "/api/Spaces-1/projects?skip=0&partialName=a+b%26c"


def test_an_access_token_travels_as_bearer():
    with (
        serving(one_after_another(Reply(200, {}))) as server,
        opened(server, api_key=None, access_token=Secret("ey.to.ken")) as wire,
    ):
        wire.get("/api")
    assert server.asked[0].headers["Authorization"] == "Bearer ey.to.ken"
    assert "X-Octopus-ApiKey" not in server.asked[0].headers


@pytest.mark.parametrize("key", ["", "   ", "API-A\r\nX-Evil: 1", "API-\u00e9", "API A"])
def test_a_key_that_cannot_stand_in_a_header_is_refused_and_not_shown(key):
    with (
        serving(one_after_another(Reply())) as server,
        pytest.raises(errors.CredentialUnusableError) as caught,
        opened(server, api_key=Secret(key)),
    ):
        pass
    assert len(key.strip()) < 4 or key not in str(caught.value)
    assert server.asked == []


def test_a_body_arrives_as_it_was_meant_even_a_lone_surrogate():
    body = {"Name": "Café \ud83d", "Value": None, "Many": [1, 2.5, True]}
    with serving(one_after_another(Reply(201, {"Id": "A-1"}))) as server, opened(server) as wire:
        assert wire.post("/api/Spaces-1/accounts", body) == {"Id": "A-1"}
    assert json.loads(server.asked[0].body) == body
    assert server.asked[0].headers["Content-Type"] == "application/json; charset=utf-8"


def test_netrc_and_cookies_are_never_used(tmp_path, monkeypatch):
    netrc = tmp_path / "netrc"
    netrc.write_text("machine 127.0.0.1 login someone password fromnetrc\n")
    monkeypatch.setenv("NETRC", str(netrc))
    monkeypatch.setenv("HOME", str(tmp_path))
    (tmp_path / ".netrc").write_text(netrc.read_text())
    reply = Reply(200, {}, {"Set-Cookie": "OctopusIdentificationToken=abc; Path=/"})
    with serving(one_after_another(reply)) as server, opened(server) as wire:
        wire.get("/api")
        wire.get("/api")
    for asked in server.asked:
        assert "Authorization" not in asked.headers
        assert "Cookie" not in asked.headers


def test_no_proxy_is_used_to_this_machine(monkeypatch):
    for name in ("HTTP_PROXY", "http_proxy", "HTTPS_PROXY", "https_proxy", "ALL_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    with (
        serving(one_after_another(Reply(200, {"ok": 1}))) as server,
        opened(server, proxy="http://127.0.0.1:9") as wire,
    ):
        assert wire.get("/api") == {"ok": 1}


def test_connections_are_kept_alive():
    with serving(one_after_another(Reply(200, {}))) as server, opened(server) as wire:
        for _ in range(20):
            wire.get("/api")
        wire.post("/api/x", {})
        wire.delete("/api/x")
    assert server.accepted == 1


# --- reading


def test_a_byte_order_mark_and_an_empty_answer_are_no_trouble():
    script = one_after_another(Reply(200, b"\xef\xbb\xbf[1]"), Reply(204))
    with serving(script) as server, opened(server) as wire:
        assert wire.get("/api/a") == [1]
        assert wire.get("/api/b") is None


def test_a_compressed_answer_is_read():
    reply = Reply(200, gzip.compress(b'{"a": 1}'), {"Content-Encoding": "gzip"})
    with serving(one_after_another(reply)) as server, opened(server) as wire:
        assert wire.get("/api") == {"a": 1}


def test_an_answer_beyond_all_bounds_is_given_up_though_it_is_small_on_the_wire(monkeypatch):
    monkeypatch.setattr("migrator.target.transport.LARGEST_ANSWER_BYTES", 1_000_000)
    bomb = gzip.compress(b" " * 50_000_000)
    reply = Reply(200, bomb, {"Content-Encoding": "gzip"})
    with (
        serving(one_after_another(reply)) as server,
        opened(server) as wire,
        pytest.raises(errors.AnswerTooLargeError),
    ):
        wire.get("/api")


def test_every_item_of_a_collection_comes_once_though_it_grows_meanwhile():
    names = [f"P-{number}" for number in range(25)]

    def script(asked):
        query = urllib.parse.parse_qs(urllib.parse.urlsplit(asked.target).query)
        skip, take = int(query["skip"][0]), int(query["take"][0])
        items = [{"Id": name} for name in names[skip : skip + take]]
        reply = Reply(200, {"Items": items, "TotalResults": len(names)})
        if skip == 10:
            names.insert(0, "P-new")
        return reply

    with serving(script) as server, opened(server) as wire:
        found = [item["Id"] for item in wire.pages("/api/Spaces-1/projects", page_size=10)]
    assert found == [f"P-{number}" for number in range(25)]


def test_a_collection_that_never_ends_does_end():
    reply = Reply(200, {"Items": [], "TotalResults": 1_000_000})
    with serving(one_after_another(reply)) as server, opened(server) as wire:
        assert list(wire.pages("/api/x")) == []


def test_a_bare_list_and_a_page_both_give_everything():
    script = one_after_another(
        Reply(200, [1, 2]), Reply(200, {"Items": [3]}), Reply(200, {"Nothing": 1})
    )
    with serving(script) as server, opened(server) as wire:
        assert wire.all("/api/x/all") == [1, 2]
        assert wire.all("/api/x/all") == [3]
        with pytest.raises(errors.UnexpectedAnswerError):
            wire.all("/api/x/all")


def test_what_is_not_there_is_none_or_an_error_as_one_asks():
    reply = Reply(404, {"ErrorMessage": "The resource 'X-1' was not found."})
    with serving(one_after_another(reply)) as server, opened(server) as wire:
        assert wire.get_or_none("/api/X-1") is None
        with pytest.raises(errors.NotFoundError, match="X-1' was not found"):
            wire.get("/api/X-1")


# --- refusals


@pytest.mark.parametrize(
    ("status", "kind"),
    [
        (400, errors.RejectedError),
        (401, errors.UnauthorisedError),
        (403, errors.ForbiddenError),
        (404, errors.NotFoundError),
        (405, errors.MethodNotAllowedError),
        (409, errors.ConflictError),
        (418, errors.UnexpectedAnswerError),
        (429, errors.RateLimitedError),
        (500, errors.ServerFaultError),
        (501, errors.ServerFaultError),
        (502, errors.UnavailableError),
        (503, errors.UnavailableError),
        (504, errors.UnavailableError),
    ],
)
@pytest.mark.parametrize(
    "body", [PAGE, b"", b"\xff\xfe{", {"ErrorMessage": "Why."}, [1], b"[" * 9999]
)
def test_each_status_is_its_own_error_whatever_the_body_is(status, kind, body):
    headers = HTML if body == PAGE else {}
    with serving(one_after_another(Reply(status, body, headers))) as server, opened(server) as wire:
        with pytest.raises(kind) as caught:
            wire.get("/api/Spaces-1/projects", {"name": "Customer"})
        assert caught.value.status == status
        assert caught.value.path == "/api/Spaces-1/projects"
        assert "Customer" not in str(caught.value)


def test_all_errors_of_a_rejection_are_shown():
    body = {
        "ErrorMessage": "There was a problem with your request.",
        "Errors": ["Name is required.", "A tenant with this name already exists."],
    }
    with (
        serving(one_after_another(Reply(400, body))) as server,
        opened(server) as wire,
        pytest.raises(errors.RejectedError, match="already exists") as caught,
    ):
        wire.post("/api/Spaces-1/tenants", {})
    assert caught.value.errors == (body["ErrorMessage"], *body["Errors"])


def test_the_missing_permission_is_named():
    body = {"ErrorMessage": "You do not have permission. Missing permission: EnvironmentCreate"}
    with (
        serving(one_after_another(Reply(403, body))) as server,
        opened(server) as wire,
        pytest.raises(errors.ForbiddenError) as caught,
    ):
        wire.post("/api/Spaces-1/environments", {})
    assert caught.value.permissions == ("EnvironmentCreate",)


def test_an_echoed_secret_or_key_is_masked_and_lies_nowhere_in_the_error():
    secret = "correct horse\nbattery"
    body = {
        "ErrorMessage": f"Bad value {secret}!",
        "Errors": [f"{secret}{secret}", f"key {KEY}", "a word abc stays"],
        "Details": {"Value": secret},
    }
    with (
        serving(one_after_another(Reply(400, body))) as server,
        opened(server) as wire,
        pytest.raises(errors.RejectedError) as caught,
    ):
        wire.put("/api/x", {"V": secret}, secrets=(Secret(secret), Secret("abc")))
    shown = "".join(traceback.format_exception(caught.value)) + repr(vars(caught.value))
    assert "correct horse" not in shown
    assert "battery" not in shown
    assert KEY not in shown
    assert "a word abc stays" in str(caught.value)


def test_no_library_error_that_holds_the_request_hangs_on_ours():
    with serving(one_after_another(Reply(drops=True))) as server:
        patience = Patience(attempts=1, first_contact_attempts=1)
        with (
            opened(server, patience=patience) as wire,
            pytest.raises(errors.ConnectionLostError) as caught,
        ):
            wire.post("/api/x", {"NewValue": "hunter2hunter2"})
    assert caught.value.__cause__ is None
    assert caught.value.__context__ is None
    for frame, _ in traceback.walk_tb(caught.value.__traceback__):
        if "migrator/target" in frame.f_code.co_filename.replace("\\", "/"):
            assert KEY not in repr(frame.f_locals), "a crash report could show it"


def test_neither_bodies_nor_keys_nor_queries_are_logged(caplog):
    caplog.set_level(logging.DEBUG, logger="migrator")
    script = one_after_another(Reply(503), Reply(200, {"Answer": "private"}))
    with serving(script) as server, opened(server) as wire:
        wire.put("/api/x", {"NewValue": "hunter2hunter2"})
        wire.get("/api/x", {"name": "Customer"})
    assert "/api/x" in caplog.text
    for word in ("hunter2hunter2", KEY, "private", "Customer"):
        assert word not in caplog.text


def test_neither_files_nor_variables_of_other_programs_change_what_is_sent(monkeypatch, tmp_path):
    """Of `requests` they are known: sign-in from netrc, roots, and a proxy for this machine."""
    netrc = tmp_path / ".netrc"
    netrc.write_text("machine 127.0.0.1 login someone password hunter2hunter2\n")
    netrc.chmod(0o600)
    for name, value in {
        "HOME": str(tmp_path),
        "NETRC": str(netrc),
        "REQUESTS_CA_BUNDLE": str(tmp_path / "none.pem"),
        "CURL_CA_BUNDLE": str(tmp_path / "none.pem"),
        "HTTP_PROXY": "http://127.0.0.1:9",
        "HTTPS_PROXY": "http://127.0.0.1:9",
        "ALL_PROXY": "http://127.0.0.1:9",
    }.items():
        monkeypatch.setenv(name, value)
    with (
        serving(one_after_another(Reply(200, {}, {"Set-Cookie": "a=b"}), Reply(200, {}))) as server,
        opened(server) as wire,
    ):
        wire.get("/api")
        wire.get("/api")
    for asked in server.asked:
        assert asked.headers["X-Octopus-ApiKey"] == KEY
        assert not {"Authorization", "Cookie", "Proxy-Authorization"} & asked.headers.keys()


def test_half_a_surrogate_pair_in_an_id_or_a_name_is_asked_for_all_the_same():
    with serving(one_after_another(Reply(200, {}))) as server, opened(server) as wire:
        wire.get("/api/Spaces-\ud800", {"partialName": "a\udfff"})
    assert server.asked[0].target == "/api/Spaces-%ED%A0%80?partialName=a%ED%BF%BF"


@pytest.mark.parametrize("text", [b"NaN", b'{"a":[Infinity]}', b'{"a":1e999}'])
def test_numbers_that_no_json_has_are_no_answer(text):
    with (
        serving(one_after_another(*[Reply(200, text)] * 9)) as server,
        opened(server) as wire,
        pytest.raises(errors.WireError),
    ):
        wire.get("/api")


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_a_redirect_to_another_host_is_an_error_and_the_key_stays_here(status):
    with serving(one_after_another(Reply(200, {}))) as other:
        goes_to = f"http://127.0.0.1:{other.server_port}/login?returnUrl=secretplace"
        reply = Reply(status, b"", {"Location": goes_to})
        with (
            serving(one_after_another(reply)) as server,
            opened(server) as wire,
            pytest.raises(errors.RedirectedError) as caught,
        ):
            wire.get("/api")
    assert other.asked == []
    assert f"127.0.0.1:{other.server_port}" in str(caught.value)
    assert "secretplace" not in str(caught.value)


def test_a_redirect_from_http_to_https_says_which_address_to_use():
    reply = Reply(308, b"", {"Location": "https://127.0.0.1:8443/api"})
    with (
        serving(one_after_another(reply)) as server,
        opened(server) as wire,
        pytest.raises(errors.RedirectedError) as caught,
    ):
        wire.get("/api")
    assert "Use https://127.0.0.1:8443" in caught.value.hint


@pytest.mark.parametrize("location", ["", "//[", "http://[::1", "/login", "http://h:port/"])
def test_a_redirect_to_nonsense_is_an_error_all_the_same(location):
    reply = Reply(302, b"", {"Location": location})
    with (
        serving(one_after_another(reply)) as server,
        opened(server) as wire,
        pytest.raises(errors.RedirectedError),
    ):
        wire.get("/api")


def test_a_sign_in_page_in_place_of_json_is_said_to_be_one():
    with (
        serving(one_after_another(Reply(200, PAGE, HTML))) as server,
        opened(server) as wire,
        pytest.raises(errors.UnexpectedAnswerError, match="web page"),
    ):
        wire.get("/api")
    assert len(server.asked) == 1


# --- what fails underneath


def test_a_closed_port_is_said_to_be_closed():
    with serving(one_after_another(Reply())) as server:
        settings = settings_for(server)
    with open_wire(settings, clock=FastClock()) as wire, pytest.raises(errors.PortClosedError):
        wire.get("/api")


def test_an_unknown_host_is_said_to_be_unknown():
    from dataclasses import replace

    with serving(one_after_another(Reply())) as server:
        settings = replace(settings_for(server), url="https://no-such-host.invalid")
    with (
        open_wire(settings, clock=FastClock()) as wire,
        pytest.raises(errors.HostUnknownError, match=r"no-such-host\.invalid"),
    ):
        wire.get("/api")


def test_an_answer_cut_short_is_asked_for_again():
    script = one_after_another(Reply(200, {"a": "x" * 500}, cut=100), Reply(200, {"a": "x" * 500}))
    with serving(script) as server, opened(server) as wire:
        assert wire.get("/api") == {"a": "x" * 500}
    assert len(server.asked) == 2


def test_json_cut_short_by_a_gateway_is_asked_for_again():
    script = one_after_another(Reply(200, b'{"a": [1, 2'), Reply(200, {"a": [1, 2]}))
    with serving(script) as server, opened(server) as wire:
        assert wire.get("/api") == {"a": [1, 2]}


def test_an_answer_that_does_not_come_in_time_is_given_up():
    release = threading.Event()

    def script(_asked):
        release.wait(10)
        return Reply(200, {})

    with serving(script) as server:
        try:
            patience = Patience(first_contact_attempts=1)
            with (
                opened(server, timeout_s=0.2, patience=patience) as wire,
                pytest.raises(errors.AnswerTimeoutError),
            ):
                wire.get("/api")
        finally:
            release.set()


def test_a_proxy_that_refuses_is_named_without_its_password():
    with serving(one_after_another(Reply(407))) as proxy:
        settings = settings_for(proxy, proxy=f"http://me:hunter2@127.0.0.1:{proxy.server_port}")
        from dataclasses import replace

        settings = replace(settings, url="https://acme.octopus.invalid")
        with (
            open_wire(settings, clock=FastClock()) as wire,
            pytest.raises(errors.ProxyFailedError) as caught,
        ):
            wire.get("/api")
    assert f"127.0.0.1:{proxy.server_port}" in str(caught.value)
    assert "hunter2" not in str(caught.value)
    asked = proxy.asked[0]
    assert asked.method == "CONNECT"
    assert asked.target == "acme.octopus.invalid:443"
    assert (
        asked.headers["Proxy-Authorization"] == "Basic " + base64.b64encode(b"me:hunter2").decode()
    )
    assert KEY not in str(asked.headers)


# --- writing, in doubt


class Environments:
    """A collection whose answers get lost on cue."""

    def __init__(self, *troubles):
        self.names = []
        self.troubles = list(troubles)

    def __call__(self, asked):
        if asked.method == "GET":
            return Reply(200, [{"Id": f"E-{i}", "Name": n} for i, n in enumerate(self.names)])
        trouble = self.troubles.pop(0) if self.troubles else "none"
        match trouble:
            case "drop before":
                return Reply(drops=True)
            case "503 before":
                return Reply(503, PAGE, HTML)
            case "429":
                return Reply(429, {"ErrorMessage": "Too many."}, {"Retry-After": "3"})
        name = json.loads(asked.body)["Name"]
        if name in self.names:
            return Reply(400, {"ErrorMessage": "An environment with this name already exists."})
        self.names.append(name)
        match trouble:
            case "drop after":
                return Reply(drops=True)
            case "500 after":
                return Reply(500, {"ErrorMessage": "Oops"})
            case "garbled after":
                return Reply(201, b'{"Id": "E-')
        return Reply(201, {"Id": f"E-{len(self.names) - 1}", "Name": name})


def look_up(wire):
    def look():
        found = [e for e in wire.all("/api/S/environments/all") if e["Name"] == "Prod"]
        return found[0] if found else None

    return look


@pytest.mark.parametrize(
    "troubles",
    [
        ("drop before",),
        ("drop after",),
        ("500 after",),
        ("503 before",),
        ("garbled after",),
        ("429",),
        ("429", "drop after"),
        ("503 before", "429", "drop before", "drop after"),
    ],
)
def test_a_post_whose_answer_is_lost_creates_once(troubles):
    script = Environments(*troubles)
    with serving(script) as server, opened(server) as wire:
        wire.get("/api/S/environments/all")
        made = wire.post("/api/S/environments", {"Name": "Prod"}, look=look_up(wire))
    assert made == {"Id": "E-0", "Name": "Prod"}
    assert script.names == ["Prod"]


def test_a_post_that_took_effect_after_we_looked_is_still_found():
    script = Environments("drop after")
    looked = []

    with serving(script) as server, opened(server) as wire:
        look = look_up(wire)

        def late():
            looked.append(1)
            return None if len(looked) == 1 else look()

        made = wire.post("/api/S/environments", {"Name": "Prod"}, look=late)
    assert made == {"Id": "E-0", "Name": "Prod"}
    assert script.names == ["Prod"]
    assert len(looked) == 2


def test_a_post_that_nobody_can_look_up_is_not_repeated_and_says_that_it_is_in_doubt():
    script = Environments("drop after")
    with serving(script) as server, opened(server) as wire:
        wire.get("/api/S/environments/all")
        with pytest.raises(errors.ConnectionLostError) as caught:
            wire.post("/api/S/environments", {"Name": "Prod"})
    assert caught.value.is_in_doubt
    assert [asked.method for asked in server.asked] == ["GET", "POST"]


def test_a_rejected_post_is_not_in_doubt_and_not_repeated():
    script = Environments()
    with serving(script) as server, opened(server) as wire:
        wire.post("/api/S/environments", {"Name": "Prod"})
        with pytest.raises(errors.RejectedError) as caught:
            wire.post("/api/S/environments", {"Name": "Prod"}, look=look_up(wire))
    assert not caught.value.is_in_doubt
    assert len(server.asked) == 2


def test_a_post_that_makes_the_server_fail_is_given_up_after_three():
    with (
        serving(one_after_another(Reply(500))) as server,
        opened(server) as wire,
        pytest.raises(errors.ServerFaultError),
    ):
        wire.post("/api/S/environments", {"Name": "Prod"}, look=lambda: None)
    assert len(server.asked) == 3


def test_doubt_is_not_forgotten_when_later_tries_do_not_even_arrive():
    with serving(one_after_another(Reply(503), Reply(429))) as server:
        patience = Patience(rate_limited_attempts=2)
        with (
            opened(server, patience=patience) as wire,
            pytest.raises(errors.RateLimitedError) as caught,
        ):
            wire.post("/api/x", {}, look=lambda: None)
    assert caught.value.is_in_doubt


def test_a_put_is_said_again_unless_it_names_a_version():
    script = one_after_another(Reply(drops=True), Reply(200, {"Version": 2}))
    with serving(script) as server, opened(server) as wire:
        assert wire.put("/api/x", {"Name": "a"}) == {"Version": 2}
    script = one_after_another(Reply(drops=True), Reply(400, {"ErrorMessage": "another user"}))
    with serving(script) as server, opened(server) as wire:
        with pytest.raises(errors.ConnectionLostError):
            wire.put("/api/x", {"Version": 1}, is_repeatable=False)
        assert len(server.asked) == 1
    script = one_after_another(Reply(drops=True))
    with serving(script) as server, opened(server) as wire:
        seen = wire.put("/api/x", {"Version": 1}, is_repeatable=False, look=lambda: {"Version": 2})
        assert seen == {"Version": 2}
        assert len(server.asked) == 1


def test_a_delete_says_whether_there_was_something():
    with serving(one_after_another(Reply(200, {}), Reply(404))) as server, opened(server) as wire:
        assert wire.delete("/api/x") is True
        assert wire.delete("/api/x") is False
    script = one_after_another(Reply(drops=True), Reply(404))
    with serving(script) as server, opened(server) as wire:
        assert wire.delete("/api/x") is True, "the lost try has deleted it"


# --- pace and patience


def test_requests_and_rejections_are_counted_and_waits_told():
    notices = []
    script = one_after_another(
        Reply(
            200, {}, {"Octopus-RateLimit-Policy": "l=200;rpm=200", "Octopus-RateLimit": "r=0;t=60"}
        ),
        Reply(429, {}, {"Retry-After": "7"}),
        Reply(503),
        Reply(200, {}),
    )
    with serving(script) as server, opened(server, notices.append) as wire:
        wire.get("/api")
        wire.get("/api")
        assert (wire.requests_sent, wire.rejected) == (4, 1)
    assert any(isinstance(notice, RateWait) for notice in notices)
    assert [n.reason for n in notices if isinstance(n, Repeat)] == ["HTTP 429", "HTTP 503"]


def test_a_wait_for_the_rate_limit_ends_when_someone_cancels():
    clock = FastClock()

    def check():
        if clock.now() > 1001:
            raise Cancelled

    reply = Reply(429, {}, {"Retry-After": "600"})
    with (
        serving(one_after_another(reply)) as server,
        open_wire(settings_for(server), check=check, clock=clock) as wire,
        pytest.raises(Cancelled),
    ):
        wire.get("/api")
    assert clock.now() < 1002
    assert len(server.asked) == 1


def test_threads_share_one_budget_and_no_answer_goes_to_another():
    lock = threading.Lock()
    left = [150]

    def script(asked):
        with lock:
            left[0] -= 1
            headers = {
                "Octopus-RateLimit-Policy": "l=150;rpm=6000",
                "Octopus-RateLimit": f"r={max(0, left[0])};t=1",
            }
        return Reply(200, {"path": asked.path}, headers)

    wrong = []
    with serving(script) as server, opened(server) as wire:
        wire.get("/api/first")

        def work(thread: int) -> None:
            for number in range(15):
                path = f"/api/{thread}-{number}"
                if wire.get(path) != {"path": path}:
                    wrong.append(path)

        threads = [threading.Thread(target=work, args=(n,)) for n in range(8)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(30)
        assert not any(thread.is_alive() for thread in threads)
        assert wire.requests_sent == 121
        assert wire.rejected == 0
    assert wrong == []
    assert server.accepted <= 9
