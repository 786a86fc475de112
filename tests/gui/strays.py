"""Finds parts of a page that become windows of their own for a moment."""

import traceback
from contextlib import contextmanager

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtWidgets import QApplication, QWidget


class _Strays(QObject):
    def __init__(self, wizard):
        super().__init__()
        self._wizard = wizard
        self.seen = []

    def eventFilter(self, watched, event):  # noqa: N802 - Qt's
        if event.type() is QEvent.Type.Show and isinstance(watched, QWidget):
            is_plain = watched.windowType() is Qt.WindowType.Window
            if watched.isWindow() and is_plain and watched is not self._wizard:
                where = traceback.extract_stack()[-2]
                self.seen.append(f"{watched} by {where.filename}:{where.lineno}")
        return False


@contextmanager
def no_strays(wizard):
    """Within the block nothing but the wizard is shown as a window; dialogs and lists may be.

    A part that is shown before it has its place flashes on the screen and takes the keyboard.
    """
    strays = _Strays(wizard)
    QApplication.instance().installEventFilter(strays)
    try:
        yield
    finally:
        QApplication.instance().removeEventFilter(strays)
    assert strays.seen == []
