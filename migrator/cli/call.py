"""What the command line asks for, and what comes of it; light, since every start loads it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from migrator.model.errors import ExitCode, MigratorError

if TYPE_CHECKING:  # a face needs the terminal library, and help does not
    from rich.console import RenderableType

    from migrator.cli.face import Face
    from migrator.model.report import Report


@dataclass(frozen=True, slots=True)
class FaceOptions:
    """How a verb shows itself.

    Attributes:
        json: events and result as JSON lines on stdout; what is for people goes to stderr.
        quiet: no progress and no notes.
    """

    json: bool = False
    quiet: bool = False
    color: bool = True
    log: Path | None = None


@dataclass(frozen=True, slots=True)
class Outcome:
    """How a verb ended.

    Attributes:
        report: what it found; None where it failed before it had one.
        view: the report as people are to see it, where it is not one like every other; a `str`
            is written as it is.
    """

    report: Report | None
    exit_code: int = ExitCode.OK
    error: MigratorError | None = None
    view: RenderableType | None = None


@dataclass(frozen=True, slots=True)
class Call:
    """A verb with its answers, ready to be carried out.

    Attributes:
        verb: as typed, such as `package info`.
    """

    verb: str
    options: FaceOptions
    act: Callable[[Face], Outcome]


def judge(report: Report) -> Outcome:
    """The outcome of a verb that promises something: blocked, different or as promised."""
    if any(finding.severity == "blocks" for finding in report.findings):
        return Outcome(report, ExitCode.BLOCKED)
    return Outcome(report, ExitCode.OK if report.is_clean else ExitCode.FINDINGS)
