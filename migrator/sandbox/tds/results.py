"""What a statement gives back, before it becomes tokens."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from migrator.sandbox.database import Cell


@dataclass(frozen=True, slots=True)
class ResultColumn:
    """One column of an answer; the name may be empty."""

    name: str
    type: str
    nullable: bool = True


@dataclass(frozen=True, slots=True)
class ResultSet:
    """Rows to stream, read once."""

    columns: tuple[ResultColumn, ...]
    rows: Iterable[Sequence[Cell]]


@dataclass(frozen=True, slots=True)
class Nothing:
    """The statement is done and has no rows."""


@dataclass(frozen=True, slots=True)
class DatabaseChanged:
    """The session is now in another database."""

    old: str
    new: str


@dataclass(frozen=True, slots=True)
class TransactionBegun:
    """A transaction is open under this descriptor."""

    descriptor: int


@dataclass(frozen=True, slots=True)
class TransactionEnded:
    """The transaction of this descriptor is over."""

    descriptor: int
    is_commit: bool


Result: TypeAlias = ResultSet | Nothing | DatabaseChanged | TransactionBegun | TransactionEnded
