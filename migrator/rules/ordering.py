"""The order in which Octopus shows environments, tag sets and worker pools.

Servers put what is created at the end, so the order is set by itself afterwards.
Source: octopus.com/docs/api (the routes `.../sortorder`, which take every id).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from migrator.model.documents import Body, Kind, Ref
from migrator.rules.kinds import match_key

ORDERED: tuple[Kind, ...] = (Kind.ENVIRONMENT, Kind.TAG_SET, Kind.WORKER_POOL)


def in_order(bodies: Mapping[Ref, Body]) -> tuple[Ref, ...]:
    """The refs by their sort order; equal ones by name."""

    def key(ref: Ref) -> tuple[int, str]:
        place = bodies[ref].get("SortOrder")
        return (place if isinstance(place, int) else 0, ref.name.casefold())

    return tuple(sorted(bodies, key=key))


def same_order(wanted: Sequence[Ref], present: Iterable[Ref]) -> bool:
    """Whether those of the wanted that are present stand in the wanted order."""
    ours = [match_key(ref) for ref in wanted]
    known = set(ours)
    theirs = [key for key in map(match_key, present) if key in known]
    there = set(theirs)
    return [key for key in ours if key in there] == theirs


def arranged(wanted: Sequence[str], present: Sequence[str]) -> list[str]:
    """Every id that is present: ours in the wanted order, the others where they stand."""
    ours = iter([identity for identity in wanted if identity in set(present)])
    known = set(wanted)
    return [next(ours) if identity in known else identity for identity in present]
