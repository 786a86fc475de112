"""The one way to icons, fonts, style sheet and translations."""

from __future__ import annotations

import sys
from pathlib import Path


def resource_path(*parts: str) -> Path:
    """A file of `resources/`: of a frozen build, of the wheel, or of the checkout."""
    return _root().joinpath(*parts)


def _root() -> Path:
    package = Path(__file__).parents[1]
    frozen = getattr(sys, "_MEIPASS", None)
    places = [Path(str(frozen)) / "resources"] if frozen else []
    # A wheel holds the folder inside the package; an editable installation has none there.
    places += [package / "_resources", package.parent / "resources"]
    return next((place for place in places if place.is_dir()), places[-1])
