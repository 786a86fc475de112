"""A run after another: what changed where, and what becomes of what the source has no more."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from migrator.model.documents import Body, Kind, LogicalDocument, Ref
from migrator.model.plan import Remove, StepId
from migrator.model.report import Finding, Severity
from migrator.rules.kinds import FACTS, match_key, owner_of
from migrator.rules.merging import item_keys, item_names
from migrator.rules.present import Present, PresentDocument
from migrator.rules.removals import Earlier, Moved, below, digest_of, removable

_BY_HAND = "Delete it on the target by hand if it is to be gone there too."
_ASK = (
    "Run `migrator run JOB --delete-removed` to have it deleted, if nobody has changed it, or "
    "delete it by hand."
)


def reason_to_update(document: LogicalDocument, found: PresentDocument, earlier: Earlier) -> str:
    """Who changed it since the last run."""
    left = earlier.of(document.ref)
    if left is None:
        return "differs"
    is_new_here = left.digest != digest_of(document)
    is_new_there = left.version != found.version
    if is_new_here and is_new_there:
        return "changed on both sides since the last run"
    if is_new_there:
        return "changed on the target since the last run"
    return "changed on the source since the last run" if is_new_here else "differs"


def find_overwritten(
    document: LogicalDocument, found: PresentDocument, earlier: Earlier
) -> Iterator[Finding]:
    """Tell of an update that takes back what somebody did on the target since the last run."""
    left = earlier.of(document.ref)
    if left is not None and left.version != found.version:
        yield Finding(
            Severity.WARNING,
            "changed-on-target",
            str(document.ref),
            "Somebody has changed it on the target since the last run; what the source has "
            "comes back.",
            'Set existing = "keep" under [policy] to leave what the target has.',
        )


@dataclass(frozen=True, slots=True)
class PartsGone:
    """Items of a document that an earlier run brought and the source no longer has.

    Attributes:
        names: what they are called.
        why_kept: why the target keeps them; "" if they are deleted.
    """

    ref: Ref
    names: str
    why_kept: str

    @property
    def is_deleted(self) -> bool:
        """Whether they are deleted on the target."""
        return not self.why_kept

    def finding(self) -> Finding:
        """Tell of those that the target keeps."""
        is_asked = self.why_kept == _NOT_ASKED
        why = "." if is_asked else f": {self.why_kept}"
        return Finding(
            Severity.WARNING,
            "part-removed-on-source",
            str(self.ref),
            f"The source no longer has {self.names} in it; the target keeps what it has{why}",
            _ASK
            if is_asked
            else 'Delete it on the target by hand, or set existing = "overwrite" under [policy].',
        )


def find_parts_gone(
    document: LogicalDocument,
    written: Body,
    found: PresentDocument,
    earlier: Earlier,
    *,
    is_wanted: bool,
) -> PartsGone | None:
    """The items that are gone from a document, and whether they are deleted; None without any.

    Like whole documents they go only where that was asked for, where we brought them, and where
    nobody has changed the document since.

    Args:
        document: as the source has it.
        written: what of it is written, without the items that are left out.
        found: what the target holds.
        earlier: what earlier runs brought.
        is_wanted: deleting was asked for.
    """
    left = earlier.of(document.ref)
    if left is None:
        return None
    kind = document.ref.kind
    source, ours = set(item_keys(kind, document.body)), set(item_keys(kind, written))
    beside = dict.fromkeys(part for part in item_keys(kind, found.body) if part not in ours)
    gone = tuple(part for part in beside if part in left.parts and part not in source)
    others = tuple(part for part in beside if part not in gone)
    if not gone:
        return None
    called = item_names(kind, found.body)
    why = ""
    if not is_wanted:
        why = _NOT_ASKED
    elif not _is_ours(document.ref, earlier):
        why = "the document was there before the first run."
    elif left.version != found.version:
        why = "somebody has changed the document since."
    elif others:
        why = f"{_listed(others, called)} beside it is not to go."
    return PartsGone(document.ref, _listed(gone, called), why)


_NOT_ASKED = "not asked for"


def _is_ours(ref: Ref, earlier: Earlier) -> bool:
    left = earlier.of(ref)
    if left is not None and left.is_made:
        return True
    owner = owner_of(ref) if FACTS[ref.kind].comes_with_owner else None
    return owner is not None and _is_ours(owner, earlier)


def _listed(parts: Sequence[str], called: Mapping[str, str]) -> str:
    names = ", ".join(repr(called[part]) for part in parts[:_NAMED])
    return f"{names} and {len(parts) - _NAMED} more" if len(parts) > _NAMED else names


_NAMED = 10


def find_renamed(present: Present) -> Iterator[Finding]:
    """Tell what has another name on the source since the last run."""
    for new, old in sorted(present.earlier.renamed.items()):
        if new.kind is Kind.SPACE:
            yield Finding(
                Severity.WARNING,
                "renamed-on-source",
                str(new),
                f"It was {old.name!r} when the last run moved it, and counts as another space now.",
                f'Put "{new.name}" = "{present.spaces.get(new.name, old.name)}" into space_map '
                "with the name that it has on the target, if it is to go there again.",
            )
        elif old in present.retagged:
            yield Finding(
                Severity.WARNING,
                "renamed-on-source",
                str(new),
                f"It was {old.name!r} when the last run moved it. Whatever bears its tags names "
                "it, so it is made under its new name, and what is moved gets its tags; the "
                "target keeps the old one.",
                f"Delete {old.name!r} on the target by hand once nothing uses its tags.",
            )
        elif new.name != old.name and present.find(new) is not None:
            yield Finding(
                Severity.INFO,
                "renamed-on-source",
                str(new),
                f"It was {old.name!r} when the last run moved it; it is renamed on the target.",
            )


def plan_removals(present: Present, *, is_wanted: bool) -> Iterator[Remove | Finding]:
    """Say of each document that is gone from the source what becomes of it on the target.

    Only what we made, and what nobody has changed since, is ever deleted, and only where that
    was asked for.
    """
    earlier = present.earlier
    for ref in sorted(earlier.removed):
        if ref.kind is Kind.SPACE:
            yield _told(ref, "The source no longer has this space; the target keeps it.", _BY_HAND)
    for ref in removable(earlier):
        left, found = earlier.moved[ref], present.find(ref)
        if found is None or found.id != left.target_id:
            continue
        if not is_wanted:
            yield _told(ref, "The source no longer has it; the target keeps it.", _ASK)
            continue
        why = _why_kept(ref, left, found, present)
        if why:
            yield _told(ref, f"The source no longer has it; the target keeps it: {why}", _BY_HAND)
        else:
            step = StepId(f"remove {ref}")
            requests = _REQUESTS.get(ref.kind, 2)
            yield Remove(step, ref, "gone from the source", found.id, found.version, requests)


# One to look, one to delete, and one for each list of what was done with it.
_REQUESTS = {
    Kind.PROJECT: 4,
    Kind.ENVIRONMENT: 4,
    Kind.TENANT: 4,
    Kind.CHANNEL: 3,
    Kind.RUNBOOK: 3,
}


def _told(ref: Ref, message: str, hint: str) -> Finding:
    return Finding(Severity.WARNING, "removed-on-source", str(ref), message, hint)


def _why_kept(ref: Ref, left: Moved, found: PresentDocument, present: Present) -> str:
    earlier = present.earlier
    if not left.is_made:
        return "it was there before the first run."
    if found.version != left.version:
        return "somebody has changed it since."
    for child in below(ref, (there.ref for there in present.documents.values())):
        known, now = earlier.moved.get(child), present.find(child)
        if known is None and not FACTS[child.kind].comes_with_owner:
            return f"somebody has put {child.name!r} into it."
        if known is not None and now is not None and known.version != now.version:
            return f"somebody has changed its {str(child.kind).replace('_', ' ')} since."
    still = sorted(
        child for child in below(ref, earlier.moved) if match_key(child) not in _keys(earlier)
    )
    return f"{still[0].name!r} is still in it." if still else ""


def _keys(earlier: Earlier) -> frozenset[Ref]:
    return frozenset(match_key(ref) for ref in earlier.removed)
