"""The window may be closed at any time: nothing hangs, no answer is lost, nothing is half made."""

import re
import tempfile
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import QThreadPool

from migrator.gui import calls, pages
from migrator.gui.flow import PageName, Route, SecretName, SourceAnswers
from migrator.gui.pages.finish_page import FinishPage
from migrator.gui.pages.review_page import ReviewPage
from migrator.gui.pages.verify_page import VerifyPage
from migrator.gui.session import Session
from migrator.gui.window import Wizard
from migrator.model.documents import Kind, Ref
from migrator.model.events import Run
from migrator.model.secret import Secret
from tests.gui import whole_way as way
from tests.gui.on_the_way import close, is_quiet, type_over, type_secrets, until

PAGES = Path(pages.__file__).parent
MARK = "typed-at-the-last-moment"


@pytest.fixture(autouse=True)
def _calm(trip):
    yield
    _slow(trip, None, 0)
    assert QThreadPool.globalInstance().waitForDone(60_000)


def _slow(trip, cloud, delay_s):
    trip.served.sql.trouble.deny_login = False
    trip.served.sql.trouble.delay_s = delay_s
    if cloud is not None:
        cloud.trouble.latency_s = delay_s / 4


class Case:
    """A page, and what makes it run.

    Attributes:
        title: of what runs, as the page's bar says it; each that any page can say has a case.
        fails: what makes it fail: `sql`, `cloud`, `package`, `sample` or `bundle`.
    """

    def __init__(self, title, page, begin, fails, *, route=Route.WHOLE):
        self.title, self.page, self.begin, self.fails, self.route = title, page, begin, fails, route

    def __str__(self):
        return self.title


def _leave_one_out(page):
    page._left = {Ref(Kind.PROJECT, ("Playground", "Toy Three"))}
    page.go_on()


CASES = (
    Case("Starting the sample servers", PageName.START, lambda p: p._start_sample(), "sample"),
    Case("Connecting and looking around", PageName.SOURCE, lambda p: p._test(), "sql"),
    Case(
        "Reading the source and trying the key",
        PageName.MASTER_KEY,
        lambda p: p._check(),
        "sql",
    ),
    Case("Writing the package", PageName.PACKAGE, lambda p: p.go_on(), "sql"),
    Case(
        "Opening and checking the package",
        PageName.PACKAGE,
        lambda p: p.go_on(),
        "package",
        route=Route.FROM_PACKAGE,
    ),
    Case("Asking what the key may do", PageName.CLOUD, lambda p: p._test(), "cloud"),
    Case("Comparing with what the cloud holds", PageName.REVIEW, lambda p: p.go_on(), "cloud"),
    Case("Writing the package and planning again", PageName.REVIEW, _leave_one_out, "sql"),
    Case("Uploading", PageName.UPLOAD, lambda p: p.go_on(), "cloud"),
    Case("Reading back and comparing", PageName.VERIFY, lambda p: p.go_on(), "cloud"),
    Case("Writing the bundle", PageName.FINISH, lambda p: p._save_bundle(), "bundle"),
)
STATES = ("typed", "running", "stopping", "stopped", "failed", "done")


def test_every_task_of_every_page_has_a_case():
    said = {
        title
        for path in PAGES.glob("*.py")
        for title in re.findall(r"self\.run\(\s*self\.tr\(\"([^\"]+)\"\)", path.read_text("utf-8"))
    }
    assert said == {case.title for case in CASES}


@pytest.fixture
def opened(trip, case, tmp_path, qapp, monkeypatch):
    """A window on the page of the case, its cloud, and its job."""
    with trip.cloud() as cloud:
        job = trip.pack(tmp_path / "job", cloud.url)
        session = trip.session(job, case.page, qapp)
        if case.route is not Route.WHOLE:
            session.change(replace(session.answers, route=case.route))
            session.save()
        if case.page is PageName.UPLOAD:
            plan = calls.make_plan(session.job(), session.vault, Run())
            session.record(replace(session.outcomes, plan=plan))
        monkeypatch.setattr(FinishPage, "ask_path", lambda *_: tmp_path / "job" / "bundle.zip")
        for page in (ReviewPage, VerifyPage):  # they begin by themselves
            monkeypatch.setattr(page, "enter", lambda _page: None)
        wizard = Wizard(session)
        wizard.show()
        wizard.go_to(case.page)
        yield trip, wizard, cloud, job
        if wizard.isVisible():
            close(wizard)
        wizard.deleteLater()
        session.deleteLater()


def _break(case, trip, cloud, job, monkeypatch):
    """Let what the case begins fail."""
    in_the_way = job.with_name("in-the-way")
    match case.fails:
        case "sql":
            trip.served.sql.trouble.deny_login = True
        case "cloud":
            cloud.trouble.revoke_key()
        case "package":
            path = job.with_name("sample.ocmpack")
            path.write_bytes(path.read_bytes()[:-200])
        case "sample":
            in_the_way.write_text("no directory")
            monkeypatch.setattr(tempfile, "tempdir", str(in_the_way))
        case "bundle":
            in_the_way.write_text("no directory")
            monkeypatch.setattr(FinishPage, "ask_path", lambda *_: in_the_way / "bundle.zip")


def _bring(state, case, page):
    """Bring the page into the state."""
    if state == "typed":
        return
    case.begin(page)
    assert page.is_busy, page.error.text
    if state in {"stopping", "stopped"}:
        page.stop()
    if state in {"stopped", "failed", "done"}:
        until(lambda: not page.is_busy, f"{case} does not end")
    assert page.error.isVisible() == (state == "failed"), page.error.text


@pytest.mark.parametrize("state", STATES)
@pytest.mark.parametrize("case", CASES, ids=str)
def test_closing_loses_nothing_and_leaves_nothing_behind(
    opened, case, state, tmp_path, monkeypatch
):
    trip, wizard, cloud, job = opened
    page, known = wizard.page, way.known_of(trip.served)
    secrets = type_secrets(page, {PageName.SOURCE: known.password, PageName.CLOUD: known.api_key})
    mark = type_over(page, MARK) if state == "typed" else ""
    if state == "failed":
        _break(case, trip, cloud, job, monkeypatch)
    elif state != "done":
        _slow(trip, cloud, 0.08)
    _bring(state, case, page)
    close(wizard)
    _slow(trip, cloud, 0)
    until(is_quiet, "something runs on")
    if mark:
        assert mark in job.read_text("utf-8")
    assert way.files_that_hold(tmp_path, {**known.secrets, **secrets}) == []
    assert [path.name for path in tmp_path.rglob("*") if ".part" in path.name] == []
    again = Session(job)
    again.open_job(wizard.session.path)
    assert _kept(again) == _kept(wizard.session)
    if state != "failed" and not mark:
        _must_go_on(case, again)
    again.deleteLater()


def _kept(session):
    """The answers that a job file holds: one that begins with a package asks no source."""
    job = session.job()
    answers = replace(session.answers, package=replace(session.answers.package, path=""))
    if answers.route is Route.FROM_PACKAGE:
        answers = replace(answers, source=SourceAnswers(), places={}, older_keys=())
    return answers, job.package.path


def _must_go_on(case, session):
    """What is there can be taken up: the package opens, and a begun upload ends verified."""
    session.type_secret(SecretName.SOURCE_PASSWORD, Secret(""))
    job, vault = session.job(), session.vault
    if case.page is PageName.PACKAGE:
        assert calls.open_given(job, vault, Run()).is_clean
    if case.title == "Uploading":
        plan = calls.begun_plan(job)
        assert calls.carry_out(job, vault, plan, (), Run()).is_clean
        assert calls.compare(job, vault, plan, Run()).is_clean
