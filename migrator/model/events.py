"""What a running stage tells its caller."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import TypeAlias

from migrator.model.errors import Cancelled
from migrator.model.report import Finding


class Stage(StrEnum):
    """The steps of a migration, in order."""

    SURVEY = "survey"
    EXPORT = "export"
    CHECK = "check"
    PLAN = "plan"
    UPLOAD = "upload"
    VERIFY = "verify"


@dataclass(frozen=True, slots=True)
class Started:
    """A stage begins; of `total` items, `done` were settled by an earlier run.

    Attributes:
        total: number of items, or 0 where it is not known yet.
    """

    stage: Stage
    total: int = 0
    done: int = 0


@dataclass(frozen=True, slots=True)
class Advanced:
    """`done` items are settled, `ref` the latest. A count, so a face may drop all but the last."""

    stage: Stage
    done: int
    total: int
    ref: str


@dataclass(frozen=True, slots=True)
class Paced:
    """The target's rate limit makes us wait; that is normal.

    Attributes:
        wait_s: seconds until the next request goes out.
    """

    stage: Stage
    wait_s: float


@dataclass(frozen=True, slots=True)
class Retried:
    """A request is repeated.

    Attributes:
        reason: what went wrong, such as `HTTP 503` or `connection lost`.
        attempt: which try comes now, from 2.
    """

    stage: Stage
    reason: str
    attempt: int


@dataclass(frozen=True, slots=True)
class Found:
    """Something that someone should know."""

    stage: Stage
    finding: Finding


@dataclass(frozen=True, slots=True)
class Finished:
    """The stage is over and its result is returned."""

    stage: Stage


Event: TypeAlias = Started | Advanced | Paced | Retried | Found | Finished


def _ignore(_event: Event) -> None:
    pass


def _never() -> bool:
    return False


@dataclass(frozen=True, slots=True)
class Run:
    """A stage's line to its caller: tell it what happened, ask it whether to stop."""

    emit: Callable[[Event], None] = _ignore
    cancelled: Callable[[], bool] = _never

    def check(self) -> None:
        """Raise Cancelled if the caller wants to stop. Call it between two whole items."""
        if self.cancelled():
            raise Cancelled
