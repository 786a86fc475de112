"""External groups of teams: which may move."""

import pytest

from migrator.model.documents import Kind
from migrator.model.settings import ExternalGroups, PolicySettings
from migrator.rules.groups import GROUPS, drop_groups, group_key, tidy_team

ENTRA = {"Id": "1c1f7d3e-0000-4000-8000-111111111111", "DisplayName": "Deployers"}
ROLE = {"Id": "octopus.deployer", "DisplayName": None}
CARRY, REPORT = (PolicySettings(external_groups=one) for one in reversed(ExternalGroups))
DEAD = [
    {"Id": "S-1-5-21-3623811015-3361044348-30300820-1013", "DisplayName": "CORP\\Web"},
    {"Id": "s-1-5-32-544", "DisplayName": "Administrators"},
    {"Id": "CN=Web,OU=Groups,DC=corp,DC=example", "DisplayName": "Web"},
    {"Id": "uid=x, ou = people, dc=corp", "DisplayName": "Web"},
]


def dropped(policy, *groups, kind=Kind.TEAM):
    body = {GROUPS: [*groups]}
    told = list(drop_groups(kind, body, policy))
    return body, told


def test_by_default_every_group_is_told_and_none_is_written():
    body, told = dropped(REPORT, ENTRA, DEAD[0])
    assert body == {}
    assert [where for where, _ in told] == [f"/{GROUPS}/0", f"/{GROUPS}/1"]
    assert "external_groups" in told[0][1]
    assert "Active Directory" in told[1][1]


def test_groups_that_mean_the_same_are_carried_where_that_is_asked_for():
    body, told = dropped(CARRY, ENTRA, ROLE)
    assert body == {GROUPS: [ENTRA, ROLE]}
    assert told == []


@pytest.mark.parametrize("group", DEAD, ids=lambda group: group["Id"])
def test_groups_of_a_directory_never_move(group):
    body, told = dropped(CARRY, group, ENTRA)
    assert body == {GROUPS: [ENTRA]}
    assert [where for where, _ in told] == [f"/{GROUPS}/0"]


def test_of_other_kinds_nothing_is_taken():
    assert dropped(CARRY, DEAD[0], kind=Kind.SPACE) == ({GROUPS: [DEAD[0]]}, [])


def test_a_group_is_told_by_its_id_in_any_case():
    body = {GROUPS: [ENTRA | {"DisplayIdAndName": True}, {"DisplayName": "no id"}, "odd"]}
    tidy_team(body)
    assert body == {GROUPS: [ENTRA]}
    assert group_key(ENTRA) == group_key({"Id": str(ENTRA["Id"]).upper()})
