"""Deletes what the source no longer has, unless somebody has begun to use it."""

from __future__ import annotations

from collections.abc import Iterator

from migrator.model.documents import Kind, Ref
from migrator.target.documents import resource_version
from migrator.target.errors import ForbiddenError
from migrator.target.http import Query, Wire
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
    for what, path, query in _history(ref.kind, space_id, identity):
        count = _count(wire, path, query)
        if count is None:
            return f"The target does not tell whether it has {what}, which would be lost with it."
        if count:
            return f"It has {what} on the target, which would be lost with it."
    wire.delete(route)
    return ""


def _history(kind: Kind, space_id: str, identity: str) -> Iterator[tuple[str, str, Query]]:
    """Where the target lists what has been done with a document, and would go with it.

    Source: the API's description of 2026, filters of deployments and runbook runs.
    """
    space = f"/api/{space_id}"
    releases, deployments, runs = "releases", "deployments", "runbook runs"
    match kind:
        case Kind.PROJECT:
            yield releases, f"{space}/projects/{identity}/releases", {}
            yield runs, f"{space}/runbookRuns", {"projects": identity}
        case Kind.CHANNEL:
            yield releases, f"{space}/channels/{identity}/releases", {}
        case Kind.RUNBOOK:
            yield runs, f"{space}/runbookRuns", {"runbooks": identity}
        case Kind.ENVIRONMENT | Kind.TENANT:
            name = f"{kind}s"
            yield deployments, f"{space}/deployments", {name: identity}
            yield runs, f"{space}/runbookRuns", {name: identity}
        case _:
            return


def _count(wire: Wire, path: str, query: Query) -> int | None:
    """How many there are; None where the target does not tell this key."""
    try:
        found = wire.get_or_none(path, {**query, "take": 1})
    except ForbiddenError:
        return None
    total = found.get("TotalResults") if isinstance(found, dict) else None
    return total if isinstance(total, int) else None
