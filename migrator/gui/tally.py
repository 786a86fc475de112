"""Counts what an upload tells, on its own thread, so that nothing is lost. No Qt."""

from __future__ import annotations

import threading
import time
from collections import Counter, deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from migrator.model.events import Advanced, Event, Finished, Found, Paced, Retried, Run, Started
from migrator.model.report import Finding

_WINDOW_S = 60.0
_FEWEST_S = 3.0
_LATEST = 4


@dataclass(frozen=True, slots=True)
class Counts:
    """How things stand.

    Attributes:
        kinds: number of settled steps by kind, those that failed too.
        failed_kinds: number of those that failed.
        latest: refs of the last steps, the newest first.
        per_minute: steps a minute lately; 0 while that is not known.
        wait_s: the rate limit lets the next request go in so many seconds; 0 if at once.
        repeated: why the last request was repeated, or "".
    """

    done: int
    total: int
    kinds: Mapping[str, int]
    failed_kinds: Mapping[str, int]
    failures: tuple[Finding, ...]
    latest: tuple[str, ...]
    per_minute: float
    wait_s: float
    repeated: str

    @property
    def left_s(self) -> float | None:
        """Seconds to the end at this rate; None while that is not known."""
        if not self.per_minute:
            return None
        return (self.total - self.done) / self.per_minute * 60


class Tally:
    """Listens to one upload."""

    def __init__(
        self,
        total: int,
        kinds: Mapping[str, int] | None = None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """Args: kinds is what earlier runs have settled, by kind."""
        self._lock = threading.Lock()
        self._clock = clock
        self._kinds: Counter[str] = Counter(kinds or {})
        self._done, self._total = sum(self._kinds.values()), total
        self._failed_kinds: Counter[str] = Counter()
        self._failures: dict[str, Finding] = {}
        self._latest: deque[str] = deque(maxlen=_LATEST)
        self._times: deque[tuple[float, int]] = deque()
        self._wait_until = 0.0
        self._repeated = ""

    def listening(self, run: Run) -> Run:
        """A line that tells both us and who listens already."""

        def emit(event: Event) -> None:
            self.note(event)
            run.emit(event)

        return Run(emit, run.cancelled)

    def note(self, event: Event) -> None:
        """Take one event, on any thread."""
        now = self._clock()
        with self._lock:
            match event:
                case Started(total=total, done=done):
                    self._total, self._done = total, done
                    self._times.append((now, done))
                case Advanced(done=done, total=total, ref=ref):
                    self._done, self._total = done, total
                    self._kinds[ref.partition(":")[0]] += 1
                    self._latest.appendleft(ref)
                    self._times.append((now, done))
                    self._wait_until, self._repeated = 0.0, ""
                    while self._times[0][0] < now - _WINDOW_S:
                        self._times.popleft()
                case Found(finding=finding) if finding.code == "failed":
                    self._fail(finding)
                case Paced(wait_s=wait_s):
                    self._wait_until = now + wait_s
                case Retried(reason=reason):
                    self._repeated = reason
                case Found() | Finished():
                    pass

    def _fail(self, finding: Finding) -> None:
        # Of several steps for one document the first tells the cause.
        if finding.ref not in self._failures:
            self._failed_kinds[finding.ref.partition(":")[0]] += 1
            self._failures[finding.ref] = finding

    def counts(self) -> Counts:
        """How things stand now, on any thread."""
        now = self._clock()
        with self._lock:
            return Counts(
                done=self._done,
                total=self._total,
                kinds=dict(self._kinds),
                failed_kinds=dict(self._failed_kinds),
                failures=tuple(self._failures.values()),
                latest=tuple(self._latest),
                per_minute=self._rate(now),
                wait_s=max(0.0, self._wait_until - now),
                repeated=self._repeated,
            )

    def _rate(self, now: float) -> float:
        if not self._times:
            return 0.0
        began, done = self._times[0]
        if now - began < _FEWEST_S:
            return 0.0
        return (self._done - done) / (now - began) * 60
