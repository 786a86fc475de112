"""Makes the small Chinese font of the wizard: the characters of its texts and the common ones.

Run it after a change of the Chinese texts, if tests/gui/test_translations.py misses a character:

    python installer/chinese_font.py /usr/share/fonts/opentype/noto

It needs `fonttools` and the files of Noto Sans CJK (Debian: fonts-noto-cjk), whose licence, the
SIL Open Font License 1.1, asks for another name. What is not in it comes from the system's fonts.
"""

from __future__ import annotations

import sys
from pathlib import Path

from fontTools import subset
from fontTools.ttLib import TTCollection, TTFont

ROOT = Path(__file__).parents[1]
FONTS = ROOT / "resources" / "fonts"
TEXTS = ROOT / "resources" / "i18n" / "migrator_zh_CN.ts"
FAMILY = "Migrator CJK"
FACE = "Noto Sans CJK SC"
FIRST_CJK = 0x2E80
LEVEL_1 = range(0xB0, 0xD8)  # rows of GB 2312 that hold the 3,755 most common characters


def common() -> set[str]:
    """The characters of GB 2312, level 1, and its marks."""
    cells = (bytes((row, cell)) for row in LEVEL_1 for cell in range(0xA1, 0xFF))
    marks = (bytes((row, cell)) for row in (0xA1, 0xA3) for cell in range(0xA1, 0xFF))
    return set("".join(cell.decode("gb2312", errors="ignore") for cell in (*marks, *cells)))


def used() -> set[str]:
    """The characters of the Chinese texts, beyond Latin ones, which Inter has."""
    return {one for one in TEXTS.read_text("utf-8") if ord(one) >= FIRST_CJK}


def open_face(path: Path) -> TTFont:
    """The Chinese face of a collection."""
    for font in TTCollection(path).fonts:
        if font["name"].getDebugName(1).startswith(FACE):
            return font
    raise SystemExit(f"{path} has no face {FACE}.")


def make(path: Path, weight: str, characters: set[str]) -> Path:
    """Write one weight."""
    font = open_face(path)
    options = subset.Options(layout_features=["kern", "locl"], hinting=False, notdef_outline=True)
    options.name_IDs = [0, 1, 2, 4, 6, 13, 14]
    options.desubroutinize = False
    subsetter = subset.Subsetter(options)
    subsetter.populate(unicodes=[ord(one) for one in characters])
    subsetter.subset(font)
    full = f"{FAMILY} {weight}"
    texts = {1: FAMILY, 2: weight, 4: full, 6: full.replace(" ", "")}
    for record in font["name"].names:
        if record.nameID in texts:
            record.string = texts[record.nameID]
    if "CFF " in font:
        names = font["CFF "].cff
        names.fontNames[0] = texts[6]
        names.topDictIndex[0].FamilyName, names.topDictIndex[0].FullName = FAMILY, full
    target = FONTS / f"MigratorCJK-{weight}.otf"
    font.save(target)
    return target


def main() -> int:
    """Write both weights: the texts in bold use few characters, names in regular any."""
    folder = Path(sys.argv[1])
    for weight, characters in (("Regular", used() | common()), ("Bold", used())):
        target = make(folder / f"NotoSansCJK-{weight}.ttc", weight, characters)
        print(f"{target.name}: {len(characters)} characters, {target.stat().st_size:,} bytes")
    return 0


if __name__ == "__main__":
    sys.exit(main())
