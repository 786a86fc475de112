"""Page: what would be written, before anything is."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QHBoxLayout

from migrator.engine.select import choose, leave_out
from migrator.gui import calls
from migrator.gui.answers import run_line
from migrator.gui.flow import Answers, Outcomes, PageName, Route
from migrator.gui.kind_words import about, kind_word
from migrator.gui.page import Page
from migrator.gui.plan_rows import Action, plan_rows
from migrator.gui.session import Session
from migrator.gui.widgets.buttons import ButtonKind, button, set_icon
from migrator.gui.widgets.command_line import CommandLine
from migrator.gui.widgets.fields import Field
from migrator.gui.widgets.finding_list import FindingList
from migrator.gui.widgets.item_filter import ItemFilter
from migrator.gui.widgets.item_table import ItemTable, Row
from migrator.gui.widgets.name_map import NameMap
from migrator.gui.widgets.panels import Card, Figures, Note, NoteKind
from migrator.gui.widgets.policy_form import PolicyForm
from migrator.gui.widgets.text import Role, label
from migrator.gui.wording import filled, number
from migrator.model.documents import Ref
from migrator.model.events import Run
from migrator.model.plan import Plan
from migrator.model.report import Report, Severity

_WIDEST = 1040
_CONFLICT = "name-conflict"
_ICONS = {
    Action.CREATE: ("file-plus", "ok"),
    Action.UPDATE: ("refresh-cw", "accent_text"),
    Action.KEEP: ("check", "text3"),
    Action.LEAVE: ("minus", "warning"),
    Action.REMOVE: ("trash-2", "danger"),
}
_FIGURES = (Action.CREATE, Action.UPDATE, Action.KEEP, Action.LEAVE)


@dataclass(frozen=True, slots=True)
class _Replanned:
    """A new plan, and the new package where something was left out."""

    plan: Plan
    package: Report | None = None


class ReviewPage(Page):
    """Makes the plan and shows it; the upload does this and nothing else."""

    name = PageName.REVIEW

    def __init__(self, session: Session) -> None:
        super().__init__(session, widest=_WIDEST)
        self._left: set[Ref] = set()
        self._took_begun = False
        self._before: tuple[Answers, Outcomes] | None = None
        self._words = {
            Action.CREATE: self.tr("Create"),
            Action.UPDATE: self.tr("Update"),
            Action.KEEP: self.tr("Keep"),
            Action.LEAVE: self.tr("Leave"),
            Action.REMOVE: self.tr("Delete"),
        }
        self.body.addWidget(self.busy)
        self.body.addWidget(self.error)
        self._blocking = FindingList()
        self.body.addWidget(self._blocking)
        self._pending = Note()
        self._pending.hide()
        self._take_back = button(self.tr("Ta&ke back"), ButtonKind.LINK, "undo-2")
        self._take_back.clicked.connect(self._forget_left)
        self._pending.offer(self._take_back)
        self.body.addWidget(self._pending)
        self._result = self._make_result()
        self.body.addWidget(self._result)
        self._rules_card = self._make_rules()
        self.body.addWidget(self._rules_card)
        self._notices_title = label(role=Role.SECTION)
        self._notices = FindingList()
        self.body.addWidget(self._notices_title)
        self.body.addWidget(self._notices)
        self._line_card = Card()
        self._line = CommandLine()
        text = self.tr("The same without this &window")
        self._line_card.rows.addWidget(Field(text, self._line, named=self._line.line))
        self.body.addWidget(self._line_card)
        self.body.addStretch()
        self._show(None)

    def _make_result(self) -> Card:
        card = Card()
        self._figures = Figures(tuple(self._words[action] for action in _FIGURES))
        self._pace = label(role=Role.SECONDARY, wraps=True)
        self._spaces = label(role=Role.HELP, wraps=True)
        headers = (self.tr("What"), self.tr("Item"), self.tr("Kind"), self.tr("Why"))
        self.table = ItemTable(self.tr("Plan"), headers, (124, 0, 164, 0))
        self.table.setMinimumHeight(300)
        self.table.selectionModel().selectionChanged.connect(self._offer_leave)
        self.filter = ItemFilter(self.table, {str(a): self._words[a] for a in _FIGURES})
        self.leave = button(self.tr("&Leave the selected out"), icon_name="minus")
        self.leave.clicked.connect(self._leave_out)
        self._leave_help = label(role=Role.HELP, wraps=True)
        row = QHBoxLayout()
        row.setSpacing(12)
        row.addWidget(self._leave_help, 1)
        row.addWidget(self.leave)
        for widget in (self._figures, self._pace, self._spaces, self.filter, self.table):
            card.rows.addWidget(widget)
        card.rows.addLayout(row)
        return card

    def _make_rules(self) -> Card:
        card = Card()
        self._unfold = button(self.tr("&Rules of the plan"), ButtonKind.LINK, "chevron-right")
        self._unfold.setCheckable(True)
        self._unfold.toggled.connect(self._show_rules)
        self._rules = PolicyForm()
        self._rules.edited.connect(self._change_rules)
        self._names = NameMap()
        self._names.edited.connect(self._change_rules)
        for widget in (self._rules, self._names):
            widget.hide()
        row = QHBoxLayout()
        row.addWidget(self._unfold)
        row.addStretch()
        card.rows.addLayout(row)
        card.rows.addWidget(self._rules)
        card.rows.addWidget(self._names)
        return card

    def title(self) -> str:
        """The question."""
        return self.tr("Is this what you want?")

    def lead(self) -> str:
        """What is promised."""
        return self.tr("Nothing has been written yet. The upload does exactly this.")

    def next_text(self) -> str:
        """Plan anew where that is needed."""
        plan = self.session.outcomes.plan
        is_ready = plan is not None and not plan.is_blocked and not self._left
        return self.tr("&Next") if is_ready else self.tr("&Plan again")

    def fill(self) -> None:
        """Another job: nothing of the last one holds."""
        self._left = set()
        self._took_begun = False
        self.error.clear()
        self._show_answers()
        self._show(self.session.outcomes.plan)

    def enter(self) -> None:
        """Plan, where there is no plan yet."""
        self._show_answers()
        self._line.show_command(run_line(self.session.path))
        plan = self.session.outcomes.plan
        self._show(plan)
        if plan is None and not self.is_busy:
            self._plan()

    def go_on(self) -> None:
        """Go on with a plan that can be carried out; else make one."""
        plan = self.session.outcomes.plan
        if plan is None or plan.is_blocked or self._left:
            self._plan()
        else:
            self.passed.emit()

    def poses(self) -> Mapping[str, Callable[[], None]]:
        """Each state with what brings the page into it."""
        return {
            "running": lambda: self.busy.begin(self.tr("Comparing with what the cloud holds")),
            "rules": lambda: self._unfold.setChecked(True),
        }

    def _plan(self) -> None:
        session, left = self.session, self._left
        if left:
            self._plan_without(left)
            return
        # What was begun is taken up once; after that a plan is a new one.
        goes_on = session.outcomes.goes_on and not self._took_begun
        self._took_begun = True

        def call(run: Run) -> _Replanned:
            job = session.job()
            if goes_on:
                return _Replanned(calls.begun_plan(job))
            return _Replanned(calls.make_plan(job, session.vault, run))

        self.run(self.tr("Comparing with what the cloud holds"), call, self._record, writes=True)

    def _plan_without(self, left: set[Ref]) -> None:
        """Leaving out is a choice of what to export: the package is written anew."""
        session = self.session
        outcomes, inventory = session.outcomes, session.outcomes.inventory
        if inventory is None:
            return
        self._before = (session.answers, outcomes)
        session.change(replace(session.answers, select=leave_out(left, session.answers.select)))
        selection = choose(inventory, session.answers.select)
        session.record(replace(session.outcomes, selection=selection, cloud=outcomes.cloud))

        def call(run: Run) -> _Replanned:
            job = session.job()
            package = calls.make_package(job, session.vault, inventory, run)
            return _Replanned(calls.make_plan(job, session.vault, run), package)

        self.run(self.tr("Writing the package and planning again"), call, self._record, writes=True)

    def show_failure(self, error: Exception) -> None:
        """What was left out is not left out where that failed."""
        self._restore()
        super().show_failure(error)

    def show_stopped(self) -> None:
        """Likewise."""
        self._restore()

    def _restore(self) -> None:
        if self._before is not None:
            answers, outcomes = self._before
            self._before = None
            self.session.change(answers)
            self.session.record(outcomes)
            self._show(outcomes.plan)

    def _record(self, result: object) -> None:
        if isinstance(result, _Replanned):
            self._before = None
            package = result.package or self.session.outcomes.package
            self.session.record(replace(self.session.outcomes, plan=result.plan, package=package))
            self._left = set()
            self._show(result.plan)

    def _show(self, plan: Plan | None) -> None:
        for widget in (self._result, self._rules_card, self._line_card, self._notices_title):
            widget.setVisible(plan is not None)
        self._show_pending()
        if plan is None:
            self._blocking.show_findings(())
            self._notices.show_findings(())
            return
        blocking = [f for f in plan.findings if f.severity is Severity.BLOCKS]
        others = [f for f in plan.findings if f.severity is not Severity.BLOCKS]
        self._blocking.show_findings(blocking)
        if any(finding.code == _CONFLICT for finding in blocking):
            self._unfold.setChecked(True)  # another name is given there
        self._notices.show_findings(others)
        self._notices_title.setText(self.tr("Good to know"))
        self._notices_title.setVisible(bool(others))
        rows = tuple(
            Row(
                cells=(
                    self._words[row.action],
                    " / ".join(part for part in row.ref.path if part),
                    kind_word(row.ref.kind),
                    row.why,
                ),
                group=str(row.action),
                kind=str(row.ref.kind),
                icon=_ICONS[row.action],
                key=row.ref,
            )
            for row in plan_rows(plan)
        )
        self.filter.show_rows(rows)
        counts = Counter(row.group for row in rows)
        self._figures.show_figures([number(counts[str(action)]) for action in _FIGURES])
        self._pace.setText(self._pace_of(plan))
        self._spaces.setText(self._spaces_of(plan))
        self._offer_leave()

    def _pace_of(self, plan: Plan) -> str:
        if not plan.steps:
            return self.tr("The cloud has it all: nothing is to be written.")
        requests = number(plan.requests)
        if not plan.rate_per_minute:
            return filled(self.tr("About %1 requests; no rate limit for this key."), requests)
        return filled(
            self.tr("About %1 requests, %2 at the cloud's limit of %3 a minute."),
            requests,
            about(plan.minutes * 60),
            number(plan.rate_per_minute),
        )

    def _spaces_of(self, plan: Plan) -> str:
        pairs = (
            ours if ours == theirs else filled(self.tr("%1 as %2"), ours, theirs)
            for ours, theirs in plan.spaces.items()
        )
        return filled(self.tr("Spaces: %1"), ", ".join(pairs)) if plan.spaces else ""

    @property
    def _can_leave(self) -> bool:
        outcomes = self.session.outcomes
        return self.session.answers.route is Route.WHOLE and outcomes.inventory is not None

    @Slot()
    def _offer_leave(self) -> None:
        chosen = self.table.chosen()
        self.leave.setEnabled(self._can_leave and bool(chosen) and not self.is_busy)
        self._leave_help.setText(
            self.tr("Select lines to leave out what they stand for, in every space.")
            if self._can_leave
            else self.tr("The package is fixed: leave things out where it is made.")
        )

    @Slot()
    def _leave_out(self) -> None:
        self._left |= {row.key for row in self.table.chosen() if isinstance(row.key, Ref)}
        self._show_pending()
        self.changed.emit()

    @Slot()
    def _forget_left(self) -> None:
        self._left = set()
        self._show_pending()
        self.changed.emit()

    def _show_pending(self) -> None:
        self._pending.setVisible(bool(self._left))
        names = ", ".join(sorted(ref.name for ref in self._left))
        self._pending.say(
            NoteKind.INFO,
            filled(self.tr("To be left out: %1"), names),
            self.tr("Plan again to see what that changes. The package is then written anew."),
        )

    @Slot()
    def _change_rules(self) -> None:
        answers = self.session.answers
        cloud = replace(answers.cloud, name_map=self._names.rules())
        changed = replace(answers, policy=self._rules.policy(), cloud=cloud)
        if changed != answers:
            self.session.change(changed)
            self.changed.emit()

    def _show_answers(self) -> None:
        answers, outcomes = self.session.answers, self.session.outcomes
        self._rules.show_policy(answers.policy)
        known = outcomes.inventory.entries if outcomes.inventory else ()
        spaces = [space.name for space in outcomes.cloud.spaces] if outcomes.cloud else []
        self._names.show_rules(answers.cloud.name_map, known, spaces)

    @Slot(bool)
    def _show_rules(self, shown: bool) -> None:  # noqa: FBT001 - a Qt slot
        for widget in (self._rules, self._names):
            widget.setVisible(shown)
        if shown:
            self.bring_into_view(self._rules_card)
        set_icon(self._unfold, "chevron-down" if shown else "chevron-right")
