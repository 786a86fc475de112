"""`migrator gui`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from migrator.cli.call import Outcome
from migrator.cli.options import A_PATH, verb
from migrator.model.errors import ExitCode

if TYPE_CHECKING:
    from migrator.cli.face import Face

# ruff: noqa: PLC0415 - Qt is loaded when the wizard is shown, so that help comes at once.


@verb("gui", example="migrator gui acme.toml")
@click.argument("job", type=A_PATH, required=False)
@click.option(
    "--screenshots",
    type=A_PATH,
    metavar="DIR",
    help="Put a picture of every page in each of its states, on the sandbox, into DIR and end.",
)
@click.option(
    "--theme",
    type=click.Choice(["system", "light", "dark", "contrast"]),
    default="system",
    help="How it looks; as the system does by default.",
)
@click.option(
    "--language",
    type=click.Choice(["en", "de", "zh_CN"]),
    help="Its language; the system's by default.",
)
def command(
    face: Face,
    /,
    job: Path | None,
    screenshots: Path | None,
    theme: str,
    language: str | None,
) -> Outcome:
    """Open the wizard, with the answers of a job filled in where one is given."""
    from migrator.engine.window_errors import NoQtError, has_qt

    del face
    if not has_qt():
        raise NoQtError("PySide6 is not installed")
    try:
        from migrator.gui.app import GuiSettings, main
        from migrator.gui.theme import Look
    except ImportError as error:  # a library of the system that Qt needs
        raise NoQtError(str(error)) from None
    code = main(GuiSettings(job, Look(theme), language or "", screenshots))
    return Outcome(None, ExitCode(code))
