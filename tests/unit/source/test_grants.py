"""Scoped user roles of a database: what is gathered, what cannot go, what nothing owns."""

import pytest

from migrator.model.documents import Kind, Omitted, Ref, SourceId
from migrator.rules.granting import grants_ref
from migrator.rules.naming import Directory
from migrator.source.grants import Grants, is_built_in_role
from migrator.source.rows import RawDocument

SPACES = {"spaces-1": "Default"}
ROW = {
    "Id": "ScopedUserRoles-1",
    "TeamId": "Teams-1",
    "UserRoleId": "UserRoles-1",
    "SpaceId": "Spaces-1",
    "ProjectIds": ["Projects-1"],
    "EnvironmentIds": [],
    "TenantIds": [],
    "ProjectGroupIds": [],
    "TenantTags": [],
}


def directory():
    made = Directory()
    made.add("Default", "Teams-1", Ref(Kind.TEAM, ("Default", "Operators")))
    made.add("", "Teams-2", Ref(Kind.TEAM, ("", "Auditors")))
    made.add("", "UserRoles-1", Ref(Kind.USER_ROLE, ("", "Watcher")))
    made.add("", "userroles-spacemanager", Ref(Kind.USER_ROLE, ("", "Space manager")))
    made.add("", "userroles-systemadministrator", Ref(Kind.USER_ROLE, ("", "Administrator")))
    return made


def remember(**change):
    grants = Grants()
    body = {**ROW, **change}
    row = RawDocument("ScopedUserRole", SourceId("ScopedUserRoles-1"), body)
    return grants.remember(row, directory(), SPACES), [*grants.gather(None)]


def test_a_role_is_kept_with_its_limits():
    met, (found,) = remember()
    assert met is True
    assert found.ref == grants_ref("Default")
    (grant,) = found.body["Grants"]
    assert grant["ProjectIds"] == ["Projects-1"]
    assert set(grant) == set(ROW) - {"Id", "SpaceId", "TenantTags"}


def test_a_team_of_the_system_has_its_role_in_the_space():
    _, (found,) = remember(TeamId="Teams-2")
    assert found.ref == grants_ref("Default")


@pytest.mark.parametrize("gone", ["TeamId", "UserRoleId", "SpaceId"])
def test_what_belongs_to_nothing_any_more_is_an_orphan(gone):
    met, found = remember(**{gone: f"{gone}-99"})
    assert (met, found) == (False, [])


@pytest.mark.parametrize("name", ["ProjectIds", "EnvironmentIds", "TenantIds", "ProjectGroupIds"])
def test_a_row_that_does_not_say_all_its_limits_stays_behind(name):
    """An absent list must not count as everywhere."""
    grants = Grants()
    body = {key: value for key, value in ROW.items() if key != name}
    row = RawDocument("ScopedUserRole", SourceId("ScopedUserRoles-1"), body)
    met = grants.remember(row, directory(), SPACES)
    assert isinstance(met, Omitted)
    assert met.code == "refused-scope"
    assert name in met.message
    assert [*grants.gather(None)] == []


def test_a_limit_that_the_api_does_not_take_keeps_the_role_behind():
    met, found = remember(TenantTags=["Region/EU"])
    assert (met.code, found) == ("refused-scope", [])
    assert "'Watcher' of the team 'Operators'" in met.message


def test_a_role_of_the_system_is_told():
    met, found = remember(TeamId="Teams-2", SpaceId=None)
    assert (met.code, found) == ("role-of-system", [])


@pytest.mark.parametrize(
    "own",
    [
        {"TeamId": "teams-spacemanagers-Spaces-1", "UserRoleId": "userroles-spacemanager"},
        {
            "TeamId": "teams-administrators",
            "UserRoleId": "userroles-systemadministrator",
            "SpaceId": None,
        },
    ],
    ids=["space managers", "administrators"],
)
def test_what_every_server_makes_is_no_news(own):
    met, found = remember(**own)
    assert (met, found) == (True, [])


@pytest.mark.parametrize(
    ("identity", "expected"),
    [("userroles-projectlead", True), ("UserRoles-12", False), ("userroles-21", False)],
)
def test_roles_that_octopus_brings_along_have_a_word_for_an_id(identity, expected):
    assert is_built_in_role(identity) is expected
