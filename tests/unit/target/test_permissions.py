"""What the key's user may do, against what is needed."""

import pytest

from migrator.model.documents import Kind
from migrator.model.report import Severity
from migrator.target.permissions import (
    Rights,
    check_permissions,
    needed_permissions,
    parse_rights,
)

PARTS = {Kind.TAG, Kind.ACTION, Kind.TEMPLATE_VERSION, Kind.VARIABLE_TEMPLATE, Kind.SPACE}


def test_every_kind_that_is_written_into_a_space_needs_something():
    # People are only mapped, and user roles are in no space.
    for kind in set(Kind) - PARTS - {Kind.USER, Kind.USER_ROLE, Kind.DEPLOYMENT_FREEZE}:
        assert needed_permissions([kind]), kind


def test_rights_are_read_with_their_restrictions():
    rights = parse_rights(
        {
            "SpacePermissions": {
                "EnvironmentCreate": [{"SpaceId": "Spaces-1", "RestrictedToProjectIds": []}],
                "ProjectEdit": [{"RestrictedToProjectIds": ["Projects-1"]}],
                "VariableEdit": [{"RestrictedToProjectIds": ["Projects-1"]}, {}],
                "TeamEdit": [],
            },
            "SystemPermissions": ["SpaceView", None],
            "IsPermissionsComplete": True,
        }
    )
    assert rights == Rights(
        frozenset({"EnvironmentCreate", "VariableEdit", "TeamEdit"}),
        frozenset({"ProjectEdit"}),
        frozenset({"SpaceView"}),
    )


@pytest.mark.parametrize("answer", [None, [], {}, {"SpacePermissions": []}, "x"])
def test_rights_of_another_form_are_unknown(answer):
    assert parse_rights(answer) is None


def test_all_that_is_needed_gives_no_finding():
    rights = Rights(frozenset(needed_permissions(list(Kind))))
    assert check_permissions("Default", rights, list(Kind)) == ()


def test_what_is_missing_blocks_and_is_named():
    rights = Rights(frozenset({"EnvironmentEdit"}))
    (finding,) = check_permissions("Default", rights, [Kind.ENVIRONMENT])
    assert finding.severity is Severity.BLOCKS
    assert "EnvironmentCreate" in finding.message
    assert "EnvironmentEdit" not in finding.message


def test_what_seems_missing_in_an_incomplete_list_only_warns():
    rights = Rights(frozenset(), is_complete=False)
    (finding,) = check_permissions("Default", rights, [Kind.ENVIRONMENT])
    assert finding.severity is Severity.WARNING


def test_what_holds_only_for_some_projects_warns():
    rights = Rights(frozenset(), frozenset({"ProjectCreate", "ProjectEdit"}))
    (finding,) = check_permissions("Default", rights, [Kind.PROJECT])
    assert finding.code == "permission-restricted"


def test_unknown_rights_are_said_to_be_unknown():
    (finding,) = check_permissions("Default", None, [Kind.PROJECT])
    assert finding.code == "permissions-unknown"
