"""Reads the outer file: a ZIP of stored members, one behind the other and nothing between.

Python's own reader forgives bytes before, between and behind the members, and reads whatever
size a directory claims; here each byte of the file must be accounted for.
Source: PKWARE APPNOTE.TXT 4.3 (headers), 4.5.3 (ZIP64).
"""

from __future__ import annotations

import hashlib
import struct
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from migrator.package.errors import DamagedPackageError, NotAPackageError, unreadable

_LOCAL = struct.Struct("<L5H3L2H")
_CENTRAL = struct.Struct("<L6H3L5H2L")
_END = struct.Struct("<L4H2LH")
_END64_LOCATOR = struct.Struct("<LLQL")
_END64 = struct.Struct("<LQ2H2L4Q")
_LOCAL_MARK, _CENTRAL_MARK, _END_MARK = 0x04034B50, 0x02014B50, 0x06054B50
_END64_MARK, _LOCATOR_MARK = 0x06064B50, 0x07064B50
_IN_ZIP64_32, _IN_ZIP64_16 = 0xFFFFFFFF, 0xFFFF
_ZIP64_EXTRA = 1
_UTF8_FLAG = 0x800
_MAX_DIRECTORY_BYTES = 16 << 20
_CHUNK_BYTES = 1 << 16


@dataclass(frozen=True, slots=True)
class Member:
    """Where one member's bytes lie."""

    name: str
    start: int
    size_bytes: int


class Container:
    """An open package file and its members, in order."""

    def __init__(self, path: Path, file: BinaryIO, members: tuple[Member, ...]) -> None:
        self._path = path
        self._file = file
        self.members = members

    def region(self, member: Member) -> Region:
        """The member's bytes, to be read once."""
        return Region(self._path, self._file, member)


class Region:
    """A reader of one member that keeps the SHA-256 of what it gave."""

    def __init__(self, path: Path, file: BinaryIO, member: Member) -> None:
        self._path = path
        self._file = file
        self._at = member.start
        self._left = member.size_bytes
        self._sha256 = hashlib.sha256()

    def read(self, size: int, /) -> bytes:
        """At most so many bytes; none at the end.

        Raises:
            PackageUnreadableError: the disk fails.
        """
        try:
            self._file.seek(self._at)
            data = self._file.read(min(size, self._left))
        except OSError as error:
            raise unreadable(self._path, error) from error
        if not data and self._left:
            raise DamagedPackageError("the file became shorter while it was read")
        self._at += len(data)
        self._left -= len(data)
        self._sha256.update(data)
        return data

    def read_all(self, limit_bytes: int) -> bytes:
        """The whole member.

        Raises:
            DamagedPackageError: it is larger than such a member may be.
        """
        if self._left > limit_bytes:
            raise DamagedPackageError("a member is far larger than it may be")
        return b"".join(self.chunks())

    def chunks(self) -> Iterator[bytes]:
        """The rest of the member, piece by piece."""
        while chunk := self.read(_CHUNK_BYTES):
            yield chunk

    def sha256(self) -> str:
        """Of the whole member; what was not yet read is read now."""
        for _ in self.chunks():
            pass
        return self._sha256.hexdigest()


@contextmanager
def open_container(path: Path) -> Iterator[Container]:
    """Open the file and find its members.

    Raises:
        PackageUnreadableError: the file cannot be read.
        NotAPackageError: it is no ZIP.
        DamagedPackageError: a ZIP, but not one as we write them.
    """
    try:
        file = path.open("rb")
    except OSError as error:
        raise unreadable(path, error) from error
    with file:
        try:
            members = _find_members(path, file)
        except OSError as error:
            raise unreadable(path, error) from error
        yield Container(path, file, members)


@contextmanager
def open_region(path: Path, member: Member) -> Iterator[Region]:
    """One member whose place is known; who reads it must authenticate what it holds.

    Raises:
        PackageUnreadableError: the file cannot be read.
    """
    try:
        file = path.open("rb")
    except OSError as error:
        raise unreadable(path, error) from error
    with file:
        yield Region(path, file, member)


def _find_members(path: Path, file: BinaryIO) -> tuple[Member, ...]:
    size = file.seek(0, 2)
    file.seek(0)
    if file.read(4) != b"PK\x03\x04":
        raise NotAPackageError(path)
    start, end, count = _find_directory(file, size)
    if end - start > _MAX_DIRECTORY_BYTES:
        raise DamagedPackageError("its directory is far larger than it may be")
    file.seek(start)
    return tuple(_read_members(file, file.read(end - start), count, start))


def _find_directory(file: BinaryIO, size: int) -> tuple[int, int, int]:
    """Start and end of the central directory, and the number of its members."""
    mark, disk, first, here, count, length, start, comment = _unpack(_END, file, size - _END.size)
    if mark != _END_MARK:
        raise DamagedPackageError("it is cut short, or something was put behind it")
    end = size - _END.size
    if _IN_ZIP64_32 in (length, start) or _IN_ZIP64_16 in (here, count):
        end -= _END64_LOCATOR.size
        mark, disk, start64, disks = _unpack(_END64_LOCATOR, file, end)
        if mark != _LOCATOR_MARK or disks != 1:
            raise DamagedPackageError("its directory is not where it must be")
        end -= _END64.size
        mark, _, _, _, disk, first, here, count, length, start = _unpack(_END64, file, end)
        if mark != _END64_MARK or start64 != end:
            raise DamagedPackageError("its directory is not where it must be")
    if disk or first or comment or here != count or start + length != end:
        raise DamagedPackageError("its directory is not where it must be")
    return start, end, count


def _read_members(file: BinaryIO, directory: bytes, count: int, end: int) -> Iterator[Member]:
    at = previous = 0
    for _ in range(count):
        member, header_at, at = _read_central(directory, at)
        if header_at != previous:
            raise DamagedPackageError("its members do not follow one another")
        start = _check_local(file, header_at, member)
        previous = start + member.size_bytes
        yield Member(member.name, start, member.size_bytes)
    if at != len(directory) or previous != end:
        raise DamagedPackageError("there are data that belong to no member")


def _read_central(directory: bytes, at: int) -> tuple[Member, int, int]:
    """One member of the directory, where its local header is, and where the next one begins."""
    try:
        fields = _CENTRAL.unpack_from(directory, at)
    except struct.error:
        raise DamagedPackageError("its directory is cut short") from None
    mark, _, _, flags, method, _, _, _, packed, size, name_size, extra_size, comment = fields[:13]
    header_at = fields[16]
    name_at = at + _CENTRAL.size
    extra_at = name_at + name_size
    end = extra_at + extra_size
    if mark != _CENTRAL_MARK or end > len(directory):
        raise DamagedPackageError("its directory is cut short")
    if flags & ~_UTF8_FLAG or method or comment or packed != size:
        raise DamagedPackageError("a member is not stored as it must be")
    if _IN_ZIP64_32 in (size, header_at):
        size, header_at = _read_zip64(directory[extra_at:end], size, packed, header_at)
    name = directory[name_at:extra_at].decode("ascii", errors="replace")
    return Member(name, 0, size), header_at, end


def _read_zip64(extra: bytes, size: int, packed: int, header_at: int) -> tuple[int, int]:
    """Size and header's place from the extra field, which holds only what did not fit."""
    wanted = [size, packed, header_at].count(_IN_ZIP64_32)
    try:
        kind, length = struct.unpack_from("<2H", extra)
        values = list(struct.unpack_from(f"<{wanted}Q", extra, 4))
    except struct.error:
        raise DamagedPackageError("a member's size is missing") from None
    if kind != _ZIP64_EXTRA or length != 8 * wanted or len(extra) != 4 + length:
        raise DamagedPackageError("a member's size is missing")
    if size == _IN_ZIP64_32:
        size = values.pop(0)
        if values.pop(0) != size:
            raise DamagedPackageError("a member is not stored as it must be")
    return size, values.pop(0) if header_at == _IN_ZIP64_32 else header_at


def _check_local(file: BinaryIO, header_at: int, member: Member) -> int:
    """Where the member's bytes begin."""
    fields = _unpack(_LOCAL, file, header_at)
    mark, flags, method, name_size, extra_size = (fields[i] for i in (0, 2, 3, 9, 10))
    name = file.read(name_size)
    if mark != _LOCAL_MARK or name != member.name.encode() or flags & ~_UTF8_FLAG or method:
        raise DamagedPackageError("a member is not what its directory says")
    return header_at + _LOCAL.size + name_size + extra_size


def _unpack(form: struct.Struct, file: BinaryIO, at: int) -> tuple[int, ...]:
    if at < 0:
        raise DamagedPackageError("it is cut short, or something was put behind it")
    file.seek(at)
    try:
        return form.unpack(file.read(form.size))
    except struct.error:
        raise DamagedPackageError("it is cut short, or something was put behind it") from None
