"""What an upload did, as its report."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping

from migrator.engine.journal import Journal
from migrator.engine.ports import Target
from migrator.model.documents import Json, Ref
from migrator.model.plan import Create, Fill, Plan, Remove, Step, Update
from migrator.model.report import ARRIVES_OFF, Finding, Item, Report, Severity


def upload_report(
    plan: Plan,
    journal: Journal,
    target: Target,
    done_before: int,
    of_queues: Iterable[Finding],
) -> Report:
    """Counts of each kind, what failed, and the figures of the upload."""
    done, refused = journal.done(), journal.refused()
    kinds: dict[str, Counter[str]] = {}
    items: list[Item] = []
    findings = [*of_queues]
    failed: set[Ref] = set()
    words: Mapping[type[Step], str] = {
        Create: "created", Fill: "created", Update: "updated", Remove: "removed"
    }  # fmt: skip
    for step in plan.steps:
        counts = kinds.setdefault(str(step.ref.kind), Counter())
        if step.id in done:
            word = words.get(type(step))
            if word:
                counts[word] += 1
        elif step.ref not in failed:
            failed.add(step.ref)
            counts["failed"] += 1
            items.append(Item(str(step.ref), "failed"))
            findings.append(failed_step(step, refused.get(step.id, "It was not reached.")))
    # What arrives switched off is the list that a person works down at cut-over.
    made = {str(step.ref) for step in plan.steps} - {item.ref for item in items}
    findings.extend(f for f in plan.findings if f.code == ARRIVES_OFF and f.ref in made)
    facts: dict[str, Json] = {
        "steps": len(plan.steps),
        "done": len(done),
        "done_before": done_before,
        "failed": len(items),
        "requests": target.wire.requests_sent,
        "rejected_requests": target.wire.rejected,
    }
    return Report(
        "upload",
        {kind: dict(counts) for kind, counts in sorted(kinds.items())},
        tuple(items),
        tuple(findings),
        facts,
    )


def failed_step(step: Step, message: str) -> Finding:
    """What is said of a step that the target refused."""
    return Finding(
        Severity.WARNING,
        "failed",
        str(step.ref),
        message,
        "Put the cause in order and run the same command again: it tries only what is missing.",
    )
