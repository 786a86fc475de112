"""The command `migrator`: parse, carry out, tell, and end with the exit code."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING

import click

from migrator import __version__
from migrator.cli.call import Call, FaceOptions, Outcome
from migrator.cli.verbs import VERBS, Verbs
from migrator.model.errors import Cancelled, MigratorError

if TYPE_CHECKING:
    from migrator.cli.face import Face

# Only what help and --version need is imported here: they come at once.


@click.group(
    cls=Verbs,
    invoke_without_command=True,
    context_settings={"help_option_names": ["-h", "--help"]},
    epilog="""\b
Example:
  migrator demo

\b
Completion in the shell (zsh and fish likewise):
  eval "$(_MIGRATOR_COMPLETE=bash_source migrator)"
""",
)
@click.version_option(__version__, prog_name="migrator")
@click.pass_context
def commands(context: click.Context) -> object:
    """Move a self-hosted Octopus Deploy server to Octopus Cloud, and prove it.

    `migrator VERB --help` explains each verb.
    """
    if context.invoked_subcommand is not None:
        return None
    from migrator.engine.window_errors import has_display, has_qt  # noqa: PLC0415

    wizard = commands.get_command(context, "gui")
    if wizard is not None and has_display() and has_qt():
        return context.invoke(wizard)
    click.echo(context.get_help())
    return None


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line; returns the process' exit code."""
    words = sys.argv[1:] if arguments is None else list(arguments)
    try:
        parsed: object = commands.main(args=words, prog_name="migrator", standalone_mode=False)
    except click.ClickException as error:
        return _refuse(error, words)
    if isinstance(parsed, Call):
        return carry_out(parsed)
    return parsed if isinstance(parsed, int) else 0


def carry_out(call: Call) -> int:
    """Let a verb act, and tell how it ended, whatever happens."""
    from migrator.cli.face import Face  # noqa: PLC0415 - help needs no face

    with Face(call.verb, call.options) as face:
        outcome = _attempt(call, face)
        face.finish(outcome)
        return int(outcome.exit_code)


def _attempt(call: Call, face: Face) -> Outcome:
    from migrator.cli.cli_errors import BugError  # noqa: PLC0415

    try:
        face.start_log()
        return call.act(face)
    except MigratorError as error:
        return Outcome(error.report, error.exit_code, error)
    except (KeyboardInterrupt, click.Abort):
        return Outcome(None, Cancelled.exit_code, Cancelled())
    except Exception as error:  # noqa: BLE001 - whatever else arrives here is a bug of ours
        bug = BugError(type(error).__name__, face.save_traceback(error))
        return Outcome(None, bug.exit_code, bug)


def _refuse(error: click.ClickException, words: Sequence[str]) -> int:
    """Tell what is wrong with the command line, also to a program that wants JSON."""
    from migrator.cli.cli_errors import CommandLineError  # noqa: PLC0415
    from migrator.cli.face import Face  # noqa: PLC0415

    context = error.ctx if isinstance(error, click.UsageError) else None
    command = context.command_path if context else "migrator"
    ours = CommandLineError(error.format_message(), command)
    verb = command.partition(" ")[2] or next((word for word in words if word in VERBS), "")
    options = FaceOptions(json="--json" in words, color="--no-color" not in words)
    with Face(verb, options) as face:
        face.finish(Outcome(None, ours.exit_code, ours))
    return int(ours.exit_code)


if __name__ == "__main__":
    sys.exit(main())
