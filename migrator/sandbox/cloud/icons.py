"""Icons of projects, tenants and spaces. Source: the API's description of 2026."""

import re

from migrator.sandbox.cloud.crud import found_by, shown
from migrator.sandbox.cloud.documents import text
from migrator.sandbox.cloud.exchange import Answer, invalid
from migrator.sandbox.cloud.instance import Call
from migrator.sandbox.cloud.kind import Kind, Where
from migrator.sandbox.cloud.kinds import KINDS
from migrator.sandbox.cloud.routing import Route
from migrator.sandbox.cloud.validation import as_body

_COLOUR = re.compile("#[0-9a-fA-F]{6}")


def _choose(call: Call, kind: Kind) -> Answer:
    document = found_by(call, kind, call.params["id"])
    body = as_body(call.request.body)
    if text(body, f"{kind.name}Id") != document["Id"]:
        raise invalid(f"The {kind.name}Id does not match the resource '{document['Id']}'.")
    if kind.where is Where.SPACE and text(body, "SpaceId") != call.space_id:
        raise invalid(f"The SpaceId does not match the space '{call.space_id}'.")
    colour, identity = text(body, "IconColor"), text(body, "IconId")
    if not identity or not _COLOUR.fullmatch(colour):
        raise invalid("An icon needs an IconId and an IconColor such as #1A77CA.")
    document["Icon"] = {"Id": identity, "Color": colour}
    return Answer(200, shown(call.instance, kind, document))


def _route(kind: Kind) -> Route:
    pattern = f"{kind.collection}/{{id}}/logo/icon"
    return Route("POST", pattern, kind.where, kind.edit, lambda call: _choose(call, kind))


def routes() -> list[Route]:
    """One route for each kind that has icons."""
    return [_route(KINDS[name]) for name in ("Space", "Project", "Tenant")]
