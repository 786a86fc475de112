"""Documents of the package that become one on the target: equal ones do, others are a conflict."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from migrator.model.documents import Kind, LogicalDocument, Ref
from migrator.model.report import Finding, Severity
from migrator.rules.comparing import differences
from migrator.rules.kinds import is_made_with_space, is_mapped_only
from migrator.rules.merging import item_keys
from migrator.rules.name_map import holder_kinds

_OWN_WAY = frozenset({"Name", "Slug", "SortOrder"})
"""Members that may differ: the name is given, and servers choose the others."""
_ONE_EACH = frozenset({Kind.SPACE, Kind.FEED, Kind.WORKER_POOL, Kind.MACHINE_POLICY})
"""Of these the server makes one with each space, which no other can be put beside as such."""
_NAMED = 3


def unequal_places(one: LogicalDocument, other: LogicalDocument) -> tuple[str, ...]:
    """Where two documents differ that are to become one, as JSON pointers; secrets excepted."""
    kind = one.ref.kind
    found = (
        *differences(kind, one.body, other.body, ignore=_OWN_WAY),
        *differences(kind, other.body, one.body, ignore=_OWN_WAY),
    )
    unreadable = [] if one.digests.keys() == other.digests.keys() else ["(secrets)"]
    return tuple(dict.fromkeys((*(item.pointer for item in found), *unreadable)))


def find_conflict(sources: Sequence[Ref], other: Ref, places: Sequence[str]) -> Finding | None:
    """What to say of a document that differs from the one that stands for both.

    Nothing is said of what is Octopus' own. Where the server makes one with each space, the
    first counts and a warning names the other; else the plan is blocked, for nothing may be
    lost unseen.

    Args:
        sources: the documents that become one, the one that counts first.
        other: the one that differs from it.
        places: where.
    """
    if is_mapped_only(other):
        return None
    shown = ", ".join(places[:_NAMED])
    more = f" and {len(places) - _NAMED} more" if len(places) > _NAMED else ""
    first = sources[0]
    both = f"{first.label!r} and {other.label!r} become one on the target and differ at"
    if other.kind is Kind.SPACE or (other.kind in _ONE_EACH and is_made_with_space(other)):
        return Finding(
            Severity.WARNING,
            "joined-unequal",
            str(other),
            f"{both} {shown}{more}; the target's becomes as {first.label!r} is.",
            "Bring over by hand what is to be otherwise.",
        )
    return Finding(
        Severity.BLOCKS,
        "name-conflict",
        str(other),
        f"{both} {shown}{more}.",
        f"Make them equal on the source, or give one another name: {_example(other)}.",
    )


def _example(ref: Ref) -> str:
    table = " or ".join(str(kind).replace("_", " ") for kind in holder_kinds(ref))
    name, space = ref.path[1], ref.space
    return (
        f"under [target.name_map], for the {table} {name!r} of the space {space!r}, "
        f"such as {f'{space} {name}'.strip()!r}"
    )


def find_doubled(before: LogicalDocument, after: LogicalDocument) -> Iterator[Finding]:
    """Name the items of a document that could be told apart on the source and no longer can."""
    kind = after.ref.kind
    were, are = Counter(item_keys(kind, before.body)), Counter(item_keys(kind, after.body))
    had = sum(count - 1 for count in were.values())
    doubled = [key for key, count in are.items() if count > 1]
    if sum(count - 1 for count in are.values()) > had:
        names = ", ".join(repr(key.partition("|")[0]) for key in doubled[:_NAMED])
        yield Finding(
            Severity.BLOCKS,
            "name-conflict",
            str(before.ref),
            f"It tells {names} apart by names that name_map makes one.",
            "Let only one of them be there on the source, or map the names to different ones.",
        )
