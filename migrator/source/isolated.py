"""mssql-python in a process of its own, where it can be ended.

It keeps Python's lock while it waits for the rest of a long value, so within our process a server
that stalls would freeze everything: the watchdog and the window too.
"""

from __future__ import annotations

import contextlib
import importlib
import multiprocessing
import os
import signal
from collections.abc import Sequence
from multiprocessing.connection import Connection as Pipe
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import Protocol, cast

from migrator.model.secret import Secret
from migrator.source.connection import Parameter, Row

_START_S = 20.0
_END_S = 2.0


class DriverFailure(Exception):
    """What the driver raised in its process.

    Attributes:
        driver_error: the driver's name for the SQLSTATE, as mssql-python's errors have it.
    """

    def __init__(self, driver_error: str, text: str) -> None:
        super().__init__(text)
        self.driver_error = driver_error


class IsolatedConnection:
    """A connection in a child process; fits `DriverConnection`."""

    def __init__(self, text: Secret[str], login_s: int, certificate_file: Path | None) -> None:
        """Start the process and connect.

        Raises:
            DriverFailure: the driver cannot connect, or does not answer.
        """
        context = multiprocessing.get_context("spawn")
        self._pipe, theirs = context.Pipe()
        self._process: BaseProcess = context.Process(
            target=_serve, args=(theirs,), name="source-driver", daemon=True
        )
        self._timeout = 0
        self._autocommit = True
        self._is_closed = False
        self._process.start()
        theirs.close()
        certificate = str(certificate_file) if certificate_file is not None else None
        try:
            # Through the pipe: an argument could be seen by others on this machine.
            self._ask("connect", text.reveal(), login_s, certificate, limit_s=login_s + _START_S)
        except BaseException:
            self.kill()
            raise

    @property
    def timeout(self) -> int:
        """Seconds for a statement; counts for cursors made afterwards."""
        return self._timeout

    @timeout.setter
    def timeout(self, seconds: int) -> None:
        self._ask("timeout", seconds)
        self._timeout = seconds

    @property
    def autocommit(self) -> bool:
        """Whether each statement is a transaction of its own."""
        return self._autocommit

    @autocommit.setter
    def autocommit(self, value: bool) -> None:
        self._ask("autocommit", value)
        self._autocommit = value

    def cursor(self) -> IsolatedCursor:
        """A new cursor."""
        return IsolatedCursor(self, self.ask_number("cursor"))

    def rollback(self) -> None:
        """Roll back."""
        self._ask("rollback")

    def close(self) -> None:
        """Close the connection and end the process."""
        if not self._is_closed:
            with contextlib.suppress(DriverFailure):
                self._ask("close", limit_s=_END_S)
            self.kill()

    def kill(self) -> None:
        """End the process, whatever it does; from any thread."""
        if self._is_closed:
            return
        self._is_closed = True
        self._process.join(_END_S if self._process.exitcode is not None else 0)
        if self._process.is_alive():
            self._process.kill()
            self._process.join(_END_S)

    def ask_number(self, what: str, *arguments: object) -> int:
        """As `ask`, for what is answered by a number."""
        answer = self._ask(what, *arguments)
        return answer if isinstance(answer, int) else 0

    def ask_rows(self, what: str, *arguments: object) -> Sequence[Row]:
        """As `ask`, for what is answered by rows."""
        answer = self._ask(what, *arguments)
        return cast("list[Row]", answer) if isinstance(answer, list) else []

    def _ask(self, what: str, *arguments: object, limit_s: float | None = None) -> object:
        try:
            self._pipe.send((what, *arguments))
            if limit_s is not None and not self._pipe.poll(limit_s):
                raise DriverFailure("Timeout expired", "timeout expired")
            is_good, answer, text = cast("tuple[bool, object, str]", self._pipe.recv())
        except (EOFError, OSError):
            raise DriverFailure("Communication link failure", "the process has ended") from None
        if not is_good:
            raise DriverFailure(str(answer), text)
        return answer


class IsolatedCursor:
    """A cursor in the child process; fits `DriverCursor`."""

    def __init__(self, connection: IsolatedConnection, number: int) -> None:
        self._connection = connection
        self._number = number

    def execute(self, sql: str, parameters: Sequence[Parameter], /) -> None:
        """Send a statement."""
        self._connection.ask_number("execute", self._number, sql, tuple(parameters))

    def fetchmany(self, size: int, /) -> Sequence[Row]:
        """The next rows, at most so many."""
        return self._connection.ask_rows("fetchmany", self._number, size)

    def close(self) -> None:
        """Give up what is unread."""
        self._connection.ask_number("close_cursor", self._number)

    def cancel(self) -> None:
        """End the whole process: nothing else gets through to a driver that waits."""
        self._connection.kill()


class _Cursor(Protocol):
    def execute(self, sql: str, parameters: Sequence[Parameter], /) -> object: ...

    def fetchmany(self, size: int, /) -> Sequence[Row]: ...

    def close(self) -> object: ...


class _Connection(Protocol):
    autocommit: bool
    timeout: int

    def cursor(self) -> _Cursor: ...

    def rollback(self) -> object: ...

    def close(self) -> object: ...


class _Child:
    """Carries out what the parent asks for."""

    def __init__(self, connection: _Connection) -> None:
        self._connection = connection
        self._cursors: dict[int, _Cursor] = {}
        self._count = 0

    def answer(self, request: tuple[object, ...]) -> object:
        match request:
            case ("timeout", int() as seconds):
                self._connection.timeout = seconds
            case ("autocommit", bool() as value):
                self._connection.autocommit = value
            case ("cursor",):
                self._count += 1
                self._cursors[self._count] = self._connection.cursor()
                return self._count
            case ("execute", int() as number, str() as sql, tuple() as parameters):
                self._cursors[number].execute(sql, parameters)
            case ("fetchmany", int() as number, int() as size):
                return [tuple(row) for row in self._cursors[number].fetchmany(size)]
            case ("close_cursor", int() as number):
                self._cursors.pop(number).close()
            case ("rollback",):
                self._connection.rollback()
            case ("close",):
                self._connection.close()
            case _:
                raise ValueError("unknown request")
        return None


def _serve(pipe: Pipe[object, object]) -> None:
    """What the child process does, until it is told to close or the parent has gone."""
    child: _Child | None = None
    # Ctrl-C reaches the whole group; the parent decides.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    with contextlib.suppress(EOFError, OSError), pipe:
        while True:
            request = cast("tuple[str, *tuple[object, ...]]", pipe.recv())
            try:
                if child is None:
                    child = _Child(_connect(request))
                    pipe.send((True, None, ""))
                else:
                    pipe.send((True, child.answer(request), ""))
            except Exception as error:  # noqa: BLE001  (the parent makes sense of it)
                name = str(getattr(error, "driver_error", ""))
                pipe.send((False, name, " ".join(str(part) for part in error.args)))
            if request[0] == "close":
                return


def _connect(request: tuple[object, ...]) -> _Connection:
    match request:
        case ("connect", str() as text, int() as login_s, (str() | None) as certificate):
            pass
        case _:
            raise ValueError("unknown request")
    if certificate is not None:
        # Microsoft's driver knows no other way to be told a CA; see `opening`.
        os.environ["SSL_CERT_FILE"] = certificate
    library = importlib.import_module("mssql_python")
    # On by default; a pooled connection keeps its isolation level.
    library.pooling(enabled=False)
    return cast("_Connection", library.connect(text, autocommit=True, timeout=login_s))
