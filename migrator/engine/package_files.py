"""The files of the built-in feed, from a folder or from the source server itself."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from typing import TypeAlias

from migrator.engine.errors import SourceServerError
from migrator.model.documents import Body, Ref
from migrator.model.events import Run
from migrator.model.package_files import (
    OpenElsewhere,
    PackageFileError,
    PackageFiles,
    Readable,
    StoredFile,
)
from migrator.model.settings import FileSettings, TargetSettings
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
    with ExitStack() as stack:
        try:
            wire = stack.enter_context(open_wire(server, check=run.check))
        except WireError as error:
            raise SourceServerError(str(error)) from None
        yield _Asked(PackageServer(wire))


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


def opener(files: PackageFiles) -> OpenElsewhere:
    """What opens the file of a package where it lies."""

    @contextmanager
    def open_file(ref: Ref, body: Body) -> Iterator[Readable]:
        with files.open(files.find(ref, body)) as reader:
            yield reader

    return open_file
