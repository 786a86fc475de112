"""Parts documents into columns and JSON, as the object mapper of the server does.

Source: OctopusDeploy/Nevermore, README and wiki page "Compression": a mapped property is not in
the JSON; JSONBlob is gzip of UTF-16LE.
"""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

from migrator.sandbox.database import Cell, Column, Row, Table
from migrator.sandbox.instance.documents import Body, Document, Storing
from migrator.sandbox.instance.shapes import Shape, columns_of, dress

# Written through converters that emit every readable property, columns included.
_REPEATED_IN_JSON = {
    "Account": ("Id", "Name", "AccountType"),
    "Feed": ("Id", "Name", "FeedType", "FeedUri"),
}
_FIRST_DATA_VERSION = 1001
_JSON_COLUMNS = frozenset({"JSON", "Json", "JSONBlob"})
_NEVER = datetime(1, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Stored:
    """What storing gives: tables by name, and the row version of the last row."""

    tables: dict[str, Table]
    row_version: int


def store(
    documents: Iterable[Document],
    loose_rows: Mapping[str, list[Body]],
    shape: Shape,
    storings: Mapping[tuple[str, str], Storing],
) -> Stored:
    """Put the documents into tables.

    `loose_rows` are those of tables without JSON, by table; `storings` tells by table and id
    which rows hold their JSON in an unusual way.
    """
    tables = {name: Table(columns) for name, columns in columns_of(shape).items()}
    version = _FIRST_DATA_VERSION
    for document in documents:
        table = tables[document.table]
        body = dress(document.table, dict(document.body), shape)
        body["DataVersion"] = version.to_bytes(8, "big")
        storing = storings.get((document.table, document.id))
        table.rows.append(_part(document.table, table.columns, body, storing))
        version += 1
    for name, bodies in loose_rows.items():
        columns = tables[name].columns
        tables[name].rows.extend(_part(name, columns, dict(body), None) for body in bodies)
    return Stored(tables, version)


def _part(table: str, columns: tuple[Column, ...], body: Body, storing: Storing | None) -> Row:
    rest = dict(body)
    row: dict[str, Cell] = {}
    repeated = {name: body[name] for name in _REPEATED_IN_JSON.get(table, ()) if name in body}
    for column in columns:
        if column.name not in _JSON_COLUMNS:
            row[column.name] = _cell(column, rest.pop(column.name, None))
    rest.pop("DataVersion", None)
    names = {column.name for column in columns}
    json_name = next((name for name in ("JSON", "Json") if name in names), "")
    if not json_name:
        if rest:
            raise ValueError(f"{table} has no column for {sorted(rest)}.")
        return row
    text = render_json({**repeated, **rest})
    row[json_name], blob = _json_cells(text, storing)
    if "JSONBlob" in names:
        row["JSONBlob"] = blob
    elif blob is not None:
        raise ValueError(f"{table} has no JSONBlob.")
    return row


def _json_cells(text: str, storing: Storing | None) -> tuple[str | None, bytes | None]:
    match storing:
        case None:
            return text, None
        case Storing.BYTE_ORDER_MARK:
            return "\ufeff" + text, None
        case Storing.BLOB_ONLY:
            return None, _compressed(text)
        case Storing.BLOB_AND_EMPTY_TEXT:
            return "", _compressed(text)


def _compressed(text: str) -> bytes:
    return gzip.compress(text.encode("utf-16-le"), mtime=0)


def render_json(value: object) -> str:
    """Give compact JSON; dates as the server writes them."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"), default=_render_date)


def _render_date(value: object) -> str:
    if isinstance(value, datetime):
        return value.isoformat()
    raise TypeError(f"{type(value).__name__} has no JSON form.")


def _cell(column: Column, value: object) -> Cell:
    match value:
        case None:
            return None if column.nullable else _nothing(column.type)
        case list() if all(isinstance(item, str) for item in value):
            return f"|{'|'.join(value)}|" if value else ""
        case list() | dict():
            return render_json(value)
        case str() | bool() | int() | float() | bytes() | datetime():
            return value
        case _:
            raise TypeError(f"{column.name} cannot hold {type(value).__name__}.")


def _nothing(column_type: str) -> Cell:
    if column_type in {"int", "bigint"}:
        return 0
    if column_type == "bit":
        return False
    return _NEVER if column_type.startswith("datetime") else ""
