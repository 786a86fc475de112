"""What the source holds and no document of ours does, so that someone is told of it by name."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from datetime import UTC, datetime
from typing import Protocol

from migrator.model.amounts import counted
from migrator.model.documents import Json, Omitted
from migrator.rules.freezes import SCOPE
from migrator.source.built_in_feed import BUILDS_TABLE, INDEX_TABLE
from migrator.source.rows import BrokenRow, RawDocument
from migrator.source.tables import member, text

_FREEZES = "DeploymentFreeze"
_COUNTED = (
    (
        BUILDS_TABLE,
        "build-information",
        "record",
        "{count} of build information; push them again where they are needed.",
    ),
    (
        INDEX_TABLE,
        "built-in-packages",
        "package",
        (
            "{count} of the built-in feed; give [source] packages_directory or api_url, "
            "or push what is still needed to the target's own."
        ),
    ),
)
"""Tables that are counted: build servers write to them at any time, which changes nothing here."""


class Rows(Protocol):
    """What is needed of an open database."""

    def has_table(self, name: str) -> bool:
        """Whether there is such a table that we may read."""
        ...

    def documents(
        self, table: str, *, ids: Collection[str] | None = None
    ) -> Iterator[RawDocument | BrokenRow]:
        """The live rows, in the order of their ids."""
        ...

    def count(self, table: str, *, live_only: bool = True) -> int:
        """How many rows; 0 where there is no such table."""
        ...


def find_left(source: Rows, now: datetime, *, with_packages: bool = False) -> list[Omitted]:
    """Give each deployment freeze that is not over, and the number of packages and the like.

    Source: octopus.com/docs/deployments/deployment-freezes; table names in upgrade scripts of
    Octopus Server 2024.4.
    """
    left: list[Omitted] = []
    if source.has_table(_FREEZES):
        for raw in source.documents(_FREEZES):
            if isinstance(raw, BrokenRow):
                left.append(Omitted("unreadable-row", f"{raw.table} {raw.id}", "", raw.why))
            elif not is_over(raw.body, now) and not is_carried(raw.body, now):
                left.append(Omitted("deployment-freeze", f"{_FREEZES} {raw.id}", "", _words(raw)))
    for table, code, word, message in _COUNTED:
        if with_packages and table in {INDEX_TABLE, BUILDS_TABLE}:
            continue
        count = source.count(table, live_only=False)
        if count:
            left.append(Omitted(code, table, "", message.format(count=counted(count, word))))
    return left


def _words(raw: RawDocument) -> str:
    name, start, end = (text(raw.body, part) for part in ("Name", "Start", "End"))
    period = f" from {start} to {end}" if start and end else ""
    again = ", again and again" if member(raw.body, "RecurringSchedule") else ""
    return f"Deployment freeze {name!r}{period}{again}; set it on the target before cut-over."


def is_carried(body: Mapping[str, Json], now: datetime) -> bool:
    """Whether a freeze that may yet hold says itself what it freezes.

    Where a server keeps that in tables of its own nothing public tells how; a freeze that is not
    known to name all its projects is told of instead.
    """
    return isinstance(member(body, SCOPE), dict) and not is_over(body, now)


def is_over(body: Mapping[str, Json], now: datetime) -> bool:
    """Whether it has ended and does not come again; what cannot be told is not over."""
    if member(body, "RecurringSchedule"):
        return False
    try:
        end = datetime.fromisoformat(text(body, "End"))
    except ValueError:
        return False
    return (end if end.tzinfo else end.replace(tzinfo=UTC)) < now
