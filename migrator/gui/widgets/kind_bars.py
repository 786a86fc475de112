"""For each kind a bar that fills, and a count."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QLabel, QProgressBar, QWidget

from migrator.gui.kind_words import kind_word
from migrator.gui.widgets.emptying import empty
from migrator.gui.widgets.text import Elided, Role, label, restyle
from migrator.gui.wording import filled, number


@dataclass(frozen=True, slots=True)
class _Line:
    bar: QProgressBar
    count: QLabel
    total: int


class KindBars(QWidget):
    """In the order of the upload."""

    def __init__(self) -> None:
        super().__init__()
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(16)
        self._grid.setVerticalSpacing(9)
        self._grid.setColumnStretch(0, 3)
        self._grid.setColumnStretch(1, 5)
        self._grid.setColumnMinimumWidth(2, 120)
        self._lines: dict[str, _Line] = {}

    def show_kinds(self, totals: Mapping[str, int]) -> None:
        """Replace the lines."""
        empty(self._grid)
        self._lines = {}
        for row, (kind, total) in enumerate(totals.items()):
            bar = QProgressBar()
            bar.setRange(0, total)
            bar.setTextVisible(False)
            bar.setAccessibleName(kind_word(kind))
            count = label(role=Role.HELP)
            count.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
            self._grid.addWidget(Elided(kind_word(kind)), row, 0)
            self._grid.addWidget(bar, row, 1, Qt.AlignmentFlag.AlignVCenter)
            self._grid.addWidget(count, row, 2)
            self._lines[kind] = _Line(bar, count, total)
        self.show_counts({}, {})

    def show_counts(self, done: Mapping[str, int], failed: Mapping[str, int]) -> None:
        """Move the bars."""
        for kind, line in self._lines.items():
            settled, wrong = min(line.total, done.get(kind, 0)), failed.get(kind, 0)
            line.bar.setValue(settled)
            level = "error" if wrong else "ok" if settled == line.total else ""
            if line.bar.property("level") != level:
                line.bar.setProperty("level", level)
                restyle(line.bar)
            text = filled(self.tr("%1 of %2"), number(settled), number(line.total))
            if wrong:
                text += filled(self.tr(", %1 failed"), number(wrong))
            line.count.setText(text)
