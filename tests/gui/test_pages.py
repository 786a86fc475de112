import pytest
from PySide6.QtWidgets import QWidget

from migrator.gui.app import LANGUAGES, translate_to
from migrator.gui.flow import PageName
from migrator.gui.pages.catalogue import PAGES
from migrator.gui.theme import Look
from tests.gui import a11y
from tests.gui.conftest import shown

SIZES = {"small": (1024, 700), "maximised": (1920, 1080)}


@pytest.fixture
def window(qtbot, session, qapp, language):
    translate_to(qapp, language)
    with shown(qtbot, session) as made:
        yield made


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", list(PAGES))
def test_every_page_in_every_state_can_be_read_spoken_and_reached(window, name, qapp):
    for size in SIZES.values():
        window.resize(*size)
        window.go_to(name)
        for pose in (window.page.fill, *window.page.poses().values()):
            pose()
            qapp.processEvents()
            qapp.processEvents()
            assert a11y.problems(window) == []


@pytest.mark.parametrize("language", ["en"])
@pytest.mark.parametrize("name", list(PAGES))
def test_tab_goes_down_the_page_through_the_buttons_and_round(window, name, qapp, qtbot):
    window.go_to(name)
    # What a page begins by itself may end with an error, whose buttons come into the way of Tab.
    qtbot.waitUntil(lambda: not window.page.is_busy, timeout=60_000)
    window.activateWindow()
    window.page.focus_first()
    qapp.processEvents()
    seen = a11y.tab_order(window)
    assert len(set(seen)) == len(seen)
    ours = [window.next, window.back, window.quit, window.rail]
    assert {widget for widget in ours if widget.isVisible() and widget.isEnabled()} <= set(seen)
    inside = [widget for widget in seen if window.page.isAncestorOf(widget)]
    assert inside == seen[: len(inside)]
    assert list(a11y.jumps_back(inside, window)) == []


@pytest.mark.parametrize("language", ["en"])
@pytest.mark.parametrize("look", [Look.LIGHT, Look.DARK, Look.CONTRAST])
def test_every_page_follows_the_look(window, look, looks, qapp):
    looks.choose(look)
    for name in PAGES:
        window.go_to(name)
        qapp.processEvents()
        picture = window.grab().toImage()
        corner = picture.pixelColor(picture.width() - 8, 8).name().upper()
        assert corner == looks.tokens.page


@pytest.mark.parametrize("language", LANGUAGES)
def test_right_to_left_breaks_no_page(window, qapp):
    from PySide6.QtCore import Qt

    qapp.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
    try:
        for name in PAGES:
            window.go_to(name)
            qapp.processEvents()
            assert a11y.problems(window) == []
            rail = window.findChild(QWidget, "Rail")
            assert rail.mapTo(window, rail.rect().topLeft()).x() > window.width() / 2
    finally:
        qapp.setLayoutDirection(Qt.LayoutDirection.LeftToRight)


def test_every_page_has_a_class():
    assert [PAGES[name].name for name in PAGES] == list(PageName)
