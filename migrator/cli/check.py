"""`migrator check`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from migrator.cli.call import Outcome, judge
from migrator.cli.options import A_PATH, key_options, verb

if TYPE_CHECKING:
    from migrator.cli.face import Face

# ruff: noqa: PLC0415 - a stage is loaded when it is carried out, so that help comes at once.


@verb("check", example="migrator check acme.ocmpack --keyring acme-package")
@click.argument("package", type=A_PATH)
@key_options
def command(face: Face, /, package: Path, **key: object) -> Outcome:
    """Authenticate every entry of PACKAGE and resolve every reference in it.

    It needs no source and no target. Without an option that names the key, it asks.
    """
    from migrator.cli.keys import key_answers, opening
    from migrator.engine.check import check
    from migrator.engine.connect import open_package

    settings = opening(package, key_answers(key), face.vault)
    with open_package(settings) as opened:
        return judge(check(opened, face.run))
