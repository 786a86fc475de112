"""Whatever is wrong is said where the person is, keeps what was typed, and can be put right there."""

import errno
import http.server
import threading
from collections.abc import Callable
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import partial

import pytest
from PySide6.QtCore import QThreadPool
from PySide6.QtWidgets import QApplication, QLabel, QLineEdit

from migrator.engine.state import open_state
from migrator.gui import calls
from migrator.gui.flow import PageName, Route
from migrator.gui.widgets.panels import Busy
from migrator.gui.window import Wizard
from migrator.model.events import Run
from migrator.sandbox.cloud.trouble import Cue
from migrator.source import returning
from migrator.target import http as wire
from migrator.target.retry import Patience
from tests.faults.file_layer import WRITES, meeting
from tests.gui import whole_way as way
from tests.gui.on_the_way import close, until
from tests.gui.user import User, lets_work

QUICK = Patience(attempts=2, first_wait_s=0.01, longest_wait_s=0.02, settle_s=0.01)


@pytest.fixture(autouse=True)
def _quick(monkeypatch):
    monkeypatch.setattr(wire, "Patience", lambda: QUICK)


class AtPage:
    """A person on a page whose way there is settled."""

    def __init__(self, trip, page, directory, cloud, route):
        self.cloud = cloud
        self.job = trip.pack(directory, cloud.url)
        self.session = trip.session(self.job, page, QApplication.instance())
        if route is not Route.WHOLE:
            self.session.change(replace(self.session.answers, route=route))
        self.wizard = Wizard(self.session)
        self.wizard.show()
        self.user = User(self.wizard)

    @property
    def page(self):
        return self.wizard.page

    def typed(self):
        """What stands in the fields of the page."""
        return [edit.text() for edit in self.page.findChildren(QLineEdit)]

    def presses_next(self):
        """Press the primary button, and wait for the end of what it starts."""
        page = self.page
        self.user.waits(self.wizard.next.isEnabled, "the primary button stays disabled")
        self.wizard.next.click()  # at once: the person helper takes an error in sight for the end
        until(lambda: not page.is_busy, f"{page.name} does not end")

    def is_told(self, code, words):
        """The error stands on the page, in its form, and the keyboard can go on from there."""
        error = self.page.error
        assert error.isVisible()
        assert error._code.text() == code, error.text
        assert words in error.text, error.text
        sentence, _, todo = error.text.partition("\n")
        assert sentence.endswith("."), error.text
        assert todo.endswith("."), error.text
        assert self.wizard.next.isEnabled()
        assert not self.page.is_busy


@pytest.fixture
def at(trip, tmp_path):
    """Makes a person at a page."""

    @contextmanager
    def _at(page, route=Route.WHOLE):
        with trip.cloud() as cloud:
            person = AtPage(trip, page, tmp_path / "job", cloud, route)
            yield person
            close(person.wizard)
            person.wizard.deleteLater()
            person.session.deleteLater()
            assert QThreadPool.globalInstance().waitForDone(60_000)

    return _at


@dataclass(frozen=True)
class Wrong:
    """Something wrong in a field of a page.

    Attributes:
        label: of the field.
        text: what is typed there.
        words: that the sentence must hold.
        unfolds: the button that shows the field, where it is folded away.
        right: what is typed to mend it; gets what the person knows.
    """

    name: str
    page: PageName
    label: str
    text: str
    code: str
    words: str
    right: Callable[[way.Known], str]
    unfolds: str = ""
    route: Route = Route.WHOLE

    def __str__(self):
        return self.name


PLAIN_KEY = "c2l4dGVlbiBieXRlcyEhIQ=="
WRONG = (
    Wrong("a password", PageName.SOURCE, "Password", "wrong", "OCM-2108", "sign-in",
          lambda known: known.password),
    Wrong("a database", PageName.SOURCE, "Database", "Nowhere", "OCM-2109", "'Nowhere'",
          lambda known: known.database),
    Wrong("a port", PageName.SOURCE, "Server", "127.0.0.1,9", "OCM-2104", "127.0.0.1",
          lambda known: known.server),
    Wrong("a server's name", PageName.SOURCE, "Server", "sql.invalid", "OCM-2103", "sql.invalid",
          lambda known: known.server),
    Wrong("no certificate to trust", PageName.SOURCE, "Certificate of a private authority", "",
          "OCM-2106", "certificate", lambda known: str(known.ca), "Connection options"),
    Wrong("a master key of another server", PageName.MASTER_KEY, "Master key", PLAIN_KEY,
          "OCM-2203", "the wrong one", lambda known: known.master_key),
    Wrong("a text that is no master key", PageName.MASTER_KEY, "Master key", "no key",
          "OCM-2201", "master key", lambda known: known.master_key),
    Wrong("a passphrase", PageName.PACKAGE, "Passphrase", "wrong", "OCM-4104", "passphrase",
          lambda known: known.passphrase, route=Route.FROM_PACKAGE),
    Wrong("a package's place", PageName.PACKAGE, "File", "nowhere.ocmpack", "OCM-4108",
          "nowhere.ocmpack", lambda _known: "sample.ocmpack", route=Route.FROM_PACKAGE),
    Wrong("a cloud's port", PageName.CLOUD, "Address", "https://127.0.0.1:9", "OCM-5103",
          "127.0.0.1", lambda known: known.url),
    Wrong("a cloud's name", PageName.CLOUD, "Address", "https://cloud.invalid", "OCM-5102",
          "cloud.invalid", lambda known: known.url),
    Wrong("no address at all", PageName.CLOUD, "Address", "acme octopus", "OCM-5101", "address",
          lambda known: known.url),
    Wrong("an API key", PageName.CLOUD, "API key", "API-WRONG", "OCM-5120", "key",
          lambda known: known.api_key),
    Wrong("no certificates to trust", PageName.CLOUD, "Certificates to trust", "", "OCM-5106",
          "certificate", lambda known: str(known.ca), "Connection options"),
)  # fmt: skip


@pytest.mark.parametrize("wrong", WRONG, ids=str)
def test_what_is_wrong_in_a_field_is_said_there_and_can_be_put_right(at, wrong, trip):
    known = replace(way.known_of(trip.served), passphrase=_passphrase(trip))
    with at(wrong.page, wrong.route) as person:
        known = replace(known, url=person.cloud.url)
        person.wizard.go_to(wrong.page)
        person.session.record(_without(person.session.outcomes, wrong.page))
        if wrong.unfolds and not _is_in_sight(person, wrong.label):
            person.user.presses(wrong.unfolds)
        person.user.types(wrong.label, wrong.text)
        before = person.typed()
        person.presses_next()
        person.is_told(wrong.code, wrong.words)
        assert person.typed() == before
        assert person.page.name == wrong.page
        person.page.error.clear()  # the person helper takes an error in sight for the end
        person.user.types(wrong.label, wrong.right(known))
        person.presses_next()
        assert not person.page.error.isVisible(), person.page.error.text
        assert _is_settled(person.session.outcomes, wrong.page)


def _passphrase(trip):
    return (trip.served.directory / "secrets" / "passphrase").read_text("utf-8").strip()


def _is_in_sight(person, label):
    return any(
        found.text().replace("&", "") == label and found.isVisible()
        for found in person.page.findChildren(QLabel)
    )


_GIVES = {
    PageName.SOURCE: "looked",
    PageName.MASTER_KEY: "inventory",
    PageName.PACKAGE: "package",
    PageName.CLOUD: "cloud",
    PageName.REVIEW: "plan",
    PageName.UPLOAD: "uploaded",
    PageName.VERIFY: "verified",
}


def _without(outcomes, page):
    """The outcomes before a page."""
    return replace(outcomes, **{_GIVES[page]: None})


def _is_settled(outcomes, page):
    return getattr(outcomes, _GIVES[page]) is not None


class _NoOctopus(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        body = b"<html><body>It works!</body></html>"
        self.send_response(200)
        self.send_header("Content-Type", "text/html")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_arguments):
        """Say nothing."""


@contextmanager
def _web_page():
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), _NoOctopus) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
        thread.join()


def test_a_web_page_that_is_no_octopus_is_said_to_be_none(at):
    with _web_page() as address, at(PageName.CLOUD) as person:
        person.wizard.go_to(PageName.CLOUD)
        person.user.types("Address", address)
        person.presses_next()
        person.is_told("OCM-5114", "Octopus")


def _flip(data):
    at = len(data) // 2
    return data[:at] + bytes([data[at] ^ 1]) + data[at + 1 :]


@pytest.mark.parametrize(
    ("spoil", "code"),
    [
        (_flip, "OCM-4103"),
        (lambda data: data[:-300], "OCM-410"),
        (lambda _data: b"some text", "OCM-4101"),
        (lambda _data: b"", "OCM-4101"),
    ],
    ids=["a bit flipped", "cut short", "another file", "an empty file"],
)
def test_a_damaged_package_is_said_to_be_damaged(at, spoil, code):
    with at(PageName.PACKAGE, Route.FROM_PACKAGE) as person:
        path = person.job.with_name("sample.ocmpack")
        whole = path.read_bytes()
        path.write_bytes(spoil(whole))
        person.wizard.go_to(PageName.PACKAGE)
        person.presses_next()
        shown = person.page.error._code.text()
        assert shown.startswith(code)
        person.is_told(shown, "sample.ocmpack" if "4101" in shown else "package")
        path.write_bytes(whole)
        person.presses_next()
        assert person.session.outcomes.package is not None


@contextmanager
def _full(directory):
    """A disk on which nothing finds room."""

    def meet(what):
        if what in WRITES:
            raise OSError(errno.ENOSPC, "No space left on device")

    with meeting(directory, meet):
        yield


def _begin_at(person, page):
    person.wizard.go_to(page)
    until(lambda: not person.page.is_busy, f"{page} does not rest")


@pytest.mark.parametrize(
    ("page", "code"),
    [
        (PageName.PACKAGE, "OCM-4109"),
        (PageName.REVIEW, "OCM-3106"),
        (PageName.UPLOAD, "OCM-3106"),
        (PageName.VERIFY, "OCM-3106"),
    ],
)
def test_a_full_disk_is_said_where_it_was_met_and_the_page_goes_on_once_there_is_room(
    at, page, code, tmp_path
):
    with at(page) as person:
        _plan_here(person)
        with _full(tmp_path / "job"):
            person.wizard.go_to(page)
            if not person.page.is_busy:
                person.user.clicks(person.wizard.next)
            until(lambda: not person.page.is_busy, f"{page} does not end")
            until(person.page.error.isVisible, "nothing is said")
            person.is_told(code, "No space left" if code == "OCM-3106" else "room")
        person.presses_next()
        assert not person.page.error.isVisible(), person.page.error.text
        assert _is_settled(person.session.outcomes, page)


def _plan_here(person):
    """A plan for the cloud of this test, for the pages that need one."""
    if person.session.outcomes.plan is not None:
        plan = calls.make_plan(person.session.job(), person.session.vault, Run())
        person.session.record(replace(person.session.outcomes, plan=plan))


@pytest.mark.parametrize("page", [PageName.REVIEW, PageName.UPLOAD, PageName.VERIFY])
def test_a_state_directory_that_cannot_be_used_is_named(at, page):
    with at(page) as person:
        _plan_here(person)
        state = person.job.with_name("state")
        state.rename(state.with_name("aside"))
        state.write_text("a file stands in its place")
        person.wizard.go_to(page)
        if not person.page.is_busy:
            person.user.clicks(person.wizard.next)
        until(lambda: not person.page.is_busy, f"{page} does not end")
        person.is_told("OCM-3106", str(state))
        state.unlink()
        state.with_name("aside").rename(state)
        person.presses_next()
        assert not person.page.error.isVisible(), person.page.error.text
        assert _is_settled(person.session.outcomes, page)


def test_a_state_directory_in_which_another_process_works_is_left_alone(at):
    with at(PageName.UPLOAD) as person:
        _plan_here(person)
        person.wizard.go_to(PageName.UPLOAD)
        with open_state(person.job.with_name("state")):
            person.presses_next()
            person.is_told("OCM-3105", "process")
        person.presses_next()
        assert person.session.outcomes.uploaded is not None


# Cutting a server.


@pytest.mark.parametrize("page", [PageName.SOURCE, PageName.MASTER_KEY, PageName.PACKAGE])
def test_a_sql_server_that_goes_for_good_is_told_and_the_page_goes_on_once_it_is_back(
    at, page, trip, monkeypatch
):
    monkeypatch.setattr(returning, "Waits", partial(returning.Waits, total_s=0.2, first_s=0.1))
    sql = trip.served.sql
    with at(page) as person:
        person.wizard.go_to(page)
        person.session.record(_without(person.session.outcomes, page))
        sql.trouble.delay_s = 0.1
        person.user.clicks(person.wizard.next)
        assert person.page.is_busy
        lets_work(50)
        sql.stop()
        try:
            until(lambda: not person.page.is_busy, "the page waits for ever")
        finally:
            sql.trouble.delay_s = 0
            sql.start()
        person.is_told(person.page.error._code.text(), "")
        assert person.page.error._code.text() in {"OCM-2104", "OCM-2113", "OCM-2112", "OCM-2105"}
        person.presses_next()
        assert not person.page.error.isVisible(), person.page.error.text
        assert _is_settled(person.session.outcomes, page)


def test_a_sql_server_that_is_started_again_is_waited_for_in_sight(at, trip, monkeypatch):
    sql = trip.served.sql
    with at(PageName.MASTER_KEY) as person:
        person.wizard.go_to(PageName.MASTER_KEY)
        person.session.record(_without(person.session.outcomes, PageName.MASTER_KEY))
        sql.trouble.cut_table, sql.trouble.cut_after_rows, sql.trouble.cut_times = "Project", 2, 1
        person.user.clicks(person.wizard.next)
        told = []
        monkeypatch.setattr(person.page.busy, "tell", told.append)
        until(lambda: not person.page.is_busy, "the page waits for ever")
        sql.trouble.cut_after_rows = None
        assert not person.page.error.isVisible(), person.page.error.text
        assert person.session.outcomes.inventory is not None
        assert told
        assert all("waited for" in text for text in told)


def _cut(cloud):
    cloud.trouble.schedule = lambda _method: Cue(drops_before=True)


@pytest.mark.parametrize(
    "page", [PageName.CLOUD, PageName.REVIEW, PageName.UPLOAD, PageName.VERIFY]
)
def test_a_cloud_that_goes_for_good_is_told_and_the_page_goes_on_once_it_is_back(at, page):
    with at(page) as person:
        _plan_here(person)
        after = iter(range(1))
        person.cloud.trouble.schedule = lambda _method: (
            None if next(after, None) is not None else Cue(drops_before=True)
        )
        person.wizard.go_to(page)
        if not person.page.is_busy:
            person.user.clicks(person.wizard.next)
        until(lambda: not person.page.is_busy, f"{page} waits for ever")
        person.is_told("OCM-5111", "127.0.0.1")
        person.cloud.trouble.calm()
        person.presses_next()
        assert not person.page.error.isVisible(), person.page.error.text
        assert _is_settled(person.session.outcomes, page)


@pytest.mark.parametrize("page", [PageName.CLOUD, PageName.REVIEW, PageName.VERIFY])
def test_a_cloud_that_comes_back_is_waited_for_in_sight(at, page, monkeypatch):
    monkeypatch.setattr(wire, "Patience", lambda: replace(QUICK, attempts=50))
    with at(page) as person:
        _plan_here(person)
        seen = iter(range(8))
        person.cloud.trouble.schedule = lambda _method: (
            Cue(status=503) if next(seen, 0) in range(1, 5) else None
        )
        told = []
        monkeypatch.setattr(Busy, "tell", lambda _busy, text: told.append(text))
        person.wizard.go_to(page)
        if not person.page.is_busy:
            person.user.clicks(person.wizard.next)
        until(lambda: not person.page.is_busy, f"{page} waits for ever")
        assert not person.page.error.isVisible(), person.page.error.text
        assert _is_settled(person.session.outcomes, page)
        assert "A request is repeated (HTTP 503). Normal." in told
