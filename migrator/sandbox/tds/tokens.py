"""Builds the tokens of an answer. Source: MS-TDS, 2.2.7 "Packet Data Token Stream Definition"."""

from __future__ import annotations

import struct
from collections.abc import Callable, Sequence
from enum import IntEnum

from migrator.sandbox.database import Cell
from migrator.sandbox.tds.errors import SqlError
from migrator.sandbox.tds.results import ResultColumn
from migrator.sandbox.tds.values import COLLATION, WireType, wire_type

_SERVER_NAME = "SANDBOX"
_PROGRAM_NAME = "Microsoft SQL Server"
PROGRAM_VERSION = (16, 0, 4135, 4)
_TDS_74 = b"\x74\x00\x00\x04"
_TDS_80 = b"\x08\x00\x00\x00"
_NULLABLE = 0x0009
_NOT_NULLABLE = 0x0008


class Done(IntEnum):
    """The tokens that end a statement: of a batch, within a procedure, of the procedure."""

    BATCH = 0xFD
    PROCEDURE = 0xFE
    WITHIN = 0xFF


class DoneStatus(IntEnum):
    """Bits of a DONE."""

    MORE = 0x01
    ERROR = 0x02
    COUNT = 0x10
    ATTENTION = 0x20


class Command(IntEnum):
    """The statement that a DONE ends."""

    NONE = 0
    SELECT = 0xC1
    ROLLBACK = 0xD2
    BEGIN = 0xD4
    COMMIT = 0xD5
    EXECUTE = 0xE0


class Change(IntEnum):
    """What an ENVCHANGE is about."""

    DATABASE = 1
    LANGUAGE = 2
    PACKET_SIZE = 4
    COLLATION = 7
    BEGIN = 8
    COMMIT = 9
    ROLLBACK = 10
    RESET = 18


def done(
    status: int = 0, command: Command = Command.NONE, count: int = 0, token: Done = Done.BATCH
) -> bytes:
    """The end of a statement."""
    return struct.pack("<BHHQ", token, status, command, count)


def error(problem: SqlError) -> bytes:
    """An ERROR token."""
    return _message(0xAA, problem.number, problem.severity, problem.state, problem.message)


def database_changed(old: str, new: str) -> bytes:
    """ENVCHANGE and INFO 5701, which a client expects together."""
    text = f"Changed database context to '{new}'."
    return text_change(Change.DATABASE, new, old) + _message(0xAB, 5701, 10, 2, text)


def text_change(change: Change, new: str, old: str = "") -> bytes:
    """An ENVCHANGE of names or numbers written as text."""
    return _change(change, _short_text(new), _short_text(old))


def collation_changed() -> bytes:
    """The ENVCHANGE that tells the server's collation."""
    return _change(Change.COLLATION, bytes([len(COLLATION)]) + COLLATION, b"\0")


def transaction_begun(descriptor: int) -> bytes:
    """The ENVCHANGE that tells the descriptor of a new transaction."""
    return _change(Change.BEGIN, b"\x08" + struct.pack("<Q", descriptor), b"\0")


def transaction_ended(descriptor: int, *, is_commit: bool) -> bytes:
    """The ENVCHANGE that says that a transaction is over."""
    change = Change.COMMIT if is_commit else Change.ROLLBACK
    return _change(change, b"\0", b"\x08" + struct.pack("<Q", descriptor))


def session_reset() -> bytes:
    """The ENVCHANGE that confirms a reset of the session."""
    return _change(Change.RESET, b"\0", b"\0")


def login_acknowledged(*, is_strict: bool) -> bytes:
    """LOGINACK with the version of the protocol and of the server."""
    major, minor, build, _ = PROGRAM_VERSION
    version = struct.pack(">BBH", major, minor, build)
    protocol = _TDS_80 if is_strict else _TDS_74
    body = b"\x01" + protocol + _short_text(_PROGRAM_NAME) + version
    return b"\xad" + struct.pack("<H", len(body)) + body


def return_status() -> bytes:
    """The RETURNSTATUS 0 of a procedure."""
    return b"\x79\0\0\0\0"


def returned_handle(handle: int) -> bytes:
    """RETURNVALUE: the handle of a prepared statement, an int."""
    head = b"\xac" + struct.pack("<HBBIH", 0, 0, 1, 0, 0)
    return head + b"\x26\x04\x04" + struct.pack("<i", handle)


def column_metadata(columns: Sequence[ResultColumn]) -> bytes:
    """COLMETADATA."""
    parts = [b"\x81", struct.pack("<H", len(columns))]
    for column in columns:
        kind = wire_type(column.type)
        flags = _NULLABLE if column.nullable else _NOT_NULLABLE
        parts.append(struct.pack("<IH", kind.user_type, flags) + kind.type_info)
        parts.append(_short_text(column.name))
    return b"".join(parts)


def row_encoder(columns: Sequence[ResultColumn]) -> Callable[[Sequence[Cell]], bytes]:
    """The function that writes a row: a ROW, or an NBCROW where a value is NULL."""
    kinds: list[WireType] = [wire_type(column.type) for column in columns]
    encoders = [kind.encode for kind in kinds]
    bitmap_bytes = (len(kinds) + 7) // 8

    def encode(row: Sequence[Cell]) -> bytes:
        if None not in row:
            values = [write(value) for write, value in zip(encoders, row, strict=True)]
            return b"\xd1" + b"".join(values)
        bitmap = 0
        parts = [b"\xd2", b""]
        for index, value in enumerate(row):
            if value is None:
                bitmap |= 1 << index
            else:
                parts.append(encoders[index](value))
        parts[1] = bitmap.to_bytes(bitmap_bytes, "little")
        return b"".join(parts)

    return encode


def prelogin_answer(encryption: int) -> bytes:
    """The options of PRELOGIN that a client needs; no MARS."""
    major, minor, build, _ = PROGRAM_VERSION
    version = struct.pack(">BBHH", major, minor, build, 0)
    options = ((0, version), (1, bytes([encryption])), (2, b"\0"), (3, b""), (4, b"\0"))
    offset = 5 * len(options) + 1
    table, data = b"", b""
    for number, value in options:
        table += struct.pack(">BHH", number, offset + len(data), len(value))
        data += value
    return table + b"\xff" + data


def _change(change: Change, new: bytes, old: bytes) -> bytes:
    length = 1 + len(new) + len(old)
    return b"\xe3" + struct.pack("<H", length) + bytes([change]) + new + old


def _message(token: int, number: int, severity: int, state: int, text: str) -> bytes:
    body = struct.pack("<IBB", number, state, severity)
    body += struct.pack("<H", len(text.encode("utf-16-le", "surrogatepass")) // 2)
    body += text.encode("utf-16-le", "surrogatepass")
    body += _short_text(_SERVER_NAME) + b"\0" + struct.pack("<I", 1)
    return bytes([token]) + struct.pack("<H", len(body)) + body


def _short_text(text: str) -> bytes:
    encoded = text.encode("utf-16-le", "surrogatepass")
    return bytes([len(encoded) // 2]) + encoded
