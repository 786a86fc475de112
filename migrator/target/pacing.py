"""How fast we may ask: one budget for all threads that use the same key.

The server keeps a token bucket for each user and tells with each answer how many tokens are
left. We keep the same bucket here, so that a request that would be rejected is not sent.
Source: OctopusDeploy/docs, administration/managing-infrastructure/rate-limiting.
"""

from __future__ import annotations

import re
import threading
from collections.abc import Mapping
from dataclasses import dataclass

from migrator.target.clock import Clock

POLICY_HEADER = "Octopus-RateLimit-Policy"
STATE_HEADER = "Octopus-RateLimit"

_NUMBER = re.compile(r"(?:^|[;,\s])([a-z]+)\s*=\s*\"?(\d{1,9}(?:\.\d{1,9})?)", re.IGNORECASE)
# Tokens that we leave in the bucket, as shares of its size. The count that we are told is a whole
# number, the bucket may be filled in lumps, and others with the same key take from it behind our
# back: as many as that once made us wrong are left from then on. Each token that we leave costs
# time only once, at the end; the largest share costs 9 s where 200 a minute are allowed.
_FIRST_SHARE_LEFT = 0.05
_LARGEST_SHARE_LEFT = 0.15
_FEWEST_LEFT = 2.0
# Without a policy we cannot know how fast an empty bucket fills: wait as told, but not for long.
_LONGEST_BLIND_PAUSE_S = 60.0
# Never sit out less than this before looking again, or rounding makes us spin.
_SHORTEST_WAIT_S = 0.01


@dataclass(frozen=True, slots=True)
class RatePolicy:
    """A bucket that holds `burst` requests and gains `per_minute` a minute."""

    burst: float
    per_minute: float

    @property
    def per_second(self) -> float:
        """Requests that it gains a second."""
        return self.per_minute / 60

    def floor_s(self, requests: int) -> float:
        """Seconds that this many requests take at least, from a full bucket."""
        return max(0.0, (requests - self.burst) / self.per_second)


@dataclass(frozen=True, slots=True)
class Ticket:
    """The right to send one request.

    Attributes:
        number: how many were handed out before.
        in_flight: how many others were unanswered when it was handed out.
        taken_at: when, by the clock.
    """

    number: int
    in_flight: int
    taken_at: float


@dataclass(frozen=True, slots=True)
class Statement:
    """What one answer says about the bucket; None for what it does not say.

    Attributes:
        remaining: tokens left after this request, rounded down.
        reset_s: seconds until the bucket is full, or by older forms until there is one more.
    """

    policy: RatePolicy | None = None
    remaining: float | None = None
    reset_s: float | None = None


def parse_statement(headers: Mapping[str, str]) -> Statement:
    """Read the two headers; what has another form is taken as not said.

    Their form is `l=200;rpm=600` and `r=7;t=18`.
    """
    policy = _numbers(headers.get(POLICY_HEADER, ""))
    state = _numbers(headers.get(STATE_HEADER, ""))
    burst, per_minute = policy.get("l", 0.0), policy.get("rpm", 0.0)
    is_usable = burst >= 1 and per_minute > 0
    return Statement(
        RatePolicy(burst, per_minute) if is_usable else None, state.get("r"), state.get("t")
    )


def _numbers(text: str) -> dict[str, float]:
    return {name.lower(): float(number) for name, number in _NUMBER.findall(text[:500])}


class Budget:
    """The bucket as we believe it to be. Any thread may call any of its methods.

    It knows nothing and lets everything pass until an answer or a probe tells the policy.
    """

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._lock = threading.Lock()
        self._policy: RatePolicy | None = None
        self._tokens = 0.0
        self._filled_at = clock.now()
        self._paused_until = clock.now()
        self._handed_out = 0
        self._in_flight = 0
        self._wrong_by = 0.0

    @property
    def policy(self) -> RatePolicy | None:
        """The policy that we go by, or None where none is known."""
        with self._lock:
            return self._policy

    def take(self) -> Ticket | float:
        """Take the right to send one request now, or learn after how many seconds to ask again."""
        with self._lock:
            now = self._clock.now()
            if now < self._paused_until:
                return max(_SHORTEST_WAIT_S, self._paused_until - now)
            if self._policy is not None:
                self._fill(self._policy, now)
                missing = 1 + self._left(self._policy) - self._tokens
                if missing > 0:
                    return max(_SHORTEST_WAIT_S, missing / self._policy.per_second)
                self._tokens -= 1
            ticket = Ticket(self._handed_out, self._in_flight, now)
            self._handed_out += 1
            self._in_flight += 1
            return ticket

    def give_back(self, ticket: Ticket, headers: Mapping[str, str] | None) -> None:
        """Say that a request has been answered (or, with None, lost), and learn from the answer."""
        statement = Statement() if headers is None else parse_statement(headers)
        with self._lock:
            self._in_flight -= 1
            now = self._clock.now()
            if statement.policy is not None:
                self._adopt(statement.policy, now)
            if statement.remaining is None:
                return
            if self._policy is not None:
                self._align(self._policy, ticket, statement.remaining, now)
            elif statement.remaining < 1 and statement.reset_s is not None:
                pause_s = min(statement.reset_s, _LONGEST_BLIND_PAUSE_S)
                self._paused_until = max(self._paused_until, now + pause_s)

    def learn(self, policy: RatePolicy) -> None:
        """Go by a policy that was read from the server's configuration."""
        with self._lock:
            self._adopt(policy, self._clock.now())

    def rejected(self, seconds: float) -> None:
        """Let nobody send for that long: a request was one too many."""
        with self._lock:
            now = self._clock.now()
            self._paused_until = max(self._paused_until, now + seconds)
            # What it gains in the pause is not ours alone: begin again from what an answer says.
            self._tokens = min(self._tokens, 0.0)
            self._filled_at = now
            if self._policy is not None:
                self._wrong_by += self._policy.burst * _FIRST_SHARE_LEFT

    def _adopt(self, policy: RatePolicy, now: float) -> None:
        if self._policy is None:
            # Unlimited so far: what was spent is known only once an answer tells what remains.
            self._policy, self._tokens, self._filled_at = policy, policy.burst, now
        elif policy != self._policy:
            self._fill(self._policy, now)
            self._policy, self._tokens = policy, min(self._tokens, policy.burst)

    def _fill(self, policy: RatePolicy, now: float) -> None:
        gained = max(0.0, now - self._filled_at) * policy.per_second
        self._tokens = min(policy.burst, self._tokens + gained)
        self._filled_at = now

    def _align(self, policy: RatePolicy, ticket: Ticket, remaining: float, now: float) -> None:
        """Bring our count between the two that this answer allows.

        Requests overlap, so an answer does not say which of the others it has counted. At most
        all that were under way or sent since are still to be counted; at least none is, and the
        bucket has gained for at most as long as the answer took.
        """
        self._fill(policy, now)
        uncounted = ticket.in_flight + (self._handed_out - ticket.number - 1)
        least = remaining - uncounted
        most = remaining + 1 + (now - ticket.taken_at) * policy.per_second
        if self._tokens > most:
            self._wrong_by = max(self._wrong_by, self._tokens - most)
        self._tokens = max(least, min(self._tokens, most, policy.burst))

    def _left(self, policy: RatePolicy) -> float:
        left = max(_FEWEST_LEFT, policy.burst * _FIRST_SHARE_LEFT) + self._wrong_by
        largest = max(_FEWEST_LEFT, policy.burst * _LARGEST_SHARE_LEFT)
        return min(left, largest, policy.burst - 1)
