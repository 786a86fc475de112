"""How far an upload got, read without disturbing it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from migrator.engine.journal import Done, parse_fact
from migrator.engine.plan_file import journal_name, load_plan
from migrator.engine.state import PLAN_FILE
from migrator.model.errors import MigratorError


@dataclass(frozen=True, slots=True)
class UploadProgress:
    """Steps of the last plan.

    Attributes:
        kinds: for each kind the steps that are done and all steps.
    """

    done: int
    total: int
    kinds: Mapping[str, tuple[int, int]] = field(default_factory=dict)

    @property
    def is_unfinished(self) -> bool:
        """Whether it was begun and not carried out to the end."""
        return 0 < self.done < self.total


def read_progress(state_directory: Path) -> UploadProgress | None:
    """What the plan and its journal say; None where there is nothing that can be read."""
    try:
        plan = load_plan(state_directory / PLAN_FILE)
        data = (state_directory / journal_name(plan)).read_bytes()
        lines = data[: data.rfind(b"\n") + 1].decode(errors="replace").splitlines()
        facts = [parse_fact(line) for line in lines]
    except (MigratorError, OSError):
        return None
    done = {fact.step for fact in facts if isinstance(fact, Done)}
    steps = {step.id: str(step.ref.kind) for step in plan.steps}
    settled = Counter(kind for step, kind in steps.items() if step in done)
    kinds = {kind: (settled[kind], count) for kind, count in Counter(steps.values()).items()}
    return UploadProgress(settled.total(), len(steps), kinds)
