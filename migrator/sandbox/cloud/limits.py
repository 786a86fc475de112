"""The two kinds of limits: how fast a user may ask, and how much the licence allows."""

import math
import threading
from collections.abc import Callable
from dataclasses import dataclass, field

from migrator.sandbox.cloud.exchange import Answer, invalid

# Source: OctopusDeploy/docs, octopus-cloud; kinds that a licence counts.
COUNTED = {
    "Space": "Spaces",
    "Project": "Projects",
    "Tenant": "Tenants",
    "DeploymentTarget": "Machines",
    "Worker": "Workers",
    "User": "Users",
}


@dataclass
class RateLimiter:
    """A token bucket for the one user that there is. Source: OctopusDeploy/Issues #10155.

    Attributes:
        rate_per_minute: None: nothing is limited and no header tells of it.
    """

    rate_per_minute: int | None
    burst: int
    clock: Callable[[], float]
    _tokens: float = field(init=False)
    _at: float = field(init=False)
    _lock: threading.Lock = field(default_factory=threading.Lock, repr=False)

    def __post_init__(self) -> None:
        self._tokens = float(self.burst)
        self._at = self.clock()

    def change(self, rate_per_minute: int | None, burst: int) -> None:
        """Follow a new policy, with a full bucket."""
        with self._lock:
            self.rate_per_minute, self.burst = rate_per_minute, burst
            self._tokens, self._at = float(burst), self.clock()

    def take(self) -> tuple[bool, dict[str, str]]:
        """Take one token; whether there was one, and the headers that say how things stand."""
        with self._lock:
            if self.rate_per_minute is None:
                return True, {}
            per_second = self.rate_per_minute / 60
            now = self.clock()
            self._tokens = min(self.burst, self._tokens + (now - self._at) * per_second)
            self._at = now
            is_allowed = self._tokens >= 1
            if is_allowed:
                self._tokens -= 1
            until_next_s = max(0, math.ceil((1 - self._tokens) / per_second))
            headers = {
                "Octopus-RateLimit-Policy": f"l={self.burst};rpm={self.rate_per_minute}",
                "Octopus-RateLimit": f"r={int(self._tokens)};t={until_next_s}",
            }
            if not is_allowed:
                headers["Retry-After"] = str(max(1, until_next_s))
            return is_allowed, headers


def too_many(headers: dict[str, str]) -> Answer:
    """The 429 of the limiter."""
    return Answer(429, {"ErrorMessage": "Too many requests."}, headers=headers)


@dataclass
class Licence:
    """What the licence allows, by the names of `COUNTED`; what is not named is unlimited."""

    limits: dict[str, int] = field(default_factory=dict)

    def check(self, kind: str, count: int) -> None:
        """Refuse one more document of a kind where the limit is reached."""
        limit = self.limits.get(COUNTED.get(kind, ""))
        if limit is None or count < limit:
            return
        what = "space" if kind == "Space" else COUNTED[kind].lower().removesuffix("s")
        raise invalid(
            f"You cannot create another {what}. This will exceed the limits of your current "
            "license. Please contact sales@octopus.com to upgrade your licence."
        )
