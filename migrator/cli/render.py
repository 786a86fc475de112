"""Reports and errors as people read them; colours are foreground only, for any background."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence

from rich import box
from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from migrator.cli.wording import printable
from migrator.model.amounts import counted, duration, size
from migrator.model.documents import Json
from migrator.model.errors import MigratorError
from migrator.model.report import ARRIVES_OFF, Difference, Finding, Item, Report, Severity

_MOST_SHOWN = 5
_MOST_DIFFERENCES = 3
_LONGEST_VALUE = 60

# The order of columns; what is not named here follows.
_OUTCOMES = (
    "equal",
    "different",
    "missing",
    "failed",
    "not_comparable",
    "create",
    "update",
    "keep",
    "leave",
    "remove",
    "created",
    "updated",
    "removed",
    "written",
    "documents",
    "size_bytes",
    "secrets",
)
_PLANNED = ("create", "update", "keep", "leave", "remove")
_ONLY_IF_LIMITED = {"minutes", "rate_per_minute", "burst"}
_BAD = {"different", "missing", "failed"}
_COLORS = {Severity.BLOCKS: "red", Severity.WARNING: "yellow", Severity.INFO: "cyan"}


def render_error(error: MigratorError, mask: Callable[[str], str] = str) -> RenderableType:
    """An error for a terminal: its code and sentence, what to do next, where to read about it."""
    lines = Table.grid(padding=(0, 2))
    lines.add_column(no_wrap=True)
    lines.add_column()
    message, hint = printable(mask(str(error))), printable(mask(error.hint))
    lines.add_row(Text(error.code, style="bold red"), Text(message, style="bold"))
    lines.add_row(Text("next", style="dim"), Text(hint))
    if error.page:
        lines.add_row(Text("page", style="dim"), Text(error.page))
    return lines


def error_lines(error: MigratorError, mask: Callable[[str], str] = str) -> str:
    """The same for a file, in which long lines stay whole."""
    lines = [f"{error.code}: {mask(str(error))}", f"Next: {mask(error.hint)}"]
    if error.page:
        lines.append(f"Page: {error.page}")
    return "\n".join(map(printable, lines))


def render_report(report: Report) -> RenderableType:
    """A whole report, its last line a sentence that says how things stand."""
    parts: list[RenderableType] = []
    if report.kinds:
        parts.append(_kinds(report.kinds))
    if report.items:
        parts.append(_items(report.items))
    if report.findings:
        parts.append(_findings(report.findings))
    if facts := _facts(report.facts):
        parts.append(facts)
    sentence, style = status(report)
    parts.append(Text(sentence, style=style))
    spaced: list[RenderableType] = []
    for part in parts:
        spaced += [part, Text()]
    return Group(*spaced[:-1])


def _kinds(kinds: Mapping[str, Mapping[str, int]]) -> Table:
    found = {outcome for counts in kinds.values() for outcome in counts}
    columns = [word for word in _OUTCOMES if word in found]
    columns += sorted(found - set(columns))
    table = Table(box=box.SIMPLE_HEAD, show_edge=False, pad_edge=False, show_footer=len(kinds) > 1)
    total = {word: sum(counts.get(word, 0) for counts in kinds.values()) for word in columns}
    table.add_column("kind", footer="total", no_wrap=True)
    for word in columns:
        footer = _cell(word, total[word])
        table.add_column(_words(word), footer=footer, justify="right")
    for kind, counts in kinds.items():
        cells = [_cell(word, counts.get(word, 0)) for word in columns]
        table.add_row(Text(printable(kind.replace("_", " "))), *cells)
    return table


def _cell(word: str, count: int) -> Text:
    if not count:
        return Text("·", style="dim")
    shown = size(count) if word.endswith("bytes") else f"{count:,}"
    return Text(shown, style="bold red" if word in _BAD else "")


def _items(items: Sequence[Item]) -> RenderableType:
    lines = Table.grid(padding=(0, 2))
    lines.add_column(no_wrap=True)
    lines.add_column(overflow="fold")
    for outcome in dict.fromkeys(item.outcome for item in items):
        same = [item for item in items if item.outcome == outcome]
        style = "bold red" if outcome in _BAD else "bold"
        for item in same[:_MOST_SHOWN]:
            text = Text(printable(item.ref))
            for difference in item.differences[:_MOST_DIFFERENCES]:
                text.append(f"\n{_difference(difference)}", style="dim")
            if len(item.differences) > _MOST_DIFFERENCES:
                text.append(f"\n{_more(len(item.differences) - _MOST_DIFFERENCES)}", style="dim")
            lines.add_row(Text(outcome.replace("_", " "), style=style), text)
        if len(same) > _MOST_SHOWN:
            lines.add_row("", Text(_more(len(same) - _MOST_SHOWN), style="dim"))
    return lines


def _difference(difference: Difference) -> str:
    expected, found = _value(difference.expected), _value(difference.found)
    return f"{printable(difference.pointer)}: expected {expected}, found {found}"


def _value(value: Json) -> str:
    text = printable(repr(value) if isinstance(value, str) else str(value))
    return text if len(text) <= _LONGEST_VALUE else text[: _LONGEST_VALUE - 1] + "…"


def _more(count: int) -> str:
    return f"and {count:,} more"


def _findings(findings: Sequence[Finding]) -> RenderableType:
    parts: list[RenderableType] = []
    for severity in Severity:
        groups: dict[tuple[str, str], list[Finding]] = {}
        for finding in findings:
            if finding.severity is severity:
                groups.setdefault((finding.code, finding.hint), []).append(finding)
        for (code, hint), same in groups.items():
            shown = "to switch on at cut-over" if code == ARRIVES_OFF else code
            parts.append(_group(severity, shown, hint, same))
    return Group(*parts)


def _group(severity: Severity, code: str, hint: str, findings: Sequence[Finding]) -> RenderableType:
    heading = Text()
    heading.append(str(severity), style=f"bold {_COLORS[severity]}")
    heading.append(f"  {printable(code)}", style="bold")
    if len(findings) > 1:
        heading.append(f"  {len(findings):,}", style="dim")
    messages = {finding.message for finding in findings}
    lines: list[Text] = []
    if len(messages) == 1:  # said once, for all of them
        lines.append(Text(printable(findings[0].message)))
    for finding in findings[:_MOST_SHOWN]:
        if len(messages) > 1:
            lines.append(Text(printable(finding.message)))
        if finding.ref:
            lines.append(Text(f"  {printable(finding.ref + finding.pointer)}", style="dim"))
    if len(findings) > _MOST_SHOWN:
        lines.append(Text(_more(len(findings) - _MOST_SHOWN), style="dim"))
    if hint:
        lines.append(Text(f"→ {printable(hint)}"))
    return Group(heading, Padding(Group(*lines), (0, 0, 0, 2)))


def _facts(facts: Mapping[str, Json]) -> RenderableType | None:
    lines = Table.grid(padding=(0, 2))
    lines.add_column(style="dim", no_wrap=True)
    lines.add_column(overflow="fold")
    for key, value in facts.items():
        if shown := _fact(key, value):
            lines.add_row(Text(printable(_words(key))), Text(printable(shown)))
    return lines if lines.row_count else None


def _words(key: str) -> str:
    """A key as words; its unit is told by the value."""
    if key == "minutes":
        return "time at the rate limit"
    return key.removesuffix("_s").removesuffix("_bytes").replace("_", " ")


def _fact(key: str, value: Json) -> str:
    """The value as people say it; "" where it says nothing or is for programs alone."""
    match value:
        case None | "" | dict():
            return ""
        case 0 | 0.0 if key in _ONLY_IF_LIMITED:
            return ""
        case bool():
            return "yes" if value else "no"
        case int() | float() if key.endswith("_s"):
            return f"about {duration(value)}" if key.startswith("estimated") else duration(value)
        case int() | float() if key == "minutes":
            return f"about {duration(value * 60)}"
        case int() | float() if key.endswith("_bytes"):
            return size(value)
        case int():
            return f"{value:,}"
        case list():
            return _joined(value)
        case _:
            return str(value)


def _joined(values: Iterable[Json]) -> str:
    words = [value.replace("_", " ") for value in values if isinstance(value, str)]
    return ", ".join(words)


def status(report: Report) -> tuple[str, str]:
    """One sentence on how things stand, and its style."""
    total = _totals(report.kinds)
    blocking = sum(finding.severity is Severity.BLOCKS for finding in report.findings)
    if blocking:
        return f"Blocked by {counted(blocking, 'finding')}.", "bold red"
    if bad := [f"{total[word]:,} {word}" for word in _OUTCOMES if word in _BAD and total.get(word)]:
        return f"Not as promised: {', '.join(bad)}.", "bold red"
    warnings = sum(finding.severity is Severity.WARNING for finding in report.findings)
    beside = f"; {counted(warnings, 'warning')} above" if warnings else ""
    if "equal" in total:
        wrote_nothing = "; nothing had to be written" if report.facts.get("written") == 0 else ""
        return f"All {total['equal']:,} compared are equal{wrote_nothing}{beside}.", "bold green"
    if changes := [word for word in _PLANNED if word in total]:
        todo = sum(total.get(word, 0) for word in ("create", "update", "remove"))
        if not todo:
            return f"Nothing is to be written: the target has it all{beside}.", "bold green"
        words = ", ".join(f"{word} {total[word]:,}" for word in changes)
        return f"The plan: {words}{beside}.", "bold green"
    return f"{report.stage.capitalize()}: done{beside}.", "bold green"


def _totals(kinds: Mapping[str, Mapping[str, int]]) -> dict[str, int]:
    total: dict[str, int] = {}
    for counts in kinds.values():
        for word, count in counts.items():
            total[word] = total.get(word, 0) + count
    return total
