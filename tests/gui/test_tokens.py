import re

import pytest
from PySide6.QtGui import QPalette

from migrator.gui.resources import resource_path
from migrator.gui.theme import Look
from migrator.gui.tokens import TOKENS, Scheme, contrast, edge_pairs, text_pairs

READABLE, VISIBLE = 4.5, 3.0


@pytest.mark.parametrize("scheme", list(Scheme))
@pytest.mark.parametrize(("text", "ground"), list(text_pairs()))
def test_text_can_be_read_on_what_lies_under_it(scheme, text, ground):
    tokens = TOKENS[scheme]
    assert contrast(getattr(tokens, text), getattr(tokens, ground)) >= READABLE


@pytest.mark.parametrize("scheme", list(Scheme))
@pytest.mark.parametrize(("edge", "beside"), list(edge_pairs()))
def test_the_edge_of_a_control_can_be_seen(scheme, edge, beside):
    tokens = TOKENS[scheme]
    assert contrast(getattr(tokens, edge), getattr(tokens, beside)) >= VISIBLE


def test_contrast_is_that_of_wcag():
    assert contrast("#000000", "#FFFFFF") == pytest.approx(21)
    assert contrast("#777777", "#FFFFFF") == pytest.approx(4.478, abs=0.001)


def test_the_style_sheet_names_no_colour_and_no_unknown_token():
    text = resource_path("style.qss").read_text("utf-8")
    assert re.findall(r"#[0-9A-Fa-f]{3,8}\b(?=[^{]*;)", text) == []


@pytest.mark.parametrize("look", [Look.LIGHT, Look.DARK, Look.CONTRAST])
def test_a_change_of_look_changes_palette_and_style_sheet(look, looks, qapp):
    looks.choose(look)
    tokens = TOKENS[Scheme(look)]
    assert qapp.palette().color(QPalette.ColorRole.Window).name().upper() == tokens.page
    assert tokens.accent in qapp.styleSheet()
    assert "$" not in qapp.styleSheet().partition("*/")[2]
