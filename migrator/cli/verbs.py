"""The verbs by name; a verb's module is loaded when it is called for, and not before."""

from __future__ import annotations

from collections.abc import Mapping
from importlib import import_module

import click

VERBS: Mapping[str, str] = {
    "gui": "Open the wizard.",
    "demo": "Rehearse a whole migration on this machine.",
    "survey": "Show what the source holds.",
    "export": "Write the selected documents into a package.",
    "check": "Check a package without source or target.",
    "plan": "Show what an upload would do.",
    "upload": "Carry the plan out, or go on with it.",
    "verify": "Compare the target with the package.",
    "run": "All of it, from survey to verify.",
    "package": "Look into a package, change its key, share it.",
    "sandbox": "Serve a SQL Server and an Octopus Cloud to try things on.",
    "doctor": "Look whether a migration can work from this machine.",
}


class Verbs(click.Group):
    """A group whose help needs none of its members."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """The verbs, in the order of a migration."""
        del ctx
        return list(VERBS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Load one verb."""
        del ctx
        if cmd_name not in VERBS:
            return None
        command: object = import_module(f"migrator.cli.{cmd_name}").command
        return command if isinstance(command, click.Command) else None

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Find the verb, or name the nearest."""
        word = args[0]
        if word not in VERBS and not word.startswith("-"):
            from difflib import get_close_matches  # noqa: PLC0415 - only where one mistypes

            nearest = get_close_matches(word, VERBS, n=1, cutoff=0.0)[0]
            ctx.fail(f"There is no verb `{word}`; the nearest is `{nearest}`.")
        return super().resolve_command(ctx, args)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the table of verbs."""
        del ctx
        with formatter.section("Verbs"):
            formatter.write_dl(list(VERBS.items()))
