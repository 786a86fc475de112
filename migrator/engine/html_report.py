"""A report as one HTML file that needs nothing else and looks well in light and in dark."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from html import escape

from migrator.model.documents import Json
from migrator.model.report import ARRIVES_OFF, Finding, Item, Report, Severity

_STYLE = """
:root { color-scheme: light dark;
  --page: light-dark(#f6f7fb, #12161c); --card: light-dark(#ffffff, #1a2029);
  --line: light-dark(#dfe3eb, #313a47); --text: light-dark(#17202e, #e6eaf0);
  --faint: light-dark(#566176, #9aa6b8); --good: light-dark(#17693a, #7fd09b);
  --bad: light-dark(#b3261e, #ff9489); --warn: light-dark(#8a5300, #f0bd62);
  --info: light-dark(#0a5cb5, #84b8f5); }
* { box-sizing: border-box; }
body { margin: 0; background: var(--page); color: var(--text);
  font: 15px/1.5 system-ui, -apple-system, "Segoe UI", "Noto Sans", sans-serif; }
main { max-width: 68rem; margin: 0 auto; padding: 2.5rem 1.25rem 4rem; }
header p { margin: 0; color: var(--faint); }
h1 { font-size: 1.75rem; line-height: 1.2; margin: .1rem 0 1.25rem; font-weight: 650; }
h2 { font-size: 1.1rem; margin: 2.25rem 0 .75rem; font-weight: 650; }
.card { background: var(--card); border: 1px solid var(--line); border-radius: .6rem;
  overflow: hidden; }
.status { padding: 1rem 1.25rem; font-size: 1.1rem; font-weight: 600; border-left: .35rem solid; }
.good { color: var(--good); } .bad { color: var(--bad); }
.warn { color: var(--warn); } .info { color: var(--info); } .faint { color: var(--faint); }
.tiles { display: grid; grid-template-columns: repeat(auto-fit, minmax(7rem, 1fr)); gap: .75rem;
  margin-top: .75rem; padding: 0; list-style: none; }
.tiles li { padding: .6rem 1rem; }
.tiles span { display: block; }
.tiles .count { font-size: 1.5rem; line-height: 1.3; font-weight: 650; }
.scroll { overflow-x: auto; }
table { border-collapse: collapse; width: 100%; }
th, td { text-align: left; padding: .5rem 1.25rem; border-top: 1px solid var(--line);
  vertical-align: top; overflow-wrap: anywhere; min-width: 6rem; }
thead th { border-top: 0; color: var(--faint); font-weight: 500; overflow-wrap: normal; }
tfoot td, tfoot th { font-weight: 650; border-top-width: 2px; }
th[scope=row] { font-weight: 500; }
.detailed table { table-layout: fixed; min-width: 44rem; }
.detailed th:first-child { width: 30%; }
.number { text-align: right; font-variant-numeric: tabular-nums; min-width: 5rem; }
strong { font-weight: 650; }
code, .ref { font: .9em/1.5 ui-monospace, "Cascadia Mono", "DejaVu Sans Mono", monospace;
  overflow-wrap: anywhere; white-space: pre-wrap; unicode-bidi: isolate; }
details { border-top: 1px solid var(--line); padding: .75rem 1.25rem; }
details:first-child { border-top: 0; }
summary { cursor: pointer; }
details ul { margin: .5rem 0 .25rem; padding-left: 1.25rem; }
details p { margin: .5rem 0 0; }
dl { margin: 0; display: grid; grid-template-columns: minmax(8rem, 14rem) 1fr; }
dt, dd { margin: 0; padding: .45rem 1.25rem; border-top: 1px solid var(--line);
  overflow-wrap: anywhere; }
dt { color: var(--faint); }
dt:first-of-type, dt:first-of-type + dd { border-top: 0; }
@media print { body { background: none; } main { padding: 0; max-width: none; }
  details::details-content { content-visibility: visible; block-size: auto; } }
"""
_POLICY = "default-src 'none'; style-src 'unsafe-inline'"
_BAD = ("different", "missing", "failed")
_TITLES = {"run": "Migration", "verify": "Verification", "survey": "Inventory"}
_CLASSES = {Severity.BLOCKS: "bad", Severity.WARNING: "warn", Severity.INFO: "info"}
_MOST_OPEN = 8  # a longer group starts folded, unless it blocks


def render_html(report: Report) -> str:
    """The whole report: how things stand, what is not as promised, then the rest.

    Every name in it is escaped.
    """
    title = f"Octopus Cloud Migrator: {_text(_title(report))}"
    return "\n".join(
        [
            "<!doctype html>",
            f'<html lang="en"><head><meta charset="utf-8"><title>{title}</title>',
            '<meta name="viewport" content="width=device-width, initial-scale=1">',
            # Nothing may be loaded or run, whatever a name contains.
            f'<meta http-equiv="Content-Security-Policy" content="{_POLICY}">',
            f"<style>{_STYLE}</style></head><body><main>",
            f"<header><p>Octopus Cloud Migrator</p><h1>{_text(_title(report))}</h1></header>",
            *_summary(report),
            *_items(report.items),
            *_cut_over(report.findings),
            *_findings([item for item in report.findings if item.code != ARRIVES_OFF]),
            *_kinds(report.kinds),
            *_facts(report.facts),
            "</main></body></html>\n",
        ]
    )


def _title(report: Report) -> str:
    return _TITLES.get(report.stage, report.stage.capitalize())


def _summary(report: Report) -> Iterator[str]:
    sentence, style = _status(report)
    yield f'<p class="card status {style}">{sentence}</p>'
    totals = {word: _total(report.kinds, word) for word in _columns(report.kinds)}
    findings = {
        "blocking": Severity.BLOCKS,
        "warnings": Severity.WARNING,
        "notes": Severity.INFO,
    }
    tiles = [(word, count, "bad" if word in _BAD else "") for word, count in totals.items()]
    for word, severity in findings.items():
        count = sum(finding.severity is severity for finding in report.findings)
        if count:
            tiles.append((word, count, _CLASSES[severity]))
    if tiles:
        yield '<ul class="tiles">'
        for word, count, style in tiles:
            colored = f" {style}" if count and style else ""
            yield (
                f'<li class="card"><span class="count{colored}">{count:,}</span>'
                f'<span class="faint">{_words(word)}</span></li>'
            )
        yield "</ul>"


def _status(report: Report) -> tuple[str, str]:
    compares = report.stage in {"run", "verify"}
    if not report.is_clean:
        return "Not everything is as promised." if compares else "This cannot go on.", "bad"
    return "Everything compared is equal." if compares else "Nothing is in the way.", "good"


def _columns(kinds: Mapping[str, Mapping[str, int]]) -> list[str]:
    return list(dict.fromkeys(word for counts in kinds.values() for word in counts))


def _total(kinds: Mapping[str, Mapping[str, int]], word: str) -> int:
    return sum(counts.get(word, 0) for counts in kinds.values())


def _kinds(kinds: Mapping[str, Mapping[str, int]]) -> Iterator[str]:
    columns = _columns(kinds)
    if not columns:
        return
    yield '<h2>Kinds</h2><div class="card scroll"><table><thead><tr><th scope="col">Kind</th>'
    yield "".join(f'<th scope="col" class="number">{_words(word)}</th>' for word in columns)
    yield "</tr></thead><tbody>"
    for kind, counts in kinds.items():
        cells = "".join(_count(word, counts.get(word, 0)) for word in columns)
        yield f'<tr><th scope="row">{_words(kind)}</th>{cells}</tr>'
    totals = "".join(_count(word, _total(kinds, word)) for word in columns)
    yield f'</tbody><tfoot><tr><th scope="row">Total</th>{totals}</tr></tfoot></table></div>'


def _count(word: str, count: int) -> str:
    if not count:
        return '<td class="number faint">0</td>'
    bad = " bad" if word in _BAD else ""
    return f'<td class="number{bad}">{count:,}</td>'


def _items(items: Sequence[Item]) -> Iterator[str]:
    for outcome in dict.fromkeys(item.outcome for item in items):
        same = [item for item in items if item.outcome == outcome]
        yield f'<h2>{_words(outcome.capitalize())} <span class="faint">{len(same):,}</span></h2>'
        is_detailed = any(item.differences for item in same)
        style = " detailed" if is_detailed else ""
        yield f'<div class="card scroll{style}"><table><thead><tr><th scope="col">Item</th>'
        if is_detailed:
            yield '<th scope="col">Place</th><th scope="col">In the package</th>'
            yield '<th scope="col">On the target</th>'
        yield "</tr></thead><tbody>"
        for item in same:
            yield from _item(item, is_detailed=is_detailed)
        yield "</tbody></table></div>"


def _item(item: Item, *, is_detailed: bool) -> Iterator[str]:
    rows = max(1, len(item.differences))
    name = f'<th scope="row" rowspan="{rows}"><span class="ref">{_text(item.ref)}</span></th>'
    if not item.differences:
        yield f"<tr>{name}{'<td></td>' * 3 if is_detailed else ''}</tr>"
    for difference in item.differences:
        texts = (
            _text(difference.pointer),
            _value(difference.expected),
            _value(difference.found),
        )
        yield f"<tr>{name}{''.join(f'<td><code>{text}</code></td>' for text in texts)}</tr>"
        name = ""


def _cut_over(findings: Sequence[Finding]) -> Iterator[str]:
    off = [finding for finding in findings if finding.code == ARRIVES_OFF]
    if off:
        yield f'<h2>To switch on at cut-over <span class="faint">{len(off):,}</span></h2>'
        yield '<div class="card"><details open><summary>These arrive switched off, so that nothing '
        yield "runs twice while the source still works.</summary><ul>"
        yield from (f"<li>{line}</li>" for line in _lines(off, is_said=False))
        yield "</ul></details></div>"


def _findings(findings: Sequence[Finding]) -> Iterator[str]:
    if not findings:
        return
    yield '<h2>Findings</h2><div class="card">'
    for severity in Severity:
        groups: dict[tuple[str, str], list[Finding]] = {}
        for finding in findings:
            if finding.severity is severity:
                groups.setdefault((finding.code, finding.hint), []).append(finding)
        for same in groups.values():
            yield from _group(same)
    yield "</div>"


def _group(findings: Sequence[Finding]) -> Iterator[str]:
    first = findings[0]
    is_open = first.severity is Severity.BLOCKS or len(findings) <= _MOST_OPEN
    messages = {finding.message for finding in findings}
    yield f"<details{' open' if is_open else ''}><summary>"
    yield f'<strong class="{_CLASSES[first.severity]}">{_text(str(first.severity))}</strong> '
    yield f'<strong>{_text(first.code)}</strong> <span class="faint">{len(findings):,}</span>'
    if len(messages) == 1:  # said once, for all of them
        yield f"<br><span>{_text(first.message)}</span>"
    yield "</summary>"
    if first.hint:
        yield f"<p>{_text(first.hint)}</p>"
    lines = list(_lines(findings, is_said=len(messages) == 1))
    if lines:
        yield "<ul>"
        yield from (f"<li>{line}</li>" for line in lines)
        yield "</ul>"
    yield "</details>"


def _lines(findings: Iterable[Finding], *, is_said: bool) -> Iterator[str]:
    for finding in findings:
        place = f"{finding.ref}{finding.pointer}"
        named = f'<span class="ref faint">{_text(place)}</span>' if place else ""
        message = "" if is_said else f"<span>{_text(finding.message)}</span>"
        if line := "<br>".join(part for part in (message, named) if part):
            yield line


def _facts(facts: Mapping[str, Json]) -> Iterator[str]:
    if facts:
        yield '<h2>Figures</h2><dl class="card">'
        for key, value in facts.items():
            yield f"<dt>{_words(key)}</dt><dd>{_value(value)}</dd>"
        yield "</dl>"


def _value(value: Json) -> str:
    return _text(value if isinstance(value, str) else json.dumps(value, ensure_ascii=False))


def _words(text: str) -> str:
    return _text(text.replace("_", " "))


def _text(text: str) -> str:
    # A lone surrogate, which a name may hold, is in no UTF-8 file.
    return escape(text.encode(errors="backslashreplace").decode())
