"""`[target.name_map]` of a job file: what single items are called on the target."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from migrator.engine.job_errors import UnknownMemberError, WrongValueError
from migrator.engine.job_table import Table
from migrator.model.documents import Kind
from migrator.model.settings import NameRule
from migrator.rules.kinds import FACTS, kind_named
from migrator.rules.name_map import NAMEABLE


def parse_name_map(target: Table) -> tuple[NameRule, ...]:
    """A table for each kind: of names, and within it for a space a table of that space's names.

    Raises:
        UsageError: a kind is not known or has no names of its own, or a name is empty.
    """
    kinds = target.table("name_map")
    rules: list[NameRule] = []
    seen: set[Kind] = set()
    for word in kinds.members if kinds else ():
        assert kinds is not None  # noqa: S101 - it has members
        kind = kind_named(word)
        if kind not in NAMEABLE:
            raise UnknownMemberError(kinds.place(word), word, [_word(one) for one in NAMEABLE])
        if kind in seen:
            raise WrongValueError(kinds.place(word), f"`{word}` is a kind that stands here twice")
        seen.add(kind)
        names = kinds.table(word)
        rules.extend(_rules(kind, names) if names else ())
    return tuple(rules)


def nameable_kinds() -> tuple[Kind, ...]:
    """Kinds whose items may get another name, in the order in which they are written."""
    return NAMEABLE


def name_used_twice(rules: Iterable[NameRule]) -> str | None:
    """The first name that two rules are about, which no job file may hold; None if none is."""
    seen: set[tuple[Kind, str, str | None]] = set()
    for rule in rules:
        key = (rule.kind, *_told_apart(rule.name, rule.space))
        if key in seen:
            return rule.name
        seen.add(key)
    return None


def _told_apart(name: str, space: str | None) -> tuple[str, str | None]:
    return name.strip().casefold(), space.strip().casefold() if space else None


def _rules(kind: Kind, names: Table) -> Iterator[NameRule]:
    seen: set[tuple[str, str | None]] = set()
    for name, value in names.members.items():
        inner = names.table(name) if isinstance(value, dict) else None
        space = name if inner is not None else None
        for item in inner.members if inner is not None else (name,):
            table = names if inner is None else inner
            key = _told_apart(item, space)
            if key in seen:
                raise WrongValueError(table.place(item), f"`{item}` is a name that is here twice")
            seen.add(key)
            new = table.text(item, "").strip()
            if not new or not item.strip():
                raise WrongValueError(table.place(item), "a name is empty")
            yield NameRule(kind, item, new, space)


def name_tables(rules: Iterable[NameRule]) -> Mapping[str, Mapping[str, str | Mapping[str, str]]]:
    """The rules as a job file has them, by kind."""
    tables: dict[str, dict[str, str | Mapping[str, str]]] = {}
    inner: dict[tuple[Kind, str], dict[str, str]] = {}
    for rule in rules:
        table = tables.setdefault(_word(rule.kind), {})
        if rule.space is None:
            table[rule.name] = rule.target_name
        else:
            of_space = inner.setdefault((rule.kind, rule.space), {})
            of_space[rule.name] = rule.target_name
            table[rule.space] = of_space
    return tables


def _word(kind: Kind) -> str:
    return FACTS[kind].plural.replace(" ", "_")
