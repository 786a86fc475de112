"""Page: how it ended, what is left to do, and what to keep."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import QUrl, Slot
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QFileDialog, QHBoxLayout

from migrator.engine.run import told_by_survey, whole_report
from migrator.engine.saved_report import BundleParts, save_bundle, save_report
from migrator.gui import recent_log
from migrator.gui.answers import run_line
from migrator.gui.facts import text, totals, whole
from migrator.gui.flow import PageName, Route
from migrator.gui.page import Page
from migrator.gui.session import Session
from migrator.gui.ticked import Ticked
from migrator.gui.widgets.buttons import ButtonKind, button
from migrator.gui.widgets.command_line import CommandLine
from migrator.gui.widgets.fields import Field
from migrator.gui.widgets.panels import Card, FactList, Note, NoteKind
from migrator.gui.widgets.text import Role, label
from migrator.gui.widgets.to_do_list import ToDoList
from migrator.gui.wording import filled, number, size
from migrator.model.errors import MigratorError
from migrator.model.events import Run
from migrator.model.report import Finding, Report, Severity


class FinishPage(Page):
    """One sentence first; reports, a list to work through, and the job as a command."""

    name = PageName.FINISH

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self._status = Note()
        self._facts = FactList()
        self._status.texts.addSpacing(6)
        self._status.texts.addWidget(self._facts)
        self.body.addWidget(self._status)
        self.body.addWidget(self.error)
        self._to_do_card = Card(self.tr("Left to do by hand"))
        self._to_do_help = label(role=Role.HELP, wraps=True)
        self.to_do = ToDoList()
        self.to_do.ticked.connect(self._keep_ticks)
        self._to_do_card.rows.addWidget(self._to_do_help)
        self._to_do_card.rows.addWidget(self.to_do)
        self.body.addWidget(self._to_do_card)
        self.body.addWidget(self._make_reports())
        self.body.addWidget(self._make_line())
        self._saved = Note(NoteKind.OK)
        self._saved.hide()
        self._open = button(self.tr("Open the &folder"), ButtonKind.LINK, "folder-open")
        self._open.clicked.connect(self._open_folder)
        self._saved.offer(self._open)
        self._folder = Path()
        self.body.addWidget(self._saved)
        self.body.addWidget(self.busy)
        self.body.addStretch()

    def _make_reports(self) -> Card:
        self._reports = Card(self.tr("Keep a record"))
        row = QHBoxLayout()
        row.setSpacing(10)
        self.save_html = button(self.tr("Save as &HTML..."), icon_name="save")
        self.save_csv = button(self.tr("CS&V..."))
        self.save_json = button(self.tr("&JSON..."))
        self.save_bundle = button(self.tr("Support b&undle..."), icon_name="life-buoy")
        for made, slot in (
            (self.save_html, self._save_html),
            (self.save_csv, self._save_csv),
            (self.save_json, self._save_json),
            (self.save_bundle, self._save_bundle),
        ):
            made.clicked.connect(slot)
        for made in (self.save_html, self.save_csv, self.save_json):
            row.addWidget(made)
        row.addStretch()
        row.addWidget(self.save_bundle)
        self._reports.rows.addLayout(row)
        self._reports.rows.addWidget(
            label(
                self.tr(
                    "The bundle holds versions, job, plan, journal, report and log for whoever "
                    "helps you. Secrets are taken out."
                ),
                Role.HELP,
                wraps=True,
            )
        )
        return self._reports

    def _make_line(self) -> Card:
        self._line_card = Card()
        self._line = CommandLine()
        text = self.tr("The same without this &window")
        self._line_card.rows.addWidget(Field(text, self._line, named=self._line.line))
        self._line_card.rows.addWidget(
            label(
                self.tr(
                    "The job file holds your answers and no secret; it asks for those that you "
                    "typed. Run again, it writes only what has changed since."
                ),
                Role.HELP,
                wraps=True,
            )
        )
        return self._line_card

    def title(self) -> str:
        """How it ended."""
        outcomes = self.session.outcomes
        if self._is_package:
            return self.tr("The package is ready")
        if outcomes.verified is None:
            return self.tr("Not verified yet")
        return self.tr("Complete") if outcomes.verified.is_clean else self.tr("Almost complete")

    def lead(self) -> str:
        """What comes now."""
        if self._is_package:
            return self.tr("Hand it over, and tell the passphrase by another way.")
        return self.tr("Your server was only read: it is as it was.")

    def next_text(self) -> str:
        """Nothing is left."""
        return self.tr("&Close")

    def enter(self) -> None:
        """Show how it ended."""
        report = self.report()
        self._saved.hide()
        self.error.clear()
        self._show_status()
        left = to_do(report)
        self._to_do_card.setVisible(bool(left))
        self._ticks = Ticked(self.session.path)
        self.to_do.show_findings(left, self._ticks.read())
        self._keep_ticks()
        self._line.show_command(self._command())
        for made in (self.save_html, self.save_csv, self.save_json):
            made.setEnabled(report is not None)

    def report(self) -> Report | None:
        """The report of the whole way; None where nothing came of it."""
        outcomes = self.session.outcomes
        plan, uploaded, verified = outcomes.plan, outcomes.uploaded, outcomes.verified
        if plan is None or uploaded is None or verified is None or outcomes.package is None:
            return outcomes.package
        package, inventory = outcomes.package, outcomes.inventory
        exported = package if package.stage == "export" else None
        report = whole_report(plan, exported, package, uploaded, verified)
        surveyed = told_by_survey(inventory.findings) if inventory is not None else ()
        return replace(report, findings=tuple(dict.fromkeys((*report.findings, *surveyed))))

    @property
    def _is_package(self) -> bool:
        return self.session.answers.route is Route.TO_PACKAGE

    def _command(self) -> str:
        line = run_line(self.session.path)
        return line.replace(" run ", " export ", 1) if self._is_package else line

    def _show_status(self) -> None:
        outcomes = self.session.outcomes
        package = outcomes.package
        if self._is_package or outcomes.verified is None:
            self._status.say(
                NoteKind.OK,
                filled(
                    self.tr("%1 documents and %2 secrets are sealed in one file."),
                    number(whole(package, "documents")),
                    number(whole(package, "secrets")),
                ),
            )
            self._facts.show_facts(
                (
                    (self.tr("File"), text(package, "path")),
                    (self.tr("Size"), size(whole(package, "size_bytes"))),
                    (self.tr("SHA-256"), text(package, "digest")),
                )
            )
            return
        counts = totals(outcomes.verified)
        equal = number(counts["equal"])
        if outcomes.verified.is_clean:
            sentence = filled(self.tr("All %1 compared documents are equal."), equal)
            self._status.say(NoteKind.OK, sentence)
        else:
            wrong = counts["different"] + counts["missing"] + counts["failed"]
            sentence = filled(self.tr("%1 are equal, %2 are not."), equal, number(wrong))
            self._status.say(NoteKind.WARNING, sentence, self.tr("The report names each."))
        self._facts.show_facts(
            (
                (self.tr("Octopus Cloud"), self.session.answers.cloud.url),
                (self.tr("Written"), number(whole(outcomes.uploaded, "done"))),
                (self.tr("Requests"), number(whole(outcomes.uploaded, "requests"))),
                (self.tr("Left out"), number(whole(outcomes.verified, "left"))),
            )
        )

    @Slot()
    def _keep_ticks(self) -> None:
        done, total = self.to_do.done, self.to_do.total
        self._to_do_help.setText(
            filled(self.tr("%1 of %2 done. The ticks are kept."), number(done), number(total))
        )
        self._ticks.write(self.to_do.ticks())

    @Slot()
    def _save_html(self) -> None:
        self._save(".html", self.tr("Web page (*.html)"))

    @Slot()
    def _save_csv(self) -> None:
        self._save(".csv", self.tr("Table (*.csv)"))

    @Slot()
    def _save_json(self) -> None:
        self._save(".json", self.tr("For programs (*.json)"))

    def _save(self, suffix: str, kinds: str) -> None:
        report = self.report()
        path = self.ask_path(f"report{suffix}", kinds)
        if path is None or report is None:
            return
        path = path if path.suffix else path.with_suffix(suffix)
        try:
            save_report(report, path)
        except MigratorError as error:
            self.show_failure(error)
        else:
            self._show_saved(path)

    @Slot()
    def _save_bundle(self) -> None:
        path = self.ask_path("migrator-support.zip", self.tr("Archive (*.zip)"))
        if path is None:
            return
        session = self.session
        try:
            state = session.job().state_directory
        except MigratorError as error:
            self.show_failure(error)
            return
        parts = BundleParts(session.path, state, self.report(), recent_log.lines())

        def call(run: Run) -> Path:
            run.check()
            save_bundle(parts, path, session.vault.mask)
            return path

        self.run(self.tr("Writing the bundle"), call, self._show_saved)

    def ask_path(self, name: str, kinds: str) -> Path | None:
        """Where to save; None where the person thinks better of it."""
        proposed = str(self.session.path.parent / name)
        chosen, _ = QFileDialog.getSaveFileName(self, self.tr("Save"), proposed, kinds)
        return Path(chosen) if chosen else None

    def _show_saved(self, path: object) -> None:
        if isinstance(path, Path):
            self.error.clear()
            self._folder = path.parent
            self._saved.say(NoteKind.OK, filled(self.tr("Saved: %1"), path.name), str(path.parent))
            self._saved.show()
            self.bring_into_view(self._saved)

    @Slot()
    def _open_folder(self) -> None:
        QDesktopServices.openUrl(QUrl.fromLocalFile(str(self._folder)))

    def poses(self) -> Mapping[str, Callable[[], None]]:
        """Each state with what brings the page into it."""
        return {"saved": lambda: self._show_saved(self.session.path.parent / "report.html")}


def to_do(report: Report | None) -> tuple[Finding, ...]:
    """What a person has still to do: the findings that are more than good to know."""
    findings = report.findings if report is not None else ()
    return tuple(f for f in findings if f.severity is not Severity.INFO)
