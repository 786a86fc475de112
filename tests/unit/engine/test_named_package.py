"""Other names on the target, and two spaces that become one: from the plan to the proof."""

from dataclasses import replace

import pytest

from migrator.engine.connect import open_package
from migrator.engine.earlier import SOURCE_FILE, earlier_runs, note_moved, origins_of
from migrator.engine.named_package import as_named
from migrator.engine.plan import plan
from migrator.engine.state import open_state
from migrator.engine.upload import upload
from migrator.engine.verify import verify
from migrator.model.documents import Embedded, Joined, Kind, LogicalDocument, Ref, slots_in
from migrator.model.errors import PlanBlockedError, StalePlanError
from migrator.model.events import Run
from migrator.model.report import Severity
from migrator.model.sealed import SecretAddress
from migrator.model.settings import NameRule, PolicySettings, TargetSettings
from migrator.rules.name_map import make_naming
from migrator.rules.removals import Moved
from migrator.sandbox.cloud import OctopusCloud
from tests.fakes.small_migration import (
    API_KEY,
    FEED,
    GROUP,
    PLAIN,
    PROJECT,
    TEST,
    VARIABLES,
    documents,
    reach,
    write,
)

A, B = "Default", "Second"
TO_ONE = {A: "Main", B: "Main"}


@pytest.fixture
def cloud():
    with OctopusCloud(api_key=API_KEY) as made:
        yield made


def moved(node, space):
    """The node with each ref in another space."""
    match node:
        case Ref():
            return Ref(node.kind, (space, *node.path[1:]))
        case dict():
            return {key: moved(item, space) for key, item in node.items()}
        case list():
            return [moved(item, space) for item in node]
        case Joined():
            return Joined(node.separator, tuple(moved(item, space) for item in node.items))
        case Embedded():
            return Embedded(moved(node.node, space))
        case _:
            return node


def in_space(held, space):
    """The same documents in another space, whose secrets have digests of their own there."""
    made = []
    for found in held:
        body = moved(found.body, space)
        if found.ref.kind is Kind.SPACE:
            body["Name"] = space
        digests = {pointer: f"{mark}-{space}" for pointer, mark in found.digests.items()}
        made.append(LogicalDocument(moved(found.ref, space), body, {}, digests))
    return made


def plain_of(held):
    """What each secret is: the same at the same place of either space."""
    known = {(ref.kind, ref.path[1:], pointer): text for (ref, pointer), text in PLAIN.items()}
    return {
        (found.ref, pointer): known[found.ref.kind, found.ref.path[1:], pointer]
        for found in held
        for pointer in slots_in(found.body)
    }


class World:
    """A package and a cloud, under the maps of a job."""

    def __init__(self, path, cloud, held, plain=None, **maps):
        self.path, self.cloud, self.maps = path, cloud, maps
        self.settings = write(path / "it.ocmpack", held, plain or plain_of(held))

    def go(self, *, verifies=True, policy=None):
        """Plan, upload and verify once; gives the plan and the proof."""
        with (
            open_package(self.settings) as package,
            reach(self.cloud) as reached,
            open_state(self.path / "state") as state,
        ):
            target = replace(reached, settings=replace(reached.settings, **self.maps))
            made = plan(package, target, policy or PolicySettings(), state, Run())
            if not verifies:
                return made, None
            upload(made, package, target, state, Run(), is_fresh=True)
            return made, verify(made, package, target, state, Run())

    def names(self, kind, space="Main"):
        (at,) = [s["Id"] for s in self.cloud.store.all_of("Space") if s["Name"] == space]
        return sorted(found["Name"] for found in self.cloud.store.all_of(kind, at))


def codes(made, severity):
    return {(f.code, f.ref) for f in made.findings if f.severity is severity}


def test_two_equal_spaces_become_one_and_a_second_run_writes_nothing(tmp_path, cloud):
    held = documents()
    world = World(tmp_path, cloud, [*held, *in_space(held, B)], space_map=TO_ONE)
    made, report = world.go()
    assert report.is_clean
    assert not report.items
    assert made.spaces == {A: "Main"}
    assert report.facts["compared"] == len(held)
    assert world.names("Project") == ["Web Shop"]
    assert ("space-joined", "space:Second") in codes(made, Severity.INFO)
    again, report = world.go()
    assert not again.steps
    assert report.is_clean


def only_second(held):
    """What is the second space's own: another project, and all that is shared, as it is."""
    names = {"Web Shop": "Ledger", "web-shop": "ledger"}

    def named(node):
        match node:
            case Ref(kind=kind, path=path):
                return Ref(kind, tuple(names.get(name, name) for name in path))
            case dict():
                return {key: named(item) for key, item in node.items()}
            case list():
                return [named(item) for item in node]
            case str():
                return names.get(node, node)
            case _:
                return node

    return [
        LogicalDocument(named(found.ref), named(found.body), {}, found.digests) for found in held
    ]


@pytest.mark.parametrize("exists", [False, True])
def test_projects_of_both_spaces_arrive_in_one_that_is_there_or_not(tmp_path, cloud, exists):
    held = documents()
    second = in_space(only_second(held), B)
    plain = {
        (found.ref, pointer): f"{found.ref.kind}-canary"
        for found in (*held, *second)
        for pointer in slots_in(found.body)
    }
    world = World(tmp_path, cloud, [*held, *second], plain, space_map=TO_ONE)
    if exists:
        with reach(cloud) as target:
            me = target.wire.get("/api/users/me")["Id"]
            body = {"Name": "Main", "SpaceManagersTeams": [], "SpaceManagersTeamMembers": [me]}
            target.wire.post("/api/spaces", body, look=lambda: None)
    made, report = world.go()
    assert report.is_clean
    assert not report.items
    assert world.names("Project") == ["Ledger", "Web Shop"]
    assert {ref.space for step in made.steps for ref in (step.ref,)} == {A}
    again, _ = world.go()
    assert not again.steps


def changed(held, ref, **members):
    return [
        replace(found, body={**found.body, **members}) if found.ref == ref else found
        for found in held
    ]


def test_items_of_one_name_that_differ_are_named_and_block(tmp_path, cloud):
    held = documents()
    second = in_space(changed(held, GROUP, Description="others"), B)
    world = World(tmp_path, cloud, [*held, *second], space_map=TO_ONE)
    made, _ = world.go(verifies=False)
    assert codes(made, Severity.BLOCKS) == {("name-conflict", "project_group:Second/Shops")}
    (found,) = [f for f in made.findings if f.code == "name-conflict"]
    assert "/Description" in found.message
    assert "target.name_map" in found.hint
    with pytest.raises(PlanBlockedError):
        world.go()
    assert not [s for s in cloud.store.all_of("Space") if s["Name"] == "Main"]


def test_another_name_for_one_of_them_settles_the_conflict_and_references_follow(tmp_path, cloud):
    held = documents()
    second = in_space(changed(only_second(held), GROUP, Description="others"), B)
    both = [*held, *second]
    plain = {
        (found.ref, pointer): f"{found.ref.kind}-canary"
        for found in both
        for pointer in slots_in(found.body)
    }
    rule = NameRule(Kind.PROJECT_GROUP, "shops", "Second Shops", "second")
    world = World(tmp_path, cloud, both, plain, space_map=TO_ONE, name_map=(rule,))
    _, report = world.go()
    assert report.is_clean
    assert not report.items
    groups = {g["Id"]: g["Name"] for g in cloud.store.all_of("ProjectGroup")}
    of = {p["Name"]: groups[p["ProjectGroupId"]] for p in cloud.store.all_of("Project")}
    assert of == {"Web Shop": "Shops", "Ledger": "Second Shops"}
    again, _ = world.go()
    assert not again.steps


def test_secrets_that_differ_are_a_conflict_that_shows_neither(tmp_path, cloud):
    held = documents()
    both = [*held, *in_space(held, B)]
    plain = plain_of(both)
    plain[Ref(Kind.FEED, (B, "Docker")), "/Password"] = "other-canary"
    made, _ = World(tmp_path, cloud, both, plain, space_map=TO_ONE).go(verifies=False)
    assert codes(made, Severity.BLOCKS) == {("name-conflict", "feed:Second/Docker")}
    assert "canary" not in repr(made)


def test_of_what_the_server_makes_with_a_space_the_first_counts_with_a_warning(tmp_path, cloud):
    pool = Ref(Kind.WORKER_POOL, (A, "Default Worker Pool"))
    body = {"Name": "Default Worker Pool", "Description": "ours"}
    held = [*documents(), LogicalDocument(pool, body)]
    second = in_space(changed(held, pool, Description="theirs"), B)
    world = World(tmp_path, cloud, [*held, *second], space_map=TO_ONE)
    made, report = world.go()
    assert not made.is_blocked
    assert ("joined-unequal", "worker_pool:Second/Default Worker Pool") in codes(
        made, Severity.WARNING
    )
    assert not report.items


def test_a_new_name_is_made_and_every_reference_follows(tmp_path, cloud):
    rules = (
        NameRule(Kind.ENVIRONMENT, "test", "Staging"),
        NameRule(Kind.PROJECT, "Web Shop", "Shop"),
        NameRule(Kind.FEED, "Docker", "Registry", A),
    )
    world = World(tmp_path, cloud, documents(), name_map=rules)
    made, report = world.go()
    assert report.is_clean
    assert not report.items
    assert world.names("Environment", A) == ["Production", "Staging"]
    assert world.names("Project", A) == ["Shop"]
    assert ("name-mapped", str(TEST)) in codes(made, Severity.INFO)
    (staging,) = [e for e in cloud.store.all_of("Environment") if e["Name"] == "Staging"]
    assert staging["Slug"] == "staging"
    (account,) = [a for a in cloud.store.all_of("Account") if a["Name"] == "Cluster"]
    assert account["EnvironmentIds"] == [staging["Id"]]
    again, _ = world.go()
    assert not again.steps


def test_a_new_name_that_the_target_has_merges_into_that(tmp_path, cloud):
    world = World(tmp_path, cloud, documents(), name_map=())
    world.go()
    (group,) = [g for g in cloud.store.all_of("ProjectGroup") if g["Name"] == "Shops"]
    group.update(Name="Stores", Slug="stores-there", Description="theirs")
    world.maps["name_map"] = (NameRule(Kind.PROJECT_GROUP, "Shops", "stores"),)
    made, report = world.go()
    assert not [s for s in made.steps if s.ref.kind is Kind.PROJECT_GROUP and "create" in s.id]
    assert report.is_clean
    assert not report.items
    assert world.names("ProjectGroup", A) == ["Default Project Group", "stores"]
    (found,) = [g for g in cloud.store.all_of("ProjectGroup") if g["Name"] == "stores"]
    assert (found["Id"], found["Slug"]) == (group["Id"], "stores-there")
    assert found["Description"] == "all of them"


def test_a_name_that_fits_nothing_blocks_where_another_is_near(tmp_path, cloud):
    rules = (
        NameRule(Kind.ENVIRONMENT, "Prodction", "Live"),
        NameRule(Kind.ENVIRONMENT, "Zzz", "Live"),
        NameRule(Kind.FEED, "Octopus Server (built-in)", "Ours"),
    )
    built_in = LogicalDocument(
        Ref(Kind.FEED, (A, "Octopus Server (built-in)")),
        {"Name": "Octopus Server (built-in)", "FeedType": "BuiltIn"},
    )
    world = World(tmp_path, cloud, [*documents(), built_in], name_map=rules)
    made, _ = world.go(verifies=False)
    assert codes(made, Severity.BLOCKS) == {
        ("name-unknown", "environment:/Prodction"),
        ("name-fixed", str(built_in.ref)),
    }
    assert ("name-unknown", "environment:/Zzz") in codes(made, Severity.WARNING)
    assert any("the nearest is 'Production'" in f.message for f in made.findings)


def test_two_items_of_one_new_name_are_refused_unless_they_are_equal(tmp_path, cloud):
    rules = (NameRule(Kind.ENVIRONMENT, "Test", "Production"),)
    equal = World(tmp_path, cloud, documents(), name_map=rules)
    made, _ = equal.go(verifies=False)
    assert not made.is_blocked
    other = changed(documents(), TEST, Description="not the same")
    (tmp_path / "other").mkdir()
    made, _ = World(tmp_path / "other", cloud, other, name_map=rules).go(verifies=False)
    assert ("name-conflict", str(TEST)) in codes(made, Severity.BLOCKS)


def test_values_told_apart_by_names_that_become_one_are_never_lost(tmp_path, cloud):
    production = Ref(Kind.ENVIRONMENT, (A, "Production"))
    variables = [
        {"Name": "Url", "Type": "String", "Value": "one", "Scope": {"Environment": [TEST]}},
        {"Name": "Url", "Type": "String", "Value": "two", "Scope": {"Environment": [production]}},
    ]
    held = [
        replace(found, digests={}) if found.ref == VARIABLES else found
        for found in changed(documents(), VARIABLES, Variables=variables)
    ]
    rules = (NameRule(Kind.ENVIRONMENT, "Test", "Production"),)
    made, _ = World(tmp_path, cloud, held, name_map=rules).go(verifies=False)
    assert codes(made, Severity.BLOCKS) == {("name-conflict", str(VARIABLES))}
    assert any("'url'" in found.message for found in made.findings)


def test_a_plan_is_stale_under_other_names(tmp_path, cloud):
    settings = write(tmp_path / "it.ocmpack")
    with (
        open_package(settings) as package,
        reach(cloud) as target,
        open_state(tmp_path / "state") as state,
    ):
        made = plan(package, target, PolicySettings(), state, Run())
        rules = (NameRule(Kind.ENVIRONMENT, "Test", "Staging"),)
        other = replace(target, settings=replace(target.settings, name_map=rules))
        with pytest.raises(StalePlanError):
            upload(made, package, other, state, Run(), is_fresh=True)


def test_without_maps_the_package_is_itself_and_with_them_opens_by_the_sources_names(tmp_path):
    with open_package(write(tmp_path / "it.ocmpack")) as package, OctopusCloud(api_key=API_KEY) as cloud, reach(cloud) as target:  # fmt: skip
        assert as_named(package, target.settings) is package
        rules = (NameRule(Kind.FEED, "Docker", "Registry"),)
        named = as_named(package, replace(target.settings, name_map=rules))
        assert as_named(named, target.settings) is named
        registry = Ref(Kind.FEED, (A, "Registry"))
        assert FEED not in named.refs()
        assert PROJECT in named.refs()
        opened = named.secret(SecretAddress(registry, "/Password"))
        assert opened == package.secret(SecretAddress(FEED, "/Password"))
        assert [found.ref for found in named.documents()] == list(named.refs())
        assert (named.omitted, named.has_secrets) == (package.omitted, True)


def test_without_the_key_for_secrets_nothing_is_said_of_them_and_none_is_lost_unseen(tmp_path):
    held = documents()
    both = [*held, *in_space(held, B)]
    plain = plain_of(both)
    plain[Ref(Kind.FEED, (B, "Docker")), "/Password"] = "other-canary"
    with open_package(write(tmp_path / "it.ocmpack", both, plain)) as package:
        settings = TargetSettings("https://acme.octopus.app", space_map=TO_ONE)
        assert any(f.code == "name-conflict" for f in as_named(package, settings).findings())
        shut = as_named(WithoutSecrets(package), settings)
        assert not shut.has_secrets
        assert not [f for f in shut.findings() if f.code == "name-conflict"]


class WithoutSecrets:
    """A package that was opened by a key for its documents alone."""

    has_secrets = False

    def __init__(self, package):
        self.refs, self.read = package.refs, package.read


def test_rows_of_documents_are_known_by_the_names_on_the_target(tmp_path):
    state_of = {
        "package": "digest",
        "origins": {
            "environment:Default/Prod": "DeploymentEnvironment 1",
            "environment:Default/Production": "DeploymentEnvironment 2",
            "environment:Second/Test": "DeploymentEnvironment 3",
        },
        "unreadable": [],
        "tables": ["DeploymentEnvironment"],
    }
    prod = Ref(Kind.ENVIRONMENT, (A, "Prod"))
    production = Ref(Kind.ENVIRONMENT, (A, "Production"))
    naming, _, _ = make_naming(
        [prod, production, Ref(Kind.ENVIRONMENT, (B, "Test"))],
        TO_ONE,
        [NameRule(Kind.ENVIRONMENT, "Prod", "Production")],
    )
    with open_state(tmp_path / "state") as state:
        state.write_json(SOURCE_FILE, state_of)
        assert origins_of("digest", state, naming) == {
            production: "DeploymentEnvironment 2",
            Ref(Kind.ENVIRONMENT, (A, "Test")): "DeploymentEnvironment 3",
        }
        moved = {
            Ref(Kind.ENVIRONMENT, (B, "Test")): Moved("DeploymentEnvironment 3", "E-3", "v", "d"),
            prod: Moved("DeploymentEnvironment 1", "E-1", "v", "d"),
        }
        note_moved(moved, "https://acme.octopus.app", "it", state)
        found = earlier_runs("https://acme.octopus.app", "it", "digest", state, naming)
        assert set(found.moved) == {prod, Ref(Kind.ENVIRONMENT, (A, "Test"))}
        assert found.removed == frozenset()
        assert found.renamed == {production: prod}
