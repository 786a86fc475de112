"""Rows that say less, or say it otherwise, than those of one version of the server."""

import pytest

from migrator.model.documents import Json, Kind, Ref
from tests.unit.review.memory_rows import PROJECT, documents_of, names_of, tables

_WEB = ("Default", "Web")


@pytest.mark.parametrize(
    ("table", "row", "ref"),
    [
        (
            "DeploymentProcess",
            {"Id": "deploymentprocess-Projects-1"},
            Ref(Kind.DEPLOYMENT_PROCESS, _WEB),
        ),
        (
            "DeploymentProcess",
            {"Id": "odd", "ProjectId": "projects-1"},
            Ref(Kind.DEPLOYMENT_PROCESS, _WEB),
        ),
        ("VariableSet", {"Id": "variableset-Projects-1"}, Ref(Kind.PROJECT_VARIABLES, _WEB)),
        (
            "DeploymentSettings",
            {"Id": "deploymentsettings-Projects-1"},
            Ref(Kind.DEPLOYMENT_SETTINGS, _WEB),
        ),
    ],
)
def test_a_row_without_owner_column_is_found_by_what_else_names_its_owner(
    table: str, row: dict[str, str], ref: Ref
) -> None:
    assert ref in names_of(tables(**{table: [dict(row)]})).refs.values()


@pytest.mark.parametrize(
    "row",
    [
        {"Id": "RunbookProcess-Runbooks-7"},
        {"Id": "odd", "RunbookId": "Runbooks-7"},
        {"Id": "said-by-the-runbook", "ProjectId": "Projects-1"},
    ],
)
def test_a_runbook_process_without_owner_column_finds_its_runbook(row: dict[str, str]) -> None:
    runbook = {
        "Id": "Runbooks-7",
        "Name": "Restart",
        "ProjectId": "Projects-1",
        "RunbookProcessId": "said-by-the-runbook",
    }
    names = names_of(tables(Runbook=[dict(runbook)], RunbookProcess=[dict(row)]))
    assert Ref(Kind.RUNBOOK_PROCESS, (*_WEB, "Restart")) in names.refs.values()
    assert not names.orphans


def test_what_has_an_owner_needs_no_space_of_its_own() -> None:
    channel = {"Id": "Channels-1", "Name": "Default", "ProjectId": "Projects-1"}
    names = names_of(tables(Channel=[dict(channel)]))
    assert Ref(Kind.CHANNEL, (*_WEB, "Default")) in names.refs.values()


def test_without_any_word_on_spaces_the_only_space_is_meant() -> None:
    names = names_of(tables(Proxy=[{"Id": "Proxies-1", "Name": "edge"}]))
    assert Ref(Kind.PROXY, ("Default", "edge")) in names.refs.values()


def test_a_row_of_the_system_where_only_spaces_hold_such_rows_stays_behind() -> None:
    row = {"Id": "Proxies-1", "Name": "edge", "SpaceId": None}
    names = names_of(tables(Proxy=[dict(row)]))
    assert names.orphans["Proxy"] == 1


def test_a_team_of_a_deleted_space_does_not_become_a_team_of_the_system() -> None:
    row = {"Id": "Teams-9", "Name": "Gone", "SpaceId": "Spaces-99"}
    names = names_of(tables(Team=[dict(row)]))
    assert Ref(Kind.TEAM, ("", "Gone")) not in names.refs.values()
    assert names.orphans["Team"] == 1


def test_a_variable_set_of_a_gone_project_is_an_orphan_and_a_foreign_one_is_not() -> None:
    rows = [
        {"Id": "variableset-Projects-9", "OwnerId": "Projects-9"},
        {"Id": "variableset-ProjectTemplates-1", "OwnerId": "ProjectTemplates-1"},
    ]
    names = names_of(tables(VariableSet=[dict(row) for row in rows]))
    assert names.orphans["VariableSet"] == 1


def test_an_archived_certificate_steps_back_behind_its_live_twin() -> None:
    base: dict[str, Json] = {"Name": "TLS", "SpaceId": "Spaces-1", "Thumbprint": "AB12CD34EF"}
    rows = [
        {**base, "Id": "Certificates-1", "Archived": "2024-03-01T00:00:00+00:00"},
        {**base, "Id": "Certificates-2", "Archived": None},
    ]
    found = documents_of(tables(Certificate=[dict(row) for row in rows]))
    archived = {
        ref.path: document.body["Archived"]
        for ref, document in found.items()
        if ref.kind is Kind.CERTIFICATE
    }
    assert archived == {
        ("Default", "TLS", "AB12CD34EF"): False,
        ("Default", "TLS", "AB12CD34EF 2"): True,
    }


def test_of_two_rows_with_names_that_the_target_takes_for_one_the_second_is_listed() -> None:
    second = {**PROJECT, "Id": "Projects-2", "Name": "WEB "}
    names = names_of({**tables(), "Project": [PROJECT, second]})
    assert [(item.code, item.where) for item in names.omitted] == [
        ("duplicate-name", "Project Projects-2")
    ]
