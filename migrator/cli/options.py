"""What verbs have in common on the command line."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Concatenate, ParamSpec, TypeVar

import click

from migrator.cli.call import Call, FaceOptions, Outcome

if TYPE_CHECKING:
    from migrator.cli.face import Face

P = ParamSpec("P")
R = TypeVar("R")

A_PATH = click.Path(path_type=Path)

job_argument = click.argument("job", type=A_PATH)

_COMMON = (
    click.option("--json", is_flag=True, help="Events, then one result, as JSON lines on stdout."),
    click.option("--log", type=A_PATH, metavar="FILE", help="Append what happens to FILE."),
    click.option("--quiet", is_flag=True, help="No progress, no notes; only the result."),
    click.option("--no-color", is_flag=True, help="No colours; NO_COLOR does the same."),
)


def verb(
    name: str, *, example: str
) -> Callable[[Callable[Concatenate[Face, P], Outcome]], click.Command]:
    """Make a function a verb; its docstring is the help, `name` as it is typed.

    The function takes a Face and the answers. Parsing the command line gives a Call, and
    nothing runs before all of it is understood.
    """

    def decorate(function: Callable[Concatenate[Face, P], Outcome]) -> click.Command:
        def gather(*places: P.args, **answers: P.kwargs) -> Call:
            log = answers.pop("log")
            options = FaceOptions(
                json=bool(answers.pop("json")),
                quiet=bool(answers.pop("quiet")),
                color=not answers.pop("no_color"),
                log=log if isinstance(log, Path) else None,
            )
            return Call(name, options, lambda face: function(face, *places, **answers))

        gather.__dict__.update(vars(function))  # click keeps the options there
        for option in reversed(_COMMON):
            gather = option(gather)
        return click.command(
            name.rpartition(" ")[2],
            help=inspect.cleandoc(function.__doc__ or ""),
            epilog=f"\b\nExample:\n  {example}",
        )(gather)

    return decorate


def key_options(function: Callable[P, R]) -> Callable[P, R]:
    """The ways to open a package; none of them asks on the terminal."""
    for option in reversed(
        (
            click.option(
                "--job", type=A_PATH, metavar="JOB", help="Take the key that this job file names."
            ),
            click.option(
                "--passphrase-env", metavar="NAME", help="The passphrase is in this variable."
            ),
            click.option(
                "--passphrase-file",
                type=A_PATH,
                metavar="FILE",
                help="The passphrase is in this file.",
            ),
            click.option(
                "--keyring", metavar="ENTRY", help="The passphrase is in the credential store."
            ),
            click.option(
                "--identity", type=A_PATH, metavar="FILE", help="An age or SSH private key file."
            ),
        )
    ):
        function = option(function)
    return function


def new_key_options(function: Callable[P, R]) -> Callable[P, R]:
    """What the package, or its copy, is to be opened by from now on."""
    for option in reversed(
        (
            click.option(
                "--new-passphrase-env", metavar="NAME", help="The new passphrase is in it."
            ),
            click.option(
                "--new-passphrase-file",
                type=A_PATH,
                metavar="FILE",
                help="The new passphrase is in this file.",
            ),
            click.option(
                "--new-keyring", metavar="ENTRY", help="The new one is in the credential store."
            ),
            click.option(
                "--recipient",
                "recipients",
                multiple=True,
                metavar="KEY",
                help="An age or SSH public key; may be repeated.",
            ),
        )
    ):
        function = option(function)
    return function
