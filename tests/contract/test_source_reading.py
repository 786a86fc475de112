"""Reading the sandbox's SQL Server, by every driver that this machine has."""

import re
import threading
import time
import tracemalloc
from contextlib import contextmanager
from datetime import UTC, datetime

import pytest

from migrator.model.documents import SourceId
from migrator.model.errors import Cancelled
from migrator.model.events import Run
from migrator.model.settings import Encryption
from migrator.sandbox.database import Column
from migrator.sandbox.tds import SqlServer
from migrator.source.errors import (
    ConnectionLostError,
    DeadlockVictimError,
    NoSelectRightError,
    NotAnOctopusDatabaseError,
    StalledError,
    StatementFailedError,
    StatementTimeoutError,
    TooOldError,
    UpgradeUnderWayError,
)
from migrator.source.left import find_left
from migrator.source.rows import BrokenRow, RawDocument
from migrator.source.sqlserver import open_source
from tests.fakes.octopus_database import (
    CERTIFICATE,
    DATABASE,
    DRIVERS,
    PASSWORD,
    USER,
    VARIABLE_SET_COLUMNS,
    octopus_database,
    row,
    settings,
    table,
    variable_set,
    version,
    with_columns,
)

each_driver = pytest.mark.parametrize("found", DRIVERS, ids=lambda found: found.name)


@contextmanager
def opened(found, database=None, **more):
    """A server and an open source; the server's log starts empty."""
    database = octopus_database() if database is None else database
    with SqlServer({DATABASE: database}, users={USER: PASSWORD}, tls=None) as server:
        asked = settings(server.port, found, encrypt=Encryption.OPTIONAL, **more)
        with open_source(asked, Run()) as source:
            yield server, source


def ids(documents):
    return [document.id for document in documents]


def codes(source):
    return {finding.code for finding in source.facts.findings}


@each_driver
def test_a_document_is_the_same_whichever_driver_reads_it(found):
    with opened(found) as (server, source):
        documents = list(source.documents("certificate"))
        assert server.refusals == ()
    assert documents == [
        RawDocument("Certificate", SourceId("Certificates-1"), CERTIFICATE, "AAAAAAAAA+k=")
    ]


@each_driver
def test_the_facts_are_read(found):
    with opened(found) as (_, source):
        facts = source.facts
    assert facts.octopus_version == "2023.4.8432"
    assert facts.schema_scripts == 2
    assert facts.installation_id == "inst-7"
    assert facts.server_version.startswith("16.")
    assert facts.options.collation == "SQL_Latin1_General_CP1_CI_AS"
    assert facts.options.compatibility_level == 130
    assert facts.is_snapshot
    assert facts.consistency == "one snapshot"


@each_driver
@pytest.mark.parametrize("is_snapshot", [True, False])
def test_nothing_but_select_and_the_isolation_level_is_sent(found, is_snapshot):
    database = octopus_database()
    database.snapshot_isolation = is_snapshot
    with opened(found, database) as (server, source):
        for name in database.tables:
            list(source.documents(name))
            source.count(name)
        source.sizes()
        list(source.rows("SchemaVersions", ("ScriptName",)))
        source.changed_since_start()
        sent = server.statements
        assert server.refusals == ()
    assert not any(statement.is_write for statement in sent)
    allowed = re.compile(r"SELECT |SET TRANSACTION ISOLATION LEVEL SNAPSHOT$")
    own = [
        s.text
        for s in sent
        if not re.match(r"(SET (?!TRANS)|sp_|BEGIN|IF|COMMIT|ROLLBACK)", s.text)
    ]
    assert own
    assert all(allowed.match(text) for text in own)


@each_driver
def test_all_reads_see_the_state_at_the_start(found):
    database = octopus_database()
    with opened(found, database) as (_, source):
        database.tables["Project"].rows[0] = row("Projects-1", "Renamed")
        database.tables["Project"].rows.append(row("Projects-2", "New"))
        names = [document.body["Name"] for document in source.documents("Project")]
    assert names == ["Web"]


@each_driver
def test_frozen_rows_are_left_out_by_the_server(found):
    database = octopus_database()
    sets = [variable_set(n, is_frozen=n % 2 == 1, json=f'{{"n":{n}}}') for n in range(450)]
    database.tables["VariableSet"] = table(sets, VARIABLE_SET_COLUMNS)
    with opened(found, database) as (server, source):
        server.clear_statements()
        documents = list(source.documents("VariableSet"))
        sent = [
            statement.text for statement in server.statements if "VariableSet" in statement.text
        ]
        assert source.count("VariableSet") == 225
        assert source.count("VariableSet", live_only=False) == 450
    assert sorted(d.body["n"] for d in documents) == list(range(0, 450, 2))
    assert all("[IsFrozen] = 0" in text for text in sent)
    # The pass that finds the ids does not touch the documents.
    assert any("TOP" in text and "[JSON]" not in text for text in sent)
    assert all("IN (" in text for text in sent if "[JSON]" in text)


@each_driver
def test_frozen_rows_of_a_schema_without_the_mark_are_known_by_their_ids(found):
    database = octopus_database()
    rows = [
        variable_set(1),
        variable_set(2, json='{"IsFrozen":true}'),
        variable_set(3, is_frozen=True),
        {**variable_set(4), "Id": "variablesets-libraryvariablesets-legacy-snapshot1"},
    ]
    columns = tuple(column for column in VARIABLE_SET_COLUMNS if column.name != "IsFrozen")
    database.tables["VariableSet"] = table(
        [{k: v for k, v in one.items() if k != "IsFrozen"} for one in rows], columns
    )
    with opened(found, database) as (_, source):
        assert ids(source.documents("VariableSet")) == ["variableset-Projects-1"]
        # The one that only its document marks counts, for a count reads no documents.
        assert source.count("VariableSet") == 2


@each_driver
def test_a_large_table_is_read_page_by_page_in_order_without_loss(found):
    database = octopus_database()
    rows = [row(f"Projects-{n:04}", f"P{n}") for n in range(1001)]
    database.tables["Project"] = table(reversed(rows))
    with opened(found, database) as (server, source):
        server.clear_statements()
        read = ids(source.documents("Project"))
        pages = [s for s in server.statements if "[Project]" in s.text]
    assert read == [one["Id"] for one in rows]
    assert len(pages) == 6
    assert all("TOP (200)" in page.text for page in pages)


def test_memory_does_not_grow_with_the_table():
    database = octopus_database()
    long = '{"d":"' + "x" * 20_000 + '"}'
    database.tables["Project"] = table(row(f"Projects-{n:05}", "P", long) for n in range(3000))
    with opened(DRIVERS[0], database) as (_, source):
        tracemalloc.start()
        try:
            count = sum(1 for _ in source.documents("Project"))
            _, peak = tracemalloc.get_traced_memory()
        finally:
            tracemalloc.stop()
    assert count == 3000
    # All of them are 60 MB; the server in this process makes its answers in there as well.
    assert peak < 15_000_000


@each_driver
def test_two_tables_can_be_read_in_turns(found):
    database = octopus_database()
    for name in ("Project", "ProjectGroup"):
        database.tables[name] = table(row(f"{name}s-{n:03}", str(n)) for n in range(300))
    with opened(found, database) as (_, source):
        pairs = list(
            zip(source.documents("Project"), source.documents("ProjectGroup"), strict=True)
        )
    assert [(a.body["Name"], b.body["Name"]) for a, b in pairs] == [
        (str(n),) * 2 for n in range(300)
    ]


@each_driver
def test_a_reader_who_stops_early_leaves_the_connection_usable(found):
    database = octopus_database()
    database.tables["Project"] = table(row(f"Projects-{n:03}", str(n)) for n in range(300))
    with opened(found, database) as (_, source):
        documents = source.documents("Project")
        next(documents)
        documents.close()
        assert ids(source.documents("Lifecycle")) == ["Lifecycles-1"]


@each_driver
def test_rows_of_a_space_of_the_system_and_by_ids(found):
    database = octopus_database()
    rows = [
        row("Teams-1", "one"),
        row("Teams-2", "two", SpaceId="Spaces-2"),
        row("teams-everyone", "all", SpaceId=None),
    ]
    database.tables["Team"] = table(rows)
    with opened(found, database) as (_, source):
        assert ids(source.documents("Team", space_id="spaces-2")) == ["Teams-2"]
        assert ids(source.documents("Team", any_space=False)) == ["teams-everyone"]
        assert ids(source.documents("Team", ids=["TEAMS-1", "teams-everyone", "Teams-9"])) == [
            "Teams-1",
            "teams-everyone",
        ]
        assert ids(source.documents("Team", ids=[])) == []
        assert ids(source.documents("Nothing")) == []


@each_driver
def test_the_space_is_found_in_the_document_where_it_is_no_column(found):
    database = octopus_database()
    columns = tuple(c for c in database.tables["Project"].columns if c.name != "SpaceId")
    rows = [row("Proxies-1", "a", '{"spaceId":"Spaces-1"}'), row("Proxies-2", "b")]
    database.tables["Proxy"] = table(
        [{k: v for k, v in one.items() if k != "SpaceId"} for one in rows], columns
    )
    with opened(found, database) as (_, source):
        assert ids(source.documents("Proxy", space_id="Spaces-1")) == ["Proxies-1"]
        assert ids(source.documents("Proxy", any_space=False)) == ["Proxies-2"]


@each_driver
def test_a_damaged_row_is_handed_over_as_such_and_the_rest_is_read(found):
    database = octopus_database()
    database.tables["Project"] = table(
        [row("Projects-1", "a", '{"x": tru'), row("Projects-2", "b")]
    )
    with opened(found, database) as (_, source):
        broken, good = source.documents("Project")
    assert broken == BrokenRow(
        "Project", SourceId("Projects-1"), "its JSON is damaged at character 6"
    )
    assert good.id == "Projects-2"


@each_driver
def test_tables_without_documents_are_read_by_column(found):
    database = octopus_database()
    columns = (Column("ProjectId", "nvarchar(50)"), Column("LibraryVariableSetId", "nvarchar(50)"))
    database.tables["ProjectLibraryVariableSet"] = table(
        [{"ProjectId": "Projects-1", "LibraryVariableSetId": "LibraryVariableSets-2"}], columns
    )
    with opened(found, database) as (_, source):
        wanted = ("libraryVariableSetId", "ProjectId", "Missing")
        assert list(source.rows("projectlibraryvariableset", wanted)) == [
            {
                "libraryVariableSetId": "LibraryVariableSets-2",
                "ProjectId": "Projects-1",
                "Missing": None,
            }
        ]
        assert source.has_table("PROJECTLIBRARYVARIABLESET")
        assert [column.name for column in source.columns("ProjectLibraryVariableSet")] == [
            "ProjectId",
            "LibraryVariableSetId",
        ]


@each_driver
def test_sizes_are_of_live_documents_and_leave_out_what_may_not_be_asked(found):
    database = octopus_database()
    database.tables["Event"] = table([row("Events-1", "e")])
    with opened(found, database) as (server, source):
        sizes = source.sizes()
        assert sizes["VariableSet"] == 2 * len('{"Variables":[]}')
        assert "Event" not in sizes
        assert source.sizes(["event"]) == {"Event": 4}
        server.trouble.fail_number = 229
        server.trouble.fail_statement_containing = "DATALENGTH"
        assert source.sizes() == {}


@each_driver
def test_questions_that_are_refused_become_findings(found):
    database = octopus_database()
    database.deny_probes = True
    with opened(found, database) as (_, source):
        assert ids(source.documents("Project")) == ["Projects-1"]
        assert source.changed_since_start() == ()
        assert not source.facts.is_snapshot
        assert source.facts.server_version == ""
        assert {"source-question-refused", "source-no-snapshot"} <= codes(source)


@each_driver
def test_a_missing_right_names_the_table(found):
    database = octopus_database()
    with opened(found, database) as (_, source):
        database.deny_select = frozenset({"Certificate"})
        with pytest.raises(NoSelectRightError, match="Certificate"):
            list(source.documents("Certificate"))
        assert ids(source.documents("Project")) == ["Projects-1"]


@each_driver
def test_tables_that_cannot_be_seen_are_a_finding(found):
    database = octopus_database()
    database.deny_select = frozenset({"Certificate"})
    with opened(found, database) as (_, source):
        (finding,) = [f for f in source.facts.findings if f.code == "source-tables-not-visible"]
    assert "Certificate" in finding.message


@each_driver
@pytest.mark.parametrize(
    ("number", "error"),
    [(1205, DeadlockVictimError), (3961, UpgradeUnderWayError), (8645, StatementFailedError)],
)
def test_an_error_within_a_snapshot_has_its_own_class(found, number, error):
    with opened(found) as (server, source):
        server.trouble.fail_number = number
        server.trouble.fail_statement_containing = "[Project]"
        if found.library == "mssql-python" and number == 3961:
            # It hands over neither number nor a state of its own.
            error = StatementFailedError
        with pytest.raises(error):
            list(source.documents("Project"))


@each_driver
def test_a_slow_answer_is_a_statement_timeout(found):
    with opened(found, timeout_s=1) as (server, source):
        server.trouble.delay_s = 30
        began = time.monotonic()
        with pytest.raises(StatementTimeoutError, match="Project"):
            list(source.documents("Project"))
        assert time.monotonic() - began < 20


@each_driver
def test_a_stalled_answer_is_given_up_within_twice_the_time(found):
    database = octopus_database()
    long = '{"d":"' + "x" * 3000 + '"}'
    database.tables["Project"] = table(row(f"Projects-{n:03}", "P", long) for n in range(190))
    with opened(found, database, timeout_s=1) as (server, source):
        server.trouble.cut_table = "[Project]"
        server.trouble.stall_after_rows = 120
        read = source.documents("Project")
        first = next(read)
        began = time.monotonic()
        with pytest.raises(StalledError, match="Project"):
            list(read)
        assert time.monotonic() - began < 15
        assert first.id == "Projects-000"
        # The connection is dead, and says the same instead of hanging again.
        with pytest.raises(StalledError):
            list(source.documents("Lifecycle"))
        closing = time.monotonic()
        source.close()
        assert time.monotonic() - closing < 10
        server.trouble.stall_after_rows = None


@each_driver
def test_a_connection_lost_in_mid_read_of_a_snapshot_ends_it(found):
    database = octopus_database()
    database.tables["Project"] = table(row(f"Projects-{n:03}", "P") for n in range(190))
    with opened(found, database) as (server, source):
        logins = len(server.logins)
        server.trouble.cut_table = "[Project]"
        server.trouble.cut_after_rows = 120
        read = []
        with pytest.raises(ConnectionLostError):
            read.extend(source.documents("Project"))
        assert len(server.logins) == logins


@each_driver
@pytest.mark.parametrize("trouble", ["deadlock", "cut"])
@pytest.mark.parametrize("name", ["Project", "VariableSet"])
def test_without_a_snapshot_a_page_is_read_again_once(found, trouble, name):
    database = octopus_database()
    database.snapshot_isolation = False
    database.tables["Project"] = table(row(f"Projects-{n:03}", "P") for n in range(390))
    sets = [variable_set(n) for n in range(100, 250)]
    database.tables["VariableSet"] = table(sets, VARIABLE_SET_COLUMNS)
    with opened(found, database) as (server, source):
        read = source.documents(name)
        got = [next(read).id]
        if trouble == "deadlock":
            server.trouble.fail_times = 1
            server.trouble.fail_statement_containing = f"[{name}]"
        else:
            server.trouble.cut_table = f"[{name}]"
            server.trouble.cut_after_rows = 60
            got.extend(next(read).id for _ in range(140))
            server.trouble.cut_after_rows = None
        got.extend(ids(read))
    expected = sorted(one["Id"] for one in database.tables[name].rows)
    assert got == expected


@each_driver
def test_without_a_snapshot_a_second_deadlock_in_a_row_ends_it(found):
    database = octopus_database()
    database.snapshot_isolation = False
    with opened(found, database) as (server, source):
        server.trouble.fail_statement_containing = "[Project]"
        with pytest.raises(DeadlockVictimError):
            list(source.documents("Project"))


@each_driver
@pytest.mark.parametrize("deny_probes", [False, True])
def test_without_a_snapshot_changed_rows_are_found_and_only_once(found, deny_probes):
    database = octopus_database()
    database.snapshot_isolation = False
    database.deny_probes = deny_probes
    environments, sets = database.tables["DeploymentEnvironment"], database.tables["VariableSet"]
    for one in environments.rows:
        one["DataVersion"] = version(database.row_version)
    sets.rows.append(variable_set(2))
    with opened(found, database) as (_, source):
        assert "source-no-snapshot" in codes(source)
        list(source.documents("DeploymentEnvironment"))
        list(source.documents("VariableSet"))
        assert source.changed_since_start() == ()
        database.row_version += 1
        environments.rows[1] = row(
            "Environments-2", "Changed", DataVersion=version(database.row_version)
        )
        sets.rows[0] = variable_set(1, json='{"Variables":[1]}')
        sets.rows[2] = variable_set(3)
        assert sorted(source.changed_since_start()) == [
            ("DeploymentEnvironment", "Environments-2"),
            ("VariableSet", "variableset-Projects-1"),
            ("VariableSet", "variableset-Projects-2"),
            ("VariableSet", "variableset-Projects-3"),
        ]
        assert source.changed_since_start() == ()


@each_driver
def test_without_a_snapshot_a_push_of_a_build_server_changes_nothing(found):
    """Else an export beside a busy build server would never end."""
    database = octopus_database()
    database.snapshot_isolation = False
    packages = [{"Id": f"Package-{n}"} for n in range(3)]
    database.tables["NuGetPackage"] = table(packages, (Column("Id", "nvarchar(450)"),))
    with opened(found, database) as (_, source):
        (left,) = find_left(source, datetime.now(UTC))
        assert (left.code, left.message[:10]) == ("built-in-packages", "3 packages")
        database.tables["NuGetPackage"].rows.append({"Id": "Package-4"})
        assert source.changed_since_start() == ()


@each_driver
def test_without_a_snapshot_a_change_in_a_table_without_ids_is_found(found):
    database = octopus_database()
    database.snapshot_isolation = False
    columns = (Column("ProjectId", "nvarchar(50)"), Column("LibraryVariableSetId", "nvarchar(50)"))
    rows = [{"ProjectId": f"Projects-{n}", "LibraryVariableSetId": "L-1"} for n in range(3)]
    database.tables["ProjectLibraryVariableSet"] = table(rows, columns)
    with opened(found, database) as (_, source):
        list(source.rows("ProjectLibraryVariableSet", ("ProjectId", "LibraryVariableSetId")))
        database.tables["ProjectLibraryVariableSet"].rows.reverse()
        assert source.changed_since_start() == ()
        database.tables["ProjectLibraryVariableSet"].rows.pop()
        assert source.changed_since_start() == (("ProjectLibraryVariableSet", ""),)
        assert source.changed_since_start() == ()


@each_driver
def test_an_upgrade_while_reading_without_a_snapshot_is_told(found):
    database = octopus_database()
    database.snapshot_isolation = False
    with opened(found, database) as (_, source):
        scripts = database.tables["SchemaVersions"].rows
        scripts.append({**scripts[0], "Id": 3})
        with pytest.raises(UpgradeUnderWayError):
            source.changed_since_start()


def test_another_database_is_refused():
    database = octopus_database()
    del database.tables["Project"]
    with pytest.raises(NotAnOctopusDatabaseError, match="Project "), opened(DRIVERS[0], database):
        pass


def test_a_server_without_spaces_is_too_old():
    database = octopus_database()
    del database.tables["Space"]
    with pytest.raises(TooOldError, match=re.escape("2023.4.8432")), opened(DRIVERS[0], database):
        pass


def test_tables_and_columns_may_be_spelled_in_any_case():
    database = octopus_database()
    columns = tuple(
        Column(column.name.upper(), column.type, nullable=column.nullable)
        for column in with_columns(Column("ProjectIds", "nvarchar(max)"))
    )
    rows = [{k.upper(): v for k, v in row("Tenants-1", "T", ProjectIds="").items()}]
    database.tables["TENANT"] = table(rows, columns)
    with opened(DRIVERS[0], database) as (_, source):
        (tenant,) = source.documents("Tenant")
    assert tenant.body["PROJECTIDS"] == []
    assert tenant.row_version == "AAAAAAAAA+g="


def test_opening_stops_when_asked_and_leaves_no_connection():
    with SqlServer({DATABASE: octopus_database()}, users={USER: PASSWORD}, tls=None) as server:
        asked = settings(server.port, DRIVERS[0], encrypt=Encryption.OPTIONAL)
        answers = iter([False, False, True])
        with pytest.raises(Cancelled):
            open_source(asked, Run(cancelled=lambda: next(answers)))
        deadline = time.monotonic() + 5
        while server.connection_count and time.monotonic() < deadline:
            threading.Event().wait(0.01)
        assert server.connection_count == 0


@each_driver
def test_half_of_a_surrogate_pair_comes_across_in_names_and_in_json(found):
    database = octopus_database()
    project = database.tables["Project"].rows[0]
    odd = {"Name": "a\ud800b", "JSON": '{"Description": "\udfffc\0", "End": "\ud83d"}'}
    database.tables["Project"].rows[0] = {**project, **odd}
    with opened(found, database) as (_, source):
        document = next(d for d in source.documents("Project") if d.id == project["Id"])
    assert isinstance(document, RawDocument)
    assert document.body["Name"] == "a\ud800b"
    assert (document.body["Description"], document.body["End"]) == ("\udfffc\0", "\ud83d")
