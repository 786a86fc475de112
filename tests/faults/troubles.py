"""What goes wrong, and how it is brought about; each is a block in which it does.

What a block gives counts how often it struck: a trouble that never came proves nothing. Chance
is drawn from a seed, so every run of the tests is the same.
"""

import errno
import functools
import random
import socket
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from unittest import mock

from migrator.sandbox.cloud.trouble import Cue
from migrator.source import returning
from tests.faults.file_layer import READS, WRITES, meeting
from tests.faults.world import World

Trouble = Callable[[World], AbstractContextManager[list[str]]]

# The first requests pass, so that the trouble comes in the midst of a stage.
FIRST = 3


@contextmanager
def _scheduled(world: World, decide: Callable[[int], Cue | None]) -> Iterator[list[str]]:
    """Ask for each request, by its number from 1, what is to happen to it."""
    struck: list[str] = []
    numbers = iter(range(1, 1_000_000))

    def schedule(method: str) -> Cue | None:
        cue = decide(next(numbers))
        if cue is not None:
            struck.append(method)
        return cue

    trouble = world.cloud.trouble
    trouble.schedule = schedule
    try:
        yield struck
    finally:
        trouble.calm()


def _by_chance(share: float, make: Callable[[random.Random], Cue], seed: int = 5) -> Trouble:
    """A share of all requests, and one for sure where there are few."""

    def trouble(world: World) -> AbstractContextManager[list[str]]:
        dice = random.Random(seed)

        def decide(number: int) -> Cue | None:
            return make(dice) if dice.random() < share or number == FIRST else None

        return _scheduled(world, decide)

    return trouble


rejected = _by_chance(0.10, lambda _dice: Cue(status=429))
failing = _by_chance(0.02, lambda _dice: Cue(status=500))
dropped_before = _by_chance(0.15, lambda _dice: Cue(drops_before=True))
dropped_after = _by_chance(0.15, lambda _dice: Cue(drops_after=True))
cut_short = _by_chance(0.15, lambda _dice: Cue(cuts=True))


@contextmanager
def gateway(world: World) -> Iterator[list[str]]:
    """Three kinds of gateway errors, each as the gateway's own page."""
    make = _by_chance(0.25, lambda dice: Cue(status=dice.choice((502, 503, 504))))
    world.cloud.trouble.html_errors = True
    with make(world) as struck:
        yield struck


def _away_for(seconds: float, cue: Cue, *, refuses: type[OSError] | None = None) -> Trouble:
    """From one request on, and for so long by the client's clock."""

    @contextmanager
    def trouble(world: World) -> Iterator[list[str]]:
        ends_at: list[float] = []
        resolve = socket.getaddrinfo

        def is_away() -> bool:
            return bool(ends_at) and world.clock.now() < ends_at[0]

        def decide(number: int) -> Cue | None:
            if number == FIRST:
                ends_at.append(world.clock.now() + seconds)
            return cue if is_away() else None

        def look_up(*asked: object, **more: object) -> object:
            if refuses is not None and is_away():
                raise refuses(errno.ECONNREFUSED, "not now")
            return resolve(*asked, **more)

        with (
            mock.patch.object(socket, "getaddrinfo", look_up),
            _scheduled(world, decide) as struck,
        ):
            yield struck

    return trouble


maintenance = _away_for(600, Cue(status=503))
no_names = _away_for(60, Cue(drops_before=True), refuses=socket.gaierror)
restarted = _away_for(45, Cue(drops_after=True), refuses=ConnectionRefusedError)
gone = _away_for(24 * 3600, Cue(drops_before=True), refuses=ConnectionRefusedError)


def clock_jumps(world: World) -> AbstractContextManager[list[str]]:
    """The lid is closed for eight hours in mid request; later the clock is set back by one."""

    def decide(number: int) -> Cue | None:
        if number in (FIRST, FIRST + 2):
            world.clock.sleep(8 * 3600 if number == FIRST else -3600)
            return Cue(drops_after=True)
        return None

    return _scheduled(world, decide)


def revoked(world: World) -> AbstractContextManager[list[str]]:
    """The key is taken back in the midst."""

    def decide(number: int) -> Cue | None:
        if number < FIRST:
            return None
        world.cloud.trouble.is_key_revoked = True
        return Cue()

    return _scheduled(world, decide)


# The source


@contextmanager
def _source_in_trouble(world: World, **cues: object) -> Iterator[list[str]]:
    trouble = world.sql.trouble
    calm = {name: getattr(trouble, name) for name in cues}
    for name, value in cues.items():
        setattr(trouble, name, value)
    slept: list[float] = []
    quick = functools.partial(returning.Waits, sleep=slept.append)
    try:
        with mock.patch.object(returning, "Waits", quick):
            yield (struck := [])
    finally:
        struck += [str(refusal) for refusal in world.sql.refusals]
        struck += ["slept"] if slept else []
        if trouble.cut_after_rows is not None and trouble.cut_times == 0:
            struck.append("cut")
        for name, value in calm.items():
            setattr(trouble, name, value)
        world.sql.clear_statements()


# Read with everything else of a project, after the names.
_TABLE = "[DeploymentProcess]"


def lost_once(world: World) -> AbstractContextManager[list[str]]:
    """The connection breaks in the midst of a table."""
    return _source_in_trouble(world, cut_table=_TABLE, cut_after_rows=2, cut_times=1)


def deadlock_once(world: World) -> AbstractContextManager[list[str]]:
    return _source_in_trouble(world, fail_statement_containing=_TABLE, fail_times=1)


def deadlock_always(world: World) -> AbstractContextManager[list[str]]:
    return _source_in_trouble(world, fail_statement_containing=_TABLE, fail_times=None)


def _server_is_away(seconds: float) -> Trouble:
    """The connection breaks in the midst of a table, and the server is back after a while."""

    @contextmanager
    def trouble(world: World) -> Iterator[list[str]]:
        left = [seconds]

        def sleep(slept_s: float) -> None:
            left[0] -= slept_s
            if left[0] <= 0 and not world.sql.is_listening:
                world.sql.start()

        wait = returning.wait_for

        def wait_without_server(open_it, check):
            world.sql.stop()
            return wait(open_it, check, returning.Waits(sleep=sleep))

        with (
            lost_once(world) as struck,
            mock.patch("migrator.source.logical.wait_for", wait_without_server),
            mock.patch("migrator.source.sqlserver.wait_for", wait_without_server),
        ):
            try:
                yield struck
            finally:
                if not world.sql.is_listening:
                    world.sql.start()

    return trouble


server_restarted = _server_is_away(40)
server_gone = _server_is_away(24 * 3600)


@contextmanager
def slow(world: World) -> Iterator[list[str]]:
    """Each statement takes longer than the job allows."""
    world.timeout_s = 1
    try:
        with _source_in_trouble(world, delay_s=5.0) as struck:
            yield struck
    finally:
        struck.append("slow")
        world.timeout_s = None


# Files


def _striking(kinds: frozenset[str], *errors: int) -> Callable[[int], Trouble]:
    """From the so-manyth use of a file on, each fails; before that, the disk is as it was."""

    def at(strikes_at: int) -> Trouble:
        @contextmanager
        def trouble(world: World) -> Iterator[list[str]]:
            struck: list[str] = []
            met = [0]

            def meet(what: str) -> None:
                if what not in kinds:
                    return
                met[0] += 1
                if strikes_at and met[0] >= strikes_at:
                    number = errors[met[0] % len(errors)]
                    struck.append(what)
                    raise OSError(number, "the disk's own words")

            with meeting(world.disk, meet):
                yield struck
            if not strikes_at:
                struck.extend([""] * met[0])

        return trouble

    return at


full_disk = _striking(WRITES, errno.ENOSPC)
lost_share = _striking(READS | WRITES, errno.EIO, errno.ESTALE)
