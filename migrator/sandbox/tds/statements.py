"""Keeps every login and statement that reached the server, so that tests can say what was asked."""

from __future__ import annotations

import threading
from dataclasses import dataclass

from migrator.sandbox.tds.errors import SqlError
from migrator.sandbox.tds.parser import is_write


@dataclass(frozen=True, slots=True)
class LoggedStatement:
    """A statement as it arrived; its parameters' values are not kept."""

    text: str
    parameter_count: int
    database: str
    is_write: bool


@dataclass(frozen=True, slots=True)
class LoggedLogin:
    """An attempt to sign in.

    Attributes:
        encryption: `none`, `tls` (within TDS 7.4) or `strict` (TDS 8.0).
        is_read_only: whether the client said ApplicationIntent=ReadOnly.
        packet_size: what the client asked for; 0 leaves it to the server.
    """

    user: str
    database: str
    encryption: str
    is_read_only: bool
    packet_size: int
    is_accepted: bool


@dataclass(frozen=True, slots=True)
class Refusal:
    """A statement that was answered with an error."""

    text: str
    number: int
    message: str


class StatementLog:
    """All statements of all connections in the order of their arrival."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._statements: list[LoggedStatement] = []
        self._refusals: list[Refusal] = []
        self._logins: list[LoggedLogin] = []

    def add(self, text: str, parameter_count: int, database: str) -> LoggedStatement:
        """Note the statement before it is carried out."""
        entry = LoggedStatement(text, parameter_count, database, is_write(text))
        with self._lock:
            self._statements.append(entry)
        return entry

    def add_login(self, entry: LoggedLogin) -> None:
        """Note an attempt to sign in."""
        with self._lock:
            self._logins.append(entry)

    def refuse(self, entry: LoggedStatement, problem: SqlError) -> None:
        """Note that it was answered with an error."""
        with self._lock:
            self._refusals.append(Refusal(entry.text, problem.number, problem.message))

    def statements(self) -> tuple[LoggedStatement, ...]:
        """All so far."""
        with self._lock:
            return tuple(self._statements)

    def refusals(self) -> tuple[Refusal, ...]:
        """All so far."""
        with self._lock:
            return tuple(self._refusals)

    def logins(self) -> tuple[LoggedLogin, ...]:
        """All so far."""
        with self._lock:
            return tuple(self._logins)

    def clear(self) -> None:
        """Forget all."""
        with self._lock:
            self._statements.clear()
            self._refusals.clear()
            self._logins.clear()
