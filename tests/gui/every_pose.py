"""Looks at every page in each of its states, in a process of its own: the scale is fixed there.

`python -m tests.gui.every_pose layout` prints a line for each thing that is cut, unnamed, doubled
or out of order; `python -m tests.gui.every_pose contrast` one for each text that is hard to read.
"""

import re
import sys
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QPoint, QRect, Qt, QTranslator
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QApplication,
    QComboBox,
    QHeaderView,
    QLabel,
    QLineEdit,
    QScrollArea,
)

from migrator.gui.app import LANGUAGES, make_application, translate_to
from migrator.gui.pages.catalogue import PAGES
from migrator.gui.session import Session
from migrator.gui.theme import Look, Theme
from migrator.gui.tokens import contrast
from migrator.gui.window import Wizard
from tests.gui import a11y
from tests.gui.acme import acme_session
from tests.gui.golden import SIZE, settle

READABLE = 4.5


class Longer(QTranslator):
    """English, each text a third longer and with letters that rise high, as German is."""

    def translate(self, context, text, disambiguation=None, count=-1):
        del context, disambiguation, count
        is_name = text == "Octopus Cloud Migrator" or not re.search("[a-z]{2}", text)
        return text if is_name else text + " Äöü" * max(1, round(len(text) / 12))

    def isEmpty(self):  # noqa: N802
        return False


@dataclass(frozen=True)
class Variant:
    """How texts run."""

    language: str
    is_long: bool = False
    is_mirrored: bool = False

    def __str__(self):
        marks = ("long" if self.is_long else "", "mirrored" if self.is_mirrored else "")
        return " ".join(part for part in (self.language, *marks) if part)


VARIANTS = (
    *map(Variant, LANGUAGES),
    Variant("en", is_long=True),
    Variant("de", is_mirrored=True),
)


def put_on(app, variant):
    """Let the application speak so."""
    translate_to(app, variant.language)
    for longer in app.findChildren(Longer):
        app.removeTranslator(longer)
        longer.deleteLater()
    if variant.is_long:
        app.installTranslator(Longer(app))
    mirrored, plain = Qt.LayoutDirection.RightToLeft, Qt.LayoutDirection.LeftToRight
    app.setLayoutDirection(mirrored if variant.is_mirrored else plain)


def poses(app, session):
    """A window, and the name of the state that its page is in, state after state."""
    window = Wizard(session)
    window.resize(*SIZE)
    window.show()
    window.activateWindow()
    assert QTest.qWaitForWindowActive(window, 60_000)
    for name in PAGES:
        window.go_to(name)
        settle(app, window.page)
        yield window, str(name)
        for pose, take in window.page.poses().items():
            window.page.busy.end()
            window.page.error.clear()
            take()
            settle(app, window.page)
            yield window, f"{name} {pose}"
    window.hide()
    window.deleteLater()
    app.processEvents()


def sessions(app):
    """Nothing answered yet, and everything."""
    yield "new", Session(Path("/jobs/new.toml"), app)
    yield "acme", acme_session(app)


def layout_problems(app):
    """Sentences."""
    for variant in VARIANTS:
        put_on(app, variant)
        for job, session in sessions(app):
            for window, name in poses(app, session):
                found = list(a11y.problems(window))
                if window.width() != SIZE[0] or window.height() != SIZE[1]:
                    found.append(f"the window grew to {window.width()}x{window.height()}")
                if variant == Variant("en"):
                    found += tab_problems(window)
                yield from (f"{variant}, {job}, {name}: {problem}" for problem in found)


def tab_problems(window):
    """Where Tab does not go down the page, then over the buttons and the rail, and round."""
    if not window.page.focus_first():
        window.quit.setFocus()
    seen = a11y.tab_order(window)
    if len(set(seen)) != len(seen):
        yield "Tab does not come round"
    inside = [widget for widget in seen if window.page.isAncestorOf(widget)]
    if inside != seen[: len(inside)]:
        names = [a11y.name_of(widget) or type(widget).__name__ for widget in seen]
        yield f"Tab leaves the page and comes back: {names}"
    missed = set(a11y.focusable(window)) - set(seen) - set(a11y.focus_proxies(window))
    yield from (f"Tab misses {a11y.name_of(widget)}" for widget in missed if in_turn(widget))
    yield from (f"Tab jumps up: {jump}" for jump in a11y.jumps_back(inside, window))


def in_turn(widget):
    """Of a group of radio buttons Tab visits only the one that is ticked."""
    return not (isinstance(widget, QAbstractButton) and widget.autoExclusive())


def texts(window):
    """What is written where: the style of it, and its place in the window."""
    for widget in window.findChildren(QLabel) + window.findChildren(QAbstractButton):
        if widget.isVisibleTo(window) and widget.text().strip():
            yield widget, widget.rect()
    for edit in window.findChildren(QLineEdit):
        if edit.isVisibleTo(window) and (edit.text() or edit.placeholderText()):
            yield edit, edit.rect()
    for box in window.findChildren(QComboBox):
        if box.isVisibleTo(window):
            yield box, box.rect()
    for view in window.findChildren(QAbstractItemView):
        if isinstance(view, QHeaderView) or not view.isVisibleTo(window):
            continue
        for row in range(view.model().rowCount() if view.model() else 0):
            place = view.visualRect(view.model().index(row, 0))
            yield view.viewport(), place.adjusted(28, 4, -4, -4)
    for header in window.findChildren(QHeaderView):
        if header.isVisibleTo(window) and header.orientation() is Qt.Orientation.Horizontal:
            yield header.viewport(), header.viewport().rect()


def style_of(widget):
    """Two texts of one style need to be looked at once."""
    chain = []
    while widget is not None:
        marks = [str(widget.property(name) or "") for name in ("role", "kind", "invalid")]
        chain.append((type(widget).__name__, widget.isEnabled(), *marks))
        widget = widget.parentWidget()
    return tuple(chain)


def in_sight(widget, place, window):
    """The part of a place that no scroll area hides, in the window; may be empty."""
    seen = QRect(widget.mapTo(window, place.topLeft()), place.size())
    above = widget
    while above is not None and above is not window:
        corner = above.mapTo(window, QPoint(0, 0))
        if isinstance(above.parentWidget(), QScrollArea) or above is widget:
            seen &= QRect(corner, above.size())
        above = above.parentWidget()
    return (
        seen
        & window.page.parentWidget()
        .rect()
        .translated(window.page.parentWidget().mapTo(window, QPoint(0, 0)))
        if window.page.isAncestorOf(widget)
        else seen
    )


def best_contrast(image, place, ratio):
    """Of the ground, which is most of it, with what stands out most."""
    part = image.copy(
        QRect(
            round(place.x() * ratio),
            round(place.y() * ratio),
            round(place.width() * ratio),
            round(place.height() * ratio),
        )
    )
    step, width = part.bytesPerLine(), part.width() * 3
    data = bytes(part.constBits())
    colours = Counter()
    for y in range(part.height()):
        line = data[y * step : y * step + width]
        colours.update(line[at : at + 3] for at in range(0, width, 3))
    ground = colours.most_common(1)[0][0]
    return max(contrast(f"#{colour.hex()}", f"#{ground.hex()}") for colour in colours)


def contrast_problems(app):
    """Sentences; the scale is high, so that a letter has pixels of its very colour."""
    from PySide6.QtGui import QImage

    theme = app.findChild(Theme)
    for look in (Look.LIGHT, Look.DARK, Look.CONTRAST):
        theme.choose(look)
        known = set()
        for _, session in sessions(app):
            for window, name in poses(app, session):
                news = []
                for widget, place in texts(window):
                    style = (style_of(widget), place.size() == widget.size())
                    seen = in_sight(widget, place, window)
                    if style not in known and seen.size() == place.size() and not seen.isEmpty():
                        known.add(style)
                        news.append((widget, seen))
                if not news:
                    continue
                image = window.grab().toImage().convertToFormat(QImage.Format.Format_RGB888)
                ratio = image.width() / window.width()
                for widget, seen in news:
                    ours = best_contrast(image, seen, ratio)
                    if ours < READABLE:
                        what = getattr(widget, "text", lambda: "")() or type(widget).__name__
                        yield f"{look}, {name}: {what!r} stands out by {ours:.2f} only"
        yield from () if len(known) > 40 else (f"{look}: only {len(known)} styles were seen",)


def main(what):
    """Print what is wrong; the caller has pinned fonts and scale."""
    app = make_application(Look.LIGHT, "en")
    app.setCursorFlashTime(0)
    found = {"layout": layout_problems, "contrast": contrast_problems}[what](app)
    for problem in found:
        print(problem)
    QApplication.processEvents()


if __name__ == "__main__":
    main(sys.argv[1])
