"""Figures of a report, as what they are. No Qt."""

from __future__ import annotations

from collections import Counter

from migrator.model.report import Report


def whole(report: Report | None, name: str) -> int:
    """A fact that is a number; 0 where there is none."""
    value = report.facts.get(name) if report is not None else None
    return value if isinstance(value, int) else 0


def text(report: Report | None, name: str) -> str:
    """A fact that is a text; "" where there is none."""
    value = report.facts.get(name) if report is not None else None
    return value if isinstance(value, str) else ""


def totals(report: Report) -> Counter[str]:
    """The count of each outcome over all kinds but the secrets."""
    total: Counter[str] = Counter()
    for kind, counts in report.kinds.items():
        if kind != "secrets":
            total.update(counts)
    return total
