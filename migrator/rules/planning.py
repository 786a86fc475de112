"""Decide what upload must do: compare what the package wants with what the target has."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Mapping
from dataclasses import replace

from migrator.model.documents import Body, Kind, LogicalDocument, Ref, TargetId, refs_in
from migrator.model.plan import (
    Basis,
    Choices,
    Create,
    Fill,
    Leave,
    Link,
    Plan,
    Sort,
    Step,
    StepId,
    Update,
)
from migrator.model.report import Finding, Severity
from migrator.model.settings import Existing, PolicySettings
from migrator.rules.comparing import differences
from migrator.rules.delta import (
    PartsGone,
    find_overwritten,
    find_parts_gone,
    find_renamed,
    plan_removals,
    reason_to_update,
)
from migrator.rules.icons import ICON
from migrator.rules.kinds import (
    FACTS,
    LINK_RANK,
    document_of,
    existing_for,
    is_made_with_space,
    is_mapped_only,
    match_key,
    owner_of,
)
from migrator.rules.merging import merged
from migrator.rules.ordering import ORDERED, in_order, same_order
from migrator.rules.preparing import Prepared, for_existing
from migrator.rules.present import Present, PresentDocument
from migrator.rules.retagging import retagged
from migrator.rules.settling import Settler
from migrator.rules.template_versions import version_number
from migrator.rules.writing import (
    has_own_actions,
    is_as_made,
    waiting_members,
    waits,
)


def plan_changes(
    package: Iterable[LogicalDocument],
    package_digest: str,
    present: Present,
    policy: PolicySettings,
    *,
    deletes_removed: bool = False,
) -> Plan:
    """Make the plan; pure, and the same for the same arguments.

    Holds the whole package, one document at a time being looked at.

    Args:
        package: its documents.
        package_digest: names it.
        present: what the target holds, and what earlier runs brought there.
        policy: what to do where both have something.
        deletes_removed: delete what an earlier run made and the source no longer has.
    """
    documents = sorted(package, key=lambda doc: (FACTS[doc.ref.kind].rank, doc.ref))
    return _Planner(
        documents, package_digest, present, policy, deletes_removed=deletes_removed
    ).plan()


class _Planner:
    def __init__(
        self,
        documents: list[LogicalDocument],
        digest: str,
        present: Present,
        policy: PolicySettings,
        *,
        deletes_removed: bool,
    ) -> None:
        self._documents = {doc.ref: doc for doc in documents}
        self._digest = digest
        self._present = present
        self._policy = policy
        self._kept: dict[Ref, TargetId] = {}
        self._left: Mapping[Ref, Leave] = {}
        self._findings: list[Finding] = []
        self._ranks: dict[tuple[int, int], list[Step]] = {}
        self._needed: frozenset[Ref] = frozenset()
        self._deletes_removed = deletes_removed
        self._trimmed: dict[Ref, PartsGone] = {}

    def plan(self) -> Plan:
        settled = Settler(self._documents, self._present, self._policy).settle()
        choices, prepared = settled.choices, settled.prepared
        self._left = settled.left
        self._findings.extend(settled.findings)
        self._needed = frozenset(
            ref for ready in prepared.values() for ref in refs_in(ready.body or {})
        )
        for ref, ready in prepared.items():
            self._decide(self._documents[ref], ready)
        self._sort(prepared)
        self._findings.extend(find_renamed(self._present))
        for item in plan_removals(self._present, is_wanted=self._deletes_removed):
            if isinstance(item, Finding):
                self._findings.append(item)
            else:
                self._add(item, _REMOVE_RANK - FACTS[item.ref.kind].rank)
        self._keep_references(choices)
        return Plan(
            basis=Basis(self._digest, self._present.fingerprint, self._present.version),
            choices=replace(choices, trimmed=frozenset(self._trimmed)),
            ranks=tuple(
                tuple(sorted(steps, key=lambda step: step.ref))
                for _, steps in sorted(self._ranks.items())
            ),
            kept=self._kept,
            same=self._same(prepared),
            left=tuple(sorted(self._left.values(), key=lambda leave: leave.ref)),
            spaces=self._present.spaces,
            findings=tuple(self._findings),
            rate_per_minute=self._present.rate_per_minute,
            burst=self._present.burst,
        )

    def _same(self, prepared: Mapping[Ref, Prepared]) -> tuple[Ref, ...]:
        written = {step.ref for steps in self._ranks.values() for step in steps}
        return tuple(sorted(ref for ref in prepared if ref not in written))

    def _find(  # noqa: PLR0913, PLR0917 - the members of a finding
        self,
        severity: Severity,
        code: str,
        ref: Ref,
        message: str,
        hint: str = "",
        pointer: str = "",
    ) -> None:
        self._findings.append(Finding(severity, code, str(ref), message, hint, pointer))

    def _decide(self, document: LogicalDocument, ready: Prepared) -> None:
        ref, body = document.ref, ready.body or {}
        found = self._present.find(ref)
        if is_mapped_only(ref):
            if found is not None:
                self._kept[ref] = found.id
            return
        if found is None:
            self._keep(ref)
            self._decide_new(document, body)
            return
        self._kept[ref] = found.id
        if ref.kind is Kind.STEP_TEMPLATE_VERSION:
            return  # history: nobody can change it
        match existing_for(ref.kind, self._policy):
            case Existing.STOP:
                self._find(
                    Severity.BLOCKS,
                    "exists",
                    ref,
                    "The target has it already, and the policy is to stop.",
                    'Set existing = "merge", "keep" or "overwrite" under [policy].',
                )
            case Existing.KEEP:
                pass
            case Existing.MERGE | Existing.OVERWRITE:
                self._decide_existing(document, ready, found)

    def _decide_new(self, document: LogicalDocument, body: Body) -> None:
        ref = document.ref
        owner = owner_of(ref)
        owner_is_new = owner is not None and self._present.find(owner) is None
        made = FACTS[ref.kind].comes_with_owner or (
            owner_is_new
            and (is_made_with_space(ref) or (ref.kind is Kind.CHANNEL and body.get("IsDefault")))
        )
        if made:
            # The id of a new project's default channel is learned only by looking for it.
            is_pointed_at = ref.kind is Kind.CHANNEL and ref in self._needed
            if is_pointed_at or not is_as_made(ref.kind, body):
                requests = 1 if FACTS[ref.kind].comes_with_owner else 2
                self._add(Fill(StepId(f"fill {ref}"), ref, "made with its owner", requests))
        else:
            requests = _NEW_REQUESTS.get(ref.kind, 1)
            step = Create(StepId(f"create {ref}"), ref, "not on the target", requests)
            self._add(step, turn=_turn(ref, body))
        if waits(ref, body):
            self._link(ref, body)

    def _decide_existing(
        self, document: LogicalDocument, ready: Prepared, found: PresentDocument
    ) -> None:
        ref, body = document.ref, for_existing(ready)
        existing = existing_for(ref.kind, self._policy)
        there = replace(found, body=retagged(ref.kind, body, found.body, self._present.retagged))
        if existing is Existing.MERGE and self._trims(document, body, there):
            existing = Existing.OVERWRITE
        wanted = merged(ref.kind, body, there.body, existing)
        waiting = waiting_members(ref.kind)
        changed = differences(ref.kind, wanted, found.body, ignore=waiting)
        pointers = tuple(item.pointer for item in changed)
        secrets = tuple(
            pointer
            for pointer, origin in ready.pointers.items()
            if ref.kind is not Kind.CERTIFICATE  # the thumbprint tells that
            and document.digests.get(origin) is not None
            and found.secrets.get(origin) != document.digests.get(origin)
        )
        if pointers or secrets:
            reason = "its secrets are not known to be there"
            if pointers:
                reason = reason_to_update(document, found, self._present.earlier)
                if ref in self._trimmed:
                    reason += f"; deletes {self._trimmed[ref].names}"
                self._findings.extend(find_overwritten(document, found, self._present.earlier))
            listed = tuple(dict.fromkeys((*pointers, *secrets)))
            step = Update(StepId(f"update {ref}"), ref, reason, found.id, found.version, listed)
            self._add(step, turn=_turn(ref, body))
        late = differences(
            ref.kind, {name: wanted[name] for name in wanted if name in waiting}, found.body
        )
        if late or (pointers and has_own_actions(ref, body)):
            self._link(ref, body)

    def _trims(self, document: LogicalDocument, body: Body, there: PresentDocument) -> bool:
        """Whether items that are gone from the source are deleted; if they are kept, tell it."""
        earlier = self._present.earlier
        wanted = self._deletes_removed
        gone = find_parts_gone(document, body, there, earlier, is_wanted=wanted)
        if gone is None:
            return False
        if gone.is_deleted:
            self._trimmed[document.ref] = gone
        else:
            self._findings.append(gone.finding())
        return gone.is_deleted

    def _sort(self, prepared: Mapping[Ref, Prepared]) -> None:
        """Set the order of a space's environments and the like where it will not be right."""
        for kind in ORDERED:
            for space in sorted(self._present.spaces):
                bodies = {
                    ref: ready.body
                    for ref, ready in prepared.items()
                    if ref.kind is kind and ref.space == space and ready.body is not None
                }
                wanted = in_order(bodies)
                there = in_order(
                    {ref: found.body for ref in wanted if (found := self._present.find(ref))}
                )
                is_kept = existing_for(kind, self._policy) is Existing.KEEP and bool(there)
                grows = len(wanted) > 1 and len(there) < len(wanted)
                if not is_kept and (grows or not same_order(wanted, there)):
                    rank = FACTS[kind].rank + 1
                    ref = Ref(kind, (space, wanted[0].name))
                    step = Sort(StepId(f"sort {kind} {space}"), ref, "order", wanted)
                    self._add(step, rank)

    def _link(self, ref: Ref, body: Body) -> None:
        rank = max(LINK_RANK, FACTS[ref.kind].rank)
        requests = 3 if body.get(ICON) else 2
        why = "points at what comes later"
        # Where its kind is written later than all links, after its own creation.
        turn = 1 if rank > LINK_RANK else 0
        self._add(Link(StepId(f"link {ref}"), ref, why, requests), rank, turn=turn)

    def _add(self, step: Step, rank: int | None = None, *, turn: int = 0) -> None:
        place = FACTS[step.ref.kind].rank if rank is None else rank
        self._ranks.setdefault((place, turn), []).append(step)

    def _keep_references(self, choices: Choices) -> None:
        """Remember the ids of what documents point at and the target has, also if not moved."""
        for document in self._documents.values():
            if document.ref in self._left:
                continue
            for ref in (*refs_in(document.body), *self._policy_refs(document.ref)):
                self._keep(choices.substitutes.get(ref, ref))

    def _keep(self, ref: Ref) -> None:
        holder = document_of(ref)
        found = self._present.find(holder)
        if found is not None:
            self._kept.setdefault(holder, found.id)
        part = self._present.parts.get(match_key(ref))
        if part is not None:
            self._kept.setdefault(ref, TargetId(part))

    def _policy_refs(self, ref: Ref) -> tuple[Ref, ...]:
        if not self._policy.run_on_server or not ref.space:
            return ()
        return (Ref(Kind.WORKER_POOL, (ref.space, self._policy.run_on_server)),)


_REMOVE_RANK = 1000  # after everything that may let go of it, what depends on others first
_NEW_REQUESTS: Mapping[Kind, int] = {Kind.SPACE: 9, Kind.STEP_TEMPLATE_VERSION: 2}


def _turn(ref: Ref, body: Body) -> int:
    """When its turn is among those of its rank: others may have to let go of a name first.

    A new project's default channel is renamed before others are made, and a certificate
    is archived before a live one takes its name. A step template is saved version by version.
    """
    match ref.kind:
        case Kind.CERTIFICATE:
            return int(body.get("Archived") is not True)
        case Kind.CHANNEL:
            return int(body.get("IsDefault") is not True)
        case Kind.STEP_TEMPLATE_VERSION:
            return version_number(ref)
        case Kind.STEP_TEMPLATE:
            return sys.maxsize
        case _:
            return 0
