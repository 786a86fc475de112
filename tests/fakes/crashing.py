"""An upload that dies at any place where it touches the journal or writes to the target."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

import migrator.engine.upload
from migrator.engine.journal import Fact, Journal
from migrator.engine.ports import Target


class Crash(BaseException):
    """The process ends here; no error of ours, so nothing may handle it."""


@dataclass
class Doom:
    """Counts the places that were passed and strikes at one of them, and from then on always.

    Attributes:
        strikes_at: number of the place, from 1; 0 never.
    """

    strikes_at: int = 0
    passed: int = 0
    is_dead: bool = False

    def pass_by(self) -> None:
        self.passed += 1
        if self.passed == self.strikes_at:
            self.is_dead = True
        self.stay_alive()

    def stay_alive(self) -> None:
        if self.is_dead:
            raise Crash


class _DoomedWire:
    def __init__(self, wire, doom):
        self._wire = wire
        self._doom = doom

    def __getattr__(self, name):
        self._doom.stay_alive()
        return getattr(self._wire, name)

    def post(self, *args, **more):
        return self._write(self._wire.post, *args, **more)

    def put(self, *args, **more):
        return self._write(self._wire.put, *args, **more)

    def _write(self, write, *args, **more):
        self._doom.pass_by()
        answer = write(*args, **more)
        self._doom.pass_by()
        return answer


@contextmanager
def doomed(target: Target, doom: Doom) -> Iterator[Target]:
    """The target, and the journal of uploads in this block, as a dying process sees them."""

    class DoomedJournal(Journal):
        def __init__(self, path: Path, digest: str) -> None:
            self._doom = Doom()  # opening is no place to die at: nothing is known yet
            super().__init__(path, digest)
            self._doom = doom

        def record(self, fact: Fact) -> None:
            self._doom.pass_by()
            super().record(fact)
            self._doom.pass_by()

    migrator.engine.upload.Journal = DoomedJournal
    try:
        yield replace(target, wire=_DoomedWire(target.wire, doom))
    finally:
        migrator.engine.upload.Journal = Journal
