"""What the server makes together with a space."""

from __future__ import annotations

from collections.abc import Mapping

from migrator.model.documents import Kind, Ref
from migrator.rules.naming import Directory
from migrator.target.documents import learn, name_resource, text
from migrator.target.errors import NotFoundError
from migrator.target.http import Wire
from migrator.target.lists import visible_teams, whole_list
from migrator.target.routes import collection

_KINDS = (
    Kind.FEED, Kind.WORKER_POOL, Kind.LIFECYCLE, Kind.PROJECT_GROUP, Kind.MACHINE_POLICY,
)  # fmt: skip


def children_of_space(wire: Wire, ref: Ref, space_id: str) -> Mapping[Ref, str]:
    """Ids of everything in a space that is new: what the server made with it so far.

    A space that has just been made may not be known yet where its lists are.
    Source: OctopusDeploy/terraform-provider-octopusdeploy, test_space_helper_test.go.
    """
    try:
        return _children(wire, ref, space_id)
    except NotFoundError:
        return {}


def _children(wire: Wire, ref: Ref, space_id: str) -> Mapping[Ref, str]:
    directory = Directory()
    found: dict[Ref, str] = {}
    for kind in _KINDS:
        for item in whole_list(wire, collection(kind, space_id)):
            if isinstance(item, dict):
                named = name_resource(kind, item, ref.space)
                found[named] = text(item, "Id")
                found.update(learn(named, item, directory))
    for item in visible_teams(wire, [space_id]):
        if isinstance(item, dict) and text(item, "SpaceId") in {"", space_id}:
            found[name_resource(Kind.TEAM, item, ref.space)] = text(item, "Id")
    return found
