"""An in-memory database: what the sandbox's SQL Server answers from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time
from decimal import Decimal
from typing import TypeAlias

Cell: TypeAlias = str | int | float | bool | bytes | datetime | date | time | Decimal | None
Row: TypeAlias = Mapping[str, Cell]


@dataclass(frozen=True, slots=True)
class Column:
    """One column.

    Attributes:
        type: as INFORMATION_SCHEMA and a CREATE TABLE would say it, in lower case:
            `nvarchar(50)`, `nvarchar(max)`, `varchar(210)`, `varbinary(max)`, `bit`, `int`,
            `bigint`, `datetimeoffset`, `datetime`, `datetime2`, `timestamp` (rowversion),
            `uniqueidentifier`.
    """

    name: str
    type: str
    nullable: bool = True


@dataclass(slots=True)
class Table:
    """Rows in no promised order; a row lacks no column (NULL is None)."""

    columns: tuple[Column, ...]
    rows: list[Row] = field(default_factory=list)
    schema: str = "dbo"


@dataclass(slots=True)
class Database:
    """A database and its options.

    Attributes:
        tables: by table name.
        snapshot_isolation: whether ALLOW_SNAPSHOT_ISOLATION is on.
        deny_select: tables on which the login lacks the SELECT right.
        deny_probes: whether everything beyond SELECT from tables and INFORMATION_SCHEMA is refused.
        row_version: the value of @@DBTS; grows with every change.
    """

    name: str
    tables: dict[str, Table] = field(default_factory=dict)
    snapshot_isolation: bool = True
    read_committed_snapshot: bool = True
    compatibility_level: int = 130
    collation: str = "SQL_Latin1_General_CP1_CI_AS"
    deny_select: frozenset[str] = frozenset()
    deny_probes: bool = False
    row_version: int = 2000
