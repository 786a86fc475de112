"""Random secrets of every kind in; none of them comes out but sealed, or at its place."""

import base64
import json
import signal
import socket
import sys
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from migrator.engine.rate_limit import RATE_FILE
from migrator.sandbox.certificates import make_certificates
from migrator.sandbox.cloud import OctopusCloud
from migrator.sandbox.cloud.exchange import Refusal
from migrator.sandbox.tds import SqlServer
from tests.e2e.canaries import CanaryInstance, Mark, canary_instance, watching, write_private
from tests.e2e.places import places_at_source, places_at_target
from tests.e2e.process import Ended, migrator, migrator_until

JOB = """\
[source]
server = "127.0.0.1,{sql_port}"
database = "OctopusDeploy"
user = "reader"
password = {{ file = "secrets/{sql_password}" }}
server_certificate = "ca.pem"
host_name_in_certificate = "localhost"
master_key = {{ file = "secrets/master-key" }}
older_master_keys = [{{ file = "secrets/older-key" }}]
[package]
path = "canary.ocmpack"
passphrase = {{ file = "secrets/{passphrase}" }}
[target]
url = "{url}"
api_key = {{ file = "secrets/{api_key}" }}
verify_tls = "ca.pem"
[state]
directory = "state-{name}"
"""


class EchoingCloud(OctopusCloud):
    """Refuses with what it was sent, as some servers do, while `echoes` is set."""

    echoes = False

    def _answer(self, request):
        if self.echoes and request.method in {"POST", "PUT"} and isinstance(request.body, dict):
            body = json.dumps(request.body)
            headers = json.dumps(dict(request.headers))
            raise Refusal(400, f"Cannot take {body} of {headers}", (body, headers))
        return super()._answer(request)


@dataclass(frozen=True)
class World:
    """Both servers full of canaries, and every word that a process of ours has said."""

    home: Path
    source: CanaryInstance
    sql: SqlServer
    cloud: EchoingCloud
    said: list[tuple[str, str, str]]

    @property
    def mark(self) -> Mark:
        return self.source.mark

    def job(self, name: str, **changes: str) -> Path:
        answers = {
            "sql_port": str(self.sql.port),
            "url": self.cloud.url,
            "sql_password": "sql-password",
            "passphrase": "passphrase",
            "api_key": "api-key",
        }
        path = self.home / f"{name}.toml"
        path.write_text(JOB.format(**{**answers, "name": name, **changes}), "utf-8")
        return path

    def migrator(self, *words: str | Path, kill_at: Callable[[], bool] | None = None) -> Ended:
        """Run it to its end, or kill it once that is so."""
        log = self.home / "logs" / f"{len(self.said)}.log"
        log.parent.mkdir(exist_ok=True)
        words = (*words, "--json", "--log", log)
        with watching(self.home / "tmp") as watch:
            if kill_at is None:
                ended = migrator(self.home, *words)
            else:
                killed = signal.SIGKILL
                ended = migrator_until(self.home, *words, reached=kill_at, stop_by=killed)
        self.said.append((" ".join(map(str, words)), ended.out, ended.err))
        for where, data in watch.seen.items():
            assert not self.mark.found_in(data), where
        assert log.exists()
        return ended

    def assert_silent(self) -> None:
        """No secret shows in what was said, and in no file but the private ones."""
        for words, out, err in self.said:
            assert not self.mark.found_in(out.encode()), words
            assert not self.mark.found_in(err.encode()), words
        files = [p for p in self.home.rglob("*") if p.is_file() and p.parent.name != "secrets"]
        for path in files:
            assert not self.mark.found_in(path.read_bytes()), path


@pytest.fixture
def world(tmp_path) -> Iterator[World]:
    with open_world(tmp_path) as opened:
        yield opened


@contextmanager
def open_world(home: Path, rate: int | None = None) -> Iterator[World]:
    source = canary_instance()
    mark = source.mark
    password, api_key = mark.canary("sql"), f"API-{mark.text.upper()}"
    source = replace(source, mark=replace(mark, others=(*mark.others, api_key.encode())))
    for name, value in {
        "sql-password": password,
        "api-key": api_key,
        "passphrase": mark.canary("passphrase"),
        "master-key": base64.b64encode(source.master_key).decode(),
        "older-key": base64.b64encode(source.older_key).decode(),
        "wrong": mark.canary("wrong"),
        "wrong-api-key": f"API-{mark.text[::-1]}{mark.text}",
    }.items():
        write_private(home / "secrets" / name, value)
    tls = make_certificates(home)
    users = {"reader": password}
    with (
        SqlServer({"OctopusDeploy": source.instance.database}, users=users, tls=tls) as sql,
        EchoingCloud(api_key=api_key, tls=tls, rate_per_minute=rate, burst=rate or 200) as cloud,
    ):
        # Without this person the subscription, and with it a secret, would be left behind.
        person = {"Id": "Users-2001", "Username": "ada", "EmailAddress": "ada@example.test"}
        cloud.store.put("User", {**cloud.store.all_of("User")[0], **person})
        yield World(home, source, sql, cloud, [])


@pytest.mark.parametrize(
    "disguise",
    [
        lambda text: text.encode(),
        lambda text: f"é{text}".encode("utf-16-le"),
        lambda text: json.dumps({"a": text}).encode(),
        lambda text: text.encode().hex().encode(),
        lambda text: base64.b64encode(text.encode()),
        lambda text: base64.b64encode(b"x" + text.encode()),
        lambda text: base64.urlsafe_b64encode(b"xy" + text.encode()),
        lambda text: base64.b64encode(b"x" + text.encode("utf-16-le")),
    ],
)
def test_the_search_finds_a_secret_in_every_disguise(disguise):
    mark = Mark(others=(b"\0\x01\xffkey of bytes",))
    assert len(mark.found_in(b"before " + disguise(mark.canary("x")) + b" after")) == 1
    assert mark.found_in(b"before " + disguise(Mark().canary("x")) + b" after") == []
    assert mark.found_in(b"before " + mark.others[0])


def test_no_secret_shows_wherever_all_goes_well_and_each_arrives_at_its_place(world):
    job, package = world.job("good"), world.home / "canary.ocmpack"
    key = ("--job", job)
    new_key = ("--new-passphrase-file", world.home / "secrets" / "wrong")
    for words in (
        ("survey", job),
        ("export", job),
        ("check", package, *key),
        ("plan", job, "--out", world.home / "plan.json"),
        ("upload", job, "--plan", world.home / "plan.json"),
        ("verify", job, "--html", world.home / "report.html"),
        ("run", job, "--yes"),
        ("package", "info", package),
        ("package", "share", package, "--out", world.home / "copy.ocmpack", *key, *new_key),
        ("package", "rekey", package, *key, *new_key),
    ):
        ended = world.migrator(*words)
        assert ended.exit_code == 0, (words, ended.err)
    world.assert_silent()
    expected = places_at_source(world.source)
    assert len(expected) > 110
    assert places_at_target(world.cloud, expected) == expected


def test_a_bundle_for_support_shows_no_secret(world):
    job, saved = world.job("good"), world.home / "support.zip"
    assert world.migrator("run", job, "--yes").exit_code == 0
    careless = world.home / "careless.log"  # of another program, which is less careful
    password = f"Server=x;User Id=sa;Password={world.mark.canary('log')};Pooling=False"
    careless.write_text(f"{password}\nAPI-{world.mark.text.upper()}\n", "utf-8")
    log = next((world.home / "logs").iterdir())
    words = ("--bundle", saved, "--with-log", log, "--with-log", careless)
    ended = world.migrator("doctor", job, *words)
    careless.unlink()
    assert ended.exit_code == 0, ended.err
    with zipfile.ZipFile(saved) as bundle:
        held = {name: bundle.read(name) for name in bundle.namelist()}
    assert {"versions.json", "report.json", "log.txt", "good.toml", "plan.json"} < held.keys()
    assert any(name.startswith("journal-") for name in held)
    assert b"Pooling=False" in held["log.txt"]
    for name, data in held.items():
        assert not world.mark.found_in(data), name
    world.assert_silent()


def test_no_error_shows_a_secret(world):
    closed = free_port()
    for name, exit_code, changes in (
        ("wrong-sql-password", 3, {"sql_password": "wrong"}),
        ("port-closed", 3, {"sql_port": str(closed)}),
        ("wrong-api-key", 4, {"api_key": "wrong-api-key"}),
        ("wrong-url", 4, {"url": f"https://127.0.0.1:{closed}"}),
    ):
        ended = world.migrator("run", world.job(name, **changes), "--yes")
        assert ended.exit_code == exit_code, (name, ended.err)
    world.sql.trouble.cut_table = "Certificate"
    world.sql.trouble.cut_after_rows = 2
    assert world.migrator("run", world.job("source-cut"), "--yes").exit_code == 3
    world.sql.trouble.cut_after_rows = None
    wrong = world.job("wrong-passphrase", passphrase="wrong")
    assert world.migrator("export", world.job("good")).exit_code == 0
    assert world.migrator("plan", wrong).exit_code == 5
    world.assert_silent()


def test_no_refusal_of_the_target_and_no_lost_answer_shows_a_secret(world):
    job = world.job("good")
    world.cloud.echoes = True
    refused = world.migrator("run", job, "--yes")
    assert refused.exit_code == 1, refused.err
    assert any(finding["code"] == "failed" for finding in refused.result["report"]["findings"])
    world.cloud.echoes = False
    world.cloud.trouble.drop_before(2)
    world.cloud.trouble.drop_after(2)
    dropped = world.migrator("run", job, "--yes")
    assert dropped.exit_code == 0, dropped.err
    assert [line["event"] for line in dropped.lines].count("retried") >= 4
    world.assert_silent()


@pytest.mark.skipif(sys.platform == "win32", reason="SIGKILL is of POSIX")
def test_a_process_that_is_killed_with_the_rate_limit_raised_leaves_no_secret(tmp_path):
    rate, raised = 50_000, 90_000  # so high that nothing waits
    with open_world(tmp_path, rate) as world:
        job = world.job("good")
        job.write_text(f"{job.read_text('utf-8')}[policy]\nraise_rate_limit = {raised}\n", "utf-8")

        def put() -> list[object]:
            requests = [r for r in world.cloud.requests if "/ratelimitingpolicies/" in r.path]
            return [r.body["RequestsPerMinute"] for r in requests if r.method == "PUT"]

        world.cloud.trouble.latency_s = 0.02  # so that it does not end before it is killed
        killed = world.migrator("run", job, "--yes", kill_at=lambda: bool(put()))
        world.cloud.trouble.calm()
        assert killed.exit_code == -signal.SIGKILL
        assert put() == [raised]
        assert (world.home / "state-good" / RATE_FILE).exists()
        world.assert_silent()
        assert world.migrator("run", job, "--yes").exit_code == 0
        assert put() in ([raised, rate], [raised, raised, rate])
        assert not (world.home / "state-good" / RATE_FILE).exists()
        world.assert_silent()
        expected = places_at_source(world.source)
        assert places_at_target(world.cloud, expected) == expected


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return listener.getsockname()[1]
