import threading
import time

import pytest

from migrator.source.connection import SET_SNAPSHOT, Select, connect
from migrator.source.errors import (
    ConnectionLostError,
    ConnectTimeoutError,
    NoSelectRightError,
    StalledError,
    StatementTimeoutError,
)
from migrator.source.failures import Place
from migrator.source.worker import Late, Worker

ROWS = [(n,) for n in range(120)]


class Cursor:
    def __init__(self, raw):
        self.raw = raw
        self.timeout = raw.timeout
        self.at = 0

    def execute(self, sql, parameters):
        self.raw.calls.append(sql)
        self.raw.cursors.append(self)
        self.raw.wait_at("execute")

    def fetchmany(self, size):
        self.raw.wait_at("fetch")
        if self.raw.failure is not None:
            raise self.raw.failure
        rows = ROWS[self.at : self.at + size]
        self.at += len(rows)
        return rows

    def close(self):
        self.raw.calls.append("close cursor")

    def cancel(self):
        self.raw.calls.append("cancel")
        self.raw.cancelled.set()
        if self.raw.obeys_cancel:
            self.raw.go_on.set()
        self.raw.cancel_may_end.wait(10)
        self.raw.calls.append("cancel ended")


class Raw:
    """A driver's connection that hangs and fails on cue."""

    def __init__(self, hangs_at="", *, obeys_cancel=True):
        self.autocommit = True
        self.timeout = 0
        self.hangs_at = hangs_at
        self.obeys_cancel = obeys_cancel
        self.failure = None
        self.calls = []
        self.cursors = []
        self.go_on = threading.Event()
        self.cancelled = threading.Event()
        self.cancel_may_end = threading.Event()
        self.cancel_may_end.set()
        self.closed = threading.Event()

    def wait_at(self, where):
        if where == self.hangs_at:
            self.go_on.wait(10)

    def cursor(self):
        return Cursor(self)

    def rollback(self):
        self.calls.append("rollback")

    def close(self):
        self.calls.append("close")
        self.closed.set()


def opened(raw, timeout_s=0.2):
    return connect(lambda: raw, Place("sql01", "db", "me", "driver", "yes", timeout_s))


SELECT = Select("SELECT [Id] FROM [dbo].[Project]", (), "Project")


def test_rows_come_in_order_and_the_cursor_is_closed():
    raw = Raw()
    connection = opened(raw)
    assert connection.read_all(SELECT) == ROWS
    assert raw.calls == [SELECT.sql, "close cursor"]
    connection.close()


def test_the_timeout_is_set_before_a_cursor_is_made():
    raw = Raw()
    connection = opened(raw, 1.5)
    connection.read_all(SELECT)
    connection.close()
    assert raw.cursors[0].timeout == 2


def test_anything_but_a_select_is_refused_here():
    raw = Raw()
    connection = opened(raw)
    for sql in (
        "DELETE FROM [dbo].[Project]",
        "SET NOCOUNT ON",
        "EXEC x",
        "select 1; drop table x",
    ):
        with pytest.raises(ValueError, match="only SELECT"):
            connection.read_all(Select(sql))
    connection.use_snapshot()
    assert raw.calls == [SET_SNAPSHOT, "close cursor"]
    connection.close()


def test_the_transaction_is_rolled_back_at_the_end_and_only_once():
    raw = Raw()
    connection = opened(raw)
    connection.begin()
    connection.close()
    connection.close()
    assert raw.autocommit is False
    assert raw.calls == ["rollback", "close"]
    with pytest.raises(ConnectionLostError):
        connection.read_all(SELECT)


def test_a_statement_that_hangs_is_given_up_and_cancelled():
    raw = Raw("execute")
    connection = opened(raw)
    with pytest.raises(StatementTimeoutError, match="Project"):
        connection.read_all(SELECT)
    assert raw.cancelled.wait(5)
    assert connection.is_dead
    connection.close()
    assert raw.closed.wait(5)


@pytest.mark.parametrize("obeys_cancel", [True, False])
def test_a_fetch_that_hangs_is_given_up_within_twice_the_time(obeys_cancel):
    raw = Raw("fetch", obeys_cancel=obeys_cancel)
    connection = opened(raw)
    began = time.monotonic()
    with pytest.raises(StalledError, match="Project"):
        connection.read_all(SELECT)
    assert time.monotonic() - began < 15
    with pytest.raises(StalledError):
        connection.read_all(SELECT)
    connection.close()
    raw.go_on.set()
    assert raw.closed.wait(5)


def test_a_connection_is_not_closed_while_a_cancel_works_on_it():
    raw = Raw("fetch")
    raw.cancel_may_end.clear()
    connection = opened(raw)
    with pytest.raises(StalledError):
        connection.read_all(SELECT)
    connection.close()
    assert not raw.closed.wait(0.2)
    raw.cancel_may_end.set()
    assert raw.closed.wait(5)
    assert raw.calls.index("cancel ended") < raw.calls.index("close")


def test_a_statement_begun_among_unread_rows_gets_through_and_the_rows_stay():
    connection = opened(Raw())
    first = connection.stream(SELECT)
    head = [next(first) for _ in range(10)]
    assert connection.read_all(SELECT) == ROWS
    assert head + list(first) == ROWS
    connection.close()


def test_a_failure_of_rows_read_ahead_belongs_to_their_reader():
    raw = Raw()
    connection = opened(raw)
    first = connection.stream(SELECT)
    next(first)
    raw.failure = RuntimeError("42000", "(229) (SQLFetch)")
    second = connection.stream(SELECT)
    with pytest.raises(NoSelectRightError):
        next(second)
    raw.failure = None
    assert len(connection.read_all(SELECT)) == len(ROWS)
    with pytest.raises(NoSelectRightError):
        list(first)
    connection.close()


def test_an_error_hides_the_drivers_own():
    raw = Raw()
    raw.failure = RuntimeError("08S01", "PWD=canary (10054) (SQLFetch)")
    connection = opened(raw)
    with pytest.raises(ConnectionLostError) as caught:
        connection.read_all(SELECT)
    assert caught.value.__suppress_context__
    assert caught.value.__cause__ is None
    connection.close()


def test_a_driver_that_never_connects_is_given_up_and_closed_when_it_does(monkeypatch):
    monkeypatch.setattr("migrator.source.connection._LOGIN_GRACE_S", 0.1)
    raw, connected = Raw(), threading.Event()

    def hang():
        connected.wait(10)
        return raw

    with pytest.raises(ConnectTimeoutError):
        connect(hang, Place("sql01", "db", "me", "driver", "yes", 0.1))
    connected.set()
    assert raw.closed.wait(5)


def test_a_worker_hands_over_results_and_errors_and_ends():
    worker = Worker("test")
    assert worker.call(lambda: 7, 5) == 7
    with pytest.raises(KeyError):
        worker.call(lambda: {}["x"], 5)

    def late():
        raise TimeoutError

    # A time-out of the call itself is not the worker's.
    with pytest.raises(TimeoutError):
        worker.call(late, 5)
    gate = threading.Event()
    with pytest.raises(Late):
        worker.call(lambda: gate.wait(10), 0.05)
    done = threading.Event()
    worker.leave(done.set)
    gate.set()
    assert done.wait(5)
