"""Stage: read everything back and compare it field by field with the package."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping

from migrator.engine.earlier import note_moved, origins_of
from migrator.engine.journal import Journal
from migrator.engine.named_package import as_named, naming_of
from migrator.engine.plan import KNOWN_SECRETS, present_for, spaces_of
from migrator.engine.plan_file import journal_name
from migrator.engine.ports import Documents, Target
from migrator.engine.state import StateDirectory
from migrator.model.documents import Body, Json, Kind, LogicalDocument, Ref
from migrator.model.errors import StalePlanError
from migrator.model.events import Advanced, Finished, Run, Stage, Started
from migrator.model.plan import Create, Plan, Remove, Step
from migrator.model.report import Difference, Finding, Item, Report, Severity
from migrator.model.settings import Existing
from migrator.rules.comparing import differences
from migrator.rules.kinds import existing_for, existing_of, is_mapped_only
from migrator.rules.merging import item_keys, merged
from migrator.rules.ordering import ORDERED, in_order, same_order
from migrator.rules.preparing import for_existing, prepare, with_pool_known
from migrator.rules.present import Present, PresentDocument
from migrator.rules.removals import Moved, digest_of

_EVERY = 20
_SECRETS = "secrets"


def verify(
    plan: Plan, package: Documents, target: Target, state: StateDirectory, run: Run
) -> Report:
    """Compare every document that the plan does not leave behind, as the target shows it now.

    What the target is found to hold is remembered, without any secret, so that the next plan
    knows which secrets it need not write again.

    Raises:
        StalePlanError: the plan is for another package.
        WireError: the target cannot be read.
        Cancelled: between two documents.
    """
    package = as_named(package, target.settings)
    if plan.basis.package_digest != package.digest:
        raise StalePlanError("package")
    refs = package.refs()
    run.emit(Started(Stage.VERIFY, total=len(refs)))
    spaces = spaces_of(package, target)
    present = present_for(package, target, state, spaces, run)
    with Journal(state.file(journal_name(plan)), plan.digest) as journal:
        origins = origins_of(package.manifest.package_digest(), state, naming_of(package))
        judge = _Judge(plan, present, journal, origins)
    for done, document in enumerate(package.documents(), start=1):
        run.check()
        judge.look_at(document)
        judge.note_order(document)
        if done % _EVERY == 0:
            run.emit(Advanced(Stage.VERIFY, done, len(refs), str(document.ref)))
    judge.look_at_order()
    judge.look_at_removed()
    _remember(judge.known, target, state)
    note_moved(judge.moved, target.wire.root, package.manifest.header.installation_id, state)
    target.notices.emit(Stage.VERIFY, run.emit)
    run.emit(Finished(Stage.VERIFY))
    return judge.report(plan)


class _Judge:
    def __init__(
        self, plan: Plan, present: Present, journal: Journal, origins: Mapping[Ref, str]
    ) -> None:
        self._plan = plan
        self._origins = origins
        self._present = present
        self._left = {leave.ref for leave in plan.left}
        self._done = frozenset(journal.done())
        self._refused = journal.refused()
        self._steps: dict[Ref, list[Step]] = {}
        for step in plan.steps:
            self._steps.setdefault(step.ref, []).append(step)
        self._kinds: dict[str, Counter[str]] = {}
        self._items: list[Item] = []
        self._findings: list[Finding] = []
        self._orders: dict[tuple[Kind, str], dict[Ref, Body]] = {}
        self.known: dict[str, Json] = {}
        # What earlier runs brought stays known while the target has it.
        self.moved: dict[Ref, Moved] = {
            ref: left for ref, left in present.earlier.moved.items() if self._is_there(ref, left)
        }

    def look_at(self, document: LogicalDocument) -> None:
        ref = document.ref
        if ref in self._left or is_mapped_only(ref):
            return
        found = self._present.find(ref)
        steps = self._steps.get(ref, [])
        failed = [step for step in steps if step.id not in self._done]
        if found is None:
            self._count(ref, "failed" if failed else "missing")
            self._explain(ref, steps)
            return
        existing = existing_of(ref, self._plan.choices)
        if existing is Existing.KEEP and not steps:
            self._count(ref, "not_comparable")
            return
        choices = with_pool_known(
            self._plan.choices, ref, is_there=lambda pool: self._present.find(pool) is not None
        )
        ready = prepare(document, choices)
        is_made = any(isinstance(step, Create) for step in steps)
        body = ready.body or {} if is_made else for_existing(ready)
        wanted = merged(ref.kind, body, found.body, existing)
        different = differences(ref.kind, wanted, found.body)
        self._count_secrets(len(ready.pointers))
        if different or failed:
            # What failed may have been a secret, which nobody can compare.
            self._count(ref, "failed" if failed else "different", different)
            self._explain(ref, steps)
        else:
            self._count(ref, "equal")
        if not failed:
            self._note_moved(document, found, is_made=is_made)
        if document.digests and self._is_written(steps, document, found.secrets):
            self.known[str(ref)] = {"version": found.version, "digests": dict(document.digests)}

    def _is_there(self, ref: Ref, left: Moved) -> bool:
        """Whether the target still has it, as far as that was looked at."""
        if ref.space not in self._present.spaces:
            return True  # its space was not read
        if ref in self._present.earlier.renamed.values():
            return False  # it is known by its new name from now on
        found = self._present.find(ref)
        return found is None or found.id == left.target_id  # what does not move now is not read

    def _note_moved(
        self, document: LogicalDocument, found: PresentDocument, *, is_made: bool
    ) -> None:
        before = self._present.earlier.of(document.ref)
        was_ours = before is not None and before.target_id == found.id
        self.moved[document.ref] = Moved(
            self._origins.get(document.ref, before.origin if before and was_ours else ""),
            found.id,
            found.version,
            digest_of(document),
            _parts(document, found, before if was_ours else None),
            is_made or (before is not None and was_ours and before.is_made),
        )

    def look_at_removed(self) -> None:
        """See whether what was to be deleted is gone."""
        for ref in sorted(self._steps):
            for step in self._steps[ref]:
                if isinstance(step, Remove):
                    found = self._present.find(ref)
                    if found is not None and found.id == step.target_id:
                        self._count(ref, "failed")
                        self._explain(ref, [step])
                    else:
                        self.moved.pop(ref, None)

    def note_order(self, document: LogicalDocument) -> None:
        """Remember where a document stands among its like."""
        if document.ref.kind in ORDERED and document.ref not in self._left:
            group = (document.ref.kind, document.ref.space)
            self._orders.setdefault(group, {})[document.ref] = document.body

    def look_at_order(self) -> None:
        """Compare the order of environments and the like, once all are known."""
        policy = self._plan.choices.policy
        for (kind, _), bodies in self._orders.items():
            if existing_for(kind, policy) is Existing.KEEP:
                continue
            wanted = in_order(bodies)
            there = in_order(
                {ref: found.body for ref in wanted if (found := self._present.find(ref))}
            )
            if not same_order(wanted, there):
                expected: list[Json] = [ref.name for ref in wanted]
                found_names: list[Json] = [ref.name for ref in there]
                difference = Difference("/SortOrder", expected, found_names)
                self._count(wanted[0], "different", (difference,))

    def _is_written(
        self, steps: list[Step], document: LogicalDocument, known: Mapping[str, str]
    ) -> bool:
        """Whether the target holds the package's secrets: we wrote them, or knew them before."""
        if steps:
            return all(step.id in self._done for step in steps)
        return dict(known) == dict(document.digests)

    def _count(self, ref: Ref, outcome: str, different: tuple[Difference, ...] = ()) -> None:
        counts = self._kinds.setdefault(str(ref.kind), Counter())
        counts[outcome] += 1
        if outcome != "equal":
            self._items.append(Item(str(ref), outcome, different))

    def _count_secrets(self, count: int) -> None:
        if count:
            self._kinds.setdefault(_SECRETS, Counter())["not_comparable"] += count

    def _explain(self, ref: Ref, steps: list[Step]) -> None:
        for step in steps:
            message = self._refused.get(step.id)
            if message is not None:
                self._findings.append(Finding(Severity.WARNING, "failed", str(ref), message))

    def report(self, plan: Plan) -> Report:
        words = ("equal", "different", "missing", "failed", "not_comparable")
        kept = tuple(f for f in plan.findings if f.severity is not Severity.BLOCKS)
        told = {(finding.code, finding.ref) for finding in kept}  # with a hint
        left = tuple(
            Finding(Severity.WARNING, leave.code, str(leave.ref), f"Left out: {leave.message}")
            for leave in plan.left
            if (leave.code, str(leave.ref)) not in told
        )
        return Report(
            "verify",
            {
                kind: {word: counts.get(word, 0) for word in words}
                for kind, counts in sorted(self._kinds.items())
            },
            tuple(self._items),
            tuple(dict.fromkeys((*self._findings, *left, *kept))),
            {
                "compared": sum(
                    sum(counts.values()) for kind, counts in self._kinds.items() if kind != _SECRETS
                ),
                "left": len(plan.left),
            },
        )


def _remember(known: Mapping[str, Json], target: Target, state: StateDirectory) -> None:
    stored = state.read_json(KNOWN_SECRETS)
    every: dict[str, Json] = stored if isinstance(stored, dict) else {}
    every[target.wire.root] = dict(known)
    state.write_json(KNOWN_SECRETS, every)


def _parts(
    document: LogicalDocument, found: PresentDocument, before: Moved | None
) -> tuple[str, ...]:
    """What we brought: also what is gone from the source, as long as the target keeps it."""
    kind = document.ref.kind
    there = set(item_keys(kind, found.body))
    kept = [part for part in (before.parts if before else ()) if part in there]
    return tuple(dict.fromkeys((*item_keys(kind, document.body), *kept)))
