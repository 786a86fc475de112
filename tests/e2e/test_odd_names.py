"""Names of 200 characters, names that are nearly equal, and nothing at all: moved, or named."""

from collections.abc import Mapping
from dataclasses import dataclass

import pytest

from migrator.model.report import Report
from migrator.sandbox.cloud import OctopusCloud
from migrator.sandbox.database import Database, Table
from migrator.sandbox.instance import sample_instance
from tests.e2e import odd_names
from tests.faults.world import KEY, OLDER, source, world

LETTERS = 200


def long(text):
    """The text, over and over, to the last character that a name may have."""
    whole = text * LETTERS
    while len(whole.encode("utf-16-le")) // 2 > LETTERS:
        whole = whole[:-1]
    return whole


# By a token that stands for the name while the instance is built.
MOVED = {
    "Odd0001": long("n"),
    "Odd0002": long("/a/b\\c//"),
    "Odd0003": long("'\"`<>&=+,;"),
    "Odd0004": long("\U0001f419"),
    "Odd0005": long("\u202eabc\u202c \u05d0\u05d1 \u0627\u0644 x"),
    "Odd0006": "t" * (LETTERS - 20) + " " * 20,
    "Odd0007": "a\0b",
    "Odd0008": "a\ud800b",
    "Odd0009": "..",
    "Odd0010": "#{x}%2F",
    "Odd0011": "Tèst",
    "Odd0012": "Test",
    "Odd0013": "CASE x",
}
# A source with another collation than the target's may have both.
DOUBLES = {"Odd0014": "case x"}
KINDS = (
    "Account",
    "ActionTemplate",
    "Channel",
    "LibraryVariableSet",
    "Lifecycle",
    "Project",
    "ProjectGroup",
    "ProjectTrigger",
    "Runbook",
    "Tenant",
)
TABLES = ("DeploymentEnvironment", "Feed", "TagSet", *(k for k in KINDS if k != "ProjectTrigger"))


@dataclass(frozen=True)
class Arrived:
    cloud: OctopusCloud
    report: Report

    def by_name(self, kind: str) -> Mapping[str, dict]:
        return {str(found["Name"]): found for found in self.cloud.store.all_of(kind)}

    def together(self, kind: str) -> list[dict]:
        """What belongs to the project whose parts bear all the names."""
        owner = self.by_name("Project")[odd_names.TOGETHER]["Id"]
        return [d for d in self.cloud.store.all_of(kind) if owner in (d.get("ProjectId"), d.get("OwnerId"))]  # fmt: skip

    def told(self, code: str) -> list[str]:
        return [f"{f.ref}: {f.message}" for f in self.report.findings if f.code == code]


def moved(database, directory):
    with source(database) as sql, world(directory, sql, connections=4) as made:
        job = directory / "job.toml"
        more = (
            f'[select]\nspaces = ["{odd_names.SPACE}"]\n[policy]\nmissing_reference = "skip-item"'
        )
        job.write_text(f"{job.read_text('utf-8')}\n{more}\n", "utf-8")
        return Arrived(made.cloud, made.run())


@pytest.fixture(scope="module")
def arrived(tmp_path_factory):
    names = {**MOVED, **DOUBLES}
    database = odd_names.database(names, master_key=KEY, older_master_key=OLDER)
    return moved(database, tmp_path_factory.mktemp("odd"))


def test_the_names_are_as_long_as_a_name_can_be():
    lengths = [len(name.encode("utf-16-le", "surrogatepass")) // 2 for name in MOVED.values()]
    assert lengths.count(LETTERS) == 6


def test_the_target_holds_what_the_package_says(arrived):
    assert arrived.report.is_clean, arrived.report.items
    assert arrived.report.facts["compared"] > 350


@pytest.mark.parametrize("kind", KINDS)
def test_each_name_arrives_letter_by_letter(arrived, kind):
    there = arrived.by_name(kind)
    assert [name for name in MOVED.values() if name not in there] == []


@pytest.mark.parametrize(("kind", "most"), [("Environment", 50), ("Feed", 44)])
def test_names_that_are_too_long_for_the_target_were_none_of_the_source_s(arrived, kind, most):
    there = arrived.by_name(kind)
    assert [name for name in MOVED.values() if len(name) <= most and name not in there] == []


def test_each_secret_arrives_at_its_name(arrived):
    accounts = {a["Name"]: a for a in arrived.cloud.store.documents("Account")}
    secrets = {name: accounts[name]["SecretKey"]["NewValue"] for name in MOVED.values()}
    assert secrets == {name: f"of {token}" for token, name in MOVED.items()}


def test_each_variable_is_scoped_to_what_bears_its_name(arrived):
    (variables,) = arrived.together("VariableSet")
    (process,) = arrived.together("DeploymentProcess")
    actions = {a["Id"]: a["Name"] for step in process["Steps"] for a in step["Actions"]}
    channels = {c["Id"]: c["Name"] for c in arrived.together("Channel")}
    found = {
        v["Name"]: (
            v["Value"],
            [actions[one] for one in v["Scope"]["Action"]],
            [channels[one] for one in v["Scope"]["Channel"]],
        )
        for v in variables["Variables"]
    }
    assert found == {
        name: (f"of {number}", [name], [name]) for number, name in enumerate(MOVED.values())
    }


def test_tags_of_odd_names_are_where_they_were(arrived):
    tagged = {
        name: tenant["TenantTags"]
        for name, tenant in arrived.by_name("Tenant").items()
        if name in MOVED.values()
    }
    assert tagged == {
        name: [] if set(name) & odd_names.REFUSED else [f"{name}/{name}"] for name in MOVED.values()
    }


@pytest.mark.parametrize("table", TABLES)
def test_of_names_equal_but_for_case_one_arrives_and_the_other_is_named(arrived, table):
    (double,) = DOUBLES.values()
    if table in KINDS:
        assert double not in arrived.by_name(table)
    told = [line for line in arrived.told("duplicate-name") if line.startswith(f"{table} ")]
    assert any(double in line for line in told), told


def test_what_referred_to_the_one_that_is_named_is_named_too(arrived):
    (double,) = DOUBLES.values()
    (told,) = arrived.told("missing-reference")
    assert odd_names.TOGETHER in told
    assert f"'{double}'" in told
    renamed = [line for line in arrived.told("action-renamed") if odd_names.TOGETHER in line]
    assert renamed
    assert all(f"'{double} (2)'" in line for line in renamed)


# Nothing at all

# Relations without which a row is no legal one.
NEEDED = frozenset({"TenantTags", "TenantIds", "WorkerPoolIds", "MachinePolicyId", "EnvironmentId"})
KEYS = frozenset({"Id", "Name", "SpaceId", "OwnerId", "ProjectId"})


def whole():
    return sample_instance(master_key=KEY, older_master_key=OLDER).database


def changed(database, change):
    """With other rows."""
    tables = {
        name: Table(table.columns, change(name, table), table.schema)
        for name, table in database.tables.items()
    }
    return Database(database.name, tables)


def run_clean(database, directory):
    with source(database) as sql, world(directory, sql, connections=4) as made:
        report = made.run()
        assert report.is_clean, report.items
        return Arrived(made.cloud, report)


def test_an_installation_without_anything_moves(tmp_path):
    def change(name, table):
        if name == "Space":
            return [row for row in table.rows if row["Id"] == "Spaces-1"]
        return table.rows if name in ("Configuration", "SchemaVersions") else []

    found = run_clean(changed(whole(), change), tmp_path)
    assert found.report.facts["documents"] == 1
    assert found.cloud.store.all_of("Project") == []


@pytest.mark.parametrize("empty", [None, ""])
def test_where_all_that_may_be_missing_is_missing_the_rest_moves(empty, tmp_path):
    def may_go(column, cell):
        is_text = isinstance(cell, str)
        is_body = is_text and cell.startswith("{")
        is_known = column.name in NEEDED | KEYS
        return column.nullable and not is_known and not is_body and (is_text or empty is None)

    def change(_, table):
        return [
            {c.name: empty if may_go(c, row[c.name]) else row[c.name] for c in table.columns}
            for row in table.rows
        ]

    found = run_clean(changed(whole(), change), tmp_path)
    assert found.report.facts["compared"] > 300
    assert all(project["Slug"] for project in found.cloud.store.all_of("Project"))
