"""What can go wrong on the command line itself."""

from __future__ import annotations

from pathlib import Path

from migrator.model.errors import ExitCode, MigratorError, UsageError


class CommandLineError(UsageError):
    """The command line is not one that we understand."""

    code = "OCM-1020"

    def __init__(self, message: str, command: str) -> None:
        super().__init__(message, hint=f"`{command} --help` shows what can be given.")


class CannotConfirmError(UsageError):
    """A question should be answered before the target is written to, and nobody can be asked."""

    code = "OCM-1021"

    def __init__(self) -> None:
        super().__init__(
            "Nobody can be asked whether to write to the target: there is no terminal.",
            hint="Review the plan with `migrator plan`, then run again with --yes.",
        )


class OutputFileError(UsageError):
    """A file that was asked for cannot be written."""

    code = "OCM-1022"

    def __init__(self, path: Path, why: str) -> None:
        super().__init__(
            f"{path} cannot be written: {why}.",
            hint="Check the path, your right to write there and the free space.",
        )


class SeveralKeysError(UsageError):
    """More than one way to open the package was given."""

    code = "OCM-1023"

    def __init__(self, options: list[str]) -> None:
        super().__init__(
            f"{' and '.join(options)} exclude each other.", hint="Give one of them, or none."
        )


class BugError(MigratorError):
    """A bug of ours."""

    code = "OCM-9070"
    exit_code = ExitCode.BUG

    def __init__(self, kind: str, log: Path | None) -> None:
        where = f"The details are in {log}; please" if log else "Run again with --log FILE and"
        super().__init__(
            f"This is a bug of the migrator ({kind}), not of your data.",
            hint=f"{where} send that file to those who support the migrator. "
            "Running the same command again is safe.",
        )
