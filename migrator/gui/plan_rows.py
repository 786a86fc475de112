"""A plan as one line for each document. No Qt."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from migrator.model.documents import Ref
from migrator.model.plan import Create, Fill, Link, Plan, Remove, Sort, Update


class Action(StrEnum):
    """What happens to a document."""

    CREATE = "create"
    UPDATE = "update"
    KEEP = "keep"
    LEAVE = "leave"
    REMOVE = "remove"


@dataclass(frozen=True, slots=True)
class PlanRow:
    """A document of the package and what the plan does with it."""

    action: Action
    ref: Ref
    why: str


def plan_rows(plan: Plan) -> Iterator[PlanRow]:
    """What is left behind first, then in the order of the upload, then what stays as it is."""
    for leave in plan.left:
        yield PlanRow(Action.LEAVE, leave.ref, leave.message)
    told: set[Ref] = set()
    for step in plan.steps:
        if step.ref in told or isinstance(step, Sort):
            continue  # an order or a link of what is told already
        told.add(step.ref)
        match step:
            case Create() | Fill():
                yield PlanRow(Action.CREATE, step.ref, step.reason)
            case Update(reason=reason, changes=changes):
                why = f"{reason}: {', '.join(changes)}" if changes else reason
                yield PlanRow(Action.UPDATE, step.ref, why)
            case Link():
                yield PlanRow(Action.UPDATE, step.ref, step.reason)
            case Remove():
                yield PlanRow(Action.REMOVE, step.ref, step.reason)
    for ref in plan.same:
        if ref not in told:
            yield PlanRow(Action.KEEP, ref, "")
