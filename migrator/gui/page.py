"""What every page is: a question, a body, and at most one task."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import ClassVar

from PySide6.QtCore import QCoreApplication, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from migrator.gui.flow import PageName, is_complete
from migrator.gui.kind_words import ref_words
from migrator.gui.session import Session
from migrator.gui.task import Task
from migrator.gui.widgets.panels import Busy, ErrorPanel
from migrator.gui.wording import filled, number
from migrator.model.errors import MigratorError
from migrator.model.events import Advanced, Event, Paced, Retried, Run, Stage, Started

_WIDEST = 728
_LAID_OUT_MS = 100  # a page that grows is laid out in several rounds
_MARGIN = 44


class Page(QScrollArea):
    """One question. A subclass fills `body` in `__init__` and overrides what differs.

    Signals:
        changed: buttons, texts or the rail may have to be shown anew.
        passed: go on to the next page now.
    """

    changed = Signal()
    passed = Signal()
    name: ClassVar[PageName]

    def __init__(self, session: Session, *, widest: int = _WIDEST) -> None:
        super().__init__()
        self.session = session
        self.task: Task | None = None
        self._writes = False
        self._to_reveal: QWidget | None = None
        self._on_success: Callable[[object], None] | None = None
        self.busy = Busy()
        self.error = ErrorPanel()
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        outer, column = QWidget(), QWidget()
        outer.setObjectName("Page")
        column.setObjectName("Column")
        column.setMaximumWidth(widest)
        around = QHBoxLayout(outer)
        around.setContentsMargins(_MARGIN, 4, _MARGIN, 24)
        around.addWidget(column, 1)
        # Beyond its widest a page stays at the left, below its title.
        around.addStretch(0)
        self.body = QVBoxLayout(column)
        self.body.setContentsMargins(0, 0, 0, 0)
        self.body.setSpacing(14)
        self._outer, self._around = outer, around
        self.setWidget(outer)
        # A page that places it nowhere must not show it as a window. Every page places its error:
        # a parent before that would put the error's buttons at the end of the way of Tab.
        self.busy.setParent(outer)

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802
        """A scroll bar takes its width from the margin, so that nothing moves when one appears."""
        bar = self.width() - self.viewport().width()
        self._around.setContentsMargins(_MARGIN, 4, _MARGIN - bar, 24)
        super().resizeEvent(event)

    # What a page says of itself.

    def title(self) -> str:
        """The question, or what happens here."""
        raise AssertionError

    def lead(self) -> str:
        """One sentence beneath: what will and what will not be changed."""
        return ""

    def next_text(self) -> str:
        """What the primary button says."""
        return self.tr("&Next")

    def can_go_on(self) -> bool:
        """Whether the primary button may be pressed; mostly yes: pressing tells what lacks."""
        return not self.is_busy

    def can_go_back(self) -> bool:
        """Whether Back may be pressed."""
        return not self.is_busy

    def poses(self) -> Mapping[str, Callable[[], None]]:
        """States worth a picture, by name, each with what brings the page into it."""
        return {}

    # What happens to a page.

    def fill(self) -> None:
        """Show the session's answers; called when a job was opened and before `enter`."""

    def enter(self) -> None:
        """The page comes up."""

    def commit(self) -> None:
        """Put what stands in the fields into the session; called before the page is left."""

    def go_on(self) -> None:
        """The primary button was pressed: emit `passed`, now or when a task has succeeded."""
        self.commit()
        if is_complete(self.name, self.session.answers, self.session.outcomes):
            self.passed.emit()

    def focus_first(self) -> bool:
        """Put the keyboard on the first control of the page; False where there is none."""
        for widget in self._outer.findChildren(QWidget):
            takes = widget.focusPolicy() & Qt.FocusPolicy.TabFocus
            if takes and widget.isVisibleTo(self) and widget.isEnabled():
                widget.setFocus(Qt.FocusReason.OtherFocusReason)
                return True
        return False

    # One task at a time.

    @property
    def is_busy(self) -> bool:
        """Whether a task runs."""
        return self.task is not None and self.task.is_running

    def run(
        self,
        title: str,
        call: Callable[[Run], object],
        on_success: Callable[[object], None],
        *,
        writes: bool = False,
    ) -> None:
        """Carry an engine call out on the pool.

        Args:
            title: what runs, for the bar.
            call: touches no widget.
            on_success: a method of this page; gets what the call gives.
            writes: Stop then waits for a safe place; else the call is left to itself.
        """
        if self.is_busy:
            return
        self.error.clear()
        self.busy.begin(title)
        self._writes, self._on_success = writes, on_success
        self.task = Task(call, parent=self)
        self.task.reported.connect(self._report)
        self.task.succeeded.connect(self._succeed)
        self.task.failed.connect(self._fail)
        self.task.stopped.connect(self._stopped)
        self.task.start()
        self.changed.emit()
        self.bring_into_view(self.busy)

    def bring_into_view(self, widget: QWidget) -> None:
        """Scroll to what has just appeared, once it has its place."""
        self._to_reveal = widget
        for after_ms in (0, _LAID_OUT_MS):
            QTimer.singleShot(after_ms, self, self._reveal)

    @Slot()
    def _reveal(self) -> None:
        if self._to_reveal is not None and self._to_reveal.isVisibleTo(self):
            self.ensureWidgetVisible(self._to_reveal)

    def stop(self) -> None:
        """Stop was pressed."""
        if self.task is not None and self.is_busy:
            if self._writes:
                self.task.cancel()
            else:
                self.task.abandon()

    def show_event(self, event: Event) -> None:
        """Show what the task reports; a page with more to show overrides this."""
        match event:
            case Started(total=total, done=done) if total:
                self.busy.advance(done, total, counted(done, total))
            case Advanced(done=done, total=total, ref=ref):
                self.busy.advance(done, total, counted(done, total), " ".join(ref_words(ref)))
            case Paced() | Retried():
                self.busy.tell(wait_words(event))
            case _:
                pass

    def show_failure(self, error: Exception) -> None:
        """Show what the task failed with."""
        details = "" if isinstance(error, MigratorError) else self.session.vault.mask(repr(error))
        self.error.show_error(error, details)
        self.bring_into_view(self.error)

    def show_stopped(self) -> None:
        """The task was stopped as asked."""

    @Slot(object)
    def _report(self, event: Event) -> None:
        self.show_event(event)

    @Slot(object)
    def _succeed(self, result: object) -> None:
        self.busy.end()
        if self._on_success is not None:
            self._on_success(result)
        self.changed.emit()

    @Slot(object)
    def _fail(self, error: Exception) -> None:
        self.busy.end()
        self.show_failure(error)
        self.changed.emit()

    @Slot()
    def _stopped(self) -> None:
        self.busy.end()
        self.show_stopped()
        self.changed.emit()


def wait_words(event: Paced | Retried) -> str:
    """Why it does not go on just now, and that it is nothing to worry about."""
    match event:
        case Paced(wait_s=wait_s):
            text = QCoreApplication.translate(
                "Page", "At the cloud's rate limit: the next request goes in %1 s. Normal."
            )
            return filled(text, number(round(wait_s)))
        case Retried(stage=Stage.SURVEY | Stage.EXPORT, reason=reason):
            text = QCoreApplication.translate(
                "Page", "The source broke off (%1); it is waited for and read anew."
            )
            return filled(text, reason)
        case Retried(reason=reason):
            text = QCoreApplication.translate("Page", "A request is repeated (%1). Normal.")
            return filled(text, reason)


def counted(done: int, total: int) -> str:
    """Such as `412 of 1,120`."""
    return filled(QCoreApplication.translate("Page", "%1 of %2"), number(done), number(total))
