"""Tables and trees in our look: one line a row, no grid, the first column takes the room."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QFrame, QHeaderView, QSizePolicy, QTreeWidget

ROW_PX = 34


def make_table(name: str, headers: Sequence[str], *, is_tree: bool = False) -> QTreeWidget:
    """A list with columns; fill it with `QTreeWidgetItem`s, which brings keyboard and speech.

    Args:
        name: for screen readers.
        headers: one for each column.
        is_tree: rows can be unfolded.
    """
    table = _Table()
    table.setAccessibleName(name)
    table.setHeaderLabels(list(headers))
    table.setFrameShape(QFrame.Shape.NoFrame)
    table.setRootIsDecorated(is_tree)
    table.setIndentation(22 if is_tree else 0)
    table.setUniformRowHeights(True)
    table.setTextElideMode(Qt.TextElideMode.ElideMiddle)
    table.setMinimumHeight(ROW_PX * 5)
    table.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
    header = table.header()
    header.setStretchLastSection(False)
    header.setHighlightSections(False)
    header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
    header.setSectionResizeMode(QHeaderView.ResizeMode.Interactive)
    header.setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
    return table


class _Table(QTreeWidget):
    def sizeHint(self) -> QSize:  # noqa: N802
        """Its least height: what Qt would wish pushes a page beyond the window."""
        return QSize(super().sizeHint().width(), self.minimumHeight())

    def showEvent(self, event: QShowEvent) -> None:  # noqa: N802
        """Widen columns to their headers, whose length depends on the language."""
        super().showEvent(event)
        header = self.header()
        header.ensurePolished()
        for column in range(1, header.count()):
            wanted = header.sectionSizeHint(column)
            if header.sectionSize(column) < wanted:
                header.resizeSection(column, wanted)


def fit_rows(table: QTreeWidget, most: int = 6) -> None:
    """Make a short table as high as its rows."""
    rows = max(2, min(most, table.topLevelItemCount()))
    table.setFixedHeight(ROW_PX * (rows + 1) + 8)
