"""Sets icons, which have a route of their own: no command for the document takes one."""

from __future__ import annotations

from migrator.model.documents import Json, Kind
from migrator.rules.icons import ICON, ICON_KINDS
from migrator.target.documents import Resource, text
from migrator.target.http import Wire


def take_icon(kind: Kind, members: dict[str, Json]) -> dict[str, Json] | None:
    """Take the icon out of a body, in place, for no command for the document has it."""
    icon = members.pop(ICON, None) if kind in ICON_KINDS else None
    return icon if isinstance(icon, dict) else None


def set_icon(wire: Wire, route: str, kind: Kind, resource: Resource, icon: dict[str, Json]) -> None:
    """Choose the icon; doing so once more changes nothing.

    Args:
        wire: to the target.
        route: of the document.
        kind: its kind, one of those that have icons.
        resource: the document as the target has it.
        icon: its id and colour.
    """
    identity = text(resource, "Id")

    def look() -> Json | None:
        found = wire.get_or_none(route)
        return found if isinstance(found, dict) and found.get(ICON) == icon else None

    space_id = identity if kind is Kind.SPACE else text(resource, "SpaceId")
    body: dict[str, Json] = {
        "SpaceId": space_id,
        ICON_KINDS[kind]: identity,
        "IconId": icon.get("Id"),
        "IconColor": icon.get("Color"),
    }
    wire.post(f"{route}/logo/icon", body, look=look)
