"""The one place where the desktop face meets threads."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable

from PySide6.QtCore import QObject, QRunnable, QThreadPool, Signal, Slot

from migrator.model.errors import Cancelled, MigratorError
from migrator.model.events import Advanced, Event, Run

log = logging.getLogger(__name__)


class _Relay(QObject):
    """Carries what the pool thread says to the main thread; outlives a page that has gone."""

    woken = Signal()
    ended = Signal()


class Task(QObject):
    """One engine call on a pool thread.

    Its signals fire on the main thread: connect them to `@Slot` methods of QObjects. Exactly
    one of succeeded, failed and stopped follows, then finished. `Advanced` events that came
    since the last look are one; all others arrive each.
    """

    reported = Signal(object)
    succeeded = Signal(object)
    failed = Signal(object)
    stopped = Signal()
    finished = Signal()

    def __init__(self, call: Callable[[Run], object], parent: QObject) -> None:
        super().__init__(parent)
        self._relay = _Relay()
        self._relay.woken.connect(self._deliver)
        self._relay.ended.connect(self._end)
        self._work = _Work(call, self._relay)
        self._is_over = False

    @property
    def is_running(self) -> bool:
        """Whether its end has not been told yet."""
        return not self._is_over

    def start(self) -> None:
        """Begin."""
        QThreadPool.globalInstance().start(_Job(self._work))

    @Slot()
    def cancel(self) -> None:
        """Ask the call to stop after the item that it is on; `stopped` follows."""
        self._work.stop.set()

    def abandon(self) -> None:
        """Tell the end at once, and let the call, which only reads, run out by itself."""
        self.cancel()
        if not self._is_over:
            self._is_over = True
            self.stopped.emit()
            self.finished.emit()

    def wait(self, timeout_s: float) -> bool:
        """Wait for the pool thread to be through; True if it is."""
        return self._work.over.wait(timeout_s)

    @Slot()
    def _deliver(self) -> None:
        for event in self._work.take():
            if not self._is_over:
                self.reported.emit(event)

    @Slot()
    def _end(self) -> None:
        if self._is_over:
            return
        self._deliver()
        self._is_over = True
        match self._work.error:
            case None:
                self.succeeded.emit(self._work.result)
            case Cancelled():
                self.stopped.emit()
            case error:
                self.failed.emit(error)
        self.finished.emit()


class _Work:
    """What both threads share."""

    def __init__(self, call: Callable[[Run], object], relay: _Relay) -> None:
        self._call = call
        self._relay = relay
        self._lock = threading.Lock()
        self._events: list[Event] = []
        self.stop = threading.Event()
        self.over = threading.Event()
        self.result: object = None
        self.error: Exception | None = None

    def run(self) -> None:
        """On the pool thread."""
        try:
            self.result = self._call(Run(self._put, self.stop.is_set))
        except MigratorError as error:
            self.error = error
        except Exception as error:
            log.exception("a bug in a task")
            self.error = error
        finally:
            self.over.set()
            self._relay.ended.emit()

    def _put(self, event: Event) -> None:
        with self._lock:
            is_asleep = not self._events
            last = self._events[-1] if self._events else None
            if isinstance(event, Advanced) and isinstance(last, Advanced):
                self._events[-1] = event
            else:
                self._events.append(event)
        if is_asleep:  # else the main thread has been woken and not come yet
            self._relay.woken.emit()

    def take(self) -> list[Event]:
        """On the main thread: what came since the last time."""
        with self._lock:
            events, self._events = self._events, []
        return events


class _Job(QRunnable):
    def __init__(self, work: _Work) -> None:
        super().__init__()
        self._work = work

    def run(self) -> None:
        """Called by the pool."""
        self._work.run()
