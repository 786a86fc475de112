"""Scoped user roles on the target: read as one document of a space, written one by one."""

from __future__ import annotations

from collections.abc import Mapping

from migrator.model.documents import Json, Kind
from migrator.rules.granting import GRANTS, LIMITS, grant_key
from migrator.target.http import Wire
from migrator.target.routes import collection, document_route

_MEMBERS = ("Id", "TeamId", "UserRoleId", *LIMITS)


def read_grants(wire: Wire, space_id: str) -> dict[str, Json]:
    """The scoped user roles of a space, as a resource of their own.

    Raises:
        WireError: the target refused, or there is no answer.
    """
    grants: list[Json] = [
        {name: item.get(name) for name in _MEMBERS}
        for item in wire.pages(collection(Kind.SCOPED_USER_ROLES, space_id))
        if isinstance(item, dict) and item.get("SpaceId") == space_id
    ]
    return {"Id": f"scopeduserroles-{space_id}", GRANTS: grants}


def write_grants(
    wire: Wire, space_id: str, members: Mapping[str, Json], *, keeps_others: bool
) -> None:
    """Give the scoped user roles that are lacking; what is there already is left as it is.

    Args:
        wire: to the target.
        space_id: its id of the space.
        members: with ids, as they should be.
        keeps_others: leave those that only the target has; else they are taken away.

    Raises:
        WireError: the target refused, or there is no answer. What was given before stays.
    """
    there = _by_key(read_grants(wire, space_id))
    wanted = _by_key(members)
    for key, grant in wanted.items():
        if key not in there:
            _give(wire, space_id, key, grant)
    for key, grant in there.items():
        if key not in wanted and not keeps_others:
            wire.delete(document_route(Kind.SCOPED_USER_ROLES, space_id, str(grant["Id"])))


def _give(wire: Wire, space_id: str, key: str, grant: Mapping[str, Json]) -> None:
    def look() -> Json | None:
        return _by_key(read_grants(wire, space_id)).get(key)

    route = collection(Kind.SCOPED_USER_ROLES, space_id)
    wire.post(route, {**grant, "SpaceId": space_id}, look=look)


def _by_key(members: Mapping[str, Json]) -> dict[str, dict[str, Json]]:
    found = members.get(GRANTS)
    items = [item for item in found if isinstance(item, dict)] if isinstance(found, list) else []
    return {grant_key(item): item for item in items}
