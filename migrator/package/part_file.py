"""A file that appears under its name only when it is whole, and the ZIP inside it."""

from __future__ import annotations

import hashlib
import os
import re
import secrets
import stat
import sys
import time
import zipfile
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import IO, Self

from migrator.package.errors import unwritable
from migrator.package.manifest import Entry

# A fixed time, so that a file's clock tells nothing and equal contents give equal bytes.
_MEMBER_TIME = (1980, 1, 1, 0, 0, 0)
_OWNER_ONLY = 0o600
_YOUNG_S = 1.0


class PartFile:
    """A ZIP of stored members, written beside its final name and renamed once it is on the disk.

    Left without `keep`, it is removed and an older file of that name stays as it was.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._part = path.with_name(f".{path.name}.{secrets.token_hex(6)}.part")
        self._is_kept = False
        self._open_member: MemberWriter | None = None

    def __enter__(self) -> Self:
        try:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            _remove_stale(self._path)
            flags = os.O_CREAT | os.O_EXCL | os.O_RDWR | getattr(os, "O_BINARY", 0)
            self._file: IO[bytes] = os.fdopen(os.open(self._part, flags, _OWNER_ONLY), "w+b")
        except OSError as error:
            raise unwritable(self._path, error) from error
        _try_lock(self._file.fileno())
        self._zip = zipfile.ZipFile(self._file, "w", zipfile.ZIP_STORED, allowZip64=True)
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        """Remove the file unless it was kept."""
        if self._is_kept:
            return
        # Each writes when it is closed, which may fail for the very same reason.
        if self._open_member:
            with suppress(OSError, ValueError):
                self._open_member.close()
        with suppress(OSError, ValueError):
            self._zip.close()
        with suppress(OSError):
            self._file.close()
        with suppress(OSError):
            self._part.unlink()

    def member(self, name: str) -> MemberWriter:
        """Begin a member of any size; close it before the next."""
        entry = zipfile.ZipInfo(name, _MEMBER_TIME)
        entry.external_attr = _OWNER_ONLY << 16
        self._open_member = MemberWriter(name, self._zip.open(entry, "w", force_zip64=True))
        return self._open_member

    def add(self, name: str, data: bytes) -> Entry:
        """Write a small member at once."""
        member = self.member(name)
        member.write(data)
        return member.close()

    def rewind(self, count: int) -> None:
        """Drop all members behind the first so many, which are closed, as if never written.

        Raises:
            OSError: the disk refuses.
        """
        dropped = self._zip.filelist[count:]
        if not dropped:
            return
        self._zip.start_dir = dropped[0].header_offset  # where the next member begins
        del self._zip.filelist[count:]
        for entry in dropped:
            del self._zip.NameToInfo[entry.filename]
        self._file.truncate(self._zip.start_dir)

    def keep(self) -> int:
        """Put the file under its name, in the place of an older one; gives its size in bytes.

        Raises:
            OSError: the disk is full or refuses; nothing has changed then.
        """
        self._zip.close()
        self._file.flush()
        size_bytes = os.fstat(self._file.fileno()).st_size
        os.fsync(self._file.fileno())
        self._file.close()
        self._part.replace(self._path)
        self._is_kept = True
        _sync_directory(self._path.parent)
        return size_bytes


class MemberWriter:
    """Writes one member and keeps its size and SHA-256."""

    def __init__(self, name: str, file: IO[bytes]) -> None:
        self._name = name
        self._file = file
        self._size_bytes = 0
        self._sha256 = hashlib.sha256()

    def write(self, data: bytes, /) -> None:
        """Append."""
        self._file.write(data)
        self._size_bytes += len(data)
        self._sha256.update(data)

    def close(self) -> Entry:
        """End the member; gives its line for the manifest."""
        self._file.close()
        return Entry(self._name, self._size_bytes, self._sha256.hexdigest())


def _remove_stale(path: Path) -> None:
    """Remove what killed exports to this path left; what a living one writes is locked by it."""
    name = re.compile(rf"\.{re.escape(path.name)}\.[0-9a-f]{{12}}\.part")
    with suppress(OSError):
        for part in path.parent.iterdir():
            if name.fullmatch(part.name) and stat.S_ISREG(part.lstat().st_mode):
                _remove_unless_locked(part)


def _remove_unless_locked(part: Path) -> None:
    if time.time() - part.lstat().st_mtime < _YOUNG_S:
        return  # perhaps made a moment ago and not locked yet
    with part.open("r+b") as file:
        if not _try_lock(file.fileno()):
            return
        if sys.platform != "win32":
            part.unlink(missing_ok=True)
    if sys.platform == "win32":  # where a file that is open cannot be removed
        part.unlink(missing_ok=True)


if sys.platform == "win32":

    def _try_lock(handle: int) -> bool:  # noqa: ARG001 - as on other systems
        """Windows removes no file that is open, so nothing need be locked."""
        return True

else:
    import fcntl

    def _try_lock(handle: int) -> bool:
        """Lock it until it is closed; False where another process has it, or nothing can be."""
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            return False
        return True


def _sync_directory(directory: Path) -> None:
    """Make the new name survive a power cut; Windows has no such call and needs none."""
    if os.name == "nt":
        return
    descriptor = os.open(directory, os.O_RDONLY)
    try:
        # Some network file systems refuse it; the file itself is on the disk all the same.
        with suppress(OSError):
            os.fsync(descriptor)
    finally:
        os.close(descriptor)
