"""Decide what upload must do: compare what the package wants with what the target has."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

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
from migrator.model.settings import Existing, MissingReference, PolicySettings
from migrator.rules.comparing import differences
from migrator.rules.kinds import (
    ADMINISTRATORS,
    FACTS,
    LINK_RANK,
    MANAGERS,
    document_of,
    is_made_with_space,
    is_mapped_only,
    match_key,
    owner_of,
)
from migrator.rules.merging import merged
from migrator.rules.naming import is_missing
from migrator.rules.ordering import ORDERED, in_order, same_order
from migrator.rules.preparing import Prepared, prepare
from migrator.rules.writing import (
    has_own_actions,
    is_as_made,
    unreadable_need,
    waiting_members,
    waits,
)


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


def plan_changes(
    package: Iterable[LogicalDocument],
    package_digest: str,
    present: Present,
    policy: PolicySettings,
) -> Plan:
    """Make the plan; pure, and the same for the same arguments.

    Holds the whole package, one document at a time being looked at.
    """
    documents = sorted(package, key=lambda doc: (FACTS[doc.ref.kind].rank, doc.ref))
    return _Planner(documents, package_digest, present, policy).plan()


class _Planner:
    def __init__(
        self,
        documents: list[LogicalDocument],
        digest: str,
        present: Present,
        policy: PolicySettings,
    ) -> None:
        self._documents = {doc.ref: doc for doc in documents}
        self._digest = digest
        self._present = present
        self._policy = policy
        self._kept: dict[Ref, TargetId] = {}
        self._left: dict[Ref, Leave] = {}
        self._findings: list[Finding] = []
        self._ranks: dict[tuple[int, bool], list[Step]] = {}
        self._unreadable: set[Ref] = set()
        self._needed: frozenset[Ref] = frozenset()

    def plan(self) -> Plan:
        substitutes = self._substitutes()
        names = self._names()
        self._leave_unreadable()
        choices, prepared = self._settle(substitutes, names)
        self._needed = frozenset(
            ref for ready in prepared.values() for ref in refs_in(ready.body or {})
        )
        for ref, ready in prepared.items():
            self._decide(self._documents[ref], ready)
        self._sort(prepared)
        self._keep_references(choices)
        return Plan(
            basis=Basis(self._digest, self._present.fingerprint, self._present.version),
            choices=choices,
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

    def _substitutes(self) -> dict[Ref, Ref]:
        """Octopus Cloud has no administrators' team; its managers take that place.

        Source: OctopusDeploy/Issues #5272; OctopusDeployLabs/SpaceCloner, ActionCloner.ps1.
        """
        administrators = Ref(Kind.TEAM, ("", ADMINISTRATORS))
        if self._present.find(administrators) is None:
            return {administrators: Ref(Kind.TEAM, ("", MANAGERS))}
        return {}

    def _names(self) -> dict[Ref, str]:
        """Names on the target: of spaces as mapped, of active certificates that share a name."""
        names: dict[Ref, str] = {
            Ref(Kind.SPACE, (space,)): name
            for space, name in self._present.spaces.items()
            if name.strip().casefold() != space.strip().casefold()
        }
        seen = self._live_certificates()
        certificates = [doc for doc in self._documents.values() if doc.ref.kind is Kind.CERTIFICATE]
        # Archived ones are written before the live ones, so these do not stand in their way.
        for document in sorted(certificates, key=lambda doc: not doc.body.get("Archived")):
            space, name, thumbprint = document.ref.path
            found = self._present.find(document.ref)
            if found is not None:
                if found.body.get("Name") != document.body.get("Name"):
                    names[document.ref] = str(found.body.get("Name"))
                continue
            if (space, name.strip().casefold()) in seen:
                names[document.ref] = f"{name} ({thumbprint[:8]})"
            if not document.body.get("Archived"):
                seen.add((space, name.strip().casefold()))
        return names

    def _live_certificates(self) -> set[tuple[str, str]]:
        """Names that are taken, by space; an archived certificate takes none."""
        return {
            (found.ref.path[0], str(found.body.get("Name")).strip().casefold())
            for found in self._present.documents.values()
            if found.ref.kind is Kind.CERTIFICATE and found.body.get("Archived") is not True
        }

    def _leave_unreadable(self) -> None:
        for ref, document in self._documents.items():
            name = unreadable_need(document)
            if name and self._present.find(ref) is None:
                self._unreadable.add(ref)
                self._leave(ref, "unreadable-secret", f"Its {name} could not be opened.")

    def _settle(
        self, substitutes: Mapping[Ref, Ref], names: Mapping[Ref, str]
    ) -> tuple[Choices, dict[Ref, Prepared]]:
        """Leave out what cannot go, then what needs it, until nothing changes."""
        while True:
            absent = self._absent(substitutes)
            choices = Choices(self._policy, absent, substitutes, names)
            prepared = {
                ref: prepare(document, choices)
                for ref, document in self._documents.items()
                if ref not in self._left
            }
            gone = {ref: ready for ref, ready in prepared.items() if ready.body is None}
            gone_owners = {
                ref for ref in prepared if (owner := owner_of(ref)) and owner in self._left
            }
            for ref, ready in gone.items():
                self._leave(ref, "missing-reference", ready.left_out[0].message)
            for ref in gone_owners - set(gone):
                self._leave(ref, "owner-left", "What it belongs to stays behind.")
            if not gone and not gone_owners:
                self._report_items(prepared)
                return choices, prepared

    def _absent(self, substitutes: Mapping[Ref, Ref]) -> frozenset[Ref]:
        absent: set[Ref] = set()
        for document in self._documents.values():
            for ref in refs_in(document.body):
                wanted = substitutes.get(ref, ref)
                if not is_missing(ref) and not self._resolves(wanted):
                    absent.add(ref)
        return frozenset(absent)

    def _resolves(self, ref: Ref) -> bool:
        holder = document_of(ref)
        if holder in self._documents and holder not in self._left:
            return True
        if self._present.find(holder) is not None:
            return True
        is_new_space = self._present.find(Ref(Kind.SPACE, holder.path[:1])) is None
        return is_new_space and bool(holder.space) and is_made_with_space(holder)

    def _leave(self, ref: Ref, code: str, message: str) -> None:
        self._left[ref] = Leave(ref, code, message)
        if code == "missing-reference":
            self._missing(ref, "", message, self._is_consequence(ref))
        elif code == "unreadable-secret":
            self._find(Severity.WARNING, code, ref, message, "Create it by hand, then run again.")

    def _is_consequence(self, ref: Ref) -> bool:
        """Whether only an unreadable secret is behind it, directly or through others."""
        document = self._documents[ref]
        needs = {document_of(r) for r in refs_in(document.body) if not is_missing(r)}
        if any(is_missing(r) for r in refs_in(document.body)):
            return False
        lost = {need for need in needs if need in self._left}
        unresolved = {need for need in needs if not self._resolves(need)}
        if lost and lost <= self._unreadable and unresolved <= lost:
            self._unreadable.add(ref)
            return True
        return False

    def _report_items(self, prepared: Mapping[Ref, Prepared]) -> None:
        for ref, ready in prepared.items():
            for item in ready.left_out:
                lost = document_of(item.ref) in self._unreadable
                self._missing(ref, item.pointer, item.message, lost)
            self._check_pool(ref, ready)
            for change in ready.changes:
                severity = Severity.WARNING if change.code == "unreadable-secret" else Severity.INFO
                self._find(severity, change.code, ref, change.message, pointer=change.pointer)

    def _check_pool(self, ref: Ref, ready: Prepared) -> None:
        pool = Ref(Kind.WORKER_POOL, (ref.space, self._policy.run_on_server))
        is_new_space = self._present.find(Ref(Kind.SPACE, ref.path[:1])) is None
        needs_pool = any(change.code == "run-on-server" for change in ready.changes)
        if needs_pool and not is_new_space and not self._resolves(pool):
            self._find(
                Severity.BLOCKS,
                "worker-pool-missing",
                ref,
                f"Steps that ran on the server need worker pool {pool.name!r}, "
                f"which space {ref.space!r} on the target does not have.",
                "Name a pool of the target as run_on_server under [policy].",
            )

    def _missing(self, ref: Ref, pointer: str, message: str, is_consequence: bool) -> None:  # noqa: FBT001
        fails = self._policy.missing_reference is MissingReference.FAIL and not is_consequence
        self._find(
            Severity.BLOCKS if fails else Severity.WARNING,
            "missing-reference",
            ref,
            f"Left out: {message}",
            "Put the source in order, widen the selection, or set "
            'missing_reference = "skip-item" under [policy].',
            pointer,
        )

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
        match self._policy.existing:
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
            requests = 9 if ref.kind is Kind.SPACE else 1
            step = Create(StepId(f"create {ref}"), ref, "not on the target", requests)
            self._add(step, is_late=_must_follow(ref, body))
        if waits(ref, body):
            self._link(ref)

    def _decide_existing(
        self, document: LogicalDocument, ready: Prepared, found: PresentDocument
    ) -> None:
        ref, body = document.ref, ready.body or {}
        wanted = merged(ref.kind, body, found.body, self._policy.existing)
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
            reason = "differs" if pointers else "its secrets are not known to be there"
            listed = tuple(dict.fromkeys((*pointers, *secrets)))
            self._add(Update(StepId(f"update {ref}"), ref, reason, found.id, found.version, listed))
        late = differences(
            ref.kind, {name: wanted[name] for name in wanted if name in waiting}, found.body
        )
        if late or (pointers and has_own_actions(ref, body)):
            self._link(ref)

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
                is_kept = self._policy.existing is Existing.KEEP and bool(there)
                grows = len(wanted) > 1 and len(there) < len(wanted)
                if not is_kept and (grows or not same_order(wanted, there)):
                    rank = FACTS[kind].rank + 1
                    ref = Ref(kind, (space, wanted[0].name))
                    step = Sort(StepId(f"sort {kind} {space}"), ref, "order", wanted)
                    self._add(step, rank)

    def _link(self, ref: Ref) -> None:
        rank = max(LINK_RANK, FACTS[ref.kind].rank)
        self._add(Link(StepId(f"link {ref}"), ref, "points at what comes later"), rank)

    def _add(self, step: Step, rank: int | None = None, *, is_late: bool = False) -> None:
        place = FACTS[step.ref.kind].rank if rank is None else rank
        self._ranks.setdefault((place, is_late), []).append(step)

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


def _must_follow(ref: Ref, body: Body) -> bool:
    """Whether others of its kind have to let go of a name first.

    A new project's default channel is renamed before others are made, and a certificate
    is archived before a live one takes its name.
    """
    if ref.kind is Kind.CERTIFICATE:
        return body.get("Archived") is not True
    return ref.kind is Kind.CHANNEL and body.get("IsDefault") is not True
