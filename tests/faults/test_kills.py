"""SIGKILL to real processes in every stage: the next run ends as if there had been none.

Each process is held at one of its questions to a server and killed there, so each kill comes in
the midst of the stage that its events told. Checking asks nobody: there it kills itself.
"""

import json
import os
import random
import signal
import sys
import threading
import time
from contextlib import contextmanager
from unittest import mock

import pytest

from migrator.engine.rate_limit import RATE_FILE
from migrator.model.events import Finished, Run, Started
from migrator.model.settings import Carriage
from migrator.sandbox.cloud.trouble import Cue
from migrator.sandbox.tds.statements import StatementLog
from tests.e2e.process import DEADLINE_S, ROOT, migrator, started
from tests.faults.world import ENVIRONMENT, small_database, source, world

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="SIGKILL is of POSIX")

STAGES = ("survey", "export", "plan", "upload", "verify")
KILLS = range(4)
CONNECTIONS = 3
# So many requests a minute that nothing waits for them.
RATE, RAISED = 50_000, 90_000


class Gate:
    """Counts the questions to both servers, and holds the one at which it is closed."""

    def __init__(self, closed_at=0, *, is_done_late=False):
        self._closed_at = closed_at
        self._is_done_late = is_done_late
        self._lock = threading.Lock()
        self._open = threading.Event()
        self.passed = 0
        self.is_reached = threading.Event()

    def pass_by(self):
        with self._lock:
            self.passed += 1
            is_held = self.passed == self._closed_at
        if is_held:
            self.is_reached.set()
            assert self._open.wait(DEADLINE_S)
        return is_held

    def request(self, _method):
        """What is held is done once its sender is dead, or never."""
        is_held = self.pass_by()
        return Cue(drops_before=True) if is_held and not self._is_done_late else None

    def open(self):
        self._open.set()

    @contextmanager
    def before(self, made):
        log = StatementLog.add

        def add(self_, *statement):
            self.pass_by()
            return log(self_, *statement)

        made.cloud.trouble.schedule = self.request
        try:
            with mock.patch.object(StatementLog, "add", add):
                yield
        finally:
            self.open()
            made.cloud.trouble.schedule = None


@pytest.fixture(scope="module")
def sql():
    with source(small_database(has_packages=True)) as served:
        yield served


@pytest.fixture(scope="module")
def undisturbed(sql, tmp_path_factory):
    """Where each stage lies among the questions of a run, and what the cloud holds at the end."""
    directory = tmp_path_factory.mktemp("undisturbed")
    with world(directory, sql, CONNECTIONS, files=Carriage.SEALED) as made:
        gate, begun, ended = Gate(), {}, {}

        def note(event):
            match event:
                case Started(stage=stage):
                    begun[str(stage)] = gate.passed
                case Finished(stage=stage):
                    ended[str(stage)] = gate.passed
                case _:
                    pass

        with gate.before(made):
            assert made.run(Run(note)).is_clean
        return {stage: (begun[stage], ended[stage]) for stage in STAGES}, made.held(), made.known()


@pytest.mark.parametrize("kill", KILLS)
@pytest.mark.parametrize("stage", STAGES)
def test_a_killed_process_leaves_nothing_that_the_next_cannot_mend(
    stage, kill, sql, undisturbed, tmp_path
):
    spans, held, known = undisturbed
    first, last = spans[stage]
    assert last - first >= len(KILLS), "The stage asks too little to be killed at so many places."
    places = random.Random(stage).sample(range(first + 1, last + 1), len(KILLS))
    with world(tmp_path / "w", sql, CONNECTIONS, files=Carriage.SEALED) as made:
        events = killed_at(Gate(places[kill], is_done_late=kill % 2 == 0), made)
        assert events[-1]["stage"] == stage
        assert events[-1]["event"] != "finished"
        left = list(made.disk.rglob(".*.part"))
        assert len(left) == (stage == "export"), left
        for path in left:
            os.utime(path, (0, 0))  # what is a moment old may be a living process'
        assert made.run().is_clean
        assert made.held() == held
        assert made.known() == known
        assert [path.name for path in made.disk.rglob(".*")] == []


# Counts its own steps from the first use of the package on, and dies at one of them.
_DYING = """\
import os, signal, sys
left = int(os.environ["DIES_AT"])
passed = 0
def count(*_):
    global passed
    passed += 1
    if passed == left:
        os.kill(os.getpid(), signal.SIGKILL)
def meet(event, arguments):
    if event == "open" and not passed and str(arguments[0]).endswith("play.ocmpack"):
        sys.setprofile(count)
sys.addaudithook(meet)
import atexit
atexit.register(lambda: print(passed, file=sys.stderr))
"""


def check_dying_at(made, step):
    """How a `check` ended that died at the step, or at none if that is 0."""
    hooks = made.directory / "hooks"
    hooks.mkdir(exist_ok=True)
    (hooks / "sitecustomize.py").write_text(_DYING, "utf-8")
    more = {"PYTHONPATH": f"{hooks}{os.pathsep}{ROOT}", "DIES_AT": str(step), **ENVIRONMENT}
    words = ("check", made.package, "--job", "job.toml", "--json", "--quiet")
    return migrator(made.directory, *words, **more)


def test_a_check_that_is_killed_changes_nothing(sql, undisturbed, tmp_path):
    _, held, known = undisturbed
    dice = random.Random("check")
    with world(tmp_path / "w", sql, CONNECTIONS, files=Carriage.SEALED) as made:
        made.export()
        before = {path: path.read_bytes() for path in made.disk.rglob("*") if path.is_file()}
        whole = check_dying_at(made, 0)
        assert whole.exit_code == 0, whole.err
        steps = int(whole.err.split()[-1])
        assert steps > 1000
        for _ in KILLS:
            killed = check_dying_at(made, dice.randint(1, steps * 9 // 10))
            assert killed.exit_code == -signal.SIGKILL, killed.err
            assert '"result"' not in killed.out
            assert {p: p.read_bytes() for p in made.disk.rglob("*") if p.is_file()} == before
        assert made.run().is_clean
        assert made.held() == held
        assert made.known() == known


class RaisedGate(Gate):
    """Holds a request of a run that raises the rate limit.

    Args:
        made: whose cloud and files they are.
        after: how many requests after it was noted that the limit is to be raised.
    """

    def __init__(self, made, after, *, is_done_late):
        super().__init__(is_done_late=is_done_late)
        self._made = made
        self._left = after

    def pass_by(self):
        with self._lock:
            self.passed += 1
            self._left -= (self._made.state / RATE_FILE).exists()
            is_held = self._left < 0 and not self.is_reached.is_set()
            if is_held:
                self.is_reached.set()
        if is_held:
            assert self._open.wait(DEADLINE_S)
        return is_held


@pytest.mark.parametrize(
    "place",
    [(0, False, RATE), (0, True, RAISED), (1, True, RAISED), (25, False, RAISED)],
    ids=["before it is raised", "while it is raised", "at once after", "in the midst"],
)
def test_the_limit_that_a_killed_process_has_raised_is_put_back_by_the_next(
    place, sql, undisturbed, tmp_path
):
    after, is_done_late, left_at = place
    _, held, known = undisturbed
    with world(tmp_path / "w", sql, CONNECTIONS, rate=RATE, files=Carriage.SEALED) as made:
        job = made.directory / "job.toml"
        job.write_text(
            f"{job.read_text('utf-8')}\n[policy]\nraise_rate_limit = {RAISED}\n", "utf-8"
        )
        events = killed_at(RaisedGate(made, after, is_done_late=is_done_late), made)
        assert events[-1]["stage"] == "upload"
        assert (made.state / RATE_FILE).exists(), "else nobody would know"
        deadline = time.monotonic() + DEADLINE_S
        while is_done_late and limit(made) != left_at and time.monotonic() < deadline:
            time.sleep(0.01)  # its sender is dead, and tells nobody when it is done
        assert limit(made) == left_at
        assert made.run().is_clean
        assert limit(made) == RATE
        assert not (made.state / RATE_FILE).exists()
        assert made.held() == held
        assert made.known() == known


def limit(made):
    """How many requests a minute the cloud allows."""
    return made.cloud._instance.limiter.rate_per_minute


def killed_at(gate, made):
    """The events of a process that was killed where the gate held it."""
    with (
        gate.before(made),
        started(made.directory, "run", "job.toml", "--yes", "--json", **ENVIRONMENT) as process,
    ):
        assert gate.is_reached.wait(DEADLINE_S), "It never came that far."
        process.send_signal(signal.SIGKILL)
        out, err = process.communicate(timeout=DEADLINE_S)
        assert process.returncode == -signal.SIGKILL, err
    return [json.loads(line) for line in out.splitlines(keepends=True) if line.endswith("\n")]
