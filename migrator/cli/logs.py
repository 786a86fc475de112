"""The log file: for who investigates; nobody but its owner can read it."""

from __future__ import annotations

import contextlib
import logging
import os
import sys
import traceback
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import TextIO

import platformdirs

from migrator.cli.cli_errors import OutputFileError

_FORMAT = "%(asctime)s %(levelname)s %(name)s: %(message)s"


class RedactingFormatter(logging.Formatter):
    """Masks secrets in the finished line, so also in arguments and tracebacks.

    It is the second net: nothing of ours logs a secret in the first place.
    """

    def __init__(self, mask: Callable[[str], str]) -> None:
        super().__init__(_FORMAT)
        self._mask = mask

    def format(self, record: logging.LogRecord) -> str:
        """One record as text."""
        return self._mask(super().format(record))

    def formatTime(self, record: logging.LogRecord, datefmt: str | None = None) -> str:  # noqa: N802
        """UTC, as events have it."""
        del datefmt
        at = datetime.fromtimestamp(record.created, UTC)
        return at.isoformat(timespec="milliseconds").replace("+00:00", "Z")


@contextlib.contextmanager
def open_log(path: Path, mask: Callable[[str], str]) -> Iterator[None]:
    """Append what is logged to a file until the end.

    Raises:
        OutputFileError: it cannot be written.
    """
    try:
        stream = _open_private(path, os.O_APPEND)
    except OSError as error:
        raise OutputFileError(path, error.strerror or type(error).__name__) from None
    handler = logging.StreamHandler(stream)
    handler.setFormatter(RedactingFormatter(mask))
    # Libraries log headers and addresses at lower levels.
    levels = {"": logging.WARNING, "migrator": logging.DEBUG}
    before = {name: logging.getLogger(name).level for name in levels}
    for name, level in levels.items():
        logging.getLogger(name).setLevel(level)
    logging.getLogger().addHandler(handler)
    try:
        yield
    finally:
        logging.getLogger().removeHandler(handler)
        for name, level in before.items():
            logging.getLogger(name).setLevel(level)
        stream.close()


def save_failure(error: BaseException, mask: Callable[[str], str]) -> Path | None:
    """Write a traceback where one finds it when there is no log; None if that fails too."""
    directory = platformdirs.user_log_path("octopus-cloud-migrator", appauthor=False)
    path = directory / "last-failure.log"
    text = mask("".join(traceback.format_exception(error)))
    try:
        directory.mkdir(mode=0o700, parents=True, exist_ok=True)
        with _open_private(path, os.O_TRUNC) as file:
            file.write(f"{datetime.now(UTC).isoformat()}\n{text}")
    except OSError:
        return None
    return path


def _open_private(path: Path, flag: int) -> TextIO:
    path.parent.mkdir(parents=True, exist_ok=True)
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | flag, 0o600)
    if sys.platform != "win32":
        os.fchmod(handle, 0o600)  # it may have been there with other rights
    return os.fdopen(handle, "w", encoding="utf-8", errors="backslashreplace")
