"""Space > project group > project, with ticks, counts and sizes; searched and filtered."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from enum import StrEnum

from PySide6.QtCore import QObject, Qt, Signal, Slot
from PySide6.QtWidgets import QHeaderView, QTreeWidgetItem, QVBoxLayout, QWidget

from migrator.engine.select import Branch, Leaf
from migrator.gui.widgets.tables import ROW_PX, make_table
from migrator.gui.widgets.text import Role, label
from migrator.gui.wording import filled, number, size
from migrator.model.documents import Ref

_REF = Qt.ItemDataRole.UserRole
_DISABLED = Qt.ItemDataRole.UserRole + 1
_FEW = 40  # so many projects are shown unfolded


class Shown(StrEnum):
    """Which projects are shown."""

    ALL = "all"
    TICKED = "ticked"
    UNTICKED = "unticked"
    DISABLED = "disabled"


class ChoiceTree(QWidget):
    """Ticking a space or group ticks what is in it."""

    ticked = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        del parent
        super().__init__()
        self.tree = make_table(
            self.tr("Spaces and projects"),
            (self.tr("Name"), self.tr("Documents"), self.tr("Size"), self.tr("Secrets")),
            is_tree=True,
        )
        header = self.tree.header()
        for column in (1, 2, 3):
            header.setSectionResizeMode(column, QHeaderView.ResizeMode.Fixed)
            header.resizeSection(column, 96)
            self.tree.headerItem().setTextAlignment(column, _RIGHT)
        self.tree.setMinimumHeight(ROW_PX * 5)
        self._nothing = label(role=Role.SECONDARY)
        self._nothing.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._nothing.setMinimumHeight(ROW_PX * 2)
        self._nothing.hide()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.tree, 1)
        layout.addWidget(self._nothing)
        self.tree.itemChanged.connect(self._changed)
        self._search, self._shown = "", Shown.ALL

    def show_outline(self, branches: Iterable[Branch], is_wanted: Callable[[Ref], bool]) -> None:
        """Replace all rows.

        Args:
            branches: the spaces.
            is_wanted: whether a project, or a space without projects, is ticked.
        """
        self.tree.blockSignals(True)  # noqa: FBT003 - Qt's own
        self.tree.clear()
        projects = 0
        for branch in branches:
            space = _row(branch.ref.name, (branch.documents, branch.size_bytes, None))
            space.setData(0, _REF, branch.ref)
            self.tree.addTopLevelItem(space)
            for name, leaves in branch.groups.items():
                group = _row(name or self.tr("Without a group"), _sums(leaves))
                space.addChild(group)
                for leaf in leaves:
                    group.addChild(self._leaf(leaf, is_ticked=is_wanted(leaf.ref)))
                    projects += 1
            if not branch.projects:
                _tick(space, is_ticked=is_wanted(branch.ref))
        if projects <= _FEW:
            self.tree.expandAll()
        else:
            self.tree.expandToDepth(0)
        self.tree.blockSignals(False)  # noqa: FBT003 - Qt's own
        self.filter(self._search, self._shown)

    def _leaf(self, leaf: Leaf, *, is_ticked: bool) -> QTreeWidgetItem:
        name = leaf.ref.name
        text = filled(self.tr("%1 (disabled)"), name) if leaf.is_disabled else name
        row = _row(text, (leaf.documents, leaf.size_bytes, leaf.secrets))
        row.setFlags(row.flags() & ~Qt.ItemFlag.ItemIsAutoTristate)
        row.setData(0, _REF, leaf.ref)
        row.setData(0, _DISABLED, leaf.is_disabled)
        _tick(row, is_ticked=is_ticked)
        return row

    def spaces(self) -> tuple[str, ...]:
        """The spaces that are ticked, wholly or in part."""
        return tuple(
            space.text(0)
            for space in self._spaces()
            if space.checkState(0) is not Qt.CheckState.Unchecked
        )

    def projects(self) -> tuple[Ref, ...]:
        """The projects that are ticked."""
        ticked = (leaf for leaf in self._leaves() if leaf.checkState(0) is Qt.CheckState.Checked)
        return tuple(ref for leaf in ticked if isinstance(ref := leaf.data(0, _REF), Ref))

    def filter(self, search: str, shown: Shown) -> None:
        """Hide what does not fit; a space or group that fits shows all that is in it."""
        self._search, self._shown = search, shown
        word, seen = search.strip().casefold(), False
        for space in self._spaces():
            fits_space = self._fits(space, word)
            any_below = False
            for group in _children(space):
                fits_group = fits_space or self._fits(group, word)
                any_leaf = False
                for leaf in _children(group):
                    fits = self._passes(leaf) and (fits_group or self._fits(leaf, word))
                    leaf.setHidden(not fits)
                    any_leaf |= fits
                group.setHidden(not any_leaf)
                group.setExpanded(group.isExpanded() or (bool(word) and any_leaf))
                any_below |= any_leaf
            is_hidden = not (any_below or (fits_space and shown is Shown.ALL))
            space.setHidden(is_hidden)
            seen |= not is_hidden
        self._nothing.setText(self.tr("Nothing fits the search."))
        self._nothing.setVisible(not seen)
        self.tree.setVisible(seen)

    @staticmethod
    def _fits(row: QTreeWidgetItem, word: str) -> bool:
        return word in row.text(0).casefold()

    def _passes(self, leaf: QTreeWidgetItem) -> bool:
        match self._shown:
            case Shown.ALL:
                return True
            case Shown.TICKED:
                return leaf.checkState(0) is Qt.CheckState.Checked
            case Shown.UNTICKED:
                return leaf.checkState(0) is Qt.CheckState.Unchecked
            case Shown.DISABLED:
                return bool(leaf.data(0, _DISABLED))

    def _spaces(self) -> Iterator[QTreeWidgetItem]:
        for at in range(self.tree.topLevelItemCount()):
            item = self.tree.topLevelItem(at)
            if item is not None:
                yield item

    def _leaves(self) -> Iterator[QTreeWidgetItem]:
        for space in self._spaces():
            for group in _children(space):
                yield from _children(group)

    @Slot(QTreeWidgetItem, int)
    def _changed(self, item: QTreeWidgetItem, column: int) -> None:
        del item, column
        self.ticked.emit()


_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter


def _row(name: str, figures: tuple[int, int, int | None]) -> QTreeWidgetItem:
    documents, size_bytes, secrets = figures
    texts = (name, number(documents), size(size_bytes), number(secrets) if secrets else "")
    row = QTreeWidgetItem(texts)
    row.setFlags(
        Qt.ItemFlag.ItemIsEnabled
        | Qt.ItemFlag.ItemIsSelectable
        | Qt.ItemFlag.ItemIsUserCheckable
        | Qt.ItemFlag.ItemIsAutoTristate
    )
    row.setCheckState(0, Qt.CheckState.Unchecked)
    row.setToolTip(0, name)
    for column in (1, 2, 3):
        row.setTextAlignment(column, _RIGHT)
    return row


def _sums(leaves: Iterable[Leaf]) -> tuple[int, int, int]:
    rows = [(leaf.documents, leaf.size_bytes, leaf.secrets) for leaf in leaves]
    documents, sizes, secrets = (sum(column) for column in zip(*rows, strict=True))
    return documents, sizes, secrets


def _tick(row: QTreeWidgetItem, *, is_ticked: bool) -> None:
    row.setCheckState(0, Qt.CheckState.Checked if is_ticked else Qt.CheckState.Unchecked)


def _children(row: QTreeWidgetItem) -> Iterator[QTreeWidgetItem]:
    for at in range(row.childCount()):
        child = row.child(at)
        if child is not None:
            yield child
