"""What of the package can go to this target, and what must stay behind, until that is settled."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from migrator.model.documents import Kind, LogicalDocument, Ref, refs_in
from migrator.model.plan import Choices, Leave
from migrator.model.report import ARRIVES_OFF, Finding, Severity
from migrator.model.settings import Existing, MissingReference, PolicySettings, Releases
from migrator.rules.fields import is_process
from migrator.rules.kinds import (
    ADMINISTRATORS,
    MANAGERS,
    document_of,
    existing_for,
    is_made_with_space,
    is_mapped_only,
    match_key,
    owners_of,
)
from migrator.rules.names import refused_name
from migrator.rules.naming import is_missing
from migrator.rules.preparing import LeftOut, Prepared, prepare
from migrator.rules.present import Present
from migrator.rules.publishing import PROCESS
from migrator.rules.slugs import slug_clashes
from migrator.rules.template_versions import left_versions, replaced_by_newest
from migrator.rules.version_control import settle_links
from migrator.rules.versions import unsupported
from migrator.rules.writing import action_names, unreadable_need

_LOSSES = frozenset({"unreadable-secret", "adapted", "nameless", "external-group"})
"""Changes with which something is lost."""


_FREEZING = {Kind.RUNBOOK_SNAPSHOT: "snapshot-left", Kind.RELEASE: "release-left"}
"""Kinds that freeze a process, each with the code that tells of one that stays behind."""


@dataclass(frozen=True, slots=True)
class Settled:
    """What can go.

    Attributes:
        prepared: by ref, every document that goes, as it will be written.
        left: documents that stay behind.
    """

    choices: Choices
    prepared: Mapping[Ref, Prepared]
    left: Mapping[Ref, Leave]
    findings: list[Finding]


class Settler:
    """Works it out, once."""

    def __init__(
        self,
        documents: Mapping[Ref, LogicalDocument],
        present: Present,
        policy: PolicySettings,
    ) -> None:
        self._documents = documents
        self._present = present
        self._policy = policy
        self._left: dict[Ref, Leave] = {}
        self._findings: list[Finding] = []
        # What is lost for a cause that no selection mends: it is reported and blocks nothing.
        self._excused: set[Ref] = set()
        # Actions of steps that stay behind: what is scoped to them must not lose that scope.
        self._lost: set[Ref] = set()

    def settle(self) -> Settled:
        """Leave out what cannot go, then what needs it, until nothing changes."""
        substitutes, names = self._substitutes(), self._names()
        replaced = replaced_by_newest(self._documents, self._present)
        substitutes |= replaced
        for leave in left_versions(replaced):
            self._left[leave.ref] = leave
            self._find(Severity.INFO, leave.code, leave.ref, leave.message)
        self._leave_unreadable()
        self._leave_unsupported()
        self._leave_unnameable(names)
        self._excuse_people()
        self._leave_links()
        while True:
            absent = self._absent(substitutes)
            choices = Choices(
                self._policy,
                absent,
                substitutes,
                names,
                self._poolless(),
                self._present.version,
                self._present.retagged,
                permissions=self._present.permissions,
            )
            prepared = {
                ref: prepare(document, choices)
                for ref, document in self._documents.items()
                if ref not in self._left
            }
            lost = self._actions_of_left_steps(prepared) - self._lost
            self._lost |= lost
            gone = {ref: ready for ref, ready in prepared.items() if ready.body is None}
            gone_owners = {
                ref for ref in prepared if any(owner in self._left for owner in owners_of(ref))
            }
            for ref, ready in gone.items():
                self._leave(ref, "missing-reference", ready.left_out[0].message)
            for ref in gone_owners - set(gone):
                self._leave(ref, "owner-left", "What it belongs to stays behind.")
            if not gone and not gone_owners and not lost:
                self._leave_snapshots(prepared)
                self._report_items(prepared)
                self._tell_of_pools(prepared, choices.poolless)
                return Settled(choices, prepared, self._left, self._findings)

    def _leave_snapshots(self, prepared: dict[Ref, Prepared]) -> None:
        """Publish nothing whose process is not on the target as the source has it."""
        for ref in [ref for ref in prepared if ref.kind in _FREEZING]:
            process = self._documents[ref].body.get(PROCESS)
            ready = prepared.get(process) if isinstance(process, Ref) else None
            is_kept = (
                isinstance(process, Ref)
                and existing_for(process.kind, self._policy) is Existing.KEEP
                and self._present.find(process) is not None
            )
            if ref.kind is Kind.RELEASE and self._policy.releases is Releases.NONE:
                del prepared[ref]
                self._left[ref] = Leave(ref, "release-left", "The policy makes no releases.")
            elif ready is None or ready.left_out or is_kept:
                del prepared[ref]
                why = "Its process is not moved as it is; make another by hand."
                self._left[ref] = Leave(ref, _FREEZING[ref.kind], why)
                self._find(Severity.WARNING, _FREEZING[ref.kind], ref, why)

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
        for ref in slug_clashes(
            ((doc.ref, doc.body) for doc in self._documents.values()),
            ((found.ref, found.body) for found in self._present.documents.values()),
        ):
            # Under its own name, and with a slug that the server derives from it.
            names.setdefault(ref, str(self._documents[ref].body.get("Name")))
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
                self._excused.add(ref)
                self._leave(ref, "unreadable-secret", f"Its {name} could not be opened.")

    def _leave_unsupported(self) -> None:
        """What the target's version cannot have stays behind, and what needs it."""
        for ref, document in self._documents.items():
            why = unsupported(document, self._present.version)
            if why:
                self._excused.add(ref)
                self._left[ref] = Leave(ref, "older-target", why)
                self._find(Severity.WARNING, "older-target", ref, why, "Make it later, by hand.")

    def _leave_unnameable(self, names: Mapping[Ref, str]) -> None:
        """What bears a name that the target refuses; one can change it on the source."""
        for ref, document in self._documents.items():
            why = refused_name(ref.kind, names.get(ref, document.body.get("Name")))
            if why and self._present.find(ref) is None:
                self._left[ref] = Leave(ref, "name-refused", why)
                hint = "Give it another name on the source."
                self._find(Severity.WARNING, "name-refused", ref, why, hint)

    def _excuse_people(self) -> None:
        """People who are not on the target cannot be made; what needs them stays behind."""
        for ref in self._documents:
            if ref.kind is Kind.USER and self._present.find(ref) is None:
                self._excused.add(ref)

    def _leave_links(self) -> None:
        for leave, finding in settle_links(self._documents, self._present, self._policy):
            self._findings.append(finding)
            if leave is not None:
                self._left[leave.ref] = leave

    def _actions_of_left_steps(self, prepared: Mapping[Ref, Prepared]) -> set[Ref]:
        lost: set[Ref] = set()
        for ref, ready in prepared.items():
            if is_process(ref.kind) and ready.left_out and ready.body is not None:
                names = set(action_names(self._documents[ref].body))
                lost |= {
                    Ref(Kind.ACTION, (*ref.path, name))
                    for name in names - set(action_names(ready.body))
                }
        return lost

    def _absent(self, substitutes: Mapping[Ref, Ref]) -> frozenset[Ref]:
        absent: set[Ref] = set(self._lost)
        for document in self._documents.values():
            for ref in refs_in(document.body):
                wanted = substitutes.get(ref, ref)
                if not is_missing(ref) and not self._resolves(wanted):
                    absent.add(ref)
        return frozenset(absent)

    def _resolves(self, ref: Ref) -> bool:
        holder = document_of(ref)
        if ref.kind is Kind.VARIABLE_TEMPLATE and match_key(ref) not in self._present.parts:
            # It comes with what declares it, unless that stays as the target has it.
            is_kept = existing_for(holder.kind, self._policy) is Existing.KEEP
            if self._present.find(holder) is not None and is_kept:
                return False
            return holder in self._documents and holder not in self._left
        if self._present.find(holder) is not None:
            return True
        is_written = not is_mapped_only(holder)
        if is_written and holder in self._documents and holder not in self._left:
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
        """Whether only an unreadable secret or an unknown person is behind it, at any remove."""
        refs = refs_in(self._documents[ref].body)
        needs = {document_of(need) for need in refs if not is_missing(need)}
        unresolved = {need for need in needs if not self._resolves(need)}
        is_excused = not any(map(is_missing, refs)) and unresolved <= self._excused
        if is_excused:
            self._excused.add(ref)
        return is_excused

    def _report_items(self, prepared: Mapping[Ref, Prepared]) -> None:
        for ref, ready in prepared.items():
            if is_mapped_only(ref):
                continue
            for item in ready.left_out:
                self._report_item(ref, item)
            for change in ready.changes:
                if change.code == ARRIVES_OFF and self._is_on(ref, change.pointer):
                    continue  # somebody has switched it on since
                severity = Severity.WARNING if change.code in _LOSSES else Severity.INFO
                self._find(severity, change.code, ref, change.message, pointer=change.pointer)

    def _is_on(self, ref: Ref, pointer: str) -> bool:
        found = self._present.find(ref)
        if found is None:
            return False
        is_set = found.body.get(pointer[1:]) is True
        return not is_set if pointer == "/IsDisabled" else is_set

    def _report_item(self, ref: Ref, item: LeftOut) -> None:
        if item.ref.kind is Kind.USER and ref.kind is Kind.TEAM:
            self._report_member(ref, item)
            return
        is_link = ref.kind is Kind.TENANT and item.ref.kind is Kind.PROJECT
        is_grant = ref.kind is Kind.SCOPED_USER_ROLES and bool(item.ref.space)
        is_link = is_link or (
            ref.kind is Kind.DEPLOYMENT_FREEZE and item.ref.kind in {Kind.PROJECT, Kind.TENANT}
        )
        is_value = item.ref.kind is Kind.VARIABLE_TEMPLATE
        if (is_link or is_value or is_grant) and not is_missing(item.ref):
            holder = document_of(item.ref)
            what = f"Its value of {item.ref.name!r} for" if is_value else "Its link to"
            what = "The role that a team has for" if is_grant else what
            message = f"{what} {holder.label!r}, which is not moved, stays behind."
            self._find(Severity.INFO, "link-left", ref, message, pointer=item.pointer)
            return
        is_excused = document_of(item.ref) in self._excused
        self._missing(ref, item.pointer, item.message, is_excused)

    def _report_member(self, ref: Ref, item: LeftOut) -> None:
        is_gone = is_missing(item.ref)
        who = "Somebody whom the source does not know any more" if is_gone else item.ref.name
        self._find(
            Severity.INFO if is_gone else Severity.WARNING,
            "person-missing",
            ref,
            f"{who} is not on the target, and so no member there.",
            "" if is_gone else "Invite those who are missing, then run again.",
            item.pointer,
        )

    def _poolless(self) -> frozenset[str]:
        """Spaces of the target that lack the policy's worker pool.

        A space that is new gets the hosted pools of Octopus Cloud, as far as anyone can know.
        """
        name = self._policy.run_on_server
        return frozenset(
            space
            for space in self._present.spaces
            if name
            and self._present.find(Ref(Kind.SPACE, (space,))) is not None
            and not self._resolves(Ref(Kind.WORKER_POOL, (space, name)))
        )

    def _tell_of_pools(self, prepared: Mapping[Ref, Prepared], poolless: frozenset[str]) -> None:
        needing = {
            ref.space
            for ref, ready in prepared.items()
            if any(change.code == "run-on-server" for change in ready.changes)
        }
        for space in sorted(poolless & needing):
            self._find(
                Severity.WARNING,
                "worker-pool-missing",
                Ref(Kind.SPACE, (space,)),
                f"The target has no worker pool {self._policy.run_on_server!r} in this space; "
                "steps that ran on the server get its default pool.",
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
