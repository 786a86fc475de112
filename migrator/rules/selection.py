"""Choose what moves: the wanted documents and all that they need."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Mapping
from fnmatch import fnmatchcase

from migrator.model.documents import Kind, Ref
from migrator.model.inventory import Entry, Inventory, Selection
from migrator.model.settings import SelectSettings
from migrator.rules.kinds import document_of, kind_named, owner_of, owners_of

EVERYTHING = ("*",)


def select(inventory: Inventory, wanted: SelectSettings) -> Selection:
    """Give the wanted documents and their closure over references.

    With every project wanted, a space moves whole; with some, only these and what they need.
    With every space too, so do the roles and teams that belong to no space.
    What a pattern excludes stays behind even if something needs it: the plan then looks for it
    on the target, and else treats the reference as missing.
    """
    entries = inventory.entries
    excluded = frozenset(ref for ref in entries if _is_excluded(ref, wanted))
    if not wanted.include_disabled:
        excluded |= {ref for ref, entry in entries.items() if entry.is_disabled}
    excluded |= _below(entries, excluded)
    roots = [ref for ref in entries if _is_root(ref, wanted) and ref not in excluded]
    children = _children(entries)
    refs: set[Ref] = set()
    because: dict[Ref, Ref] = {}
    left_out: set[Ref] = set()
    waiting = deque(roots)
    while waiting:
        ref = waiting.popleft()
        if ref in refs:
            continue
        refs.add(ref)
        for needed in _needs(entries[ref], children.get(ref, ())):
            if needed in excluded:
                left_out.add(needed)
            elif needed in entries and needed not in refs:
                because.setdefault(needed, ref)
                waiting.append(needed)
    chosen = set(roots)
    reasons = {ref: why for ref, why in because.items() if ref not in chosen}
    return Selection(frozenset(refs), reasons, frozenset(left_out))


def _needs(entry: Entry, children: Iterable[Ref]) -> list[Ref]:
    documents = {document_of(ref) for ref in entry.needs if not _is_weak(entry.ref, ref)}
    documents -= {entry.ref}
    return [*owners_of(entry.ref), *sorted(documents), *children]


def _is_weak(holder: Ref, ref: Ref) -> bool:
    """Whether it brings nothing along: what tenants and teams have of others follows these."""
    match holder.kind, ref.kind:
        case (Kind.TENANT, Kind.PROJECT) | (Kind.TENANT_VARIABLES, Kind.VARIABLE_TEMPLATE):
            return True
        case Kind.DEPLOYMENT_FREEZE, _:
            return True
        case Kind.SCOPED_USER_ROLES, _:
            # A team of the system and a role of one's own are moved for those who need them.
            return bool(ref.space)
        case _:
            return False


def _children(entries: Mapping[Ref, Entry]) -> dict[Ref, list[Ref]]:
    """What belongs to a project, runbook or set and moves with it; a space's parts do not."""
    found: dict[Ref, list[Ref]] = {}
    for ref in sorted(entries):
        # Of a step template's versions only those come along that steps are pinned to.
        for owner in owners_of(ref) if ref.kind is not Kind.STEP_TEMPLATE_VERSION else ():
            if owner.kind is not Kind.SPACE:
                found.setdefault(owner, []).append(ref)
    return found


def _below(entries: Mapping[Ref, Entry], refs: frozenset[Ref]) -> set[Ref]:
    """Everything that belongs to one of the refs, however far down."""
    return {ref for ref in entries if _is_below(ref, refs)}


def _is_below(ref: Ref, refs: frozenset[Ref]) -> bool:
    return any(owner in refs or _is_below(owner, refs) for owner in owners_of(ref))


def _is_root(ref: Ref, wanted: SelectSettings) -> bool:
    if ref.space and not matches(ref.space, wanted.spaces):
        return False
    whole = wanted.projects == EVERYTHING
    match ref.kind:
        case Kind.SPACE:
            return True
        case Kind.PROJECT:
            return matches(ref.name, wanted.projects)
        case Kind.USER_ROLE | Kind.TEAM | Kind.DEPLOYMENT_FREEZE if not ref.space:
            return whole and wanted.spaces == EVERYTHING
        case _ if not ref.space:
            return False
        case _:
            owner = owner_of(ref)
            return whole and owner is not None and owner.kind is Kind.SPACE


def _is_excluded(ref: Ref, wanted: SelectSettings) -> bool:
    return any(
        kind_named(plural) is ref.kind and matches(_own_name(ref), (pattern,))
        for plural, pattern in wanted.exclude
    )


def _own_name(ref: Ref) -> str:
    # The last part of their paths is a thumbprint, or a version.
    return ref.path[1] if ref.kind in _NAMED_BEFORE else ref.name


_NAMED_BEFORE = frozenset({Kind.CERTIFICATE, Kind.BUILT_IN_PACKAGE, Kind.BUILD_INFORMATION})


def matches(name: str, patterns: Iterable[str]) -> bool:
    """Whether the name fits one of the patterns, without case; * and ? stand for anything."""
    folded = name.strip().casefold()
    return any(fnmatchcase(folded, _only_star(pattern.casefold())) for pattern in patterns)


def _only_star(pattern: str) -> str:
    # fnmatch knows [sets] too, which names may contain.
    return pattern.replace("[", "[[]")
