"""The patience: what is tried again, how often, and how long we wait in between.

Nothing else in the program repeats a request to the target. `tenacity` does the arithmetic.
"""

from __future__ import annotations

import logging
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

from tenacity import RetryCallState, Retrying, retry_if_exception, wait_exponential, wait_random

from migrator.target.clock import Clock, wait
from migrator.target.errors import (
    AnswerTimeoutError,
    GarbledAnswerError,
    RateLimitedError,
    ServerFaultError,
    WireError,
)
from migrator.target.notices import Notify, Repeat

log = logging.getLogger(__name__)
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Patience:
    """How long one request is tried.

    Attributes:
        total_s: seconds in all. Nodes of Octopus Cloud come back within minutes; a maintenance
            window of two hours is better waited for by a person, who can run again.
        attempts: tries while the target is away; total_s ends it before, unless waits are short.
        server_fault_attempts: tries of what makes the server fail (500) or answer nonsense. Some
            faulty bodies do so each time, so few; chance faults of one in fifty pass by in three.
        rate_limited_attempts: tries of what is rejected as one too many. It had no effect.
        first_contact_attempts: tries to reach a host that has not answered yet: its address is
            more likely wrong than its network down.
        first_wait_s: the first wait; each is twice the one before.
        longest_wait_s: no wait is longer, unless the target asks for it.
        longest_try_s: one try counts as no longer, however far the clock has jumped meanwhile.
        settle_s: least wait after an answer that did not come in time: the target may be at it.
    """

    total_s: float = 15 * 60
    attempts: int = 80
    server_fault_attempts: int = 3
    rate_limited_attempts: int = 20
    first_contact_attempts: int = 2
    first_wait_s: float = 1
    longest_wait_s: float = 30
    longest_try_s: float = 5 * 60
    settle_s: float = 5


@dataclass(frozen=True, slots=True)
class Persistence:
    """Carries requests out with patience."""

    patience: Patience
    clock: Clock
    check: Callable[[], None]
    notify: Notify

    def carry_out(
        self,
        attempt: Callable[[], T],
        may_repeat: Callable[[WireError], bool],
        has_contact: Callable[[], bool],
    ) -> T:
        """Return what `attempt` returns, trying again while that makes sense.

        Raises:
            WireError: the last failure: one that may not be repeated, or patience is at its end.
            Cancelled: while waiting.
        """
        spent_s = 0.0
        begun_at = self.clock.now()
        failures: Counter[type[WireError]] = Counter()

        def is_over(state: RetryCallState) -> bool:
            nonlocal spent_s
            error = _error_of(state)
            failures[type(error)] += 1
            wait_s = max(state.upcoming_sleep, error.retry_after_s or 0.0)
            # Added up in pieces: what a sleeping machine missed is no time that we tried.
            spent_s += min(self.clock.now() - begun_at, self.patience.longest_try_s)
            is_late = spent_s + wait_s > self.patience.total_s
            spent_s += wait_s
            allowed = self._attempts_for(error, has_contact=has_contact())
            return is_late or failures[type(error)] >= allowed

        retrying = Retrying(
            retry=retry_if_exception(lambda e: isinstance(e, WireError) and may_repeat(e)),
            stop=is_over,
            wait=self._wait_s,
            sleep=lambda seconds: wait(self.clock, seconds, self.check),
            before_sleep=self._tell,
            reraise=True,
        )

        def timed() -> T:
            nonlocal begun_at
            begun_at = self.clock.now()
            return attempt()

        return retrying(timed)

    def _attempts_for(self, error: WireError, *, has_contact: bool) -> int:
        match error:
            case RateLimitedError():
                return self.patience.rate_limited_attempts
            case ServerFaultError() | GarbledAnswerError():
                return self.patience.server_fault_attempts
            case _ if error.status is None and not has_contact:
                return self.patience.first_contact_attempts
            case _:
                return self.patience.attempts

    def _wait_s(self, state: RetryCallState) -> float:
        error = _error_of(state)
        if isinstance(error, RateLimitedError) and error.retry_after_s is not None:
            return 0.0  # the budget holds everybody back for as long as that
        patience = self.patience
        growing = wait_exponential(multiplier=patience.first_wait_s, max=patience.longest_wait_s)
        # Without jitter all threads that failed together would come back together.
        seconds = growing(state) + wait_random(0, patience.first_wait_s)(state)
        least = patience.settle_s if isinstance(error, AnswerTimeoutError) else 0.0
        return max(seconds, least, error.retry_after_s or 0.0)

    def _tell(self, state: RetryCallState) -> None:
        error = _error_of(state)
        attempt = state.attempt_number + 1
        log.info(
            "%s at %s, try %d in %.1f s", error.reason, error.path, attempt, state.upcoming_sleep
        )
        self.notify(Repeat(error.reason, attempt, state.upcoming_sleep))


def _error_of(state: RetryCallState) -> WireError:
    error = state.outcome.exception() if state.outcome is not None else None
    if not isinstance(error, WireError):
        message = "only failed requests are waited for"
        raise TypeError(message)
    return error
