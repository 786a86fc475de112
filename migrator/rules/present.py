"""What the target holds, by name: what a plan is made against."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from migrator.model.documents import Body, Kind, Ref, TargetId
from migrator.rules.kinds import match_key
from migrator.rules.removals import Earlier, at_new_name
from migrator.rules.retagging import find_retagged


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
        earlier: what earlier runs brought here.
        permissions: those that the target knows; none where it does not tell.
        retagged: tag sets that the target has under an old name, with the new one.
    """

    documents: Mapping[Ref, PresentDocument]
    parts: Mapping[Ref, str]
    spaces: Mapping[str, str]
    fingerprint: str
    version: str = ""
    rate_per_minute: int = 0
    burst: int = 0
    earlier: Earlier = field(default_factory=Earlier)
    retagged: Mapping[Ref, Ref] = field(default_factory=dict)
    permissions: frozenset[str] = frozenset()

    def find(self, ref: Ref) -> PresentDocument | None:
        """The document that has this name on the target."""
        return self.documents.get(match_key(ref))


def with_earlier(present: Present, earlier: Earlier) -> Present:
    """Find what the source has renamed since the last run under its new name, parts included."""
    ours = {
        match_key(old): (match_key(old), new, found)
        for new, old in earlier.renamed.items()
        if old.kind is not Kind.TAG_SET  # see `rules.retagging`
        and (found := present.find(old)) is not None
        and found.id == earlier.moved[old].target_id
    }
    documents = {key: found for key, found in present.documents.items() if key not in ours}
    names: dict[Ref, Ref] = {}
    for old, new, found in ours.values():
        if match_key(new) in documents:
            documents[old] = found
        else:
            documents[match_key(new)] = replace(found, ref=new)
            names[old] = match_key(new)
    parts = {at_new_name(part, names) or part: found for part, found in present.parts.items()}
    sets = find_retagged(earlier.renamed, lambda old: present.find(old) is not None)
    return replace(present, documents=documents, parts=parts, earlier=earlier, retagged=sets)
