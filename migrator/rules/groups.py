"""External groups of teams: those of the source's sign-in, of which some mean the same elsewhere.

Source: octopus.com/docs/security/authentication/auth-provider-compatibility; OctopusDeploy's API
description of 2026, TeamResource.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from migrator.model.documents import Body, Kind, Node
from migrator.model.settings import ExternalGroups, PolicySettings

GROUPS = "ExternalSecurityGroups"
# Security identifiers of Active Directory, and distinguished names of it and of LDAP.
_DEAD = re.compile(r"S-1-\d.*|.*\b(?:CN|OU|DC)=.*", re.IGNORECASE | re.DOTALL)


def tidy_team(body: Body) -> None:
    """Leave of each group what tells it."""
    body[GROUPS] = [
        {name: group.get(name) for name in ("Id", "DisplayName")}
        for group in _groups(body)
        if group.get("Id")
    ]


def group_key(item: Node) -> str:
    """What tells groups apart."""
    return str(item.get("Id")).casefold() if isinstance(item, dict) else ""


def drop_groups(kind: Kind, body: Body, policy: PolicySettings) -> Iterator[tuple[str, str]]:
    """Take out, in place, the groups that do not move; with where they stood and why.

    A group of Active Directory or LDAP never does: Octopus Cloud signs nobody in there.
    """
    if kind is not Kind.TEAM or GROUPS not in body:
        return
    is_carried = policy.external_groups is ExternalGroups.CARRY
    kept: list[Node] = []
    for index, group in enumerate(_groups(body)):
        name = f"'{group.get('DisplayName') or group.get('Id')}'"
        where = f"/{GROUPS}/{index}"
        if _DEAD.fullmatch(str(group.get("Id"))):
            yield (
                where,
                (
                    f"The external group {name} stays behind: it is one of Active Directory or "
                    "LDAP, where Octopus Cloud signs nobody in."
                ),
            )
        elif not is_carried:
            yield (
                where,
                (
                    f"The external group {name} stays behind; where people sign in with the same "
                    'provider on the target, set external_groups = "carry" under [policy].'
                ),
            )
        else:
            kept.append(group)
    body[GROUPS] = kept
    if not is_carried:
        del body[GROUPS]


def _groups(body: Body) -> list[Body]:
    found = body.get(GROUPS)
    return [item for item in found if isinstance(item, dict)] if isinstance(found, list) else []
