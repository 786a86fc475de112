"""What every page must satisfy: names, buddies, mnemonics, targets, nothing cut, tab order."""

import itertools

from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QAccessible, QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QComboBox,
    QHeaderView,
    QLabel,
    QLineEdit,
    QToolButton,
    QWidget,
)

from migrator.gui.widgets.text import Elided

SMALLEST_TARGET_PX = 22


def name_of(widget):
    interface = QAccessible.queryAccessibleInterface(widget)
    return interface.text(QAccessible.Text.Name).strip() if interface else ""


def focusable(root):
    tab = Qt.FocusPolicy.TabFocus
    return [
        widget
        for widget in root.findChildren(QWidget)
        if widget.isVisibleTo(root) and widget.isEnabled() and widget.focusPolicy() & tab == tab
    ]


def focus_proxies(root):
    """Parts that hand the keyboard on, or are handed it: what they belong to is visited."""
    for widget in root.findChildren(QWidget):
        if widget.focusProxy() is not None:
            yield from (widget, widget.focusProxy())


def problems(root):
    """Sentences, one for each thing that is wrong."""
    return [*_unnamed(root), *_cut(root), *_repeated_mnemonics(root)]


def _say(widget, what):
    return f"{type(widget).__name__} {name_of(widget) or '-'}: {what}"


def _unnamed(root):
    labels = root.findChildren(QLabel)
    for widget in focusable(root):
        if not name_of(widget):
            yield _say(widget, "has no accessible name")
        is_field = isinstance(widget, (QLineEdit, QComboBox))
        if is_field and not any(label.buddy() is widget for label in labels):
            yield _say(widget, "no label is its buddy")
        is_button = isinstance(widget, QAbstractButton) and not isinstance(widget, QToolButton)
        if is_button and min(widget.width(), widget.height()) < SMALLEST_TARGET_PX:
            yield _say(widget, f"is {widget.width()}x{widget.height()}")


def _cut(root):
    for label in root.findChildren(QLabel):
        if not label.isVisibleTo(root) or not label.text() or isinstance(label, Elided):
            continue
        if label.wordWrap():
            if label.heightForWidth(label.width()) > label.height() + 1:
                yield _say(label, f"lines are cut: {label.text()!r}")
        elif label.sizeHint().width() > label.width() + 1:
            yield _say(label, f"text is cut: {label.text()!r}")
    for button in root.findChildren(QAbstractButton):
        is_shown = button.isVisibleTo(root) and button.text()
        if is_shown and button.sizeHint().width() > button.width() + 1:
            yield _say(button, f"text is cut: {button.text()!r}")
    for header in root.findChildren(QHeaderView):
        for column in range(header.count() if header.isVisibleTo(root) else 0):
            if header.sectionSizeHint(column) > header.sectionSize(column) + 1:
                yield _say(header.parent(), f"the header of column {column} is cut")


def _repeated_mnemonics(root):
    found = {}
    for widget in [*root.findChildren(QLabel), *root.findChildren(QAbstractButton)]:
        if not widget.isVisibleTo(root) or (isinstance(widget, QLabel) and not widget.buddy()):
            continue
        key = QKeySequence.mnemonic(widget.text()).toString()
        if key:
            found.setdefault(key, []).append(widget.text())
    return [f"{key} is the mnemonic of {texts}" for key, texts in found.items() if len(texts) > 1]


def tab_order(root, most=80):
    """The controls that Tab visits from the one that has the focus until it comes round."""
    first = QApplication.focusWidget()
    seen = []
    while len(seen) < most:
        widget = QApplication.focusWidget()
        seen.append(widget)
        QTest.keyClick(widget, Qt.Key.Key_Tab)
        if QApplication.focusWidget() is first:
            return seen
    return seen


def jumps_back(seen, root):
    """Pairs where Tab goes up the page again."""
    for before, after in itertools.pairwise(seen):
        top, bottom = (widget.mapTo(root, QPoint(0, 0)) for widget in (after, before))
        if top.y() + after.height() <= bottom.y():
            yield f"{name_of(before)} -> {name_of(after)}"
