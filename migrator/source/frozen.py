"""Releases and snapshots: rows that keep a copy of a process as it was."""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import Protocol

from migrator.model.documents import Omitted, Ref
from migrator.rules.naming import Directory
from migrator.rules.publishing import PROCESS
from migrator.source.documents import Converted, Read, convert
from migrator.source.rows import BrokenRow, RawDocument
from migrator.source.tables import text


class FrozenRows(Protocol):
    """What is needed of an open database."""

    def has_table(self, name: str) -> bool:
        """Whether there is such a table that we may read."""
        ...

    def documents(
        self, table: str, *, ids: Collection[str] | None = None, live_only: bool = True
    ) -> Iterator[RawDocument | BrokenRow]:
        """The rows of these ids; with `live_only` False also the copies."""
        ...


@dataclass(frozen=True, slots=True)
class FrozenFacts:
    """One table of them.

    Attributes:
        processes: the table that holds the copies.
        member: names the copy.
        process: the ref of the live process, by that of the release or snapshot.
    """

    table: str
    processes: str
    member: str
    process: Callable[[Ref], Ref]


def read_frozen(
    source: FrozenRows,
    directory: Directory,
    facts: FrozenFacts,
    asked: Mapping[str, Ref],
    omitted: list[Omitted],
) -> Iterator[Read]:
    """Give each with a way to read the process that it froze.

    Args:
        source: an open database.
        directory: the source's ids.
        facts: which table.
        asked: refs by the id of the row, casefolded.
        omitted: what cannot be read is added to it, once.
    """
    if not asked or not source.has_table(facts.table):
        return
    # Read to the end first: the processes are read over the same connection.
    for raw in list(source.documents(facts.table, ids=[*asked])):
        if isinstance(raw, BrokenRow):
            broken = Omitted("unreadable-row", f"{raw.table} {raw.id}", "", raw.why)
            if broken not in omitted:
                omitted.append(broken)
            continue
        ref = asked.get(str(raw.id).casefold())
        if ref is not None:
            yield _read(source, directory, facts, ref, raw)


def _read(
    source: FrozenRows, directory: Directory, facts: FrozenFacts, ref: Ref, raw: RawDocument
) -> Read:
    process = facts.process(ref)

    def frozen() -> Converted | None:
        identity = text(raw.body, facts.member)
        if not identity:
            return None
        found = list(source.documents(facts.processes, ids=[identity], live_only=False))
        rows = [row for row in found if isinstance(row, RawDocument)]
        return convert(process, rows[0].body, directory) if rows else None

    converted = convert(ref, raw.body, directory)
    converted.document.body[PROCESS] = process
    size = len(json.dumps(raw.body, ensure_ascii=False, default=str))
    return Read(facts.table, raw.id, converted, size, is_disabled=False, frozen=frozen)
