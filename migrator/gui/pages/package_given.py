"""The form for a package that is there: its header first, then what opens it."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import QCoreApplication, QDateTime, QLocale, Qt, Signal, Slot
from PySide6.QtWidgets import QVBoxLayout, QWidget

from migrator.engine.package_file import read_header
from migrator.gui.facts import text, whole
from migrator.gui.flow import SecretName
from migrator.gui.pages.package_new import SUFFIX, complain, default_path
from migrator.gui.session import Session
from migrator.gui.task import Task
from migrator.gui.widgets.buttons import ButtonKind, button, set_icon
from migrator.gui.widgets.fields import Field, PathEdit, SecretEdit
from migrator.gui.widgets.panels import Card, ErrorPanel, FactList
from migrator.gui.widgets.quiet import quiet
from migrator.gui.wording import number
from migrator.model.events import Run
from migrator.model.report import Report
from migrator.model.secret import Secret
from migrator.model.settings import FromFile

translate = QCoreApplication.translate


class GivenPackage(QWidget):
    """File, passphrase or identity; `edited` tells that one has changed."""

    edited = Signal()

    def __init__(self, session: Session) -> None:
        super().__init__()
        self._session = session
        self._task: Task | None = None
        rows = QVBoxLayout(self)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setSpacing(14)
        rows.addWidget(self._make_file())
        rows.addWidget(self._make_key())

    def _make_file(self) -> Card:
        card = Card(self.tr("The package"))
        kinds = self.tr("Packages (*%1)").replace("%1", SUFFIX)
        self._place = PathEdit(self.tr("Package file"), kinds)
        self._place_field = Field(self.tr("&File"), self._place, named=self._place.edit)
        self._place.edit.editingFinished.connect(self.read_header)
        self._place.changed.connect(self._change_place)
        card.rows.addWidget(self._place_field)
        self._facts = FactList()
        self._facts.hide()
        card.rows.addWidget(self._facts)
        self.header_error = ErrorPanel()
        card.rows.addWidget(self.header_error)
        return card

    def _make_key(self) -> Card:
        card = Card(self.tr("What opens it"))
        self.passphrase = SecretEdit()
        self.passphrase_field = Field(self.tr("&Passphrase"), self.passphrase)
        self.passphrase.textEdited.connect(self.edited)
        card.rows.addWidget(self.passphrase_field)
        self._unfold = button(
            self.tr("I have a private &key instead"), ButtonKind.LINK, "chevron-right"
        )
        self._unfold.setCheckable(True)
        self._unfold.toggled.connect(self._show_identity)
        card.rows.addWidget(self._unfold)
        self._identity = PathEdit(self.tr("Private key file"))
        self._identity_field = Field(
            self.tr("Private key f&ile"),
            self._identity,
            self.tr("As age-keygen writes it, or an SSH private key without passphrase."),
            named=self._identity.edit,
        )
        self._identity.changed.connect(self.edited)
        card.rows.addWidget(self._identity_field)
        return card

    def fill(self) -> None:
        """Show the session's answers."""
        answers = self._session.answers
        place = answers.places.get(SecretName.IDENTITY)
        identity = str(place.path) if isinstance(place, FromFile) else ""
        with quiet(self, self._place, self._identity):
            default = default_path(self._session)
            there = str(default) if default.is_file() else ""
            self._place.edit.setText(answers.package.path or there)
            self.passphrase.clear()
            self._identity.edit.setText(identity)
            self._unfold.setChecked(bool(identity))
            self._show_identity(shown=bool(identity))
        known = self._session.has_place(SecretName.PASSPHRASE)
        hint = self.tr("As the job file says") if known else ""
        self.passphrase.setPlaceholderText(hint)
        self.passphrase_field.settle()
        self._place_field.settle()
        self.read_header()

    def set_goes_on(self, *, goes_on: bool) -> None:
        """Whether the package is the one of an upload that goes on, so no other can be chosen."""
        self._place.setEnabled(not goes_on)

    def commit(self) -> None:
        """Put the fields into the session."""
        session = self._session
        path = self._place.edit.text().strip()
        package = replace(
            session.answers.package, path="" if path == str(default_path(session)) else path
        )
        places = dict(session.answers.places)
        identity = self._identity.edit.text().strip()
        if identity:
            places[SecretName.IDENTITY] = FromFile(Path(identity).expanduser().absolute())
        elif isinstance(places.get(SecretName.IDENTITY), FromFile):
            del places[SecretName.IDENTITY]
        session.change(replace(session.answers, package=package, places=places))
        session.type_secret(SecretName.PASSPHRASE, Secret(self.passphrase.text()))

    def complain(self) -> bool:
        """Say what lacks beneath each field; True where nothing does."""
        session = self._session
        has_key = session.has_secret(SecretName.PASSPHRASE) or session.has_secret(
            SecretName.IDENTITY
        )
        wants = (
            (self._place_field, bool(self._place.edit.text().strip()), self.tr("Choose a file.")),
            (self.passphrase_field, has_key, self.tr("Type the passphrase.")),
        )
        return complain(wants)

    @Slot()
    def read_header(self) -> None:
        """Show what anyone may know of the file, without a key."""
        typed = self._place.edit.text().strip()
        self._facts.hide()
        self.header_error.clear()
        if not typed:
            return
        path = Path(typed).expanduser()

        def call(run: Run) -> Report:
            run.check()
            return read_header(path)

        if self._task is not None:
            self._task.abandon()  # it reads the file that was named before
        self._task = Task(call, parent=self)
        self._task.succeeded.connect(self._show_header)
        self._task.failed.connect(self._show_failure)
        self._task.start()

    @Slot(object)
    def _show_header(self, report: Report) -> None:
        self._facts.show_facts(header_facts(report))
        self._facts.show()

    @Slot(object)
    def _show_failure(self, error: Exception) -> None:
        self.header_error.show_error(error, self._session.vault.mask(repr(error)))

    @Slot()
    def _change_place(self) -> None:
        self.edited.emit()
        if not self._place.edit.hasFocus():  # chosen, not typed
            self.read_header()

    @Slot(bool)
    def _show_identity(self, shown: bool) -> None:  # noqa: FBT001 - a Qt slot
        self._identity_field.setVisible(shown)
        set_icon(self._unfold, "chevron-down" if shown else "chevron-right")


def header_facts(report: Report) -> tuple[tuple[str, str], ...]:
    """A package's header as pairs of a word and what it is."""
    made = QDateTime.fromString(text(report, "created"), Qt.DateFormat.ISODate)
    slots = report.facts.get("key_slots")
    documents = sum(counts.get("documents", 0) for counts in report.kinds.values())
    return (
        (
            translate("GivenPackage", "Made"),
            QLocale().toString(made.toLocalTime(), QLocale.FormatType.ShortFormat),
        ),
        (translate("GivenPackage", "Octopus Server"), text(report, "source_version")),
        (translate("GivenPackage", "Documents"), number(documents)),
        (translate("GivenPackage", "Secrets"), number(whole(report, "secrets"))),
        (translate("GivenPackage", "Stayed behind"), number(whole(report, "left_out"))),
        (
            translate("GivenPackage", "Opened by"),
            ", ".join(str(slot) for slot in slots) if isinstance(slots, list) else "",
        ),
        (translate("GivenPackage", "SHA-256"), text(report, "digest")),
    )
