"""Which tables and columns the database has: found out, never assumed."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from migrator.source.connection import Connection, Row, Select

_SCHEMA = "dbo"
_TEXT_TYPES = frozenset({"nvarchar", "varchar", "nchar", "char", "ntext", "text"})
_WIDE_TYPES = frozenset({"nvarchar", "nchar"})
_ROW_VERSION_TYPES = frozenset({"timestamp", "rowversion"})
_LIST_NAME = re.compile(r".*(Ids|Tags|Roles|Permissions)", re.IGNORECASE)
_FREE_TEXT = frozenset({"id", "name", "displayname", "description", "slug", "subject", "message"})
_JSON, _BLOB = "json", "jsonblob"
# Tables whose frozen copies outnumber the live rows many times.
SNAPSHOT_TABLES = frozenset({"variableset", "deploymentprocess", "runbookprocess"})


@dataclass(frozen=True, slots=True)
class ColumnShape:
    """One column.

    Attributes:
        name: as the database spells it.
        type: as INFORMATION_SCHEMA names it, without a length.
    """

    name: str
    type: str
    is_nullable: bool = True

    @property
    def is_text(self) -> bool:
        """Whether it holds characters."""
        return self.type in _TEXT_TYPES

    @property
    def is_read_as_bytes(self) -> bool:
        """Whether it is read as its UTF-16, which may hold half of a surrogate pair.

        Drivers stumble over such a half: mssql-python gives an empty text for a short value.
        Ids hold none, and comparing goes by them.
        """
        return self.type in _WIDE_TYPES and not self.name.casefold().endswith("id")

    @property
    def is_id_list(self) -> bool:
        """Whether its name says that it holds a list between pipes."""
        return self.is_text and _LIST_NAME.fullmatch(self.name) is not None

    @property
    def is_free_text(self) -> bool:
        """Whether people write what is in it, pipes included."""
        return self.name.casefold() in _FREE_TEXT

    @property
    def is_row_version(self) -> bool:
        """Whether the server counts it up with every change of the row."""
        return self.type in _ROW_VERSION_TYPES


@dataclass(frozen=True, slots=True)
class TableShape:
    """One table.

    Attributes:
        name: as the database spells it.
        columns: by casefolded name, in the table's order.
    """

    name: str
    columns: Mapping[str, ColumnShape]

    def column(self, name: str) -> ColumnShape | None:
        """The column of that name in whatever case, or None."""
        return self.columns.get(name.casefold())

    @property
    def json(self) -> ColumnShape | None:
        """The column of the document's JSON, if the table has one."""
        return self.columns.get(_JSON)

    @property
    def blob(self) -> ColumnShape | None:
        """The column of the document's compressed JSON, if the table has one."""
        return self.columns.get(_BLOB)

    @property
    def plain_columns(self) -> tuple[ColumnShape, ...]:
        """All but the two that hold the document."""
        return tuple(c for key, c in self.columns.items() if key not in (_JSON, _BLOB))

    @property
    def row_version(self) -> ColumnShape | None:
        """The rowversion column, if the table has one."""
        return next((c for c in self.columns.values() if c.is_row_version), None)

    @property
    def has_snapshots(self) -> bool:
        """Whether frozen copies lie among its rows."""
        return self.name.casefold() in SNAPSHOT_TABLES or "isfrozen" in self.columns


@dataclass(frozen=True, slots=True)
class Shape:
    """The tables of the schema dbo by casefolded name."""

    tables: Mapping[str, TableShape]

    def table(self, name: str) -> TableShape | None:
        """The table of that name in whatever case, or None."""
        return self.tables.get(name.casefold())

    def missing(self, names: Sequence[str]) -> tuple[str, ...]:
        """Those of the names that are no table."""
        return tuple(name for name in names if name.casefold() not in self.tables)


def quote_name(name: str) -> str:
    """A name in brackets: `JSON`, `User`, `Release` and more need them."""
    return "[" + name.replace("]", "]]") + "]"


def select_sql(
    what: str,
    table: TableShape,
    conditions: Sequence[str] = (),
    *,
    order_by: str = "",
    top: int | None = None,
) -> str:
    """A SELECT from a table; its conditions are joined by AND.

    Every name in it is quoted by `quote_name`, every value is a parameter.
    """
    first = f"TOP ({top}) " if top is not None else ""
    where = f" WHERE {' AND '.join(conditions)}" if conditions else ""
    order = f" ORDER BY {order_by}" if order_by else ""
    source = f"{quote_name(_SCHEMA)}.{quote_name(table.name)}"
    return f"SELECT {first}{what} FROM {source}{where}{order}"  # noqa: S608  (see above)


_SHAPE_SQL = (
    "SELECT TABLE_NAME, COLUMN_NAME, DATA_TYPE, IS_NULLABLE FROM INFORMATION_SCHEMA.COLUMNS "
    "WHERE TABLE_SCHEMA = N'dbo' ORDER BY TABLE_NAME, ORDINAL_POSITION"
)


def read_shape(connection: Connection) -> Shape:
    """Every table of the schema dbo that the login may see."""
    return parse_shape(connection.read_all(Select(_SHAPE_SQL)))


def parse_shape(rows: Sequence[Row]) -> Shape:
    """From rows of table, column, type and `YES` or `NO` for nullable."""
    tables: dict[str, tuple[str, dict[str, ColumnShape]]] = {}
    for table, name, type_name, nullable in rows:
        column = ColumnShape(
            str(name), str(type_name).lower(), is_nullable=str(nullable).upper() != "NO"
        )
        _, columns = tables.setdefault(str(table).casefold(), (str(table), {}))
        columns[column.name.casefold()] = column
    return Shape({key: TableShape(name, columns) for key, (name, columns) in tables.items()})
