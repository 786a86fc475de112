"""Page: the plan is carried out; may be paused, stopped and taken up again at any time."""

from __future__ import annotations

import itertools
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import replace
from enum import Enum, auto
from urllib.parse import urlsplit

from PySide6.QtCore import QTimer, Slot
from PySide6.QtWidgets import QHBoxLayout, QProgressBar

from migrator.engine.progress import read_progress
from migrator.gui import calls
from migrator.gui.awake import make_awake
from migrator.gui.facts import whole
from migrator.gui.flow import PageName
from migrator.gui.kind_words import about, ref_words
from migrator.gui.notify import tell
from migrator.gui.page import Page, wait_words
from migrator.gui.session import Session
from migrator.gui.tally import Counts, Tally
from migrator.gui.widgets.buttons import ButtonKind, button
from migrator.gui.widgets.finding_list import FindingList
from migrator.gui.widgets.kind_bars import KindBars
from migrator.gui.widgets.panels import Card, Figures, Note, NoteKind
from migrator.gui.widgets.text import Elided, Role, label
from migrator.gui.wording import filled, number
from migrator.model.errors import MigratorError
from migrator.model.events import Advanced, Event, Found, Paced, Retried, Run, Stage, Started
from migrator.model.plan import Plan
from migrator.model.report import Finding, Report, Severity

_REFRESH_MS = 120
_SHORTEST_WAIT_S = 2


class _State(Enum):
    READY = auto()
    RUNNING = auto()
    STOPPED = auto()
    DONE = auto()


class UploadPage(Page):
    """Carries the plan out; can be left once that has succeeded."""

    name = PageName.UPLOAD

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self._tally = Tally(0)
        self._shown_failures = -1
        self._is_awake = False
        self._posed: _State | None = None
        self.awake = make_awake()
        self.destroyed.connect(self.awake.end)
        self._stands = Note()
        self._again = button(self.tr("&Try the failed ones again"), ButtonKind.LINK, "refresh-cw")
        self._again.clicked.connect(self._start)
        self._stands.offer(self._again)
        self.body.addWidget(self._stands)
        self.body.addWidget(self.error)
        self.body.addWidget(self._make_progress())
        self._failures = FindingList()
        self.body.addWidget(self._failures)
        self._kinds_card = Card(self.tr("By kind"))
        self._kinds = KindBars()
        self._kinds_card.rows.addWidget(self._kinds)
        self.body.addWidget(self._kinds_card)
        self.body.addStretch()
        self._timer = QTimer(self)
        self._timer.setInterval(_REFRESH_MS)
        self._timer.timeout.connect(self._refresh)

    def _make_progress(self) -> Card:
        card = Card()
        self._what = label(role=Role.SECTION)
        self._count = label(role=Role.HELP)
        top = QHBoxLayout()
        top.addWidget(self._what)
        top.addStretch()
        top.addWidget(self._count)
        self._bar = QProgressBar()
        self._bar.setTextVisible(False)
        self._bar.setAccessibleName(self.tr("Upload"))
        self._figures = Figures(
            (self.tr("Done"), self.tr("To do"), self.tr("A minute"), self.tr("Failed"))
        )
        self._item = Elided(role=Role.HELP)
        self._pace = label(role=Role.HELP, wraps=True)
        self.pause = button(self.tr("&Pause"), icon_name="pause")
        self.pause.clicked.connect(self.stop)
        last = QHBoxLayout()
        last.setSpacing(12)
        last.addWidget(self._pace, 1)
        last.addWidget(self.pause)
        card.rows.addLayout(top)
        card.rows.addWidget(self._bar)
        card.rows.addWidget(self._item)
        card.rows.addWidget(self._figures)
        card.rows.addLayout(last)
        return card

    def title(self) -> str:
        """Where it goes."""
        host = urlsplit(self.session.answers.cloud.url).hostname or self.tr("Octopus Cloud")
        return filled(self.tr("Upload to %1"), host)

    def lead(self) -> str:
        """What is promised."""
        return self.tr(
            "You can pause, or close this window and come back. What is done stays done."
        )

    def next_text(self) -> str:
        """Start, go on, or next."""
        match self._state:
            case _State.READY:
                return self.tr("Start &upload")
            case _State.STOPPED:
                return self.tr("&Go on")
            case _State.RUNNING | _State.DONE:
                return self.tr("&Next")

    def fill(self) -> None:
        """Another job; what was only posed is over."""
        self.error.clear()
        self._posed, self._is_awake = None, False

    def enter(self) -> None:
        """Show how far it is; it starts when the person says so."""
        plan = self.session.outcomes.plan
        if plan is not None and not self.is_busy:
            self._begin_tally(plan)
            self._show_state()

    def go_on(self) -> None:
        """Start or go on with the upload; once it is done, go on to the next page."""
        if self._state is _State.DONE:
            self.passed.emit()
        else:
            self._start()

    def poses(self) -> Mapping[str, Callable[[], None]]:
        """Each state with what brings the page into it."""
        return {
            "running": lambda: self._pose(_State.RUNNING, Paced(Stage.UPLOAD, 12)),
            "paused": lambda: self._pose(_State.STOPPED),
            "failing": lambda: self._pose(
                _State.RUNNING,
                Found(
                    Stage.UPLOAD,
                    Finding(
                        Severity.WARNING,
                        "failed",
                        "feed:Default/Helm charts",
                        "The target refuses it: Feed URI is not valid.",
                        "Put the cause in order and run the same command again: "
                        "it tries only what is missing.",
                    ),
                ),
            ),
        }

    def _pose(self, state: _State, *events: Event) -> None:
        plan = self.session.outcomes.plan
        steps = plan.steps if plan is not None else ()
        clock = itertools.count(0.0, 0.05)
        self._tally = Tally(len(steps), clock=lambda: next(clock))
        self._tally.note(Started(Stage.UPLOAD, len(steps)))
        half = len(steps) * 3 // 5
        for done, step in enumerate(steps[:half], start=1):
            self._tally.note(Advanced(Stage.UPLOAD, done, len(steps), str(step.ref)))
        for event in events:
            self._tally.note(event)
        self._posed, self._is_awake = state, True
        self._show_state()
        self.changed.emit()

    @property
    def _state(self) -> _State:
        if self._posed is not None:
            return self._posed
        if self.is_busy:
            return _State.RUNNING
        if self.session.outcomes.uploaded is not None:
            return _State.DONE
        return _State.STOPPED if self._tally.counts().done else _State.READY

    def _begin_tally(self, plan: Plan) -> None:
        totals = Counter(str(step.ref.kind) for step in plan.steps)
        try:
            progress = read_progress(self.session.job().state_directory)
        except MigratorError:
            progress = None
        # Progress is of the last plan that was saved, which this one is.
        known = progress.kinds if progress and progress.total == len(plan.steps) else {}
        self._tally = Tally(len(plan.steps), {kind: done for kind, (done, _) in known.items()})
        self._kinds.show_kinds(totals)
        self._shown_failures = -1

    @Slot()
    def _start(self) -> None:
        session, plan = self.session, self.session.outcomes.plan
        if plan is None or self.is_busy:
            return
        self._begin_tally(plan)
        session.save()
        tally = self._tally
        surveyed = session.outcomes.inventory.findings if session.outcomes.inventory else ()
        job = session.job()

        def call(run: Run) -> Report:
            return calls.carry_out(job, session.vault, plan, surveyed, tally.listening(run))

        session.record(replace(session.outcomes, uploaded=None, verified=None))
        self._is_awake = self.awake.begin()
        self._timer.start()
        self.run(self.tr("Uploading"), call, self._record, writes=True)
        self._show_state()

    def show_event(self, event: Event) -> None:
        """The tally has it already; the timer shows it."""

    def _record(self, result: object) -> None:
        self._ended()
        if isinstance(result, Report):
            self.session.record(replace(self.session.outcomes, uploaded=result))
            failed = whole(result, "failed")
            text = self.tr("The upload is done.")
            if failed:
                text = filled(self.tr("The upload is done; %1 steps failed."), number(failed))
            tell(self, self.tr("Octopus Cloud Migrator"), text)
            if not self._tally.counts().total:
                self.passed.emit()
        self._show_state()

    def show_failure(self, error: Exception) -> None:
        """It stopped by itself; going on is safe."""
        self._ended()
        super().show_failure(error)
        tell(self, self.tr("Octopus Cloud Migrator"), self.tr("The upload has stopped."))
        self._show_state()

    def show_stopped(self) -> None:
        """It stopped as asked."""
        self._ended()
        self._show_state()

    def stop(self) -> None:
        """Pause and stop are the same: at a safe place, to be taken up at any time."""
        super().stop()
        if self.is_busy:
            self.pause.setEnabled(False)
            self._what.setText(self.tr("Stopping at a safe place..."))

    def _ended(self) -> None:
        self._timer.stop()
        self.awake.end()

    def _show_state(self) -> None:
        state, counts = self._state, self._tally.counts()
        is_running = state is _State.RUNNING
        self.busy.hide()  # the card shows it
        self.pause.setEnabled(is_running)
        for widget in (self.pause, self._pace, self._item):
            widget.setVisible(is_running)
        self._what.setText(self.tr("Uploading") if is_running else self.tr("Progress"))
        self._show_stands(state, counts)
        self._show_counts(counts)

    def _show_stands(self, state: _State, counts: Counts) -> None:
        report = self.session.outcomes.uploaded
        failed = whole(report, "failed")
        done, total = number(counts.done), number(counts.total)
        self._again.setVisible(state is _State.DONE and failed > 0)
        self._stands.setVisible(state is not _State.RUNNING)
        match state:
            case _State.READY if not counts.total:
                self._stands.say(NoteKind.OK, self.tr("Nothing is to be written."))
            case _State.READY:
                self._stands.say(
                    NoteKind.INFO,
                    filled(self.tr("%1 steps are ready."), total),
                    self.tr("From here on Octopus Cloud is changed."),
                )
            case _State.STOPPED:
                self._stands.say(
                    NoteKind.INFO,
                    filled(self.tr("Stopped at %1 of %2."), done, total),
                    self.tr("Nothing is lost: go on now, or close the window and come back."),
                )
            case _State.DONE if failed:
                self._stands.say(
                    NoteKind.WARNING,
                    filled(self.tr("%1 of %2 steps failed."), number(failed), total),
                    self.tr("The reasons are below. Put them in order and try these again."),
                )
            case _State.DONE:
                self._stands.say(NoteKind.OK, filled(self.tr("All %1 steps are done."), total))
            case _State.RUNNING:
                pass

    @Slot()
    def _refresh(self) -> None:
        self._show_counts(self._tally.counts())

    def _show_counts(self, counts: Counts) -> None:
        self._bar.setRange(0, max(1, counts.total))
        self._bar.setValue(counts.done if counts.total else 1)
        self._count.setText(self._count_text(counts))
        failed = len(counts.failures)
        figures = (counts.done - failed, counts.total - counts.done, round(counts.per_minute))
        self._figures.show_figures([number(figure) for figure in (*figures, failed)])
        self._item.setText(self._item_text(counts))
        self._pace.setText(self._pace_text(counts))
        self._kinds.show_counts(counts.kinds, counts.failed_kinds)
        if len(counts.failures) != self._shown_failures:
            self._shown_failures = len(counts.failures)
            self._failures.show_findings(counts.failures)

    def _count_text(self, counts: Counts) -> str:
        text = filled(self.tr("%1 of %2"), number(counts.done), number(counts.total))
        plan = self.session.outcomes.plan
        left_s = counts.left_s
        if left_s is None and plan is not None and counts.total:
            left_s = plan.minutes * 60 * (counts.total - counts.done) / counts.total
        if self._state is not _State.RUNNING or left_s is None:
            return text
        return f"{text}, " + filled(self.tr("%1 left"), about(left_s))

    def _item_text(self, counts: Counts) -> str:
        if self._state is not _State.RUNNING or not counts.latest:
            return ""
        return "   ".join(
            f"{kind} {path.rpartition(' / ')[2]}" for kind, path in map(ref_words, counts.latest)
        )

    def _pace_text(self, counts: Counts) -> str:
        if self._state is not _State.RUNNING:
            return ""
        if counts.wait_s >= _SHORTEST_WAIT_S:
            return wait_words(Paced(Stage.UPLOAD, counts.wait_s))
        if counts.repeated:
            return wait_words(Retried(Stage.UPLOAD, counts.repeated, 2))
        return self.tr("This computer stays awake meanwhile.") if self._is_awake else ""
