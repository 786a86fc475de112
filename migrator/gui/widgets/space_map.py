"""Which space of the package becomes which of the target."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QComboBox, QGridLayout, QWidget

from migrator.engine.look_target import TargetLook
from migrator.gui.icons import Sign
from migrator.gui.widgets.emptying import empty
from migrator.gui.widgets.text import Elided, Role, label


class SpaceMap(QWidget):
    """A line for each space: its name, and an editable list of those that the target has."""

    edited = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(14)
        self._grid.setVerticalSpacing(10)
        for column, stretch in enumerate((3, 0, 4, 3)):
            self._grid.setColumnStretch(column, stretch)
        self._boxes: dict[str, QComboBox] = {}

    def mapping(self) -> Mapping[str, str]:
        """For each space that gets another name, that name."""
        chosen = {name: box.currentText().strip() for name, box in self._boxes.items()}
        return {name: other for name, other in chosen.items() if other and other != name}

    def show_spaces(self, found: TargetLook) -> None:
        """Replace the lines."""
        empty(self._grid)
        self._boxes = {}
        for row, space in enumerate(found.spaces):
            box = QComboBox()
            box.setEditable(True)
            box.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
            box.addItems(found.known_spaces)
            box.setCurrentText(space.target_name)
            box.setAccessibleName(self.tr("Space on the target for %1").replace("%1", space.name))
            box.activated.connect(self._tell)
            line = box.lineEdit()
            if line is not None:
                line.textEdited.connect(self._tell)
            self._boxes[space.name] = box
            word = self.tr("is there") if space.exists else self.tr("will be made")
            self._grid.addWidget(Elided(space.name, Role.STRONG), row, 0)
            self._grid.addWidget(Sign("arrow-right"), row, 1)
            self._grid.addWidget(box, row, 2)
            self._grid.addWidget(label(word, Role.HELP), row, 3)

    @Slot()
    def _tell(self) -> None:
        self.edited.emit()
