"""Icons that are chosen from the server's own set, with a colour, in place of a logo.

Source: the API description of 2026.1 (`.../logo/icon`, IconResource).
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from migrator.model.documents import Body, Json, Kind

ICON = "Icon"
ICON_KINDS: Mapping[Kind, str] = {
    Kind.SPACE: "SpaceId",
    Kind.PROJECT: "ProjectId",
    Kind.TENANT: "TenantId",
}
"""The kinds that have one, and the member that names the document where it is set."""

_COLOUR = re.compile(r"#[0-9a-fA-F]{6}")


def is_icon(value: object) -> bool:
    """Whether the API takes it: an id of the server's set and a colour of six digits."""
    match value:
        case {"Id": str(identity), "Color": str(colour)}:
            return bool(identity) and _COLOUR.fullmatch(colour) is not None
        case _:
            return False


def tidy_icon(kind: Kind, body: Body, unknown: dict[str, Json]) -> None:
    """Keep an icon that can be set, in place; what says something else is told as left."""
    if kind not in ICON_KINDS or ICON not in body:
        return
    value = body.pop(ICON)
    members = value if isinstance(value, dict) else {}
    found = {name.capitalize(): item for name, item in members.items()}
    if is_icon(found):
        body[ICON] = {"Id": found["Id"], "Color": found["Color"]}
    elif any(found.values()) or isinstance(value, str):
        unknown[ICON] = "an icon that the API does not take"
