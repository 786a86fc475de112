"""A label above, a control, and a line beneath for help or for what is wrong."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, Signal, Slot
from PySide6.QtWidgets import (
    QFileDialog,
    QHBoxLayout,
    QLineEdit,
    QSizePolicy,
    QSpacerItem,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from migrator.gui.icons import icon
from migrator.gui.widgets.buttons import button
from migrator.gui.widgets.text import Role, label, restyle
from migrator.model.secret import Secret


class Field(QWidget):
    """One answer. What is wrong with it appears beneath and moves nothing where help stood."""

    def __init__(
        self, text: str, control: QWidget, help_text: str = "", *, named: QWidget | None = None
    ) -> None:
        """Args: named is the control that takes the focus where `control` is several."""
        super().__init__()
        self.control = named or control
        self._help = help_text
        self._label = label(text, Role.FIELD)
        self._label.setBuddy(self.control)
        # Else it takes a part of the height that a neighbour's help needs.
        self._label.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.control.setAccessibleName(text.replace("&", ""))
        self.control.setAccessibleDescription(help_text)
        self._line = label(help_text, Role.HELP, wraps=True)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(6)
        layout.addWidget(self._label)
        layout.addWidget(control)
        layout.addWidget(self._line)
        # Not before it has its place: until then it would be a window, and take the keyboard.
        self._line.setVisible(bool(help_text))
        # Keeps neighbours' tops in line, and takes no room that something else could have.
        policy = QSizePolicy.Policy
        layout.addItem(QSpacerItem(0, 0, policy.Minimum, policy.Preferred))
        if isinstance(self.control, QLineEdit):
            self.control.textEdited.connect(self.settle)

    @property
    def complaint(self) -> str:
        """What is wrong, or ""."""
        return self._line.text() if self._line.property("role") == Role.ERROR else ""

    def complain(self, text: str) -> None:
        """Say what is wrong and what to do."""
        self._show(text, Role.ERROR)

    @Slot()
    def settle(self) -> None:
        """Nothing is wrong any more."""
        if self.complaint:
            self._show(self._help, Role.HELP)

    def set_help(self, text: str) -> None:
        """Change the line beneath."""
        self._help = text
        self.control.setAccessibleDescription(text)
        if not self.complaint:
            self._show(text, Role.HELP)

    def _show(self, text: str, role: Role) -> None:
        self._line.setText(text)
        self._line.setProperty("role", str(role))
        self._line.setVisible(bool(text))
        self.control.setProperty("invalid", role is Role.ERROR)
        self.control.setAccessibleDescription(text)
        restyle(self._line)
        restyle(self.control)


def side_by_side(*fields: tuple[QWidget, int]) -> QHBoxLayout:
    """Fields in a row, each with its share of the width; their tops are in line."""
    row = QHBoxLayout()
    row.setSpacing(16)
    for field, share in fields:
        row.addWidget(field, share, Qt.AlignmentFlag.AlignTop)
    return row


class SecretEdit(QLineEdit):
    """Masked, with a button that shows it."""

    def __init__(self, placeholder: str = "") -> None:
        super().__init__()
        self.setPlaceholderText(placeholder)
        self.setEchoMode(QLineEdit.EchoMode.Password)
        self._reveal = self.addAction(icon("eye"), QLineEdit.ActionPosition.TrailingPosition)
        self._reveal.setCheckable(True)
        self._reveal.toggled.connect(self._toggle)
        for inner in self.findChildren(QToolButton):
            inner.setAccessibleName(self.tr("Show"))
        self._toggle(shown=False)

    def show_text(self) -> None:
        """Show what stands in it, as the button does."""
        self._reveal.setChecked(True)

    def secret(self) -> Secret[str]:
        """What was typed; blanks around it, as pasting brings them, are dropped."""
        return Secret(self.text().strip())

    @Slot(bool)
    def _toggle(self, shown: bool) -> None:  # noqa: FBT001 - a Qt slot
        mode = QLineEdit.EchoMode.Normal if shown else QLineEdit.EchoMode.Password
        self.setEchoMode(mode)
        self._reveal.setIcon(icon("eye-off" if shown else "eye"))
        self._reveal.setToolTip(self.tr("Hide") if shown else self.tr("Show"))


class PathEdit(QWidget):
    """A path, typed or chosen."""

    changed = Signal()

    def __init__(
        self, title: str, name_filter: str = "", *, saves: bool = False, is_folder: bool = False
    ) -> None:
        super().__init__()
        self._title, self._filter, self._saves = title, name_filter, saves
        self._is_folder = is_folder
        self.edit = QLineEdit()
        self.edit.textChanged.connect(self.changed)
        browse = button(self.tr("Browse..."), icon_name="folder-open")
        browse.setAccessibleName(f"{title}: {browse.text()}")
        browse.clicked.connect(self._browse)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(8)
        layout.addWidget(self.edit, 1)
        layout.addWidget(browse)

    @Slot()
    def _browse(self) -> None:
        if self._is_folder:
            chosen = QFileDialog.getExistingDirectory(self, self._title, self.edit.text())
        else:
            choose = QFileDialog.getSaveFileName if self._saves else QFileDialog.getOpenFileName
            chosen, _ = choose(self, self._title, self.edit.text(), self._filter)
        if chosen:
            self.edit.setText(chosen)

    def sizeHint(self) -> QSize:  # noqa: N802
        """As wide as there is room."""
        return QSize(320, super().sizeHint().height())
