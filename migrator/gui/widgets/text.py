"""Labels by role, and labels that elide what is too long."""

from __future__ import annotations

from enum import StrEnum

from PySide6.QtCore import QEvent, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QFrame, QLabel, QSizePolicy, QWidget


class Role(StrEnum):
    """What a text is for; the style sheet gives it its look."""

    BRAND = "brand"
    BRAND2 = "brand2"
    EYEBROW = "eyebrow"
    TITLE = "title"
    LEAD = "lead"
    SECTION = "section"
    FIELD = "field"
    HELP = "help"
    ERROR = "error"
    STRONG = "strong"
    FIGURE = "figure"
    CODE = "code"
    SECONDARY = "secondary"
    BODY = "body"


def label(text: str = "", role: Role = Role.BODY, *, wraps: bool = False) -> QLabel:
    """A plain-text label."""
    made = QLabel(text)
    made.setTextFormat(Qt.TextFormat.PlainText)
    made.setProperty("role", str(role))
    made.setWordWrap(wraps)
    if wraps:
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        made.setSizePolicy(policy)
    return made


def selectable(made: QLabel) -> QLabel:
    """Let the text be copied with mouse and keyboard."""
    made.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
    return made


class Elided(QLabel):
    """One line, cut in the middle where it does not fit; the tooltip then has all of it."""

    def __init__(
        self,
        text: str = "",
        role: Role = Role.BODY,
        mode: Qt.TextElideMode = Qt.TextElideMode.ElideMiddle,
    ) -> None:
        super().__init__(text)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setProperty("role", str(role))
        self._mode = mode
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)

    def minimumSizeHint(self) -> QSize:  # noqa: N802
        """It may become narrow."""
        return QSize(24, super().minimumSizeHint().height())

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802
        """Draw what fits."""
        del event
        place = self.contentsRect()
        shown = self.fontMetrics().elidedText(self.text(), self._mode, place.width())
        painter = QPainter(self)
        painter.setPen(self.palette().color(self.foregroundRole()))
        align = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft
        painter.drawText(place, align, shown)

    def event(self, event: QEvent) -> bool:
        """The tooltip appears only where something is cut."""
        if event.type() is QEvent.Type.ToolTip:
            width = self.fontMetrics().horizontalAdvance(self.text())
            self.setToolTip(self.text() if width > self.contentsRect().width() else "")
        return super().event(event)


def hair() -> QFrame:
    """A thin line."""
    line = QFrame()
    line.setProperty("role", "hair")
    return line


def restyle(widget: QWidget) -> None:
    """Let the style sheet look at the widget's properties again."""
    widget.style().unpolish(widget)
    widget.style().polish(widget)
