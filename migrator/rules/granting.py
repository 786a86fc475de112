"""Which team has which user role, and where: all that a space says of it is one document.

A scoped user role has no name, so it is told by all that it says; so both sides read alike, and
one whose limits have changed is another one. A list without entries means everywhere: a role
whose limits cannot all be resolved stays behind whole.
Source: OctopusDeploy/OctopusClients, ScopedUserRoleResource.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from migrator.model.documents import Body, Kind, Node, Ref

GRANTS = "Grants"
LIMITS = ("ProjectIds", "EnvironmentIds", "TenantIds", "ProjectGroupIds")
"""The limits of a scoped user role that the API has."""
_MEMBERS = ("TeamId", "UserRoleId")


def grants_ref(space: str) -> Ref:
    """The document that holds the scoped user roles of a space."""
    return Ref(Kind.SCOPED_USER_ROLES, (space, "all teams"))


def tidy_grants(body: Body) -> None:
    """Leave what counts of each scoped user role, and each once."""
    found = body.get(GRANTS)
    tidy: dict[str, Node] = {}
    for item in found if isinstance(found, list) else ():
        if isinstance(item, dict):
            grant: dict[str, Node] = {name: item.get(name) for name in _MEMBERS}
            for name in LIMITS:
                listed = item.get(name)
                grant[name] = [*listed] if isinstance(listed, list) else []
            tidy.setdefault(grant_key(grant), grant)
    body[GRANTS] = [*tidy.values()]


def united_grants(bodies: Iterable[Body]) -> Body:
    """All scoped user roles of these, each once."""
    every: list[Node] = []
    for body in bodies:
        found = body.get(GRANTS)
        every.extend(found if isinstance(found, list) else ())
    united: Body = {GRANTS: every}
    tidy_grants(united)
    return united


def grant_key(item: object) -> str:
    """What tells scoped user roles apart: everything. It begins with their names."""
    if not isinstance(item, dict):
        return ""
    role, team = item.get("UserRoleId"), item.get("TeamId")
    parts = [f"{_name(role)} of {_name(team)}", f"{team}", f"{role}"]
    for name in LIMITS:
        listed = item.get(name)
        values = listed if isinstance(listed, list) else []
        parts.append(str(sorted(str(value).strip() for value in values)))
    return "|".join(parts).casefold()


def _name(node: object) -> str:
    return node.name if isinstance(node, Ref) else str(node)


def drop_unknown(kind: Kind, body: Body, known: frozenset[str]) -> Iterator[tuple[str, str]]:
    """Leave out, in place, permissions of a user role that the target would refuse.

    Args:
        kind: of the body.
        body: what is written.
        known: the permissions that the target knows; none where it does not tell.

    Yields:
        Pointer and message of each change.
    """
    for member in _PERMISSIONS if kind is Kind.USER_ROLE and known else ():
        granted = body.get(member)
        names = granted if isinstance(granted, list) else []
        lost = [str(name) for name in names if name not in known]
        if lost:
            body[member] = [name for name in names if name in known]
            yield f"/{member}", f"The target does not know {', '.join(lost)}: the role lacks it."


_PERMISSIONS = ("GrantedSpacePermissions", "GrantedSystemPermissions")
