"""Findings as a list to tick off."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QTreeWidgetItem, QVBoxLayout, QWidget

from migrator.gui.kind_words import ref_words
from migrator.gui.ticked import tick_of
from migrator.gui.widgets.quiet import quiet
from migrator.gui.widgets.tables import fit_rows, make_table
from migrator.gui.widgets.text import Role, label, selectable
from migrator.model.report import Finding

_MOST_ROWS = 8
_FINDING = Qt.ItemDataRole.UserRole


class ToDoList(QWidget):
    """A line for each; what to do about the chosen one stands beneath."""

    ticked = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.table = make_table(self.tr("To do"), (self.tr("What"), self.tr("Where")))
        self.table.header().resizeSection(1, 220)
        self.table.itemChanged.connect(self._tell)
        self.table.currentItemChanged.connect(self._explain)
        self._more = selectable(label(role=Role.HELP, wraps=True))
        rows = QVBoxLayout(self)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setSpacing(10)
        rows.addWidget(self.table)
        rows.addWidget(self._more)

    @property
    def total(self) -> int:
        """Number of things."""
        return self.table.topLevelItemCount()

    @property
    def done(self) -> int:
        """Number of those that are ticked."""
        return sum(item.checkState(0) is Qt.CheckState.Checked for item in self._items())

    def ticks(self) -> frozenset[str]:
        """What is ticked, as `tick_of` names it."""
        return frozenset(
            tick_of(item.data(0, _FINDING))
            for item in self._items()
            if item.checkState(0) is Qt.CheckState.Checked
        )

    def show_findings(self, findings: Sequence[Finding], ticks: frozenset[str]) -> None:
        """Replace the list."""
        items = []
        for finding in findings:
            where = " ".join(part for part in ref_words(finding.ref) if part)
            item = QTreeWidgetItem([finding.message, where])
            item.setData(0, _FINDING, finding)
            is_done = tick_of(finding) in ticks
            item.setCheckState(0, Qt.CheckState.Checked if is_done else Qt.CheckState.Unchecked)
            for column, text in enumerate((finding.message, where)):
                item.setToolTip(column, text)
            items.append(item)
        with quiet(self.table):
            self.table.clear()
            self.table.addTopLevelItems(items)
        fit_rows(self.table, _MOST_ROWS)
        if items:
            self.table.setCurrentItem(items[0])
        self._explain()

    def _items(self) -> list[QTreeWidgetItem]:
        found = (self.table.topLevelItem(row) for row in range(self.total))
        return [item for item in found if item is not None]

    @Slot()
    def _tell(self) -> None:
        self.ticked.emit()

    @Slot()
    def _explain(self) -> None:
        item = self.table.currentItem()
        finding = item.data(0, _FINDING) if item is not None else None
        if not isinstance(finding, Finding):
            self._more.clear()
            return
        parts = (f"{finding.message} ({finding.code})", finding.hint)
        self._more.setText("\n".join(part for part in parts if part))
