"""Serves one client: signs it in, then answers message after message."""

from __future__ import annotations

import socket
import ssl
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Protocol

from migrator.sandbox.database import Cell, Database
from migrator.sandbox.tds import login, tokens
from migrator.sandbox.tds.calls import Call, name_values, parse_calls
from migrator.sandbox.tds.errors import (
    SqlError,
    cannot_open_database,
    cued_error,
    login_failed,
    permission_denied,
)
from migrator.sandbox.tds.reader import Reader
from migrator.sandbox.tds.results import (
    DatabaseChanged,
    Nothing,
    Result,
    ResultSet,
    TransactionBegun,
    TransactionEnded,
)
from migrator.sandbox.tds.session import Session, find_database
from migrator.sandbox.tds.statements import LoggedLogin, StatementLog
from migrator.sandbox.tds.tokens import Change, Command, Done, DoneStatus
from migrator.sandbox.tds.transport import Attention, ConnectionClosed, MessageKind, Transport
from migrator.sandbox.tds.trouble import Trouble
from migrator.sandbox.tds.typeinfo import describe_type

_BEGIN, _COMMIT, _ROLLBACK = 5, 7, 8
_SNAPSHOT = 5
_DEADLOCK = 1205


class Logins(Protocol):
    """Who may sign in."""

    def accepts(self, user: str, password: str) -> bool:
        """Whether the password is the user's."""
        ...


@dataclass(frozen=True, slots=True)
class Service:
    """What all connections of a server share."""

    databases: Mapping[str, Database]
    logins: Logins
    tls: tuple[ssl.SSLContext, ssl.SSLContext] | None
    trouble: Trouble
    log: StatementLog


@dataclass(slots=True)
class _Prepared:
    """Statements by handle, with the declaration of their parameters."""

    last: int = 0
    by_handle: dict[int, tuple[str, str]] = field(default_factory=dict)

    def add(self, text: str, declaration: str) -> int:
        self.last += 1
        self.by_handle[self.last] = (text, declaration)
        return self.last


class Connection:
    """One client, from its first byte to its last."""

    def __init__(self, service: Service, accepted: socket.socket) -> None:
        self._service = service
        self._socket = accepted
        self._transport = Transport(accepted)
        self._prepared = _Prepared()

    def serve(self) -> None:
        """Answer until the client goes; then the socket is closed."""
        with self._socket, suppress(ConnectionClosed, OSError):
            while self._service.trouble.silent_accept:
                self._transport.discard_input()
            session = self._sign_in()
            while True:
                self._answer(session)

    def close(self) -> None:
        """End the connection from another thread: whoever reads or writes stops at once."""
        with suppress(OSError):
            self._socket.shutdown(socket.SHUT_RDWR)

    # ---- signing in

    def _sign_in(self) -> Session:
        transport = self._transport
        contexts = self._service.tls
        is_strict = transport.starts_with_tls()
        if is_strict:
            if contexts is None:
                raise ConnectionClosed
            transport.start_tls(contexts[1], is_wrapped=False)
        kind, prelogin, _ = transport.read_message()
        if kind != MessageKind.PRELOGIN:
            raise ConnectionClosed
        encrypts = contexts is not None and not is_strict and login.parse_encryption(prelogin)
        answer = login.ENCRYPTION_ON if encrypts else login.ENCRYPTION_NOT_SUPPORTED
        transport.send_message(tokens.prelogin_answer(answer))
        if encrypts and contexts is not None:
            transport.start_tls(contexts[0], is_wrapped=True)
        kind, payload, _ = transport.read_message()
        if kind != MessageKind.LOGIN7:
            raise ConnectionClosed
        return self._accept_login(login.parse_login(payload), is_strict=is_strict)

    def _accept_login(self, wanted: login.Login, *, is_strict: bool) -> Session:
        service = self._service
        accepts = not service.trouble.deny_login and service.logins.accepts(
            wanted.user, wanted.password
        )
        database: Database | None = Database("master")
        if wanted.database:
            database = find_database(service.databases, wanted.database)
        encryption = "strict" if is_strict else "tls" if self._transport.is_encrypted else "none"
        service.log.add_login(
            LoggedLogin(
                user=wanted.user,
                database=wanted.database,
                encryption=encryption,
                is_read_only=wanted.is_read_only,
                packet_size=wanted.packet_size,
                is_accepted=accepts and database is not None,
            )
        )
        if not accepts:
            raise self._refuse_login(login_failed(wanted.user))
        if database is None:
            denied = cannot_open_database(wanted.database)
            raise self._refuse_login(denied, login_failed(wanted.user))
        self._welcome(wanted, database.name, is_strict=is_strict)
        return Session(service.databases, wanted.user, database)

    def _welcome(self, wanted: login.Login, database: str, *, is_strict: bool) -> None:
        transport = self._transport
        size = wanted.agreed_packet_size(is_encrypted=transport.is_encrypted)
        transport.write(tokens.database_changed("master", database))
        transport.write(tokens.collation_changed())
        transport.write(tokens.text_change(Change.LANGUAGE, "us_english"))
        transport.write(tokens.login_acknowledged(is_strict=is_strict))
        transport.write(tokens.text_change(Change.PACKET_SIZE, str(size), "4096"))
        transport.write(tokens.done())
        transport.finish_message()
        transport.set_packet_size(size)

    def _refuse_login(self, *problems: SqlError) -> ConnectionClosed:
        for problem in problems:
            self._transport.write(tokens.error(problem))
        self._transport.write(tokens.done(DoneStatus.ERROR))
        self._transport.finish_message()
        return ConnectionClosed()

    # ---- answering

    def _answer(self, session: Session) -> None:
        kind, payload, wants_reset = self._transport.read_message()
        write = self._transport.write
        try:
            if wants_reset:
                session.reset()
                write(tokens.session_reset())
            self._dispatch(kind, payload, session)
        except Attention:
            write(tokens.done(DoneStatus.ATTENTION))
        except SqlError as problem:
            write(tokens.error(problem))
            # The victim of a deadlock has lost its transaction, and is told so.
            if problem.number == _DEADLOCK and (ended := session.end(is_commit=False)):
                write(tokens.transaction_ended(ended.descriptor, is_commit=False))
            write(tokens.done(DoneStatus.ERROR))
        self._transport.finish_message()

    def _dispatch(self, kind: int, payload: bytes, session: Session) -> None:
        if kind == MessageKind.ATTENTION:
            raise Attention
        # ALL_HEADERS comes first and says its own length.
        reader = Reader(payload, int.from_bytes(payload[:4], "little"))
        match kind:
            case MessageKind.BATCH:
                text = reader.rest().decode("utf-16-le", "surrogatepass")
                self._run_batch(session, text)
            case MessageKind.RPC:
                calls = parse_calls(reader)
                for number, call in enumerate(calls, start=1):
                    self._run_call(session, call, is_last=number == len(calls))
            case MessageKind.TRANSACTION:
                self._manage_transaction(session, reader)
            case _:
                raise ConnectionClosed

    def _run_batch(self, session: Session, text: str) -> None:
        # A DONE says whether more follow, so each result waits until the next one is there.
        held: Result | None = None
        try:
            for result in self._results(session, text, {}):
                if held is not None:
                    self._write_result(held, text, Done.BATCH, is_last=False)
                held = result
        except SqlError:
            if held is not None:
                self._write_result(held, text, Done.BATCH, is_last=False)
            raise
        self._write_result(held or Nothing(), text, Done.BATCH, is_last=True)

    def _run_call(self, session: Session, call: Call, *, is_last: bool) -> None:
        handle: int | None = None
        match call.name:
            case "sp_executesql":
                text, declaration = call.text(0), call.text(1)
                self._run_within(session, text, name_values(declaration, call.parameters[2:]))
            case "sp_prepare" | "sp_prepexec":
                declaration, text = call.text(1), call.text(2)
                handle = self._prepared.add(text, declaration)
                if call.name == "sp_prepexec":
                    values = name_values(declaration, call.parameters[3:])
                    self._run_within(session, text, values)
            case "sp_execute":
                text, declaration = self._find_prepared(call.number(0))
                self._run_within(session, text, name_values(declaration, call.parameters[1:]))
            case "sp_unprepare":
                self._prepared.by_handle.pop(call.number(0), None)
            case "sp_datatype_info_100" | "sp_datatype_info":
                result = describe_type(call.number(0))
                self._write_result(result, call.name, Done.WITHIN, is_last=False)
            case "sp_describe_undeclared_parameters":
                # Drivers take this for an answer and send NULL as varchar(1).
                raise SqlError(11503, "The types of the parameters cannot be deduced.")
            case _:
                self._refuse_call(session, call)
        self._transport.write(tokens.return_status())
        if handle is not None:
            self._transport.write(tokens.returned_handle(handle))
        status = 0 if is_last else DoneStatus.MORE
        self._transport.write(tokens.done(status, Command.EXECUTE, token=Done.PROCEDURE))

    def _find_prepared(self, handle: int) -> tuple[str, str]:
        if handle not in self._prepared.by_handle:
            raise SqlError(8179, f"Could not find prepared statement with handle {handle}.")
        return self._prepared.by_handle[handle]

    def _refuse_call(self, session: Session, call: Call) -> None:
        entry = self._service.log.add(f"EXEC {call.name}", len(call.parameters), session.database)
        problem = permission_denied("EXECUTE", call.name, session.database)
        self._service.log.refuse(entry, problem)
        raise problem

    def _run_within(self, session: Session, text: str, values: Mapping[str, Cell]) -> None:
        for result in self._results(session, text, values):
            self._write_result(result, text, Done.WITHIN, is_last=False)

    def _results(self, session: Session, text: str, values: Mapping[str, Cell]) -> Iterator[Result]:
        """Log the statement, play the trouble that is cued for it, and carry it out."""
        trouble, log = self._service.trouble, self._service.log
        entry = log.add(text, len(values), session.database)
        try:
            if trouble.delay_s and text.lstrip()[:6].upper() == "SELECT":
                self._transport.check_attention(trouble.delay_s)
            if (number := trouble.take_failure(text)) is not None:
                raise cued_error(number)
            yield from session.execute(text, values)
        except SqlError as problem:
            log.refuse(entry, problem)
            raise

    def _write_result(self, result: Result, text: str, token: Done, *, is_last: bool) -> None:
        write = self._transport.write
        status = 0 if is_last else DoneStatus.MORE
        match result:
            case ResultSet():
                count = self._stream_rows(result, text)
                write(tokens.done(status | DoneStatus.COUNT, Command.SELECT, count, token))
                return
            case DatabaseChanged(old=old, new=new):
                write(tokens.database_changed(old, new))
            case TransactionBegun(descriptor=descriptor):
                write(tokens.transaction_begun(descriptor))
            case TransactionEnded(descriptor=descriptor, is_commit=is_commit):
                write(tokens.transaction_ended(descriptor, is_commit=is_commit))
            case Nothing():
                pass
        write(tokens.done(status, token=token))

    def _stream_rows(self, result: ResultSet, text: str) -> int:
        write = self._transport.write
        write(tokens.column_metadata(result.columns))
        encode = tokens.row_encoder(result.columns)
        trouble = self._service.trouble
        is_watched = trouble.concerns(text)
        count = 0
        for row in result.rows:
            if is_watched:
                self._play_mid_result(trouble, count)
            write(encode(row))
            count += 1
        return count

    def _play_mid_result(self, trouble: Trouble, sent_rows: int) -> None:
        if trouble.takes_cut(sent_rows):
            self._transport.send_now()
            raise ConnectionClosed
        if trouble.stall_after_rows is not None and sent_rows == trouble.stall_after_rows:
            self._transport.send_now()
            # Deaf as well as silent: even a request to cancel stays without an answer.
            while trouble.stall_after_rows is not None:
                self._transport.discard_input()

    def _manage_transaction(self, session: Session, reader: Reader) -> None:
        request = reader.number(2)
        write = self._transport.write
        if request == _BEGIN:
            level = 0 if reader.is_at_end else reader.number(1)
            begun = session.begin(is_snapshot=level == _SNAPSHOT)
            write(tokens.transaction_begun(begun.descriptor))
            write(tokens.done(command=Command.BEGIN))
            return
        if request not in (_COMMIT, _ROLLBACK):
            raise SqlError(8501, "Distributed transactions are not available.")
        is_commit = request == _COMMIT
        reader.take(reader.number(1))
        begins_anew = not reader.is_at_end and bool(reader.number(1) & 1)
        if ended := session.end(is_commit=is_commit):
            write(tokens.transaction_ended(ended.descriptor, is_commit=is_commit))
        if begins_anew:
            write(tokens.transaction_begun(session.begin().descriptor))
        write(tokens.done(command=Command.COMMIT if is_commit else Command.ROLLBACK))
