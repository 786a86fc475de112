"""Files of the built-in feed: where one is, what it must be, and that it is so."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Protocol, TypeAlias

from migrator.model.documents import Body, Ref


class PackageFileError(Exception):
    """The file of one package cannot be had, or is not what the feed says; text as a clause."""


class Readable(Protocol):
    """Gives at most so many bytes; none at the end."""

    def read(self, size: int, /) -> bytes:
        """Read."""
        ...


OpenElsewhere: TypeAlias = Callable[[Ref, Body], "AbstractContextManager[Readable]"]
"""Opens the file of a package that lies elsewhere, by what the document says of it."""


@dataclass(frozen=True, slots=True)
class StoredFile:
    """One file that was found.

    Attributes:
        place: where whoever found it finds it again.
        extension: of the file's name, with its dot.
        sha1: of its content, hexadecimal, as the feed states it.
    """

    place: str
    extension: str
    size_bytes: int
    sha1: str


class PackageFiles(Protocol):
    """Where the files of the built-in feed are."""

    def find(self, ref: Ref, body: Body) -> StoredFile:
        """The file of a package of the source.

        Raises:
            PackageFileError: there is none, or none that is as the feed says.
        """
        ...

    def open(self, found: StoredFile) -> AbstractContextManager[Readable]:
        """Its content.

        Raises:
            PackageFileError: it cannot be read.
        """
        ...


class Watched:
    """Gives what another reader gives, and asks before each piece whether to go on."""

    def __init__(self, reader: Readable, check: Callable[[], None]) -> None:
        self._reader = reader
        self._check = check

    def read(self, size: int, /) -> bytes:
        """At most so many bytes; none at the end.

        Raises:
            Exception: what `check` raised, which is how one stops.
        """
        self._check()
        return self._reader.read(size)


class Checked:
    """Gives a file's content, the last piece only if all of it is what it must be.

    Who sends what it gives has then sent no whole file that is wrong.
    """

    def __init__(self, reader: Readable, wanted: StoredFile) -> None:
        self._reader = reader
        self._wanted = wanted
        self._sha1 = hashlib.sha1(usedforsecurity=False)
        self._size_bytes = 0
        self._ahead: bytes | None = None

    def read(self, size: int, /) -> bytes:
        """At most so many bytes; none at the end.

        Raises:
            PackageFileError: it is another content, or ends too early or too late.
        """
        piece = self._take(size) if self._ahead is None else self._ahead
        self._ahead = self._take(size) if piece else b""
        if not self._ahead:
            self._check()
        return piece

    def _take(self, size: int) -> bytes:
        piece = self._reader.read(size)
        self._sha1.update(piece)
        self._size_bytes += len(piece)
        return piece

    def _check(self) -> None:
        if self._size_bytes != self._wanted.size_bytes:
            raise PackageFileError(
                f"it has {self._size_bytes:,} bytes where the feed says {self._wanted.size_bytes:,}"
            )
        if self._sha1.hexdigest() != self._wanted.sha1.casefold():
            raise PackageFileError("its content is not what the feed says: the hashes differ")


def stated_file(ref: Ref, body: Body) -> StoredFile:
    """What the package says of a package's file."""
    size = body.get("PackageSizeBytes")
    return StoredFile(
        str(ref),
        str(body.get("FileExtension") or ""),
        size if isinstance(size, int) else 0,
        str(body.get("Hash") or ""),
    )


def is_sha1(text: str) -> bool:
    """Whether it can be a SHA-1 in hexadecimal, as the hashes of feeds are by all signs."""
    return _SHA1.fullmatch(text) is not None


_SHA1 = re.compile(r"[0-9A-Fa-f]{40}")


def sha1_of(reader: Readable) -> tuple[str, int]:
    """SHA-1 in hexadecimal, and the number of bytes."""
    digest, size_bytes = hashlib.sha1(usedforsecurity=False), 0
    while piece := reader.read(1 << 20):
        digest.update(piece)
        size_bytes += len(piece)
    return digest.hexdigest(), size_bytes
