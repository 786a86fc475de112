"""`migrator package info`, `rekey` and `share`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from migrator.cli.call import Outcome
from migrator.cli.options import A_PATH, key_options, new_key_options, verb

if TYPE_CHECKING:
    from migrator.cli.face import Face

# ruff: noqa: PLC0415 - a stage is loaded when it is carried out, so that help comes at once.


@click.group("package")
def command() -> None:
    """Look into a package, change its key, share it."""


@verb("package info", example="migrator package info acme.ocmpack")
@click.argument("file", type=A_PATH)
def info(face: Face, /, file: Path) -> Outcome:
    """Show what needs no key."""
    from migrator.engine.package_file import read_header

    del face
    return Outcome(read_header(file))


@verb(
    "package rekey",
    example="migrator package rekey acme.ocmpack --keyring acme --recipient age1...",
)
@click.argument("file", type=A_PATH)
@key_options
@new_key_options
def rekey(face: Face, /, file: Path, **answers: object) -> Outcome:
    """Change what opens FILE.

    The old passphrase or recipients no longer open it; a copy that was made before can
    still be opened by them. Without an option that names a new one, it asks.
    """
    from migrator.cli.keys import key_answers, new_key_answers, opening, sealing
    from migrator.engine.package_file import rekey_package

    old = opening(file, key_answers(answers), face.vault)
    new = sealing(file, new_key_answers(answers), face.vault)
    return Outcome(rekey_package(old, new))


@verb(
    "package share",
    example="migrator package share acme.ocmpack --out copy.ocmpack --recipient age1...",
)
@click.argument("file", type=A_PATH)
@click.option("--out", type=A_PATH, required=True, metavar="FILE", help="The copy.")
@key_options
@new_key_options
def share(face: Face, /, file: Path, out: Path, **answers: object) -> Outcome:
    """Copy FILE without its secrets.

    Who opens the copy can look into everything else.
    """
    from migrator.cli.keys import key_answers, new_key_answers, opening, sealing
    from migrator.engine.package_file import share_package

    old = opening(file, key_answers(answers), face.vault)
    new = sealing(out, new_key_answers(answers), face.vault)
    return Outcome(share_package(old, new))


command.add_command(info)
command.add_command(rekey)
command.add_command(share)
