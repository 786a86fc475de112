"""Deployment freezes of the target: a list in a form of its own."""

from __future__ import annotations

from collections.abc import Iterator

from migrator.model.documents import Json, Kind
from migrator.target.http import Wire
from migrator.target.routes import collection

_PAGE = 100


def read_freezes(wire: Wire) -> Iterator[Json]:
    """Each deployment freeze.

    Source: the API's description of 2026, `GetDeploymentFreezesResponse`; other lists are pages
    of items, which is read too.

    Raises:
        WireError: the target refused, or there is no answer.
    """
    skip = 0
    while True:
        found = wire.get(collection(Kind.DEPLOYMENT_FREEZE, ""), {"skip": skip, "take": _PAGE})
        answer = found if isinstance(found, dict) else {}
        listed = answer.get("DeploymentFreezes", answer.get("Items"))
        items = listed if isinstance(listed, list) else []
        yield from items
        if len(items) < _PAGE:
            return
        skip += _PAGE
