"""Bodies as plain JSON and back: what plan, package and reports hold on disk."""

from __future__ import annotations

from collections.abc import Mapping

from migrator.model.documents import (
    Body,
    Embedded,
    Joined,
    Json,
    Kind,
    LogicalDocument,
    Node,
    Ref,
    Slot,
    parse_ref,
)

_TAG = "$ocm"


class NotOursError(ValueError):
    """The JSON is not one that `encode_body` wrote."""


def encode_node(node: Node) -> Json:
    """Turn a body into JSON; refs, slots and texts with refs become objects with one member."""
    match node:
        case Ref():
            return {_TAG: ["ref", str(node.kind), *node.path]}
        case Slot(readable=readable):
            return {_TAG: ["slot", readable]}
        case Joined(separator=separator, items=items):
            return {_TAG: ["joined", separator, [encode_node(item) for item in items]]}
        case Embedded(node=inner):
            return {_TAG: ["embedded", encode_node(inner)]}
        case dict():
            plain: dict[str, Json] = {key: encode_node(item) for key, item in node.items()}
            # A document of the source may hold our tag as a key: wrap it, so it reads back.
            return {_TAG: ["literal", plain]} if _TAG in node else plain
        case list():
            return [encode_node(item) for item in node]
        case _:
            return node


def decode_node(value: Json) -> Node:
    """Turn JSON back into a body.

    Raises:
        NotOursError: a tagged object that `encode_node` never writes.
    """
    match value:
        case dict():
            if _TAG in value:
                return _decode_tagged(value)
            return {key: decode_node(item) for key, item in value.items()}
        case list():
            return [decode_node(item) for item in value]
        case _:
            return value


def _decode_tagged(value: dict[str, Json]) -> Node:
    parts = value[_TAG]
    match parts if len(value) == 1 else None:
        case ["ref", str(kind), *path] if path and all(isinstance(name, str) for name in path):
            try:
                return Ref(Kind(kind), tuple(str(name) for name in path))
            except ValueError:
                raise NotOursError from None
        case ["slot", bool(readable)]:
            return Slot(readable)
        case ["joined", str(separator), list(items)]:
            decoded = [decode_node(item) for item in items]
            return Joined(separator, tuple(i for i in decoded if isinstance(i, str | Ref)))
        case ["embedded", inner]:
            return Embedded(decode_node(inner))
        case ["literal", dict(inner)]:
            return {key: decode_node(item) for key, item in inner.items()}
        case _:
            raise NotOursError


def encode_document(document: LogicalDocument) -> Json:
    """One document as JSON."""
    return {
        "ref": str(document.ref),
        "body": encode_node(document.body),
        "unknown": dict(document.unknown),
        "digests": dict(document.digests),
    }


def decode_document(value: Json) -> LogicalDocument:
    """One document from JSON.

    Raises:
        NotOursError: not what `encode_document` writes.
    """
    match value:
        case {
            "ref": str(ref),
            "body": dict(body),
            "unknown": dict(unknown),
            "digests": dict(marks),
        }:
            decoded = decode_node(body)
            if not isinstance(decoded, dict):
                raise NotOursError
            try:
                parsed = parse_ref(ref)
            except ValueError:
                raise NotOursError from None
            return LogicalDocument(parsed, decoded, unknown, _texts(marks))
        case _:
            raise NotOursError


def _texts(value: Mapping[str, Json]) -> Mapping[str, str]:
    if not all(isinstance(item, str) for item in value.values()):
        raise NotOursError
    return {key: str(item) for key, item in value.items()}


def copy_body(body: Body) -> Body:
    """A deep copy; refs and slots are values and are shared."""
    copied = _copy(body)
    return copied if isinstance(copied, dict) else {}


def _copy(node: Node) -> Node:
    match node:
        case dict():
            return {key: _copy(item) for key, item in node.items()}
        case list():
            return [_copy(item) for item in node]
        case _:
            return node
