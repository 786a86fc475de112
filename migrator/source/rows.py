"""Raw documents: a row's JSON with its columns laid over it, and the statements that read them."""

from __future__ import annotations

import base64
import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from migrator.model.documents import Json, SourceId
from migrator.source.connection import Parameter, Row, Select
from migrator.source.shape import ColumnShape, TableShape, quote_name, select_sql
from migrator.source.values import UnreadableError, overlay, parse_body, parse_cell, read_text

# `variableset-Projects-314-s-2-XM74V`, and the older `...-legacy-snapshot1`.
# Source: OctopusDeploy/Issues #9455, #4989.
_FROZEN_ID = re.compile(r".*-s-.+-[0-9a-z]{5}|.*-snapshot\d*", re.IGNORECASE | re.DOTALL)


@dataclass(frozen=True, slots=True)
class RawDocument:
    """A row, rebuilt as one document.

    Attributes:
        table: as the database spells it.
        body: columns first, named as the table names them, then the other members of the JSON.
        row_version: base64 of the rowversion, or None where the table has none.
    """

    table: str
    id: SourceId
    body: dict[str, Json]
    row_version: str | None = None


@dataclass(frozen=True, slots=True)
class BrokenRow:
    """A row that cannot be rebuilt.

    Attributes:
        why: as a clause, such as `its JSON is damaged at character 12`.
    """

    table: str
    id: SourceId
    why: str


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which rows of a table.

    Attributes:
        space_id: only this space's; None for rows of the system where `any_space` is False.
        live_only: without the frozen copies that releases keep.
    """

    table: TableShape
    space_id: str | None = None
    any_space: bool = True
    live_only: bool = True

    def conditions(self) -> tuple[list[str], list[Parameter]]:
        """What stands behind WHERE, to be joined by AND, and its parameters."""
        conditions: list[str] = []
        parameters: list[Parameter] = []
        frozen = self.table.column("IsFrozen")
        if self.live_only and frozen is not None:
            name = quote_name(frozen.name)
            condition = f"{name} = 0"
            if frozen.is_nullable:
                condition = f"({condition} OR {name} IS NULL)"
            conditions.append(condition)
        space = self.table.column("SpaceId")
        if space is not None and self.space_id is not None:
            conditions.append(f"{quote_name(space.name)} = ?")
            parameters.append(self.space_id)
        elif space is not None and not self.any_space:
            conditions.append(f"{quote_name(space.name)} IS NULL")
        return conditions, parameters

    def excludes(self, document: RawDocument) -> bool:
        """Whether a document is none of the wanted, for what SQL could not filter."""
        if self.live_only and self.excludes_id(document.id):
            return True
        members = {key.casefold(): value for key, value in document.body.items()}
        if self.live_only and self.table.has_snapshots and members.get("isfrozen") is True:
            return True
        if self.any_space and self.space_id is None:
            return False
        space = members.get("spaceid")
        if self.space_id is None:
            return bool(space)
        return not isinstance(space, str) or space.casefold() != self.space_id.casefold()

    def excludes_id(self, row_id: str) -> bool:
        """Whether an id is a frozen copy's, where the schema marks those in no column."""
        if not self.live_only or not self.table.has_snapshots:
            return False
        return self.table.column("IsFrozen") is None and bool(_FROZEN_ID.fullmatch(row_id))


def select_page(
    wanted: Wanted, columns: Sequence[ColumnShape], after: str | None, size: int
) -> Select:
    """The first `size` rows behind an id, in the order of the ids."""
    conditions, parameters = wanted.conditions()
    key = quote_name(_id_of(wanted.table).name)
    if after is not None:
        conditions.append(f"{key} > ?")
        parameters.append(after)
    sql = select_sql(_names(columns), wanted.table, conditions, order_by=key, top=size)
    return Select(sql, tuple(parameters), wanted.table.name)


def select_ids(wanted: Wanted, columns: Sequence[ColumnShape], ids: Collection[str]) -> Select:
    """The rows of these ids, in the order of the ids."""
    conditions, parameters = wanted.conditions()
    key = quote_name(_id_of(wanted.table).name)
    conditions.append(f"{key} IN ({', '.join('?' * len(ids))})")
    sql = select_sql(_names(columns), wanted.table, conditions, order_by=key)
    return Select(sql, (*parameters, *ids), wanted.table.name)


def select_columns(table: TableShape, columns: Sequence[ColumnShape]) -> Select:
    """Some columns of all rows."""
    return Select(select_sql(_names(columns), table), (), table.name)


def select_count(wanted: Wanted) -> Select:
    """How many rows."""
    conditions, parameters = wanted.conditions()
    sql = select_sql("COUNT_BIG(*)", wanted.table, conditions)
    return Select(sql, tuple(parameters), wanted.table.name)


def select_size(wanted: Wanted, column: ColumnShape) -> Select:
    """How many bytes a column takes in all rows; NULL where there are none."""
    conditions, parameters = wanted.conditions()
    total = f"SUM(CAST(DATALENGTH({quote_name(column.name)}) AS bigint))"
    return Select(select_sql(total, wanted.table, conditions), tuple(parameters), wanted.table.name)


def select_changed(wanted: Wanted, row_version: ColumnShape, since: bytes) -> Select:
    """Ids of the rows that have changed since."""
    conditions, parameters = wanted.conditions()
    conditions.append(f"{quote_name(row_version.name)} > ?")
    parameters.append(since)
    sql = select_sql(quote_name(_id_of(wanted.table).name), wanted.table, conditions)
    return Select(sql, tuple(parameters), wanted.table.name)


def _names(columns: Sequence[ColumnShape]) -> str:
    return ", ".join(map(_value, columns))


def _value(column: ColumnShape) -> str:
    name = quote_name(column.name)
    return f"CAST({name} AS varbinary(max))" if column.is_read_as_bytes else name


def _id_of(table: TableShape) -> ColumnShape:
    column = table.column("Id")
    if column is None:
        message = f"{table.name} has no Id"
        raise ValueError(message)
    return column


def parse_row(table: TableShape, row: Row) -> RawDocument | BrokenRow:
    """Rebuild a document from all columns of its table, in the table's order."""
    cells = dict(zip(table.columns, row, strict=True))
    row_id = SourceId(str(cells.get("id", "")))
    columns: dict[str, Json] = {}
    row_version = None
    for column in table.plain_columns:
        cell = cells[column.name.casefold()]
        value = parse_cell(cell, column)
        columns[column.name] = value
        if column.is_row_version and isinstance(cell, bytes):
            row_version = base64.b64encode(cell).decode("ascii")
    text, blob = cells.get("json"), cells.get("jsonblob")
    try:
        body = parse_body(read_text(text), blob if isinstance(blob, bytes) else None)
    except UnreadableError as error:
        return BrokenRow(table.name, row_id, str(error))
    return RawDocument(table.name, row_id, overlay(body, columns), row_version)


def parse_cells(columns: Mapping[str, ColumnShape | None], row: Row) -> dict[str, Json]:
    """Some cells by the names that were asked for; None for a column that is not there."""
    cells = iter(row)
    return {
        name: None if column is None else parse_cell(next(cells), column)
        for name, column in columns.items()
    }
