"""The plan stage against the sandbox's cloud, and plans as files."""

import json
from dataclasses import replace

import pytest

from migrator.engine.connect import open_package
from migrator.engine.errors import NothingToResumeError, SameInstanceError
from migrator.engine.plan import plan
from migrator.engine.plan_file import load_plan, save_plan
from migrator.engine.state import open_state
from migrator.model.documents import Kind, Omitted, Ref
from migrator.model.errors import PlanFileError, StateUnusableError
from migrator.model.events import Finished, Found, Run, Stage, Started
from migrator.model.plan import Create, Fill
from migrator.model.report import Severity
from migrator.model.settings import PolicySettings
from migrator.package.writer import write_package
from migrator.sandbox.cloud import OctopusCloud
from tests.fakes.small_migration import API_KEY, HEADER, RAW, TEST, documents, moving, reach, write


@pytest.fixture(scope="module")
def package(tmp_path_factory):
    return write(tmp_path_factory.mktemp("package") / "small.ocmpack")


@pytest.fixture
def cloud():
    with OctopusCloud(api_key=API_KEY) as made:
        yield made


@pytest.fixture
def made(package, cloud, tmp_path):
    with moving(package, cloud, tmp_path / "state") as (opened, target, state):
        yield plan(opened, target, PolicySettings(), state, Run())


def test_it_writes_nothing_and_tells_what_it_would(package, cloud, tmp_path):
    seen = []
    with moving(package, cloud, tmp_path / "state") as (opened, target, state):
        made = plan(opened, target, PolicySettings(), state, Run(seen.append))
    assert {item.method for item in cloud.requests} == {"GET"}
    assert seen[0] == Started(Stage.PLAN, total=len(RAW))
    assert seen[-1] == Finished(Stage.PLAN)
    found = [event.finding for event in seen if isinstance(event, Found)]
    assert found == list(made.findings)


def test_the_plan_is_the_same_twice(package, cloud, tmp_path):
    with moving(package, cloud, tmp_path / "state") as (opened, target, state):
        digests = {plan(opened, target, PolicySettings(), state, Run()).digest for _ in range(2)}
    assert len(digests) == 1


def test_it_knows_the_targets_version_and_rate(package, tmp_path):
    with (
        OctopusCloud(api_key=API_KEY, rate_per_minute=9000, burst=150) as cloud,
        moving(package, cloud, tmp_path / "state") as (opened, target, state),
    ):
        made = plan(opened, target, PolicySettings(), state, Run())
    assert made.basis.target_version == "2026.1.9674"
    assert (made.rate_per_minute, made.burst) == (9000, 150)


def test_the_source_as_target_is_refused(cloud, tmp_path):
    path = tmp_path / "same.ocmpack"
    header = replace(HEADER, installation_id=cloud.installation_id)
    from tests.unit.package.making import KEYS

    with write_package(KEYS.sealing(path), header) as writer:
        for document in documents()[:1]:
            writer.write(document, {})
    with (
        open_package(KEYS.opening(path)) as opened,
        reach(cloud) as target,
        open_state(tmp_path / "state") as state,
        pytest.raises(SameInstanceError),
    ):
        plan(opened, target, PolicySettings(), state, Run())


def test_a_licence_without_room_is_told_before_anything_is_written(package, cloud, tmp_path):
    cloud.limits["Projects"] = 0
    with moving(package, cloud, tmp_path / "state") as (opened, target, state):
        made = plan(opened, target, PolicySettings(), state, Run())
    (finding,) = [f for f in made.findings if f.code == "licence-limit"]
    assert "1 projects" in finding.message
    assert finding.severity is Severity.WARNING


def test_a_permission_that_lacks_is_told_before_anything_is_written(package, cloud, tmp_path):
    cloud.trouble.missing_permissions.add("FeedEdit")
    with moving(package, cloud, tmp_path / "state") as (opened, target, state):
        made = plan(opened, target, PolicySettings(), state, Run())
    assert [f for f in made.findings if "FeedEdit" in f.message]


def test_what_the_package_left_behind_for_want_of_a_key_is_told(cloud, tmp_path):
    from tests.unit.package.making import KEYS

    path = tmp_path / "left.ocmpack"
    with write_package(KEYS.sealing(path), HEADER) as writer:
        writer.write(documents()[0], {})
        writer.omit(Omitted("no-master-key", "feed:x", "/Password", "No master key was given."))
        writer.omit(Omitted("orphan", "Account", "", "1 rows that nothing owns."))
    with moving(KEYS.opening(path), cloud, tmp_path / "state") as (opened, target, state):
        made = plan(opened, target, PolicySettings(), state, Run())
    assert [(f.code, f.ref, f.pointer) for f in made.findings if f.code != "x"] == [
        ("no-master-key", "feed:x", "/Password")
    ]


def test_a_space_that_is_mapped_is_looked_for_under_its_other_name(package, cloud, tmp_path):
    with (
        open_package(package) as opened,
        reach(cloud) as target,
        open_state(tmp_path / "state") as state,
    ):
        mapped = replace(
            target, settings=replace(target.settings, space_map={"default": "Shops EU"})
        )
        made = plan(opened, mapped, PolicySettings(), state, Run())
    assert made.spaces == {"Default": "Shops EU"}
    space = Ref(Kind.SPACE, ("Default",))
    assert any(isinstance(step, Create) and step.ref == space for step in made.steps)
    assert made.choices.names == {space: "Shops EU"}


def test_a_plan_file_reads_back_as_it_was_saved(made, tmp_path):
    path = tmp_path / "sub" / "plan.json"
    save_plan(made, path)
    assert load_plan(path) == made
    assert load_plan(path).digest == made.digest
    assert path.stat().st_mode & 0o777 == 0o600


def test_a_plan_file_that_a_person_formats_anew_is_the_same_plan(made, tmp_path):
    path = tmp_path / "plan.json"
    save_plan(made, path)
    path.write_text(json.dumps(json.loads(path.read_text()), indent=8, sort_keys=True))
    assert load_plan(path) == made


def test_a_plan_that_is_not_there_is_said_to_be_absent(tmp_path):
    with pytest.raises(NothingToResumeError, match="There is no plan"):
        load_plan(tmp_path / "plan.json")


@pytest.mark.parametrize("content", [b"", b"{", b"\xff\xfe", b"[]", b"{}", b"[" * 100_000])
def test_a_plan_file_that_is_damaged_is_refused(tmp_path, content):
    path = tmp_path / "plan.json"
    path.write_bytes(content)
    with pytest.raises(PlanFileError):
        load_plan(path)


def test_a_directory_is_no_plan_file(made, tmp_path):
    with pytest.raises(PlanFileError):
        load_plan(tmp_path)
    (tmp_path / "file").write_text("")
    with pytest.raises(StateUnusableError):
        save_plan(made, tmp_path / "file" / "plan.json")


def test_steps_name_documents_of_the_package_alone(made):
    refs = {document.ref for document in documents()}
    assert {step.ref for step in made.steps} <= refs
    assert TEST in refs
    assert {type(step) for step in made.steps} >= {Create, Fill}
