"""The SQL Server in a process of its own, for clients that cannot share one with it."""

from __future__ import annotations

import multiprocessing
from collections.abc import Mapping
from dataclasses import fields
from multiprocessing.connection import Connection as Pipe
from types import TracebackType
from typing import Self

from migrator.sandbox.certificates import TlsMaterial
from migrator.sandbox.database import Database
from migrator.sandbox.tds.server import SqlServer
from migrator.sandbox.tds.statements import LoggedStatement
from migrator.sandbox.tds.trouble import Trouble

_ANSWER_S = 30.0
_STATEMENTS = "statements"
_STOP = "stop"


class IsolatedSqlServer:
    """A `SqlServer` in a child process, which gets a copy of the databases when it starts.

    mssql-python keeps Python's lock while it waits for rows, so a server in the same process
    could never send them.
    """

    def __init__(
        self,
        databases: Mapping[str, Database],
        *,
        users: Mapping[str, str],
        tls: TlsMaterial | None,
    ) -> None:
        """Prepare to serve; for the arguments see `SqlServer`."""
        context = multiprocessing.get_context("spawn")
        self._pipe, self._child_pipe = context.Pipe()
        self._process = context.Process(
            target=_serve, args=(self._child_pipe, dict(databases), dict(users), tls), daemon=True
        )
        self._port = 0

    def __enter__(self) -> Self:
        self._process.start()
        self._child_pipe.close()
        port = self._receive()
        if not isinstance(port, int):
            raise TypeError("the server did not tell its port")
        self._port = port
        return self

    def __exit__(
        self,
        exc_type: type[BaseException] | None,
        exc: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self._pipe.send(_STOP)
        self._process.join(_ANSWER_S)
        if self._process.is_alive():
            self._process.kill()
            self._process.join()
        self._process.close()
        self._pipe.close()

    @property
    def port(self) -> int:
        """The port that it listens on."""
        return self._port

    @property
    def statements(self) -> tuple[LoggedStatement, ...]:
        """Every statement that has arrived, in order."""
        self._pipe.send(_STATEMENTS)
        answer = self._receive()
        if not isinstance(answer, tuple):
            raise TypeError("the server did not tell its statements")
        return tuple(entry for entry in answer if isinstance(entry, LoggedStatement))

    def set_trouble(self, trouble: Trouble) -> None:
        """From now on this goes wrong."""
        self._pipe.send(trouble)
        self._receive()

    def _receive(self) -> object:
        if not self._pipe.poll(_ANSWER_S):
            raise TimeoutError("the server's process does not answer")
        answer: object = self._pipe.recv()
        return answer


def _serve(
    pipe: Pipe[object, object],
    databases: Mapping[str, Database],
    users: Mapping[str, str],
    tls: TlsMaterial | None,
) -> None:
    with SqlServer(databases, users=users, tls=tls) as server, pipe:
        pipe.send(server.port)
        while (request := pipe.recv()) != _STOP:
            if isinstance(request, Trouble):
                for field in fields(request):
                    setattr(server.trouble, field.name, getattr(request, field.name))
            pipe.send(server.statements)
