"""A command to copy: what does the same without a window."""

from __future__ import annotations

from PySide6.QtCore import Slot
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QWidget

from migrator.gui.widgets.buttons import button


class CommandLine(QWidget):
    """One line, selectable, with a button that copies it."""

    def __init__(self) -> None:
        super().__init__()
        self.line = QLineEdit()
        self.line.setReadOnly(True)
        self.line.setProperty("role", "code")
        self._copy = button(self.tr("Copy"), icon_name="copy")
        self._copy.setAccessibleName(self.tr("Copy the command"))
        self._copy.clicked.connect(self._copy_line)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        row.addWidget(self.line, 1)
        row.addWidget(self._copy)

    def show_command(self, text: str) -> None:
        """Replace the command; its beginning is in sight."""
        self.line.setText(text)
        self.line.setCursorPosition(0)

    @Slot()
    def _copy_line(self) -> None:
        QGuiApplication.clipboard().setText(self.line.text())
