"""A process that dies between any two things that it does to the world."""

import threading
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from unittest import mock

from migrator.model.events import Event, Finished, Run, Stage
from migrator.source.connection import Connection
from migrator.target.transport import Transport
from tests.faults.file_layer import meeting
from tests.faults.world import World

STAGES = tuple(str(stage) for stage in Stage)


class Crash(BaseException):
    """The process ends here; no error of ours, so nothing may handle it."""


class Doom:
    """Counts the places that were passed in each stage; strikes at one, and then always.

    Attributes:
        passed: by stage, how many places.
        is_dead: whether it has struck.
    """

    def __init__(self, stage: str = "", place: int = 0) -> None:
        self._strikes_at = (stage, place)
        self._lock = threading.Lock()
        self._stage = STAGES[0]
        self.passed: Counter[str] = Counter()
        self.is_dead = False

    def pass_by(self, _what: object = None) -> None:
        with self._lock:
            self.passed[self._stage] += 1
            if (self._stage, self.passed[self._stage]) == self._strikes_at:
                self.is_dead = True
        if self.is_dead:
            raise Crash

    def note(self, event: Event) -> None:
        """What follows the end of a stage belongs to the next one."""
        if isinstance(event, Finished):
            following = STAGES.index(str(event.stage)) + 1
            self._stage = STAGES[min(following, len(STAGES) - 1)]


def _surrounded(act, doom: Doom):
    def surrounded(*arguments, **more):
        doom.pass_by()
        done = act(*arguments, **more)
        doom.pass_by()
        return done

    return surrounded


@contextmanager
def doomed(world: World, doom: Doom) -> Iterator[Run]:
    """In this block each use of a file, each request and each page of rows is a place to die at."""

    def quiet(args: threading.ExceptHookArgs) -> None:
        assert args.exc_type is Crash, args

    with (
        meeting(world.disk, doom.pass_by, is_dying=True),
        mock.patch.object(Transport, "send", _surrounded(Transport.send, doom)),
        mock.patch.object(Connection, "fetch", _surrounded(Connection.fetch, doom)),
        mock.patch.object(threading, "excepthook", quiet),
    ):
        yield Run(doom.note)
