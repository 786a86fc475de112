"""What goes wrong on cue: the cues that a test or a rehearsal gives."""

import random
import threading
from collections.abc import Callable
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Cue:
    """What shall happen to the request at hand.

    Attributes:
        status: answer this instead of doing anything; None: do it.
        drops_before: close the connection instead of doing anything.
        drops_after: do it, then close the connection instead of answering.
        cuts: do it, then close the connection in the middle of the answer.
    """

    status: int | None = None
    drops_before: bool = False
    drops_after: bool = False
    cuts: bool = False


@dataclass
class Trouble:
    """Cues that can be changed at any time; without any, all is well.

    Attributes:
        latency_s: how long each answer is held back.
        html_errors: whether injected errors come as a gateway's HTML page.
        missing_permissions: what the key's user lacks.
        is_key_revoked: whether the key is refused from now on.
        retry_after_s: what injected 429 and 503 answers say.
        schedule: asked first, with the method; None leaves the request to the other cues.
    """

    latency_s: float = 0.0
    html_errors: bool = False
    missing_permissions: set[str] = field(default_factory=set)
    is_key_revoked: bool = False
    retry_after_s: int | None = None
    schedule: Callable[[str], Cue | None] | None = None
    _lock: threading.Lock = field(default_factory=threading.Lock, repr=False)
    _next: list[int] = field(default_factory=list, repr=False)
    _every: tuple[int, int] | None = None
    _seen: int = 0
    _chance: tuple[float, int] | None = None
    _random: random.Random = field(default_factory=random.Random, repr=False)
    _drops_before: int = 0
    _drops_after: int = 0

    def fail_next(self, status: int, count: int = 1) -> None:
        """Answer the next requests with a status."""
        with self._lock:
            self._next.extend([status] * count)

    def fail_every(self, nth: int, status: int) -> None:
        """Answer every nth request with a status, counted from now."""
        with self._lock:
            self._every, self._seen = (nth, status), 0

    def fail_sometimes(self, probability: float, status: int, seed: int) -> None:
        """Answer requests with a status by chance, the same way for the same seed."""
        with self._lock:
            self._chance = (probability, status)
            self._random = random.Random(seed)  # noqa: S311 - chaos, no key

    def drop_before(self, count: int = 1) -> None:
        """Close the connection of the next write requests; nothing of them is done."""
        with self._lock:
            self._drops_before += count

    def drop_after(self, count: int = 1) -> None:
        """Do the next write requests, then close the connection instead of answering."""
        with self._lock:
            self._drops_after += count

    def revoke_key(self) -> None:
        """Refuse the API key from now on."""
        self.is_key_revoked = True

    def calm(self) -> None:
        """Take all cues back."""
        with self._lock:
            self.latency_s, self.html_errors, self.is_key_revoked = 0.0, False, False
            self.retry_after_s = self.schedule = None
            self.missing_permissions.clear()
            self._next.clear()
            self._every = self._chance = None
            self._drops_before = self._drops_after = 0

    def cue_for(self, method: str) -> Cue:
        """Decide what happens to a request, and count it."""
        schedule = self.schedule
        if schedule is not None and (cue := schedule(method)) is not None:
            return cue
        with self._lock:
            if self._next:
                return Cue(status=self._next.pop(0))
            if self._every:
                self._seen += 1
                nth, status = self._every
                if self._seen % nth == 0:
                    return Cue(status=status)
            if self._chance and self._random.random() < self._chance[0]:
                return Cue(status=self._chance[1])
            if method == "GET":
                return Cue()
            if self._drops_before:
                self._drops_before -= 1
                return Cue(drops_before=True)
            if self._drops_after:
                self._drops_after -= 1
                return Cue(drops_after=True)
            return Cue()
