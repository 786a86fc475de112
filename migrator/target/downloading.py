"""Reads a file from a server's API; what breaks off goes on where it was."""

from __future__ import annotations

from contextlib import suppress
from http import HTTPStatus
from types import TracebackType
from typing import Self

from migrator.target.errors import ConnectionLostError, WireError
from migrator.target.http import Wire
from migrator.target.transport import OpenedFile

_PIECE_BYTES = 1 << 16


class Download:
    """A file of known length, opened when the first piece is read; for one thread."""

    def __init__(self, wire: Wire, path: str, size_bytes: int) -> None:
        self._wire = wire
        self._path = path
        self._size_bytes = size_bytes
        self._at = 0
        self._opened: OpenedFile | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self._close()

    def read(self, size: int, /) -> bytes:
        """At most so many bytes; none at the end.

        Raises:
            WireError: it breaks off again and again, or is refused.
        """
        piece = self._wire.patiently(lambda: self._try(size))
        self._at += len(piece)
        return piece

    def _try(self, size: int) -> bytes:
        try:
            opened = self._opened or self._open()
            piece = opened.read(size)
            if not piece and self._at < self._size_bytes:
                raise ConnectionLostError(self._wire.host, self._path)
        except WireError:
            self._close()
            raise
        return piece

    def _open(self) -> OpenedFile:
        self._opened = opened = self._wire.open_file(self._path, self._at)
        left = 0 if opened.answer.status == HTTPStatus.PARTIAL_CONTENT else self._at
        while left > 0:  # the server gives no parts, so what is known already is read again
            piece = opened.read(min(left, _PIECE_BYTES))
            if not piece:
                raise ConnectionLostError(self._wire.host, self._path)
            left -= len(piece)
        return opened

    def _close(self) -> None:
        opened, self._opened = self._opened, None
        if opened is not None:
            with suppress(OSError):
                opened.close()
