"""Search, kind and outcome: what an item table shows."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QTimer, Slot
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLineEdit, QWidget

from migrator.gui.icons import icon
from migrator.gui.kind_words import kind_word
from migrator.gui.widgets.item_table import ItemTable, Row
from migrator.gui.widgets.quiet import quiet
from migrator.gui.widgets.text import Role, label
from migrator.gui.wording import filled, number

_SETTLES_MS = 120


class ItemFilter(QWidget):
    """Stands above a table and narrows it."""

    def __init__(self, table: ItemTable, groups: Mapping[str, str]) -> None:
        """Args: groups gives the word for each group that lines may be of."""
        super().__init__()
        self._table, self._groups = table, groups
        self.search = QLineEdit()
        self.search.setPlaceholderText(self.tr("Search"))
        self.search.setAccessibleName(self.tr("Search"))
        self.search.setClearButtonEnabled(True)
        self.search.addAction(icon("search"), QLineEdit.ActionPosition.LeadingPosition)
        self.group, self.kind = QComboBox(), QComboBox()
        self.group.setAccessibleName(self.tr("What happens"))
        self.kind.setAccessibleName(self.tr("Kind"))
        self._count = label(role=Role.HELP)
        self._settle = QTimer(self)
        self._settle.setSingleShot(True)
        self._settle.setInterval(_SETTLES_MS)
        self._settle.timeout.connect(self._narrow)
        self.search.textChanged.connect(self._settle.start)
        self.group.currentIndexChanged.connect(self._narrow)
        self.kind.currentIndexChanged.connect(self._narrow)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(10)
        row.addWidget(self.search, 3)
        row.addWidget(self.group, 2)
        row.addWidget(self.kind, 2)
        row.addWidget(self._count)

    def show_rows(self, rows: tuple[Row, ...]) -> None:
        """Fill the table; what was searched for stays."""
        with quiet(self.group, self.kind):
            present = {row.group for row in rows}
            words = [(word, key) for key, word in self._groups.items() if key in present]
            _offer(self.group, self.tr("Everything"), words)
            kinds = sorted((kind_word(kind), kind) for kind in {row.kind for row in rows})
            _offer(self.kind, self.tr("All kinds"), kinds)
        self._table.rows.set_rows(rows)
        self._narrow()

    @Slot()
    def _narrow(self) -> None:
        group, kind = self.group.currentData(), self.kind.currentData()
        self._table.rows.narrow(self.search.text(), str(group or ""), str(kind or ""))
        shown, total = self._table.rows.rowCount(), self._table.rows.total
        text = filled(self.tr("%1 of %2"), number(shown), number(total))
        self._count.setText(text if shown != total else number(total))


def _offer(box: QComboBox, everything: str, choices: list[tuple[str, str]]) -> None:
    before = box.currentData()
    box.clear()
    box.addItem(everything, "")
    for word, key in choices:
        box.addItem(word, key)
    box.setCurrentIndex(max(0, box.findData(before)))
