"""A first look at the source: who answers, what it holds, what the sign-in may see."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from migrator.model.documents import Kind
from migrator.model.events import Run
from migrator.model.inventory import SourceVersion
from migrator.model.report import Finding
from migrator.source.logical import LogicalSource


@dataclass(frozen=True, slots=True)
class SourceLook:
    """What can be told without reading the documents whole.

    Attributes:
        spaces: names, in order.
        kinds: number of documents of each kind.
        size_bytes: of the stored documents; history is not counted.
        findings: what the server does not let us see, and how the connection is protected.
    """

    version: SourceVersion
    spaces: tuple[str, ...]
    kinds: Mapping[Kind, int]
    size_bytes: int
    findings: tuple[Finding, ...] = ()

    @property
    def documents(self) -> int:
        """Number of documents of all kinds."""
        return sum(self.kinds.values())


def look(source: LogicalSource, run: Run) -> SourceLook:
    """Read names and sizes; takes seconds where a survey takes minutes.

    Raises:
        SourceError: the source cannot be read.
        Cancelled: between two questions.
    """
    run.check()
    refs = source.names().refs.values()
    run.check()
    return SourceLook(
        version=source.version,
        spaces=tuple(sorted(ref.name for ref in refs if ref.kind is Kind.SPACE)),
        kinds=Counter(ref.kind for ref in refs),
        size_bytes=sum(source.sizes().values()),
        findings=source.findings,
    )
