"""Published runbook snapshots: what each says, and the process that it froze."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Protocol

from migrator.model.documents import Json, Kind, Omitted, Ref
from migrator.rules.naming import Directory
from migrator.rules.publishing import PROCESS
from migrator.source.documents import Converted, Read, convert
from migrator.source.rows import BrokenRow, RawDocument
from migrator.source.tables import text

SNAPSHOTS_TABLE = "RunbookSnapshot"
_PROCESSES = "RunbookProcess"


class Rows(Protocol):
    """What is needed of an open database."""

    def has_table(self, name: str) -> bool:
        """Whether there is such a table that we may read."""
        ...

    def documents(
        self, table: str, *, ids: Collection[str] | None = None, live_only: bool = True
    ) -> Iterator[RawDocument | BrokenRow]:
        """The rows of these ids; with `live_only` False also those that snapshots keep."""
        ...


@dataclass(slots=True)
class Snapshots:
    """The snapshot that each runbook has published.

    Attributes:
        published: its id, by the ref of the runbook.
    """

    published: dict[Ref, str] = field(default_factory=dict)

    def remember(self, runbook: Ref, body: Mapping[str, Json]) -> None:
        """Take note of what a runbook has published."""
        identity = text(body, "PublishedRunbookSnapshotId")
        if identity:
            self.published[runbook] = identity

    def read(
        self,
        source: Rows,
        directory: Directory,
        wanted: Collection[Ref] | None,
        omitted: list[Omitted],
    ) -> Iterator[Read]:
        """Each snapshot, or the wanted ones; those that cannot be read are added to `omitted`."""
        asked = {
            identity.casefold(): ref
            for runbook, identity in self.published.items()
            for ref in (Ref(Kind.RUNBOOK_SNAPSHOT, runbook.path),)
            if wanted is None or ref in wanted
        }
        if not asked or not source.has_table(SNAPSHOTS_TABLE):
            return
        # Read to the end first: the processes are read over the same connection.
        for raw in list(source.documents(SNAPSHOTS_TABLE, ids=[*asked])):
            if isinstance(raw, BrokenRow):
                broken = Omitted("unreadable-row", f"{raw.table} {raw.id}", "", raw.why)
                if broken not in omitted:
                    omitted.append(broken)
                continue
            ref = asked.get(str(raw.id).casefold())
            if ref is not None:
                yield _read(source, directory, ref, raw)


def _read(source: Rows, directory: Directory, ref: Ref, raw: RawDocument) -> Read:
    process = Ref(Kind.RUNBOOK_PROCESS, ref.path)

    def frozen() -> Converted | None:
        identity = text(raw.body, "FrozenRunbookProcessId")
        if not identity:
            return None
        found = list(source.documents(_PROCESSES, ids=[identity], live_only=False))
        rows = [row for row in found if isinstance(row, RawDocument)]
        return convert(process, rows[0].body, directory) if rows else None

    converted = convert(ref, raw.body, directory)
    converted.document.body[PROCESS] = process
    size = len(json.dumps(raw.body, ensure_ascii=False, default=str))
    return Read(SNAPSHOTS_TABLE, raw.id, converted, size, is_disabled=False, frozen=frozen)
