"""Prints resources/help/reliability.md with its table of faults and stages made anew.

Run it as `python tests/faults/matrix.py > page`, and put that in the place of the page. Each
cell is a case that `test_matrix.py` carries out: what stands in the table is what was seen.
"""

import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[2]
if __name__ == "__main__":
    sys.path.insert(0, str(ROOT))

from tests.architecture.errors_table import concrete_errors  # noqa: E402
from tests.faults import troubles  # noqa: E402
from tests.faults.world import STAGES  # noqa: E402

PAGE = ROOT / "resources" / "help" / "reliability.md"
BEGIN, END = "<!-- matrix -->", "<!-- /matrix -->"

# What a stage may do: go through to the clean run's end, or stop with one of these errors.
THROUGH = frozenset({""})
SOURCE_STAGES = ("survey", "export")
CLOUD_STAGES = ("plan", "upload", "verify")


def stops(*codes: str) -> frozenset[str]:
    return frozenset(codes)


@dataclass(frozen=True)
class Fault:
    """One row of the table.

    Attributes:
        words: for the person who reads the table.
        expected: by stage, what may be seen; each of it must be.
        is_at_every_use: the trouble takes the number of the use of a file at which it begins.
        has_modes: it is tried with a snapshot of the source and without.
    """

    name: str
    words: str
    trouble: object
    expected: Mapping[str, frozenset[str]]
    is_at_every_use: bool = False
    has_modes: bool = False


def _source(name: str, words: str, expected: frozenset[str], *, has_modes: bool = True) -> Fault:
    trouble = getattr(troubles, name)
    return Fault(name, words, trouble, dict.fromkeys(SOURCE_STAGES, expected), has_modes=has_modes)


def _cloud(name: str, words: str, expected: frozenset[str] = THROUGH) -> Fault:
    return Fault(name, words, getattr(troubles, name), dict.fromkeys(CLOUD_STAGES, expected))


_STATE = stops("OCM-3106")

FAULTS = (
    _source("lost_once", "The connection to SQL Server breaks in the midst of a table", THROUGH),
    _source("server_restarted", "SQL Server is restarted and back after 40 seconds", THROUGH),
    _source("server_gone", "SQL Server goes and stays away", stops("OCM-2104")),
    _source("deadlock_once", "A statement is chosen as deadlock victim (1205)", THROUGH),
    _source("deadlock_always", "Every read of a table is a deadlock victim", stops("OCM-2114")),
    _source("slow", "Statements take longer than `timeout_s`", stops("OCM-2111"), has_modes=False),
    _cloud("rejected", "10 percent of the requests are rejected (429)"),
    _cloud("failing", "2 percent of the requests fail (500)"),
    _cloud("dropped_before", "15 percent of the connections drop before anything was done"),
    _cloud("dropped_after", "15 percent drop after it was done and before the answer"),
    _cloud("cut_short", "15 percent of the answers are cut short"),
    _cloud("gateway", "25 percent are answered by a gateway's page (502, 503, 504)"),
    _cloud("maintenance", "A maintenance window of ten minutes (503)"),
    _cloud("restarted", "The target is restarted and back after 45 seconds"),
    _cloud("no_names", "Host names cannot be resolved for a minute"),
    _cloud("clock_jumps", "The machine sleeps for eight hours; its clock is set back by one"),
    _cloud("gone", "The target goes and stays away", stops("OCM-5103")),
    _cloud("revoked", "The API key is revoked", stops("OCM-5120")),
    Fault(
        "full_disk",
        "The disk is full, at any write",
        troubles.full_disk,
        {
            "export": stops("OCM-4109"),
            "plan": _STATE,
            "upload": _STATE,
            "verify": _STATE,
        },
        is_at_every_use=True,
    ),
    Fault(
        "lost_share",
        "The share with package and state goes away, at any use",
        troubles.lost_share,
        {
            "export": stops("OCM-4110"),
            "check": stops("OCM-4108"),
            "plan": stops("OCM-3106", "OCM-4108"),
            "upload": stops("OCM-3104", "OCM-3106", "OCM-4108"),
            "verify": stops("OCM-3104", "OCM-3106", "OCM-4108"),
        },
        is_at_every_use=True,
    ),
)


def render_table() -> str:
    """The table in Markdown."""
    exits = {error.code: int(error.exit_code) for error in concrete_errors()}
    lines = [
        "| what goes wrong | " + " | ".join(STAGES) + " |",
        "|---|" + "---|" * len(STAGES),
    ]
    for fault in FAULTS:
        cells = [_cell(fault.expected.get(stage), exits) for stage in STAGES]
        lines.append(f"| {fault.words} | " + " | ".join(cells) + " |")
    return "\n".join(lines)


def _cell(expected: frozenset[str] | None, exits: Mapping[str, int]) -> str:
    if expected is None:
        return "-"
    codes = sorted(expected - THROUGH)
    if not codes:
        return "goes through"
    told = ", ".join(f"`{code}` (exit {exits[code]})" for code in codes)
    return f"stops: {told}"


def render() -> str:
    """The whole page, with the table made anew."""
    page = PAGE.read_text("utf-8")
    before, _, rest = page.partition(BEGIN)
    _, _, after = rest.partition(END)
    return f"{before}{BEGIN}\n{render_table()}\n{END}{after}"


if __name__ == "__main__":
    print(render(), end="")
