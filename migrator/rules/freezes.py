"""Deployment freezes: what each freezes, as lists in which references can stand.

They belong to the instance and name projects of any space; what they freeze on the target is what
is moved of it. Source: octopus.com/docs/deployments/deployment-freezes; the API's description of
2026.
"""

from __future__ import annotations

from datetime import UTC, datetime

from migrator.model.documents import Body, Node

SCOPE, TENANT_SCOPE = "ProjectEnvironmentScope", "TenantProjectEnvironmentScope"
_OF_TENANT = ("TenantId", "ProjectId", "EnvironmentId")


def tidy_freeze(body: Body) -> None:
    """The projects as a list, as of tenants; times as UTC; nothing that is not said."""
    scope = body.get(SCOPE)
    if isinstance(scope, dict):
        body[SCOPE] = [
            {"ProjectId": project, "EnvironmentIds": environments or []}
            for project, environments in scope.items()
        ]
    tenants = body.get(TENANT_SCOPE)
    body[TENANT_SCOPE] = [
        {name: item.get(name) for name in _OF_TENANT}
        for item in (tenants if isinstance(tenants, list) else ())
        if isinstance(item, dict)
    ]
    for name in ("Start", "End"):
        body[name] = _moment(body.get(name))
    schedule = body.get("RecurringSchedule")
    if isinstance(schedule, dict):
        body["RecurringSchedule"] = {
            name: _moment(value) if name in _MOMENTS else value
            for name, value in schedule.items()
            if value is not None
        }


_MOMENTS = frozenset({"StartDate", "EndDate", "EndOnDate"})


def _moment(value: Node) -> Node:
    """The same moment as both sides write it; what is none stays as it is."""
    try:
        moment = datetime.fromisoformat(str(value))
    except ValueError:
        return value
    return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).astimezone(UTC).isoformat()


def tenant_scope_key(item: Node) -> str:
    """What tells the tenants' entries apart: all three."""
    if not isinstance(item, dict):
        return ""
    return "|".join(str(item.get(name)) for name in _OF_TENANT).casefold()
