"""A stream that takes lines and writes them compressed and sealed, in constant memory."""

from __future__ import annotations

import os
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from typing import BinaryIO

import zstandard

from migrator.package.age import (
    AgeIdentity,
    AgeRecipient,
    Readable,
    Writable,
    open_stream,
    seal_stream,
)

_LEVEL = 6


class SealedStream:
    """Compresses in the caller's thread and encrypts in one of its own.

    pyrage pulls what it encrypts from a reader, while documents are pushed as they come: a
    pipe between two threads turns the one into the other and holds at most its own buffer.
    """

    def __init__(self, writer: Writable, recipient: AgeRecipient) -> None:
        source, sink = os.pipe()
        self._sink = os.fdopen(sink, "wb", buffering=0)
        self._compressor = zstandard.ZstdCompressor(level=_LEVEL).compressobj()
        self._failure: Exception | None = None
        self._thread = threading.Thread(
            target=self._seal, args=(source, writer, recipient), name="package-seal", daemon=True
        )
        self._thread.start()

    def write(self, data: bytes) -> None:
        """Take more of the plain stream.

        Raises:
            Exception: what the writer raised.
        """
        self._push(self._compressor.compress(data))

    def close(self) -> None:
        """End the stream; afterwards all of it has been written.

        Raises:
            Exception: what the writer raised.
        """
        self._push(self._compressor.flush())
        self.abort()
        if self._failure:
            raise self._failure

    def abort(self) -> None:
        """End the thread; what has been written is of no use unless `close` succeeds."""
        with suppress(OSError):
            self._sink.close()
        self._thread.join()

    def _push(self, packed: bytes) -> None:
        rest = memoryview(packed)
        try:
            while rest:
                rest = rest[self._sink.write(rest) :]
        except OSError:
            # The other end is gone: the sealing thread has stopped and knows why.
            self.abort()
            raise self._failure or OSError("the sealing thread has stopped") from None

    def _seal(self, source: int, writer: Writable, recipient: AgeRecipient) -> None:
        with os.fdopen(source, "rb", buffering=0) as reader:
            try:
                seal_stream(reader, writer, [recipient])
            except Exception as error:  # noqa: BLE001 - it is raised again in the caller's thread
                self._failure = error


class OpenedFile:
    """A sealed file as it is opened, piece by piece: the way back of a pipe between two threads."""

    def __init__(self, reader: Readable, identities: Sequence[AgeIdentity]) -> None:
        source, sink = os.pipe()
        self._source = os.fdopen(source, "rb", buffering=0)
        self._failure: Exception | None = None
        self._thread = threading.Thread(
            target=self._open, args=(reader, sink, identities), name="package-open", daemon=True
        )
        self._thread.start()

    def read(self, size: int, /) -> bytes:
        """At most so many bytes; none at the end.

        Raises:
            DamagedPackageError: it is not as it was written.
            Exception: what the reader raised.
        """
        piece = self._source.read(size)
        if not piece:
            self._thread.join()
            if self._failure:
                raise self._failure
        return piece

    def close(self) -> None:
        """End the thread, whether all was read or not."""
        self._source.close()
        self._thread.join()

    def _open(self, reader: Readable, sink: int, identities: Sequence[AgeIdentity]) -> None:
        with os.fdopen(sink, "wb", buffering=0) as writer:
            try:
                open_stream(reader, _Whole(writer), identities)
            except Exception as error:  # noqa: BLE001 - it is raised again in the caller's thread
                self._failure = error


class _Whole:
    """Writes all that it is given: a pipe takes what it has room for."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file

    def write(self, data: bytes, /) -> int:
        rest = memoryview(data)
        while rest:
            rest = rest[self._file.write(rest) :]
        return len(data)


@contextmanager
def opened_file(reader: Readable, identities: Sequence[AgeIdentity]) -> Iterator[OpenedFile]:
    """A sealed file to be read, for as long as the block lasts."""
    file = OpenedFile(reader, identities)
    try:
        yield file
    finally:
        file.close()
