"""Page: what moves."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace

from PySide6.QtCore import QTimer, Slot
from PySide6.QtWidgets import (
    QButtonGroup,
    QCheckBox,
    QComboBox,
    QHBoxLayout,
    QLineEdit,
    QRadioButton,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from migrator.engine.select import (
    Branch,
    choose,
    comes_along,
    exclusion_of,
    is_ticked,
    outline,
    wanted_for,
)
from migrator.gui.flow import PageName
from migrator.gui.kind_words import kind_word
from migrator.gui.page import Page
from migrator.gui.session import Session
from migrator.gui.task import Task
from migrator.gui.widgets.buttons import ButtonKind, button, set_icon
from migrator.gui.widgets.choice_tree import ChoiceTree, Shown
from migrator.gui.widgets.fields import Field
from migrator.gui.widgets.panels import Note, NoteKind
from migrator.gui.widgets.tables import fit_rows, make_table
from migrator.gui.wording import count, filled, number, size
from migrator.model.documents import Kind, Ref
from migrator.model.events import Run
from migrator.model.inventory import Inventory, Selection
from migrator.model.settings import SelectSettings

_SETTLES_MS = 150
_NAMED_KINDS = 3


class ChoosePage(Page):
    """Ticks become the job's `[select]`; what else has to move is told at once."""

    name = PageName.CHOOSE

    def __init__(self, session: Session) -> None:
        super().__init__(session, widest=1040)
        self._branches: tuple[Branch, ...] = ()
        self._shown_inventory: Inventory | None = None
        self._counting: Task | None = None
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(_SETTLES_MS)
        self._timer.timeout.connect(self._count)
        self.body.addLayout(self._make_how())
        self.body.addLayout(self._make_search())
        self._tree = ChoiceTree()
        self._tree.ticked.connect(self._ticked)
        self.body.addWidget(self._tree, 1)
        self.body.addWidget(self._make_total())
        self.body.addWidget(self._make_more())
        self.body.addWidget(self.busy)
        self.body.addWidget(self.error)

    def _make_how(self) -> QHBoxLayout:
        self._whole = QRadioButton(self.tr("&Everything in the ticked spaces"))
        self._only = QRadioButton(self.tr("&Only the ticked projects and what they need"))
        group = QButtonGroup(self)
        row = QHBoxLayout()
        row.setSpacing(20)
        for radio in (self._whole, self._only):
            group.addButton(radio)
            row.addWidget(radio)
        row.addStretch()
        group.buttonClicked.connect(self._ticked)
        return row

    def _make_search(self) -> QHBoxLayout:
        self._search = QLineEdit()
        self._search.setClearButtonEnabled(True)
        self._search.setPlaceholderText(self.tr("Name of a space, group or project"))
        self._filter = QComboBox()
        for shown, text in (
            (Shown.ALL, self.tr("All")),
            (Shown.TICKED, self.tr("Ticked")),
            (Shown.UNTICKED, self.tr("Not ticked")),
            (Shown.DISABLED, self.tr("Disabled")),
        ):
            self._filter.addItem(text, str(shown))
        self._search.textChanged.connect(self._find)
        self._filter.activated.connect(self._find)
        row = QHBoxLayout()
        row.setSpacing(16)
        row.addWidget(Field(self.tr("Sea&rch"), self._search), 3)
        row.addWidget(Field(self.tr("S&how"), self._filter), 1)
        return row

    def _make_total(self) -> Note:
        self._total = Note(NoteKind.INFO)
        self._unfold = button(
            self.tr("What comes a&long, and why"), ButtonKind.LINK, "chevron-right"
        )
        self._unfold.setCheckable(True)
        self._unfold.toggled.connect(self._show_along)
        row = QHBoxLayout()
        row.addWidget(self._unfold)
        row.addStretch()
        self._along = make_table(
            self.tr("What comes along"), (self.tr("Name"), self.tr("Kind"), self.tr("Because of"))
        )
        self._along.header().resizeSection(1, 150)
        self._along.header().resizeSection(2, 300)
        self._along.hide()
        self._total.texts.addLayout(row)
        self._total.texts.addWidget(self._along)
        return self._total

    def _make_more(self) -> QWidget:
        self._exclude = QLineEdit()
        self._exclude.setPlaceholderText("tenants:Test*, projects:Playground*")
        self._exclude_field = Field(
            self.tr("Leave ou&t"),
            self._exclude,
            self.tr("Kind and name with * and ?, separated by commas."),
        )
        self._disabled = QCheckBox(self.tr("Also what is &disabled"))
        self._exclude.textEdited.connect(self._ticked)
        self._disabled.clicked.connect(self._ticked)
        self._disabled.setChecked(True)
        self._leave_out = button(self.tr("Leave out b&y pattern"), ButtonKind.LINK, "chevron-right")
        self._leave_out.setCheckable(True)
        self._leave_out.toggled.connect(self._show_patterns)
        more = QWidget()
        top = QHBoxLayout()
        top.setSpacing(20)
        top.addWidget(self._disabled)
        top.addWidget(self._leave_out)
        top.addStretch()
        rows = QVBoxLayout(more)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setSpacing(8)
        rows.addLayout(top)
        rows.addWidget(self._exclude_field)
        self._exclude_field.hide()
        return more

    def title(self) -> str:
        """The question."""
        return self.tr("What should move?")

    def lead(self) -> str:
        """What is promised."""
        return self.tr("What a project needs comes along by itself. Nothing is removed anywhere.")

    def can_go_on(self) -> bool:
        """Something must be ticked."""
        return super().can_go_on() and bool(self._tree.spaces())

    def fill(self) -> None:
        """Show the job's `[select]`."""
        select = self.session.answers.select
        is_whole = select.projects == ("*",)
        self._whole.setChecked(is_whole)
        self._only.setChecked(not is_whole)
        others = [f"{kind}:{pattern}" for kind, pattern in select.exclude if kind != "projects"]
        self._exclude.setText(", ".join(others))
        self._exclude_field.settle()
        self._leave_out.setChecked(bool(others))
        self._unfold.setChecked(False)
        self._search.clear()
        self._disabled.setChecked(select.include_disabled)
        self._shown_inventory = None

    def enter(self) -> None:
        """The survey may be a new one."""
        inventory = self.session.outcomes.inventory
        if inventory is None:
            return
        if inventory is not self._shown_inventory:
            self._shown_inventory = inventory
            self._branches = outline(inventory)
            select = self.session.answers.select
            self._tree.show_outline(self._branches, lambda ref: is_ticked(ref, select))
        self._count()
        self.changed.emit()

    def commit(self) -> None:
        """Put the ticks into the session."""
        if self._branches:
            answers = self.session.answers
            self.session.change(replace(answers, select=self._wanted()))

    def poses(self) -> Mapping[str, Callable[[], None]]:
        """Searched in vain; with the reasons unfolded; with a pattern that is none."""
        return {
            "nothing-found": lambda: self._search.setText("zzz"),
            "along": self._pose_along,
            "wrong": self._pose_wrong,
        }

    def _pose_along(self) -> None:
        self._search.clear()
        self._unfold.setChecked(True)

    def _pose_wrong(self) -> None:
        self._unfold.setChecked(False)
        self._leave_out.setChecked(True)
        self._exclude.setText("gadgets")
        self._exclusions()

    def _wanted(self) -> SelectSettings:
        before = replace(
            self.session.answers.select,
            exclude=self._exclusions(),
            include_disabled=self._disabled.isChecked(),
        )
        return wanted_for(
            self._branches,
            self._tree.spaces(),
            self._tree.projects(),
            before,
            is_whole=self._whole.isChecked(),
        )

    def _exclusions(self) -> tuple[tuple[str, str], ...]:
        """The patterns that are some; what is none is complained of."""
        entries = [entry for entry in self._exclude.text().split(",") if entry.strip()]
        pairs = [exclusion_of(entry) for entry in entries]
        wrong = [entry.strip() for entry, pair in zip(entries, pairs, strict=True) if pair is None]
        if wrong:
            text = self.tr("“%1” is not of the form kind:pattern, such as tenants:Test*.")
            self._exclude_field.complain(filled(text, wrong[0]))
        else:
            self._exclude_field.settle()
        return tuple(pair for pair in pairs if pair is not None)

    @Slot()
    def _find(self) -> None:
        self._tree.filter(self._search.text(), Shown(str(self._filter.currentData())))

    @Slot()
    def _ticked(self) -> None:
        self._timer.start()
        self.changed.emit()

    @Slot()
    def _count(self) -> None:
        """Follow the references on the pool: a large source has tens of thousands."""
        inventory = self.session.outcomes.inventory
        if inventory is None:
            return
        if self._counting is not None:
            self._counting.abandon()
        self.commit()
        wanted = self.session.answers.select

        def call(run: Run) -> Selection:
            del run
            return choose(inventory, wanted)

        self._counting = Task(call, parent=self)
        self._counting.succeeded.connect(self._show_selection)
        self._counting.start()

    @Slot(object)
    def _show_selection(self, selection: object) -> None:
        inventory = self.session.outcomes.inventory
        if not isinstance(selection, Selection) or inventory is None:
            return
        self.session.record(replace(self.session.outcomes, selection=selection))
        along = comes_along(selection)
        entries = [inventory.entries[ref] for ref in selection.refs]
        title = filled(
            self.tr("%1, %2, %3 documents, %4"),
            count(Kind.SPACE, sum(entry.ref.kind is Kind.SPACE for entry in entries)),
            count(Kind.PROJECT, sum(entry.ref.kind is Kind.PROJECT for entry in entries)),
            number(len(entries)),
            size(sum(entry.size_bytes for entry in entries)),
        )
        self._total.say(NoteKind.INFO, title, self._along_text(along, selection))
        self._unfold.setVisible(bool(along))
        self._along.setVisible(bool(along) and self._unfold.isChecked())
        self._fill_along(along)

    def _along_text(
        self, along: Mapping[Kind, tuple[tuple[Ref, Ref], ...]], selection: Selection
    ) -> str:
        lines = []
        if along:
            kinds = sorted(along, key=lambda kind: -len(along[kind]))
            named = [count(kind, len(along[kind])) for kind in kinds[:_NAMED_KINDS]]
            more = "" if len(kinds) <= _NAMED_KINDS else ", ..."
            needed, by = along[kinds[0]][0]
            text = self.tr("Brings along %1, because for example %2 needs %3.")
            lines.append(filled(text, ", ".join(named) + more, by.label, needed.label))
        if selection.excluded:
            text = self.tr("%1 documents that something needs are left out.")
            lines.append(filled(text, number(len(selection.excluded))))
        return "\n".join(lines)

    def _fill_along(self, along: Mapping[Kind, tuple[tuple[Ref, Ref], ...]]) -> None:
        self._along.clear()
        rows = []
        for kind, pairs in along.items():
            for needed, by in pairs:
                row = QTreeWidgetItem((needed.label, kind_word(kind), by.label))
                row.setToolTip(0, needed.label)
                row.setToolTip(2, by.label)
                rows.append(row)
        self._along.addTopLevelItems(rows)
        fit_rows(self._along)

    @Slot(bool)
    def _show_patterns(self, shown: bool) -> None:  # noqa: FBT001 - a Qt slot
        self._exclude_field.setVisible(shown)
        set_icon(self._leave_out, "chevron-down" if shown else "chevron-right")
        if shown:
            self.bring_into_view(self._exclude_field)

    @Slot(bool)
    def _show_along(self, shown: bool) -> None:  # noqa: FBT001 - a Qt slot
        self._along.setVisible(shown)
        set_icon(self._unfold, "chevron-down" if shown else "chevron-right")
        if shown:
            self.bring_into_view(self._total)
