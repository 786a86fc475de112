"""The list of steps: done, current, to come, each with what was chosen there."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum

from PySide6.QtCore import (
    QModelIndex,
    QPersistentModelIndex,
    QPoint,
    QRect,
    QRectF,
    QSize,
    Qt,
    Signal,
    Slot,
)
from PySide6.QtGui import QColor, QFont, QKeyEvent, QPainter, QPen
from PySide6.QtWidgets import (
    QFrame,
    QListWidget,
    QListWidgetItem,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
)

from migrator.gui.icons import paint_icon
from migrator.gui.theme import tokens_now
from migrator.gui.tokens import Tokens

_HEIGHT = 52
_RADIUS = 11
_TEXT_AT = 50
_STEP = Qt.ItemDataRole.UserRole

Index = QModelIndex | QPersistentModelIndex


class StepState(IntEnum):
    """Where a step stands."""

    DONE = 0
    CURRENT = 1
    TO_COME = 2


@dataclass(frozen=True, slots=True)
class Step:
    """One line of the rail.

    Attributes:
        summary: what was chosen there, or "".
        spoken: what a screen reader says.
    """

    title: str
    summary: str
    state: StepState
    is_reachable: bool
    spoken: str


class Rail(QListWidget):
    """Shows the steps; `picked` tells the row of one that was clicked or activated."""

    picked = Signal(int)

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("Steps")
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setItemDelegate(_Delegate(self))
        self.setMouseTracking(True)
        self.setMinimumHeight(_HEIGHT * 4)
        self.itemClicked.connect(self._pick)
        self.itemActivated.connect(self._pick)

    def show_steps(self, steps: tuple[Step, ...]) -> None:
        """Replace all lines."""
        while self.count() > len(steps):
            self.takeItem(self.count() - 1)
        while self.count() < len(steps):
            self.addItem(QListWidgetItem())
        for row, step in enumerate(steps):
            item = self.item(row)
            item.setData(_STEP, step)
            item.setText(step.title)
            item.setToolTip(step.summary)
            item.setData(Qt.ItemDataRole.AccessibleTextRole, step.spoken)
            flags = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable
            item.setFlags(flags if step.is_reachable else Qt.ItemFlag.ItemIsSelectable)
            if step.state is StepState.CURRENT:
                self.setCurrentRow(row)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        """Return picks a step, and is not passed on: the window would go on from there."""
        super().keyPressEvent(event)
        if event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter}:
            event.accept()

    @Slot(QListWidgetItem)
    def _pick(self, item: QListWidgetItem) -> None:
        self.picked.emit(self.row(item))


class _Delegate(QStyledItemDelegate):
    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:  # noqa: N802
        """All lines are of one height."""
        del option, index
        return QSize(200, _HEIGHT)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Ground, connectors, circle, texts."""
        step = index.data(_STEP)
        if not isinstance(step, Step):
            return
        rect = option.rect
        state = option.state
        tokens, middle = tokens_now(), QPoint(rect.left() + 26, rect.center().y())
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        is_hovered = bool(state & QStyle.StateFlag.State_MouseOver) and step.is_reachable
        _paint_ground(painter, rect, step, tokens, is_hovered=is_hovered)
        if state & QStyle.StateFlag.State_HasFocus:
            painter.setPen(QPen(QColor(tokens.accent), 2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(QRectF(rect).adjusted(7, 4, -7, -4), 7, 7)
        last = index.model().rowCount() - 1
        _paint_connectors(
            painter, rect, middle, step, tokens, (index.row() > 0, index.row() < last)
        )
        _paint_circle(painter, middle, step, tokens, str(index.row() + 1))
        _paint_texts(painter, rect, step, tokens)
        painter.restore()


def _paint_ground(
    painter: QPainter, rect: QRect, step: Step, tokens: Tokens, *, is_hovered: bool
) -> None:
    if step.state is not StepState.CURRENT and not is_hovered:
        return
    colour = tokens.accent_soft if step.state is StepState.CURRENT else tokens.track
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(colour))
    painter.drawRoundedRect(QRectF(rect).adjusted(6, 3, -6, -3), 7, 7)


def _paint_connectors(  # noqa: PLR0913, PLR0917 - a picture has many parts
    painter: QPainter,
    rect: QRect,
    middle: QPoint,
    step: Step,
    tokens: Tokens,
    has: tuple[bool, bool],
) -> None:
    above, below = has
    came = step.state is not StepState.TO_COME
    ends = (
        (above, came, rect.top(), middle.y() - _RADIUS - 4),
        (below, step.state is StepState.DONE, middle.y() + _RADIUS + 5, rect.bottom() + 1),
    )
    for there, is_passed, start, end in ends:
        if there:
            painter.setPen(QPen(QColor(tokens.accent if is_passed else tokens.line), 2))
            painter.drawLine(middle.x(), start, middle.x(), end)


def _paint_circle(
    painter: QPainter, middle: QPoint, step: Step, tokens: Tokens, number: str
) -> None:
    circle = QRectF(middle.x() - _RADIUS, middle.y() - _RADIUS, 2 * _RADIUS, 2 * _RADIUS)
    is_current = step.state is StepState.CURRENT
    if step.state is StepState.DONE:
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(tokens.accent))
        painter.drawEllipse(circle)
        paint_icon(painter, "check", tokens.on_accent, circle.adjusted(5, 5, -5, -5))
        return
    edge = tokens.accent if is_current else tokens.line_strong
    painter.setPen(QPen(QColor(edge), 2 if is_current else 1.3))
    painter.setBrush(QColor(tokens.surface))
    painter.drawEllipse(circle.adjusted(0.7, 0.7, -0.7, -0.7))
    _set_font(painter, 11, QFont.Weight.DemiBold)
    painter.setPen(QColor(tokens.accent_text if is_current else tokens.text3))
    painter.drawText(circle, Qt.AlignmentFlag.AlignCenter, number)


def _paint_texts(painter: QPainter, rect: QRect, step: Step, tokens: Tokens) -> None:
    is_current = step.state is StepState.CURRENT
    left, width = rect.left() + _TEXT_AT, rect.width() - _TEXT_AT - 14
    side = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft
    _set_font(painter, 13, QFont.Weight.DemiBold if is_current else QFont.Weight.Medium)
    painter.setPen(QColor(tokens.text2 if step.state is StepState.TO_COME else tokens.text))
    title = _elided(painter, step.title, width)
    if not step.summary:
        painter.drawText(QRectF(left, rect.top(), width, rect.height()), side, title)
        return
    painter.drawText(QRectF(left, rect.top() + 8, width, 19), side, title)
    _set_font(painter, 12, QFont.Weight.Normal)
    painter.setPen(QColor(tokens.text2 if is_current else tokens.text3))
    summary = _elided(painter, step.summary, width)
    painter.drawText(QRectF(left, rect.top() + 26, width, 17), side, summary)


def _elided(painter: QPainter, text: str, width: int) -> str:
    return painter.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, width)


def _set_font(painter: QPainter, pixels: int, weight: QFont.Weight) -> None:
    font = QFont(painter.font())
    font.setPixelSize(pixels)
    font.setWeight(weight)
    painter.setFont(font)
