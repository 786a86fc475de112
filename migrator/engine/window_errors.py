"""What the wizard needs of the machine, and what is said where it is not there. No Qt."""

from __future__ import annotations

import importlib.util
import os
import sys

from migrator.model.errors import UsageError


class NoQtError(UsageError):
    """The library that draws the wizard is not installed, or lacks a part of the system."""

    code = "OCM-1041"

    def __init__(self, why: str) -> None:
        super().__init__(
            f"The wizard cannot be shown: {why}.",
            hint="Install it with `pip install 'octopus-cloud-migrator[gui]'`, or use the verbs "
            "of the command line: `migrator --help`.",
        )


class NoDisplayError(UsageError):
    """There is nothing to show a window on."""

    code = "OCM-1042"

    def __init__(self) -> None:
        super().__init__(
            "There is no display to show the wizard on.",
            hint="Start it in a desktop session, or use the verbs of the command line: "
            "`migrator --help`.",
        )


class PictureError(UsageError):
    """A picture of the wizard cannot be made."""

    code = "OCM-1043"

    def __init__(self, what: str) -> None:
        super().__init__(
            f"The pictures cannot be made: {what}.",
            hint="Check that the directory can be written and that nothing else uses the ports.",
        )


def has_display() -> bool:
    """Whether this is a desktop session."""
    if sys.platform in ("win32", "darwin"):
        return True
    return bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))


def has_qt() -> bool:
    """Whether PySide6 is installed; it is not loaded."""
    return importlib.util.find_spec("PySide6") is not None
