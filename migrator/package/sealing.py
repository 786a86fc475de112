"""A stream that takes lines and writes them compressed and sealed, in constant memory."""

from __future__ import annotations

import os
import threading
from contextlib import suppress

import zstandard

from migrator.package.age import AgeRecipient, Writable, seal_stream

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
