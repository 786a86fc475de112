"""What the server tells about itself: system views, functions and global variables."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from migrator.sandbox.database import Cell, Column, Database, Row, Table
from migrator.sandbox.tds.collation import text_key
from migrator.sandbox.tds.errors import SqlError, action_denied, missing_table, permission_denied
from migrator.sandbox.tds.query import Relation
from migrator.sandbox.tds.results import ResultColumn
from migrator.sandbox.tds.syntax import Call, Source
from migrator.sandbox.tds.tokens import PROGRAM_VERSION

_NAME = "nvarchar(128)"
_FIRST_DATABASE_ID = 5
_VERSION_NUMBER = ".".join(str(part) for part in PROGRAM_VERSION)
_VERSION = (
    f"Microsoft SQL Server 2022 (RTM) - {_VERSION_NUMBER} (X64) \n\tDeveloper Edition (64-bit) "
    "on Linux (the migrator's sandbox)"
)
_SERVER_PROPERTIES: Mapping[str, Cell] = {
    "productversion": _VERSION_NUMBER,
    "productlevel": "RTM",
    "edition": "Developer Edition (64-bit)",
    "engineedition": 3,
    "machinename": "SANDBOX",
    "servername": "SANDBOX",
    "collation": "SQL_Latin1_General_CP1_CI_AS",
}
_TABLES_COLUMNS = (
    Column("TABLE_CATALOG", _NAME),
    Column("TABLE_SCHEMA", _NAME),
    Column("TABLE_NAME", _NAME, nullable=False),
    Column("TABLE_TYPE", "varchar(10)"),
)
_COLUMNS_COLUMNS = (
    Column("TABLE_CATALOG", _NAME),
    Column("TABLE_SCHEMA", _NAME),
    Column("TABLE_NAME", _NAME, nullable=False),
    Column("COLUMN_NAME", _NAME),
    Column("ORDINAL_POSITION", "int"),
    Column("IS_NULLABLE", "varchar(3)"),
    Column("DATA_TYPE", _NAME),
    Column("CHARACTER_MAXIMUM_LENGTH", "int"),
)
_DATABASES_COLUMNS = (
    Column("name", _NAME, nullable=False),
    Column("database_id", "int", nullable=False),
    Column("compatibility_level", "tinyint", nullable=False),
    Column("collation_name", _NAME),
    Column("snapshot_isolation_state", "tinyint"),
    Column("is_read_committed_snapshot_on", "bit"),
)
_WITH_LENGTH = frozenset({"char", "varchar", "nchar", "nvarchar", "binary", "varbinary"})


@dataclass(frozen=True, slots=True)
class Surroundings:
    """Who asks, and where."""

    database: Database
    databases: Sequence[Database]
    user: str


def find_table(database: Database, source: Source) -> tuple[str, Table]:
    """The table's own name and the table.

    Raises:
        SqlError: 208 where there is none, 229 where the login may not read it.
    """
    wanted = text_key(source.name)
    for name, table in database.tables.items():
        if text_key(name) == wanted and text_key(table.schema) == text_key(source.schema):
            if not may_select(database, name):
                raise permission_denied("SELECT", name, database.name, table.schema)
            return name, table
    raise missing_table(f"{source.schema}.{source.name}")


def may_select(database: Database, table: str) -> bool:
    """Whether the login has the SELECT right."""
    return text_key(table) not in {text_key(denied) for denied in database.deny_select}


def system_view(around: Surroundings, source: Source) -> Relation | None:
    """The view's rows; nothing when the schema is not a system one.

    Raises:
        SqlError: 208 for an unknown view, 229 where it is denied.
    """
    match source.schema.upper(), source.name.upper():
        case "INFORMATION_SCHEMA", "TABLES":
            return Relation(_TABLES_COLUMNS, list(_table_rows(around.database)))
        case "INFORMATION_SCHEMA", "COLUMNS":
            return Relation(_COLUMNS_COLUMNS, list(_column_rows(around.database)))
        case "SYS", "DATABASES":
            if around.database.deny_probes:
                raise permission_denied("SELECT", "databases", "mssqlsystemresource", "sys")
            return Relation(_DATABASES_COLUMNS, list(_database_rows(around.databases)))
        case (("INFORMATION_SCHEMA" | "SYS"), _):
            raise missing_table(f"{source.schema}.{source.name}")
        case _:
            return None


def call_function(call: Call, arguments: Sequence[Cell], around: Surroundings) -> Cell:
    """What a function or global variable gives.

    Raises:
        SqlError: 174 for a wrong number of arguments, 297 where probing is denied.
    """
    if around.database.deny_probes and call.name != "DB_ID":
        raise action_denied()
    functions: dict[str, tuple[int, Callable[[], Cell]]] = {
        "@@DBTS": (0, lambda: around.database.row_version.to_bytes(8, "big")),
        "@@VERSION": (0, lambda: _VERSION),
        "DB_ID": (0, lambda: _database_id(around)),
        "DB_NAME": (0, lambda: around.database.name),
        "SUSER_SNAME": (0, lambda: around.user),
        "SERVERPROPERTY": (1, lambda: _SERVER_PROPERTIES.get(str(arguments[0]).lower())),
        "HAS_PERMS_BY_NAME": (3, lambda: _has_permission(arguments, around.database)),
    }
    count, function = functions[call.name]
    if len(arguments) != count:
        raise SqlError(174, f"The {call.name} function requires {count} argument(s).", severity=15)
    return function()


def function_column(call: Call, alias: str) -> ResultColumn:
    """The column that a function's value comes in."""
    types = {
        "@@DBTS": "varbinary(8)",
        "@@VERSION": "nvarchar(300)",
        "DB_ID": "smallint",
        "SERVERPROPERTY": "sql_variant",
        "HAS_PERMS_BY_NAME": "int",
    }
    return ResultColumn(alias, types.get(call.name, _NAME))


def _database_id(around: Surroundings) -> int:
    return _FIRST_DATABASE_ID + [d.name for d in around.databases].index(around.database.name)


def _has_permission(arguments: Sequence[Cell], database: Database) -> Cell:
    """1, 0, or NULL for what does not exist; the login is a reader and nothing more.

    Source: learn.microsoft.com, "HAS_PERMS_BY_NAME (Transact-SQL)".
    """
    securable, kind, right = (str(a).upper() if a is not None else "" for a in arguments)
    if kind == "OBJECT":
        bare = securable.replace("[", "").replace("]", "").rpartition(".")[2]
        names = [name for name in database.tables if text_key(name) == text_key(bare)]
        if not names:
            return None
        return int(right == "SELECT" and may_select(database, names[0]))
    if kind == "DATABASE":
        return int(right == "CONNECT" or (right == "SELECT" and not database.deny_select))
    return int(not securable and right == "CONNECT SQL")


def _readable_tables(database: Database) -> Iterator[tuple[str, Table]]:
    for name, table in database.tables.items():
        if may_select(database, name):
            yield name, table


def _table_rows(database: Database) -> Iterator[Row]:
    for name, table in _readable_tables(database):
        yield {
            "TABLE_CATALOG": database.name,
            "TABLE_SCHEMA": table.schema,
            "TABLE_NAME": name,
            "TABLE_TYPE": "BASE TABLE",
        }


def _column_rows(database: Database) -> Iterator[Row]:
    for name, table in _readable_tables(database):
        for position, column in enumerate(table.columns, start=1):
            base, _, rest = column.type.partition("(")
            yield {
                "TABLE_CATALOG": database.name,
                "TABLE_SCHEMA": table.schema,
                "TABLE_NAME": name,
                "COLUMN_NAME": column.name,
                "ORDINAL_POSITION": position,
                "IS_NULLABLE": "YES" if column.nullable else "NO",
                # The catalog knows rowversion by its old name alone.
                "DATA_TYPE": "timestamp" if base == "rowversion" else base,
                "CHARACTER_MAXIMUM_LENGTH": _maximum_length(base, rest.rstrip(")")),
            }


def _maximum_length(base: str, length: str) -> int | None:
    if base not in _WITH_LENGTH:
        return None
    return -1 if length == "max" else int(length or 1)


def _database_rows(databases: Sequence[Database]) -> Iterator[Row]:
    for number, database in enumerate(databases, start=_FIRST_DATABASE_ID):
        yield {
            "name": database.name,
            "database_id": number,
            "compatibility_level": database.compatibility_level,
            "collation_name": database.collation,
            "snapshot_isolation_state": int(database.snapshot_isolation),
            "is_read_committed_snapshot_on": database.read_committed_snapshot,
        }
