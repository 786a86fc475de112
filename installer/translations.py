"""Collects the wizard's texts into `resources/i18n/*.ts` and makes `.qm` files of them.

`python installer/translations.py` does both; `--check` changes nothing and ends with 1 where a
text is missing or unfinished, or a `.qm` file is not what its `.ts` file gives. It needs PySide6,
whose wheel brings Qt's own tools.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from pathlib import Path

import PySide6

ROOT = Path(__file__).parents[1]
TEXTS = ROOT / "resources" / "i18n"
SOURCES = ROOT / "migrator" / "gui"
# English is in the source; its file holds the plurals alone.
LANGUAGES = {"en": ("-pluralonly",), "de": (), "zh_CN": ()}


def tool(name: str) -> str:
    """One of Qt's programs, as the wheel brings it."""
    folder = Path(PySide6.__file__).parent
    found = next(path for path in (folder / name, folder / f"{name}.exe") if path.exists())
    return str(found)


def collect(language: str, target: Path) -> None:
    """Bring a `.ts` file up to date with the sources; what it has translated stays."""
    sources = [str(path.relative_to(ROOT)) for path in sorted(SOURCES.rglob("*.py"))]
    words = [tool("lupdate"), "-silent", "-locations", "none", "-no-obsolete"]
    words += ["-source-language", "en", "-target-language", language, *LANGUAGES[language]]
    subprocess.run([*words, *sources, "-ts", str(target)], cwd=ROOT, check=True, timeout=120)


def compile_texts(source: Path, target: Path) -> None:
    """Make the file that Qt loads."""
    words = [tool("lrelease"), "-silent", str(source), "-qm", str(target)]
    subprocess.run(words, check=True, timeout=60)


def unfinished(path: Path) -> Iterator[str]:
    """The texts of a `.ts` file that lack a translation."""
    for context in ET.parse(path).getroot().iter("context"):  # noqa: S314 - our own file
        for message in context.iter("message"):
            translation = message.find("translation")
            if translation is None or translation.get("type") == "unfinished":
                yield f"{context.findtext('name')}: {message.findtext('source')}"
                continue
            forms = [form.text for form in translation.iter("numerusform")] or [translation.text]
            if not all(forms):
                yield f"{context.findtext('name')}: {message.findtext('source')}"


def problems() -> Iterator[str]:
    """What `--check` finds, as sentences."""
    with tempfile.TemporaryDirectory() as directory:
        for language in LANGUAGES:
            kept, fresh = TEXTS / f"migrator_{language}.ts", Path(directory) / f"{language}.ts"
            fresh.write_bytes(kept.read_bytes())
            collect(language, fresh)
            for text in unfinished(fresh):
                yield f"{kept.name} lacks {text}"
            if fresh.read_bytes() != kept.read_bytes():
                yield f"{kept.name} is not what the sources give"
            made = Path(directory) / f"{language}.qm"
            compile_texts(kept, made)
            if made.read_bytes() != kept.with_suffix(".qm").read_bytes():
                yield f"{kept.with_suffix('.qm').name} is not what {kept.name} gives"


def main() -> int:
    """Collect and compile, or check."""
    if "--check" in sys.argv[1:]:
        found = list(problems())
        print("\n".join(found) or "All texts are translated.")
        return bool(found)
    for language in LANGUAGES:
        path = TEXTS / f"migrator_{language}.ts"
        collect(language, path)
        compile_texts(path, path.with_suffix(".qm"))
        print(f"{path.name}: {len(list(unfinished(path)))} texts lack a translation")
    return 0


if __name__ == "__main__":
    sys.exit(main())
