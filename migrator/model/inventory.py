"""What a source holds, by name: enough to choose from and to order, nothing secret."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from migrator.model.documents import Kind, Ref, SourceId
from migrator.model.report import Finding, Report


class KeyVerdict(StrEnum):
    """Does the master key open the secrets?"""

    RIGHT = "right"
    WRONG = "wrong"
    PARTLY_FOREIGN = "partly foreign"
    CANNOT_BE_CHECKED = "cannot be checked"
    NOT_GIVEN = "not given"


@dataclass(frozen=True, slots=True)
class Entry:
    """One document of the source.

    Attributes:
        table: name of the database table.
        needs: every document that it refers to; none of them is missing.
        missing: ids that it refers to and that name nothing, as missing refs.
        size_bytes: length of its stored text.
        secrets: number of sealed values in it.
    """

    ref: Ref
    table: str
    source_id: SourceId
    needs: frozenset[Ref] = frozenset()
    missing: frozenset[Ref] = frozenset()
    size_bytes: int = 0
    secrets: int = 0
    is_disabled: bool = False


@dataclass(frozen=True, slots=True)
class SourceVersion:
    """Which server wrote the database, and how we read it.

    Attributes:
        server: Octopus Server's version, such as `2024.4.4121`; "" if not to be found.
        installation_id: the server's own id; "" if not to be found.
        driver: which driver was taken, and why, as one sentence.
        consistency: how one view of all tables is kept, as one sentence.
    """

    server: str
    installation_id: str
    driver: str
    consistency: str
    database: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Inventory:
    """Everything that the source holds of the kinds that move.

    Attributes:
        entries: by ref.
        secrets_total, secrets_opened: sealed values found, and how many the key opens.
        tables: the tables that were read; of others nothing is known.
    """

    version: SourceVersion
    entries: Mapping[Ref, Entry]
    verdict: KeyVerdict
    secrets_total: int
    secrets_opened: int
    findings: tuple[Finding, ...] = ()
    tables: frozenset[str] = frozenset()

    def of_kind(self, kind: Kind) -> tuple[Entry, ...]:
        """The entries of one kind, by name."""
        found = [entry for ref, entry in self.entries.items() if ref.kind is kind]
        return tuple(sorted(found, key=lambda entry: entry.ref))

    @property
    def report(self) -> Report:
        """Counts and sizes of each kind, and what was found."""
        kinds: dict[str, dict[str, int]] = {}
        for ref, entry in self.entries.items():
            counts = kinds.setdefault(
                str(ref.kind), {"documents": 0, "size_bytes": 0, "secrets": 0}
            )
            counts["documents"] += 1
            counts["size_bytes"] += entry.size_bytes
            counts["secrets"] += entry.secrets
        spaces = sorted(ref.name for ref in self.entries if ref.kind is Kind.SPACE)
        return Report(
            "survey",
            {kind: dict(counts) for kind, counts in sorted(kinds.items())},
            findings=self.findings,
            facts={
                "server_version": self.version.server,
                "installation_id": self.version.installation_id,
                "driver": self.version.driver,
                "consistency": self.version.consistency,
                "spaces": [*spaces],
                "documents": len(self.entries),
                "secrets_total": self.secrets_total,
                "secrets_opened": self.secrets_opened,
                "master_key": str(self.verdict),
            },
        )


@dataclass(frozen=True, slots=True)
class Selection:
    """The documents that will move.

    Attributes:
        because: for each document that was not chosen itself, one that needs it.
        excluded: documents that something chosen needs, but that a pattern excludes.
    """

    refs: frozenset[Ref]
    because: Mapping[Ref, Ref] = field(default_factory=dict)
    excluded: frozenset[Ref] = frozenset()
