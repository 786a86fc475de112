"""Random sources of every shape arrive as what independent reasoning expects, field by field.

Each run makes one instance per shape and seed, moves it to a sandbox cloud, and compares all that
the cloud holds inside, secrets too. For a bigger run set `INSTANCES` to the number of seeds and
`INSTANCE_SIZE` to the number of projects, tenants and targets in each space, as in
`INSTANCES=200 INSTANCE_SIZE=6 pytest tests/properties/test_instances.py`.
"""

import os
import re
from collections.abc import Iterator

import pytest

from migrator.sandbox.instance.shapes import Shape
from tests.fakes.source_ids import any_of, hits, source_ids
from tests.instances.author import Place
from tests.instances.changing import changed
from tests.instances.comparing import as_before_2025, differences
from tests.instances.generate import Instance, make_instance
from tests.instances.moving import Moved, move, moved

SEEDS = int(os.environ.get("INSTANCES", "2"))
SIZE = int(os.environ.get("INSTANCE_SIZE", "2"))

EXPLAINED = {
    "comes-along": "what other documents need moves with them",
    "build-information": "packages that stay behind have some",
    "disabled": "machines, triggers and automatic releases wait for cut-over",
    "external-group": "teams have groups of the source's sign-in",
    "id-in-text": "people wrote an id of the source into a text",
    "member-left": "members and groups of teams stay behind",
    "missing-reference": "documents and variables point at an environment that is gone",
    "orphans": "rows belong to nothing that exists",
    "package-file": "the files of some packages are gone or damaged",
    "package-volume": "what goes up is told before",
    "plain-secret": "the source holds a secret in clear",
    "renamed": "certificates share a name",
    "release-left": "a project has changed since, or wants packages that cannot be had",
    "reference-mapped-by-sweep": "a step has an id in a member of its own making",
    "refused-scope": "a prompted variable has a scope that the target takes for others only",
    "run-on-server": "a step ran on the server itself",
    "sealed-text": "a text looks like a ciphertext",
    "snapshot-left": "a runbook has changed since, or wants packages of the built-in feed",
    "source-not-encrypted": "the database is on loopback",
    "steps-in-git": "who saves on both servers undoes what the other did",
    "unused-packages": "no process and no snapshot uses some",
    "version-controlled": "a project keeps its process in a repository",
    "unreadable-secret": "nobody has the key of a secret",
}
"""Each code of a finding that may appear, and why."""


@pytest.fixture(
    scope="module",
    params=[(shape, seed) for shape in Shape for seed in range(SEEDS)],
    ids=lambda param: f"{param[0].name}-{param[1]}",
)
def run(request, tmp_path_factory) -> Iterator[tuple[Instance, Moved]]:
    shape, seed = request.param
    instance = make_instance(shape, seed, SIZE)
    with moved(instance, tmp_path_factory.mktemp("instance")) as done:
        yield instance, done


def test_the_target_holds_what_is_expected_and_nothing_else(run):
    instance, done = run
    assert len(instance.expected) > 40 * SIZE
    assert differences(instance.expected, done.cloud) == []
    assert not done.cloud.store.wiped


def test_each_package_holds_what_its_file_held(run):
    instance, done = run
    names = {str(s["Id"]): s["Name"] for s in done.cloud.store.all_of("Space")}
    ids = {str(d.body["Name"]): d.body["Id"] for d in instance.documents if d.table == "Space"}
    for package in done.cloud.store.all_of("Package"):
        file = f"{package['PackageId']}.{package['Version']}.zip"
        space = ids[names[package["SpaceId"]]]
        (content,) = (
            held
            for path, held in instance.packages.items()
            if path.startswith(f"{space}/") and path.endswith(f"/{file}")
        )
        assert done.cloud.store.contents[package["Id"]] == content


def test_logos_arrive_where_the_source_server_can_be_asked(run):
    instance, done = run
    names = {str(s["Id"]): s["Name"] for s in done.cloud.store.all_of("Space")}
    shown = {
        Place(kind, names[owner["SpaceId"]], owner["Name"]): content
        for kind in ("Project", "Tenant")
        for owner in done.cloud.store.all_of(kind)
        if (content := done.cloud.store.contents.get(f"logo/{owner['Id']}")) is not None
    }
    assert shown == (instance.logos if instance.asks_server else {})


def test_verify_agrees_and_nothing_is_told_without_reason(run):
    _, done = run
    assert done.verified.is_clean, done.verified.items
    assert {finding.code for finding in done.findings} <= set(EXPLAINED)


def test_a_second_plan_would_write_nothing(run):
    _, done = run
    assert [str(step.ref) for step in done.again] == []


def test_each_unreadable_secret_is_named(run):
    instance, done = run
    lost = [secret for secret in instance.secrets if secret.is_live and not secret.readable]
    named = {(f.ref, f.pointer) for f in done.findings if f.code == "unreadable-secret"}
    assert len(named) == len([secret for secret in lost if secret.stored != secret.plain])


def test_no_id_of_the_source_is_sent_but_in_a_text_that_is_reported(run):
    instance, done = run
    gone = {f"{series}-99999" for series in ("Environments", "Projects", "Spaces")}
    word = any_of(source_ids(instance.documents) | gone)
    secrets = {secret.plain for secret in instance.secrets}
    reported = {(_place(f.pointer), f.message) for f in done.findings if f.code == "id-in-text"}
    for route, pointer, identifier in hits(done.cloud.requests, word, secrets):
        place = _place(pointer)
        assert any(place == at and identifier in said for at, said in reported), (route, pointer)
    assert [said for _, said in reported if not word.search(said)] == []


@pytest.mark.parametrize("version", ["2024.4.7065", "2025.1.9982"])
@pytest.mark.parametrize("shape", [Shape.V2019_1, Shape.V2024_4], ids=lambda shape: shape.name)
def test_an_older_target_holds_the_same_in_its_own_forms(version, shape, tmp_path):
    instance = make_instance(shape, SEEDS, SIZE)
    is_before_2025 = version.startswith("2024.")
    expected = as_before_2025(instance.expected) if is_before_2025 else instance.expected
    with moved(instance, tmp_path, version) as done:
        assert differences(expected, done.cloud) == []
        assert done.verified.is_clean
        assert done.again == ()


@pytest.mark.parametrize("shape", [Shape.V2021_2, Shape.V2026_1], ids=lambda shape: shape.name)
def test_a_migration_whose_state_was_lost_finds_all_that_is_there(shape, tmp_path):
    instance = make_instance(shape, SEEDS + 1, SIZE)
    with moved(instance, tmp_path, times=2) as done:
        found = differences(instance.expected, done.cloud)
        # Whether their secrets are right cannot be seen, so templates are saved once more, and
        # what is pinned to their newest version follows.
        news = ("ActionTemplateVersion of ", "/Octopus.Action.Template.Version: ")
        assert [line for line in found if not any(word in line for word in news)] == []
        assert done.verified.is_clean
        assert not done.cloud.store.wiped


@pytest.mark.parametrize("shape", [Shape.V2023_4, Shape.V2025_3], ids=lambda shape: shape.name)
def test_a_second_run_writes_what_has_changed_on_the_source_and_nothing_else(shape, tmp_path):
    instance = make_instance(shape, SEEDS + 2, SIZE)
    with moved(instance, tmp_path) as done:
        later, places = changed(instance)
        second = move(later, done.cloud, tmp_path, tmp_path / "state")
        assert {(step.ref.space, step.ref.name) for step in second.steps} == {
            (place.space, place.name) for place in places
        }
        assert len(second.steps) == len(places) > SIZE
        assert differences(later.expected, done.cloud) == []
        assert second.verified.is_clean
        assert second.again == ()


def _place(pointer: str) -> str:
    """The pointer without positions in lists: what is left out before moves them."""
    return re.sub(r"/\d+(?=/|$)", "/*", pointer)


def test_the_comparison_sees_any_member_that_is_off(run):
    instance, done = run
    cloud = done.cloud
    project = next(one for one in cloud.store.all_of("Project") if one["Templates"])
    for body, member, value in (
        (project, "DiscreteChannelRelease", not project["DiscreteChannelRelease"]),
        (project, "Slug", "another"),
        (project["Templates"][0], "HelpText", "another"),
        (project, "ProjectTags", ["one too many"]),
        (next(iter(cloud.store.all_of("Account"))), "AccountType", "None"),
    ):
        before = body[member]
        body[member] = value
        found = differences(instance.expected, cloud)
        body[member] = before
        assert [f"/{member}" in line for line in found] == [True]
