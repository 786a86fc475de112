"""Icons drawn from SVG at any size, in the colour that the scheme gives their role."""

from __future__ import annotations

from functools import lru_cache

from PySide6.QtCore import QByteArray, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QIcon, QIconEngine, QImage, QPainter, QPaintEvent, QPixmap
from PySide6.QtSvg import QSvgRenderer
from PySide6.QtWidgets import QWidget

from migrator.gui.resources import resource_path
from migrator.gui.theme import tokens_now

SIZE_PX = 16


@lru_cache(maxsize=256)
def _svg(name: str, colour: str) -> bytes:
    text = resource_path("icons", f"{name}.svg").read_text("utf-8")
    return text.replace("currentColor", colour).encode()


def paint_icon(painter: QPainter, name: str, colour: str, place: QRectF) -> None:
    """Draw an icon of `resources/icons`."""
    QSvgRenderer(QByteArray(_svg(name, colour))).render(painter, place)


class _Engine(QIconEngine):
    """Looks the colour up when it paints, so a change of scheme needs no new icon."""

    def __init__(self, name: str, role: str) -> None:
        super().__init__()
        self._name = name
        self._role = role

    def paint(self, painter: QPainter, rect: QRect, mode: QIcon.Mode, state: QIcon.State) -> None:
        """Draw it in the middle of its place, which may be wider."""
        del state
        role = "disabled_text" if mode is QIcon.Mode.Disabled else self._role
        side = min(rect.width(), rect.height())
        left = rect.x() + (rect.width() - side) / 2
        place = QRectF(left, rect.y() + (rect.height() - side) / 2, side, side)
        paint_icon(painter, self._name, str(getattr(tokens_now(), role)), place)

    def pixmap(self, size: QSize, mode: QIcon.Mode, state: QIcon.State) -> QPixmap:
        """The same on a transparent ground."""
        image = QImage(size, QImage.Format.Format_ARGB32_Premultiplied)
        image.fill(Qt.GlobalColor.transparent)
        painter = QPainter(image)
        self.paint(painter, image.rect(), mode, state)
        painter.end()
        return QPixmap.fromImage(image)

    def clone(self) -> QIconEngine:
        """Another of the same."""
        return _Engine(self._name, self._role)


def icon(name: str, role: str = "text2") -> QIcon:
    """An icon of `resources/icons`, coloured by a token."""
    return QIcon(_Engine(name, role))


class Sign(QWidget):
    """An icon that stands by itself; it follows the look, as a pixmap would not."""

    def __init__(self, name: str, role: str = "text2", side_px: int = SIZE_PX) -> None:
        super().__init__()
        self._name, self._role = name, role
        self.setFixedSize(side_px, side_px)

    def show_icon(self, name: str, role: str) -> None:
        """Change it."""
        self._name, self._role = name, role
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802
        """Draw it in the colour of now."""
        del event
        colour = str(getattr(tokens_now(), self._role))
        paint_icon(QPainter(self), self._name, colour, QRectF(self.rect()))
