"""Rows of tenants' values: which belong to something, and that they come tenant by tenant."""

import pytest

from migrator.model.documents import Kind, Ref
from migrator.source import tenant_values
from migrator.source.catalogue import read_documents
from tests.unit.review.memory_rows import PROJECT, MemoryRows, documents_of, names_of, tables

TEMPLATE = {"Id": "t-1", "Name": "Host"}
ENVIRONMENT = {"Id": "Environments-1", "Name": "Test", "SpaceId": "Spaces-1"}


def tenant(number, **more):
    return {"Id": f"Tenants-{number}", "Name": f"T{number}", "SpaceId": "Spaces-1"} | more


def row(number, **more):
    return {
        "Id": f"TenantVariables-{number}",
        "TenantId": "Tenants-1",
        "SpaceId": "Spaces-1",
        "OwnerId": "Projects-1",
        "EnvironmentId": "Environments-1",
        "VariableTemplateId": "t-1",
        "Value": "x",
    } | more


def source(*rows, tenants=()):
    return tables(
        Project=[PROJECT | {"Templates": [TEMPLATE]}],
        DeploymentEnvironment=[ENVIRONMENT],
        Tenant=[*tenants] or [tenant(1)],
        TenantVariable=[*rows],
    )


def values(number):
    return Ref(Kind.TENANT_VARIABLES, ("Default", f"T{number}"))


def test_a_row_becomes_a_value_of_its_tenant():
    found = documents_of(source(row(1)))[values(1)]
    assert found.body == {
        "Values": [
            {
                "Template": Ref(Kind.VARIABLE_TEMPLATE, ("Default", "project", "Web", "Host")),
                "Environments": [Ref(Kind.ENVIRONMENT, ("Default", "Test"))],
                "Value": "x",
            }
        ]
    }


@pytest.mark.parametrize(
    "gone",
    [
        {"TenantId": "Tenants-9"},
        {"OwnerId": "Projects-9"},
        {"VariableTemplateId": "t-9"},
        {"EnvironmentId": "Environments-9"},
        {"SpaceId": "Spaces-9"},
    ],
)
def test_a_row_of_what_is_gone_is_counted_and_dropped(gone):
    held = source(row(1, **gone))
    assert names_of(held).orphans == {"TenantVariable": 1}
    assert values(1) not in documents_of(held)


def test_a_value_of_a_project_that_the_tenant_is_not_linked_to_is_dropped():
    links = {"Projects-1": ["Environments-1"]}
    linked = source(row(1), tenants=[tenant(1, ProjectEnvironments=links)])
    assert values(1) in documents_of(linked)
    for less in ({}, {"Projects-1": []}, {"Projects-2": ["Environments-1"]}):
        held = source(row(1), tenants=[tenant(1, ProjectEnvironments=less)])
        assert names_of(held).orphans == {"TenantVariable": 1}


def test_a_row_without_a_space_belongs_to_the_space_of_its_tenant():
    assert values(1) in documents_of(source(row(1, SpaceId=None)))


def test_a_row_of_newer_servers_may_have_several_environments_in_its_scope():
    scope = {"EnvironmentIds": ["Environments-1", "Environments-2"]}
    held = source(row(1, EnvironmentId=None, Scope=scope))
    held["DeploymentEnvironment"] = [
        ENVIRONMENT,
        ENVIRONMENT | {"Id": "Environments-2", "Name": "P"},
    ]
    assert len(documents_of(held)[values(1)].body["Values"]) == 2


def test_an_empty_value_makes_no_document():
    assert values(1) not in documents_of(source(row(1, Value="")))


class CountingRows(MemoryRows):
    """Notes how many rows are asked for at a time."""

    def __init__(self, held):
        super().__init__(held)
        self.asked = []

    def documents(self, table, *, ids=None, live_only=True):
        if table == tenant_values.TABLE and ids is not None:
            self.asked.append(len(ids))
        return super().documents(table, ids=ids)


def test_rows_are_read_some_tenants_at_a_time_and_never_all(monkeypatch):
    monkeypatch.setattr(tenant_values, "_ROWS_AT_ONCE", 3)
    rows = [row(f"{t}{n}", TenantId=f"Tenants-{t}") for n in (1, 2) for t in range(1, 6)]
    held = source(*rows, tenants=[tenant(number) for number in range(1, 6)])
    counting = CountingRows(held)
    found = [read.converted.document.ref for read in read_documents(counting, names_of(held))]
    assert [ref for ref in found if ref.kind is Kind.TENANT_VARIABLES] == [
        values(number) for number in range(1, 6)
    ]
    assert counting.asked == [4, 4, 2]


def test_only_the_wanted_tenants_values_are_read():
    rows = [row(t, TenantId=f"Tenants-{t}") for t in (1, 2)]
    held = source(*rows, tenants=[tenant(1), tenant(2)])
    counting = CountingRows(held)
    found = list(read_documents(counting, names_of(held), {values(2)}))
    assert [read.converted.document.ref for read in found] == [values(2)]
    assert counting.asked == [1]
