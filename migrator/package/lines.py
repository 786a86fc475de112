"""What `documents.age` holds once opened and unpacked: JSON, one object a line.

A header, the documents with their sealed secrets, what was left out, and a trailer, which
vouches for all lines before it and for the manifest.
"""

from __future__ import annotations

import binascii
import json
from base64 import b64decode, b64encode
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TypeAlias

from migrator.model.documents import Json, LogicalDocument, Omitted
from migrator.model.encoding import NotOursError, decode_document, encode_document
from migrator.model.sealed import PackageSealed
from migrator.package.errors import DamagedPackageError


@dataclass(frozen=True, slots=True)
class HeaderLine:
    """The first line.

    Attributes:
        format: the format version, as in the manifest.
    """

    package_id: str
    format: int


@dataclass(frozen=True, slots=True)
class DocumentLine:
    """A document and its sealed secrets, by JSON pointer into its body.

    Attributes:
        file: name of the member that holds the document's file; "" for none.
    """

    document: LogicalDocument
    secrets: Mapping[str, PackageSealed]
    file: str = ""


@dataclass(frozen=True, slots=True)
class TrailerLine:
    """The last line.

    Attributes:
        sha256: of all lines before it, line ends included.
        manifest_sha256: of the manifest's bound part.
    """

    sha256: str
    manifest_sha256: str


Line: TypeAlias = HeaderLine | DocumentLine | Omitted | TrailerLine


def encode_line(line: Line) -> bytes:
    """As one line of ASCII, with its line end."""
    return json.dumps(_encode(line), separators=(",", ":"), allow_nan=False).encode() + b"\n"


def _encode(line: Line) -> Json:
    match line:
        case HeaderLine(package_id=package_id, format=version):
            return {"header": {"format": version, "package_id": package_id}}
        case DocumentLine(document=document, secrets=secrets, file=file):
            sealed: dict[str, Json] = {
                pointer: b64encode(secret.data).decode() for pointer, secret in secrets.items()
            }
            named: dict[str, Json] = {"file": file} if file else {}
            return {"document": encode_document(document), "secrets": sealed, **named}
        case Omitted(code=code, where=where, pointer=pointer, message=message):
            return {
                "omitted": {"code": code, "where": where, "pointer": pointer, "message": message}
            }
        case TrailerLine(sha256=sha256, manifest_sha256=manifest):
            return {"trailer": {"sha256": sha256, "manifest_sha256": manifest}}


def parse_line(data: bytes) -> Line:
    """Read one line.

    Raises:
        DamagedPackageError: it is not one that `encode_line` writes.
    """
    try:
        value: Json = json.loads(data.decode())
        return _parse(value)
    except (NotOursError, ValueError, RecursionError):
        raise DamagedPackageError("a sealed line is not one of ours") from None


def _parse(value: Json) -> Line:
    match value:
        case {"document": dict(document), "secrets": dict(secrets), **rest} if rest.keys() <= {
            "file"
        }:
            sealed = {pointer: _parse_sealed(text) for pointer, text in secrets.items()}
            file = rest.get("file", "")
            if not isinstance(file, str):
                raise NotOursError
            return DocumentLine(decode_document(document), sealed, file)
        case {
            "omitted": {
                "code": str(code),
                "where": str(where),
                "pointer": str(pointer),
                "message": str(message),
            },
            **rest,
        } if not rest:
            return Omitted(code, where, pointer, message)
        case {"header": {"format": int(version), "package_id": str(package_id)}, **rest} if (
            not rest
        ):
            return HeaderLine(package_id, version)
        case {"trailer": {"sha256": str(sha256), "manifest_sha256": str(manifest)}, **rest} if (
            not rest
        ):
            return TrailerLine(sha256, manifest)
        case _:
            raise NotOursError


def _parse_sealed(value: Json) -> PackageSealed:
    if not isinstance(value, str):
        raise NotOursError
    try:
        return PackageSealed(b64decode(value, validate=True))
    except binascii.Error:
        raise NotOursError from None
