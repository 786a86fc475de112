"""Reads the parameters of a remote procedure call."""

from __future__ import annotations

import struct
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, timezone
from decimal import Decimal

from migrator.sandbox.database import Cell
from migrator.sandbox.tds.errors import SqlError
from migrator.sandbox.tds.reader import Reader
from migrator.sandbox.tds.values import DAY_ONE

_UNKNOWN_LENGTH_NULL = 2**64 - 1
_FIXED_BIT = 0x32
_FIXED = {0x30: 1, 0x32: 1, 0x34: 2, 0x38: 4, 0x7F: 8}
_ANSI_TEXT = frozenset({0xA7, 0xAF})
_UNICODE_TEXT = frozenset({0xE7, 0xEF})
_BINARY = frozenset({0xA5, 0xAD})
_WIDE_TEXT, _WIDE_ANSI, _WIDE_BINARY = 0x63, 0x23, 0x22
_GUID, _INTEGER, _BIT, _FLOAT, _MONEY, _DATETIME = 0x24, 0x26, 0x68, 0x6D, 0x6E, 0x6F
_DATE, _TIME, _DATETIME2, _DATETIMEOFFSET = 0x28, 0x29, 0x2A, 0x2B
_DECIMALS = frozenset({0x6A, 0x6C})
_ONE_BYTE_SIZE = frozenset({_GUID, _INTEGER, _BIT, _FLOAT, _MONEY, _DATETIME})
_SCALED = frozenset({_TIME, _DATETIME2, _DATETIMEOFFSET})
_COLLATION_BYTES = 5
_MAX = 0xFFFF
_DOUBLE_BYTES = 8


@dataclass(frozen=True, slots=True)
class ParameterValue:
    """One parameter; the name may be empty, else it has its `@`."""

    name: str
    value: Cell


def parse_parameter(reader: Reader) -> ParameterValue:
    """The next parameter.

    Raises:
        SqlError: 8009 for a type that is not supported here.
        ConnectionClosed: the message is cut short.
    """
    name = reader.text(reader.number(1))
    reader.take(1)
    token = reader.number(1)
    if width := _FIXED.get(token):
        signed = int.from_bytes(reader.take(width), "little", signed=width > 1)
        return ParameterValue(name, bool(signed) if token == _FIXED_BIT else signed)
    if token in _UNICODE_TEXT | _ANSI_TEXT | _BINARY:
        return ParameterValue(name, _parse_varying(reader, token))
    if token in (_WIDE_TEXT, _WIDE_ANSI, _WIDE_BINARY):
        return ParameterValue(name, _parse_wide(reader, token))
    scale = _parse_scale(reader, token)
    raw = reader.take(reader.number(1))
    return ParameterValue(name, _decode_short(token, raw, scale) if raw else None)


def _parse_scale(reader: Reader, token: int) -> int:
    """What stands between the type and the value; the scale where there is one."""
    if token in _ONE_BYTE_SIZE:
        reader.take(1)
    elif token in _DECIMALS:
        reader.take(2)
        return reader.number(1)
    elif token in _SCALED:
        return reader.number(1)
    elif token != _DATE:
        raise SqlError(8009, f"The type {token:#x} of a parameter is not supported.")
    return 0


def _parse_varying(reader: Reader, token: int) -> Cell:
    size = reader.number(2)
    if token not in _BINARY:
        reader.take(_COLLATION_BYTES)
    if size == _MAX:
        raw = _parse_chunks(reader)
    else:
        length = reader.number(2)
        raw = None if length == _MAX else reader.take(length)
    return None if raw is None else _decode_varying(token, raw)


def _parse_wide(reader: Reader, token: int) -> Cell:
    reader.take(4)
    if token != _WIDE_BINARY:
        reader.take(_COLLATION_BYTES)
    length = reader.number(4)
    return None if length == 2**32 - 1 else _decode_varying(token, reader.take(length))


def _parse_chunks(reader: Reader) -> bytes | None:
    if reader.number(8) == _UNKNOWN_LENGTH_NULL:
        return None
    chunks = bytearray()
    while length := reader.number(4):
        chunks += reader.take(length)
    return bytes(chunks)


def _decode_varying(token: int, raw: bytes) -> Cell:
    if token in _UNICODE_TEXT or token == _WIDE_TEXT:
        return raw.decode("utf-16-le", "surrogatepass")
    if token in _ANSI_TEXT or token == _WIDE_ANSI:
        return raw.decode("cp1252", "replace")
    return raw


def _decode_short(token: int, raw: bytes, scale: int) -> Cell:
    decoders: dict[int, Callable[[bytes, int], Cell]] = {
        _GUID: lambda raw, _scale: str(uuid.UUID(bytes_le=raw)).upper(),
        _INTEGER: lambda raw, _scale: int.from_bytes(raw, "little", signed=len(raw) > 1),
        _BIT: lambda raw, _scale: raw != b"\0",
        _FLOAT: _decode_float,
        _MONEY: _decode_money,
        _DATE: lambda raw, _scale: _decode_day(raw),
        _TIME: _decode_time,
        _DATETIME: _decode_datetime,
        _DATETIME2: _decode_datetime2,
        _DATETIMEOFFSET: _decode_datetimeoffset,
    }
    return decoders.get(token, _decode_decimal)(raw, scale)


def _decode_float(raw: bytes, _scale: int) -> float:
    (number,) = struct.unpack("<d" if len(raw) == _DOUBLE_BYTES else "<f", raw)
    return float(number)


def _decode_money(raw: bytes, _scale: int) -> Decimal:
    # Eight bytes come as two halves, the higher one first.
    ordered = raw[4:] + raw[:4] if len(raw) == _DOUBLE_BYTES else raw
    return Decimal(int.from_bytes(ordered, "little", signed=True)).scaleb(-4)


def _decode_decimal(raw: bytes, scale: int) -> Decimal:
    digits = Decimal(int.from_bytes(raw[1:], "little")).scaleb(-scale)
    return digits if raw[0] else -digits


def _decode_day(raw: bytes) -> date:
    return date.fromordinal(int.from_bytes(raw, "little") + DAY_ONE)


def _decode_time(raw: bytes, scale: int) -> time:
    microseconds = int.from_bytes(raw, "little") * 10**6 // 10**scale
    return (datetime.min + timedelta(microseconds=microseconds)).time()  # noqa: DTZ901 - no zone


def _decode_datetime(raw: bytes, _scale: int) -> datetime:
    days, ticks = struct.unpack("<iI", raw) if len(raw) == _DOUBLE_BYTES else (0, 0)
    moment = datetime(1900, 1, 1) + timedelta(days=days)  # noqa: DTZ001 - the type has no zone
    return moment + timedelta(milliseconds=round(ticks * 10 / 3))


def _decode_datetime2(raw: bytes, scale: int) -> datetime:
    return datetime.combine(_decode_day(raw[-3:]), _decode_time(raw[:-3], scale))


def _decode_datetimeoffset(raw: bytes, scale: int) -> datetime:
    offset = timezone(timedelta(minutes=int.from_bytes(raw[-2:], "little", signed=True)))
    utc = _decode_datetime2(raw[:-2], scale)
    return (utc + (offset.utcoffset(None))).replace(tzinfo=offset)
