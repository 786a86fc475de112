"""Starts the desktop face."""

from __future__ import annotations

import logging
import os
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QLibraryInfo, QLocale, QThreadPool, QTranslator
from PySide6.QtWidgets import QApplication

from migrator import __version__
from migrator.engine.window_errors import NoDisplayError, has_display
from migrator.gui.recent import new_job_path
from migrator.gui.resources import resource_path
from migrator.gui.session import Session
from migrator.gui.theme import Look, Theme
from migrator.gui.window import Wizard

log = logging.getLogger(__name__)

LANGUAGES = ("en", "de", "zh_CN")
_LAST_WAIT_MS = 40_000


@dataclass(frozen=True, slots=True)
class GuiSettings:
    """How to start.

    Attributes:
        job: a job file to open; None begins anew.
        language: one of LANGUAGES; "" is the system's.
    """

    job: Path | None = None
    look: Look = Look.SYSTEM
    language: str = ""
    screenshots: Path | None = None


def main(settings: GuiSettings) -> int:
    """Show the wizard until it is closed, or make the pictures; gives the exit code.

    Raises:
        NoDisplayError: there is nothing to show it on.
        UsageError: the job cannot be opened.
    """
    if settings.screenshots is not None:
        # Pictures need no display, and are the same on each.
        os.environ["QT_QPA_PLATFORM"] = "offscreen"
    elif not (has_display() or os.environ.get("QT_QPA_PLATFORM")):
        raise NoDisplayError
    app = make_application(settings.look, settings.language)
    session = Session(new_job_path(), app)
    wizard = Wizard(session)
    if settings.job is not None:
        session.open_job(settings.job)
    if settings.screenshots is not None:
        from migrator.gui.screenshots import take_screenshots  # noqa: PLC0415 - rarely wanted

        return take_screenshots(wizard, settings.screenshots)
    wizard.show()
    code = app.exec()
    QThreadPool.globalInstance().waitForDone(_LAST_WAIT_MS)
    return code


def make_application(look: Look, language: str = "") -> QApplication:
    """The application with its fonts, look and language."""
    running = QApplication.instance()
    app = running if isinstance(running, QApplication) else QApplication(["migrator"])
    app.setApplicationName("Octopus Cloud Migrator")
    app.setApplicationVersion(__version__)
    app.setDesktopFileName("migrator")
    Theme(app, look)
    translate_to(app, language)
    return app


def translate_to(app: QApplication, language: str) -> None:
    """Install the texts of a language, and its numbers; English where there are none."""
    locale = QLocale(language) if language else QLocale.system()
    QLocale.setDefault(locale)
    app.setLayoutDirection(locale.textDirection())
    for translator in app.findChildren(QTranslator):
        app.removeTranslator(translator)
        translator.deleteLater()
    qt_texts = QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)
    places = (("qtbase", qt_texts), ("migrator", str(resource_path("i18n"))))
    for name, place in places:
        translator = QTranslator(app)
        if translator.load(locale, name, "_", place):
            app.installTranslator(translator)
