"""What the wire tells while it works. From any thread: the receiver sees to the order."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeAlias


@dataclass(frozen=True, slots=True)
class RateWait:
    """A request waits for the target's rate limit; that is normal. Told every few seconds."""

    wait_s: float


@dataclass(frozen=True, slots=True)
class Repeat:
    """A request is about to be repeated.

    Attributes:
        reason: such as `HTTP 503` or `connection lost`.
        attempt: which try comes now, from 2.
        wait_s: seconds until then.
    """

    reason: str
    attempt: int
    wait_s: float


Notice: TypeAlias = RateWait | Repeat
Notify: TypeAlias = Callable[[Notice], None]
