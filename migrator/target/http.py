"""The wire: requests to the target's API and their answers as JSON."""

from __future__ import annotations

import json
import logging
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field, replace
from typing import TypeAlias, TypeVar
from urllib.parse import quote, urlencode

from migrator.model.documents import Json
from migrator.model.report import Finding, Severity
from migrator.model.secret import Secret
from migrator.model.settings import TargetSettings
from migrator.target.address import Address, parse_address
from migrator.target.answers import is_good, parse_answer, understand_refusal
from migrator.target.attempt import Attempt, Look
from migrator.target.clock import Clock, SystemClock, wait
from migrator.target.credential import choose_credential
from migrator.target.errors import (
    Effect,
    NotFoundError,
    RateLimitedError,
    UnexpectedAnswerError,
    WireError,
)
from migrator.target.multipart import Multipart
from migrator.target.notices import Notice, Notify, RateWait
from migrator.target.pacing import Budget, Ticket
from migrator.target.retry import Patience, Persistence
from migrator.target.transport import Answer, OpenedFile, Transport

log = logging.getLogger(__name__)
T = TypeVar("T")

OpenFile: TypeAlias = Callable[[], AbstractContextManager[Multipart]]
Query: TypeAlias = Mapping[str, "str | int"]

# A page of projects is then some 5 MB; the server's own default of 30 would cost 33 requests.
PAGE_SIZE = 1000
_NOT_TOLD_AGAIN_FOR_S = 5.0
_WORTH_TELLING_S = 0.5
# Where a rejection does not say how long to wait. Source: OctopusDeploy/Issues #10202.
_PAUSE_S = 2.0
_LAST_PATIENCE = Patience(total_s=60, attempts=5)


@dataclass(frozen=True, slots=True)
class _Request:
    method: str
    path: str
    query: Query
    body: bytes | None = field(default=None, repr=False)
    secrets: tuple[Secret[str], ...] = ()
    file: OpenFile | None = None

    @property
    def target(self) -> str:
        # An id that a server gave may be any text; half a surrogate pair has no other form.
        path = quote(self.path, safe="/:@!$&'()*+,;=~%", errors="surrogatepass")
        return f"{path}?{urlencode(self.query, errors='surrogatepass')}" if self.query else path


class Wire:
    """Speaks to one instance with one key. Any thread may use it; all share its budget.

    Bodies are plain JSON, made at the last moment by the caller; they are neither kept nor
    logged, and `secrets` are masked where the server's error texts echo them.

    Attributes:
        budget: how fast it may ask.
        findings: what someone should know about the connection.
    """

    def __init__(
        self,
        transport: Transport,
        budget: Budget,
        persistence: Persistence,
        findings: tuple[Finding, ...] = (),
    ) -> None:
        self._transport = transport
        self._address = transport.address
        self._persistence = persistence
        self._lock = threading.Lock()
        self._requests_sent = 0
        self._rejected = 0
        self._has_contact = False
        self._told_at = float("-inf")
        self.budget = budget
        self.findings = findings

    @property
    def host(self) -> str:
        """The host as people know it."""
        return self._address.host

    @property
    def root(self) -> str:
        """The address of the instance, without a slash at the end."""
        return self._address.root

    @property
    def requests_sent(self) -> int:
        """How many requests went out, repetitions included."""
        with self._lock:
            return self._requests_sent

    @property
    def rejected(self) -> int:
        """How many of them the rate limit rejected."""
        with self._lock:
            return self._rejected

    def past_stop(self) -> Wire:
        """This wire for what must be done though someone asked to stop: with less patience."""
        persistence = replace(self._persistence, patience=_LAST_PATIENCE, check=_go_on)
        return Wire(self._transport, self.budget, persistence, self.findings)

    def get(self, path: str, query: Query | None = None) -> Json:
        """Read.

        Raises:
            WireError: no good answer within the patience; the class says why.
        """
        return self._read(_Request("GET", path, query or {}))

    def get_or_none(self, path: str, query: Query | None = None) -> Json | None:
        """Read; None where there is nothing, or nothing that this key may see."""
        try:
            return self.get(path, query)
        except NotFoundError:
            return None

    def all(self, path: str, query: Query | None = None) -> list[Json]:
        """Read a route that gives everything at once, such as `/api/Spaces-1/projects/all`."""
        match self.get(path, query):
            case list() as items:
                return items
            case {"Items": list() as items}:
                return items
            case _:
                raise UnexpectedAnswerError(path, 200, "no list")

    def pages(
        self, path: str, query: Query | None = None, page_size: int = PAGE_SIZE
    ) -> Iterator[Json]:
        """Yield the items of a paged collection, each once, in the server's order."""
        seen: set[tuple[str, str]] = set()
        skip = 0
        while True:
            asked: Query = {**(query or {}), "skip": skip, "take": page_size}
            match self.get(path, asked):
                case {"Items": list() as items, "TotalResults": int(total)}:
                    pass
                case _:
                    raise UnexpectedAnswerError(path, 200, "no page of a collection")
            for item in items:
                # What is added between two pages moves an item from one to the next.
                item_id = item.get("Id") if isinstance(item, dict) else None
                if isinstance(item, dict) and isinstance(item_id, str):
                    # The versions of a step template share its id.
                    key = (item_id, str(item.get("Version")))
                    if key in seen:
                        continue
                    seen.add(key)
                yield item
            skip += len(items)
            if not items or skip >= total:
                return

    def post(
        self,
        path: str,
        body: Json,
        *,
        look: Look | None = None,
        secrets: Sequence[Secret[str]] = (),
        query: Query | None = None,
    ) -> Json:
        """Create, once, and return what the server made of it.

        Where the answer is lost or the server fails, `look` is asked, which finds the thing by
        its natural key: what it returns is the answer, and with None the request is repeated.

        Raises:
            WireError: `is_in_doubt` where it may have been created all the same, because there
                is no `look` or because patience ended.
        """
        request = _Request("POST", path, query or {}, _encode(body), tuple(secrets))
        return self._write(request, look, is_repeatable=False)

    def put(
        self,
        path: str,
        body: Json,
        *,
        is_repeatable: bool = True,
        look: Look | None = None,
        secrets: Sequence[Secret[str]] = (),
    ) -> Json:
        """Replace a document and return what the server made of it.

        To say the same twice does no harm, unless the body names the version that it replaces:
        then `is_repeatable` is False, and `look` returns the document if it is already as wanted.

        Raises:
            WireError: as for `post`.
        """
        request = _Request("PUT", path, {}, _encode(body), tuple(secrets))
        return self._write(request, look, is_repeatable=is_repeatable)

    def upload(
        self, path: str, query: Query, file: OpenFile, look: Look, method: str = "POST"
    ) -> Json:
        """Send a file, which is opened anew for each try; otherwise as `post`.

        Raises:
            WireError: as for `post`.
            PackageFileError: from the file itself; the target has not got all of it then.
        """
        request = _Request(method, path, query, file=file)
        return self._write(request, look, is_repeatable=False)

    def open_file(self, path: str, begin: int = 0) -> OpenedFile:
        """Ask once for a file, from an offset on; read it by `target.downloading`.

        Raises:
            WireError: the target refused, or there is no answer.
        """
        request = _Request("GET", path, {})
        ticket = self._await_turn()
        headers: Mapping[str, str] | None = None
        try:
            opened = self._transport.open(request.target, begin)
            headers = opened.answer.headers
        finally:
            self.budget.give_back(ticket, headers)
        if not is_good(opened.answer):
            raise self._refusal(opened.answer, request)
        with self._lock:
            self._has_contact = True
        return opened

    def patiently(self, attempt: Callable[[], T]) -> T:
        """What `attempt` reads, tried again as long as that makes sense.

        Raises:
            WireError: the last failure.
        """
        return self._persistence.carry_out(
            attempt, lambda error: error.effect is not Effect.SETTLED, self._is_in_contact
        )

    def delete(self, path: str) -> bool:
        """Delete; False where there was nothing (any more), or nothing that this key may see."""
        try:
            self._write(_Request("DELETE", path, {}), None, is_repeatable=True)
        except NotFoundError as error:
            return error.follows_doubt
        return True

    def _read(self, request: _Request) -> Json:
        return self.patiently(lambda: self._send(request))

    def _write(self, request: _Request, look: Look | None, *, is_repeatable: bool) -> Json:
        can_be_in_doubt = is_repeatable or look is not None
        attempt = Attempt(lambda: self._send(request), look)

        def may_repeat(error: WireError) -> bool:
            return error.effect is Effect.NONE or (
                error.effect is Effect.UNKNOWN and can_be_in_doubt
            )

        return self._persistence.carry_out(attempt, may_repeat, self._is_in_contact)

    def _is_in_contact(self) -> bool:
        with self._lock:
            return self._has_contact

    def _send(self, request: _Request) -> Json:
        answer = self._exchange(request)
        if is_good(answer):
            return parse_answer(answer, request.path)
        raise self._refusal(answer, request)

    def _refusal(self, answer: Answer, request: _Request) -> WireError:
        secrets = (*request.secrets, self._transport.credential.secret)
        error = understand_refusal(answer, request.method, request.path, self._address, secrets)
        if isinstance(error, RateLimitedError):
            with self._lock:
                self._rejected += 1
            self.budget.rejected(_PAUSE_S if error.retry_after_s is None else error.retry_after_s)
        return error

    def _exchange(self, request: _Request) -> Answer:
        ticket = self._await_turn()
        headers: Mapping[str, str] | None = None
        try:
            with self._lock:
                self._requests_sent += 1
            answer = self._sent(request)
            headers = answer.headers
        finally:
            self.budget.give_back(ticket, headers)
        with self._lock:
            self._has_contact = True
        log.debug("%s %s %d", request.method, request.path, answer.status)
        return answer

    def _sent(self, request: _Request) -> Answer:
        if request.file is None:
            return self._transport.send(request.method, request.target, request.body)
        with request.file() as body:
            return self._transport.send(request.method, request.target, body)

    def _await_turn(self) -> Ticket:
        persistence = self._persistence
        persistence.check()
        while isinstance(turn := self.budget.take(), float):
            self._tell(RateWait(turn))
            wait(persistence.clock, turn, persistence.check)
        return turn

    def _tell(self, notice: RateWait) -> None:
        if notice.wait_s < _WORTH_TELLING_S:
            return
        now = self._persistence.clock.now()
        with self._lock:
            if now - self._told_at < _NOT_TOLD_AGAIN_FOR_S:
                return
            self._told_at = now
        self._persistence.notify(notice)


def _ignore(_notice: Notice) -> None:
    pass


def _go_on() -> None:
    pass


@contextmanager
def open_wire(
    settings: TargetSettings,
    notify: Notify = _ignore,
    check: Callable[[], None] = _go_on,
    *,
    patience: Patience | None = None,
    clock: Clock | None = None,
) -> Iterator[Wire]:
    """Give a wire to the target. Nothing is sent yet.

    Args:
        settings: where the target is and how to sign in.
        notify: told of waits and repetitions, from any thread.
        check: raises Cancelled to stop; asked before each request and often in each wait.
        patience: how long one request is tried.
        clock: the time; a test's own, or the machine's.

    Raises:
        UrlUnusableError, ProxyUnusableError, TrustUnusableError, CredentialUnusableError: the
            settings cannot be used.
    """
    address = parse_address(settings.url)
    time = clock or SystemClock()
    transport = Transport(settings, address, choose_credential(settings), time)
    persistence = Persistence(patience or Patience(), time, check, notify)
    try:
        findings = _findings(settings, address)
        yield Wire(transport, Budget(time), persistence, findings)
    finally:
        transport.close()


def _findings(settings: TargetSettings, address: Address) -> tuple[Finding, ...]:
    if settings.verify_tls or address.root.startswith("http:"):
        return ()
    return (
        Finding(
            Severity.WARNING,
            "tls-not-verified",
            "",
            f"The certificate of {address.host} is not verified: anyone in between can read the "
            "key and all secrets.",
            "Remove `verify_tls = false` from [target]; for a private CA give its PEM file there.",
        ),
    )


def _encode(body: Json) -> bytes:
    # Escapes keep lone surrogates, which are legal in JSON and not in UTF-8.
    return json.dumps(body, ensure_ascii=True, allow_nan=False, separators=(",", ":")).encode()
