"""The sandbox's SQL Server: a listener and a thread for each connection."""

from __future__ import annotations

import socket
import threading
from collections.abc import Mapping
from types import TracebackType
from typing import Self

from migrator.sandbox.certificates import TlsMaterial
from migrator.sandbox.database import Database
from migrator.sandbox.tds.collation import text_key
from migrator.sandbox.tds.connection import Connection, Service
from migrator.sandbox.tds.statements import LoggedLogin, LoggedStatement, Refusal, StatementLog
from migrator.sandbox.tds.transport import tls_contexts
from migrator.sandbox.tds.trouble import Trouble

_ACCEPT_CHECK_S = 0.1
_JOIN_S = 5.0


class _Users:
    """Names and passwords; names compare as the server's collation says."""

    def __init__(self, users: Mapping[str, str]) -> None:
        self._passwords = {text_key(name): password for name, password in users.items()}

    def accepts(self, user: str, password: str) -> bool:
        return self._passwords.get(text_key(user)) == password


class SqlServer:
    """Answers SQL Server's protocol on a port from databases in memory.

    It listens from the start of the `with` block to its end. Rows may be changed meanwhile, from
    any thread, as long as a changed row is put in the place of the old one.

    Attributes:
        trouble: what goes wrong, on cue.
    """

    def __init__(
        self,
        databases: Mapping[str, Database],
        *,
        users: Mapping[str, str],
        tls: TlsMaterial | None,
        host: str = "127.0.0.1",
        port: int = 0,
    ) -> None:
        """Prepare to serve.

        Args:
            databases: by name; of each the name that counts is its own.
            users: passwords by the names of the SQL logins.
            tls: without it, clients that ask for encryption are refused.
            host: the address to listen on.
            port: 0 for one that is free.
        """
        self.trouble = Trouble()
        self._log = StatementLog()
        contexts = tls_contexts(tls) if tls else None
        self._service = Service(databases, _Users(users), contexts, self.trouble, self._log)
        self._address = (host, port)
        self._listener: socket.socket | None = None
        self._is_stopping = threading.Event()
        self._lock = threading.Lock()
        self._connections: dict[Connection, threading.Thread] = {}
        self._acceptor: threading.Thread | None = None

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(
        self,
        exc_type: type[BaseException] | None,
        exc: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.stop()

    @property
    def port(self) -> int:
        """The port that it listens on.

        Raises:
            RuntimeError: it does not listen.
        """
        if self._listener is None:
            raise RuntimeError("the server does not listen")
        port: int = self._listener.getsockname()[1]
        return port

    @property
    def is_listening(self) -> bool:
        """Whether it takes connections."""
        return self._listener is not None

    @property
    def statements(self) -> tuple[LoggedStatement, ...]:
        """Every statement that has arrived, in order."""
        return self._log.statements()

    @property
    def refusals(self) -> tuple[Refusal, ...]:
        """Every statement that was answered with an error."""
        return self._log.refusals()

    @property
    def logins(self) -> tuple[LoggedLogin, ...]:
        """Every attempt to sign in, in order."""
        return self._log.logins()

    @property
    def connection_count(self) -> int:
        """How many connections are open."""
        with self._lock:
            return len(self._connections)

    def clear_statements(self) -> None:
        """Forget the statements, refusals and logins so far."""
        self._log.clear()

    def start(self) -> None:
        """Listen, and return at once; after `stop` on the same port, as a service started anew."""
        self._is_stopping.clear()
        listener = socket.create_server(self._address)
        self._address = (self._address[0], listener.getsockname()[1])
        listener.settimeout(_ACCEPT_CHECK_S)
        self._listener = listener
        self._acceptor = threading.Thread(target=self._accept, args=(listener,), daemon=True)
        self._acceptor.start()

    def stop(self) -> None:
        """Close the port and every connection, and wait for the threads; harmless when repeated."""
        self._is_stopping.set()
        if self._acceptor is not None:
            self._acceptor.join(_JOIN_S)
        if self._listener is not None:
            self._listener.close()
            self._listener = None
        with self._lock:
            open_connections = dict(self._connections)
        for connection in open_connections:
            connection.close()
        for thread in open_connections.values():
            thread.join(_JOIN_S)

    def _accept(self, listener: socket.socket) -> None:
        while not self._is_stopping.is_set():
            try:
                accepted, _ = listener.accept()
            except TimeoutError:
                continue
            accepted.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            connection = Connection(self._service, accepted)
            thread = threading.Thread(target=self._serve, args=(connection,), daemon=True)
            with self._lock:
                self._connections[connection] = thread
            thread.start()

    def _serve(self, connection: Connection) -> None:
        try:
            connection.serve()
        finally:
            with self._lock:
                self._connections.pop(connection, None)
