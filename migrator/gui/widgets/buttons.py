"""Buttons by kind."""

from __future__ import annotations

from enum import StrEnum

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QPushButton, QSizePolicy

from migrator.gui.icons import SIZE_PX, icon


class ButtonKind(StrEnum):
    """How much a button asks for attention."""

    PRIMARY = "primary"
    NORMAL = "normal"
    GHOST = "ghost"
    LINK = "link"


_ROLES = {
    ButtonKind.PRIMARY: "on_accent",
    ButtonKind.NORMAL: "text2",
    ButtonKind.GHOST: "text2",
    ButtonKind.LINK: "accent_text",
}


def button(
    text: str,
    kind: ButtonKind = ButtonKind.NORMAL,
    icon_name: str = "",
    *,
    icon_behind: bool = False,
) -> QPushButton:
    """A button; `&` before a letter makes its mnemonic."""
    made = QPushButton(text)
    made.setProperty("kind", str(kind))
    made.setAutoDefault(False)
    if kind is ButtonKind.LINK:
        # Else its focus ring is as wide as the page.
        made.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
    if icon_name:
        set_icon(made, icon_name)
    if icon_behind:
        made.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
    return made


def set_icon(made: QPushButton, icon_name: str) -> None:
    """Give the button an icon in its kind's colour."""
    made.setIcon(icon(icon_name, _ROLES[ButtonKind(made.property("kind"))]))
    # Qt leaves 4 px between icon and text; a wider place for the icon widens that.
    wider = 0 if made.property("kind") == ButtonKind.LINK else 4
    made.setIconSize(QSize(SIZE_PX + wider, SIZE_PX))
