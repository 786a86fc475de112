"""A person at the window: reads labels, clicks where they see something, and types."""

import subprocess
import time

from PySide6.QtCore import QEventLoop, QPoint, Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QLabel, QLineEdit, QWidget

PATIENCE_S = 120
_LOOKS_AGAIN_MS = 10
_KEYS = {
    "Return": Qt.Key.Key_Return,
    "space": Qt.Key.Key_Space,
    "Tab": Qt.Key.Key_Tab,
    "Delete": Qt.Key.Key_Delete,
    "ctrl+a": (Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier),
}
# A tick is made by a click on its box, which lies at the left.
_TICK_AT = 10


class QtHands:
    """Events that Qt is handed as if they came from the screen."""

    def click(self, widget, at):
        QTest.mouseClick(widget, Qt.MouseButton.LeftButton, pos=at)

    def write(self, text):
        QTest.keyClicks(QApplication.focusWidget(), text)

    def press(self, key):
        wanted = _KEYS[key]
        QTest.keyClick(
            QApplication.focusWidget(), *(wanted if isinstance(wanted, tuple) else (wanted,))
        )


class ScreenHands:
    """Events of a mouse and a keyboard, which the X server sends to whatever is there."""

    def click(self, widget, at):
        there = widget.mapToGlobal(at)
        _xdotool("mousemove", str(there.x()), str(there.y()), "click", "1")

    def write(self, text):
        # By standard input, so that no secret becomes an argument.
        _xdotool("type", "--delay", "2", "--file", "-", text=text)

    def press(self, key):
        _xdotool("key", key)


def _xdotool(*words, text=""):
    subprocess.run(
        ["xdotool", *words], input=text, text=True, check=True, timeout=PATIENCE_S, encoding="utf-8"
    )


def lets_work(for_ms):
    """Turn the event loop; QTest.qWait would keep Python's lock, and starve the engine's threads."""
    loop = QEventLoop()
    QTimer.singleShot(for_ms, loop.quit)
    loop.exec()


class User:
    """Uses one window; whatever is not there in time is an AssertionError that says what."""

    def __init__(self, wizard, hands=None):
        self.wizard = wizard
        self._hands = hands or QtHands()
        wizard.activateWindow()
        self.waits(wizard.isActiveWindow, "the window does not come to the front")

    @property
    def page(self):
        return self.wizard.page

    # Looking.

    def waits(self, is_so, what):
        """Let the window work until something is so; an error that shows up ends the wait."""
        until = time.monotonic() + PATIENCE_S
        while not is_so():
            assert not self.page.error.isVisible(), self.page.error.text
            assert time.monotonic() < until, f"{self.page.name}: {what}"
            lets_work(_LOOKS_AGAIN_MS)

    def field(self, text):
        """The control that a visible label names."""
        return self._find(QLabel, text).buddy()

    def button(self, text):
        """The button, tick or choice of this text."""
        return self._find(QAbstractButton, text)

    def _find(self, kind, text):
        """The one widget of this text that is in sight; a label that names something."""
        found = []

        def is_there():
            root = QApplication.activeModalWidget() or self.wizard
            seen = [w for w in root.findChildren(kind) if w.isVisible() and _plain(w) == text]
            found[:] = [w for w in seen if kind is not QLabel or w.buddy() is not None]
            return len(found) == 1

        self.waits(is_there, f"{text!r} is not there, or more than once")
        return found[0]

    # Acting.

    def clicks(self, widget, where=None):
        """Bring it into sight, and click on it once it lies still and is what lies at the top.

        Args:
            where: gives the place within the widget; in its middle by default.
        """
        where = where or (lambda: widget.rect().center())
        self.waits(widget.isEnabled, f"{_plain(widget)!r} stays disabled")
        seen = [None]

        def lies_still():
            if self.page.isAncestorOf(widget):
                self.page.ensureWidgetVisible(widget)
            window, at = widget.window(), where()
            top = window.childAt(widget.mapTo(window, at))
            seen.append((widget.mapToGlobal(at), widget.size()))
            return seen[-1] == seen[-2] and (top is widget or widget.isAncestorOf(top))

        self.waits(lies_still, f"{_plain(widget)!r} cannot be reached")
        self._hands.click(widget, where())

    def presses(self, text, until=None):
        """Press a button, and wait for what it brings where that takes a while."""
        self.clicks(self.button(text))
        if until is not None:
            self.waits(until, f"{text!r} brings nothing")
            self.settles()

    def ticks(self, text):
        """Tick or choose, and see that it is."""
        box = self.button(text)
        self.clicks(box, lambda: QPoint(_TICK_AT, box.height() // 2))
        self.waits(box.isChecked, f"{text!r} is not ticked")

    def unticks(self, text):
        box = self.button(text)
        assert box.isChecked()
        self.clicks(box, lambda: QPoint(_TICK_AT, box.height() // 2))
        self.waits(lambda: not box.isChecked(), f"{text!r} stays ticked")

    def types(self, label, text):
        """Replace what stands in the field that a label names."""
        self.types_into(self.field(label), text, label)

    def types_into(self, edit, text, label):
        self.clicks(edit)
        self.waits(edit.hasFocus, f"{label!r} does not take the keyboard")
        if edit.text():
            self._hands.press("ctrl+a")
        if text:
            self._hands.write(text)
        else:
            self._hands.press("Delete")
        self.waits(lambda: edit.text() == text, f"{label!r} holds something else")

    def toggles(self, tree, item):
        """Tick or untick a line of a tree or list, by the mouse and the space bar."""
        before = item.checkState(0)
        tree.scrollToItem(item)
        self.clicks(tree.viewport(), lambda: tree.visualItemRect(item).center())
        self.waits(lambda: tree.currentItem() is item, "the line is not chosen")
        self._hands.press("space")
        self.waits(lambda: item.checkState(0) is not before, "the line's tick stays")

    def goes_on(self, text, to=None):
        """Press the primary button, which says `text`; wait for what it starts, or for a page."""
        self.waits(self.wizard.next.isEnabled, "the primary button stays disabled")
        assert _plain(self.wizard.next) == text
        page = self.page
        self.clicks(self.wizard.next)
        if to is None:
            self.waits(lambda: not page.is_busy and _plain(self.wizard.next) != text, "no end")
        else:
            self.waits(lambda: self.page.name == to, f"{to} does not come")
            self.settles()

    def goes_back(self, to):
        self.presses("Back")
        self.waits(lambda: self.page.name == to, f"{to} does not come")

    def settles(self):
        """Wait for what a page does when it comes up."""
        self.waits(lambda: not self.page.is_busy, "it stays busy")
        assert not self.page.error.isVisible(), self.page.error.text

    def saves_as(self, button, path):
        """Press a button that asks for a file, and answer what it asks."""
        asked = []

        def answer():
            dialog = QApplication.activeModalWidget()
            if dialog is None:
                QTimer.singleShot(_LOOKS_AGAIN_MS, answer)
                return
            dialog.activateWindow()
            edit = dialog.findChild(QLineEdit)
            self.waits(lambda: edit.isVisible() and edit.hasFocus(), "the dialog has no focus")
            self._hands.press("ctrl+a")
            self._hands.write(str(path))
            self.waits(lambda: edit.text() == str(path), "the name is not typed")
            self._hands.press("Return")
            asked.append(dialog)

        QTimer.singleShot(_LOOKS_AGAIN_MS, answer)
        self.presses(button)
        self.waits(lambda: asked and path.is_file(), f"{path.name} is not written")


def _plain(widget: QWidget) -> str:
    text = widget.text() if isinstance(widget, (QAbstractButton, QLabel)) else ""
    return text.replace("&", "") or widget.accessibleName()
