"""Filling fields in without telling anyone: it is no edit."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager

from PySide6.QtCore import QObject, QSignalBlocker


@contextmanager
def quiet(*objects: QObject) -> Iterator[None]:
    """Let these send no signals until the end."""
    with ExitStack() as blocked:
        for each in objects:
            blocked.enter_context(QSignalBlocker(each))
        yield
