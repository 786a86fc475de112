"""The form for a package that is to be written: what opens it, and where it goes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QPlainTextEdit, QVBoxLayout, QWidget

from migrator.engine.forecast import read_forecast
from migrator.gui.flow import SecretName
from migrator.gui.session import Session
from migrator.gui.strength import strength, suggestion
from migrator.gui.widgets.buttons import ButtonKind, button, set_icon
from migrator.gui.widgets.fields import Field, PathEdit, SecretEdit, side_by_side
from migrator.gui.widgets.panels import Card
from migrator.gui.widgets.quiet import quiet
from migrator.gui.widgets.strength_meter import StrengthMeter
from migrator.gui.widgets.text import Role, label
from migrator.gui.wording import filled, size
from migrator.model.secret import Secret

SUFFIX = ".ocmpack"


class NewPackage(QWidget):
    """Passphrase, recipients and place; `edited` tells that one has changed."""

    edited = Signal()

    def __init__(self, session: Session) -> None:
        super().__init__()
        self._session = session
        rows = QVBoxLayout(self)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setSpacing(14)
        rows.addWidget(self._make_key())
        rows.addWidget(self._make_place())

    def _make_key(self) -> Card:
        card = Card(self.tr("What opens it"))
        self.passphrase, self.again = SecretEdit(), SecretEdit()
        self.passphrase_field = Field(self.tr("&Passphrase"), self.passphrase)
        self.again_field = Field(self.tr("&Once more"), self.again)
        card.rows.addLayout(side_by_side((self.passphrase_field, 1), (self.again_field, 1)))
        self._meter = StrengthMeter()
        self._suggest = button(self.tr("S&uggest one"), ButtonKind.LINK, "refresh-cw")
        self._suggest.clicked.connect(self._fill_in)
        beneath = QHBoxLayout()
        beneath.setSpacing(16)
        beneath.addWidget(self._meter, 1)
        beneath.addWidget(self._suggest)
        card.rows.addLayout(beneath)
        card.rows.addWidget(
            label(
                self.tr(
                    "The package holds all secrets, sealed. Without the passphrase nobody can "
                    "open it, you neither: keep it where you keep passwords."
                ),
                Role.HELP,
                wraps=True,
            )
        )
        self._unfold = button(
            self.tr("Or seal it to the &keys of people"), ButtonKind.LINK, "chevron-right"
        )
        self._unfold.setCheckable(True)
        self._unfold.toggled.connect(self._show_recipients)
        self._recipients = QPlainTextEdit()
        self._recipients.setFixedHeight(76)
        self._recipients.setTabChangesFocus(True)
        self._recipients.setPlaceholderText("age1... / ssh-ed25519 ...")
        self._recipients_field = Field(
            self.tr("Public keys, one a &line"),
            self._recipients,
            self.tr("age or SSH keys. Whoever has one of the private keys can open the package."),
        )
        card.rows.addWidget(self._unfold)
        card.rows.addWidget(self._recipients_field)
        self.passphrase.textChanged.connect(self._judge)
        for edit in (self.passphrase, self.again):
            edit.textEdited.connect(self.edited)
        self._recipients.textChanged.connect(self.edited)
        return card

    def _make_place(self) -> Card:
        card = Card(self.tr("Where it goes"))
        kinds = self.tr("Packages (*%1)").replace("%1", SUFFIX)
        self._place = PathEdit(self.tr("Package file"), kinds, saves=True)
        self._place_field = Field(self.tr("&File"), self._place, named=self._place.edit)
        self._place.changed.connect(self.show_forecast)
        self._place.changed.connect(self.edited)
        card.rows.addWidget(self._place_field)
        return card

    def fill(self) -> None:
        """Show the session's answers."""
        package = self._session.answers.package
        with quiet(self, self._place, self._recipients):
            self.passphrase.clear()
            self.again.clear()
            self._recipients.setPlainText("\n".join(package.recipients))
            self._unfold.setChecked(bool(package.recipients))
            self._show_recipients(shown=bool(package.recipients))
            self._place.edit.setText(package.path or str(default_path(self._session)))
        known = self._session.has_place(SecretName.PASSPHRASE)
        hint = self.tr("As the job file says") if known else ""
        self.passphrase.setPlaceholderText(hint)
        for field in (self.passphrase_field, self.again_field, self._place_field):
            field.settle()
        self.show_forecast()

    def commit(self) -> None:
        """Put the fields into the session."""
        session = self._session
        path = self._place.edit.text().strip()
        lines = (line.strip() for line in self._recipients.toPlainText().splitlines())
        package = replace(
            session.answers.package,
            path="" if path == str(default_path(self._session)) else path,
            recipients=tuple(line for line in lines if line),
        )
        session.change(replace(session.answers, package=package))
        session.type_secret(SecretName.PASSPHRASE, Secret(self.passphrase.text()))

    def complain(self) -> bool:
        """Say what lacks beneath each field; True where nothing does."""
        session = self._session
        has_key = session.has_secret(SecretName.PASSPHRASE) or bool(
            session.answers.package.recipients
        )
        same = self.passphrase.text() == self.again.text()
        wants = (
            (self.passphrase_field, has_key, self.tr("Type a passphrase, or let one be made.")),
            (self.again_field, same, self.tr("The two are not the same.")),
            (self._place_field, bool(self._place.edit.text().strip()), self.tr("Name a file.")),
        )
        return complain(wants)

    @Slot()
    def show_forecast(self) -> None:
        """Say how large it can become and what room there is."""
        inventory, text = self._session.outcomes.inventory, self._place.edit.text().strip()
        if inventory is None or not text:
            self._place_field.set_help("")
            return
        try:
            found = read_forecast(inventory, Path(text).expanduser())
        except OSError:
            self._place_field.set_help(self.tr("There is no such place."))
            return
        parts = [
            filled(
                self.tr("At most %1; %2 are free there."),
                size(found.size_bytes),
                size(found.free_bytes),
            )
        ]
        if Path(text).expanduser().is_file():
            parts.append(self.tr("The file of this name is replaced."))
        self._place_field.settle()
        self._place_field.set_help(" ".join(parts))
        if found.findings():
            self._place_field.complain(self.tr("It may not fit: ") + parts[0])

    @Slot()
    def _fill_in(self) -> None:
        made = suggestion()
        for edit in (self.passphrase, self.again):
            edit.setText(made)
        self.passphrase.show_text()
        self.passphrase_field.settle()
        self.again_field.settle()
        self.edited.emit()

    @Slot()
    def _judge(self) -> None:
        self._meter.show_strength(strength(self.passphrase.text()))

    @Slot(bool)
    def _show_recipients(self, shown: bool) -> None:  # noqa: FBT001 - a Qt slot
        self._recipients_field.setVisible(shown)
        set_icon(self._unfold, "chevron-down" if shown else "chevron-right")


def default_path(session: Session) -> Path:
    """Where the package is while the job names no place: beside the job file."""
    return session.path.absolute().with_suffix(SUFFIX)


def complain(wants: Sequence[tuple[Field, bool, str]]) -> bool:
    """Say beneath each field what lacks, and go to the first; True where nothing does."""
    wrong = [field for field, is_good, _ in wants if not is_good]
    for field, is_good, text in wants:
        if is_good:
            field.settle()
        else:
            field.complain(text)
    if wrong:
        wrong[0].control.setFocus()
    return not wrong
