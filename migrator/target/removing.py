"""Deletes what the source no longer has, unless somebody has begun to use it."""

from __future__ import annotations

from migrator.model.documents import Kind, Ref
from migrator.target.documents import resource_version
from migrator.target.http import Wire
from migrator.target.routes import document_route


def remove(wire: Wire, ref: Ref, space_id: str, identity: str, version: str) -> str:
    """Delete a document, once; what is gone already is as good.

    Args:
        wire: to the target.
        ref: what it is.
        space_id: the target's id of its space; "" for what is in no space.
        identity: its own id.
        version: digest of what it held when that was decided.

    Returns:
        Why it was not deleted; "" if it is gone.

    Raises:
        WireError: the target refused, or there is no answer.
    """
    route = document_route(ref.kind, space_id, identity)
    found = wire.get_or_none(route)
    if not isinstance(found, dict):
        return ""
    if resource_version(found) != version:
        return "Somebody has changed it since the plan was made."
    if ref.kind is Kind.PROJECT:
        releases = wire.get_or_none(f"{route}/releases", {"take": 1})
        if isinstance(releases, dict) and releases.get("TotalResults"):
            return "It has releases on the target, which would be lost with it."
    wire.delete(route)
    return ""
