"""A report as a table that spreadsheets open: a line for each difference and each finding."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable

from migrator.model.documents import Json
from migrator.model.report import Report

COLUMNS = (
    "what",
    "outcome",
    "rule",
    "item",
    "place",
    "expected",
    "found",
    "message",
    "what to do",
)
# A cell that begins so is a formula to a spreadsheet. Source: OWASP, "CSV Injection".
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def render_csv(report: Report) -> str:
    """Items, then findings; nothing that a spreadsheet would run."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(COLUMNS)
    for row in _rows(report):
        writer.writerow([_harmless(cell) for cell in row])
    return text.getvalue()


def _rows(report: Report) -> Iterable[tuple[str, ...]]:
    for item in report.items:
        begin = ("item", item.outcome, "", item.ref)
        if not item.differences:
            yield (*begin, "", "", "", "", "")
        for difference in item.differences:
            values = (_value(difference.expected), _value(difference.found))
            yield (*begin, difference.pointer, *values, "", "")
    for finding in report.findings:
        begin = ("finding", str(finding.severity), finding.code, finding.ref)
        yield (*begin, finding.pointer, "", "", finding.message, finding.hint)


def _value(value: Json) -> str:
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def _harmless(cell: str) -> str:
    # A lone surrogate, which a name may hold, is in no UTF-8 file.
    cell = cell.encode(errors="backslashreplace").decode()
    return f"'{cell}" if cell.startswith(_FORMULA) else cell
