"""Carrying a plan out against the sandbox's cloud, and going on with it."""

import threading
from contextlib import contextmanager
from dataclasses import replace

import pytest

from migrator.engine.connect import open_package
from migrator.engine.journal import Begun, Journal, Progress
from migrator.engine.plan import plan
from migrator.engine.plan_file import journal_name
from migrator.engine.state import open_state
from migrator.engine.upload import upload
from migrator.engine.verify import verify
from migrator.model.documents import Kind, TargetId
from migrator.model.errors import Cancelled, PlanBlockedError, StalePlanError
from migrator.model.events import Advanced, Finished, Found, Retried, Run, Stage, Started
from migrator.model.plan import Create, Plan, Update
from migrator.model.report import Finding, Severity
from migrator.model.settings import PolicySettings
from migrator.sandbox.cloud import OctopusCloud
from migrator.target.errors import UnauthorisedError
from tests.fakes.small_migration import (
    ACCOUNT,
    API_KEY,
    FEED,
    GROUP,
    PROJECT,
    TEST,
    documents,
    moving,
    reach,
    write,
)


@pytest.fixture(scope="module")
def package(tmp_path_factory):
    return write(tmp_path_factory.mktemp("package") / "small.ocmpack")


@pytest.fixture
def cloud():
    with OctopusCloud(api_key=API_KEY) as made:
        yield made


@pytest.fixture
def stage(package, cloud, tmp_path):
    with moving(package, cloud, tmp_path / "state") as (opened, target, state):
        yield Stages(opened, target, state, cloud)


class Stages:
    """The stages on the target's side, with all that they take."""

    def __init__(self, opened, target, state, cloud):
        self.opened, self.target, self.state, self.cloud = opened, target, state, cloud

    def plan(self, policy=None):
        return plan(self.opened, self.target, policy or PolicySettings(), self.state, Run())

    def upload(self, made, run=None, *, is_fresh=False):
        return upload(made, self.opened, self.target, self.state, run or Run(), is_fresh=is_fresh)

    def writes(self):
        return [item for item in self.cloud.requests if item.method != "GET"]

    @contextmanager
    def journal(self, made):
        with Journal(self.state.file(journal_name(made)), made.digest) as journal:
            yield journal

    @contextmanager
    def with_package(self, path, changes):
        """The same target with another package."""
        with open_package(write(path, documents(changes))) as opened:
            yield Stages(opened, self.target, self.state, self.cloud)


def names(cloud, kind):
    return sorted(document["Name"] for document in cloud.store.documents(kind))


def test_everything_is_written_and_counted(stage):
    made = stage.plan()
    report = stage.upload(made)
    assert report.facts["done"] == report.facts["steps"] == len(made.steps)
    assert report.kinds["environment"] == {"created": 2}
    assert report.is_clean
    assert names(stage.cloud, "Environment") == ["Production", "Test"]


def test_events_tell_how_far_it_is_from_one_thread(stage):
    seen, threads = [], set()

    def emit(event):
        seen.append(event)
        threads.add(threading.get_ident())

    made = stage.plan()
    stage.upload(made, Run(emit))
    assert seen[0] == Started(Stage.UPLOAD, total=len(made.steps), done=0)
    assert seen[-1] == Finished(Stage.UPLOAD)
    counts = [event.done for event in seen if isinstance(event, Advanced)]
    assert counts == list(range(1, len(made.steps) + 1))
    assert threads == {threading.get_ident()}


def test_repeated_requests_are_told(stage):
    made, seen = stage.plan(), []
    stage.cloud.trouble.drop_before(1)
    assert stage.upload(made, Run(seen.append)).is_clean
    assert [event.stage for event in seen if isinstance(event, Retried)] == [Stage.UPLOAD]


def test_called_again_it_asks_the_target_for_nothing(stage):
    made = stage.plan()
    stage.upload(made)
    stage.cloud.requests.clear()
    report = stage.upload(made)
    assert report.facts["done_before"] == len(made.steps)
    assert not stage.cloud.requests


def test_a_blocked_plan_is_refused_before_anything_is_asked(stage):
    blocks = Finding(Severity.BLOCKS, "missing-reference", "feed:x", "gone")
    made = replace(stage.plan(), findings=(blocks,))
    stage.cloud.requests.clear()
    with pytest.raises(PlanBlockedError, match=r"feed:x: gone") as caught:
        stage.upload(made)
    assert caught.value.report.findings == (blocks,)
    assert not stage.cloud.requests


def test_a_plan_for_another_package_is_stale(stage, tmp_path):
    made = stage.plan()
    with (
        stage.with_package(tmp_path / "other.ocmpack", {GROUP: {"Description": "other"}}) as other,
        pytest.raises(StalePlanError, match="package"),
    ):
        other.upload(made)
    assert not stage.writes()


def test_a_plan_for_what_the_target_no_longer_holds_is_stale(stage):
    made = stage.plan()
    space = stage.cloud.space_id("Default")
    stage.target.wire.post(f"/api/{space}/environments", {"SpaceId": space, "Name": "Late"})
    stage.cloud.requests.clear()
    with pytest.raises(StalePlanError, match="target"):
        stage.upload(made)
    assert not stage.writes()


def test_a_cancel_between_two_steps_leaves_what_is_done_and_the_next_call_goes_on(stage):
    made, told = stage.plan(), []

    def emit(event):
        if isinstance(event, Advanced):
            told.append(event)

    with pytest.raises(Cancelled):
        stage.upload(made, Run(emit, cancelled=lambda: len(told) >= 4), is_fresh=True)
    with stage.journal(made) as journal:
        done = len(journal.done())
        assert all(journal.progress(s.id) is not Progress.IN_DOUBT for s in made.steps)
    assert 4 <= done < len(made.steps)
    report = stage.upload(made)
    assert report.facts["done_before"] == done
    assert report.is_clean
    assert names(stage.cloud, "Environment") == ["Production", "Test"]


def step_of(made: Plan, kind, found):
    (step,) = [step for step in made.steps if isinstance(step, kind) and step.ref == found]
    return step


def test_a_step_in_doubt_is_looked_for_before_it_is_done_again(stage):
    made = stage.plan(PolicySettings(stop_task_queue=False))
    stage.upload(made)
    path = stage.state.file(journal_name(made))
    lines = path.read_text().splitlines(keepends=True)
    step = step_of(made, Create, TEST)
    path.write_text("".join(x for x in lines if not ('"done"' in x and step.id in x)))
    stage.cloud.requests.clear()
    assert stage.upload(made).is_clean
    assert not stage.writes()
    assert names(stage.cloud, "Environment") == ["Production", "Test"]


def test_a_step_in_doubt_that_never_arrived_is_done(stage):
    made = stage.plan()
    with stage.journal(made) as journal:
        journal.record(Begun(step_of(made, Create, TEST).id))
    assert stage.upload(made).is_clean
    assert names(stage.cloud, "Environment") == ["Production", "Test"]


def test_a_refused_document_and_what_needs_it_are_told_and_the_rest_goes_on(stage):
    made = stage.plan()
    stage.cloud.limits["Projects"] = 0
    report = stage.upload(made, is_fresh=True)
    assert not report.is_clean
    failed = {item.ref for item in report.items}
    assert str(PROJECT) in failed
    assert "deployment_process:Default/Web Shop" in failed
    assert str(FEED) not in failed
    assert report.facts["failed"] == len(failed) == len(report.findings)
    messages = {finding.ref: finding.message for finding in report.findings}
    assert "Default/Web Shop" in messages["deployment_process:Default/Web Shop"]


def test_a_refusal_is_told_with_its_reason_as_soon_as_it_comes(stage):
    made, events = stage.plan(), []
    stage.cloud.limits["Projects"] = 0
    report = stage.upload(made, Run(events.append), is_fresh=True)
    told = [event.finding for event in events if isinstance(event, Found)]
    assert {finding.ref for finding in told} == {item.ref for item in report.items}
    assert set(report.findings) <= set(told)  # of several steps for one document the first
    first = events.index(next(event for event in events if isinstance(event, Found)))
    assert any(isinstance(event, Advanced) for event in events[first:])


def test_what_was_refused_is_tried_again_by_the_next_call_and_nothing_else(stage):
    made = stage.plan()
    stage.cloud.limits["Projects"] = 0
    stage.upload(made, is_fresh=True)
    stage.cloud.limits.pop("Projects")
    before = names(stage.cloud, "Feed")
    report = stage.upload(made)
    assert report.is_clean
    assert report.facts["failed"] == 0
    assert names(stage.cloud, "Feed") == before
    assert names(stage.cloud, "Project") == ["Web Shop"]


def test_a_key_that_is_refused_stops_the_upload_at_once_and_it_can_go_on_later(stage):
    made = stage.plan()
    stage.cloud.trouble.revoke_key()
    with pytest.raises(UnauthorisedError):
        stage.upload(made, is_fresh=True)
    stage.cloud.trouble.calm()
    assert stage.upload(made).is_clean


def put_group(stage, **changes):
    """Change the project group as somebody else would."""
    (group,) = [g for g in stage.cloud.store.documents("ProjectGroup") if g["Name"] == "Shops"]
    route = f"/api/{group['SpaceId']}/projectgroups/{group['Id']}"
    stage.target.wire.put(route, {**stage.target.wire.get(route), **changes})


def test_what_somebody_changed_since_the_plan_is_not_overwritten_however_often_it_is_called(
    stage, tmp_path
):
    stage.upload(stage.plan())
    with stage.with_package(tmp_path / "b.ocmpack", {GROUP: {"Description": "newer"}}) as changed:
        made = changed.plan()
        assert step_of(made, Update, GROUP).changes == ("/Description",)
        put_group(stage, Description="by somebody else")
        for _ in range(2):
            with pytest.raises(StalePlanError, match="target"):
                changed.upload(made, is_fresh=True)
    (group,) = [g for g in stage.cloud.store.documents("ProjectGroup") if g["Name"] == "Shops"]
    assert group["Description"] == "by somebody else"


def test_what_somebody_made_since_the_plan_is_not_taken_for_ours_however_often_it_is_called(
    stage,
):
    made = stage.plan()
    space = stage.cloud.space_id("Default")
    stage.target.wire.post(f"/api/{space}/environments", {"SpaceId": space, "Name": "test"})
    for _ in range(2):
        with pytest.raises(StalePlanError, match="target"):
            stage.upload(made, is_fresh=True)


def test_only_the_changed_members_of_a_changed_document_are_changed(stage, tmp_path):
    stage.upload(stage.plan())
    space = stage.cloud.space_id("Default")
    with stage.with_package(tmp_path / "b.ocmpack", {GROUP: {"Description": "newer"}}) as changed:
        made = changed.plan()
        stage.cloud.requests.clear()
        assert changed.upload(made).kinds["project_group"] == {"updated": 1}
    paths = {item.path for item in stage.writes() if "projectgroups" in item.path}
    (group,) = [g for g in stage.cloud.store.documents("ProjectGroup") if g["Name"] == "Shops"]
    assert paths == {f"/api/{space}/projectgroups/{group['Id']}"}
    assert group["Description"] == "newer"


def test_secrets_arrive_as_they_were_sealed_and_never_in_a_list(stage):
    stage.upload(stage.plan())
    found = {document["Name"]: document for document in stage.cloud.store.documents("Account")}
    assert stage.cloud.store.secret(found["Cluster"]["Id"], "Token") == "token-canary"
    written = stage.state.path.rglob("*")
    assert all(b"canary" not in path.read_bytes() for path in written if path.is_file())


def test_a_target_that_another_plan_kept_is_not_asked_for_again(package, cloud, tmp_path):
    with (
        open_package(package) as opened,
        reach(cloud) as target,
        open_state(tmp_path / "state") as state,
    ):
        made = plan(opened, target, PolicySettings(), state, Run())
        kept = dict(made.kept)
        assert kept[documents()[0].ref] == TargetId(cloud.space_id("Default"))
        assert {found.kind for found in kept} >= {Kind.SPACE, Kind.WORKER_POOL}
        assert ACCOUNT not in kept


def test_a_space_that_is_new_is_made_and_waited_for_and_filled(package, tmp_path):
    with (
        OctopusCloud(api_key=API_KEY, space_children_delay_s=0.2) as cloud,
        moving(package, cloud, tmp_path / "state") as (opened, target, state),
    ):
        settings = replace(target.settings, space_map={"Default": "Shops EU"})
        stage = Stages(opened, replace(target, settings=settings), state, cloud)
        made = stage.plan()
        assert not made.is_blocked
        assert stage.upload(made).is_clean
        report = verify(made, opened, stage.target, state, Run())
        assert report.is_clean, report.items
        assert not stage.plan().steps
        space = cloud.space_id("Shops EU")
        shops = [d for d in cloud.store.documents("Project") if d["SpaceId"] == space]
        assert [shop["Name"] for shop in shops] == ["Web Shop"]
        assert not [d for d in cloud.store.documents("Project") if d["SpaceId"] != space]
