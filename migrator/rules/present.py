"""What the target holds, by name: what a plan is made against."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from migrator.model.documents import Body, Ref, TargetId
from migrator.rules.kinds import match_key


@dataclass(frozen=True, slots=True)
class PresentDocument:
    """A document that the target holds.

    Attributes:
        version: digest of what it holds now.
        secrets: digest of each secret that we are known to have put there, by JSON pointer;
            empty where somebody changed the document since, or where we do not know.
    """

    ref: Ref
    id: TargetId
    version: str
    body: Body
    secrets: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Present:
    """What the target holds in the spaces of the package.

    Attributes:
        documents: by the ref as servers compare names.
        parts: ids of what is no document of its own or comes with its owner: actions, versions
            of step templates, variable sets, processes; keyed likewise.
        spaces: for each space of the package, the target's name for it.
        fingerprint: digest that changes when the target's documents do.
    """

    documents: Mapping[Ref, PresentDocument]
    parts: Mapping[Ref, str]
    spaces: Mapping[str, str]
    fingerprint: str
    version: str = ""
    rate_per_minute: int = 0
    burst: int = 0

    def find(self, ref: Ref) -> PresentDocument | None:
        """The document that has this name on the target."""
        return self.documents.get(match_key(ref))
