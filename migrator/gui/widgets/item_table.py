"""A table of items that stays fluid with many thousands of rows: filter, sort, copy."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from PySide6.QtCore import (
    QAbstractTableModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QSize,
    Qt,
)
from PySide6.QtGui import QGuiApplication, QKeyEvent, QKeySequence
from PySide6.QtWidgets import QAbstractItemView, QFrame, QHeaderView, QTableView

from migrator.gui.icons import icon
from migrator.gui.widgets.tables import ROW_PX

Index = QModelIndex | QPersistentModelIndex
_ROOT = QModelIndex()


@dataclass(frozen=True, slots=True)
class Row:
    """One line.

    Attributes:
        cells: a text for each column.
        group: what the line is filtered by, such as `create`.
        kind: likewise, such as `project`.
        icon: name and colour role, shown in the first column.
        key: what the page knows the line by.
        folded: what a search looks at.
    """

    cells: tuple[str, ...]
    group: str
    kind: str
    icon: tuple[str, str]
    key: object = None
    folded: str = field(init=False, default="")

    def __post_init__(self) -> None:
        object.__setattr__(self, "folded", "\n".join(self.cells).casefold())


class Rows(QAbstractTableModel):
    """The lines that the filter leaves, in the order that was asked for."""

    def __init__(self, headers: Sequence[str], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._headers = tuple(headers)
        self._all: tuple[Row, ...] = ()
        self._shown: list[Row] = []
        self._wanted = ("", "", "")
        self._order: tuple[int, Qt.SortOrder] | None = None

    @property
    def total(self) -> int:
        """Number of lines without the filter."""
        return len(self._all)

    def set_rows(self, rows: Sequence[Row]) -> None:
        """Replace all lines; filter and order stay."""
        self._all = tuple(rows)
        self._show()

    def narrow(self, text: str, group: str, kind: str) -> None:
        """Show only the lines that hold the text and are of the group and kind; "" is any."""
        self._wanted = (text.strip().casefold(), group, kind)
        self._show()

    def row_at(self, index: Index) -> Row:
        """The line of an index."""
        return self._shown[index.row()]

    def sort(self, column: int, order: Qt.SortOrder = Qt.SortOrder.AscendingOrder) -> None:
        """Order by a column; -1 is the order in which the lines came."""
        self._order = None if column < 0 else (column, order)
        self._show()

    def _show(self) -> None:
        text, group, kind = self._wanted
        self.beginResetModel()
        self._shown = [
            row
            for row in self._all
            if (not group or row.group == group)
            and (not kind or row.kind == kind)
            and (not text or text in row.folded)
        ]
        if self._order is not None:
            column, order = self._order
            descends = order is Qt.SortOrder.DescendingOrder
            self._shown.sort(key=lambda row: row.cells[column].casefold(), reverse=descends)
        self.endResetModel()

    def rowCount(self, parent: Index = _ROOT) -> int:  # noqa: N802
        """Number of lines that are shown."""
        return 0 if parent.isValid() else len(self._shown)

    def columnCount(self, parent: Index = _ROOT) -> int:  # noqa: N802
        """Number of columns."""
        return 0 if parent.isValid() else len(self._headers)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """What a cell shows."""
        row = self._shown[index.row()]
        match role:
            case Qt.ItemDataRole.DisplayRole | Qt.ItemDataRole.ToolTipRole:
                return row.cells[index.column()]
            case Qt.ItemDataRole.DecorationRole if index.column() == 0:
                return icon(*row.icon)
            case Qt.ItemDataRole.AccessibleTextRole:
                return f"{self._headers[index.column()]}: {row.cells[index.column()]}"
            case _:
                return None

    def headerData(  # noqa: N802
        self,
        section: int,
        orientation: Qt.Orientation,
        role: int = Qt.ItemDataRole.DisplayRole,
    ) -> object:
        """The name of a column."""
        if orientation is Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole:
            return self._headers[section]
        return None


class ItemTable(QTableView):
    """Shows `Rows`: whole lines are chosen, Ctrl+C copies them as text."""

    def __init__(self, name: str, headers: Sequence[str], widths: Sequence[int]) -> None:
        """Args: widths in pixels, one for each column; 0 shares what is left."""
        super().__init__()
        self.rows = Rows(headers, self)
        self.setModel(self.rows)
        self.setAccessibleName(name)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setTextElideMode(Qt.TextElideMode.ElideMiddle)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setTabKeyNavigation(False)
        self.setIconSize(QSize(16, 16))
        self.setMinimumHeight(ROW_PX * 6)
        self.verticalHeader().hide()
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.verticalHeader().setDefaultSectionSize(ROW_PX)
        header = self.horizontalHeader()
        header.setHighlightSections(False)
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        header.setSortIndicator(-1, Qt.SortOrder.AscendingOrder)
        self.setSortingEnabled(True)
        for column, width in enumerate(widths):
            mode = QHeaderView.ResizeMode.Interactive if width else QHeaderView.ResizeMode.Stretch
            header.setSectionResizeMode(column, mode)
            if width:
                header.resizeSection(column, width)

    def chosen(self) -> tuple[Row, ...]:
        """The lines that are selected, from the top."""
        indexes = sorted(self.selectionModel().selectedRows(), key=QModelIndex.row)
        return tuple(self.rows.row_at(index) for index in indexes)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        """Copy lines as text."""
        if event.matches(QKeySequence.StandardKey.Copy):
            text = "\n".join("\t".join(row.cells) for row in self.chosen())
            QGuiApplication.clipboard().setText(text)
            event.accept()
            return
        super().keyPressEvent(event)
