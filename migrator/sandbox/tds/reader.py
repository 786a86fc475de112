"""Reads numbers, texts and bytes out of a message."""

from __future__ import annotations

from migrator.sandbox.tds.transport import ConnectionClosed


class Reader:
    """A place in a payload; reading past its end closes the connection, as a server does."""

    def __init__(self, payload: bytes, position: int = 0) -> None:
        self._payload = payload
        self.position = position

    @property
    def is_at_end(self) -> bool:
        """Whether nothing is left."""
        return self.position >= len(self._payload)

    def peek(self) -> int:
        """The next byte, which stays."""
        if self.is_at_end:
            raise ConnectionClosed
        return self._payload[self.position]

    def take(self, count: int) -> bytes:
        """That many bytes."""
        end = self.position + count
        if end > len(self._payload):
            raise ConnectionClosed
        part = self._payload[self.position : end]
        self.position = end
        return part

    def number(self, width: int) -> int:
        """An unsigned little-endian number of so many bytes."""
        return int.from_bytes(self.take(width), "little")

    def text(self, characters: int) -> str:
        """UTF-16 text of so many code units."""
        return self.take(2 * characters).decode("utf-16-le", "surrogatepass")

    def rest(self) -> bytes:
        """All that is left."""
        part = self._payload[self.position :]
        self.position = len(self._payload)
        return part
