"""Logos: pictures that belong to projects and tenants, with a route of their own.

Source: the API's description of 2026 (`.../logo`); OctopusDeploy's API samples, ChangeProjectLogo.
"""

from __future__ import annotations

import hashlib
import io
from base64 import b64decode
from collections.abc import Collection, Iterator, Mapping
from contextlib import closing, contextmanager

from migrator.model.documents import Kind, Ref
from migrator.model.secret import Secret
from migrator.rules.kinds import match_key
from migrator.target.documents import Resource, text
from migrator.target.errors import NotFoundError
from migrator.target.http import Wire
from migrator.target.multipart import Multipart
from migrator.target.routes import document_route

_LARGEST_BYTES = 16 << 20
_PIECE_BYTES = 1 << 16
_SIGNS = ((b"\x89PNG", "png"), (b"\xff\xd8", "jpg"), (b"GIF8", "gif"), (b"<", "svg"))


def read_picture(wire: Wire, route: str) -> bytes | None:
    """What lies there; None where it is larger than a logo can be.

    Raises:
        WireError: the server refused, or there is no answer.
    """

    def read() -> bytes | None:
        content = bytearray()
        with closing(wire.open_file(route)) as opened:
            while piece := opened.read(_PIECE_BYTES):
                content += piece
                if len(content) > _LARGEST_BYTES:
                    return None
        return bytes(content)

    return wire.patiently(read)


def read_logo(wire: Wire, route: str, owner_id: str) -> Resource | None:
    """A logo as a resource: whose it is, that there is one, and what tells it from another."""
    try:
        content = read_picture(wire, route)
    except NotFoundError:
        return None
    digest = hashlib.sha256(content or b"").hexdigest()
    return {"Id": owner_id, "Content": {"HasValue": bool(content)}, "Digest": digest}


def read_logos(
    wire: Wire,
    owners: Mapping[Ref, Resource],
    keys: Collection[Ref],
    space: str,
    space_id: str,
) -> Iterator[tuple[Ref, Resource]]:
    """Those of the wanted logos whose owners are there and that have a picture."""
    for owner, resource in list(owners.items()):
        kind = LOGOS.get(owner.kind)
        ref = Ref(kind, owner.path) if kind and owner.space == space else None
        if ref is not None and match_key(ref) in keys:
            owner_id = text(resource, "Id")
            found = read_logo(wire, document_route(ref.kind, space_id, "", owner_id), owner_id)
            if found is not None:
                yield ref, found


LOGOS: Mapping[Kind, Kind] = {Kind.PROJECT: Kind.PROJECT_LOGO, Kind.TENANT: Kind.TENANT_LOGO}
"""The kind of a logo by that of its owner."""
LOGO_KINDS = frozenset(LOGOS.values())


def push_logo(wire: Wire, route: str, content: Secret[str]) -> None:
    """Set it; to say the same twice does no harm.

    Args:
        wire: to the target.
        route: of the logo.
        content: base64.

    Raises:
        WireError: the target refused, or there is no answer.
    """
    picture = b64decode(content.reveal())
    extension = next((name for sign, name in _SIGNS if picture.startswith(sign)), "png")

    @contextmanager
    def opened() -> Iterator[Multipart]:
        yield Multipart(f"logo.{extension}", len(picture), io.BytesIO(picture), "fileData")

    wire.upload(route, {}, opened, lambda: None, method="PUT")
