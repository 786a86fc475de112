"""Pictures of every page in each of its states, taken on the sample; for guide and reviewers."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QEventLoop
from PySide6.QtWidgets import QApplication

from migrator.engine.window_errors import PictureError
from migrator.gui.flow import PageName, next_page, pages_of
from migrator.gui.pages.start_page import StartPage
from migrator.gui.window import Wizard
from migrator.model.errors import ExitCode

_LONGEST_PAGE_S = 180
_SLICE_MS = 20


def take_screenshots(wizard: Wizard, directory: Path) -> int:
    """Walk the whole way on the sample, as a user does; gives the exit code.

    Raises:
        PictureError: a page does not get on, or a file cannot be written.
    """
    try:
        directory.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise PictureError(f"{directory}: {error.strerror}") from None
    wizard.show()
    start = wizard.page
    if not isinstance(start, StartPage):
        raise PictureError("the wizard does not begin at its start")
    _take_page(wizard, directory, 1)
    start.rehearse.click()
    for at, name in enumerate(pages_of(wizard.session.answers.route)[1:], start=2):
        _wait(wizard, lambda name=name: wizard.page.name is name)  # type: ignore[misc]
        _take_page(wizard, directory, at)
        if next_page(name, wizard.session.answers) is None:
            break
        _go_on(wizard, directory, at, name)
    wizard.close()
    return int(ExitCode.OK)


def _go_on(wizard: Wizard, directory: Path, at: int, name: PageName) -> None:
    """Press the button; take the page at work, and once more with what came of it."""
    wizard.go_on()
    if wizard.page.is_busy:
        _grab(wizard, directory / f"{at:02}-{name}-busy.png")
    _wait(wizard, lambda: not wizard.page.is_busy)
    if wizard.page.name is not name:
        wizard.go_back()
    if wizard.page.name is name:
        _grab(wizard, directory / f"{at:02}-{name}-done.png")
        wizard.go_on()


def _take_page(wizard: Wizard, directory: Path, at: int) -> None:
    page = wizard.page
    _wait(wizard, lambda: not page.is_busy)
    _grab(wizard, directory / f"{at:02}-{page.name}.png")
    for pose, take in page.poses().items():
        page.busy.end()
        page.error.clear()
        take()
        _grab(wizard, directory / f"{at:02}-{page.name}-{pose}.png")
    page.busy.end()
    page.error.clear()
    page.fill()
    page.enter()
    _wait(wizard, lambda: not page.is_busy)


def _grab(wizard: Wizard, path: Path) -> None:
    QApplication.processEvents()
    QApplication.processEvents()
    if not wizard.grab().save(str(path)):
        raise PictureError(f"{path} cannot be written")


def _wait(wizard: Wizard, is_so: Callable[[], bool]) -> None:
    until = time.monotonic() + _LONGEST_PAGE_S
    while not is_so():
        QApplication.processEvents(QEventLoop.ProcessEventsFlag.AllEvents, _SLICE_MS)
        if wizard.page.error.isVisible():
            raise PictureError(wizard.page.error.text)
        if time.monotonic() > until:
            raise PictureError(f"the page {wizard.page.name} does not come to an end")
