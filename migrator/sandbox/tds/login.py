"""Reads what a client says before it is signed in."""

from __future__ import annotations

from dataclasses import dataclass, field

from migrator.sandbox.tds.reader import Reader
from migrator.sandbox.tds.transport import ConnectionClosed

ENCRYPTION_ON = 1
ENCRYPTION_NOT_SUPPORTED = 2
_ENCRYPTION_REQUIRED = 3
_ENCRYPTION_OPTION = 1
_LAST_OPTION = 0xFF
_PACKET_SIZE_OFFSET = 8
_TYPE_FLAGS_OFFSET = 26
_READ_ONLY_INTENT = 0x20
_NAMES_OFFSET = 36
_NAME_COUNT = 9
_USER, _PASSWORD, _DATABASE = 1, 2, 8
_OBFUSCATION = 0xA5
_DEFAULT_PACKET_SIZE = 4096
_SMALLEST_PACKET_SIZE = 512
_LARGEST_PACKET_SIZE = 32767
_LARGEST_ENCRYPTED_PACKET_SIZE = 16383


@dataclass(frozen=True, slots=True)
class Login:
    """Who wants to sign in; the database is empty for the login's own."""

    user: str
    password: str = field(repr=False)
    database: str
    packet_size: int
    is_read_only: bool

    def agreed_packet_size(self, *, is_encrypted: bool) -> int:
        """Source: learn.microsoft.com, "network packet size": 16,383 bytes under encryption."""
        largest = _LARGEST_ENCRYPTED_PACKET_SIZE if is_encrypted else _LARGEST_PACKET_SIZE
        wanted = self.packet_size or _DEFAULT_PACKET_SIZE
        return max(_SMALLEST_PACKET_SIZE, min(wanted, largest))


def parse_encryption(prelogin: bytes) -> bool:
    """Whether a PRELOGIN asks for encryption of the whole connection."""
    position = 0
    while position < len(prelogin) and prelogin[position] != _LAST_OPTION:
        if prelogin[position] == _ENCRYPTION_OPTION:
            offset = int.from_bytes(prelogin[position + 1 : position + 3], "big")
            value = prelogin[offset : offset + 1]
            return value in (bytes([ENCRYPTION_ON]), bytes([_ENCRYPTION_REQUIRED]))
        position += 5
    return False


def parse_login(payload: bytes) -> Login:
    """The parts of a LOGIN7 that count here. Source: MS-TDS, 2.2.6.4.

    Raises:
        ConnectionClosed: it is cut short.
    """
    packet_size = Reader(payload, _PACKET_SIZE_OFFSET).number(4)
    type_flags = Reader(payload, _TYPE_FLAGS_OFFSET).number(1)
    table = Reader(payload, _NAMES_OFFSET)
    places = [(table.number(2), table.number(2)) for _ in range(_NAME_COUNT)]
    raw = [Reader(payload, offset).take(2 * length) for offset, length in places]
    hidden = (byte ^ _OBFUSCATION for byte in raw[_PASSWORD])
    password = bytes((byte >> 4 | byte << 4) & 0xFF for byte in hidden)
    try:
        return Login(
            user=raw[_USER].decode("utf-16-le"),
            password=password.decode("utf-16-le"),
            database=raw[_DATABASE].decode("utf-16-le"),
            packet_size=packet_size,
            is_read_only=bool(type_flags & _READ_ONLY_INTENT),
        )
    except UnicodeDecodeError:
        raise ConnectionClosed from None
