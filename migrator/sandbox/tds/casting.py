"""CAST and DATALENGTH."""

from __future__ import annotations

import uuid
from datetime import UTC, date, datetime, time
from decimal import Decimal

from migrator.sandbox.database import Cell
from migrator.sandbox.tds.errors import conversion_failed
from migrator.sandbox.tds.values import wire_type

_PREFIX_BYTES = {"nvarchar": 2, "nchar": 2, "varchar": 2, "char": 2, "varbinary": 2, "binary": 2}
_PREFIX_BYTES |= {"timestamp": 2, "rowversion": 2, "sysname": 2, "sql_variant": 4}


def cast_value(value: Cell, type_text: str) -> Cell:
    """The value as one of the type; NULL stays NULL.

    Raises:
        SqlError: 245 where it does not convert.
    """
    if value is None:
        return None
    base, _, rest = type_text.partition("(")
    length = None if rest in ("", "max)") else int(rest.rstrip(")"))
    match base:
        case "nvarchar" | "varchar" | "nchar" | "char":
            return _to_text(value)[:length]
        case "varbinary":
            return _to_bytes(value)[:length]
        case "binary":
            return _to_fixed_bytes(value, length or 1)
        case "int" | "bigint":
            return _to_integer(value, type_text)
        case "bit":
            return _to_integer(value, type_text) != 0
        case "float":
            return float(_to_decimal(value, type_text))
        case "datetime2" | "datetimeoffset":
            return _to_moment(value, type_text)
        case "uniqueidentifier":
            return _to_guid(value)
        case _:
            raise conversion_failed(value, type_text)


def data_length(value: Cell, type_text: str) -> int | None:
    """How many bytes the server says that a value takes; nothing for NULL."""
    if value is None:
        return None
    encoded = wire_type(type_text).encode(value)
    if type_text.endswith("(max)"):
        return int.from_bytes(encoded[:8], "little")
    return len(encoded) - _PREFIX_BYTES.get(type_text.partition("(")[0], 1)


def _to_text(value: Cell) -> str:
    match value:
        case str():
            return value
        case bool():
            return str(int(value))
        case datetime():
            text = value.strftime("%Y-%m-%d %H:%M:%S.%f") + "0"
            offset = value.strftime("%z")
            return f"{text} {offset[:3]}:{offset[3:]}" if offset else text
        case date() | time():
            return value.isoformat()
        case bytes():
            return value.decode("utf-16-le", "replace")
        case _:
            return str(value)


def _to_bytes(value: Cell) -> bytes:
    match value:
        case bytes():
            return value
        case int():
            return value.to_bytes(8 if abs(value) >= 2**31 else 4, "big", signed=True)
        case str():
            return value.encode("utf-16-le", "surrogatepass")
        case _:
            raise conversion_failed(value, "varbinary")


def _to_fixed_bytes(value: Cell, width: int) -> bytes:
    """Numbers are filled up on the left, as the server does; the rest on the right."""
    raw = _to_bytes(value)
    if isinstance(value, int):
        return raw[-width:].rjust(width, b"\0")
    return raw[:width].ljust(width, b"\0")


def _to_integer(value: Cell, type_text: str) -> int:
    if isinstance(value, bytes):
        return int.from_bytes(value[-8:], "big", signed=True)
    return int(_to_decimal(value, type_text))


def _to_decimal(value: Cell, type_text: str) -> Decimal:
    if not isinstance(value, (int, float, Decimal, str)):
        raise conversion_failed(value, type_text)
    try:
        return Decimal(value.strip() if isinstance(value, str) else value)
    except ArithmeticError:
        raise conversion_failed(value, type_text) from None


def _to_moment(value: Cell, type_text: str) -> datetime:
    if isinstance(value, str):
        try:
            value = datetime.fromisoformat(value)
        except ValueError:
            raise conversion_failed(value, type_text) from None
    if not isinstance(value, datetime):
        raise conversion_failed(value, type_text)
    if type_text == "datetime2":
        return value.replace(tzinfo=None)
    return value if value.tzinfo else value.replace(tzinfo=UTC)


def _to_guid(value: Cell) -> str:
    try:
        return str(uuid.UUID(value if isinstance(value, str) else "")).upper()
    except ValueError:
        raise conversion_failed(value, "uniqueidentifier") from None
