"""Looking documents up by natural key, on the sandbox's cloud."""

import pytest

from migrator.model.documents import Kind, Ref
from migrator.model.secret import Secret
from migrator.rules.kinds import match_key
from migrator.rules.rewriting import UnresolvedError
from migrator.sandbox.cloud import OctopusCloud
from migrator.target.finding import Finder, Order
from tests.fakes.small_migration import API_KEY, reach

SPACE = Ref(Kind.SPACE, ("Default",))


@pytest.fixture
def cloud():
    with OctopusCloud(api_key=API_KEY) as made:
        yield made


@pytest.fixture
def found(cloud):
    """A function that finds a ref on the cloud, with the ids that are known."""
    with reach(cloud) as target:
        finder = Finder(target.wire, {"Default": "Default", "Other": "No such space"})
        ids = {match_key(SPACE): cloud.space_id("Default")}

        def find(ref, body=None, **known):
            ids.update(known.get("ids", {}))
            order = Order(ref, body or {}, lambda r: ids.get(match_key(r)), lambda _: Secret(""))
            return finder.find(order)

        find.wire = target.wire
        yield find


def test_a_name_is_found_without_case_and_outer_blanks(cloud, found):
    space = cloud.space_id("Default")
    made = found.wire.post(f"/api/{space}/environments", {"SpaceId": space, "Name": "Test"})
    assert found(Ref(Kind.ENVIRONMENT, ("Default", " TEST ")))["Id"] == made["Id"]


def test_a_name_that_only_begins_alike_is_not_found(cloud, found):
    space = cloud.space_id("Default")
    found.wire.post(f"/api/{space}/environments", {"SpaceId": space, "Name": "Test 2"})
    assert found(Ref(Kind.ENVIRONMENT, ("Default", "Test"))) is None


def test_a_script_module_is_not_taken_for_a_set_of_its_name(cloud, found):
    space = cloud.space_id("Default")
    body = {"SpaceId": space, "Name": "Tools", "ContentType": "ScriptModule", "Templates": []}
    found.wire.post(f"/api/{space}/libraryvariablesets", body)
    assert found(Ref(Kind.SCRIPT_MODULE, ("Default", "Tools")))
    assert found(Ref(Kind.LIBRARY_VARIABLE_SET, ("Default", "Tools"))) is None


def test_a_space_is_found_under_the_name_that_it_is_mapped_to(found):
    assert found(SPACE)["Name"] == "Default"
    assert found(Ref(Kind.SPACE, ("Other",))) is None


def test_teams_of_the_system_are_found(found):
    assert found(Ref(Kind.TEAM, ("", "Everyone")))["Id"] == "teams-everyone"


def test_git_credentials_are_looked_for_page_by_page(found):
    assert found(Ref(Kind.GIT_CREDENTIAL, ("Default", "none"))) is None


def test_what_lies_in_a_space_without_an_id_cannot_be_looked_for(found):
    with pytest.raises(UnresolvedError):
        found(Ref(Kind.ENVIRONMENT, ("Elsewhere", "Test")))


def test_a_channel_is_looked_for_in_its_project_alone(cloud, found):
    space = cloud.space_id("Default")
    groups = found.wire.all(f"/api/{space}/projectgroups/all")
    lifecycles = found.wire.all(f"/api/{space}/lifecycles/all")
    ids = {}
    for name in ("A", "B"):
        body = {
            "SpaceId": space, "Name": name, "ProjectGroupId": groups[0]["Id"],
            "LifecycleId": lifecycles[0]["Id"],
        }  # fmt: skip
        made = found.wire.post(f"/api/{space}/projects", body)
        ids[match_key(Ref(Kind.PROJECT, ("Default", name)))] = made["Id"]
    channels = [
        found(Ref(Kind.CHANNEL, ("Default", name, "Default")), ids=ids) for name in ("A", "B")
    ]
    assert [item["ProjectId"] for item in channels] == list(ids.values())
    assert found(Ref(Kind.CHANNEL, ("Default", "A", "Beta"))) is None
