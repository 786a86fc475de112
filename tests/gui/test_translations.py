import importlib.util
import xml.etree.ElementTree as ET
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication
from PySide6.QtGui import QRawFont

from migrator.gui.app import LANGUAGES, translate_to
from migrator.gui.resources import resource_path
from migrator.gui.wording import count, number, size
from migrator.model.documents import Kind

ROOT = Path(__file__).parents[2]


def load_script():
    spec = importlib.util.spec_from_file_location("texts", ROOT / "installer" / "translations.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def texts_of(language):
    root = ET.parse(resource_path("i18n", f"migrator_{language}.ts")).getroot()  # noqa: S314 - our own
    for message in root.iter("message"):
        translation = message.find("translation")
        forms = [form.text for form in translation.iter("numerusform")] or [translation.text]
        yield message.findtext("source"), forms


def test_every_text_is_translated_and_compiled():
    assert list(load_script().problems()) == []


@pytest.mark.parametrize("language", ["de", "zh_CN"])
def test_a_translation_keeps_every_placeholder_and_one_mnemonic(language):
    for source, forms in texts_of(language):
        for form in forms:
            for mark in ("%1", "%2", "%3", "%4", "%n"):
                # What is plural without its number, as in "one space", may drop it.
                assert (mark in form) == (mark in source), (source, form)
            assert form.count("&") == source.count("&"), (source, form)


@pytest.mark.parametrize("language", LANGUAGES)
def test_our_fonts_have_every_character_of_our_texts(language, qapp):
    # What the bold Chinese font lacks, Qt takes from the regular one.
    names = ("Inter-Regular.ttf", "MigratorCJK-Regular.otf")
    fonts = [QRawFont(str(resource_path("fonts", name)), 13) for name in names]
    assert all(font.isValid() for font in fonts)
    texts = [text for source, forms in texts_of(language) for text in (source, *forms)]
    letters = {letter for text in texts for letter in text} - {"\n"}
    lacking = {
        letter
        for letter in letters
        if not any(font.supportsCharacter(ord(letter)) for font in fonts)
    }
    assert lacking == set()


@pytest.mark.parametrize("weight", ["Regular", "Bold"])
def test_each_font_comes_with_its_licence(weight):
    for name in ("Inter-OFL.txt", "MigratorCJK-OFL.txt"):
        assert "SIL OPEN FONT LICENSE" in resource_path("fonts", name).read_text("utf-8").upper()
    assert resource_path("fonts", f"MigratorCJK-{weight}.otf").stat().st_size < 2_000_000
    assert "ISC" in resource_path("icons", "Lucide-LICENSE.txt").read_text("utf-8")


@pytest.mark.parametrize(
    ("language", "one", "many", "big"),
    [
        ("en", "1 project", "3 projects", "1,120"),
        ("de", "1 Projekt", "3 Projekte", "1.120"),
        ("zh_CN", "1 个项目", "3 个项目", "1,120"),
    ],
)
def test_numbers_and_plurals_follow_the_language(qapp, language, one, many, big):
    translate_to(qapp, language)
    assert (count(Kind.PROJECT, 1), count(Kind.PROJECT, 3), number(1120)) == (one, many, big)
    assert size(1_500_000).endswith("MB")


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_kind_has_its_words(qapp, language):
    translate_to(qapp, language)
    for kind in Kind:
        assert count(kind, 2).strip()
        assert "(s)" not in count(kind, 2)
        plain = str(kind).replace("_", " ")
        assert count(kind, 2) != f"2 {plain}"


def test_an_unknown_language_falls_back_to_english(qapp):
    translate_to(qapp, "fr")
    assert QCoreApplication.translate("Wizard", "Steps") == "Steps"
