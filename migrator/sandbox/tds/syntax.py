"""What the statements mean that the sandbox's SQL Server understands."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, TypeAlias

from migrator.sandbox.database import Cell

Operator: TypeAlias = Literal["=", ">", ">="]


@dataclass(frozen=True, slots=True)
class Constant:
    """A literal in the text."""

    value: Cell


@dataclass(frozen=True, slots=True)
class Parameter:
    """A value that comes with the statement; the name has its `@`, in lower case."""

    name: str


@dataclass(frozen=True, slots=True)
class Call:
    """A function or a global variable without a table, as in `DB_NAME()` or `@@DBTS`."""

    name: str
    arguments: tuple[Operand, ...] = ()


Operand: TypeAlias = Constant | Parameter | Call


@dataclass(frozen=True, slots=True)
class ColumnReference:
    """A column, named as it is written in the statement."""

    name: str


@dataclass(frozen=True, slots=True)
class CountRows:
    """`COUNT(*)`, or `COUNT_BIG(*)` when big."""

    is_big: bool


@dataclass(frozen=True, slots=True)
class MaxOf:
    """`MAX(column)`."""

    column: ColumnReference


@dataclass(frozen=True, slots=True)
class SumOfLengths:
    """`SUM(CAST(DATALENGTH(column) AS bigint))`."""

    column: ColumnReference


@dataclass(frozen=True, slots=True)
class Cast:
    """`CAST(value AS type)`; the type in lower case without blanks."""

    value: ColumnReference | Call | Constant
    type: str


Aggregate: TypeAlias = CountRows | MaxOf | SumOfLengths
Expression: TypeAlias = ColumnReference | Aggregate | Cast | Call | Constant


@dataclass(frozen=True, slots=True)
class Item:
    """One entry of the select list; the alias is empty where there is none."""

    expression: Expression
    alias: str = ""


@dataclass(frozen=True, slots=True)
class Compare:
    """`column = value` and its like; never true for NULL on either side."""

    column: ColumnReference
    operator: Operator
    value: Operand


@dataclass(frozen=True, slots=True)
class IsNull:
    """`column IS NULL`, or `IS NOT NULL` when negated."""

    column: ColumnReference
    is_negated: bool


@dataclass(frozen=True, slots=True)
class OneOf:
    """`column IN (value, ...)`."""

    column: ColumnReference
    values: tuple[Operand, ...]


@dataclass(frozen=True, slots=True)
class AnyOf:
    """`(a OR b AND c)`: true when all of one group are true."""

    groups: tuple[tuple[Condition, ...], ...]


Condition: TypeAlias = Compare | IsNull | OneOf | AnyOf


@dataclass(frozen=True, slots=True)
class Source:
    """What is read; the schema is `dbo` where none is written."""

    schema: str
    name: str


@dataclass(frozen=True, slots=True)
class OrderBy:
    """One entry of ORDER BY."""

    column: ColumnReference
    is_descending: bool


@dataclass(frozen=True, slots=True)
class Select:
    """A query; no items stand for `*`."""

    items: tuple[Item, ...]
    source: Source | None = None
    top: Operand | None = None
    where: tuple[Condition, ...] = ()
    group_by: ColumnReference | None = None
    order_by: tuple[OrderBy, ...] = ()


@dataclass(frozen=True, slots=True)
class SetOption:
    """A SET that changes nothing here."""


@dataclass(frozen=True, slots=True)
class SetIsolation:
    """SET TRANSACTION ISOLATION LEVEL."""

    is_snapshot: bool


@dataclass(frozen=True, slots=True)
class UseDatabase:
    """USE."""

    name: str


@dataclass(frozen=True, slots=True)
class BeginTransaction:
    """BEGIN TRANSACTION."""


@dataclass(frozen=True, slots=True)
class EndTransaction:
    """COMMIT or ROLLBACK; guarded when it stands behind IF @@TRANCOUNT > 0."""

    is_commit: bool
    is_guarded: bool


@dataclass(frozen=True, slots=True)
class DescribeType:
    """The call of sp_datatype_info_100 that a driver sends as text."""

    odbc_type: int


@dataclass(frozen=True, slots=True)
class Write:
    """Anything that would change the database; it is never carried out.

    Attributes:
        right: what the login would need, as in `INSERT`.
        target: the object's name, empty where none is written.
    """

    right: str
    target: str


Statement: TypeAlias = (
    Select
    | SetOption
    | SetIsolation
    | UseDatabase
    | BeginTransaction
    | EndTransaction
    | DescribeType
    | Write
)
