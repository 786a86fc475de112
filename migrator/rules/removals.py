"""What became of the documents that an earlier run brought: gone, renamed, changed by whom."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from hashlib import sha256

from migrator.model.documents import Kind, LogicalDocument, Ref, TargetId
from migrator.model.encoding import encode_document
from migrator.rules.kinds import (
    FACTS,
    document_of,
    is_made_with_space,
    is_mapped_only,
    match_key,
    owner_of,
)


@dataclass(frozen=True, slots=True)
class Moved:
    """A document as an earlier run left it.

    Attributes:
        origin: table and id of its row on the source; "" where that is not known.
        target_id: its id on the target.
        version: digest of what the target held then.
        digest: of the document as the package held it then.
        parts: what tells the items apart in the list that is merged item by item.
        is_made: the target did not have it before we came.
    """

    origin: str
    target_id: TargetId
    version: str
    digest: str
    parts: tuple[str, ...] = ()
    is_made: bool = False


@dataclass(frozen=True, slots=True)
class SourceNow:
    """What the source held when the package was made, whether it was selected or not.

    Attributes:
        origins: table and id of each document's row.
        tables: those that were read; what came from another is not gone.
        unreadable: rows that could not be read or became no document; they are not gone.
        joined: rows whose documents are one with another's on the target.
    """

    origins: Mapping[Ref, str]
    tables: frozenset[str]
    unreadable: frozenset[str] = frozenset()
    joined: Mapping[str, Ref] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Earlier:
    """What earlier runs brought, and what has become of that on the source.

    Attributes:
        moved: every document that was brought.
        removed: those of it that the source no longer holds.
        renamed: what it holds under another name, with the name that it had.
    """

    moved: Mapping[Ref, Moved] = field(default_factory=dict)
    removed: frozenset[Ref] = frozenset()
    renamed: Mapping[Ref, Ref] = field(default_factory=dict)

    def of(self, ref: Ref) -> Moved | None:
        """How the document was left, whatever its name was then."""
        return self.moved.get(self.renamed.get(ref, ref))

    @property
    def names_to_look_for(self) -> frozenset[Ref]:
        """What must be read from the target beside what the package holds."""
        return self.removed | frozenset(self.renamed.values())


def find_earlier(moved: Mapping[Ref, Moved], now: SourceNow | None) -> Earlier:
    """Tell what is gone from what has another name, by the rows of the database.

    Without `now` nothing counts as gone: a document may only not be selected any more.
    """
    if now is None:
        return Earlier(moved)
    there = {match_key(ref) for ref in now.origins}
    # One row may give several documents, of several kinds: a project, its settings, its logo.
    named = {(origin, ref.kind): ref for origin, ref in now.joined.items()}
    named.update({(origin, ref.kind): ref for ref, origin in now.origins.items()})
    removed: set[Ref] = set()
    renamed: dict[Ref, Ref] = {}
    for ref, left in moved.items():
        table = left.origin.partition(" ")[0]
        if match_key(ref) in there or left.origin in now.unreadable or table not in now.tables:
            continue
        other = named.get((left.origin, ref.kind))
        if other is None:
            removed.add(ref)
        elif other not in moved:
            renamed[other] = ref
    return Earlier(moved, frozenset(removed), renamed)


def at_new_name(ref: Ref, renamed: Mapping[Ref, Ref]) -> Ref | None:
    """The ref of a part under the new name of the document in which it lies.

    Args:
        ref: as `match_key` gives it.
        renamed: old names, as `match_key` gives them, with the new ones.
    """
    holder = document_of(ref)
    new = renamed.get(holder)
    facts = FACTS.get(holder.kind)
    if new is None and facts is not None and facts.comes_with_owner:
        owner = owner_of(holder)
        new = renamed.get(owner) if owner else None
    if new is None:
        return None
    if ref.kind is Kind.VARIABLE_TEMPLATE:  # whose it is stands second in its path
        return Ref(ref.kind, (*ref.path[:2], new.name, *ref.path[3:]))
    return Ref(ref.kind, (*new.path, *ref.path[len(new.path) :]))


def removable(earlier: Earlier) -> Iterator[Ref]:
    """What is gone and could be deleted by itself, in the order in which that would be done.

    Not what goes with its owner, nor what Octopus made, nor spaces with all that is in them.
    """
    gone = earlier.removed
    ordered = sorted(gone, key=lambda ref: (-FACTS[ref.kind].rank, ref))
    for ref in ordered:
        goes_along = any(owner in gone for owner in _above(ref))
        if not goes_along and not _stays(ref):
            yield ref


_STAYING = frozenset(
    {
        Kind.SPACE,
        Kind.USER,
        Kind.STEP_TEMPLATE_VERSION,
        Kind.RUNBOOK_SNAPSHOT,
        Kind.VERSION_CONTROL,
        Kind.RELEASE,
        Kind.BUILT_IN_PACKAGE,
        Kind.BUILD_INFORMATION,
    }
)
"""What is never deleted by itself: with a snapshot its runs would go, a link cannot be undone.

Which packages are used changes with every release, and the feed has rules of its own for that.
"""


def _stays(ref: Ref) -> bool:
    return (
        ref.kind in _STAYING
        or FACTS[ref.kind].comes_with_owner
        or is_mapped_only(ref)
        or is_made_with_space(ref)
    )


def _above(ref: Ref) -> Iterator[Ref]:
    owner = owner_of(ref)
    while owner is not None:
        yield owner
        owner = owner_of(owner)


def below(ref: Ref, refs: Iterable[Ref]) -> Iterator[Ref]:
    """Those of the refs whose documents belong to this one."""
    key = match_key(ref)
    return (other for other in refs if key in {match_key(owner) for owner in _above(other)})


def digest_of(document: LogicalDocument) -> str:
    """SHA-256 of all that the package says of a document; of its secrets only their digests."""
    text = json.dumps(encode_document(document), sort_keys=True, separators=(",", ":"))
    return sha256(text.encode(errors="surrogatepass")).hexdigest()
