"""Findings in groups that say a cause and its remedy once, and unfold to their places."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QVBoxLayout, QWidget

from migrator.gui.kind_words import ref_words
from migrator.gui.widgets.buttons import ButtonKind, button, set_icon
from migrator.gui.widgets.emptying import empty
from migrator.gui.widgets.panels import Note, NoteKind
from migrator.gui.widgets.text import Role, label, selectable
from migrator.gui.wording import filled, number
from migrator.model.report import Finding, Severity

_KINDS = {
    Severity.BLOCKS: NoteKind.ERROR,
    Severity.WARNING: NoteKind.WARNING,
    Severity.INFO: NoteKind.INFO,
}
_MOST_PLACES = 50
_MOST_GROUPS = 12


class FindingList(QWidget):
    """What blocks comes first; hidden while there is nothing."""

    def __init__(self) -> None:
        super().__init__()
        self._rows = QVBoxLayout(self)
        self._rows.setContentsMargins(0, 0, 0, 0)
        self._rows.setSpacing(8)
        self.hide()

    def show_findings(self, findings: Sequence[Finding], *, with_infos: bool = True) -> None:
        """Replace what is shown."""
        empty(self._rows)
        groups = grouped(f for f in findings if with_infos or f.severity is not Severity.INFO)
        for group in groups[:_MOST_GROUPS]:
            self._rows.addWidget(FindingGroup(group))
        if len(groups) > _MOST_GROUPS:
            more = filled(self.tr("and %1 more"), number(len(groups) - _MOST_GROUPS))
            self._rows.addWidget(label(more, Role.HELP))
        self.setVisible(bool(groups))


class FindingGroup(Note):
    """Findings of one rule: the sentence, the remedy, and the places folded beneath."""

    def __init__(self, findings: Sequence[Finding]) -> None:
        first = findings[0]
        sentences = {finding.message for finding in findings}
        title = first.message
        if len(sentences) > 1:
            title = filled(self.tr("%1 (and %2 more)"), title, number(len(findings) - 1))
        super().__init__(_KINDS[first.severity], title, first.hint)
        self._places = selectable(label(role=Role.HELP, wraps=True))
        places = [_place(finding, tells=len(sentences) > 1) for finding in findings]
        shown = [place for place in places if place]
        self._unfold = button(
            filled(self.tr("%1 places"), number(len(shown)))
            if len(shown) > 1
            else self.tr("Where"),
            ButtonKind.LINK,
            "chevron-right",
        )
        self._unfold.setAccessibleDescription(title)
        self._unfold.setCheckable(True)
        self._unfold.toggled.connect(self._show)
        more = [filled(self.tr("and %1 more"), number(len(shown) - _MOST_PLACES))]
        listed = shown[:_MOST_PLACES] + (more if len(shown) > _MOST_PLACES else [])
        self._places.setText("\n".join(listed))
        self._places.hide()
        if shown:
            self.offer(self._unfold)
            self.texts.addWidget(self._places)
        else:
            for widget in (self._unfold, self._places):
                widget.setParent(self)
                widget.hide()

    @Slot(bool)
    def _show(self, shown: bool) -> None:  # noqa: FBT001 - a Qt slot
        self._places.setVisible(shown)
        set_icon(self._unfold, "chevron-down" if shown else "chevron-right")


def grouped(findings: Iterable[Finding]) -> list[list[Finding]]:
    """Findings of one rule with one remedy together, what blocks first."""
    found: dict[tuple[str, str, str], list[Finding]] = {}
    order = list(Severity)
    for finding in findings:
        found.setdefault((str(finding.severity), finding.code, finding.hint), []).append(finding)
    return sorted(found.values(), key=lambda group: order.index(group[0].severity))


def _place(finding: Finding, *, tells: bool) -> str:
    kind, path = ref_words(finding.ref)
    where = f"{kind} {path}".strip() + (f" {finding.pointer}" if finding.pointer else "")
    return f"{where}: {finding.message}" if tells and where else where
