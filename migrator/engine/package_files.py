"""The files of the built-in feed, from a folder or from the source server itself."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TypeAlias

from migrator.engine.errors import SourceServerError
from migrator.engine.ports import Documents
from migrator.model.documents import Body, LogicalDocument, Omitted, Ref
from migrator.model.events import Run
from migrator.model.package_files import (
    Checked,
    PackageFileError,
    PackageFiles,
    Readable,
    StoredFile,
    stated_file,
)
from migrator.model.sealed import SecretAddress
from migrator.model.secret import Secret
from migrator.model.settings import FileSettings, TargetSettings
from migrator.package.manifest import Manifest
from migrator.source.package_folder import PackageFolder
from migrator.target.errors import WireError
from migrator.target.http import open_wire
from migrator.target.package_server import PackageServer

Fetch: TypeAlias = Callable[[Ref, str], bytes]


@contextmanager
def open_files(settings: FileSettings, run: Run) -> Iterator[PackageFiles]:
    """Where the job says that the files are; nothing is read or asked yet.

    Raises:
        SourceServerError: the settings of the server cannot be used.
    """
    if settings.directory is not None:
        yield PackageFolder(settings.directory)
        return
    server = TargetSettings(url=settings.api_url, api_key=settings.api_key)
    try:
        opening = open_wire(server, check=run.check)
        wire = opening.__enter__()
    except WireError as error:
        raise SourceServerError(str(error)) from None
    try:
        yield _Asked(PackageServer(wire))
    finally:
        opening.__exit__(None, None, None)


@contextmanager
def open_logos(settings: FileSettings | None, run: Run) -> Iterator[Fetch]:
    """What gives a logo by its ref and the source's id of its owner: the source server."""
    if settings is None or not settings.api_url:
        yield _have_none
        return
    with open_files(settings, run) as files:
        yield files.logo if isinstance(files, _Asked) else _have_none


def _have_none(_ref: Ref, _source_id: str) -> bytes:
    raise PackageFileError("nothing tells where logos are")


class _Asked:
    """The source server, whose failures are not the target's."""

    def __init__(self, server: PackageServer) -> None:
        self._server = server

    def find(self, ref: Ref, body: Body) -> StoredFile:
        try:
            return self._server.find(ref, body)
        except WireError as error:
            raise SourceServerError(str(error)) from None

    def logo(self, ref: Ref, source_id: str) -> bytes:
        try:
            return self._server.logo(ref, source_id)
        except WireError as error:
            raise SourceServerError(str(error)) from None

    @contextmanager
    def open(self, found: StoredFile) -> Iterator[Readable]:
        with self._server.open(found) as reader:
            yield _Reading(reader)


class _Reading:
    def __init__(self, reader: Readable) -> None:
        self._reader = reader

    def read(self, size: int, /) -> bytes:
        try:
            return self._reader.read(size)
        except WireError as error:
            why = f"the source server does not give it: {error}"
            raise PackageFileError(why) from None


class WithFiles:
    """A package whose files lie elsewhere, where it does not hold them itself."""

    def __init__(self, package: Documents, files: PackageFiles) -> None:
        self._package = package
        self._files = files

    @property
    def manifest(self) -> Manifest:
        """What it says of itself."""
        return self._package.manifest

    @property
    def omitted(self) -> tuple[Omitted, ...]:
        """What stayed behind at the source."""
        return self._package.omitted

    @property
    def digest(self) -> str:
        """Names the contents."""
        return self._package.digest

    @property
    def has_secrets(self) -> bool:
        """Whether its secrets can be opened."""
        return self._package.has_secrets

    def refs(self) -> tuple[Ref, ...]:
        """Every document."""
        return self._package.refs()

    def documents(self) -> Iterator[LogicalDocument]:
        """Every document, one at a time."""
        return self._package.documents()

    def read(self, ref: Ref) -> LogicalDocument:
        """One document."""
        return self._package.read(ref)

    def secret(self, address: SecretAddress) -> Secret[bytes]:
        """Open one secret."""
        return self._package.secret(address)

    def holds_file(self, ref: Ref) -> bool:
        """Whether the package itself holds the file."""
        return self._package.holds_file(ref)

    @contextmanager
    def open_file(self, ref: Ref) -> Iterator[Readable]:
        """The content of a package's file, checked as it is read.

        Raises:
            PackageFileError: it cannot be had, or is not what it was.
        """
        if self._package.holds_file(ref):
            with self._package.open_file(ref) as reader:
                yield reader
            return
        body = self._package.read(ref).body
        found = self._files.find(ref, body)
        with self._files.open(found) as reader:
            yield Checked(reader, stated_file(ref, body))
