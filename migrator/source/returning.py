"""A server that was there and is gone: it is waited for as long as a restart takes."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

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
    left_s, next_s = waits.total_s, waits.first_s
    while True:
        check()
        try:
            return open_it()
        except _ABSENT as error:
            if left_s <= 0:
                raise
            told: SourceError = error
        wait_s = min(next_s, left_s)
        log.info("the source is away (%s), next try in %.0f s", told.code, wait_s)
        left_s, next_s = left_s - wait_s, min(2 * next_s, waits.longest_s)
        while wait_s > 0:
            waits.sleep(min(wait_s, _NAP_S))
            wait_s -= _NAP_S
            check()
