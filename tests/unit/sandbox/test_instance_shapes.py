"""How the sample instance lies in the tables of each server version."""

import gzip
import json
import time
from datetime import datetime

import pytest

from migrator.sandbox.database import Database
from migrator.sandbox.instance import SampleInstance, Shape, sample_instance

KEY = bytes(range(16))
OLDER_KEY = bytes(range(16, 32))
NORMALISED = ("Team", "User", "UserRole", "ScopedUserRole", "ProjectGroup", "WorkerPool", "Tenant")


def make(shape: Shape = Shape.V2023_4, **more) -> SampleInstance:
    return sample_instance(shape=shape, master_key=KEY, older_master_key=OLDER_KEY, **more)


@pytest.fixture(scope="module")
def samples() -> dict[Shape, SampleInstance]:
    return {shape: make(shape) for shape in Shape}


def columns(sample, table):
    return [column.name for column in sample.database.tables[table].columns]


def rows(sample, table):
    return sample.database.tables[table].rows


def row(sample, table, **wanted):
    (found,) = [r for r in rows(sample, table) if all(r[k] == v for k, v in wanted.items())]
    return found


def text_of(found):
    """The JSON of a row, however it is stored."""
    text = found.get("JSON") or found.get("Json")
    if not text:
        text = gzip.decompress(found["JSONBlob"]).decode("utf-16-le")
    return json.loads(text.lstrip("\ufeff"))


def check_types(database: Database):
    allowed = {
        "nvarchar": str, "varchar": str, "bit": bool, "int": int, "bigint": int,
        "timestamp": bytes, "varbinary": bytes, "uniqueidentifier": str,
        "datetimeoffset": datetime, "datetime": datetime,
    }  # fmt: skip
    for name, table in database.tables.items():
        for found in table.rows:
            assert list(found) == [column.name for column in table.columns] or set(found) == {
                column.name for column in table.columns
            }, name
            for column in table.columns:
                value = found[column.name]
                if value is None:
                    assert column.nullable or column.name in {"JSON", "Json"}, (name, column)
                    continue
                base, _, size = column.type.rstrip(")").partition("(")
                assert type(value) is allowed[base], (name, column, value)
                if base == "datetimeoffset":
                    assert value.tzinfo is not None
                if base in {"nvarchar", "varchar"} and size != "max":
                    assert len(value) <= int(size), (name, column, value)


@pytest.mark.parametrize("shape", Shape, ids=lambda shape: shape.name)
def test_each_row_fills_its_columns_with_values_that_fit(samples, shape):
    database = samples[shape].database
    assert database.name == "OctopusDeploy"
    check_types(database)


@pytest.mark.parametrize("shape", Shape, ids=lambda shape: shape.name)
def test_the_newest_installation_is_of_the_shapes_version(samples, shape):
    history = rows(samples[shape], "OctopusServerInstallationHistory")
    newest = max(history, key=lambda found: found["Installed"])
    assert newest["Version"] == shape.server_version
    assert len({found["Installed"] for found in history}) == len(history)


@pytest.mark.parametrize("shape", Shape, ids=lambda shape: shape.name)
def test_row_versions_are_unique_and_not_above_the_databases(samples, shape):
    database = samples[shape].database
    versions = [
        int.from_bytes(found["DataVersion"], "big")
        for table in database.tables.values()
        for found in table.rows
        if "DataVersion" in found
    ]
    assert len(set(versions)) == len(versions)
    assert max(versions) <= database.row_version


def test_what_is_a_column_is_not_in_the_json_but_for_polymorphic_rows(samples):
    for name, table in samples[Shape.V2023_4].database.tables.items():
        for found in table.rows:
            if "JSON" in found:
                repeated = set(text_of(found)) & set(found)
                if name in {"Account", "Feed"}:
                    assert {"Id", "Name", f"{name}Type"} <= repeated
                else:
                    assert not repeated, (name, found["Id"], repeated)


def test_id_lists_lie_between_pipes(samples):
    sample = samples[Shape.V2023_4]
    shop = row(sample, "Project", Name="Web Shop", SpaceId="Spaces-1")
    included = shop["IncludedLibraryVariableSetIds"]
    assert included.startswith("|LibraryVariableSets-")
    assert included.endswith("|")
    assert len(included.split("|")) == 6
    assert row(sample, "Project", Name="Plain Service")["IncludedLibraryVariableSetIds"] == ""


def test_in_2019_there_are_neither_slugs_nor_runbooks_nor_git(samples):
    sample = samples[Shape.V2019_1]
    gone = {"GitCredential", "Runbook", "RunbookProcess", "RunbookSnapshot", "DeploymentSettings"}
    assert not gone & set(sample.database.tables)
    slugged = {name for name in sample.database.tables if "Slug" in columns(sample, name)}
    assert slugged == {"Project"}
    project = row(sample, "Project", Name="Plain Service")
    assert {"VersioningStrategy", "ProjectConnectivityPolicy"} <= set(text_of(project))
    assert "PersistenceSettings" not in text_of(project)
    for name in ("VariableSet", "DeploymentProcess", "Account", "LibraryVariableSet"):
        assert "DataVersion" not in columns(sample, name)
    process = row(sample, "DeploymentProcess", Id=project["DeploymentProcessId"])
    steps = text_of(process)["Steps"]
    assert all("Slug" not in part for step in steps for part in (step, *step["Actions"]))
    assert all("$type" in text_of(found) for found in rows(sample, "Account"))
    assert "git" not in json.dumps(text_of(project)).lower()


def test_in_2021_there_are_runbooks_and_settings_but_no_slugs_and_no_git(samples):
    sample = samples[Shape.V2021_2]
    assert rows(sample, "Runbook")
    assert rows(sample, "DeploymentSettings")
    assert "GitCredential" not in sample.database.tables
    assert "Slug" not in columns(sample, "DeploymentEnvironment")
    assert not [found for found in rows(sample, "Project") if found["Name"] == "Git Project"]
    assert not [found for found in rows(sample, "Account") if "$type" in text_of(found)]


def test_in_2024_small_tables_have_columns_instead_of_json(samples):
    sample = samples[Shape.V2024_4]
    before = samples[Shape.V2023_4]
    for name in NORMALISED:
        assert not {"JSON", "Json"} & set(columns(sample, name)), name
        assert "JSON" in columns(before, name)
        assert len(rows(sample, name)) == len(rows(before, name))
    tenant = row(sample, "Tenant", Name="Contoso", SpaceId="Spaces-1")
    old = row(before, "Tenant", Name="Contoso", SpaceId="Spaces-1")
    assert json.loads(tenant["ProjectEnvironments"]) == text_of(old)["ProjectEnvironments"]
    assert "Json" in columns(sample, "VariableSet")


def test_in_2025_variables_leave_out_what_says_nothing(samples):
    def variables(shape):
        return [v for r in rows(samples[shape], "VariableSet") for v in text_of(r)["Variables"]]

    thin, full = variables(Shape.V2025_3), variables(Shape.V2024_4)
    assert not [v for v in thin if v.get("Type") == "String"]
    assert not [v for v in thin if "Description" in v and v["Description"] is None]
    assert [(v["Name"], v["Value"]) for v in thin] == [(v["Name"], v["Value"]) for v in full]
    assert [v["Name"] for v in full if "Type" not in v] == ["No.Type.Member"]


def test_in_2026_included_sets_are_rows_of_their_own(samples):
    sample = samples[Shape.V2026_1]
    assert "IncludedLibraryVariableSetIds" not in columns(sample, "Project")
    pairs = [
        (found["ProjectId"], found["LibraryVariableSetId"])
        for found in rows(sample, "ProjectLibraryVariableSet")
    ]
    assert len(set(pairs)) == len(pairs)
    before = {
        (found["Id"], identifier)
        for found in rows(samples[Shape.V2025_3], "Project")
        for identifier in found["IncludedLibraryVariableSetIds"].split("|")
        if identifier
    }
    assert set(pairs) == before
    assert all("IncludedLibraryVariableSetIds" not in text_of(r) for r in rows(sample, "Project"))


def test_some_rows_hold_their_json_in_a_blob_and_one_begins_with_a_byte_order_mark(samples):
    sample = samples[Shape.V2023_4]
    blobs = {trap.id for trap in sample.traps["JSON in JSONBlob"] if trap.table == "Lifecycle"}
    stored = [r["JSON"] for r in rows(sample, "Lifecycle") if r["Id"] in blobs]
    assert sorted(stored, key=str) == ["", None]
    for found in rows(sample, "Lifecycle"):
        assert "Phases" in text_of(found)
        assert (found["JSONBlob"] is not None) == (found["Id"] in blobs)
    (marked,) = sample.traps["byte order mark"]
    assert row(sample, "Proxy", Id=marked.id)["JSON"].startswith("\ufeff{")


def test_ids_differ_in_case_between_columns_and_what_they_point_at(samples):
    sample = samples[Shape.V2023_4]
    legacy = row(sample, "Project", Name="Legacy Tools")
    lifecycles = {found["Id"] for found in rows(sample, "Lifecycle")}
    assert legacy["LifecycleId"] not in lifecycles
    assert legacy["LifecycleId"].casefold() in {name.casefold() for name in lifecycles}


def test_included_sets_are_repeated_where_the_trap_says(samples):
    sample = samples[Shape.V2023_4]
    (trap,) = sample.traps["included set twice"]
    included = (
        row(sample, "Project", Id=trap.id)["IncludedLibraryVariableSetIds"].strip("|").split("|")
    )
    assert len(included) == 3
    assert len(set(included)) == 2


def test_ids_begin_one_another_where_the_trap_says(samples):
    for table in ("Project", "DeploymentEnvironment", "Feed"):
        ids = [
            t.id for t in samples[Shape.V2023_4].traps["id that begins another"] if t.table == table
        ]
        assert any(a != b and b.startswith(a) for a in ids for b in ids)


@pytest.mark.parametrize("shape", Shape, ids=lambda shape: shape.name)
def test_every_trap_leads_to_a_row_and_a_row_that_stays_is_not_live(samples, shape):
    sample = samples[shape]
    documents = {(document.table, document.id): document for document in sample.documents}
    assert len(sample.traps) >= 25
    for name, traps in sample.traps.items():
        for trap in traps:
            assert documents[trap.table, trap.id].is_live == trap.moves, (name, trap)


def test_the_key_allocations_are_above_every_id(samples):
    sample = samples[Shape.V2023_4]
    allocated = {r["CollectionName"]: r["Allocated"] for r in rows(sample, "KeyAllocation")}
    for document in sample.documents:
        prefix, _, number = document.id.rpartition("-")
        if prefix in allocated and number.isdigit() and int(number) < 9000:
            assert int(number) <= allocated[prefix], document.id


def test_a_plain_text_value_is_as_large_as_promised(samples):
    sample = samples[Shape.V2023_4]
    (secret,) = [s for s in sample.secrets if len(s.plain) == 65_536]
    found = row(sample, "VariableSet", Id=secret.id)
    assert any(len(str(v["Value"])) == 65_536 for v in text_of(found)["Variables"])


def test_the_same_arguments_give_the_same_rows():
    first, second = make(), make()
    assert first.database == second.database
    assert first.secrets == second.secrets
    assert first.traps == second.traps


def test_another_seed_gives_other_ids_and_ciphertexts_but_the_same_plain_texts():
    first, second = make(seed=1), make(seed=2)
    assert {s.stored for s in first.secrets if s.readable}.isdisjoint(
        s.stored for s in second.secrets if s.readable
    )
    assert [s.plain for s in first.secrets] == [s.plain for s in second.secrets]
    assert first.installation_id != second.installation_id


def test_scale_multiplies_the_services_and_nothing_else():
    one, three = make(), make(scale=3)

    def services(sample):
        return [r for r in rows(sample, "Project") if r["Name"].startswith("Service ")]

    assert len(services(three)) == 3 * len(services(one)) > 0
    others = len(rows(one, "Project")) - len(services(one))
    assert len(rows(three, "Project")) - len(services(three)) == others
    assert len(rows(three, "Account")) == len(rows(one, "Account"))


def test_an_instance_of_fifty_times_the_size_is_built_in_reasonable_time():
    started = time.monotonic()
    large = make(scale=50)
    assert time.monotonic() - started < 90
    assert len(rows(large, "Project")) > 400
    check_types(large.database)
