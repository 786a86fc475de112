"""The snapshot that each runbook has published."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field

from migrator.model.documents import Json, Kind, Omitted, Ref
from migrator.rules.naming import Directory
from migrator.source.documents import Read
from migrator.source.frozen import FrozenFacts, FrozenRows, read_frozen
from migrator.source.tables import text

SNAPSHOTS_TABLE = "RunbookSnapshot"
_FACTS = FrozenFacts(
    SNAPSHOTS_TABLE,
    "RunbookProcess",
    "FrozenRunbookProcessId",
    lambda ref: Ref(Kind.RUNBOOK_PROCESS, ref.path),
)


@dataclass(slots=True)
class Snapshots:
    """What the first pass learns of them.

    Attributes:
        published: the snapshot's id, by the ref of the runbook.
    """

    published: dict[Ref, str] = field(default_factory=dict)

    def remember(self, runbook: Ref, body: Mapping[str, Json]) -> None:
        """Take note of what a runbook has published."""
        identity = text(body, "PublishedRunbookSnapshotId")
        if identity:
            self.published[runbook] = identity

    def read(
        self,
        source: FrozenRows,
        directory: Directory,
        wanted: Collection[Ref] | None,
        omitted: list[Omitted],
    ) -> Iterator[Read]:
        """Each of them, or the wanted ones; those that cannot be read are added to `omitted`."""
        asked = {
            identity.casefold(): ref
            for runbook, identity in self.published.items()
            for ref in (Ref(Kind.RUNBOOK_SNAPSHOT, runbook.path),)
            if wanted is None or ref in wanted
        }
        yield from read_frozen(source, directory, _FACTS, asked, omitted)
