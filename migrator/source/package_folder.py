"""Packages in the server's own folder, a share or a copy of it.

How a server names folders within it is nowhere promised, so files are found by their names, which
hold id and version, and told apart by size and hash.
Source: octopus.com/docs/administration/managing-infrastructure (file storage).
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from migrator.model.documents import Body, Ref
from migrator.model.package_files import PackageFileError, Readable, StoredFile, is_sha1, sha1_of
from migrator.rules.built_in_feed import package_file_name
from migrator.source.errors import PackagesFolderError

_EXTENSION = re.compile(r"(?:\.[a-z][a-z0-9]*){1,2}")
_FILE = re.compile(r"(?P<name>.+?)(?P<extension>(?:\.tar)?\.[a-z][a-z0-9]*)")


class PackageFolder:
    """A folder of packages, looked through once when the first is asked for."""

    def __init__(self, directory: Path) -> None:
        self._directory = directory
        self._by_name: dict[str, list[Path]] | None = None

    def find(self, ref: Ref, body: Body) -> StoredFile:
        """The file of a package of the source.

        Raises:
            PackagesFolderError: the folder cannot be read.
            PackageFileError: there is no such file, or none that is as the feed says.
        """
        found = self._candidates(body)
        if not found:
            raise PackageFileError(f"there is no file {package_file_name(body)!r} in the folder")
        size, sha1 = body.get("PackageSizeBytes"), str(body.get("Hash") or "").casefold()
        fitting: dict[str, StoredFile] = {}
        for path in found:
            stored = _look_at(path, size, sha1, is_alone=len(found) == 1)
            if stored is not None:
                fitting[stored.sha1] = stored
        if not fitting:
            raise PackageFileError(f"no file for {ref.name!r} is as long, or is what the feed says")
        if len(fitting) > 1:
            raise PackageFileError(
                "several files of that name differ, and nothing tells them apart"
            )
        return next(iter(fitting.values()))

    @contextmanager
    def open(self, found: StoredFile) -> Iterator[Readable]:
        """Its content.

        Raises:
            PackageFileError: it cannot be read.
        """
        try:
            with Path(found.place).open("rb") as file:
                yield _Reading(file)
        except OSError as error:
            raise PackageFileError(_why(error)) from None

    def _candidates(self, body: Body) -> list[Path]:
        known = self._names()
        name = package_file_name(body).casefold()
        if body.get("FileExtension"):
            return known.get(name, [])
        return [
            path
            for other, paths in known.items()
            if other.startswith(name) and _EXTENSION.fullmatch(other[len(name) :])
            for path in paths
        ]

    def _names(self) -> dict[str, list[Path]]:
        if self._by_name is None:

            def fail(error: OSError) -> None:
                raise PackagesFolderError(self._directory, _why(error)) from None

            found: dict[str, list[Path]] = {}
            for folder, _, files in os.walk(self._directory, onerror=fail):
                for file in files:
                    found.setdefault(file.casefold(), []).append(Path(folder, file))
            self._by_name = found
        return self._by_name


class _Reading:
    def __init__(self, file: Readable) -> None:
        self._file = file

    def read(self, size: int, /) -> bytes:
        try:
            return self._file.read(size)
        except OSError as error:
            raise PackageFileError(_why(error)) from None


def _look_at(path: Path, size: object, sha1: str, *, is_alone: bool) -> StoredFile | None:
    """The file, if it is as the feed says; it is read only where that is not said or not enough."""
    match = _FILE.fullmatch(path.name.casefold())
    extension = match["extension"] if match else ""
    try:
        size_bytes = path.stat().st_size
        if isinstance(size, int) and size != size_bytes:
            return None
        if is_alone and is_sha1(sha1):
            return StoredFile(str(path), extension, size_bytes, sha1)
        with path.open("rb") as file:
            found, _ = sha1_of(file)
    except OSError as error:
        raise PackageFileError(_why(error)) from None
    is_it = not is_sha1(sha1) or found == sha1
    return StoredFile(str(path), extension, size_bytes, found) if is_it else None


def _why(error: OSError) -> str:
    return f"it cannot be read: {error.strerror or type(error).__name__}"
