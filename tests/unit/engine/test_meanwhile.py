"""What an upload changes for as long as it runs is put back, however it ends."""

from dataclasses import replace

import pytest

from migrator.engine.meanwhile import MEANWHILE_FILE, putting_back
from migrator.engine.plan import plan
from migrator.engine.upload import upload
from migrator.engine.verify import verify
from migrator.model.errors import Cancelled
from migrator.model.events import Advanced, Found, Run, Stage
from migrator.model.settings import PolicySettings
from migrator.sandbox.cloud import OctopusCloud
from migrator.sandbox.cloud.trouble import Cue
from migrator.target.errors import ForbiddenError
from tests.fakes.crashing import Crash
from tests.fakes.small_migration import API_KEY, moving, write


@pytest.fixture(scope="module")
def package(tmp_path_factory):
    return write(tmp_path_factory.mktemp("package") / "small.ocmpack")


@pytest.fixture
def cloud():
    with OctopusCloud(api_key=API_KEY) as made:
        yield made


@pytest.fixture
def move(package, cloud, tmp_path):
    with moving(package, cloud, tmp_path / "state") as (opened, target, state):
        yield Move(opened, target, state, cloud)


class Move:
    """One package, one target, and what the spaces' queues did."""

    def __init__(self, opened, target, state, cloud):
        self.opened, self.target, self.state, self.cloud = opened, target, state, cloud

    def plan(self, policy=None):
        return plan(self.opened, self.target, policy or PolicySettings(), self.state, Run())

    def upload(self, made, emit=lambda event: None, cancelled=lambda: False):
        return upload(
            made, self.opened, self.target, self.state, Run(emit, cancelled), is_fresh=True
        )

    def written(self):
        """What was written to the space, and how many writes went elsewhere before."""
        elsewhere, told = 0, []
        for asked in self.cloud.requests:
            if asked.method == "PUT" and asked.path.startswith("/api/spaces/"):
                told.append((asked.body["TaskQueueStopped"], elsewhere))
            elif asked.method in {"POST", "PUT"}:
                elsewhere += 1
        return told, elsewhere

    def is_stopped(self):
        return [space["TaskQueueStopped"] for space in self.cloud.store.documents("Space")]

    def stop_by_hand(self):
        space = self.target.wire.get("/api/spaces/Spaces-1")
        self.target.wire.put("/api/spaces/Spaces-1", {**space, "TaskQueueStopped": True})


def test_the_queue_is_stopped_before_all_writes_and_started_after_them(move):
    made = move.plan()
    assert made.report().facts["stopped_queues"] == ["Default"]
    assert move.upload(made).is_clean
    told, elsewhere = move.written()
    assert told == [(True, 0), (False, elsewhere)]
    assert elsewhere > 10
    assert move.state.read_json(MEANWHILE_FILE) is None


def test_a_second_run_leaves_the_queue_alone(move):
    first = move.plan()
    move.upload(first)
    verify(first, move.opened, move.target, move.state, Run())
    before = len(move.cloud.requests)
    move.upload(first)
    again = move.plan()
    assert again.meanwhile.stopped_queues == ()
    move.upload(again)
    assert [one.path for one in move.cloud.requests[before:] if one.method != "GET"] == []


def test_a_queue_that_was_stopped_before_stays_so(move):
    move.stop_by_hand()
    made = move.plan()
    assert made.meanwhile.stopped_queues == ()
    move.upload(made)
    assert move.is_stopped() == [True]


def test_a_queue_that_was_stopped_since_the_plan_stays_so(move):
    made = move.plan()
    move.stop_by_hand()
    assert move.upload(made).is_clean
    assert move.is_stopped() == [True]


def test_the_policy_leaves_the_queue_running(move):
    made = move.plan(PolicySettings(stop_task_queue=False))
    move.upload(made)
    assert move.written()[0] == []


def test_a_stop_by_the_user_starts_the_queue_again(move):
    stopped = []

    def emit(event):
        if isinstance(event, Advanced):
            stopped.append(event)

    made = move.plan()
    with pytest.raises(Cancelled):
        move.upload(made, emit, lambda: bool(stopped))
    assert move.written()[0][0] == (True, 0)
    assert move.is_stopped() == [False]


def test_what_a_crash_left_stopped_the_next_run_starts_though_it_has_nothing_else_to_do(move):
    move.upload(move.plan())
    move.stop_by_hand()
    move.state.write_json(MEANWHILE_FILE, {move.target.wire.root: {"Spaces-1": "Default"}})
    with putting_back(move.target, move.state, Stage.PLAN, Run()) as left:
        assert move.is_stopped() == [True]
    assert left == []
    assert move.is_stopped() == [False]
    assert move.state.read_json(MEANWHILE_FILE) is None


def test_it_is_noted_before_it_is_changed(move):
    noted = []

    def schedule(method):
        if method == "PUT":
            noted.append(move.state.read_json(MEANWHILE_FILE))
            move.cloud.trouble.schedule = None

    made = move.plan()
    move.cloud.trouble.schedule = schedule
    move.upload(made)
    assert noted == [{move.target.wire.root: {"Spaces-1": "Default"}}]


def test_a_crash_in_the_midst_keeps_the_note(move):
    def emit(event):
        if isinstance(event, Advanced):
            move.cloud.trouble.schedule = lambda method: Cue(status=403)
            raise Crash

    seen = []
    with pytest.raises(Crash):
        move.upload(move.plan(), emit)
    assert move.is_stopped() == [True]
    move.cloud.trouble.schedule = None
    with putting_back(move.target, move.state, Stage.PLAN, Run(seen.append)):
        pass
    assert (move.is_stopped(), seen) == ([False], [])


def test_a_queue_that_cannot_be_started_again_is_told_and_makes_the_upload_fail(move):
    made, seen = move.plan(), []

    def emit(event):
        seen.append(event)
        if isinstance(event, Advanced) and event.done == event.total:
            move.cloud.trouble.schedule = lambda method: Cue(status=403)

    report = move.upload(made, emit)
    assert not report.is_clean
    (item,) = report.items
    assert (item.ref, item.outcome) == ("space:Default", "failed")
    assert [e.finding.code for e in seen if isinstance(e, Found)] == ["queue-still-stopped"]
    move.cloud.trouble.schedule = None
    assert move.upload(made).is_clean
    assert move.is_stopped() == [False]


def test_a_key_that_may_not_stop_the_queue_is_told_and_the_upload_goes_on(move):
    made = move.plan()
    target = replace(move.target, wire=_MayNotEditSpaces(move.target.wire))
    report = upload(made, move.opened, target, move.state, Run(), is_fresh=True)
    assert report.is_clean
    assert [finding.code for finding in report.findings] == ["queue-not-stopped"]
    assert report.facts["done"] == len(made.steps)


class _MayNotEditSpaces:
    def __init__(self, wire):
        self._wire = wire

    def __getattr__(self, name):
        return getattr(self._wire, name)

    def put(self, path, *args, **more):
        if path.startswith("/api/spaces/"):
            raise ForbiddenError(path, "No.", ["SpaceEdit"])
        return self._wire.put(path, *args, **more)
