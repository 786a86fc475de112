"""What the doctor says of one thing that it looked at."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Verdict(StrEnum):
    """How well it is."""

    OK = "ok"
    WARNING = "warning"
    PROBLEM = "problem"


@dataclass(frozen=True, slots=True)
class Check:
    """One row of the doctor's table.

    Attributes:
        name: what was looked at, in words.
        found: what is there, without any secret.
        remedy: what to do; "" where nothing is to be done.
    """

    name: str
    verdict: Verdict
    found: str
    remedy: str = ""


def ok(name: str, found: str) -> Check:
    """All is well."""
    return Check(name, Verdict.OK, found)


def warning(name: str, found: str, remedy: str) -> Check:
    """Something will not work, and one may not need it."""
    return Check(name, Verdict.WARNING, found, remedy)


def problem(name: str, found: str, remedy: str) -> Check:
    """A migration cannot work like that."""
    return Check(name, Verdict.PROBLEM, found, remedy)
