"""Slugs that the target cannot take over, because another document there has them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TypeAlias

from migrator.model.documents import Body, Kind, Ref
from migrator.rules.kinds import match_key, owner_of

Named: TypeAlias = tuple[Ref, Body]


def slug_clashes(documents: Iterable[Named], present: Iterable[Named]) -> frozenset[Ref]:
    """Those of the documents whose slug belongs to another document of the same place.

    The server refuses a slug that is taken and derives one of its own where none is given.
    Source: OctopusDeploy/Issues #4042.
    """
    owners: dict[tuple[Kind, Ref | None, str], Ref] = {}
    for ref, body in present:
        place = _place(ref, body)
        if place is not None:
            owners.setdefault(place, match_key(ref))
    clashing: set[Ref] = set()
    for ref, body in documents:
        place = _place(ref, body)
        if place is not None and owners.setdefault(place, match_key(ref)) != match_key(ref):
            clashing.add(ref)
    return frozenset(clashing)


def _place(ref: Ref, body: Mapping[str, object]) -> tuple[Kind, Ref | None, str] | None:
    slug = body.get("Slug")
    if not isinstance(slug, str) or not slug:
        return None
    owner = owner_of(ref)
    return ref.kind, match_key(owner) if owner else None, slug.casefold()
