"""A server's rate limiter, clients with several connections and the time between, simulated."""

from __future__ import annotations

import heapq
import itertools
import math
import random
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from migrator.target.pacing import Budget


@dataclass
class SimulatedTime:
    """Runs what is due, in order; nothing takes longer than it says."""

    at: float = 1000.0
    _due: list[tuple[float, int, Callable[[], None]]] = field(default_factory=list)
    _ties: itertools.count[int] = field(default_factory=itertools.count)

    def now(self) -> float:
        return self.at

    def sleep(self, seconds: float) -> None:
        self.at += seconds

    def after(self, seconds: float, act: Callable[[], None]) -> None:
        heapq.heappush(self._due, (self.at + seconds, next(self._ties), act))

    def run(self, *, until: Callable[[], bool], limit_s: float = 36_000.0) -> None:
        ends_at = self.at + limit_s
        while self._due and not until():
            self.at, _, act = heapq.heappop(self._due)
            assert self.at < ends_at, "the simulated clients never finish"
            act()


@dataclass
class Limiter:
    """A token bucket. `lump_s`: how often it is filled; 0 is all the time."""

    time: SimulatedTime
    burst: int = 200
    per_minute: int = 200
    lump_s: float = 0.0
    tokens: float = 200.0
    rejected: int = 0
    _filled_at: float = 1000.0

    def ask(self) -> tuple[int, dict[str, str]]:
        per_second = self.per_minute / 60
        due = self.time.now() - self._filled_at
        if self.lump_s:
            due = math.floor(due / self.lump_s) * self.lump_s
        self.tokens = min(self.burst, self.tokens + due * per_second)
        self._filled_at += due
        is_allowed = self.tokens >= 1
        self.tokens -= 1 if is_allowed else 0
        headers = {
            "Octopus-RateLimit-Policy": f"l={self.burst};rpm={self.per_minute}",
            "Octopus-RateLimit": f"r={int(self.tokens)};"
            f"t={math.ceil((self.burst - self.tokens) / per_second)}",
        }
        if is_allowed:
            return 200, headers
        self.rejected += 1
        return 429, {**headers, "Retry-After": str(max(1, math.ceil(1 / per_second)))}


@dataclass
class Client:
    """So many connections that share one budget and so many requests."""

    time: SimulatedTime
    budget: Budget
    limiter: Limiter
    requests: int
    connections: int
    latency_s: Callable[[], float]
    answered: int = 0
    rejected: int = 0
    ended_at: float = 0.0

    def start(self) -> None:
        # As a real run does: the first request is alone, and its answer tells the policy.
        self._next(is_first=True)

    def _next(self, *, is_first: bool = False) -> None:
        if self.requests == 0:
            return
        ticket = self.budget.take()
        if isinstance(ticket, float):
            self.time.after(ticket, self._next)
            return
        self.requests -= 1
        there = self.latency_s() / 2
        back = self.latency_s() / 2

        def arrive() -> None:
            status, headers = self.limiter.ask()
            self.time.after(back, lambda: leave(status, headers))

        def leave(status: int, headers: Mapping[str, str]) -> None:
            self.budget.give_back(ticket, headers)
            if status == 429:
                self.rejected += 1
                self.requests += 1
                self.budget.rejected(float(headers["Retry-After"]))
            else:
                self.answered += 1
                self.ended_at = self.time.now()
            for _ in range(self.connections if is_first else 1):
                self._next()

        self.time.after(there, arrive)


@dataclass
class Impolite:
    """Someone with the same key who takes `count` tokens every `every_s` and does not ask."""

    time: SimulatedTime
    limiter: Limiter
    count: int
    every_s: float
    taken: int = 0

    def start(self) -> None:
        rejected_before = self.limiter.rejected
        for _ in range(self.count):
            status, _ = self.limiter.ask()
            self.taken += status == 200
        self.limiter.rejected = rejected_before
        self.time.after(self.every_s, self.start)


def uneven(seed: int, mean_s: float) -> Callable[[], float]:
    """Latencies from a fifth of the mean to five times it, most of them below."""
    rng = random.Random(seed)
    return lambda: min(5 * mean_s, mean_s / 5 + rng.expovariate(1 / (0.8 * mean_s)))
