"""Page: everything is read back and compared, field by field."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import replace

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QTreeWidgetItem

from migrator.gui import calls
from migrator.gui.facts import totals
from migrator.gui.flow import PageName
from migrator.gui.kind_words import kind_word, ref_words
from migrator.gui.notify import tell
from migrator.gui.page import Page
from migrator.gui.session import Session
from migrator.gui.widgets.buttons import ButtonKind, button
from migrator.gui.widgets.finding_list import FindingList
from migrator.gui.widgets.item_filter import ItemFilter
from migrator.gui.widgets.item_table import ItemTable, Row
from migrator.gui.widgets.panels import Card, Figures, Note, NoteKind
from migrator.gui.widgets.tables import ROW_PX, fit_rows, make_table
from migrator.gui.widgets.text import Elided, Role
from migrator.gui.wording import filled, number
from migrator.model.documents import Json
from migrator.model.events import Advanced, Run, Stage
from migrator.model.report import Item, Report

_WIDEST = 1040
_OUTCOMES = ("equal", "different", "missing", "failed", "not_comparable")
_ICONS = {
    "different": ("scale", "warning"),
    "missing": ("circle-help", "error"),
    "failed": ("circle-x", "error"),
}
_LONGEST_KINDS = 12


class VerifyPage(Page):
    """Reads only; what differs is shown down to the field."""

    name = PageName.VERIFY

    def __init__(self, session: Session) -> None:
        super().__init__(session, widest=_WIDEST)
        self._words = {
            "equal": self.tr("Equal"),
            "different": self.tr("Different"),
            "missing": self.tr("Missing"),
            "failed": self.tr("Failed"),
            "not_comparable": self.tr("Not compared"),
        }
        self.body.addWidget(self.busy)
        self.body.addWidget(self.error)
        self._verdict = Note()
        self._again = button(self.tr("Compare &again"), ButtonKind.LINK, "refresh-cw")
        self._again.clicked.connect(self._compare)
        self._verdict.offer(self._again)
        self.body.addWidget(self._verdict)
        self._summary = Card()
        self._figures = Figures(tuple(self._words.values()))
        headers = (self.tr("Kind"), *self._words.values())
        self._kinds = make_table(self.tr("By kind"), headers)
        for column in range(1, len(headers)):
            self._kinds.header().resizeSection(column, 88)
        self._summary.rows.addWidget(self._figures)
        self._summary.rows.addWidget(self._kinds)
        self._items_card = self._make_items()
        self.body.addWidget(self._items_card)
        self.body.addWidget(self._summary)
        self._findings = FindingList()
        self.body.addWidget(self._findings)
        self.body.addStretch()
        self._show(None)

    def _make_items(self) -> Card:
        card = Card(self.tr("What is not equal"))
        self.table = ItemTable(
            self.tr("What is not equal"),
            (self.tr("Outcome"), self.tr("Item"), self.tr("Kind"), self.tr("Fields")),
            (148, 0, 168, 88),
        )
        self.table.selectionModel().selectionChanged.connect(self._drill)
        self.filter = ItemFilter(self.table, self._words)
        self._field_title = Elided(role=Role.STRONG)
        self.fields = make_table(
            self.tr("Fields that differ"),
            (self.tr("Field"), self.tr("In the package"), self.tr("In Octopus Cloud")),
        )
        self.fields.setMinimumHeight(ROW_PX * 4)
        for column in (1, 2):
            self.fields.header().resizeSection(column, 250)
        card.rows.addWidget(self.filter)
        card.rows.addWidget(self.table)
        card.rows.addWidget(self._field_title)
        card.rows.addWidget(self.fields)
        return card

    def title(self) -> str:
        """The question."""
        return self.tr("Did everything arrive?")

    def lead(self) -> str:
        """What is promised."""
        return self.tr("Every document is read back and compared with the package.")

    def next_text(self) -> str:
        """Compare first."""
        has = self.session.outcomes.verified is not None
        return self.tr("&Next") if has else self.tr("&Compare")

    def fill(self) -> None:
        """Another job."""
        self.error.clear()
        self._show(self.session.outcomes.verified)

    def enter(self) -> None:
        """Reading changes nothing, so it starts by itself."""
        self._show(self.session.outcomes.verified)
        if self.session.outcomes.verified is None:
            self._compare()

    def go_on(self) -> None:
        """Compare, where that was stopped; else go on."""
        if self.session.outcomes.verified is not None:
            self.passed.emit()
        else:
            self._compare()

    def poses(self) -> Mapping[str, Callable[[], None]]:
        """Each state with what brings the page into it."""
        return {"running": self._pose_running}

    def _pose_running(self) -> None:
        self._show(None)
        self.busy.begin(self.tr("Reading back and comparing"))
        self.show_event(Advanced(Stage.VERIFY, 412, 1120, "project:Default/Web Shop"))

    @Slot()
    def _compare(self) -> None:
        session, plan = self.session, self.session.outcomes.plan
        if plan is None:
            return
        self._show(None)
        job = session.job()

        def call(run: Run) -> Report:
            return calls.compare(job, session.vault, plan, run)

        self.run(self.tr("Reading back and comparing"), call, self._record, writes=True)

    def _record(self, result: object) -> None:
        if isinstance(result, Report):
            self.session.record(replace(self.session.outcomes, verified=result))
            self._show(result)
            tell(self, self.tr("Octopus Cloud Migrator"), self._verdict_text(result))

    def _verdict_text(self, report: Report) -> str:
        counts = totals(report)
        if report.is_clean:
            return filled(self.tr("All %1 compared are equal."), number(counts["equal"]))
        parts = [
            f"{number(counts[word])} {self._words[word].lower()}"
            for word in ("different", "missing", "failed")
            if counts[word]
        ]
        return filled(self.tr("Not as planned: %1."), ", ".join(parts))

    def _show(self, report: Report | None) -> None:
        for widget in (self._verdict, self._summary):
            widget.setVisible(report is not None)
        items = report.items if report is not None else ()
        self._items_card.setVisible(bool(items))
        self._findings.show_findings(report.findings if report else (), with_infos=False)
        if report is None:
            return
        self._show_verdict(report)
        self._show_kinds(report)
        self.filter.show_rows(tuple(self._row(item) for item in items))
        if items:
            self.table.selectRow(0)

    def _show_verdict(self, report: Report) -> None:
        counts = totals(report)
        secrets = report.kinds.get("secrets", {}).get("not_comparable", 0)
        hidden = (
            filled(
                self.tr("%1 secrets are set; Octopus never gives them back to be compared."),
                number(secrets),
            )
            if secrets
            else ""
        )
        kind = NoteKind.OK if report.is_clean else NoteKind.WARNING
        self._verdict.say(kind, self._verdict_text(report), hidden)
        self._figures.show_figures([number(counts[word]) for word in _OUTCOMES])

    def _show_kinds(self, report: Report) -> None:
        self._kinds.clear()
        for kind, counts in report.kinds.items():
            cells = [
                number(counts.get(word, 0)) if counts.get(word, 0) else "" for word in _OUTCOMES
            ]
            self._kinds.addTopLevelItem(QTreeWidgetItem([kind_word(kind), *cells]))
        fit_rows(self._kinds, _LONGEST_KINDS)

    def _row(self, item: Item) -> Row:
        kind, path = ref_words(item.ref)
        fields = number(len(item.differences)) if item.differences else ""
        return Row(
            cells=(self._words.get(item.outcome, item.outcome), path, kind, fields),
            group=item.outcome,
            kind=item.ref.partition(":")[0],
            icon=_ICONS.get(item.outcome, ("info", "text3")),
            key=item,
        )

    @Slot()
    def _drill(self) -> None:
        chosen = self.table.chosen()
        item = chosen[0].key if chosen else None
        differences = item.differences if isinstance(item, Item) else ()
        self.fields.setVisible(bool(differences))
        self._field_title.setVisible(bool(differences))
        self.fields.clear()
        if isinstance(item, Item):
            self._field_title.setText(" ".join(ref_words(item.ref)))
        for difference in differences:
            values = [_text(difference.expected), _text(difference.found)]
            line = QTreeWidgetItem([difference.pointer, *values])
            for column, value in enumerate([difference.pointer, *values]):
                line.setToolTip(column, value)
            self.fields.addTopLevelItem(line)


def _text(value: Json) -> str:
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
