"""Page: the file in between, sealed."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QHBoxLayout

from migrator.engine.progress import read_progress
from migrator.gui import calls
from migrator.gui.facts import text, whole
from migrator.gui.flow import PageName, Route
from migrator.gui.page import Page
from migrator.gui.pages.package_given import GivenPackage
from migrator.gui.pages.package_new import NewPackage
from migrator.gui.session import Session
from migrator.gui.widgets.buttons import ButtonKind, button
from migrator.gui.widgets.panels import FactList, Note, NoteKind
from migrator.gui.wording import filled, number, size
from migrator.model.errors import MigratorError
from migrator.model.events import Advanced, Run, Stage
from migrator.model.report import Report, Severity


class PackagePage(Page):
    """Writes the package, or opens one; one may end here and hand the file over."""

    name = PageName.PACKAGE

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self._goes_on = Note(NoteKind.INFO)
        self._anew = button(self.tr("&Begin anew instead"), ButtonKind.LINK, "file-plus")
        self._anew.clicked.connect(self._begin_anew)
        self._goes_on.offer(self._anew)
        self.new = NewPackage(session)
        self.given = GivenPackage(session)
        self.body.addWidget(self._goes_on)
        self.body.addWidget(self._make_done())
        self.body.addWidget(self.new)
        self.body.addWidget(self.given)
        self.body.addWidget(self.busy)
        self.body.addWidget(self.error)
        self.body.addStretch()
        for form in (self.new, self.given):
            form.edited.connect(self._outdate)

    def _make_done(self) -> Note:
        self._done = Note(NoteKind.OK)
        self._facts = FactList()
        self._hand_over = button(
            self.tr("&Stop here and hand the file over"), ButtonKind.LINK, "flag"
        )
        self._hand_over.clicked.connect(self._end_here)
        row = QHBoxLayout()
        row.addWidget(self._hand_over)
        row.addStretch()
        self._done.texts.addSpacing(6)
        self._done.texts.addWidget(self._facts)
        self._done.texts.addLayout(row)
        return self._done

    def title(self) -> str:
        """What happens here."""
        if self._opens:
            return self.tr("Open the package")
        return self.tr("Seal everything in one file")

    def lead(self) -> str:
        """What is promised."""
        if self._opens:
            return self.tr("It is checked as a whole; nothing is sent anywhere yet.")
        return self.tr(
            "The package is encrypted on this computer. Octopus Cloud is not contacted yet."
        )

    def next_text(self) -> str:
        """Make or open it first, then go on."""
        if self.session.outcomes.package is not None:
            return self.tr("&Next")
        return self.tr("&Open package") if self._opens else self.tr("&Create package")

    def fill(self) -> None:
        """Show the session's answers."""
        self.error.clear()
        self.new.fill()
        self.given.fill()

    def enter(self) -> None:
        """Show the form that fits the route."""
        goes_on = self.session.outcomes.goes_on
        self.new.setVisible(not self._opens)
        self.given.setVisible(self._opens)
        self.given.set_goes_on(goes_on=goes_on)
        self._goes_on.setVisible(goes_on)
        if goes_on:
            self._show_goes_on()
        self.new.show_forecast()
        self._show_done(self.session.outcomes.package)

    def commit(self) -> None:
        """Put the fields of the form that is shown into the session."""
        (self.given if self._opens else self.new).commit()

    def go_on(self) -> None:
        """Write or open the package; once more, go on."""
        self.commit()
        if self.session.outcomes.package is not None:
            self.passed.emit()
            return
        session = self.session
        if self._opens:
            if self.given.complain():
                self.run(self.tr("Opening and checking the package"), self._open, self._record)
            return
        inventory = session.outcomes.inventory
        if inventory is not None and self.new.complain():

            def call(run: Run) -> Report:
                return calls.make_package(session.job(), session.vault, inventory, run)

            self.run(self.tr("Writing the package"), call, self._record, writes=True)

    def _open(self, run: Run) -> Report:
        return calls.open_given(self.session.job(), self.session.vault, run)

    def _record(self, result: object) -> None:
        if isinstance(result, Report):
            self.session.record(replace(self.session.outcomes, package=result))
            self._show_done(result)
            self.bring_into_view(self._done)

    def poses(self) -> Mapping[str, Callable[[], None]]:
        """Each state with what brings the page into it."""
        return {"missing": self._pose_missing, "running": self._pose_running}

    def _pose_missing(self) -> None:
        self.given.complain() if self._opens else self.new.complain()

    def _pose_running(self) -> None:
        self.busy.begin(self.tr("Writing the package"))
        self.show_event(Advanced(Stage.EXPORT, 412, 1120, "project:Default/Web Shop"))

    @property
    def _opens(self) -> bool:
        """Whether the package is there already."""
        return self.session.answers.route is Route.FROM_PACKAGE or self.session.outcomes.goes_on

    @Slot()
    def _outdate(self) -> None:
        self.error.clear()
        self.commit()
        self._show_done(self.session.outcomes.package)
        self.changed.emit()

    @Slot()
    def _end_here(self) -> None:
        session = self.session
        package = session.outcomes.package
        session.change(replace(session.answers, route=Route.TO_PACKAGE))
        # The package is the same whichever way it goes from here.
        session.record(replace(session.outcomes, package=package))
        self.passed.emit()

    @Slot()
    def _begin_anew(self) -> None:
        self.session.record(replace(self.session.outcomes, goes_on=False, package=None))
        self.enter()
        self.changed.emit()

    def _show_goes_on(self) -> None:
        try:
            progress = read_progress(self.session.job().state_directory)
        except MigratorError:
            progress = None
        done, total = (progress.done, progress.total) if progress else (0, 0)
        self._goes_on.say(
            NoteKind.INFO,
            filled(
                self.tr("This upload stopped at %1 of %2 and goes on from there."),
                number(done),
                number(total),
            ),
            self.tr("It takes the package and the plan of that time; what is done stays done."),
        )

    def _show_done(self, report: Report | None) -> None:
        self._done.setVisible(report is not None)
        if report is None:
            return
        documents = number(whole(report, "documents"))
        warnings = sum(finding.severity is Severity.WARNING for finding in report.findings)
        if self._opens:
            title = filled(self.tr("The package is whole: %1 documents."), documents)
            shown: tuple[tuple[str, str], ...] = (
                (self.tr("Notices"), number(warnings) if warnings else ""),
            )
        else:
            title = filled(self.tr("The package is written: %1 documents."), documents)
            shown = (
                (self.tr("File"), text(report, "path")),
                (self.tr("Size"), size(whole(report, "size_bytes"))),
                (self.tr("Secrets"), number(whole(report, "secrets"))),
                (self.tr("Stayed behind"), number(whole(report, "omitted"))),
                (self.tr("SHA-256"), text(report, "digest")),
            )
        self._done.say(NoteKind.OK, title)
        self._facts.show_facts(shown)
        self._hand_over.setVisible(self.session.answers.route is Route.WHOLE and not self._opens)
