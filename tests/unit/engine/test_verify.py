"""What verify finds on the target, and what the next plan then knows."""

import json

import pytest

from migrator.engine.plan import KNOWN_SECRETS, plan
from migrator.engine.upload import upload
from migrator.engine.verify import verify
from migrator.model.documents import Kind
from migrator.model.errors import Cancelled, StalePlanError
from migrator.model.events import Finished, Run, Stage, Started
from migrator.model.plan import Update
from migrator.model.settings import Existing, PolicySettings
from migrator.sandbox.cloud import OctopusCloud
from tests.fakes.small_migration import (
    ACCOUNT,
    API_KEY,
    FEED,
    GROUP,
    PLAIN,
    PRODUCTION,
    PROJECT,
    RAW,
    VARIABLES,
    documents,
    moving,
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
def world(package, cloud, tmp_path):
    with moving(package, cloud, tmp_path / "state") as (opened, target, state):
        yield World(opened, target, state, cloud)


class World:
    def __init__(self, opened, target, state, cloud):
        self.opened, self.target, self.state, self.cloud = opened, target, state, cloud

    def plan(self, policy=None):
        return plan(self.opened, self.target, policy or PolicySettings(), self.state, Run())

    def upload(self, made):
        return upload(made, self.opened, self.target, self.state, Run(), is_fresh=True)

    def verify(self, made, run=None):
        return verify(made, self.opened, self.target, self.state, run or Run())

    def move(self):
        made = self.plan()
        self.upload(made)
        return made

    def stored(self, kind, name):
        (found,) = [d for d in self.cloud.store.documents(kind) if d["Name"] == name]
        return found

    def change(self, kind, collection, name, **members):
        found = self.stored(kind, name)
        route = f"/api/{found['SpaceId']}/{collection}/{found['Id']}"
        self.target.wire.put(route, {**self.target.wire.get(route), **members})

    def known(self):
        return json.loads(self.state.file(KNOWN_SECRETS).read_text())[self.target.wire.root]


def outcomes(report):
    return {item.ref: item.outcome for item in report.items}


def test_what_arrived_is_equal_and_every_document_is_compared(world):
    report = world.verify(world.move())
    assert report.is_clean
    assert not report.items
    assert report.facts["compared"] == len(RAW)
    assert report.kinds["secrets"]["not_comparable"] == len(PLAIN)


def test_events_tell_the_beginning_and_the_end(world):
    seen = []
    world.verify(world.move(), Run(seen.append))
    assert seen[0] == Started(Stage.VERIFY, total=len(RAW))
    assert seen[-1] == Finished(Stage.VERIFY)


def test_what_was_changed_on_the_target_is_different_with_place_and_values(world):
    made = world.move()
    world.change("ProjectGroup", "projectgroups", "Shops", Description="changed")
    report = world.verify(made)
    assert not report.is_clean
    (item,) = report.items
    assert (item.ref, item.outcome) == (str(GROUP), "different")
    (found,) = item.differences
    assert (found.pointer, found.expected, found.found) == (
        "/Description", "all of them", "changed"
    )  # fmt: skip


def test_what_was_deleted_on_the_target_is_missing(world):
    made = world.move()
    found = world.stored("Runbook", "Restart")
    world.target.wire.delete(f"/api/{found['SpaceId']}/runbooks/{found['Id']}")
    missing = {ref for ref, outcome in outcomes(world.verify(made)).items() if outcome == "missing"}
    assert "runbook:Default/Web Shop/Restart" in missing


def test_what_was_refused_is_failed_with_the_targets_words(world):
    made = world.plan()
    world.cloud.limits["Projects"] = 0
    world.upload(made)
    report = world.verify(made)
    assert outcomes(report)[str(PROJECT)] == "failed"
    assert [f for f in report.findings if f.code == "failed" and f.ref == str(PROJECT)]


def test_a_secret_that_could_not_be_written_is_failed_though_nothing_else_differs(world):
    world.move()
    world.state.remove(KNOWN_SECRETS)
    again = world.plan()
    assert {step.ref for step in again.steps} == {ref for ref, _ in PLAIN}
    real, world.target.wire.put = world.target.wire.put, refusing(world.target.wire.put, "/feeds/")
    world.upload(again)
    world.target.wire.put = real
    report = world.verify(again)
    assert outcomes(report) == {str(FEED): "failed"}
    assert not report.is_clean
    assert str(FEED) not in world.known()


def refusing(put, part):
    """The wire's put, which sends something faulty to one collection."""

    def send(path, body, **more):
        return put(path, {**body, "Name": ""} if part in path else body, **more)

    return send


def test_secrets_that_are_known_to_be_there_are_not_written_again(world):
    world.verify(world.move())
    assert set(world.known()) == {str(ref) for ref, _ in PLAIN}
    assert not world.plan().steps


def test_without_that_knowledge_secrets_are_written_once_more(world):
    world.verify(world.move())
    world.state.remove(KNOWN_SECRETS)
    steps = world.plan().steps
    assert {type(step) for step in steps} == {Update}
    assert {step.ref for step in steps} == {ref for ref, _ in PLAIN}


def test_a_document_that_somebody_changed_gets_its_secrets_once_more(world):
    world.verify(world.move())
    world.change("Feed", "feeds", "Docker", Username="other")
    (step,) = world.plan().steps
    assert step.ref == FEED
    assert "/Password" in step.changes


def test_what_is_known_stays_known_over_a_run_that_writes_nothing(world):
    world.verify(world.move())
    before = world.known()
    world.verify(world.plan())
    assert world.known() == before


def test_the_file_of_known_secrets_holds_no_secret_and_no_plain_digest(world):
    world.verify(world.move())
    text = world.state.file(KNOWN_SECRETS).read_text()
    assert not [plain for plain in PLAIN.values() if plain.strip() in text]


def test_with_the_policy_to_keep_existing_things_are_not_comparable(world):
    world.verify(world.move())
    world.change("ProjectGroup", "projectgroups", "Shops", Description="theirs")
    keep = PolicySettings(existing=Existing.KEEP)
    report = world.verify(world.plan(keep))
    assert report.is_clean
    assert outcomes(report)[str(GROUP)] == "not_comparable"


def test_a_kind_that_is_to_be_kept_is_not_comparable_and_others_are(world):
    world.verify(world.move())
    world.change("ProjectGroup", "projectgroups", "Shops", Description="theirs")
    keep = PolicySettings(existing_of={Kind.PROJECT_GROUP: Existing.KEEP})
    report = world.verify(world.plan(keep))
    assert outcomes(report) == {str(GROUP): "not_comparable"}
    assert report.kinds["project"]["equal"]


def test_with_the_policy_to_merge_what_only_the_target_has_is_no_difference(world):
    made = world.move()
    ring = world.stored("TagSet", "Ring")
    tags = [*ring["Tags"], {"Name": "Late", "Color": "#00ff00", "Description": ""}]
    world.change("TagSet", "tagsets", "Ring", Tags=tags)
    assert world.verify(made).is_clean


def test_another_order_of_environments_is_a_difference(world):
    made = world.move()
    space = world.cloud.space_id("Default")
    ids = [d["Id"] for d in world.cloud.store.documents("Environment")]
    names = {d["Id"]: d["Name"] for d in world.cloud.store.documents("Environment")}
    wanted = sorted(ids, key=lambda identity: names[identity] != PRODUCTION.name)
    world.target.wire.put(f"/api/{space}/environments/sortorder", wanted)
    assert not world.verify(made).is_clean


def test_a_plan_for_another_package_is_stale(world, cloud, tmp_path):
    made = world.plan()
    changed = write(tmp_path / "other.ocmpack", documents({GROUP: {"Description": "x"}}))
    with (
        moving(changed, cloud, tmp_path / "state2") as (opened, target, state),
        pytest.raises(StalePlanError, match="package"),
    ):
        verify(made, opened, target, state, Run())


def test_it_can_be_cancelled_between_two_documents_and_then_remembers_nothing(world):
    made, asked = world.move(), []

    def cancelled():
        asked.append(1)
        return len(asked) > 10

    with pytest.raises(Cancelled):
        world.verify(made, Run(cancelled=cancelled))
    assert not world.state.file(KNOWN_SECRETS).exists()


def test_refs_of_secrets_are_those_of_the_package():
    assert {ref for ref, _ in PLAIN} == {FEED, ACCOUNT, VARIABLES}
