"""The root of every failure that we foresee, and one branch for each edge.

Concrete errors live beside the code that raises them, in `<package>/errors.py`. Codes are
never reused: OCM-1xxx the job and usage, 2xxx the source, 3xxx plan and journal, 4xxx the
package, 5xxx the target, 9xxx stopping and bugs.
"""

from __future__ import annotations

from enum import IntEnum
from typing import ClassVar

from migrator.model.report import Report


class ExitCode(IntEnum):
    """What the process tells its caller; public, pinned by a test."""

    OK = 0
    FINDINGS = 1
    USAGE = 2
    SOURCE = 3
    TARGET = 4
    PACKAGE = 5
    BLOCKED = 6
    STALE = 7
    BUG = 70
    CANCELLED = 130


class MigratorError(Exception):
    """A failure we foresaw, worded for the person who can act on it.

    Attributes:
        code: stable name for scripts, docs and tests; never reused.
        exit_code: the process status that the CLI returns.
        hint: what to do next.
        report: what the stage had found when it stopped, where it had found something.
        page: address of a documentation page, or empty.
    """

    code: ClassVar[str]
    exit_code: ClassVar[ExitCode]
    page: ClassVar[str] = ""

    def __init__(self, message: str, *, hint: str, report: Report | None = None) -> None:
        super().__init__(message)
        self.hint = hint
        self.report = report


class UsageError(MigratorError):
    """The command line or the job file asks for something that cannot be."""

    exit_code = ExitCode.USAGE


class SourceError(MigratorError):
    """The source cannot be reached or read."""

    exit_code = ExitCode.SOURCE


class TargetError(MigratorError):
    """The target cannot be reached or refuses."""

    exit_code = ExitCode.TARGET


class PackageError(MigratorError):
    """The package is damaged, or the key does not open it."""

    exit_code = ExitCode.PACKAGE


class PlanError(MigratorError):
    """The plan cannot be carried out."""

    exit_code = ExitCode.BLOCKED


class StalePlanError(PlanError):
    """The package, the target or the journal is not the one that was planned for."""

    code = "OCM-3101"
    exit_code = ExitCode.STALE

    def __init__(self, what: str) -> None:
        hint = "Run `migrator plan` again and review the new plan."
        super().__init__(f"The {what} has changed since this plan was made.", hint=hint)


class JournalDamagedError(PlanError):
    """A line of the journal is not one that we wrote."""

    code = "OCM-3102"
    exit_code = ExitCode.STALE

    def __init__(self) -> None:
        super().__init__(
            "The journal of this run is damaged.",
            hint="Run `migrator plan` to make a new plan from what the target holds now.",
        )


class PlanBlockedError(PlanError):
    """The plan's policy forbids going on."""

    code = "OCM-3103"

    def __init__(self, count: int, first: str, report: Report) -> None:
        more = f" and {count - 1} more" if count > 1 else ""
        super().__init__(
            f"The plan is blocked: {first}{more}.",
            hint="See the findings with severity `blocks`; change the job's [policy] or the "
            "selection, or put the source in order, and plan again.",
            report=report,
        )


class PlanFileError(PlanError):
    """A plan file cannot be read."""

    code = "OCM-3104"
    exit_code = ExitCode.USAGE

    def __init__(self, what: str) -> None:
        super().__init__(
            f"The plan file cannot be used: {what}.", hint="Make it anew with `migrator plan`."
        )


class StateLockedError(UsageError):
    """Another process works in the same state directory."""

    code = "OCM-3105"

    def __init__(self, directory: str, process: int, host: str = "") -> None:
        where = f" on {host}" if host else ""
        super().__init__(
            f"Another migrator process ({process}{where}) works in {directory}.",
            hint="Wait until it has ended, or stop it; its lock is taken over once it is gone.",
        )


class StateUnusableError(UsageError):
    """The state directory or a file in it cannot be read or written."""

    code = "OCM-3106"

    def __init__(self, path: str, why: str) -> None:
        super().__init__(
            f"{path} cannot be used: {why}.",
            hint="Check free space and rights of the state directory, then run again.",
        )


class Cancelled(MigratorError):
    """Someone asked us to stop."""

    code = "OCM-9130"
    exit_code = ExitCode.CANCELLED

    def __init__(self) -> None:
        super().__init__("Stopped as asked.", hint="Run the same command again to go on.")
