"""How much of the built-in feed goes up, and whether the target has room for it."""

from __future__ import annotations

from migrator.engine.ports import Documents
from migrator.model.amounts import counted, duration, size
from migrator.model.documents import Kind, Ref
from migrator.model.plan import Create, Plan, Update
from migrator.model.report import Finding, Severity
from migrator.rules.built_in_feed import STORE_BYTES

_MBIT = 1_000_000
_LINES = (10, 100)
"""Megabits per second for which the time is told: nobody knows the customer's line."""
_NEARLY = 0.7


def volume_findings(package: Documents, made: Plan) -> list[Finding]:
    """Say before anything is written how many bytes of packages go up and how long that takes.

    Source: octopus.com/docs/octopus-cloud (1 TB for packages, artifacts and logs).
    """
    sizes: dict[str, list[int]] = {}
    for step in made.steps:
        if step.ref.kind is Kind.BUILT_IN_PACKAGE and isinstance(step, Create | Update):
            found = package.read(step.ref).body.get("PackageSizeBytes")
            if isinstance(found, int):
                sizes.setdefault(step.ref.space, []).append(found)
    findings = [_volume(space, held) for space, held in sorted(sizes.items())]
    total = sum(sum(held) for held in sizes.values())
    if total > _NEARLY * STORE_BYTES:
        is_over = total > STORE_BYTES
        findings.append(
            Finding(
                Severity.BLOCKS if is_over else Severity.WARNING,
                "file-storage",
                "",
                f"The packages have {size(total)}; Octopus Cloud has room for 1 TB of packages, "
                "artifacts and task logs together.",
                "Trim the feed on the source by retention first, or select less.",
            )
        )
    return findings


def _volume(space: str, sizes: list[int]) -> Finding:
    total = sum(sizes)
    times = " and ".join(
        f"{duration(total * 8 / (line * _MBIT))} at {line} Mbit/s" for line in _LINES
    )
    return Finding(
        Severity.INFO,
        "package-volume",
        str(Ref(Kind.SPACE, (space,))),
        f"Of the built-in feed {counted(len(sizes), 'package')} will go up, {size(total)} in all: "
        f"that takes at least {times}.",
    )
