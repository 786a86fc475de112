"""A server that was there and is gone: it is waited for as long as a restart takes.

`tenacity` does the arithmetic.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

from tenacity import RetryCallState, Retrying, retry_if_exception_type, wait_exponential

from migrator.model.errors import SourceError
from migrator.source.errors import (
    ConnectionLostError,
    ConnectTimeoutError,
    DatabaseMissingError,
    HostUnknownError,
    PortClosedError,
    StatementFailedError,
)

log = logging.getLogger(__name__)
T = TypeVar("T")

# A person who presses Cancel should not notice that we were asleep.
_NAP_S = 0.2
# While SQL Server recovers its databases it knows none of them. A refused sign-in is not tried
# again: repeated, it locks accounts.
_ABSENT = (
    ConnectionLostError,
    ConnectTimeoutError,
    DatabaseMissingError,
    HostUnknownError,
    PortClosedError,
    StatementFailedError,
)


@dataclass(frozen=True, slots=True)
class Waits:
    """How long we wait.

    Attributes:
        total_s: of all waits; the attempts to connect come on top.
        first_s: the first wait; each is twice the one before.
        longest_s: no wait is longer.
        sleep: lets time pass; a test's own, or the machine's.
    """

    total_s: float = 180
    first_s: float = 1
    longest_s: float = 15
    sleep: Callable[[float], None] = time.sleep


def wait_for(open_it: Callable[[], T], check: Callable[[], None], waits: Waits | None = None) -> T:
    """What `open_it` gives, once the server is there again.

    Raises:
        SourceError: it does not come back in time, or for a reason that no waiting mends.
        Cancelled: from `check`, while waiting.
    """
    waits = waits or Waits()

    def attempt() -> T:
        check()
        return open_it()

    def is_over(state: RetryCallState) -> bool:
        return state.idle_for + state.upcoming_sleep > waits.total_s

    def sleep(wait_s: float) -> None:
        while wait_s > 0:
            waits.sleep(min(wait_s, _NAP_S))
            wait_s -= _NAP_S
            check()

    retrying = Retrying(
        sleep=sleep,
        stop=is_over,
        wait=wait_exponential(multiplier=waits.first_s, max=waits.longest_s),
        retry=retry_if_exception_type(_ABSENT),
        before_sleep=_tell,
        reraise=True,
    )
    return retrying(attempt)


def _tell(state: RetryCallState) -> None:
    error = state.outcome.exception() if state.outcome else None
    code = error.code if isinstance(error, SourceError) else ""
    log.info("the source is away (%s), next try in %.0f s", code, state.upcoming_sleep)
