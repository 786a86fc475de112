"""Installs step templates from the target's library of the community.

Source: octopus.com/docs/projects/community-step-templates; the API description of 2026.1
(`/communityactiontemplates/{id}/installation/{space}`).
"""

from __future__ import annotations

from collections.abc import Callable

from migrator.model.documents import Json
from migrator.rules.community import LibraryEntry, find_entry, origin_of
from migrator.rules.comparing import differences
from migrator.rules.naming import Directory
from migrator.target.bodies import Outgoing, overlay
from migrator.target.documents import Resource, parse_resource, text
from migrator.target.errors import (
    ForbiddenError,
    MethodNotAllowedError,
    NotFoundError,
    RejectedError,
)
from migrator.target.finding import Order
from migrator.target.http import Wire
from migrator.target.lists import whole_list

_ROUTE = "/api/communityactiontemplates"
Put = Callable[[str, Outgoing], dict[str, Json]]


def read_library(wire: Wire) -> tuple[LibraryEntry, ...]:
    """The library as the target shows it to this key; empty before it was synchronised."""
    try:
        return tuple(
            LibraryEntry(text(item, "Id"), text(item, "ExternalId"), text(item, "Name"))
            for item in wire.pages(_ROUTE)
            if isinstance(item, dict)
        )
    except (ForbiddenError, MethodNotAllowedError, NotFoundError):
        return ()


def install(wire: Wire, route: str, space_id: str, order: Order) -> Resource | None:
    """Install the template that the document was made from; its content is then the library's.

    None where it came from no library, the target's lacks it, or the space has it already under
    another name: then the document is written as a template of its own.

    Args:
        wire: to the target.
        route: of the space's step templates.
        space_id: the space.
        order: what to make.
    """
    origin = origin_of(order.body)
    entry = find_entry(origin, read_library(wire)) if origin else None
    if entry is None:
        return None

    def look() -> Json | None:
        for item in whole_list(wire, route):
            if isinstance(item, dict) and item.get("CommunityActionTemplateId") == entry.id:
                return item
        return None

    if look() is not None:
        return None
    try:
        answer = wire.post(f"{_ROUTE}/{entry.id}/installation/{space_id}", {}, look=look)
    except (ForbiddenError, MethodNotAllowedError, NotFoundError, RejectedError):
        return None
    made = answer if isinstance(answer, dict) and text(answer, "Id") else look()
    return made if isinstance(made, dict) else None


def bring_to(put: Put, route: str, resource: Resource, order: Order, out: Outgoing) -> Resource:
    """Write our content over what was installed, where somebody had changed it on the source."""
    there = parse_resource(order.ref, resource, Directory())
    if not out.secrets and not differences(order.ref.kind, order.body, there):
        return resource
    body = overlay(resource, out.members, frozenset())
    answer = put(f"{route}/{text(resource, 'Id')}", Outgoing(body, out.secrets))
    return {**resource, **answer}
