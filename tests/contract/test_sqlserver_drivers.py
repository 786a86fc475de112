"""The sandbox's SQL Server as each driver on this machine sees it.

One suite, longer than a file should be, so that no driver is proven on half of it.
"""

import threading
import time as clock
import uuid
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import fields, replace
from datetime import UTC, date, datetime, time, timedelta, timezone
from decimal import Decimal
from pathlib import Path
from types import SimpleNamespace

import mssql_python
import pyodbc
import pytds
import pytest

from migrator.sandbox.certificates import TlsMaterial, make_certificates
from migrator.sandbox.database import Column, Database, Table
from migrator.sandbox.tds import IsolatedSqlServer, SqlServer, Trouble
from tests.contract.sqlserver_drivers import (
    DATABASE,
    DRIVERS,
    PASSWORD,
    USER,
    Driver,
    Wanted,
    ask,
    connect_microsoft,
    connect_mssql_python,
    connect_pytds,
    execute,
    fetch_all,
    microsoft_library,
    quote,
)

# python-tds reads the certificate by a way that its library has deprecated.
pytestmark = pytest.mark.filterwarnings("ignore:X509.*deprecated:DeprecationWarning")

DEADLINE_S = 20.0


@pytest.fixture(params=DRIVERS, ids=lambda driver: driver.name)
def driver(request: pytest.FixtureRequest) -> Driver:
    return request.param


def without(*names: str) -> pytest.MarkDecorator:
    """Every driver but these, which cannot do what the test is about."""
    able = [driver for driver in DRIVERS if driver.name not in names]
    return pytest.mark.parametrize("driver", able, ids=lambda driver: driver.name)


@pytest.fixture(scope="module")
def tls(tmp_path_factory: pytest.TempPathFactory) -> TlsMaterial:
    return make_certificates(tmp_path_factory.mktemp("tls"))


def plain_table(count: int = 3) -> Table:
    columns = (
        Column("Id", "nvarchar(50)", nullable=False),
        Column("Name", "nvarchar(200)"),
        Column("IsDisabled", "bit"),
        Column("JSON", "nvarchar(max)"),
        Column("DataVersion", "timestamp", nullable=False),
    )
    rows = [
        {
            "Id": f"Projects-{number}",
            "Name": f"Größe {number} 🐙",
            "IsDisabled": number % 2 == 0,
            "JSON": f'{{"Number": {number}}}',
            "DataVersion": (2000 + number).to_bytes(8, "big"),
        }
        for number in range(1, count + 1)
    ]
    return Table(columns, list(rows))


@pytest.fixture
def database() -> Database:
    return Database(DATABASE, {"Project": plain_table()})


@pytest.fixture
def server(database: Database, tls: TlsMaterial) -> Iterator[SqlServer]:
    with SqlServer({DATABASE: database}, users={USER: PASSWORD}, tls=tls) as running:
        yield running


@pytest.fixture
def wanted(server: SqlServer, tls: TlsMaterial) -> Wanted:
    return Wanted(server.port, tls)


def wait_until(holds: Callable[[], bool]) -> None:
    deadline = clock.monotonic() + DEADLINE_S
    while not holds():
        assert clock.monotonic() < deadline, "nothing happened in time"
        threading.Event().wait(0.01)


@pytest.mark.parametrize(
    ("driver", "encryption"),
    [(driver, encryption) for driver in DRIVERS for encryption in driver.encryptions],
    ids=lambda value: value if isinstance(value, str) else value.name,
)
def test_a_login_is_encrypted_as_the_client_wants(driver, encryption, wanted, server):
    with closing(driver.connect(replace(wanted, encryption=encryption))) as connection:
        assert ask(
            driver, connection, "SELECT Id FROM dbo.Project WHERE Id = ?", "projects-2 "
        ) == [("Projects-2",)]
    login = server.logins[-1]
    assert (login.encryption, login.user, login.is_accepted) == (encryption, USER, True)


def test_microsofts_driver_tells_that_it_only_reads_and_which_packets_it_wants(wanted, server):
    if not microsoft_library():
        pytest.skip("Microsoft's driver is not installed")
    with closing(connect_microsoft(wanted)):
        assert server.logins[-1].is_read_only
    text = f"DRIVER={microsoft_library()};SERVER=127.0.0.1,{wanted.port};Encrypt=no;UID={USER}"
    text += f";PWD={quote(PASSWORD)};DATABASE={DATABASE}"
    attributes = {112: 32767}
    with closing(pyodbc.connect(text, timeout=10, attrs_before=attributes, autocommit=True)) as c:
        assert len(c.execute("SELECT * FROM Project").fetchall()) == 3
    assert server.logins[-1].packet_size == 32767
    assert not server.logins[-1].is_read_only


@pytest.mark.parametrize("change", [{"password": "wrong"}, {"user": "nobody"}])
def test_a_wrong_login_is_refused_with_18456(driver, change, wanted, server):
    with pytest.raises(driver.error, match=r"Login failed for user|18456"):
        driver.connect(replace(wanted, **change))
    assert not server.logins[-1].is_accepted


def test_a_denied_login_is_refused(driver, wanted, server):
    server.trouble.deny_login = True
    with pytest.raises(driver.error, match="Login failed"):
        driver.connect(wanted)


def test_a_missing_database_is_named(driver, wanted):
    # The server sends two errors, as Microsoft's does, and these drivers tell the second alone.
    hides_it = driver.name in ("mssql-python", "freetds")
    expected = "Login failed" if hides_it else 'Cannot open database "Elsewhere"'
    with pytest.raises(driver.error, match=expected):
        driver.connect(replace(wanted, database="Elsewhere"))


def test_a_login_that_names_no_database_is_let_in(driver, wanted):
    with closing(driver.connect(replace(wanted, database=""))) as connection:
        assert ask(driver, connection, "SELECT DB_NAME(), SUSER_SNAME()") == [("master", USER)]


TYPED = {
    "nvarchar(50)": "Ärger 🐙",
    "nvarchar(max)": "{}",
    "varchar(210)": "café €",
    "varbinary(20)": b"\x00\xff",
    "varbinary(max)": b"\x01" * 9000,
    "bit": True,
    "tinyint": 255,
    "smallint": -32768,
    "int": -5,
    "bigint": 2**60,
    "float": 0.1,
    "decimal(12,3)": Decimal("-12345.678"),
    "date": date(2024, 2, 29),
    "time": time(23, 59, 58, 123456),
    "datetime": datetime.fromisoformat("2021-03-04 05:06:07.123"),
    "datetime2": datetime.fromisoformat("2021-03-04 05:06:07.123457"),
    "datetimeoffset": datetime(
        2021, 3, 4, 5, 6, 7, 123457, timezone(timedelta(hours=-3, minutes=-30))
    ),
    "timestamp": (2**40).to_bytes(8, "big"),
    "uniqueidentifier": "6F9619FF-8B86-D011-B42D-00C04FC964FF",
}


def comparable(value: object) -> object:
    match value:
        case uuid.UUID():
            return str(value).upper()
        case bytearray():
            return bytes(value)
        case datetime() if value.tzinfo is not None:
            return value.astimezone(UTC), value.utcoffset()
        case _:
            return value


def test_every_type_comes_back_as_it_was(driver, wanted, database):
    columns = tuple(Column(f"c{number}", name) for number, name in enumerate(TYPED))
    full = dict(zip((c.name for c in columns), TYPED.values(), strict=True))
    empty = dict.fromkeys(full)
    database.tables["Typed"] = Table(columns, [full, empty])
    with closing(driver.connect(wanted)) as connection:
        first, second = ask(driver, connection, "SELECT * FROM [dbo].[Typed];")
    assert [comparable(v) for v in first] == [comparable(v) for v in TYPED.values()]
    assert second == (None,) * len(TYPED)


@pytest.mark.parametrize(
    ("type_text", "value"),
    [
        ("nvarchar(50)", "ärger 🐙"),
        ("bit", True),
        ("int", -7),
        ("bigint", 2**60),
        ("decimal(12,3)", Decimal("1.250")),
        ("varbinary(20)", b"\x01\x02"),
        ("timestamp", (7).to_bytes(8, "big")),
        ("datetime2", datetime.fromisoformat("2021-03-04 05:06:07.123450")),
        ("date", date(2021, 3, 4)),
    ],
)
def test_a_parameter_of_every_type_finds_its_row(driver, type_text, value, wanted, database):
    rows = [{"Id": "none", "Value": None}, {"Id": "this", "Value": value}]
    columns = (Column("Id", "nvarchar(50)"), Column("Value", type_text))
    database.tables["Thing"] = Table(columns, list(rows))
    with closing(driver.connect(wanted)) as connection:
        found = ask(driver, connection, "SELECT Id FROM Thing WHERE Value = ?", value)
    assert found == [("this",)]


def test_a_null_parameter_equals_nothing(driver, wanted):
    with closing(driver.connect(wanted)) as connection:
        assert ask(driver, connection, "SELECT Id FROM Project WHERE Name = ?", None) == []
        assert len(ask(driver, connection, "SELECT Id FROM Project")) == 3


@contextmanager
def serving(driver: Driver, database: Database, tls: TlsMaterial, trouble: Trouble | None = None):
    """A server that the driver can share the machine with, for answers larger than its buffer."""
    users = {USER: PASSWORD}
    if driver.name == "mssql-python":
        with IsolatedSqlServer({DATABASE: database}, users=users, tls=tls) as isolated:
            isolated.set_trouble(trouble or Trouble())
            yield isolated
    else:
        with SqlServer({DATABASE: database}, users=users, tls=tls) as running:
            for field in fields(Trouble):
                setattr(running.trouble, field.name, getattr(trouble or Trouble(), field.name))
            yield running


def test_values_of_many_megabytes_come_back_whole(driver, tls, database):
    text, blob = "aé🐙" * 1_500_000, bytes(range(256)) * 16384
    columns = (Column("Text", "nvarchar(max)"), Column("Blob", "varbinary(max)"))
    database.tables["Big"] = Table(columns, [{"Text": text, "Blob": blob}] * 2)
    with (
        serving(driver, database, tls) as server,
        closing(driver.connect(Wanted(server.port, tls))) as connection,
    ):
        rows = ask(driver, connection, "SELECT Text, Blob FROM Big")
    # Compared without assert's own diff, which would take minutes.
    assert all(row == (text, blob) for row in rows)
    assert len(rows) == 2


@pytest.mark.parametrize("encryption", ["none", "tls"])
def test_many_rows_are_streamed(driver, encryption, tls, database):
    database.tables["Project"] = plain_table(20_000)
    with serving(driver, database, tls) as server:
        wanted = Wanted(server.port, tls, encryption)
        with closing(driver.connect(wanted)) as connection:
            assert fetch_all(driver, connection, "SELECT * FROM Project") == 20_000


def test_a_connection_is_usable_after_a_result_was_left_unread(driver, tls, database):
    database.tables["Project"] = plain_table(50_000)
    with (
        serving(driver, database, tls) as server,
        closing(driver.connect(Wanted(server.port, tls))) as connection,
    ):
        cursor = connection.cursor()
        execute(driver, cursor, "SELECT * FROM Project")
        assert len(cursor.fetchmany(10)) == 10
        cursor.close()
        assert ask(driver, connection, "SELECT COUNT(*) FROM Project") == [(50_000,)]


def test_a_connection_cut_in_mid_result_is_an_error(driver, tls, database):
    database.tables["Project"] = plain_table(5_000)
    trouble = Trouble(cut_after_rows=2_000, cut_table="PROJECT")
    with serving(driver, database, tls, trouble) as server:
        connection = driver.connect(Wanted(server.port, tls))
        with pytest.raises((driver.error, OSError)):
            fetch_all(driver, connection, "SELECT * FROM Project")
        close_broken(driver, connection)


def close_broken(driver: Driver, connection) -> None:
    try:
        connection.close()
    except (driver.error, OSError):
        # The driver says once more that the connection is gone.
        return


# mssql-python stops all of Python while it waits for rows.
@without("mssql-python")
def test_a_stalled_result_goes_on_when_the_stall_ends(driver, wanted, server, database):
    database.tables["Project"] = plain_table(5_000)
    server.trouble.stall_after_rows = 3_000
    seen = SimpleNamespace(count=0)
    with closing(driver.connect(wanted)) as connection:

        def read() -> None:
            seen.count = fetch_all(driver, connection, "SELECT * FROM Project")

        reader = threading.Thread(target=read, daemon=True)
        reader.start()
        wait_until(lambda: bool(server.statements))
        reader.join(0.3)
        assert reader.is_alive()
        server.trouble.stall_after_rows = None
        reader.join(DEADLINE_S)
    assert seen.count == 5_000


# Microsoft's driver has no timeout within a result.
@without("microsoft", "mssql-python")
def test_a_stall_outlasts_the_clients_timeout(driver, wanted, server, database):
    database.tables["Project"] = plain_table(5_000)
    server.trouble.stall_after_rows = 3_000
    connection = driver.connect(replace(wanted, query_timeout_s=1))
    with pytest.raises((driver.error, OSError)):
        fetch_all(driver, connection, "SELECT * FROM Project")
    close_broken(driver, connection)


def test_a_slow_answer_runs_into_the_clients_timeout(driver, wanted, server):
    connection = driver.connect(replace(wanted, query_timeout_s=1))
    server.trouble.delay_s = 30
    with pytest.raises((driver.error, OSError)):
        ask(driver, connection, "SELECT Id FROM Project")
    server.trouble.delay_s = 0
    if driver.name != "python-tds":
        assert len(ask(driver, connection, "SELECT Id FROM Project")) == 3
    close_broken(driver, connection)


# mssql-python has no login timeout of its own.
@without("mssql-python")
def test_a_server_that_never_answers_runs_into_the_login_timeout(driver, wanted, server):
    server.trouble.silent_accept = True
    with pytest.raises((driver.error, OSError)):
        driver.connect(replace(wanted, timeout_s=1))


def begin_snapshot(driver: Driver, connection) -> None:
    with closing(connection.cursor()) as cursor:
        cursor.execute("SET TRANSACTION ISOLATION LEVEL SNAPSHOT")
    connection.autocommit = False


def rename(database: Database, name: str) -> None:
    rows = database.tables["Project"].rows
    rows[0] = {**rows[0], "Name": name}


def test_a_snapshot_shows_the_rows_of_its_first_access(driver, wanted, database):
    query = "SELECT Name FROM Project WHERE Id = ?"
    with closing(driver.connect(wanted)) as connection:
        begin_snapshot(driver, connection)
        rename(database, "before")
        assert ask(driver, connection, "SELECT COUNT(*) FROM Project") == [(3,)]
        rename(database, "after")
        assert ask(driver, connection, query, "Projects-1") == [("before",)]
        connection.rollback()
        assert ask(driver, connection, query, "Projects-1") == [("after",)]
        connection.rollback()


def test_read_committed_shows_each_change_at_once(driver, wanted, database):
    query = "SELECT Name FROM Project WHERE Id = ?"
    with closing(driver.connect(replace(wanted, autocommit=False))) as connection:
        rename(database, "before")
        assert ask(driver, connection, query, "Projects-1") == [("before",)]
        rename(database, "after")
        assert ask(driver, connection, query, "Projects-1") == [("after",)]
        connection.rollback()


def test_a_snapshot_asked_for_within_a_transaction_fails_at_the_first_access(
    driver, wanted, server
):
    with closing(driver.connect(replace(wanted, autocommit=False))) as connection:
        with closing(connection.cursor()) as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL SNAPSHOT")
        with pytest.raises(driver.error, match="did not start in snapshot isolation"):
            ask(driver, connection, "SELECT Id FROM Project")
        connection.rollback()
    assert [refusal.number for refusal in server.refusals] == [3951]


def test_a_snapshot_that_the_database_does_not_allow_fails_at_the_first_access(
    driver, wanted, server, database
):
    database.snapshot_isolation = False
    with closing(driver.connect(wanted)) as connection:
        begin_snapshot(driver, connection)
        assert ask(driver, connection, "SELECT 1") == [(1,)]
        with pytest.raises(driver.error, match="ALTER DATABASE"):
            ask(driver, connection, "SELECT Id FROM Project")
        connection.rollback()
    assert [refusal.number for refusal in server.refusals] == [3952]


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("SELECT Id FROM Missing", 208),
        ("SELECT Missing FROM Project", 207),
        ("SELECT Id FROM Secret", 229),
        ("SELECT Id FROM Project WITH (NOLOCK)", 102),
        ("INSERT INTO Project (Id) VALUES ('x')", 229),
        ("UPDATE Project SET Name = 'x'", 229),
        ("DELETE FROM Project", 229),
        ("EXEC GetNextKeyBlock", 229),
    ],
)
def test_an_error_is_reported_and_the_connection_stays_usable(
    driver, text, number, server, database
):
    database.tables["Secret"] = plain_table()
    database.deny_select = frozenset({"secret"})
    # Nothing is encrypted here, so no certificate is needed.
    wanted = Wanted(server.port, TlsMaterial(Path(), Path(), Path()))
    with closing(driver.connect(wanted)) as connection:
        with pytest.raises(driver.error):
            ask(driver, connection, text)
        assert len(ask(driver, connection, "SELECT Id FROM Project")) == 3
    assert [(refusal.text, refusal.number) for refusal in server.refusals] == [(text, number)]
    writes = [statement.text for statement in server.statements if statement.is_write]
    assert writes == ([text] if text.split()[0] in ("INSERT", "UPDATE", "DELETE", "EXEC") else [])
    assert len(database.tables["Project"].rows) == 3


def test_a_cued_deadlock_happens_once_and_the_statement_then_succeeds(driver, wanted, server):
    server.trouble.fail_statement_containing = "from project"
    server.trouble.fail_times = 1
    with closing(driver.connect(wanted)) as connection:
        with pytest.raises(driver.error, match="deadlock"):
            ask(driver, connection, "SELECT Id FROM Project")
        assert len(ask(driver, connection, "SELECT Id FROM Project")) == 3
    assert [refusal.number for refusal in server.refusals] == [1205]


def test_the_catalog_describes_what_may_be_read(driver, wanted, database):
    database.tables["Secret"] = plain_table()
    database.deny_select = frozenset({"Secret"})
    text = (
        "SELECT TABLE_SCHEMA, TABLE_NAME, COLUMN_NAME, DATA_TYPE, CHARACTER_MAXIMUM_LENGTH, "
        "IS_NULLABLE FROM INFORMATION_SCHEMA.COLUMNS "
        "ORDER BY TABLE_SCHEMA, TABLE_NAME, ORDINAL_POSITION;"
    )
    with closing(driver.connect(wanted)) as connection:
        assert ask(driver, connection, text) == [
            ("dbo", "Project", "Id", "nvarchar", 50, "NO"),
            ("dbo", "Project", "Name", "nvarchar", 200, "YES"),
            ("dbo", "Project", "IsDisabled", "bit", None, "YES"),
            ("dbo", "Project", "JSON", "nvarchar", -1, "YES"),
            ("dbo", "Project", "DataVersion", "timestamp", None, "NO"),
        ]


def test_the_server_tells_about_itself(driver, wanted, database):
    database.compatibility_level = 120
    text = (
        "SELECT is_read_committed_snapshot_on, snapshot_isolation_state, compatibility_level, "
        "collation_name FROM sys.databases WHERE database_id = DB_ID()"
    )
    version = "SELECT CAST(SERVERPROPERTY('ProductVersion') AS nvarchar(128)) AS v, DB_NAME()"
    with closing(driver.connect(wanted)) as connection:
        assert ask(driver, connection, text) == [(True, 1, 120, database.collation)]
        assert ask(driver, connection, version) == [("16.0.4135.4", DATABASE)]
        ((row_version,),) = ask(driver, connection, "SELECT CAST(@@DBTS AS binary(8))")
        assert int.from_bytes(row_version, "big") == database.row_version


# FreeTDS 1.3 has no type for it.
@without("freetds")
def test_a_variant_is_read_by_all_but_freetds(driver, wanted):
    with closing(driver.connect(wanted)) as connection:
        rows = ask(driver, connection, "SELECT SERVERPROPERTY('Edition') AS Edition")
    assert rows == [("Developer Edition (64-bit)",)]


def test_several_statements_in_one_batch_answer_one_after_the_other(driver, wanted, server):
    text = "SET NOCOUNT ON; BEGIN TRAN; SELECT 1 AS One; SELECT Id FROM Missing"
    with closing(driver.connect(wanted)) as connection, closing(connection.cursor()) as cursor:
        with pytest.raises(driver.error, match="Missing"):
            follow(cursor, text)
        assert follow(cursor, "SELECT 2; COMMIT; USE OctopusDeploy; SELECT 3") == [(2,), (3,)]
    assert [refusal.number for refusal in server.refusals] == [208]


def follow(cursor, text: str) -> list[tuple]:
    """The rows of all results of a batch."""
    cursor.execute(text)
    rows: list[tuple] = []
    while True:
        if cursor.description:
            rows += [tuple(row) for row in cursor.fetchall()]
        if not cursor.nextset():
            return rows


def test_a_procedure_is_never_carried_out(wanted, server):
    with (
        closing(connect_pytds(wanted)) as connection,
        closing(connection.cursor()) as cursor,
        pytest.raises(pytds.Error, match="EXECUTE permission was denied"),
    ):
        cursor.callproc("GetNextKeyBlock", ("Projects", 10))
    (call,) = [statement for statement in server.statements if statement.is_write]
    assert (call.text, call.parameter_count) == ("EXEC getnextkeyblock", 2)


def test_a_connection_from_the_pool_begins_as_new(wanted, server):
    mssql_python.pooling(max_size=1, idle_timeout=60)
    with closing(connect_mssql_python(wanted)) as connection:
        connection.cursor().execute("SET TRANSACTION ISOLATION LEVEL SNAPSHOT")
    server.clear_statements()
    with closing(connect_mssql_python(replace(wanted, autocommit=False))) as connection:
        assert connection.cursor().execute("SELECT COUNT(*) FROM Project").fetchval() == 3
    assert server.logins == ()
    assert server.refusals == ()
    assert server.connection_count == 1
