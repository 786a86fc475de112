"""How a person is known on every server: by the address, or that of a sign-in identity.

Source: octopus.com/docs/security/users-and-teams (matching by e-mail); OctopusDeploy's API
description of 2026, IdentityResource.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping

from migrator.model.documents import Json

_ADDRESSES = ("email", "emailaddress", "upn", "mail")


def address_of(user: Mapping[str, Json]) -> str:
    """The person's address; "" where neither the user nor an identity has one."""
    members = {name.casefold(): value for name, value in user.items()}
    own = members.get("emailaddress")
    if isinstance(own, str) and own.strip():
        return own.strip()
    return next(_claimed(members.get("identities")), "")


def _claimed(identities: Json) -> Iterator[str]:
    """Addresses among the claims of identities; tables may hold these as the text of their JSON."""
    if isinstance(identities, str):
        try:
            identities = json.loads(identities)
        except ValueError:
            return
    for identity in identities if isinstance(identities, list) else ():
        claims = identity.get("Claims") if isinstance(identity, dict) else None
        for name, claim in claims.items() if isinstance(claims, dict) else ():
            value = claim.get("Value") if isinstance(claim, dict) else claim
            if name.casefold() in _ADDRESSES and isinstance(value, str) and "@" in value:
                yield value.strip()
