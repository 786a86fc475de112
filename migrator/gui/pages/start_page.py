"""Page: where to begin."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import Slot
from PySide6.QtWidgets import (
    QButtonGroup,
    QFileDialog,
    QHBoxLayout,
    QRadioButton,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from migrator.engine.progress import read_progress
from migrator.gui.flow import Answers, PageName, Route
from migrator.gui.page import Page
from migrator.gui.recent import RecentJob, new_job_path, recent_jobs
from migrator.gui.rehearsal import SampleServers
from migrator.gui.session import Session
from migrator.gui.widgets.buttons import ButtonKind, button
from migrator.gui.widgets.emptying import empty
from migrator.gui.widgets.panels import Card
from migrator.gui.widgets.text import Elided, Role, hair, label
from migrator.gui.wording import filled, number
from migrator.model.errors import MigratorError

PACKAGE_SUFFIX = ".ocmpack"
_SHOWN = 4


class StartPage(Page):
    """New, open, go on, or try it on the sample."""

    name = PageName.START

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self.samples = SampleServers()
        self.destroyed.connect(self.samples.close)
        self.body.addWidget(self.error)
        self.body.addWidget(self._make_routes())
        self.body.addWidget(self.busy)
        self._recent = Card(self.tr("Go on where you left off"))
        self._recent_rows = QVBoxLayout()
        self._recent_rows.setSpacing(6)
        self._recent.rows.addLayout(self._recent_rows)
        self.body.addWidget(self._recent)
        self.body.addWidget(self._make_sample())
        self.body.addStretch()

    def _make_routes(self) -> Card:
        card = Card()
        self._routes = QButtonGroup(self)
        texts = (
            (
                Route.WHOLE,
                self.tr("Move a &server to Octopus Cloud"),
                self.tr("From the SQL Server database to a verified cloud instance."),
            ),
            (
                Route.TO_PACKAGE,
                self.tr("Make a &package only"),
                self.tr(
                    "For a network that cannot reach the cloud: hand the file over afterwards."
                ),
            ),
            (
                Route.FROM_PACKAGE,
                self.tr("Upload a package that I &have"),
                self.tr("The other half: begin here with a file made elsewhere."),
            ),
        )
        for number_of, (route, text, more) in enumerate(texts):
            radio = QRadioButton(text)
            radio.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
            radio.setAccessibleDescription(more)
            radio.setProperty("route", str(route))
            help_line = label(more, Role.HELP, wraps=True)
            help_line.setContentsMargins(30, 0, 0, 0)
            pair = QVBoxLayout()
            pair.setSpacing(1)
            pair.addWidget(radio)
            pair.addWidget(help_line)
            card.rows.addLayout(pair)
            self._routes.addButton(radio, number_of)
        self._routes.idClicked.connect(self._choose_route)
        card.rows.addWidget(hair())
        row = QHBoxLayout()
        row.addWidget(label(self.tr("Or drop a job or a package on this window."), Role.HELP))
        row.addStretch()
        opens = button(self.tr("&Open a job..."), icon_name="folder-open")
        opens.clicked.connect(self._browse)
        row.addWidget(opens)
        card.rows.addLayout(row)
        return card

    def _make_sample(self) -> Card:
        card = Card()
        row = QHBoxLayout()
        texts = QVBoxLayout()
        texts.setSpacing(2)
        texts.addWidget(label(self.tr("Not sure yet? Rehearse it."), Role.STRONG))
        more = self.tr(
            "Starts a sample server and a sample cloud on this computer and fills everything in. "
            "Nothing leaves the machine."
        )
        texts.addWidget(label(more, Role.HELP, wraps=True))
        self.rehearse = button(self.tr("&Try it on the sample"), icon_name="flask-conical")
        self.rehearse.clicked.connect(self._start_sample)
        row.addLayout(texts, 1)
        row.addSpacing(16)
        row.addWidget(self.rehearse)
        card.rows.addLayout(row)
        return card

    def title(self) -> str:
        """The question."""
        return self.tr("What would you like to do?")

    def lead(self) -> str:
        """What is promised."""
        return self.tr(
            "Your server is only read. Nothing is written to Octopus Cloud before you have "
            "reviewed the plan."
        )

    def fill(self) -> None:
        """Tick the route of the job."""
        for radio in self._routes.buttons():
            radio.setChecked(radio.property("route") == self.session.answers.route)

    def enter(self) -> None:
        """Look which jobs there are."""
        self._show_recent(recent_jobs())

    def poses(self) -> Mapping[str, Callable[[], None]]:
        """With nothing recent, and with long names."""
        return {"empty": lambda: self._show_recent(())}

    def take_file(self, path: Path) -> None:
        """Open a job or a package, as it is dropped on the window."""
        if path.suffix.casefold() == PACKAGE_SUFFIX:
            self.session.begin(new_job_path())
            answers = Answers(route=Route.FROM_PACKAGE)
            package = replace(answers.package, path=str(path))
            self.session.change(replace(answers, package=package))
            self.fill()
            self.passed.emit()
            return
        try:
            self.session.open_job(path)
        except MigratorError as error:
            self.show_failure(error)
        else:
            self.error.clear()
            self._take_up()
            self.passed.emit()

    def _take_up(self) -> None:
        """An upload that was stopped goes on where it was, with its package and its plan."""
        session = self.session
        try:
            job = session.job()
        except MigratorError:
            return  # not filled in to the end, so never uploaded
        progress = read_progress(job.state_directory)
        if progress is not None and progress.is_unfinished and job.package.path.is_file():
            session.record(replace(session.outcomes, goes_on=True))

    def _show_recent(self, jobs: tuple[RecentJob, ...]) -> None:
        empty(self._recent_rows)
        for job in jobs[:_SHOWN]:
            self._recent_rows.addWidget(_RecentRow(self, job))
        self._recent.setVisible(bool(jobs))

    @Slot(int)
    def _choose_route(self, which: int) -> None:
        route = Route(str(self._routes.button(which).property("route")))
        self.session.change(replace(self.session.answers, route=route))

    @Slot()
    def _browse(self) -> None:
        kinds = self.tr("Jobs and packages (*.toml *.json *.ocmpack);;All files (*)")
        chosen, _ = QFileDialog.getOpenFileName(self, self.tr("Open a job"), "", kinds)
        if chosen:
            self.take_file(Path(chosen))

    @Slot()
    def _start_sample(self) -> None:
        self.run(self.tr("Starting the sample servers"), self.samples.start, self._open_sample)

    def _open_sample(self, job: object) -> None:
        if isinstance(job, Path):
            self.take_file(job)


class _RecentRow(QWidget):
    """A job, how far it got, and a button that goes on with it."""

    def __init__(self, page: StartPage, job: RecentJob) -> None:
        super().__init__()
        self._page, self._job = page, job
        progress = job.progress
        state = self.tr("Not uploaded yet")
        if progress is not None:
            done, total = number(progress.done), number(progress.total)
            text = self.tr("Stopped at %1 of %2") if progress.is_unfinished else self.tr("%1 of %2")
            state = filled(text, done, total)
        texts = QVBoxLayout()
        texts.setSpacing(1)
        name = Elided(job.path.stem, Role.STRONG)
        where = Elided(str(job.path), Role.HELP)
        texts.addWidget(name)
        texts.addWidget(where)
        unfinished = progress is not None and progress.is_unfinished
        opens = button(self.tr("Resume") if unfinished else self.tr("Open"), ButtonKind.NORMAL)
        opens.setAccessibleName(f"{opens.text()}: {job.path.stem}")
        opens.clicked.connect(self._open)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(14)
        row.addLayout(texts, 1)
        row.addWidget(label(state, Role.SECONDARY))
        row.addWidget(opens)

    @Slot()
    def _open(self) -> None:
        self._page.take_file(self._job.path)
