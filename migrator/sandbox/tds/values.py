"""How the column types of SQL Server are written on the wire."""

from __future__ import annotations

import struct
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from decimal import Decimal
from functools import lru_cache
from typing import TypeAlias

from migrator.sandbox.database import Cell
from migrator.sandbox.tds.errors import SqlError, conversion_failed

Encoder: TypeAlias = Callable[[Cell], bytes]

# LCID 0x0409, comparison flags, sort order 52: SQL_Latin1_General_CP1_CI_AS.
COLLATION = bytes.fromhex("0904d00034")
DAY_ONE = date(1, 1, 1).toordinal()
_DAY_1900 = date(1900, 1, 1).toordinal()
_SHORT_NULL = b"\xff\xff"
_LONG_NULL = b"\xff" * 8
_BYTE_NULL = b"\x00"
_MAX = 0xFFFF
_ROWVERSION_USER_TYPE = 0x50
_INTEGER_WIDTHS = {"tinyint": 1, "smallint": 2, "int": 4, "bigint": 8}
_DEFAULT_PRECISION = 18


@dataclass(frozen=True, slots=True)
class WireType:
    """One column type, ready for COLMETADATA and ROW.

    Attributes:
        type_info: TYPE_INFO with collation, precision and scale where the type has them.
        encode: writes a value that is not NULL, with its length; SqlError 245 where it is not
            of the type.
        null: stands for NULL in a ROW; an NBCROW leaves it out.
        user_type: 0 but for rowversion.

    Source: MS-TDS, 2.2.5.4 "Data Type Definitions".
    """

    type_info: bytes
    encode: Encoder
    null: bytes
    user_type: int = 0


@lru_cache(maxsize=256)
def wire_type(type_text: str) -> WireType:
    """The wire type for a type as `Column.type` words it.

    Raises:
        SqlError: 2715 for a type that the sandbox does not know.
    """
    base, _, rest = type_text.lower().partition("(")
    arguments = tuple(part.strip() for part in rest.rstrip(") ").split(",") if part.strip())
    made = _sized_type(base, arguments) or _plain_type(base) or _moment_type(base)
    if made is None:
        raise SqlError(2715, f"Cannot find data type {type_text}.")
    return made


def _sized_type(base: str, arguments: tuple[str, ...]) -> WireType | None:
    if base in ("decimal", "numeric"):
        precision = int(arguments[0]) if arguments else _DEFAULT_PRECISION
        scale = int(arguments[1]) if len(arguments) > 1 else 0
        return WireType(bytes([0x6A, 17, precision, scale]), _decimal_encoder(scale), _BYTE_NULL)
    is_max = arguments == ("max",)
    length = 1 if is_max or not arguments else int(arguments[0])
    match base:
        case "nvarchar" | "nchar":
            token, size, encode = (0xE7, 2 * length, _encode_utf16)
        case "varchar" | "char":
            token, size, encode = (0xA7, length, _encode_cp1252)
        case "varbinary" | "binary":
            token, size, encode = (0xA5, length, _encode_raw)
        case _:
            return None
    collation = b"" if token == 0xA5 else COLLATION  # noqa: PLR2004 - the type token just above
    if is_max:
        return WireType(
            bytes([token]) + struct.pack("<H", _MAX) + collation, _long_encoder(encode), _LONG_NULL
        )
    type_info = bytes([token]) + struct.pack("<H", size) + collation
    return WireType(type_info, _short_encoder(encode, size, base), _SHORT_NULL)


def _plain_type(base: str) -> WireType | None:
    if width := _INTEGER_WIDTHS.get(base):
        return WireType(bytes([0x26, width]), _integer_encoder(width), _BYTE_NULL)
    match base:
        case "bit":
            return WireType(b"\x68\x01", _encode_bit, _BYTE_NULL)
        case "float":
            return WireType(b"\x6d\x08", _encode_float, _BYTE_NULL)
        case "real":
            return WireType(b"\x6d\x04", _encode_real, _BYTE_NULL)
        case "uniqueidentifier":
            return WireType(b"\x24\x10", _encode_guid, _BYTE_NULL)
        case "timestamp" | "rowversion":
            encode = _short_encoder(_encode_raw, 8, base)
            return WireType(b"\xad\x08\x00", encode, _SHORT_NULL, _ROWVERSION_USER_TYPE)
        case "sysname":
            return wire_type("nvarchar(128)")
        case "sql_variant":
            return WireType(b"\x62" + struct.pack("<I", 8009), _encode_variant, bytes(4))
        case _:
            return None


def _moment_type(base: str) -> WireType | None:
    match base:
        case "date":
            return WireType(b"\x28", _encode_date, _BYTE_NULL)
        case "time":
            return WireType(b"\x29\x07", _encode_time, _BYTE_NULL)
        case "datetime2":
            return WireType(b"\x2a\x07", _encode_datetime2, _BYTE_NULL)
        case "datetimeoffset":
            return WireType(b"\x2b\x07", _encode_datetimeoffset, _BYTE_NULL)
        case "datetime":
            return WireType(b"\x6f\x08", _encode_datetime, _BYTE_NULL)
        case _:
            return None


def _encode_utf16(value: Cell) -> bytes:
    if not isinstance(value, str):
        raise conversion_failed(value, "nvarchar")
    return value.encode("utf-16-le", "surrogatepass")


def _encode_cp1252(value: Cell) -> bytes:
    if not isinstance(value, str):
        raise conversion_failed(value, "varchar")
    # As the server does: what the code page lacks was lost when the row was written.
    return value.encode("cp1252", "replace")


def _encode_raw(value: Cell) -> bytes:
    if not isinstance(value, bytes):
        raise conversion_failed(value, "varbinary")
    return value


def _short_encoder(encode: Encoder, size: int, base: str) -> Encoder:
    pack_length = struct.Struct("<H").pack

    def encode_short(value: Cell) -> bytes:
        data = encode(value)
        if len(data) > size:
            raise SqlError(2628, f"A value of {len(data)} bytes is too long for its {base} column.")
        return pack_length(len(data)) + data

    return encode_short


def _long_encoder(encode: Encoder) -> Encoder:
    """Partially length-prefixed: the whole length, one chunk, the end."""
    pack_lengths = struct.Struct("<QI").pack

    def encode_long(value: Cell) -> bytes:
        data = encode(value)
        if not data:
            return bytes(12)
        return pack_lengths(len(data), len(data)) + data + b"\0\0\0\0"

    return encode_long


def _integer_encoder(width: int) -> Encoder:
    prefix = bytes([width])

    def encode(value: Cell) -> bytes:
        if not isinstance(value, int):
            raise conversion_failed(value, "a whole number")
        try:
            return prefix + int(value).to_bytes(width, "little", signed=width > 1)
        except OverflowError:
            raise SqlError(8115, f"Arithmetic overflow: {value} in {width} bytes.") from None

    return encode


def _decimal_encoder(scale: int) -> Encoder:
    def encode(value: Cell) -> bytes:
        if not isinstance(value, (int, Decimal)):
            raise conversion_failed(value, "decimal")
        digits = int(Decimal(value).scaleb(scale).to_integral_value())
        return bytes([17, 0 if digits < 0 else 1]) + abs(digits).to_bytes(16, "little")

    return encode


def _encode_bit(value: Cell) -> bytes:
    if not isinstance(value, int):
        raise conversion_failed(value, "bit")
    return b"\x01\x01" if value else b"\x01\x00"


def _encode_float(value: Cell) -> bytes:
    if not isinstance(value, (int, float)):
        raise conversion_failed(value, "float")
    return struct.pack("<Bd", 8, value)


def _encode_real(value: Cell) -> bytes:
    if not isinstance(value, (int, float)):
        raise conversion_failed(value, "real")
    return struct.pack("<Bf", 4, value)


def _encode_guid(value: Cell) -> bytes:
    if not isinstance(value, str):
        raise conversion_failed(value, "uniqueidentifier")
    return b"\x10" + uuid.UUID(value).bytes_le


def _encode_date(value: Cell) -> bytes:
    # A datetime is a date for Python, but no row should hold one in a date column.
    if not isinstance(value, date) or isinstance(value, datetime):
        raise conversion_failed(value, "date")
    return b"\x03" + _pack_day(value)


def _encode_time(value: Cell) -> bytes:
    if not isinstance(value, time):
        raise conversion_failed(value, "time")
    return b"\x05" + _pack_time(value)


def _encode_datetime2(value: Cell) -> bytes:
    if not isinstance(value, datetime):
        raise conversion_failed(value, "datetime2")
    return b"\x08" + _pack_time(value) + _pack_day(value)


def _encode_datetimeoffset(value: Cell) -> bytes:
    """The moment in UTC and the offset in minutes; a naive value counts as UTC."""
    if not isinstance(value, datetime):
        raise conversion_failed(value, "datetimeoffset")
    aware = value if value.tzinfo else value.replace(tzinfo=UTC)
    offset = aware.utcoffset()
    minutes = int(offset.total_seconds() // 60) if offset else 0
    utc = aware.astimezone(UTC)
    return b"\x0a" + _pack_time(utc) + _pack_day(utc) + struct.pack("<h", minutes)


def _encode_datetime(value: Cell) -> bytes:
    if not isinstance(value, datetime):
        raise conversion_failed(value, "datetime")
    seconds = value.hour * 3600 + value.minute * 60 + value.second
    ticks = round((seconds * 10**6 + value.microsecond) * 300 / 10**6)
    days = value.toordinal() - _DAY_1900
    return b"\x08" + struct.pack("<iI", days + ticks // 25_920_000, ticks % 25_920_000)


def _encode_variant(value: Cell) -> bytes:
    if isinstance(value, int):
        return struct.pack("<IBBi", 6, 0x38, 0, value)
    data = _encode_utf16(value)
    head = b"\xe7\x07" + COLLATION + struct.pack("<H", 8000)
    return struct.pack("<I", len(head) + len(data)) + head + data


def _pack_day(value: date) -> bytes:
    return (value.toordinal() - DAY_ONE).to_bytes(3, "little")


def _pack_time(value: time | datetime) -> bytes:
    """In units of 100 ns since midnight."""
    seconds = value.hour * 3600 + value.minute * 60 + value.second
    return (seconds * 10**7 + value.microsecond * 10).to_bytes(5, "little")
