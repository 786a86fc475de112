"""What a document is made with beside its own members."""

from __future__ import annotations

from migrator.model.documents import Json, Kind
from migrator.target.finding import Finder, Order


def created_with(order: Order, finder: Finder, user_id: str) -> dict[str, Json]:
    """Members that only creation takes.

    Args:
        order: what is made.
        finder: knows the ids of where it goes.
        user_id: of the key's user, who manages the spaces that are made.
    """
    match order.ref.kind:
        case Kind.SPACE:
            return {
                "Name": finder.target_name(order.ref),
                "SpaceManagersTeams": [],
                "SpaceManagersTeamMembers": [user_id],
            }
        case Kind.CHANNEL | Kind.RUNBOOK | Kind.TRIGGER:
            return {"SpaceId": finder.space_id(order), "ProjectId": finder.owner_id(order)}
        case Kind.RELEASE:
            return {"SpaceId": finder.space_id(order), "ProjectId": finder.owner_id(order)}
        case Kind.RUNBOOK_SNAPSHOT:
            return {
                "SpaceId": finder.space_id(order),
                "ProjectId": finder.owner_id(order),
                "RunbookId": finder.runbook_id(order),
                "Publish": "true",
            }
        case Kind.TENANT:
            return {"SpaceId": finder.space_id(order), "ProjectEnvironments": {}}
        case Kind.TEAM:
            required = ("MemberUserIds", "ExternalSecurityGroups")
            place: dict[str, Json] = {name: [] for name in required if name not in order.body}
            return place | ({"SpaceId": finder.space_id(order)} if order.ref.space else {})
        case Kind.USER_ROLE | Kind.DEPLOYMENT_FREEZE:
            return {}
        case Kind.DEPLOYMENT_TARGET | Kind.WORKER:
            return {"SpaceId": finder.space_id(order), "SkipInitialHealthCheck": True}
        case _:
            return {"SpaceId": finder.space_id(order)}
