"""One open connection: statements out, rows in, never longer than the time given.

Every call into the driver runs on a worker thread; whoever waits for it gives up when nothing has
moved for `timeout_s`, and the connection is then dead.
"""

from __future__ import annotations

import contextlib
import logging
import math
import threading
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future
from dataclasses import dataclass
from typing import Protocol, TypeVar

from migrator.model.errors import SourceError
from migrator.source.errors import (
    ConnectionLostError,
    DeadlockVictimError,
    StalledError,
    StatementTimeoutError,
)
from migrator.source.failures import Place, explain_connecting, explain_reading
from migrator.source.worker import Late, Worker

log = logging.getLogger(__name__)
T = TypeVar("T")

Row = Sequence[object]
Parameter = str | int | bytes

SET_SNAPSHOT = "SET TRANSACTION ISOLATION LEVEL SNAPSHOT"
# Rows of one call: few enough that documents of megabytes do not pile up.
_FETCH_ROWS = 50
_CLOSE_S = 3.0
# For loading a driver and starting its process, beyond the login timeout that it keeps itself.
_LOGIN_GRACE_S = 10.0
# The driver's own time-out speaks first, for it leaves a clearer error; then the watchdog.
_STATEMENT_GRACE = 1.25
_CANCEL_GRACE = 0.5


class DriverCursor(Protocol):
    """What we use of a cursor; pyodbc's and mssql-python's both fit."""

    def execute(self, sql: str, parameters: Sequence[Parameter], /) -> object: ...  # noqa: D102

    def fetchmany(self, size: int, /) -> Sequence[Row]: ...  # noqa: D102

    def close(self) -> object: ...  # noqa: D102


class DriverConnection(Protocol):
    """What we use of a connection; pyodbc's and mssql-python's both fit."""

    autocommit: bool
    timeout: int

    def cursor(self) -> DriverCursor: ...  # noqa: D102

    def rollback(self) -> object: ...  # noqa: D102

    def close(self) -> object: ...  # noqa: D102


@dataclass(frozen=True, slots=True)
class Select:
    """A statement and what it is about.

    Attributes:
        table: for messages; "" where it is about the server.
    """

    sql: str
    parameters: tuple[Parameter, ...] = ()
    table: str = ""


def connect(open_raw: Callable[[], DriverConnection], place: Place) -> Connection:
    """Connect within the time given; `open_raw` is the driver's own way to do it.

    Raises:
        SourceError: as `explain_connecting` says.
    """

    def open_it() -> DriverConnection:
        raw = open_raw()
        # Before any cursor: drivers hand the value to new cursors only.
        raw.timeout = max(1, math.ceil(place.timeout_s))
        return raw

    worker = Worker("source-connection")
    begun = worker.begin(open_it)
    try:
        # A driver's login timeout is its own affair; this bounds whatever it does.
        raw = worker.wait(begun, place.timeout_s + _LOGIN_GRACE_S)
    except Late:
        worker.leave(lambda: _close_quietly(begun.result(0)))
        raise explain_connecting(TimeoutError("timeout expired"), place) from None
    except SourceError:
        worker.leave()
        raise
    except Exception as error:  # noqa: BLE001  (drivers raise what they like)
        worker.leave()
        # From None: the driver's words may quote what was typed.
        raise explain_connecting(error, place) from None
    except BaseException:
        worker.leave(lambda: _close_quietly(begun.result(0)))
        raise
    return Connection(raw, worker, place)


def _close_quietly(raw: DriverConnection) -> None:
    with contextlib.suppress(Exception):
        raw.close()


class Connection:
    """An open connection. Used from one thread; only SELECT and SET_SNAPSHOT go through it."""

    def __init__(self, raw: DriverConnection, worker: Worker, place: Place) -> None:
        self._raw = raw
        self._worker = worker
        self._place = place
        self._open: _Answer | None = None
        self._dead: SourceError | None = None
        self._is_closed = False
        self._cancelling: threading.Thread | None = None

    @property
    def is_dead(self) -> bool:
        """Whether nothing more can be read from it."""
        return self._dead is not None

    def use_snapshot(self) -> None:
        """Let all further reads see one state of the database.

        The order matters: the statement while autocommit is on, then a transaction; within one
        SQL Server refuses the change (3951). FreeTDS ignores the isolation attribute altogether.
        """
        for _ in self.stream(Select(SET_SNAPSHOT)):
            pass

    def begin(self) -> None:
        """Begin the transaction that `close` rolls back."""

        def begin_it() -> None:
            self._raw.autocommit = False

        self._guarded(begin_it, "", is_fetching=False)

    def read_all(self, select: Select) -> list[Row]:
        """All rows of a short answer."""
        return list(self.stream(select))

    def stream(self, select: Select) -> Iterator[Row]:
        """The rows one after the other, fetched as they are asked for.

        A statement may be begun while another's rows are still unread: those are then read into
        memory first, for a connection has one answer at a time.

        Raises:
            SourceError: as `explain_reading` says, and StalledError where nothing comes.
        """
        if not select.sql.startswith("SELECT ") and select.sql != SET_SNAPSHOT:
            message = "only SELECT goes to the source"
            raise ValueError(message)
        if self._open is not None:
            self._open.read_rest()
        answer = _Answer(self, select)
        self._open = answer
        try:
            yield from answer.rows()
        finally:
            answer.close()
            if self._open is answer:
                self._open = None

    def close(self) -> None:
        """Roll back and close; gives up on a driver that hangs. Harmless when repeated."""
        if self._is_closed:
            return
        self._is_closed = True
        raw = self._raw

        def close_it() -> None:
            # Never left to the driver: at close FreeTDS rolls back, Microsoft's may commit.
            with contextlib.suppress(Exception):
                if not raw.autocommit:
                    raw.rollback()
            _close_quietly(raw)

        if self._dead is not None:
            cancelling = self._cancelling

            def close_it_late() -> None:
                # Closing frees what a cancel still works on: the driver would crash.
                if cancelling is not None:
                    cancelling.join()
                _close_quietly(raw)

            self._worker.leave(close_it_late)
            return
        with contextlib.suppress(Late):
            self._worker.call(close_it, _CLOSE_S)
        self._worker.leave()

    def begin_answer(self, select: Select) -> DriverCursor:
        """Execute on the worker; for `_Answer`."""
        holder: list[DriverCursor] = []

        def execute() -> DriverCursor:
            cursor = self._raw.cursor()
            holder.append(cursor)
            cursor.execute(select.sql, select.parameters)
            return cursor

        return self._guarded(
            execute, select.table, is_fetching=False, cancel=lambda: _cancel(holder)
        )

    def fetch(self, cursor: DriverCursor, table: str) -> Sequence[Row]:
        """The next rows; empty at the end. For `_Answer`."""
        return self._guarded(
            lambda: cursor.fetchmany(_FETCH_ROWS),
            table,
            is_fetching=True,
            cancel=lambda: _cancel([cursor]),
        )

    def end_answer(self, cursor: DriverCursor) -> None:
        """Close a cursor, its rows read or not. For `_Answer`."""
        if self._dead is not None or self._is_closed:
            return
        with contextlib.suppress(SourceError):
            self._guarded(cursor.close, "", is_fetching=True)

    def _guarded(
        self,
        call: Callable[[], T],
        table: str,
        *,
        is_fetching: bool,
        cancel: Callable[[], None] = lambda: None,
    ) -> T:
        if self._dead is not None:
            raise self._dead
        if self._is_closed:
            raise ConnectionLostError(self._place.server)
        limit_s = self._place.timeout_s * (1 if is_fetching else _STATEMENT_GRACE)
        begun = self._worker.begin(call)
        try:
            return self._worker.wait(begun, limit_s)
        except Late:
            self._give_up(begun, cancel)
            late = StalledError if is_fetching else StatementTimeoutError
            self._dead = late(table, self._place.timeout_s)
            raise self._dead from None
        except Exception as error:  # noqa: BLE001  (drivers raise what they like)
            found = explain_reading(error, self._place, table, is_fetching=is_fetching)
            if isinstance(found, _DEADLY):
                self._dead = found
            raise found from None
        except BaseException:
            # Ctrl-C while the worker is in the driver: nobody knows the connection's state.
            self._give_up(begun, cancel)
            self._dead = ConnectionLostError(self._place.server)
            raise

    def _give_up(self, begun: Future[T], cancel: Callable[[], None]) -> None:
        """Ask the driver to stop, briefly; a driver that does not is left to its thread."""
        # On its own thread, for a cancel may wait for the very call that hangs.
        self._cancelling = threading.Thread(target=cancel, name="source-cancel", daemon=True)
        self._cancelling.start()
        with contextlib.suppress(Exception):
            self._worker.wait(begun, min(self._place.timeout_s * _CANCEL_GRACE, _CLOSE_S))


_DEADLY = (ConnectionLostError, DeadlockVictimError, StalledError, StatementTimeoutError)


def _cancel(cursors: Sequence[DriverCursor]) -> None:
    for cursor in cursors:
        # pyodbc has it, mssql-python has not.
        cancel = getattr(cursor, "cancel", None)
        if cancel is not None:
            with contextlib.suppress(Exception):
                cancel()


class _Answer:
    """The rows of one statement, some of them perhaps read ahead."""

    def __init__(self, connection: Connection, select: Select) -> None:
        self._connection = connection
        self._table = select.table
        self._is_rowless = select.sql == SET_SNAPSHOT
        self._ahead: deque[Row] = deque()
        self._failure: SourceError | None = None
        self._is_at_end = False
        self._cursor = connection.begin_answer(select)

    def rows(self) -> Iterator[Row]:
        while True:
            while self._ahead:
                yield self._ahead.popleft()
            if self._failure is not None:
                raise self._failure
            if self._is_at_end or self._is_rowless:
                return
            self._fetch()

    def read_rest(self) -> None:
        """Read what is left into memory, so that another statement can go out."""
        while not (self._is_at_end or self._is_rowless):
            try:
                self._fetch()
            except SourceError as error:
                # It belongs to whoever reads these rows, not to the statement that comes now.
                self._failure = error
                self._is_at_end = True
        self.close()

    def close(self) -> None:
        self._is_at_end = True
        cursor, self._cursor = self._cursor, None  # type: ignore[assignment]
        if cursor is not None:
            self._connection.end_answer(cursor)

    def _fetch(self) -> None:
        rows = self._connection.fetch(self._cursor, self._table)
        self._ahead.extend(rows)
        self._is_at_end = not rows
