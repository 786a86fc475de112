"""The window: the rail at the left, one page, and the buttons beneath."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

from PySide6.QtCore import QSize, Qt, QTimer, Signal, Slot
from PySide6.QtGui import (
    QCloseEvent,
    QDragEnterEvent,
    QDropEvent,
    QKeyEvent,
    QKeySequence,
    QShortcut,
)
from PySide6.QtWidgets import (
    QCheckBox,
    QFrame,
    QHBoxLayout,
    QLineEdit,
    QPushButton,
    QRadioButton,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from migrator.gui.flow import PageName, next_page, page_before, pages_of, reachable
from migrator.gui.icons import Sign, icon
from migrator.gui.page import Page
from migrator.gui.pages.catalogue import PAGES
from migrator.gui.pages.start_page import StartPage
from migrator.gui.session import Session
from migrator.gui.summaries import page_title, summary
from migrator.gui.widgets.buttons import ButtonKind, button
from migrator.gui.widgets.panels import ErrorPanel
from migrator.gui.widgets.rail import Rail, Step, StepState
from migrator.gui.widgets.text import Elided, Role, label
from migrator.gui.wording import filled
from migrator.model.errors import MigratorError

_RAIL_WIDTH = 264
_SMALLEST = QSize(940, 640)
_LOOK_AGAIN_MS = 50


class Wizard(QWidget):
    """The whole face. Closing saves the answers, stops what runs, and then goes."""

    closed = Signal()

    def __init__(self, session: Session) -> None:
        super().__init__()
        self.session = session
        self._pages: dict[PageName, Page] = {}
        self._current = PageName.START
        self._seen: set[PageName] = set()
        self._is_closing = False
        self._told_unsaved = False
        self.setObjectName("Root")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setWindowTitle(self.tr("Octopus Cloud Migrator"))
        self.setWindowIcon(icon("app"))
        self.setMinimumSize(_SMALLEST)
        self.resize(1080, 760)
        self.setAcceptDrops(True)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self._make_rail())
        layout.addWidget(self._make_main(), 1)
        self._order_tabs()
        QShortcut(QKeySequence.StandardKey.Save, self, self.save)
        session.changed.connect(self._refresh)
        session.opened.connect(self._fill)
        self.go_to(PageName.START)

    # Parts.

    def _make_rail(self) -> QWidget:
        side = QWidget()
        side.setObjectName("Rail")
        side.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        side.setFixedWidth(_RAIL_WIDTH)
        logo = Sign("app", side_px=36)
        names = QVBoxLayout()
        names.setSpacing(1)
        names.addWidget(label(self.tr("Octopus Cloud Migrator"), Role.BRAND))
        names.addWidget(Elided(self.tr("Self-hosted to Octopus Cloud"), Role.BRAND2))
        brand = QHBoxLayout()
        brand.setContentsMargins(12, 0, 4, 0)
        brand.setSpacing(12)
        brand.addWidget(logo)
        brand.addLayout(names, 1)
        self.rail = Rail()
        self.rail.setAccessibleName(self.tr("Steps"))
        self.rail.picked.connect(self._jump)
        layout = QVBoxLayout(side)
        layout.setContentsMargins(12, 22, 12, 16)
        layout.setSpacing(0)
        layout.addLayout(brand)
        layout.addSpacing(22)
        layout.addWidget(self.rail, 1)
        layout.addLayout(self._make_job_line())
        return side

    def _make_job_line(self) -> QHBoxLayout:
        self._job = Elided(role=Role.BRAND2)
        row = QHBoxLayout()
        row.setContentsMargins(16, 8, 4, 0)
        row.setSpacing(8)
        row.addWidget(Sign("file-key", "text3"))
        row.addWidget(self._job, 1)
        return row

    def _make_main(self) -> QWidget:
        main = QWidget()
        main.setObjectName("Page")
        self._eyebrow = label(role=Role.EYEBROW)
        self._title = label(role=Role.TITLE, wraps=True)
        self._lead = label(role=Role.LEAD, wraps=True)
        head = QVBoxLayout()
        head.setContentsMargins(44, 30, 44, 18)
        head.setSpacing(6)
        for widget in (self._eyebrow, self._title, self._lead):
            head.addWidget(widget)
        self._stack = QStackedWidget()
        layout = QVBoxLayout(main)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addLayout(head)
        layout.addWidget(self._stack, 1)
        layout.addWidget(self._make_footer())
        return main

    def _make_footer(self) -> QWidget:
        footer = QFrame()
        footer.setObjectName("Footer")
        self.quit = button(self.tr("Save and &quit"), ButtonKind.GHOST)
        self.quit.clicked.connect(self.close)
        self._status = Elided(role=Role.HELP)
        self.back = button(self.tr("&Back"), icon_name="arrow-left")
        self.back.clicked.connect(self.go_back)
        self.stop = button(self.tr("&Stop"), icon_name="x")
        self.stop.clicked.connect(self._stop_task)
        self.next = button("", ButtonKind.PRIMARY, "arrow-right", icon_behind=True)
        self.next.setDefault(True)
        self.next.clicked.connect(self.go_on)
        row = QHBoxLayout()
        row.setSpacing(10)
        row.addWidget(self.quit)
        row.addWidget(self._status, 1)
        row.addWidget(self.back)
        row.addWidget(self.stop)
        row.addWidget(self.next)
        self._save_error = ErrorPanel()
        layout = QVBoxLayout(footer)
        layout.setContentsMargins(34, 14, 44, 14)
        layout.addWidget(self._save_error)
        layout.addLayout(row)
        return footer

    def _order_tabs(self) -> None:
        # A page's own controls come first, then what moves on, then the rail.
        order = [self.next, self.back, self.stop, self.quit, self.rail]
        for before, after in pairwise(order):
            QWidget.setTabOrder(before, after)

    # Moving.

    @property
    def page(self) -> Page:
        """The page that is shown."""
        return self._pages[self._current]

    def page_named(self, name: PageName) -> Page:
        """A page, made when it is first needed."""
        page = self._pages.get(name)
        if page is None:
            page = PAGES[name](self.session)
            page.setAccessibleName(page_title(name))
            page.changed.connect(self._refresh)
            page.passed.connect(self._pass)
            self._pages[name] = page
            self._stack.addWidget(page)
            page.fill()
            QWidget.setTabOrder(page, self.next)
        return page

    def go_to(self, name: PageName) -> None:
        """Show a page; the one before keeps what was typed."""
        if self._current in self._pages and self._current is not name:
            self.page.commit()
        page = self.page_named(name)
        self._current = name
        self._seen.add(name)
        self._stack.setCurrentWidget(page)
        self._refresh()
        page.enter()
        if not page.focus_first():
            waits = self.stop if page.is_busy else self.quit
            (self.next if self.next.isEnabled() else waits).setFocus()

    @Slot()
    def go_on(self) -> None:
        """The primary button."""
        if self.next.isEnabled():
            self.page.go_on()

    @Slot()
    def go_back(self) -> None:
        """Back: nothing that was typed is lost."""
        before = page_before(self._current, self.session.answers)
        if before is not None and self.page.can_go_back():
            self.go_to(before)

    @Slot()
    def _pass(self) -> None:
        if self.sender() is not self.page:
            return
        self.save()
        following = next_page(self._current, self.session.answers, self.session.outcomes)
        if following is None or following not in PAGES:
            self.close()
        else:
            self.go_to(following)

    @Slot(int)
    def _jump(self, row: int) -> None:
        name = pages_of(self.session.answers.route)[row]
        if self.page.is_busy or name is self._current:
            return
        self.page.commit()
        if name in self._open_pages():
            self.go_to(name)

    def _open_pages(self) -> tuple[PageName, ...]:
        return reachable(self.session.answers, self.session.outcomes)

    @Slot()
    def _stop_task(self) -> None:
        self.page.stop()
        self._refresh()

    # Showing.

    @Slot()
    def _fill(self) -> None:
        self._save_error.clear()
        self._seen = {self._current}
        for page in self._pages.values():
            page.fill()

    @Slot()
    def _refresh(self) -> None:
        if self._current not in self._pages:
            return
        page, answers = self.page, self.session.answers
        pages = pages_of(answers.route)
        at = pages.index(self._current) if self._current in pages else 0
        step = filled(self.tr("Step %1 of %2"), str(at + 1), str(len(pages)))
        self._eyebrow.setText(step)
        self._title.setText(page.title())
        self._lead.setText(page.lead())
        self._lead.setVisible(bool(page.lead()))
        self.next.setText(page.next_text())
        can_go_on = page.can_go_on() and not self._is_closing
        if self.next.hasFocus() and not can_go_on:
            self.rail.setFocus()  # else the keyboard falls on what stops or quits
        self.next.setEnabled(can_go_on)
        self.back.setVisible(at > 0 and not page.is_busy)
        self.back.setEnabled(page.can_go_back())
        was_busy = self.stop.isVisible()
        self.stop.setVisible(page.is_busy)
        if was_busy and not page.is_busy and self.focusWidget() in {None, self.stop, self.quit}:
            self.next.setFocus()
        self._job.setText(self.session.path.name)
        self._job.setToolTip(str(self.session.path))
        self.rail.show_steps(self._steps(pages, at))

    def _steps(self, pages: tuple[PageName, ...], at: int) -> tuple[Step, ...]:
        open_pages = self._open_pages()
        steps = []
        for row, name in enumerate(pages):
            is_open = name in open_pages
            if row == at:
                state, word = StepState.CURRENT, self.tr("current")
            elif is_open and name is not open_pages[-1] and (row < at or name in self._seen):
                state, word = StepState.DONE, self.tr("done")
            else:
                state, word = StepState.TO_COME, self.tr("not started")
            spoken = filled(
                self.tr("Step %1 of %2: %3, %4"),
                str(row + 1),
                str(len(pages)),
                page_title(name),
                word,
            )
            chosen = summary(name, self.session.answers, self.session.outcomes)
            steps.append(Step(page_title(name), chosen, state, is_open, spoken))
        return tuple(steps)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        """Return in a field or on a choice goes on, and on a button presses it."""
        match self.focusWidget():
            case _ if event.key() not in {Qt.Key.Key_Return, Qt.Key.Key_Enter}:
                super().keyPressEvent(event)
            case QPushButton() as pressed:
                pressed.click()
            case QLineEdit() as edit if not (edit.isReadOnly() or edit.isClearButtonEnabled()):
                self.go_on()  # but not from a search, which has a button that clears it
            case QRadioButton() | QCheckBox():
                self.go_on()
            case _:
                super().keyPressEvent(event)

    # Saving and closing.

    @Slot()
    def save(self) -> bool:
        """Write the job file, without secrets; False where that failed, and the footer says so."""
        try:
            self.session.save()
        except MigratorError as error:
            self._save_error.show_error(error)
            return False
        self._save_error.clear()
        return True

    def closeEvent(self, event: QCloseEvent) -> None:  # noqa: N802
        """Save, stop what runs, and go when it has stopped."""
        if not self._is_closing:
            self.page.commit()
            if not self.save() and not self._told_unsaved:
                self._told_unsaved = True  # said once; closing again goes without
                event.ignore()
                return
        self._is_closing = True
        for page in self._pages.values():
            page.stop()
        if any(page.is_busy for page in self._pages.values()):
            self._status.setText(self.tr("Stopping at a safe place..."))
            self._refresh()
            event.ignore()
            QTimer.singleShot(_LOOK_AGAIN_MS, self, self.close)
            return
        self.save()  # what was stopped may have put answers back
        event.accept()
        self.closed.emit()

    # Dropping a job or a package on the window.

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:  # noqa: N802
        """Take files that the Start page knows."""
        if any(url.isLocalFile() for url in event.mimeData().urls()):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:  # noqa: N802
        """Open the first file."""
        files = [url.toLocalFile() for url in event.mimeData().urls() if url.isLocalFile()]
        if files and not self.page.is_busy:
            self.go_to(PageName.START)
            if isinstance(self.page, StartPage):
                self.page.take_file(Path(files[0]))
