"""A report as one HTML file that needs nothing else and looks well in light and in dark."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from html import escape

from migrator.model.documents import Json
from migrator.model.report import Finding, Item, Report, Severity

_STYLE = """
:root { color-scheme: light dark; }
body { font: 16px/1.5 system-ui, sans-serif; max-width: 72rem; margin: 2rem auto; padding: 0 1rem; }
table { border-collapse: collapse; margin: 1rem 0; }
th, td { text-align: left; padding: .3rem .8rem; border-bottom: 1px solid #8884;
  vertical-align: top; overflow-wrap: anywhere; }
td.number, th.number { text-align: right; font-variant-numeric: tabular-nums; }
.bad { font-weight: 700; color: light-dark(#b3261e, #ff8a80); }
.good { font-weight: 700; color: light-dark(#1b6e34, #81c995); }
code { font-size: .9em; }
"""
_POLICY = "default-src 'none'; style-src 'unsafe-inline'"
_BAD = ("different", "missing", "failed")


def render_html(report: Report) -> str:
    """The whole report; every name in it is escaped."""
    good = report.is_clean
    word = "Everything compared is equal." if good else "Not everything is as promised."
    title = f"Octopus Cloud Migrator: {escape(report.stage)}"
    return "\n".join(
        [
            "<!doctype html>",
            f'<html lang="en"><head><meta charset="utf-8"><title>{title}</title>',
            '<meta name="viewport" content="width=device-width">',
            # Nothing may be loaded or run, whatever a name contains.
            f'<meta http-equiv="Content-Security-Policy" content="{_POLICY}">',
            f"<style>{_STYLE}</style></head><body>",
            f'<h1>{title}</h1><p class="{"good" if good else "bad"}">{word}</p>',
            *_kinds(report.kinds),
            *_items(report.items),
            *_findings(report.findings),
            *_facts(report.facts),
            "</body></html>\n",
        ]
    )


def _kinds(kinds: Mapping[str, Mapping[str, int]]) -> Iterable[str]:
    columns = list(dict.fromkeys(word for counts in kinds.values() for word in counts))
    if columns:
        yield "<h2>Kinds</h2>"
        heads = "".join(f'<th class="number">{_words(word)}</th>' for word in columns)
        yield f"<table><thead><tr><th>kind</th>{heads}</tr></thead><tbody>"
        for kind, counts in kinds.items():
            cells = "".join(_count(word, counts.get(word, 0)) for word in columns)
            yield f"<tr><td>{_words(kind)}</td>{cells}</tr>"
        yield "</tbody></table>"


def _count(word: str, count: int) -> str:
    bad = " bad" if count and word in _BAD else ""
    return f'<td class="number{bad}">{count:,}</td>'


def _items(items: tuple[Item, ...]) -> Iterable[str]:
    if items:
        yield "<h2>Items</h2><table><thead><tr><th>outcome</th><th>item</th><th>place</th>"
        yield "<th>expected</th><th>found</th></tr></thead><tbody>"
        for item in items:
            begin = f"<tr><td>{_words(item.outcome)}</td><td>{_text(item.ref)}</td>"
            if not item.differences:
                yield f"{begin}<td></td><td></td><td></td></tr>"
            for difference in item.differences:
                values = "".join(
                    f"<td><code>{_value(value)}</code></td>"
                    for value in (difference.expected, difference.found)
                )
                yield f"{begin}<td><code>{_text(difference.pointer)}</code></td>{values}</tr>"
        yield "</tbody></table>"


def _findings(findings: tuple[Finding, ...]) -> Iterable[str]:
    if findings:
        yield "<h2>Findings</h2><table><thead><tr><th>severity</th><th>rule</th><th>item</th>"
        yield "<th>what</th><th>what to do</th></tr></thead><tbody>"
        order = list(Severity)
        for finding in sorted(findings, key=lambda finding: order.index(finding.severity)):
            cells = (
                str(finding.severity),
                finding.code,
                f"{finding.ref}{finding.pointer}",
                finding.message,
                finding.hint,
            )
            yield f"<tr>{''.join(f'<td>{_text(cell)}</td>' for cell in cells)}</tr>"
        yield "</tbody></table>"


def _facts(facts: Mapping[str, Json]) -> Iterable[str]:
    if facts:
        yield "<h2>Facts</h2><table><tbody>"
        for key, value in facts.items():
            yield f"<tr><th>{_words(key)}</th><td>{_value(value)}</td></tr>"
        yield "</tbody></table>"


def _value(value: Json) -> str:
    return _text(value if isinstance(value, str) else json.dumps(value))


def _words(text: str) -> str:
    return _text(text.replace("_", " "))


def _text(text: str) -> str:
    # A lone surrogate, which a name may hold, is in no UTF-8 file.
    return escape(text.encode(errors="backslashreplace").decode())
