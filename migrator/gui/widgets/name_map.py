"""What single items of the source are called on the target."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QComboBox, QGridLayout, QLineEdit, QPushButton, QVBoxLayout, QWidget

from migrator.engine.job_names import name_used_twice, nameable_kinds
from migrator.gui.icons import Sign
from migrator.gui.kind_words import kind_word
from migrator.gui.widgets.buttons import ButtonKind, button
from migrator.gui.widgets.emptying import empty
from migrator.gui.widgets.quiet import quiet
from migrator.gui.widgets.text import Role, label
from migrator.gui.wording import filled
from migrator.model.documents import Kind, Ref
from migrator.model.settings import NameRule

_STRETCH = (2, 3, 0, 3, 2, 0)
_LETTERS = 6  # the columns' shares say how wide a box is, not the longest of its texts


@dataclass(frozen=True, slots=True)
class _Line:
    """The controls of one rule."""

    kind: QComboBox
    name: QComboBox
    arrow: Sign
    target_name: QLineEdit
    space: QComboBox
    remove: QPushButton

    @property
    def widgets(self) -> tuple[QWidget, ...]:
        """From left to right."""
        return (self.kind, self.name, self.arrow, self.target_name, self.space, self.remove)

    def rule(self) -> NameRule | None:
        """What stands in them; None as long as a name is missing."""
        name, new = self.name.currentText().strip(), self.target_name.text().strip()
        if not name or not new:
            return None
        space = str(self.space.currentData() or "")
        return NameRule(Kind(str(self.kind.currentData())), name, new, space or None)


class NameMap(QWidget):
    """A line for each rule, and a button for one more; `edited` tells of a rule that changed."""

    edited = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._known: Collection[Ref] = ()
        self._spaces: Sequence[str] = ()
        self._shown: tuple[NameRule, ...] = ()
        self._lines: list[_Line] = []
        self._help = label(
            self.tr("What points at an item follows; text that merely mentions it does not."),
            Role.HELP,
            wraps=True,
        )
        self._complaint = label(role=Role.ERROR, wraps=True)
        self._complaint.hide()
        self._lines_grid = QGridLayout()
        self._lines_grid.setHorizontalSpacing(10)
        self._lines_grid.setVerticalSpacing(8)
        for column, stretch in enumerate(_STRETCH):
            self._lines_grid.setColumnStretch(column, stretch)
        self._add = button(self.tr("&Give an item another name"), ButtonKind.LINK, "plus")
        self._add.clicked.connect(self._add_line)
        rows = QVBoxLayout(self)
        rows.setContentsMargins(0, 6, 0, 0)
        rows.setSpacing(8)
        rows.addWidget(label(self.tr("Other names on the cloud"), Role.FIELD))
        rows.addWidget(self._help)
        rows.addLayout(self._lines_grid)
        rows.addWidget(self._complaint)
        rows.addWidget(self._add)

    def rules(self) -> tuple[NameRule, ...]:
        """The rules that are complete; the last ones that were right where a name has two."""
        found = tuple(rule for line in self._lines if (rule := line.rule()) is not None)
        return self._shown if name_used_twice(found) else found

    def show_rules(
        self, rules: tuple[NameRule, ...], known: Iterable[Ref], spaces: Sequence[str]
    ) -> None:
        """Put the rules in; `known` and `spaces` are the source's, to choose from."""
        self._known, self._spaces = tuple(known), tuple(spaces)
        if rules != self._shown or not self._lines:
            self._shown = rules
            empty(self._lines_grid)
            self._lines = []
            for rule in rules:
                self._make_line(rule)
            self._complain()

    @Slot()
    def _add_line(self) -> None:
        self._make_line(None)
        self._lines[-1].name.setFocus()

    def _remove(self, line: _Line) -> None:
        self._lines.remove(line)
        for widget in line.widgets:
            self._lines_grid.removeWidget(widget)
            widget.hide()
            widget.deleteLater()
        self._tell()

    def _make_line(self, rule: NameRule | None) -> None:
        remove = button("", ButtonKind.GHOST, "x")
        remove.setToolTip(self.tr("Remove"))
        arrow = Sign("arrow-right")
        line = _Line(QComboBox(), QComboBox(), arrow, QLineEdit(), QComboBox(), remove)
        kinds = sorted(nameable_kinds(), key=lambda kind: kind_word(kind).casefold())
        for kind in kinds:
            line.kind.addItem(kind_word(kind), str(kind))
        wanted = rule.kind if rule else Kind.ENVIRONMENT
        line.kind.setCurrentIndex(line.kind.findData(str(wanted)))
        line.space.addItem(self.tr("in every space"), "")
        of_rule = [rule.space] if rule and rule.space and rule.space not in self._spaces else []
        for space in (*self._spaces, *of_rule):
            line.space.addItem(space, space)
        line.space.setCurrentIndex(max(0, line.space.findData((rule and rule.space) or "")))
        for box in (line.kind, line.name, line.space):
            box.setSizeAdjustPolicy(
                QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon
            )
            box.setMinimumContentsLength(_LETTERS)
        line.name.setEditable(True)
        line.name.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
        self._offer_names(line, rule.name if rule else "")
        line.target_name.setText(rule.target_name if rule else "")
        row = self._lines_grid.rowCount()
        for column, widget in enumerate(line.widgets):
            self._lines_grid.addWidget(widget, row, column)
        self._lines.append(line)
        self._name_controls(line, str(len(self._lines)))
        self._connect(line)

    def _name_controls(self, line: _Line, number: str) -> None:
        for widget, text in (
            (line.kind, self.tr("Name %1: kind")),
            (line.name, self.tr("Name %1: on the source")),
            (line.target_name, self.tr("Name %1: on the cloud")),
            (line.space, self.tr("Name %1: space")),
            (line.remove, self.tr("Name %1: remove")),
        ):
            widget.setAccessibleName(filled(text, number))

    def _connect(self, line: _Line) -> None:
        def offer() -> None:
            self._offer_names(line, line.name.currentText())

        line.kind.activated.connect(offer)
        line.kind.activated.connect(self._tell)
        line.space.activated.connect(self._tell)
        line.name.activated.connect(self._tell)
        edit = line.name.lineEdit()
        if edit is not None:
            edit.setPlaceholderText(self.tr("Name on the source"))
            edit.editingFinished.connect(self._tell)
        line.target_name.setPlaceholderText(self.tr("Name on the cloud"))
        line.target_name.editingFinished.connect(self._tell)
        line.remove.clicked.connect(lambda: self._remove(line))

    def _offer_names(self, line: _Line, text: str) -> None:
        kind = Kind(str(line.kind.currentData()))
        names = {ref.name for ref in self._known if ref.kind is kind}
        with quiet(line.name):
            line.name.clear()
            line.name.addItems(sorted(names, key=str.casefold))
            line.name.setCurrentText(text)

    @Slot()
    def _tell(self) -> None:
        self._complain()
        rules = self.rules()
        if rules != self._shown:
            self._shown = rules
            self.edited.emit()

    def _complain(self) -> None:
        found = [rule for line in self._lines if (rule := line.rule()) is not None]
        twice = name_used_twice(found)
        self._complaint.setVisible(twice is not None)
        text = self.tr("“%1” stands here twice: each item has one name on the cloud.")
        self._complaint.setText(filled(text, twice or ""))
