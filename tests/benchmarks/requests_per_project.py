"""Prints how many requests a plain project takes, and how reading grows with the target.

Run it as `python tests/benchmarks/requests_per_project.py`. The project is the sample's
`Plain Service`: 8 steps, 30 variables (6 of them sensitive), 1 channel, 1 runbook.
"""

import sys
import tempfile
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2]))

from migrator.engine.job import load_job
from migrator.engine.run import run
from migrator.engine.secrets import Vault
from migrator.model.events import Run, Stage, Started
from migrator.model.settings import SelectSettings
from migrator.sandbox.cloud.exchange import LoggedRequest
from migrator.sandbox.rehearsal import Rehearsal, RehearsalSettings, start

PLAIN = "Plain Service"
ALLOWED = 8
PROJECTS = (10, 20, 40)


@dataclass(frozen=True)
class Counted:
    """The requests of one run, in order, by the stage that sent them."""

    by_stage: dict[Stage, list[LoggedRequest]]

    def of(self, stage: Stage) -> list[LoggedRequest]:
        """What the stage sent."""
        return self.by_stage.get(stage, [])


def carry_out(served: Rehearsal, projects: Sequence[str]) -> Counted:
    """Move these projects with all they need."""
    job = load_job(served.job, {})
    job = replace(
        job,
        select=SelectSettings(projects=tuple(projects)),
        policy=replace(job.policy, stop_task_queue=False),  # costs as much for any number of them
    )
    beginnings: list[tuple[Stage, int]] = []

    def note(event: object) -> None:
        if isinstance(event, Started):
            beginnings.append((event.stage, len(served.cloud.requests)))

    report = run(job, Vault(environment={}), lambda _: True, fresh=True, run=Run(emit=note))
    if not report.is_clean:
        raise SystemExit(f"The run is not clean: {report.items[:3]}")
    ends = [begin for _, begin in beginnings[1:]] + [len(served.cloud.requests)]
    return Counted(
        {
            stage: served.cloud.requests[begin:end]
            for (stage, begin), end in zip(beginnings, ends, strict=True)
        }
    )


def requests_for_plain_project() -> list[LoggedRequest]:
    """What it takes to upload the project where all that it shares is there already."""
    with (
        tempfile.TemporaryDirectory() as home,
        start(RehearsalSettings(Path(home))) as served,
    ):
        # The numbered services share their lifecycle, group, feeds and environments with it.
        carry_out(served, ["Service 001", "Order Service"])
        return carry_out(served, [PLAIN]).of(Stage.UPLOAD)


def reads_by_projects(counts: Sequence[int]) -> dict[int, int]:
    """How many requests a plan takes where the target holds so many projects, by that number."""
    reads: dict[int, int] = {}
    with (
        tempfile.TemporaryDirectory() as home,
        start(RehearsalSettings(Path(home), scale=-(-max(counts) // 8))) as served,
    ):
        for count in sorted(counts):
            names = [f"Service {number:03}" for number in range(1, count + 1)]
            carry_out(served, names)
            reads[count] = len(carry_out(served, names).of(Stage.PLAN))
    return reads


def main() -> int:
    """Print both tables; fail where more is needed than allowed."""
    sent = requests_for_plain_project()
    print(f"{PLAIN}: {len(sent)} requests (allowed: {ALLOWED})")
    for (method, path), count in Counter((s.method, s.path) for s in sent).items():
        print(f"  {count} x {method} {path}")
    print(f"{'projects':>10}{'reads':>8}{'per project':>13}")
    before = (0, 0)
    for count, reads in reads_by_projects(PROJECTS).items():
        growth = (reads - before[1]) / (count - before[0])
        print(f"{count:>10}{reads:>8}{growth:>13.2f}" + ("" if before[0] else "  (with the rest)"))
        before = (count, reads)
    return 0 if len(sent) <= ALLOWED else 1


if __name__ == "__main__":
    raise SystemExit(main())
