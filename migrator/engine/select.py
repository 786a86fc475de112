"""What a face needs to let someone choose: the tree, what is ticked, what comes along."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace

from migrator.model.documents import Kind, Ref
from migrator.model.inventory import Inventory, Selection
from migrator.model.settings import SelectSettings
from migrator.rules.kinds import FACTS, document_of, kind_named, owner_of
from migrator.rules.selection import EVERYTHING, matches
from migrator.rules.selection import select as choose

__all__ = [
    "Branch",
    "Leaf",
    "choose",
    "comes_along",
    "exclusion_of",
    "is_ticked",
    "outline",
    "wanted_for",
]

_PROJECTS = FACTS[Kind.PROJECT].plural


@dataclass(frozen=True, slots=True)
class Leaf:
    """A project.

    Attributes:
        documents, size_bytes, secrets: of the project with all that belongs to it.
    """

    ref: Ref
    documents: int
    size_bytes: int
    secrets: int
    is_disabled: bool


@dataclass(frozen=True, slots=True)
class Branch:
    """A space, and its projects by the name of their group.

    Attributes:
        documents, size_bytes: of the whole space.
    """

    ref: Ref
    groups: Mapping[str, tuple[Leaf, ...]]
    documents: int
    size_bytes: int

    @property
    def projects(self) -> tuple[Leaf, ...]:
        """All projects of the space."""
        return tuple(leaf for leaves in self.groups.values() for leaf in leaves)


def outline(inventory: Inventory) -> tuple[Branch, ...]:
    """The spaces by name, each with its groups and projects by name."""
    documents: Counter[Ref] = Counter()
    sizes: Counter[Ref] = Counter()
    secrets: Counter[Ref] = Counter()
    for ref, entry in inventory.entries.items():
        for whole in _owners(ref):
            documents[whole] += 1
            sizes[whole] += entry.size_bytes
            secrets[whole] += entry.secrets
    grouped: dict[Ref, dict[str, list[Leaf]]] = {}
    for entry in inventory.of_kind(Kind.PROJECT):
        ref = entry.ref
        groups = (need.name for need in entry.needs if need.kind is Kind.PROJECT_GROUP)
        leaf = Leaf(ref, documents[ref], sizes[ref], secrets[ref], entry.is_disabled)
        space = grouped.setdefault(Ref(Kind.SPACE, (ref.space,)), {})
        space.setdefault(next(groups, ""), []).append(leaf)
    return tuple(
        Branch(
            ref=entry.ref,
            groups={
                name: tuple(leaves) for name, leaves in sorted(grouped.get(entry.ref, {}).items())
            },
            documents=documents[entry.ref],
            size_bytes=sizes[entry.ref],
        )
        for entry in inventory.of_kind(Kind.SPACE)
    )


def _owners(ref: Ref) -> Iterable[Ref]:
    """The document and each that it belongs to, outwards."""
    owner: Ref | None = ref
    while owner is not None:
        yield owner
        owner = owner_of(owner)


def is_ticked(project: Ref, wanted: SelectSettings) -> bool:
    """Whether the project itself is chosen, whatever else may need it."""
    excluded = any(
        kind == _PROJECTS and matches(project.name, (pattern,)) for kind, pattern in wanted.exclude
    )
    return (
        not excluded
        and matches(project.space, wanted.spaces)
        and matches(project.name, wanted.projects)
    )


def wanted_for(
    branches: Collection[Branch],
    spaces: Collection[str],
    projects: Collection[Ref],
    before: SelectSettings,
    *,
    is_whole: bool,
) -> SelectSettings:
    """Settings that choose exactly the ticked projects.

    A job names projects without their space: of two with one name, both move or none.

    Args:
        branches: the outline.
        spaces: names of those that are ticked, wholly or in part.
        projects: those that are ticked.
        before: whose patterns for other kinds stay.
        is_whole: take the spaces whole, less the projects that are not ticked; else only the
            ticked projects and what they need.
    """
    everywhere = len(spaces) == len(branches)
    inside = [
        leaf.ref for branch in branches if branch.ref.name in spaces for leaf in branch.projects
    ]
    kept = {ref.name for ref in projects}
    left = sorted({ref.name for ref in inside if ref.name not in kept})
    others = tuple(pair for pair in before.exclude if pair[0] != _PROJECTS)
    excluded = tuple((_PROJECTS, name) for name in left) if is_whole else ()
    return SelectSettings(
        spaces=EVERYTHING if everywhere else tuple(sorted(spaces)),
        projects=EVERYTHING if is_whole else tuple(sorted(kept)),
        exclude=(*excluded, *others),
        include_disabled=before.include_disabled,
    )


def exclusion_of(entry: str) -> tuple[str, str] | None:
    """A pattern such as `tenants:Test*` as a pair; None where it is none."""
    word, colon, pattern = entry.strip().partition(":")
    kind = kind_named(word)
    if not colon or not pattern.strip() or kind is None:
        return None
    return FACTS[kind].plural, pattern.strip()


def comes_along(selection: Selection) -> Mapping[Kind, tuple[tuple[Ref, Ref], ...]]:
    """What moves only because something else needs it, as pairs of it and one that needs it.

    Without what belongs to a chosen document anyway: a space, a process, a variable set.
    """
    found: dict[Kind, list[tuple[Ref, Ref]]] = {}
    for ref, needed_by in sorted(selection.because.items()):
        if ref.kind is Kind.SPACE or FACTS[ref.kind].owner is not None:
            continue
        found.setdefault(ref.kind, []).append((ref, needed_by))
    return {kind: tuple(pairs) for kind, pairs in found.items()}


def whole_of(ref: Ref) -> Ref:
    """The smallest thing that can be left out: a process goes with its project."""
    facts = FACTS[document_of(ref).kind]
    owner = owner_of(document_of(ref))
    return whole_of(owner) if facts.comes_with_owner and owner else document_of(ref)


def leave_out(refs: Iterable[Ref], before: SelectSettings) -> SelectSettings:
    """Settings that leave these out too.

    A job names things without their space: of two with one name, both stay behind.
    """
    whole = (whole_of(ref) for ref in refs)
    added = {
        (FACTS[ref.kind].plural, ref.path[1] if ref.kind is Kind.CERTIFICATE else ref.name)
        for ref in whole
    }
    new = sorted(added - set(before.exclude))
    return replace(before, exclude=(*before.exclude, *new))
