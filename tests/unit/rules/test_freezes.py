"""Freezes in one shape from both sides."""

import pytest

from migrator.rules.freezes import tenant_scope_key, tidy_freeze


@pytest.mark.parametrize(
    "moment",
    ["2026-01-03T10:00:00.000+10:00", "2026-01-03T00:00:00Z", "2026-01-03T00:00:00+00:00"],
)
def test_one_moment_is_one_however_it_is_written(moment):
    body = {"Start": moment, "End": "some day"}
    tidy_freeze(body)
    assert body["Start"] == "2026-01-03T00:00:00+00:00"
    assert body["End"] == "some day"


def test_projects_are_a_list_in_which_refs_can_stand():
    body = {"ProjectEnvironmentScope": {"Projects-1": ["Environments-1"], "Projects-2": None}}
    tidy_freeze(body)
    assert body["ProjectEnvironmentScope"] == [
        {"ProjectId": "Projects-1", "EnvironmentIds": ["Environments-1"]},
        {"ProjectId": "Projects-2", "EnvironmentIds": []},
    ]


def test_tenants_are_told_apart_by_all_three():
    entry = {"TenantId": "T-1", "ProjectId": "P-1", "EnvironmentId": "E-1"}
    keys = {tenant_scope_key(entry | {name: "other"}) for name in entry}
    assert len(keys | {tenant_scope_key(entry)}) == 4
