"""Windows that are on their way already: on a page, with everything before it settled."""

import shutil
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from PySide6.QtCore import QThreadPool
from PySide6.QtWidgets import QLineEdit

from migrator.engine.connect import open_source
from migrator.engine.job import resolve_source
from migrator.engine.look import look
from migrator.engine.select import choose
from migrator.engine.survey import survey
from migrator.gui import calls
from migrator.gui.flow import Outcomes, PageName
from migrator.gui.session import Session
from migrator.model.events import Run
from migrator.model.report import Report
from migrator.sandbox.certificates import TlsMaterial
from migrator.sandbox.cloud import OctopusCloud
from migrator.sandbox.rehearsal import Rehearsal
from tests.gui.user import lets_work

SPACE = "Playground"
DEADLINE_S = 60
_LOOKS_AGAIN_MS = 10


@dataclass(frozen=True)
class Trip:
    """One space of the sample as far as the plan; nothing is written to a cloud yet.

    Attributes:
        text: of the job file, with the address of the cloud as `{url}`.
        home: holds the package and the state that belong to it.
    """

    served: Rehearsal
    text: str
    home: Path
    outcomes: Outcomes

    @contextmanager
    def cloud(self):
        """A cloud that holds nothing yet."""
        keys = (self.served.ca.with_name(name) for name in ("server.pem", "server-key.pem"))
        tls = TlsMaterial(self.served.ca, *keys)
        api_key = (self.served.directory / "secrets" / "api-key").read_text("utf-8").strip()
        with OctopusCloud(api_key=api_key, port=0, tls=tls) as cloud:
            yield cloud

    def pack(self, directory: Path, url: str) -> Path:
        """Put job, package and state into a directory of their own; gives the job file."""
        shutil.copytree(self.home, directory, dirs_exist_ok=True)
        job = directory / "trip.toml"
        job.write_text(self.text.replace("{url}", url), "utf-8")
        return job

    def session(self, job: Path, page: PageName, parent) -> Session:
        """A session that has come to a page."""
        made = Session(job.with_name("none.toml"), parent)
        made.open_job(job)
        if page is PageName.START:
            return made
        before = list(PageName)[: list(PageName).index(page)]
        named = {
            PageName.SOURCE: ("looked",),
            PageName.MASTER_KEY: ("inventory", "selection"),
            PageName.PACKAGE: ("package",),
            PageName.CLOUD: ("cloud",),
            PageName.REVIEW: ("plan",),
            PageName.UPLOAD: ("uploaded",),
            PageName.VERIFY: ("verified",),
        }
        known = {name for settled in before for name in named.get(settled, ())}
        made.record(Outcomes(**{name: getattr(self.outcomes, name) for name in known}))
        return made


def make_trip(served: Rehearsal, home: Path) -> Trip:
    """Go the way once, by the calls that the pages make."""
    text = served.job.read_text("utf-8")
    for name in ("secrets/", "ca.pem"):
        text = text.replace(f'"{name}', f'"{served.directory}/{name}')
    text = text.replace(served.url, "{url}") + f'\n[select]\nspaces = ["{SPACE}"]\n'
    home.mkdir()
    made = Trip(served, text, home, Outcomes())
    job_file = made.pack(home.with_name("first"), served.url)
    session = Session(job_file)
    session.open_job(job_file)
    job, vault, run = session.job(), session.vault, Run()
    with open_source(resolve_source(job, vault), run) as source:
        looked, inventory = look(source, run), survey(source, run)
    package = calls.make_package(job, vault, inventory, run)
    selection = choose(inventory, job.select)
    cloud, plan = calls.look_at_cloud(job, vault, run), calls.make_plan(job, vault, run)
    shutil.copy(job.package.path, home)
    shutil.copytree(job.state_directory, home / "state")
    outcomes = Outcomes(
        looked,
        inventory,
        selection,
        package,
        cloud,
        plan,
        Report("upload", {}),
        Report("verify", {}),
    )
    return replace(made, outcomes=outcomes)


def until(is_so, what):
    """Let the window work until something is so."""
    for _ in range(DEADLINE_S * 1000 // _LOOKS_AGAIN_MS):
        if is_so():
            return
        lets_work(_LOOKS_AGAIN_MS)
    raise AssertionError(what)


def close(wizard):
    """Close the window as its frame does, and wait until everything that ran is through."""
    gone = []
    wizard.closed.connect(lambda: gone.append(True))
    wizard.close()
    until(lambda: gone, "the window does not close")
    assert not any(page.is_busy for page in wizard._pages.values())


def is_quiet():
    """Whether no task runs any more, also none that was left to itself."""
    return QThreadPool.globalInstance().activeThreadCount() == 0


def type_over(page, mark):
    """Type into the first plain field of a page that is in sight; gives what stands there then."""
    for edit in page.findChildren(QLineEdit):
        plain = edit.echoMode() is QLineEdit.EchoMode.Normal and not edit.isReadOnly()
        if plain and edit.isVisible() and edit.isEnabled() and not edit.isClearButtonEnabled():
            edit.setText(mark)
            edit.textEdited.emit(mark)
            return edit.text()
    return ""


def type_secrets(page, secrets):
    """Type the page's secret, if it asks for one, into its first masked field."""
    secret = secrets.get(page.name)
    for edit in page.findChildren(QLineEdit):
        if secret and edit.isVisible() and edit.echoMode() is QLineEdit.EchoMode.Password:
            edit.setText(secret)
            edit.textEdited.emit(secret)
            return {"typed": secret}
    assert not secret
    return {}
