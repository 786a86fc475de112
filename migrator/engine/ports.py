"""What the stages hold of the target."""

from __future__ import annotations

import queue
from collections.abc import Callable
from dataclasses import dataclass, field

from migrator.model.events import Event, Paced, Retried, Stage
from migrator.model.settings import TargetSettings
from migrator.target.http import Wire
from migrator.target.notices import Notice, RateWait, Repeat


@dataclass(frozen=True, slots=True)
class Notices:
    """What the wire tells from any thread, kept until a stage emits it from its own.

    Attributes:
        at_once: takes them from any thread instead, where somebody listens who can do that.
    """

    waiting: queue.SimpleQueue[Notice] = field(default_factory=queue.SimpleQueue)
    at_once: Callable[[Notice], None] | None = None

    def put(self, notice: Notice) -> None:
        """Take one from any thread."""
        (self.at_once or self.waiting.put)(notice)

    def emit(self, stage: Stage, emit: Callable[[Event], None]) -> None:
        """Pass on what has come, from the calling thread."""
        while not self.waiting.empty():
            emit(event_of(self.waiting.get(), stage))


def event_of(notice: Notice, stage: Stage) -> Event:
    """What the wire tells, as an event of a stage."""
    match notice:
        case RateWait(wait_s=wait_s):
            return Paced(stage, wait_s)
        case Repeat(reason=reason, attempt=attempt):
            return Retried(stage, reason, attempt)


@dataclass(frozen=True, slots=True)
class Target:
    """An open target."""

    wire: Wire
    settings: TargetSettings
    notices: Notices
