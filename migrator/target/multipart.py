"""A file as the body of a request, read as it is sent."""

from __future__ import annotations

import secrets
from collections.abc import Iterator

from urllib3.fields import RequestField

from migrator.model.package_files import Readable

_PIECE_BYTES = 1 << 16


class Multipart:
    """One file in a form. Source: RFC 7578; octopus.com/docs/octopus-rest-api (samples).

    Attributes:
        content_type: the header that tells where its parts end.
    """

    def __init__(
        self, file_name: str, size_bytes: int, reader: Readable, field: str = "fileToUpload"
    ) -> None:
        boundary = secrets.token_hex(16)
        part = RequestField(field, b"", filename=file_name)
        part.make_multipart(content_type="application/octet-stream")
        self.content_type = f"multipart/form-data; boundary={boundary}"
        self._before = f"--{boundary}\r\n{part.render_headers()}".encode()
        self._after = f"\r\n--{boundary}--\r\n".encode()
        self._size_bytes = size_bytes
        self._reader = reader
        self._pieces = self._all()

    def __len__(self) -> int:
        """All bytes of the body, which the request announces."""
        return len(self._before) + self._size_bytes + len(self._after)

    def __iter__(self) -> Iterator[bytes]:
        """The body piece by piece, once."""
        return self._pieces

    def read(self, _size: int = -1, /) -> bytes:
        """The next piece, of whatever size; none at the end."""
        return next(self._pieces, b"")

    def _all(self) -> Iterator[bytes]:
        yield self._before
        while piece := self._reader.read(_PIECE_BYTES):
            yield piece
        yield self._after
