"""Page: does the master key open the secrets?"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

from PySide6.QtCore import Slot
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QLineEdit, QTreeWidgetItem

from migrator.engine.connect import open_source
from migrator.engine.errors import MasterKeyWrongError
from migrator.engine.job import resolve_source
from migrator.engine.survey import survey
from migrator.gui.flow import PageName, SecretName
from migrator.gui.kind_words import kind_word
from migrator.gui.page import Page
from migrator.gui.session import Session
from migrator.gui.widgets.buttons import ButtonKind, button, set_icon
from migrator.gui.widgets.fields import Field, SecretEdit
from migrator.gui.widgets.panels import Card, Figures, Note, NoteKind
from migrator.gui.widgets.tables import fit_rows, make_table
from migrator.gui.widgets.text import Role, label
from migrator.gui.wording import filled, number
from migrator.model.documents import parse_ref
from migrator.model.events import Run
from migrator.model.inventory import Inventory, KeyVerdict
from migrator.model.report import Finding

COMMAND = "Octopus.Server.exe show-master-key"
_UNREADABLE = "unreadable-secret"


class MasterKeyPage(Page):
    """Reads the source once, and tries the key on every secret; none is kept."""

    name = PageName.MASTER_KEY

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self._goes_on = False
        self.body.addWidget(self._make_key())
        self.body.addWidget(self.busy)
        self.body.addWidget(self.error)
        self._verdict = Note()
        self._verdict.hide()
        self.body.addWidget(self._verdict)
        self._result = Card(self.tr("Secrets"))
        self._figures = Figures((self.tr("Found"), self.tr("Open"), self.tr("Do not open")))
        self._result.rows.addWidget(self._figures)
        self._places_title = label(role=Role.STRONG)
        self._places = make_table(
            self.tr("Places that do not open"),
            (self.tr("Where"), self.tr("Kind"), self.tr("Why")),
        )
        self._places.header().resizeSection(1, 150)
        self._places.header().resizeSection(2, 240)
        self._result.rows.addWidget(self._places_title)
        self._result.rows.addWidget(self._places)
        self._result.hide()
        self.body.addWidget(self._result)
        self.body.addStretch()

    def _make_key(self) -> Card:
        card = Card()
        self._key = SecretEdit()
        self._key_field = Field(
            self.tr("Master &key"),
            self._key,
            self.tr("Base64 of 16 or 32 bytes. It stays in memory and is never written to a file."),
        )
        card.rows.addWidget(self._key_field)
        card.rows.addLayout(self._make_where())
        self._unfold = button(
            self.tr("The key was &rotated once"), ButtonKind.LINK, "chevron-right"
        )
        self._unfold.setCheckable(True)
        self._unfold.toggled.connect(self._show_older)
        self._older = SecretEdit()
        self._older_field = Field(
            self.tr("&Older master key"),
            self._older,
            self.tr("Opens what the rotation missed."),
        )
        self._older_field.hide()
        self._without = QCheckBox(self.tr("I do not have the key: &leave all secrets behind"))
        self._without.clicked.connect(self._leave_behind)
        self.check = button(self.tr("&Check the key"), icon_name="key-round")
        self.check.clicked.connect(self._check)
        last = QHBoxLayout()
        last.addWidget(self._unfold)
        last.addStretch()
        last.addWidget(self.check)
        card.rows.addWidget(self._older_field)
        card.rows.addWidget(self._without)
        card.rows.addLayout(last)
        for edit in (self._key, self._older):
            edit.textEdited.connect(self._outdate)
        return card

    def _make_where(self) -> QHBoxLayout:
        command = QLineEdit(COMMAND)
        command.setReadOnly(True)
        field = Field(
            self.tr("Where to &find it: as administrator on the Octopus server, run"), command
        )
        copy = button(self.tr("Copy"), icon_name="copy")
        copy.setAccessibleName(self.tr("Copy the command"))
        copy.clicked.connect(self._copy_command)
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addWidget(field, 1)
        beside = QHBoxLayout()
        beside.setContentsMargins(0, 22, 0, 0)
        beside.addWidget(copy)
        row.addLayout(beside)
        return row

    def title(self) -> str:
        """The question."""
        return self.tr("Which key opens the secrets?")

    def lead(self) -> str:
        """What happens."""
        return self.tr(
            "The master key seals passwords, tokens and certificates. "
            "We try it on each and keep none."
        )

    def next_text(self) -> str:
        """Next checks first, where that was not done."""
        if self.session.outcomes.inventory is None:
            return self.tr("Check and go o&n")
        return self.tr("&Next")

    def fill(self) -> None:
        """Show where the job has the keys."""
        self._key.clear()
        self._older.clear()
        known = self.tr("As the job file says")
        has_place = self.session.has_place(SecretName.MASTER_KEY)
        self._key.setPlaceholderText(known if has_place else "")
        older = self.session.answers.older_keys
        self._older.setPlaceholderText(known if older else "")
        self._unfold.setChecked(bool(older))
        self._without.setChecked(False)
        self._key.setEnabled(True)
        self._older.setEnabled(True)
        self._key_field.settle()
        self.error.clear()
        self._show(self.session.outcomes.inventory)

    def commit(self) -> None:
        """Put the keys into the session."""
        if not self._without.isChecked():
            self.session.type_secret(SecretName.MASTER_KEY, self._key.secret())
            self.session.type_secret(SecretName.OLDER_KEY, self._older.secret())

    def enter(self) -> None:
        """What was found may have been dropped since."""
        self._show(self.session.outcomes.inventory)

    def go_on(self) -> None:
        """Check first, where that was not done; a wrong key goes nowhere."""
        self.commit()
        inventory = self.session.outcomes.inventory
        if inventory is None:
            self._survey(goes_on=True)
        elif inventory.verdict is KeyVerdict.WRONG:
            self._show(inventory)
        else:
            self.passed.emit()

    def poses(self) -> Mapping[str, Callable[[], None]]:
        """A wrong key; a key that is missing."""
        return {"missing": self._pose_missing, "wrong": self._pose_wrong}

    def _pose_missing(self) -> None:
        self._key_field.complain(self._missing_text())

    def _pose_wrong(self) -> None:
        self._key_field.settle()
        self.error.show_error(MasterKeyWrongError(0, 214))

    @Slot()
    def _check(self) -> None:
        self.commit()
        self._survey(goes_on=False)

    def _missing_text(self) -> str:
        return self.tr("Paste the key, or tick that the secrets stay behind.")

    def _survey(self, *, goes_on: bool) -> None:
        session = self.session
        without = self._without.isChecked()
        if not without and not session.has_secret(SecretName.MASTER_KEY):
            self._key_field.complain(self._missing_text())
            self._key.setFocus()
            return
        self._key_field.settle()
        self._goes_on = goes_on
        self._show(None)

        def call(run: Run) -> Inventory:
            settings = resolve_source(session.job(), session.vault, with_keys=not without)
            with open_source(settings, run) as source:
                return survey(source, run)

        self.run(self.tr("Reading the source and trying the key"), call, self._show_result)

    def _show_result(self, result: object) -> None:
        if isinstance(result, Inventory):
            self.session.record(replace(self.session.outcomes, inventory=result))
            self._show(result)
            self.bring_into_view(self._result)
            if self._goes_on and result.verdict is not KeyVerdict.WRONG:
                self.passed.emit()

    def _show(self, inventory: Inventory | None) -> None:
        self._verdict.setVisible(inventory is not None)
        self._result.setVisible(inventory is not None)
        if inventory is None:
            return
        opened, total = inventory.secrets_opened, inventory.secrets_total
        closed = [finding for finding in inventory.findings if finding.code == _UNREADABLE]
        self._figures.show_figures((number(total), number(opened), number(total - opened)))
        self._show_places(closed)
        if inventory.verdict is KeyVerdict.WRONG:
            self._verdict.hide()
            self.error.show_error(MasterKeyWrongError(opened, total))
        else:
            self._verdict.say(*self._words(inventory.verdict, opened, total))

    def _words(self, verdict: KeyVerdict, opened: int, total: int) -> tuple[NoteKind, str, str]:
        of = number(opened), number(total)
        match verdict:
            case KeyVerdict.RIGHT if opened == total:
                return NoteKind.OK, filled(self.tr("The key opens all %2 secrets."), *of), ""
            case KeyVerdict.RIGHT | KeyVerdict.PARTLY_FOREIGN:
                return (
                    NoteKind.WARNING,
                    filled(self.tr("The key opens %1 of %2 secrets."), *of),
                    self.tr("The others stay behind; enter them by hand in the cloud afterwards."),
                )
            case KeyVerdict.NOT_GIVEN:
                return (
                    NoteKind.WARNING,
                    filled(self.tr("All %2 secrets stay behind."), *of),
                    self.tr("Everything else moves; the last page lists what is to be entered."),
                )
            case _:
                return (
                    NoteKind.INFO,
                    self.tr("Too few secrets to tell whether the key is right."),
                    filled(self.tr("It opens %1 of %2."), *of),
                )

    def _show_places(self, closed: Sequence[Finding]) -> None:
        self._places.clear()
        for finding in closed:
            ref = parse_ref(finding.ref)
            kind = kind_word(ref.kind)
            row = QTreeWidgetItem((ref.label, kind, finding.message))
            for column, text in enumerate((f"{ref.label}{finding.pointer}", kind, finding.message)):
                row.setToolTip(column, text)
            self._places.addTopLevelItem(row)
        fit_rows(self._places)
        self._places.setVisible(bool(closed))
        self._places_title.setVisible(bool(closed))
        self._places_title.setText(self.tr("Places that do not open"))

    @Slot()
    def _copy_command(self) -> None:
        QGuiApplication.clipboard().setText(COMMAND)

    @Slot(bool)
    def _show_older(self, shown: bool) -> None:  # noqa: FBT001 - a Qt slot
        self._older_field.setVisible(shown)
        set_icon(self._unfold, "chevron-down" if shown else "chevron-right")

    @Slot()
    def _leave_behind(self) -> None:
        without = self._without.isChecked()
        self._key.setEnabled(not without)
        self._older.setEnabled(not without)
        self.session.leave_keys(behind=without)
        self._outdate()

    @Slot()
    def _outdate(self) -> None:
        self.error.clear()
        self._key_field.settle()
        self.commit()
        self._show(self.session.outcomes.inventory)
        self.changed.emit()
