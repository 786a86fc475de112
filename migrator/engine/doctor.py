"""Looks whether a migration can work on this machine, and from there, and says what to do."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from migrator.engine.doctor_check import Check, Verdict
from migrator.engine.doctor_job import check_job, check_proxy
from migrator.engine.doctor_machine import check_machine, check_places
from migrator.engine.job import Job
from migrator.engine.state import default_state_directory
from migrator.model.events import Run
from migrator.model.report import Finding, Report, Severity

# Any address of the target's kind: which proxy is taken hardly ever depends on more.
_SOME_TARGET = "https://example.octopus.app"
_SEVERITIES = {Verdict.WARNING: Severity.WARNING, Verdict.PROBLEM: Severity.BLOCKS}


def examine(
    job: Job | None, run: Run, environment: Mapping[str, str] = os.environ
) -> tuple[Check, ...]:
    """Look at the machine, and at what the job names if there is one.

    No secret is fetched, nothing is written, and each attempt to connect has a timeout.

    Raises:
        Cancelled: between two checks.
    """
    found = []
    for check in _checks(job, environment):
        found.append(check)
        run.check()
    return tuple(found)


def _checks(job: Job | None, environment: Mapping[str, str]) -> Iterator[Check]:
    yield from check_machine()
    if job is None:
        yield check_proxy(_SOME_TARGET)
        state = default_state_directory(Path("job.toml")).parent
        yield from check_places([("state directory", state)])
        return
    places = [
        ("state directory", job.state_directory),
        ("package's place", job.package.path.parent),
    ]
    yield from check_places(places)
    yield from check_job(job, environment)


def has_problem(checks: Sequence[Check]) -> bool:
    """Whether something must be put right before a migration can work."""
    return any(check.verdict is Verdict.PROBLEM for check in checks)


def make_report(checks: Sequence[Check]) -> Report:
    """The checks for programs: every one in `facts`, what is not ok as findings too."""
    return Report(
        stage="doctor",
        findings=tuple(
            Finding(
                severity=_SEVERITIES[check.verdict],
                code=f"doctor-{re.sub(r'[^a-z0-9]+', '-', check.name.lower()).strip('-')}",
                ref="",
                message=f"{check.name}: {check.found}",
                hint=check.remedy,
            )
            for check in checks
            if check.verdict is not Verdict.OK
        ),
        facts={
            "checks": [
                {
                    "name": check.name,
                    "verdict": str(check.verdict),
                    "found": check.found,
                    "remedy": check.remedy,
                }
                for check in checks
            ]
        },
    )
