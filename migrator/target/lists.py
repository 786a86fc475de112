"""Whole lists, however the target gives them, and the teams that one key may see."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from migrator.model.documents import Json
from migrator.target.errors import ForbiddenError, MethodNotAllowedError, NotFoundError
from migrator.target.http import Wire


def whole_list(wire: Wire, route: str) -> list[Json]:
    """Everything in a collection, by `route/all`, or page by page where there is no such route.

    Raises:
        WireError: the target refuses, or does not know the collection at all.
    """
    try:
        return wire.all(f"{route}/all")
    except (NotFoundError, MethodNotAllowedError):
        return list(wire.pages(route))


def visible_teams(wire: Wire, space_ids: Iterable[str]) -> list[Json]:
    """The teams of the system and of the spaces, as far as the key may see them.

    Who manages a space need not see the system's teams; the ids of Octopus' own are the same
    everywhere. Source: octopus.com/docs/security/users-and-teams;
    OctopusDeploy/terraform-provider-octopusdeploy, resource_space_test.go.
    """
    try:
        return whole_list(wire, "/api/teams")
    except ForbiddenError:
        found: list[Json] = [
            {"Id": "teams-everyone", "Name": "Everyone"},
            {"Id": "teams-managers", "Name": "Octopus Managers"},
        ]
        for space_id in space_ids:
            found.extend(_teams_of(wire, space_id))
        return found


def _teams_of(wire: Wire, space_id: str) -> Iterator[Json]:
    managers = f"teams-spacemanagers-{space_id}"
    seen = {managers.casefold()}
    yield {"Id": managers, "Name": "Space Managers", "SpaceId": space_id}
    try:
        listed = whole_list(wire, f"/api/{space_id}/teams")
    except (ForbiddenError, NotFoundError):
        return
    for item in listed:
        if isinstance(item, dict) and item.get("SpaceId") == space_id:
            identity = str(item.get("Id")).casefold()
            if identity not in seen:
                seen.add(identity)
                yield item
