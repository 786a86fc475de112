"""Time and waiting, as something that a test can replace."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Protocol

# A person who presses Cancel should not notice that we were asleep.
LONGEST_NAP_S = 0.2


class Clock(Protocol):
    """Tells the time and lets it pass."""

    def now(self) -> float:
        """Seconds since some fixed moment; never goes back."""
        ...

    def sleep(self, seconds: float) -> None:
        """Return once that time has passed."""
        ...


class SystemClock:
    """The machine's monotonic clock, which no change of the date can move."""

    def now(self) -> float:
        """Seconds since some fixed moment."""
        return time.monotonic()

    def sleep(self, seconds: float) -> None:
        """Block this thread."""
        time.sleep(seconds)


def wait(clock: Clock, seconds: float, check: Callable[[], None]) -> None:
    """Let the time pass, in naps short enough that `check` can stop us soon.

    Raises:
        Cancelled: from `check`.
    """
    check()
    ends_at = clock.now() + seconds
    while (left := ends_at - clock.now()) > 0:
        clock.sleep(min(left, LONGEST_NAP_S))
        check()
