"""Packages as a server's API gives them: here the source's own, which is only read.

Source: the API's description of 2026, packages of the built-in feed.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import quote

from migrator.model.documents import Body, Json, Ref
from migrator.model.package_files import PackageFileError, Readable, StoredFile, is_sha1
from migrator.target.downloading import Download
from migrator.target.errors import NotFoundError
from migrator.target.http import Wire
from migrator.target.lists import whole_list
from migrator.target.logos import read_picture
from migrator.target.routes import document_route


class PackageServer:
    """The built-in feeds of one server.

    Raises, from every method:
        WireError: the server refused, or there is no answer.
    """

    def __init__(self, wire: Wire) -> None:
        self._wire = wire
        self._spaces: dict[str, str] | None = None

    def find(self, ref: Ref, body: Body) -> StoredFile:
        """The file of a package, by the space's name.

        Raises:
            PackageFileError: there is none, or it is not what the database says.
        """
        route = package_route(self._space_id(ref.space), str(body["PackageId"]), ref.name)
        try:
            found = self._wire.get(route)
        except NotFoundError:
            raise PackageFileError("the server does not have it") from None
        match found:
            case {"Hash": str(sha1), "PackageSizeBytes": int(size), **rest} if is_sha1(sha1):
                known = str(body.get("Hash") or "")
                if is_sha1(known) and known.casefold() != sha1.casefold():
                    raise PackageFileError("the server has another content than the database says")
                extension = str(rest.get("FileExtension") or body.get("FileExtension") or "")
                return StoredFile(f"{route}/raw", extension, size, sha1.casefold())
            case _:
                raise PackageFileError("the server does not say how long it is, or its hash")

    @contextmanager
    def open(self, found: StoredFile) -> Iterator[Readable]:
        """Its content; the first read asks for it."""
        with Download(self._wire, found.place, found.size_bytes) as reader:
            yield reader

    def logo(self, ref: Ref, source_id: str) -> bytes:
        """The picture of a project or tenant.

        Raises:
            PackageFileError: there is none, or it is larger than a picture can be.
        """
        route = document_route(ref.kind, self._space_id(ref.space), "", source_id)
        try:
            found = read_picture(self._wire, route)
        except NotFoundError:
            raise PackageFileError("the server does not have it") from None
        if found is None:
            raise PackageFileError("it is larger than a logo can be")
        return found

    def _space_id(self, space: str) -> str:
        if self._spaces is None:
            self._spaces = {
                _text(item, "Name").strip().casefold(): _text(item, "Id")
                for item in whole_list(self._wire, "/api/spaces")
            }
        found = self._spaces.get(space.strip().casefold())
        if not found:
            raise PackageFileError(f"the server shows no space {space!r} to this key")
        return found


def package_route(space_id: str, package_id: str, version: str) -> str:
    """The route of one package, by what it is named by."""
    return f"/api/{space_id}/packages/{quote(f'packages-{package_id}.{version}', safe='')}"


def _text(item: Json, name: str) -> str:
    found = item.get(name) if isinstance(item, dict) else None
    return found if isinstance(found, str) else ""
