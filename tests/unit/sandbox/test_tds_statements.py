"""Which statements the sandbox's SQL Server takes, and what they answer."""

from datetime import UTC, datetime, timedelta, timezone
from decimal import Decimal

import pytest

from migrator.sandbox.database import Column, Database, Table
from migrator.sandbox.tds import SqlError
from migrator.sandbox.tds.parser import is_write, parse_batch
from migrator.sandbox.tds.results import Nothing, ResultSet, TransactionBegun, TransactionEnded
from migrator.sandbox.tds.session import Session
from migrator.sandbox.tds.syntax import BeginTransaction, EndTransaction, SetIsolation, SetOption

NOON = datetime(2024, 5, 6, 12, 0, tzinfo=UTC)

COLUMNS = (
    Column("Id", "nvarchar(50)", nullable=False),
    Column("Name", "nvarchar(200)"),
    Column("SpaceId", "nvarchar(50)"),
    Column("Size", "int"),
    Column("IsFrozen", "bit"),
    Column("JSON", "nvarchar(max)"),
    Column("Blob", "varbinary(max)"),
    Column("Installed", "datetimeoffset"),
    Column("DataVersion", "timestamp"),
)


def row(number: int, **values) -> dict:
    plain = dict.fromkeys((column.name for column in COLUMNS), None)
    plain |= {"Id": f"Things-{number}", "SpaceId": "Spaces-1", "IsFrozen": False}
    plain["DataVersion"] = (1000 + number).to_bytes(8, "big")
    return plain | values


@pytest.fixture
def database() -> Database:
    rows = [
        row(3, Name="émile", Size=30, JSON="é🐙", Installed=NOON),
        row(1, Name="Alpha ", Size=10, JSON="{}", Installed=NOON + timedelta(hours=1)),
        row(2, Name="emil", Size=None, JSON=None, IsFrozen=True, Blob=b"\x01\x02\x03"),
        row(4, Name="Zeta", Size=20, SpaceId="Spaces-2", JSON=""),
    ]
    return Database("Octopus", {"Thing": Table(COLUMNS, list(rows)), "Empty": Table(COLUMNS)})


@pytest.fixture
def session(database: Database) -> Session:
    other = Database("Other", {"Empty": Table(COLUMNS)})
    return Session({"Octopus": database, "Other": other}, "reader", database)


def ask(session: Session, text: str, *values) -> list[tuple]:
    parameters = {f"@p{number}": value for number, value in enumerate(values, start=1)}
    results = list(session.execute(text, parameters))
    assert len(results) == 1
    assert isinstance(results[0], ResultSet)
    return [tuple(cells) for cells in results[0].rows]


def ids(session: Session, rest: str, *values) -> list[str]:
    return [
        cells[0].removeprefix("Things-")
        for cells in ask(session, f"SELECT Id FROM Thing {rest}", *values)
    ]


@pytest.mark.parametrize(
    "text",
    [
        "SELECT [Id] FROM [dbo].[Thing]",
        "select Id from dbo.Thing;",
        "SELECT\n\tid\nFROM thing ;",
        'SELECT "Id" FROM DBO."Thing"',
    ],
)
def test_names_are_found_in_any_case_with_and_without_brackets(session, text):
    assert len(ask(session, text)) == 4


@pytest.mark.parametrize(
    "text",
    [
        "SELECT Id FROM Thing WITH (NOLOCK)",
        "SELECT Id FROM Thing t",
        "SELECT Id, FROM Thing",
        "SELECT Id FROM Thing WHERE Id LIKE 'a%'",
        "SELECT Id FROM Thing WHERE Id <> 'a'",
        "SELECT Id FROM Thing WHERE Size < 5",
        "SELECT Id FROM Thing WHERE Id = 'a' OR Id = 'b'",
        "SELECT Id FROM Thing WHERE Id IN ()",
        "SELECT Id FROM Thing WHERE NOT Id = 'a'",
        "SELECT Id FROM Thing -- all of them",
        "SELECT Id FROM Thing /* all */",
        "SELECT DISTINCT Id FROM Thing",
        "SELECT TOP 5 Id FROM Thing",
        "SELECT Id FROM Thing JOIN Empty ON 1 = 1",
        "SELECT Id FROM Thing UNION SELECT Id FROM Empty",
        "SELECT Id INTO Copy FROM Thing",
        "SELECT Id FROM Table",
        "SELECT Id FROM Octopus.dbo.Thing",
        "SELECT MIN(Id) FROM Thing",
        "SELECT SUM(Size) FROM Thing",
        "SELECT LEN(Id) FROM Thing",
        "SELECT *",
        "SELECT 'text'",
        "SELECT Id FROM Thing ORDER BY 1",
        "SELECT Id FROM Thing WHERE Id = 'open",
        "SET ROWCOUNT 5",
        "SET IMPLICIT_TRANSACTIONS ON",
        "SET TRANSACTION ISOLATION LEVEL READ UNCOMMITTED",
        "DECLARE @x int",
        "IF 1 > 0 COMMIT",
        "GO",
        "SELECT 1x",
    ],
)
def test_every_other_statement_is_a_syntax_error(session, text):
    with pytest.raises(SqlError) as caught:
        list(session.execute(text, {}))
    assert caught.value.number == 102


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("SELECT Id FROM Missing", 208),
        ("SELECT Id FROM other.Thing", 208),
        ("SELECT x FROM INFORMATION_SCHEMA.VIEWS", 208),
        ("SELECT name FROM sys.tables", 208),
        ("SELECT Missing FROM Thing", 207),
        ("SELECT Id FROM Thing WHERE Missing = 1", 207),
        ("SELECT Id FROM Thing ORDER BY Missing", 207),
        ("SELECT Id", 207),
        ("SELECT Id FROM Thing WHERE Size = 'many'", 245),
        ("SELECT Id FROM Thing WHERE DataVersion > 5", 245),
        ("SELECT Id FROM Thing WHERE Installed > 'never'", 245),
        ("SELECT Id FROM Thing WHERE Id = @p1", 137),
        ("SELECT Id, COUNT(*) FROM Thing", 8120),
        ("SELECT COUNT(*) FROM Thing ORDER BY Id", 8127),
        ("SELECT MAX(IsFrozen) FROM Thing", 8117),
        ("SELECT TOP (NULL) Id FROM Thing", 1060),
        ("SELECT DB_NAME(1)", 174),
        ("USE Missing", 911),
        ("COMMIT", 3902),
        ("ROLLBACK TRAN", 3903),
        ("DELETE FROM Thing", 229),
        ("exec sp_who", 229),
        ("CREATE TABLE x (y int)", 229),
    ],
)
def test_a_statement_that_cannot_be_carried_out_has_the_servers_number(session, text, number):
    with pytest.raises(SqlError) as caught:
        list(session.execute(text, {}))
    assert caught.value.number == number


@pytest.mark.parametrize(
    ("condition", "values", "expected"),
    [
        ("Name = N'ALPHA'", (), ["1"]),
        ("Name = @P1", ("alpha   ",), ["1"]),
        ("Name = 'emile'", (), []),
        ("Name = N'E\u0301mile'", (), ["3"]),
        ("Size = 10", (), ["1"]),
        ("Size = @P1", (Decimal(30),), ["3"]),
        ("Size > @P1", (10,), ["3", "4"]),
        ("Size >= '10'", (), ["3", "1", "4"]),
        ("Size = @P1", (None,), []),
        ("Size IS NULL", (), ["2"]),
        ("Size IS NOT NULL AND IsFrozen = 0", (), ["3", "1", "4"]),
        ("IsFrozen = @P1", (True,), ["2"]),
        ("Id IN (@P1, @P2, NULL)", ("things-1", "Things-9"), ["1"]),
        ("(Size = 10 OR Name = 'zeta')", (), ["1", "4"]),
        ("(Size > 20 OR Size = 20 AND Id > @P1)", ("Things-3",), ["3", "4"]),
        ("DataVersion > @P1", ((1002).to_bytes(8, "big"),), ["3", "4"]),
        ("DataVersion > 0x00000000000003EA", (), ["3", "4"]),
        ("Blob = 0x010203", (), ["2"]),
        ("Installed > @P1", (NOON.astimezone(timezone(timedelta(hours=9))),), ["1"]),
        ("Installed > '2024-05-06T12:30:00'", (), ["1"]),
    ],
)
def test_a_condition_keeps_the_rows_that_the_server_would(session, condition, values, expected):
    assert ids(session, f"WHERE {condition}", *values) == expected


@pytest.mark.parametrize(
    ("rest", "expected"),
    [
        ("ORDER BY Name", ["1", "2", "3", "4"]),
        ("ORDER BY Name DESC", ["4", "3", "2", "1"]),
        ("ORDER BY Size", ["2", "1", "4", "3"]),
        ("ORDER BY Size DESC", ["3", "4", "1", "2"]),
        ("ORDER BY SpaceId DESC, Size ASC", ["4", "2", "1", "3"]),
        ("ORDER BY DataVersion", ["1", "2", "3", "4"]),
        ("ORDER BY Installed DESC, Id", ["1", "3", "2", "4"]),
    ],
)
def test_rows_come_in_the_order_of_the_collation_with_null_first(session, rest, expected):
    assert ids(session, rest) == expected


def test_hyphens_weigh_less_than_letters_and_digits(session, database):
    database.tables["Thing"].rows[:] = [
        row(number, Name=name) for number, name in enumerate(["co-op", "coop", "coat", "cop"])
    ]
    assert ids(session, "ORDER BY Name") == ["2", "0", "1", "3"]


def test_top_counts_after_the_order(session):
    text = "SELECT TOP (@P1) Id FROM Thing ORDER BY Size DESC"
    assert ask(session, text, 2) == [("Things-3",), ("Things-4",)]
    assert len(ask(session, "SELECT TOP (3) * FROM Thing")) == 3
    assert ask(session, "SELECT TOP (0) * FROM Thing") == []


def test_paging_by_key_meets_every_row_once(session, database):
    database.tables["Thing"].rows[:] = [row(number) for number in range(57)]
    seen: list[str] = []
    last = ""
    while page := ask(session, "SELECT TOP (10) Id FROM Thing WHERE Id > @P1 ORDER BY Id", last):
        seen += [cells[0] for cells in page]
        last = seen[-1]
    assert sorted(seen) == sorted(f"Things-{number}" for number in range(57))


def test_aggregates_count_measure_and_find_the_greatest(session):
    text = (
        "SELECT COUNT_BIG(*) AS n, COUNT(*), MAX(Size), MAX(DataVersion) AS v, MAX(Name), "
        "SUM(CAST(DATALENGTH(JSON) AS bigint)), SUM(CAST(DATALENGTH(Blob) AS bigint)) FROM Thing"
    )
    greatest = (1004).to_bytes(8, "big")
    assert ask(session, text) == [(4, 4, 30, greatest, "Zeta", 6 + 4, 3)]
    assert ask(session, text.replace("Thing", "Empty")) == [(0, 0, None, None, None, None, None)]


def test_lengths_are_those_of_the_columns_type(session):
    text = "SELECT SUM(CAST(DATALENGTH({}) AS bigint)) FROM Thing WHERE Id = 'things-3'"
    lengths = {"Id": 16, "Size": 4, "IsFrozen": 1, "JSON": 6, "DataVersion": 8, "Installed": 10}
    measured = {name: ask(session, text.format(name))[0][0] for name in lengths}
    assert measured == lengths


def test_groups_are_counted_by_the_collation(session, database):
    database.tables["Thing"].rows.append(row(5, SpaceId="SPACES-2 "))
    text = "SELECT SpaceId, COUNT_BIG(*) FROM Thing GROUP BY SpaceId ORDER BY SpaceId DESC"
    assert ask(session, text) == [("Spaces-2", 2), ("Spaces-1", 3)]


def test_a_result_names_its_columns_as_the_statement_does(session):
    (result,) = session.execute("SELECT id, Name AS Title, CAST(Size AS bigint) FROM Thing", {})
    assert [(c.name, c.type) for c in result.columns] == [
        ("id", "nvarchar(50)"),
        ("Title", "nvarchar(200)"),
        ("", "bigint"),
    ]


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ("CAST(Size AS nvarchar(5))", "30"),
        ("CAST(JSON AS nvarchar(1))", "é"),
        ("CAST(JSON AS varbinary(max))", "é🐙".encode("utf-16-le")),
        ("CAST(Size AS binary(8))", bytes(7) + b"\x1e"),
        ("CAST(DataVersion AS bigint)", 1003),
        ("CAST(DataVersion AS binary(2))", b"\0\0"),
        ("CAST(IsFrozen AS nvarchar(5))", "0"),
        ("CAST(Size AS bit)", True),
        ("CAST(Size AS float)", 30.0),
        ("CAST(Installed AS nvarchar(40))", "2024-05-06 12:00:00.0000000 +00:00"),
        ("CAST(Installed AS datetime2)", NOON.replace(tzinfo=None)),
        ("CAST(Blob AS varbinary(10))", None),
    ],
)
def test_cast_converts_a_column(session, expression, expected):
    assert ask(session, f"SELECT {expression} FROM Thing WHERE Id = 'Things-3'") == [(expected,)]


def test_the_catalog_shows_the_tables_that_may_be_read(session, database):
    database.deny_select = frozenset({"EMPTY"})
    text = "SELECT TABLE_NAME FROM INFORMATION_SCHEMA.TABLES WHERE TABLE_TYPE = 'BASE TABLE'"
    assert ask(session, text) == [("Thing",)]
    text = "SELECT COUNT(*) FROM INFORMATION_SCHEMA.COLUMNS WHERE TABLE_NAME = 'empty'"
    assert ask(session, text) == [(0,)]
    with pytest.raises(SqlError, match="SELECT permission was denied on the object 'Empty'"):
        ask(session, "SELECT Id FROM Empty")


def test_the_server_answers_what_it_is_asked_about_itself(session, database):
    database.snapshot_isolation = False
    text = "SELECT snapshot_isolation_state FROM sys.databases WHERE database_id = DB_ID()"
    assert ask(session, text) == [(0,)]
    assert ask(session, "SELECT name FROM sys.databases ORDER BY name") == [
        ("Octopus",),
        ("Other",),
    ]
    text = "SELECT SERVERPROPERTY('engineedition') AS e, SERVERPROPERTY('Missing'), SUSER_SNAME()"
    assert ask(session, text) == [(3, None, "reader")]
    assert ask(session, "SELECT @@DBTS, CAST(@@DBTS AS bigint)") == [
        ((2000).to_bytes(8, "big"), 2000)
    ]
    assert "SQL Server" in ask(session, "SELECT @@VERSION")[0][0]


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        ("'dbo.Thing', 'OBJECT', 'SELECT'", 1),
        ("'[dbo].[Thing]', 'OBJECT', 'INSERT'", 0),
        ("'dbo.Empty', 'OBJECT', 'SELECT'", 0),
        ("'dbo.Missing', 'OBJECT', 'SELECT'", None),
        ("DB_NAME(), 'DATABASE', 'CONNECT'", 1),
        ("NULL, 'DATABASE', 'CREATE TABLE'", 0),
        ("NULL, NULL, 'VIEW SERVER STATE'", 0),
    ],
)
def test_the_login_has_a_readers_rights(session, database, arguments, expected):
    database.deny_select = frozenset({"Empty"})
    assert ask(session, f"SELECT HAS_PERMS_BY_NAME({arguments})") == [(expected,)]


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("SELECT compatibility_level FROM sys.databases WHERE database_id = DB_ID()", 229),
        ("SELECT @@DBTS", 297),
        ("SELECT CAST(SERVERPROPERTY('Edition') AS nvarchar(128))", 297),
        ("SELECT HAS_PERMS_BY_NAME(NULL, NULL, 'CONNECT SQL')", 297),
    ],
)
def test_probes_can_be_denied_while_tables_stay_readable(session, database, text, number):
    database.deny_probes = True
    with pytest.raises(SqlError) as caught:
        ask(session, text)
    assert caught.value.number == number
    assert ask(session, "SELECT 1") == [(1,)]
    assert len(ask(session, "SELECT Id FROM Thing")) == 4
    assert len(ask(session, "SELECT TABLE_NAME FROM INFORMATION_SCHEMA.TABLES")) == 2


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("SET ANSI_NULLS, QUOTED_IDENTIFIER ON; SET TEXTSIZE 2147483647", (SetOption(),) * 2),
        ("set language us_english set nocount on", (SetOption(),) * 2),
        ("SET TRANSACTION ISOLATION LEVEL SNAPSHOT", (SetIsolation(is_snapshot=True),)),
        (" SET  TRANSACTION ISOLATION LEVEL READ COMMITTED ;", (SetIsolation(is_snapshot=False),)),
        ("BEGIN TRAN", (BeginTransaction(),)),
        ("IF @@TRANCOUNT > 0 ROLLBACK", (EndTransaction(is_commit=False, is_guarded=True),)),
        ("COMMIT TRANSACTION", (EndTransaction(is_commit=True, is_guarded=False),)),
        (" ; ", ()),
    ],
)
def test_the_statements_of_a_session_are_read(text, expected):
    assert parse_batch(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("insert into x values (1)", True),
        ("SET NOCOUNT ON; delete from x", True),
        ("SELECT * INTO y FROM x", True),
        ("EXEC('drop table x')", True),
        ("drop table 'open", True),
        ("SELECT [Update] FROM x WHERE y = 'delete'", False),
        ("BEGIN TRAN", False),
    ],
)
def test_a_write_is_known_wherever_it_stands(text, expected):
    assert is_write(text) is expected


def test_a_snapshot_transaction_sees_all_tables_as_at_its_first_access(session, database):
    run(session, "SET TRANSACTION ISOLATION LEVEL SNAPSHOT")
    session.begin()
    assert ask(session, "SELECT COUNT(*) FROM Thing") == [(4,)]
    database.tables["Thing"].rows.clear()
    database.tables["Empty"].rows.append(row(9))
    assert ask(session, "SELECT COUNT(*) FROM Thing") == [(4,)]
    assert ask(session, "SELECT COUNT(*) FROM Empty") == [(0,)]
    session.end(is_commit=True)
    assert ask(session, "SELECT COUNT(*) FROM Empty") == [(1,)]


def run(session: Session, text: str) -> list:
    return list(session.execute(text, {}))


def test_a_transaction_can_leave_and_enter_the_snapshot_that_it_began_with(session, database):
    run(session, "SET TRANSACTION ISOLATION LEVEL SNAPSHOT")
    session.begin()
    assert ask(session, "SELECT COUNT(*) FROM Thing") == [(4,)]
    database.tables["Thing"].rows.pop()
    run(session, "SET TRANSACTION ISOLATION LEVEL READ COMMITTED")
    assert ask(session, "SELECT COUNT(*) FROM Thing") == [(3,)]
    run(session, "SET TRANSACTION ISOLATION LEVEL SNAPSHOT")
    assert ask(session, "SELECT COUNT(*) FROM Thing") == [(4,)]


def test_a_snapshot_is_refused_where_the_documentation_says(session, database):
    session.begin()
    run(session, "SET TRANSACTION ISOLATION LEVEL SNAPSHOT")
    with pytest.raises(SqlError) as too_late:
        ask(session, "SELECT Id FROM Thing")
    session.end(is_commit=False)
    database.snapshot_isolation = False
    with pytest.raises(SqlError) as not_allowed:
        ask(session, "SELECT Id FROM Thing")
    assert (too_late.value.number, not_allowed.value.number) == (3951, 3952)


def test_transactions_open_and_close_by_text(session):
    begun, ended = run(session, "BEGIN TRAN; COMMIT")
    assert isinstance(begun, TransactionBegun)
    assert ended == TransactionEnded(begun.descriptor, is_commit=True)
    assert run(session, "IF @@TRANCOUNT > 0 COMMIT") == [Nothing()]


def test_a_reset_session_is_as_new(session):
    run(session, "SET TRANSACTION ISOLATION LEVEL SNAPSHOT; BEGIN TRAN; USE other")
    assert session.database == "Other"
    session.reset()
    assert session.database == "Octopus"
    assert session.end(is_commit=False) is None


@pytest.mark.parametrize(
    ("value", "type_text", "expected"),
    [
        (("nvarchar(50)", "2024-05-06T12:00:00"), "datetimeoffset", NOON),
        (("nvarchar(50)", " 12 "), "int", 12),
        (
            ("nvarchar(50)", "6f9619ff-8b86-d011-b42d-00c04fc964ff"),
            "uniqueidentifier",
            "6F9619FF-8B86-D011-B42D-00C04FC964FF",
        ),
        (("bigint", 2**40), "varbinary(8)", b"\0\0\x01" + bytes(5)),
        (("varbinary(max)", b"\x01\x02"), "binary(4)", b"\x01\x02\0\0"),
        (("varbinary(max)", b"a\0b\0"), "nvarchar(5)", "ab"),
        (("date", NOON.date()), "nvarchar(20)", "2024-05-06"),
        (("decimal(9,2)", Decimal("1.50")), "nvarchar(20)", "1.50"),
    ],
)
def test_cast_goes_from_any_type_to_any_that_fits(session, database, value, type_text, expected):
    column, stored = value
    database.tables["One"] = Table((Column("Value", column),), [{"Value": stored}])
    assert ask(session, f"SELECT CAST(Value AS {type_text}) FROM One") == [(expected,)]


@pytest.mark.parametrize("type_text", ["int", "datetimeoffset", "uniqueidentifier", "float"])
def test_a_cast_that_does_not_fit_fails_when_the_row_is_read(session, database, type_text):
    database.tables["One"] = Table((Column("Value", "nvarchar(9)"),), [{"Value": "other"}])
    with pytest.raises(SqlError) as caught:
        ask(session, f"SELECT CAST(Value AS {type_text}) FROM One")
    assert caught.value.number == 245


def test_guids_are_ordered_by_their_last_part_first(session, database):
    guids = [f"{a}0000000-0000-0000-0000-{b}00000000000" for a, b in ((1, 3), (2, 1), (3, 2))]
    rows = [{"Value": guid} for guid in guids]
    database.tables["One"] = Table((Column("Value", "uniqueidentifier"),), list(rows))
    ordered = [guid[0] for (guid,) in ask(session, "SELECT Value FROM One ORDER BY Value")]
    assert ordered == ["2", "3", "1"]
    found = ask(session, "SELECT COUNT(*) FROM One WHERE Value = @P1", guids[0].lower())
    assert found == [(1,)]
