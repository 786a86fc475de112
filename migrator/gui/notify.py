"""Tells that something long has ended, where the window is not in sight."""

from __future__ import annotations

from PySide6.QtWidgets import QApplication, QSystemTrayIcon, QWidget

from migrator.gui.icons import icon

_SHOWN_MS = 15_000


def tell(widget: QWidget, title: str, text: str) -> bool:
    """Show a desktop notification and mark the window; False where it is in sight anyway.

    The tray's icon goes when the window comes to the front or the application ends.
    """
    window = widget.window()
    if window.isActiveWindow():
        return False
    QApplication.alert(window)
    if QSystemTrayIcon.isSystemTrayAvailable():
        found = window.findChild(QSystemTrayIcon)
        tray = found if isinstance(found, QSystemTrayIcon) else QSystemTrayIcon(icon("app"), window)
        tray.messageClicked.connect(window.activateWindow)
        tray.show()
        tray.showMessage(title, text, QSystemTrayIcon.MessageIcon.Information, _SHOWN_MS)
    return True
