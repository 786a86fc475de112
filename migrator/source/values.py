"""From what a driver hands over to JSON: cells, the JSON column, the compressed one, id lists."""

from __future__ import annotations

import base64
import contextlib
import json
import math
import re
import zlib
from collections.abc import Mapping
from datetime import date, datetime, time
from decimal import Decimal
from typing import cast
from uuid import UUID

import orjson

from migrator.model.documents import Json
from migrator.source.shape import ColumnShape

MAX_EXPANDED_BYTES = 512 * 1024 * 1024


class UnreadableError(ValueError):
    """The text or the bytes are not what they should be. Never quotes them."""


def parse_cell(cell: object, column: ColumnShape) -> Json:
    """A cell as JSON, the same whichever driver read it.

    Dates become ISO 8601 text, bytes base64, a list of ids a list.
    """
    if column.is_read_as_bytes:
        cell = read_text(cell)
    match cell:
        case None:
            return [] if column.is_id_list else None
        case str():
            return parse_id_list(cell, column) if column.is_text else _normalise(cell, column)
        case bool() | int() | float():
            return cell
        case Decimal():
            return int(cell) if cell == cell.to_integral_value() else float(cell)
        case bytes() | bytearray() | memoryview():
            return base64.b64encode(bytes(cell)).decode("ascii")
        case datetime():
            return render_time(cell)
        case date() | time():
            return cell.isoformat()
        case UUID():
            return str(cell)
        case _:
            return str(cell)


def read_text(cell: object) -> str | None:
    """A text that came as characters or, halves of surrogate pairs and all, as UTF-16."""
    match cell:
        case str():
            return cell
        case bytes() | bytearray() | memoryview():
            return bytes(cell).decode("utf-16-le", errors="surrogatepass")
        case _:
            return None


def _normalise(text: str, column: ColumnShape) -> str:
    # pyodbc gives upper case, mssql-python and the REST API lower.
    return text.lower() if column.type == "uniqueidentifier" else text


def render_time(moment: datetime) -> str:
    """ISO 8601 as the server's own JSON has it: no fraction where it is nought."""
    text = moment.replace(microsecond=0, tzinfo=None).isoformat()
    if moment.microsecond:
        text += f".{moment.microsecond:06d}".rstrip("0")
    zone = moment.replace(microsecond=0).isoformat()[19:]
    return text + zone


_ID = re.compile(r"[A-Za-z]+-[A-Za-z0-9-]+")


def parse_id_list(text: str, column: ColumnShape) -> Json:
    """The ids between the pipes of a column that holds a list; other text as it is.

    Name and value decide together: a Name may well contain pipes.
    """
    is_piped = len(text) > 1 and text.startswith("|") and text.endswith("|")
    if column.is_id_list:
        if text.startswith("["):
            return _parse_json_list(text) or [text]
        return [item for item in text.split("|") if item]
    items = [item for item in text.split("|") if item]
    if is_piped and not column.is_free_text and items and all(map(_ID.fullmatch, items)):
        return list(items)
    return text


def _parse_json_list(text: str) -> list[Json] | None:
    """A JSON array, which a column holds where Entity Framework writes it."""
    try:
        value = parse_json(text)
    except UnreadableError:
        return None
    return value if isinstance(value, list) else None


def parse_body(text: str | None, blob: bytes | None) -> dict[str, Json]:
    """The document of the JSON column, or of the compressed one where that is empty, or {}.

    Raises:
        UnreadableError: it is neither valid nor an object.
    """
    if (text is None or not text.strip()) and blob:
        text = expand_blob(blob)
    if text is None or not text.strip():
        return {}
    value = parse_json(text)
    if '"$type"' in text:
        value = drop_type_names(value)
    if value is None:
        return {}
    if not isinstance(value, dict):
        raise UnreadableError("its JSON is not an object")
    return value


def _parse_float(text: str) -> float | str:
    number = float(text)
    # As text it survives; infinity is no JSON.
    return number if math.isfinite(number) else text


_LONG_NUMBER = re.compile(r"[0-9]{18}")
_LENIENT = json.JSONDecoder(strict=False, parse_float=_parse_float, parse_constant=str)


def parse_json(text: str) -> Json:
    """Any JSON that Octopus has written, odd forms included.

    Raises:
        UnreadableError: it is no JSON at all.
    """
    # orjson rounds integers beyond 64 bits without a word.
    if _LONG_NUMBER.search(text) is None:
        # A BOM, NaN, a lone surrogate: Newtonsoft.Json writes and reads all of them, orjson not.
        with contextlib.suppress(orjson.JSONDecodeError):
            return cast("Json", orjson.loads(text))
    try:
        return cast("Json", _LENIENT.decode(text.removeprefix("\ufeff")))
    except RecursionError:
        raise UnreadableError("its JSON is nested too deeply") from None
    except ValueError as error:
        where = f" at character {error.pos}" if isinstance(error, json.JSONDecodeError) else ""
        raise UnreadableError(f"its JSON is damaged{where}") from None


def expand_blob(blob: bytes, limit: int = MAX_EXPANDED_BYTES) -> str:
    """The text of a JSONBlob: gzip of UTF-16LE.

    Source: OctopusDeploy/Nevermore wiki, "Compression".

    Raises:
        UnreadableError: it is something else, cut short, or larger than the limit once expanded.
    """
    expander = zlib.decompressobj(wbits=16 + zlib.MAX_WBITS)
    try:
        raw = expander.decompress(blob, limit)
    except zlib.error:
        raise UnreadableError("its JSONBlob is not gzip") from None
    if expander.unconsumed_tail:
        raise UnreadableError("its JSONBlob is too large once expanded")
    if not expander.eof:
        raise UnreadableError("its JSONBlob is cut short")
    try:
        return raw.decode("utf-16-le", errors="surrogatepass")
    except UnicodeDecodeError:
        raise UnreadableError("its JSONBlob is not UTF-16") from None


def drop_type_names(value: Json) -> Json:
    """Without the `$type` members that Newtonsoft.Json once wrote, at any depth.

    Around a list it wrote an object of `$type` and `$values`; that becomes the list.
    """
    try:
        return _drop_type_names(value)
    except RecursionError:
        raise UnreadableError("its JSON is nested too deeply") from None


def _drop_type_names(value: Json) -> Json:
    match value:
        case dict():
            if "$type" in value and isinstance(value.get("$values"), list):
                return _drop_type_names(value["$values"])
            return {key: _drop_type_names(item) for key, item in value.items() if key != "$type"}
        case list():
            return [_drop_type_names(item) for item in value]
        case _:
            return value


def overlay(body: dict[str, Json], columns: Mapping[str, Json]) -> dict[str, Json]:
    """The body with the columns laid over it: a member of the same name in any case gives way.

    Source: OctopusDeploy/Nevermore, whose reader maps columns after the JSON.
    """
    names = {name.casefold() for name in columns}
    kept = {key: value for key, value in body.items() if key.casefold() not in names}
    return {**columns, **kept}
