"""How far a stage is: a bar on a terminal, now and then a line elsewhere."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol, assert_never

from rich.console import Console
from rich.progress import (
    BarColumn,
    Progress,
    ProgressColumn,
    Task,
    TaskID,
    TextColumn,
)
from rich.table import Column
from rich.text import Text

from migrator.cli.wording import printable
from migrator.model.amounts import duration
from migrator.model.events import (
    Advanced,
    Event,
    Finished,
    Found,
    Paced,
    Retried,
    Stage,
    Started,
)

_LINE_EVERY_S = 5.0
_WORTH_A_WORD_S = 1.0  # a shorter pause is not worth reading about
_PACED = "keeping to the target's rate limit"


class ProgressView(Protocol):
    """Shows events to a person."""

    def show(self, event: Event) -> None:
        """Take notice of an event."""

    def close(self) -> None:
        """Leave the screen in order; may be shown to again."""


class NoProgress:
    """Shows nothing."""

    def show(self, event: Event) -> None:
        """Take no notice."""

    def close(self) -> None:
        """Nothing is open."""


@dataclass(slots=True)
class _Pace:
    """What one stage has done so far.

    Attributes:
        began: seconds of the clock when it started, with `begun_at` items done.
    """

    began: float
    begun_at: int
    done: int
    total: int
    told: float

    def rate(self, now: float) -> float:
        """Items a second; 0 where it cannot be told yet."""
        spent = now - self.began
        return (self.done - self.begun_at) / spent if spent > 0 else 0.0

    def words(self, now: float) -> str:
        """Count, rate and time left, as far as they are known."""
        count = f"{self.done:,} of {self.total:,}" if self.total else f"{self.done:,}"
        rate = self.rate(now)
        if not rate:
            return count
        left = (self.total - self.done) / rate if self.total > self.done else 0.0
        about = f", about {duration(left)} left" if left else ""
        return f"{count} ({rate:,.1f}/s{about})"


class LineProgress:
    """Writes a line when a stage starts and ends, and one now and then in between."""

    def __init__(
        self, write: Callable[[str], None], clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._write = write
        self._clock = clock
        self._paces: dict[Stage, _Pace] = {}

    def show(self, event: Event) -> None:
        """Write a line, if it is time for one."""
        now = self._clock()
        match event:
            case Started(stage=stage, total=total, done=done):
                self._paces[stage] = _Pace(now, done, done, total, now)
                settled = f", {done:,} of them done before" if done else ""
                self._write(f"{stage}: {f'{total:,} items{settled}' if total else 'started'}")
            case Advanced(stage=stage, done=done, total=total, ref=ref):
                pace = self._paces.setdefault(stage, _Pace(now, done, done, total, now))
                pace.done, pace.total = done, total
                self._tell(stage, pace, printable(ref), now)
            case Paced(stage=stage, wait_s=wait_s) if wait_s >= _WORTH_A_WORD_S:
                self._tell(stage, self._paces.get(stage), _PACED, now)
            case Retried(stage=stage, reason=reason, attempt=attempt):
                again = f"{printable(reason)}, try {attempt}"
                self._tell(stage, self._paces.get(stage), again, now)
            case Finished(stage=stage):
                pace = self._paces.pop(stage, _Pace(now, 0, 0, 0, now))
                # Not every item is told of: the last ones may not have been.
                count = f"{max(pace.done, pace.total):,} done" if pace.done else "done"
                self._write(f"{stage}: {count} in {duration(now - pace.began)}")
            case Paced() | Found():
                pass  # short pauses are normal; findings are in the report
            case _:
                assert_never(event)

    def close(self) -> None:
        """Nothing is open."""

    def _tell(self, stage: Stage, pace: _Pace | None, what: str, now: float) -> None:
        if pace is not None and now - pace.told >= _LINE_EVERY_S:
            pace.told = now
            self._write(f"{stage}: {pace.words(now)}: {what}")


class _Words(ProgressColumn):
    """One of the task's texts, whatever is in it."""

    def __init__(self, field: str, column: Column) -> None:
        super().__init__(column)
        self._field = field

    def render(self, task: Task) -> Text:
        """The text as it is: names may look like markup."""
        return Text(str(task.fields[self._field]), style="dim")


class TerminalProgress:
    """A bar for each stage, with count, rate, time left and the item in hand."""

    def __init__(self, console: Console) -> None:
        self._console = console
        self._bars: Progress | None = None
        self._tasks: dict[Stage, TaskID] = {}
        self._paces: dict[Stage, _Pace] = {}

    def show(self, event: Event) -> None:
        """Move the bar."""
        now = time.monotonic()
        match event:
            case Started(stage=stage, total=total, done=done):
                self._paces[stage] = _Pace(now, done, done, total, now)
                self._update(stage, now, "")
            case Advanced(stage=stage, done=done, total=total, ref=ref):
                pace = self._paces.setdefault(stage, _Pace(now, done, done, total, now))
                pace.done, pace.total = done, total
                self._update(stage, now, printable(ref.partition(":")[2] or ref))
            case Paced(stage=stage, wait_s=wait_s) if wait_s >= _WORTH_A_WORD_S:
                self._update(stage, now, _PACED)
            case Retried(stage=stage, reason=reason, attempt=attempt):
                self._update(stage, now, f"{printable(reason)}, try {attempt}")
            case Finished(stage=stage):
                pace = self._paces.setdefault(stage, _Pace(now, 0, 0, 0, now))
                pace.total = pace.done = max(pace.done, pace.total)
                self._update(stage, now, f"in {duration(now - pace.began)}")
            case Paced() | Found():
                pass
            case _:
                assert_never(event)

    def close(self) -> None:
        """Leave the bars as they are and the cursor below them."""
        if self._bars is not None:
            self._bars.stop()
        self._bars = None
        self._tasks.clear()

    def _update(self, stage: Stage, now: float, what: str) -> None:
        bars = self._open()
        pace = self._paces.get(stage) or _Pace(now, 0, 0, 0, now)
        total = float(pace.total) if pace.total else None
        if stage not in self._tasks:
            self._tasks[stage] = bars.add_task(str(stage), total=total, count="", what="")
        bars.update(
            self._tasks[stage],
            completed=pace.done,
            total=total,
            count=pace.words(now),
            what=what,
        )

    def _open(self) -> Progress:
        if self._bars is None:
            self._bars = Progress(
                TextColumn("{task.description:<7}"),
                BarColumn(bar_width=16),
                _Words("count", Column(no_wrap=True)),
                _Words("what", Column(no_wrap=True, overflow="ellipsis", ratio=1)),
                console=self._console,
                expand=True,
                redirect_stdout=False,
                redirect_stderr=False,
                refresh_per_second=8,
            )
            self._bars.start()
        return self._bars
