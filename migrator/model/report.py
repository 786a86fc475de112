"""What is wrong with the data but need not stop the work, as values."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from migrator.model.documents import Json


class Severity(StrEnum):
    """How much a finding matters."""

    BLOCKS = "blocks"
    WARNING = "warning"
    INFO = "info"


@dataclass(frozen=True, slots=True, order=True)
class Finding:
    """One thing that someone should know, and what to do about it.

    Attributes:
        code: stable name, such as `missing-reference`.
        ref: what it is about, as text; "" where it is about the whole.
        message: one sentence with the names filled in; never a secret.
        hint: what to do, or "".
        pointer: JSON pointer into the document, or "".
    """

    severity: Severity
    code: str
    ref: str
    message: str
    hint: str = ""
    pointer: str = ""


@dataclass(frozen=True, slots=True)
class Difference:
    """Where the target is not what the package says.

    Attributes:
        pointer: JSON pointer into the document.
        expected: the package's value; a secret is only "set" or "not set".
        found: the target's value, likewise.
    """

    pointer: str
    expected: Json
    found: Json


ARRIVES_OFF = "disabled"
"""Code of the findings that say what is to be switched on at cut-over."""


@dataclass(frozen=True, slots=True)
class Item:
    """One document's outcome.

    Attributes:
        outcome: equal, different, missing, failed or not_comparable (for verify).
    """

    ref: str
    outcome: str
    differences: tuple[Difference, ...] = ()


@dataclass(frozen=True, slots=True)
class Report:
    """What a stage found.

    Attributes:
        kinds: for each kind the count of each outcome.
        items: what is not equal, one by one; empty where a stage only counts.
        facts: other figures for programs, such as versions and totals.
    """

    stage: str
    kinds: Mapping[str, Mapping[str, int]] = field(default_factory=dict)
    items: tuple[Item, ...] = ()
    findings: tuple[Finding, ...] = ()
    facts: Mapping[str, Json] = field(default_factory=dict)

    @property
    def is_clean(self) -> bool:
        """Whether nothing is different, missing or failed and nothing blocks."""
        bad = {"different", "missing", "failed"}
        counted = any(counts.get(word, 0) for counts in self.kinds.values() for word in bad)
        return not counted and not any(f.severity is Severity.BLOCKS for f in self.findings)


def encode_finding(finding: Finding) -> dict[str, Json]:
    """As JSON, without empty members."""
    full: dict[str, Json] = {
        "severity": str(finding.severity),
        "code": finding.code,
        "ref": finding.ref,
        "message": finding.message,
        "hint": finding.hint,
        "pointer": finding.pointer,
    }
    return {key: value for key, value in full.items() if value != ""}


def decode_finding(value: Mapping[str, object]) -> Finding:
    """A finding from what `encode_finding` gave.

    Raises:
        KeyError, ValueError: the value is not one that we wrote.
    """
    return Finding(
        Severity(str(value["severity"])),
        str(value["code"]),
        str(value.get("ref", "")),
        str(value["message"]),
        str(value.get("hint", "")),
        str(value.get("pointer", "")),
    )


def encode_report(report: Report) -> dict[str, Json]:
    """As JSON."""
    return {
        "stage": report.stage,
        "clean": report.is_clean,
        "kinds": {kind: dict(counts) for kind, counts in sorted(report.kinds.items())},
        "items": [
            {
                "ref": item.ref,
                "outcome": item.outcome,
                "differences": [
                    {"pointer": d.pointer, "expected": d.expected, "found": d.found}
                    for d in item.differences
                ],
            }
            for item in report.items
        ],
        "findings": [encode_finding(finding) for finding in report.findings],
        "facts": dict(report.facts),
    }
