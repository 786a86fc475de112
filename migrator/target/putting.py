"""Writes that replace a document, and those whose effect is looked up when in doubt."""

from __future__ import annotations

from collections.abc import Sequence

from migrator.model.documents import Json
from migrator.rules.ordering import arranged
from migrator.target.bodies import Outgoing
from migrator.target.documents import Resource, text
from migrator.target.http import Wire
from migrator.target.lists import whole_list


def put_whole(wire: Wire, route: str, out: Outgoing) -> dict[str, Json]:
    """Replace a document; one with a version is looked at before it is sent again.

    Raises:
        WireError: the target refused, or there is no answer.
    """
    version = out.members.get("Version")
    if not isinstance(version, int):
        answer = wire.put(route, out.members, secrets=out.secrets)
        return answer if isinstance(answer, dict) else {}

    def look() -> Json | None:
        # Only our own write raises the version that we were the last to see.
        found = wire.get_or_none(route)
        seen = found.get("Version") if isinstance(found, dict) else None
        return found if isinstance(seen, int) and seen > version else None

    answer = wire.put(route, out.members, is_repeatable=False, look=look, secrets=out.secrets)
    return answer if isinstance(answer, dict) else {}


def set_archived(wire: Wire, route: str, resource: Resource, *, is_archived: bool) -> None:
    """Archive a certificate, or take it back; nothing is sent where that is so already.

    Raises:
        WireError: the target refused, or there is no answer.
    """
    if bool(resource.get("Archived")) is is_archived:
        return

    def look() -> Json | None:
        found = wire.get_or_none(route)
        is_done = isinstance(found, dict) and bool(found.get("Archived")) is is_archived
        return found if is_done else None

    wire.post(f"{route}/{'archive' if is_archived else 'unarchive'}", {}, look=look)


def put_in_order(wire: Wire, route: str, wanted: Sequence[str]) -> None:
    """Put documents in their order; the others of the collection keep their places.

    Raises:
        WireError: the target refused, or there is no answer.
    """
    listed = [item for item in whole_list(wire, route) if isinstance(item, dict)]
    listed.sort(key=_sort_order)
    present = [text(item, "Id") for item in listed]
    ordered = arranged(wanted, present)
    if ordered != present:
        wire.put(f"{route}/sortorder", [*ordered])


def _sort_order(resource: Resource) -> int:
    place = resource.get("SortOrder")
    return place if isinstance(place, int) else 0
