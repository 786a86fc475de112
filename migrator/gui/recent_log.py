"""The last lines that were logged, kept for the support bundle. No Qt."""

from __future__ import annotations

import logging
from collections import deque

_MOST_LINES = 5_000
_FORMAT = "%(asctime)s %(levelname)s %(name)s: %(message)s"


class _Keeper(logging.Handler):
    """Keeps finished lines in memory; the bundle masks them."""

    def __init__(self) -> None:
        super().__init__()
        self.setFormatter(logging.Formatter(_FORMAT))
        self.kept: deque[str] = deque(maxlen=_MOST_LINES)

    def emit(self, record: logging.LogRecord) -> None:
        """Take a record, on any thread; logging holds its lock meanwhile."""
        self.kept.append(self.format(record))


def _keeper() -> _Keeper | None:
    handlers = logging.getLogger("migrator").handlers
    return next((handler for handler in handlers if isinstance(handler, _Keeper)), None)


def keep() -> None:
    """Begin to keep lines; once is enough."""
    if _keeper() is None:
        logger = logging.getLogger("migrator")
        logger.addHandler(_Keeper())
        logger.setLevel(logging.DEBUG)


def lines() -> tuple[str, ...]:
    """What was kept, the oldest first."""
    keeper = _keeper()
    return tuple(keeper.kept) if keeper is not None else ()
