"""Cards, notes, errors, figures and progress."""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum

from PySide6.QtCore import Qt, QUrl, Slot
from PySide6.QtGui import QDesktopServices, QGuiApplication
from PySide6.QtWidgets import (
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QPlainTextEdit,
    QProgressBar,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from migrator.gui.icons import Sign, icon
from migrator.gui.widgets.buttons import ButtonKind, button
from migrator.gui.widgets.emptying import empty
from migrator.gui.widgets.text import Elided, Role, label, restyle, selectable
from migrator.model.errors import MigratorError


class Card(QFrame):
    """A bordered surface; put things into `rows`."""

    def __init__(self, title: str = "") -> None:
        super().__init__()
        self.setProperty("role", "card")
        self.rows = QVBoxLayout(self)
        self.rows.setContentsMargins(22, 18, 22, 18)
        self.rows.setSpacing(14)
        if title:
            self.rows.addWidget(label(title, Role.SECTION))


class NoteKind(StrEnum):
    """What a note says."""

    INFO = "info"
    OK = "ok"
    WARNING = "warning"
    ERROR = "error"


_ICONS = {
    NoteKind.INFO: ("info", "accent_text"),
    NoteKind.OK: ("circle-check", "ok"),
    NoteKind.WARNING: ("triangle-alert", "warning"),
    NoteKind.ERROR: ("circle-alert", "error"),
}


class Note(QFrame):
    """A tinted strip with an icon, a sentence and a line of explanation."""

    def __init__(self, kind: NoteKind = NoteKind.INFO, title: str = "", body: str = "") -> None:
        super().__init__()
        self.setProperty("role", "note")
        self._icon = Sign(*_ICONS[kind], side_px=18)
        self._title = selectable(label(role=Role.STRONG, wraps=True))
        self._body = selectable(label(role=Role.HELP, wraps=True))
        self.texts = QVBoxLayout()
        self.texts.setSpacing(3)
        self.texts.addWidget(self._title)
        self.texts.addWidget(self._body)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(14, 12, 14, 12)
        layout.setSpacing(12)
        layout.addWidget(self._icon, 0, Qt.AlignmentFlag.AlignTop)
        layout.addLayout(self.texts, 1)
        self.say(kind, title, body)

    def say(self, kind: NoteKind, title: str, body: str = "") -> None:
        """Change what it says."""
        self.kind = kind
        self.setProperty("kind", str(kind))
        self._icon.show_icon(*_ICONS[kind])
        self._title.setText(title)
        self._body.setText(body)
        self._body.setVisible(bool(body))
        for widget in (self, self._title, self._body):
            restyle(widget)

    def offer(self, made: QPushButton) -> None:
        """Put a button beneath what it says."""
        # Without the alignment the texts would be no wider than the button.
        self.texts.addWidget(made, 0, Qt.AlignmentFlag.AlignLeft)

    @property
    def text(self) -> str:
        """All of it, as it is copied."""
        return "\n".join(part for part in (self._title.text(), self._body.text()) if part)


class ErrorPanel(Note):
    """An error in the one form that all faces use: sentence, what to do, code, details."""

    def __init__(self) -> None:
        super().__init__(NoteKind.ERROR)
        self._page = ""
        self._code = label(role=Role.CODE)
        self._more = button(self.tr("&Details"), ButtonKind.LINK, "chevron-right")
        self._more.setCheckable(True)
        self._more.toggled.connect(self._unfold)
        self._copy = button(self.tr("Cop&y"), ButtonKind.LINK, "copy")
        self._copy.clicked.connect(self._copy_all)
        self._open = button(self.tr("Doc&umentation"), ButtonKind.LINK, "external-link")
        self._open.clicked.connect(self._open_page)
        self._details = QPlainTextEdit()
        self._details.setReadOnly(True)
        self._details.setProperty("role", "code")
        self._details.setAccessibleName(self.tr("Details"))
        self._details.setTabChangesFocus(True)
        self._details.setFixedHeight(104)
        row = QHBoxLayout()
        row.setSpacing(12)
        for widget in (self._code, self._more, self._copy, self._open):
            row.addWidget(widget)
        row.addStretch()
        self.texts.addSpacing(4)
        self.texts.addLayout(row)
        self.texts.addWidget(self._details)
        self.hide()

    def show_error(self, error: Exception, details: str = "") -> None:
        """Show an error; one that is not ours is a bug of ours.

        Args:
            error: what a task failed with.
            details: already without secrets.
        """
        self._page = ""
        match error:
            case MigratorError(code=code, hint=hint, page=page):
                self._page = page
                self.say(NoteKind.ERROR, str(error), hint)
            case _:
                code = "OCM-9070"
                kind = type(error).__name__
                title = self.tr("This is a bug of the migrator (%1), not of your data.")
                self.say(
                    NoteKind.ERROR,
                    title.replace("%1", kind),
                    self.tr("Trying again is safe. Please report the details below."),
                )
        self._code.setText(code)
        self._details.setPlainText(details or self.text)
        self._open.setVisible(bool(self._page))
        self._more.setChecked(False)
        self._unfold(shown=False)
        self.show()

    def clear(self) -> None:
        """Nothing is wrong any more."""
        self.hide()

    @Slot(bool)
    def _unfold(self, shown: bool) -> None:  # noqa: FBT001 - a Qt slot
        self._details.setVisible(shown)
        self._more.setIcon(icon("chevron-down" if shown else "chevron-right", "accent_text"))

    @Slot()
    def _copy_all(self) -> None:
        text = f"{self._code.text()}\n{self.text}\n\n{self._details.toPlainText()}\n{self._page}"
        QGuiApplication.clipboard().setText(text.strip() + "\n")

    @Slot()
    def _open_page(self) -> None:
        QDesktopServices.openUrl(QUrl(self._page))


class Figures(QWidget):
    """A row of numbers, each with its caption beneath."""

    def __init__(self, captions: Sequence[str]) -> None:
        super().__init__()
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(24)
        grid.setVerticalSpacing(2)
        self._figures: list[QLabel] = []
        for column, caption in enumerate(captions):
            figure = selectable(label("0", Role.FIGURE))
            figure.setAccessibleName(caption)
            grid.addWidget(figure, 0, column)
            grid.addWidget(label(caption, Role.HELP), 1, column)
            grid.setColumnStretch(column, 1)
            self._figures.append(figure)

    def show_figures(self, values: Sequence[str]) -> None:
        """Put the numbers in, in the order of the captions."""
        for figure, value in zip(self._figures, values, strict=True):
            figure.setText(value)


class FactList(QWidget):
    """Pairs of a word and what it is."""

    def __init__(self) -> None:
        super().__init__()
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(20)
        self._grid.setVerticalSpacing(8)
        self._grid.setColumnStretch(1, 1)

    def show_facts(self, facts: Sequence[tuple[str, str]]) -> None:
        """Replace the pairs; those without a value are left out."""
        empty(self._grid)
        for row, (word, value) in enumerate(pair for pair in facts if pair[1]):
            self._grid.addWidget(label(word, Role.SECONDARY), row, 0)
            self._grid.addWidget(selectable(Elided(value)), row, 1)


class Busy(QWidget):
    """What runs, how far it is, and a bar; hidden while nothing runs."""

    def __init__(self) -> None:
        super().__init__()
        self._title = label(role=Role.STRONG)
        self._count = label(role=Role.HELP)
        self._item = Elided(role=Role.HELP)
        self._bar = QProgressBar()
        self._bar.setTextVisible(False)
        top = QHBoxLayout()
        top.addWidget(self._title)
        top.addStretch()
        top.addWidget(self._count)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(8)
        layout.addLayout(top)
        layout.addWidget(self._bar)
        layout.addWidget(self._item)
        self.hide()

    def begin(self, title: str) -> None:
        """Something starts, and how much it is nobody knows yet."""
        self._title.setText(title)
        self._bar.setAccessibleName(title)
        self._bar.setRange(0, 0)
        self._count.clear()
        self._item.clear()
        self.show()

    def advance(self, done: int, total: int, count: str, item: str = "") -> None:
        """So much of it is done; `count` says it in words."""
        self._bar.setRange(0, total)
        self._bar.setValue(done)
        self._count.setText(count)
        self._item.setText(item)

    def tell(self, text: str) -> None:
        """Why it does not go on just now; until it does."""
        self._item.setText(text)

    def end(self) -> None:
        """It is over."""
        self.hide()
