"""Names for the target: spaces that become one, items that bear another name there."""

from __future__ import annotations

import difflib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field

from migrator.model.documents import Body, Embedded, Joined, Kind, LogicalDocument, Node, Ref
from migrator.model.report import Finding, Severity
from migrator.model.settings import NameRule
from migrator.rules.kinds import (
    BUILT_IN_FEED,
    FACTS,
    MAPPED_ONLY,
    OF_PROJECT,
    document_of,
    match_key,
)

_SETS = (Kind.LIBRARY_VARIABLE_SET, Kind.SCRIPT_MODULE)  # they share one name space
_HOLDERS: Mapping[Kind, tuple[Kind, ...]] = {
    Kind.CHANNEL: (Kind.PROJECT,),
    Kind.RUNBOOK: (Kind.PROJECT,),
    Kind.TRIGGER: (Kind.PROJECT,),
    Kind.DEPLOYMENT_PROCESS: (Kind.PROJECT,),
    Kind.RUNBOOK_PROCESS: (Kind.PROJECT,),
    Kind.RUNBOOK_SNAPSHOT: (Kind.PROJECT,),
    Kind.RELEASE: (Kind.PROJECT,),
    Kind.PROJECT_VARIABLES: (Kind.PROJECT,),
    Kind.DEPLOYMENT_SETTINGS: (Kind.PROJECT,),
    Kind.VERSION_CONTROL: (Kind.PROJECT,),
    Kind.ACTION: (Kind.PROJECT,),
    Kind.LIBRARY_VARIABLES: _SETS,
    Kind.TENANT_VARIABLES: (Kind.TENANT,),
    Kind.TENANT_LOGO: (Kind.TENANT,),
    Kind.PROJECT_LOGO: (Kind.PROJECT,),
    Kind.TAG: (Kind.TAG_SET,),
    Kind.STEP_TEMPLATE_VERSION: (Kind.STEP_TEMPLATE,),
    Kind.TEMPLATE_VERSION: (Kind.STEP_TEMPLATE,),
}
"""Whose name stands second in the path of what belongs to it."""

_NAMELESS = frozenset(
    {Kind.SPACE, Kind.SCOPED_USER_ROLES, Kind.BUILT_IN_PACKAGE, Kind.BUILD_INFORMATION}
)
NAMEABLE: tuple[Kind, ...] = tuple(
    kind for kind in FACTS if kind not in _NAMELESS and kind not in _HOLDERS
)
"""Kinds whose documents may get another name on the target."""


def target_spaces(wanted: Iterable[str], space_map: Mapping[str, str]) -> Mapping[str, str]:
    """The name on the target of each space; `*` in the map stands for those not named in it."""
    folded = {_fold(source): name for source, name in space_map.items()}
    return {space: folded.get(_fold(space)) or folded.get("*") or space for space in wanted}


def joined_spaces(names: Mapping[str, str]) -> Mapping[str, str]:
    """For each space that shares its target with others, the one that stands for all of them.

    That is the one that is called as the target's, else the first by name.
    """
    together: dict[str, list[str]] = {}
    for space, target in names.items():
        together.setdefault(_fold(target), []).append(space)
    return {
        space: min(group, key=lambda one: (_fold(one) != target, one))
        for target, group in together.items()
        if len(group) > 1
        for space in group
    }


@dataclass(frozen=True, slots=True)
class Naming:
    """What refs of the source are called from here on; without entries it changes nothing.

    Attributes:
        spaces: for spaces that become one, the one that stands for them.
        names: new names; keyed by kind, space and name of what bears them, folded.
        spelling: for documents that are one with others, the ref in use, by its key.
    """

    spaces: Mapping[str, str] = field(default_factory=dict)
    names: Mapping[tuple[Kind, str, str], str] = field(default_factory=dict)
    spelling: Mapping[Ref, Ref] = field(default_factory=dict)

    @property
    def is_needed(self) -> bool:
        """Whether it changes anything."""
        return bool(self.spaces or self.names)

    def in_space(self, ref: Ref) -> Ref:
        """The ref in the space that stands for its own; its name as it is."""
        space = self.spaces.get(ref.space, ref.space)
        return ref if space == ref.space else Ref(ref.kind, (space, *ref.path[1:]))

    def ref(self, ref: Ref) -> Ref:
        """What it is called from here on."""
        at = name_place(ref)
        if at is not None:
            new = self._new_name(ref, at)
            if new is not None:
                ref = Ref(ref.kind, (*ref.path[:at], new, *ref.path[at + 1 :]))
        return self._as_spelled(self.in_space(ref))

    def _new_name(self, ref: Ref, at: int) -> str | None:
        for kind in holder_kinds(ref):
            new = self.names.get((kind, _fold(ref.space), _fold(ref.path[at])))
            if new is not None:
                return new
        return None

    def _as_spelled(self, ref: Ref) -> Ref:
        at = name_place(ref)
        if not self.spelling or at is None:
            return ref
        for kind in holder_kinds(ref):
            if kind is not Kind.CERTIFICATE:
                held = self.spelling.get(match_key(Ref(kind, (ref.space, ref.path[at]))))
                if held is not None:
                    ref = Ref(ref.kind, (*ref.path[:at], held.name, *ref.path[at + 1 :]))
        holder = document_of(ref)
        exact = self.spelling.get(match_key(holder))
        if exact is None:
            return ref
        if holder == ref:
            return exact
        is_inside = ref.kind is not Kind.VARIABLE_TEMPLATE
        return Ref(ref.kind, (*exact.path, *ref.path[len(exact.path) :])) if is_inside else ref

    def document(self, document: LogicalDocument) -> LogicalDocument:
        """The document under its name, and all that it points at under theirs."""
        at = name_place(document.ref)
        new = self._new_name(document.ref, at) if at and document.ref.kind in NAMEABLE else None
        body: Body = {name: _renamed(node, self.ref) for name, node in document.body.items()}
        if new is not None and "Name" in body:
            body["Name"] = new
            body.pop("Slug", None)  # the target's own stays, or the server derives one
        return LogicalDocument(self.ref(document.ref), body, document.unknown, document.digests)


def holder_kinds(ref: Ref) -> tuple[Kind, ...]:
    """What may bear the name that `name_place` points at; the kind itself for what owns itself."""
    if ref.kind is Kind.VARIABLE_TEMPLATE:
        return (Kind.PROJECT,) if ref.path[1] == OF_PROJECT else _SETS
    return _HOLDERS.get(ref.kind, (ref.kind,))


def name_place(ref: Ref) -> int | None:
    """Where in its path stands the name of what it belongs to; None for a space."""
    if ref.kind is Kind.SPACE:
        return None
    return 2 if ref.kind is Kind.VARIABLE_TEMPLATE else 1


def _renamed(node: Node, name: Callable[[Ref], Ref]) -> Node:
    match node:
        case Ref():
            return name(node)
        case dict():
            return {key: _renamed(item, name) for key, item in node.items()}
        case list():
            items = [_renamed(item, name) for item in node]
            # Two that are one now stand there once; secrets never lie in such lists.
            if items and all(isinstance(item, Ref) for item in items):
                return [*dict.fromkeys(item for item in items if isinstance(item, Ref))]
            return items
        case Joined(separator=separator, items=parts):
            named = (name(part) if isinstance(part, Ref) else part for part in parts)
            return Joined(separator, tuple(dict.fromkeys(named)))
        case Embedded(node=inner):
            return Embedded(_renamed(inner, name))
        case _:
            return node


def make_naming(
    refs: Iterable[Ref], spaces: Mapping[str, str], rules: Iterable[NameRule]
) -> tuple[Naming, Mapping[Ref, tuple[Ref, ...]], tuple[Finding, ...]]:
    """What the job's maps mean for the documents of a package.

    Args:
        refs: the package's documents.
        spaces: for each of its spaces, the target's name.
        rules: the job's names for items.

    Returns:
        The naming; for each document that it gives, those of the package that become it, the
        one that counts first; and what is wrong with the rules.
    """
    held = tuple(refs)
    names, findings = _names(held, tuple(rules))
    plain = Naming(joined_spaces(spaces), names)
    groups: dict[Ref, list[Ref]] = {}
    for ref in held:
        groups.setdefault(match_key(plain.ref(ref)), []).append(ref)

    def standing(ref: Ref) -> tuple[bool, bool, Ref]:
        """What bears the space and the name from the beginning stands for the others."""
        return (plain.in_space(ref) != ref, plain.ref(ref) != plain.in_space(ref), ref)

    spelling: dict[Ref, Ref] = {}
    for key, group in groups.items():
        group.sort(key=standing)
        if len(group) > 1:
            spelling[key] = plain.ref(group[0])
    naming = Naming(plain.spaces, names, spelling)
    sources = {naming.ref(group[0]): tuple(group) for group in groups.values()}
    return naming, sources, (*_joins(naming, spaces), *findings)


def _joins(naming: Naming, spaces: Mapping[str, str]) -> Iterable[Finding]:
    for space, standing in sorted(naming.spaces.items()):
        if space != standing:
            yield Finding(
                Severity.INFO,
                "space-joined",
                str(Ref(Kind.SPACE, (space,))),
                f"What it holds goes into {spaces[space]!r}, together with {standing!r}.",
            )


def _names(
    refs: tuple[Ref, ...], rules: tuple[NameRule, ...]
) -> tuple[Mapping[tuple[Kind, str, str], str], list[Finding]]:
    """A rule that names a space goes before one for all of them."""
    names: dict[tuple[Kind, str, str], str] = {}
    findings: list[Finding] = []
    for rule in sorted(rules, key=lambda one: one.space is not None):
        of_kind = [
            ref
            for ref in refs
            if ref.kind is rule.kind
            and (rule.space is None or _fold(ref.space) == _fold(rule.space))
        ]
        fitting = [ref for ref in of_kind if _fold(ref.path[1]) == _fold(rule.name)]
        if not fitting:
            findings.append(_unfit(rule, of_kind))
        for ref in fitting:
            if _is_octopus_own(ref):
                findings.append(_fixed(rule, ref))
            else:
                names[ref.kind, _fold(ref.space), _fold(ref.path[1])] = rule.target_name
                findings.append(
                    Finding(
                        Severity.INFO,
                        "name-mapped",
                        str(ref),
                        f"It is {rule.target_name!r} on the target, as name_map says.",
                    )
                )
    return names, findings


def _unfit(rule: NameRule, of_kind: list[Ref]) -> Finding:
    """Block where a name resembles the rule's: that is a slip of the pen, not a selection."""
    known = {_fold(ref.path[1]): ref.path[1] for ref in of_kind}
    near = difflib.get_close_matches(_fold(rule.name), known, n=1)
    what = str(rule.kind).replace("_", " ")
    where = f" in the space {rule.space!r}" if rule.space is not None else ""
    message = f"name_map names the {what} {rule.name!r}, which the package does not have{where}"
    if near:
        message += f"; the nearest is {known[near[0]]!r}"
    return Finding(
        Severity.BLOCKS if near else Severity.WARNING,
        "name-unknown",
        str(Ref(rule.kind, (rule.space or "", rule.name))),
        f"{message}.",
        "Correct the name under [target.name_map], or take it out.",
    )


def _is_octopus_own(ref: Ref) -> bool:
    key = (ref.kind, _fold(ref.path[1]))
    return key in MAPPED_ONLY or key == (Kind.FEED, _fold(BUILT_IN_FEED))


def _fixed(rule: NameRule, ref: Ref) -> Finding:
    return Finding(
        Severity.BLOCKS,
        "name-fixed",
        str(ref),
        f"Octopus makes it by itself and there is one of it: it cannot be {rule.target_name!r}.",
        "Take it out of [target.name_map].",
    )


def _fold(name: str) -> str:
    return name.strip().casefold()
