"""One request out, one answer back: connections, TLS, proxy and what fails underneath.

Of `requests` only the adapter is used, which keeps connections alive. A session would add what
must not happen with a key in the headers: following redirects, cookies, and netrc files.
"""

from __future__ import annotations

import contextlib
import ssl
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from http import HTTPStatus
from pathlib import Path
from typing import TypeVar

import requests
import truststore
import urllib3
from requests.adapters import HTTPAdapter
from urllib3 import exceptions

from migrator.model.settings import TargetSettings
from migrator.target import errors
from migrator.target.address import Address
from migrator.target.clock import Clock
from migrator.target.credential import Credential
from migrator.target.multipart import Multipart
from migrator.target.proxies import choose_proxy, shown_proxy

# A project list of a large space is some 30 MB; the rest is room for values of several MB.
LARGEST_ANSWER_BYTES = 256_000_000
# A host that is there accepts within this time, whatever the settings say of slow answers.
_LONGEST_CONNECT_S = 15.0
# An answer that drips is given up after so many times the time for one silence.
_SILENCES = 10
_PIECE_BYTES = 1 << 16
# A server needs minutes for a package of several gigabytes before it says a word.
_FILE_S = 900.0
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back.

    Attributes:
        headers: names compare without case.
    """

    status: int
    headers: Mapping[str, str] = field(repr=False)
    content: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class OpenedFile:
    """A file that is still to be read.

    Attributes:
        answer: status and headers; the content only of a refusal.
    """

    answer: Answer
    response: requests.Response = field(repr=False)
    translated: Callable[[Callable[[], bytes]], bytes] = field(repr=False)

    def read(self, size: int, /) -> bytes:
        """At most so many bytes; none at the end.

        Raises:
            WireError: the connection broke.
        """

        def read() -> bytes:
            piece = self.response.raw.read(size)
            return piece if isinstance(piece, bytes) else b""

        return self.translated(read)

    def close(self) -> None:
        """Let the connection go."""
        self.response.close()


class Transport:
    """Sends requests to one target. Any thread may send; they share kept-alive connections.

    Attributes:
        address: where it sends to.
        credential: what signs it in there.
    """

    def __init__(
        self, settings: TargetSettings, address: Address, credential: Credential, clock: Clock
    ) -> None:
        self.address = address
        self.credential = credential
        self._clock = clock
        self._verifies = settings.verify_tls
        self._proxy = choose_proxy(settings.proxy, address)
        self._timeout_s = settings.timeout_s
        self._adapter = _Adapter(_tls_context(settings), settings.connections)

    def close(self) -> None:
        """Close the kept connections."""
        self._adapter.close()

    def send(self, method: str, target: str, body: bytes | Multipart | None = None) -> Answer:
        """Send it and read all of the answer, whatever its status.

        The target is path and query, below the root of the address.

        Raises:
            WireError: there is no answer, or it is too large; the class says why.
        """
        return self._translated(target, lambda: self._exchange(method, target, body))

    def open(self, target: str, begin: int = 0) -> OpenedFile:
        """Ask for a file from an offset on; of a refusal all is read.

        Raises:
            WireError: there is no answer.
        """
        headers = {"Accept": "*/*", "Accept-Encoding": "identity"}
        if begin:
            headers["Range"] = f"bytes={begin}-"

        def ask() -> OpenedFile:
            response = self._open("GET", target, None, headers)
            is_file = response.status_code in {HTTPStatus.OK, HTTPStatus.PARTIAL_CONTENT}
            path = target.partition("?")[0]
            content = b"" if is_file else b"".join(self._pieces(response, path))
            answer = Answer(response.status_code, response.headers, content)
            return OpenedFile(answer, response, lambda what: self._translated(target, what))

        return self._translated(target, ask)

    def _translated(self, target: str, ask: Callable[[], T]) -> T:
        path = target.partition("?")[0]
        try:
            return ask()
        except errors.WireError as error:
            failure = error.with_traceback(None)
        except (requests.RequestException, exceptions.HTTPError, OSError) as error:
            failure = self._understood(error, path)
        # Raised out here, without what led to it: that holds the request and with it the key.
        raise failure

    def _open(
        self,
        method: str,
        target: str,
        body: bytes | Multipart | None,
        headers: Mapping[str, str],
    ) -> requests.Response:
        own = self.credential.headers(has_body=body is not None)
        # What takes a file looks at all of it before it answers.
        answers_in_s = self._timeout_s
        if isinstance(body, Multipart):
            answers_in_s = max(answers_in_s, _FILE_S)
        request = requests.Request(
            method, self.address.root + target, headers={**own, **headers}, data=body
        ).prepare()
        return self._adapter.send(
            request,
            stream=True,
            timeout=(min(_LONGEST_CONNECT_S, self._timeout_s), answers_in_s),
            verify=self._verifies,
            proxies={"https": self._proxy} if self._proxy else None,
        )

    def _exchange(self, method: str, target: str, body: bytes | Multipart | None) -> Answer:
        more = {"Content-Type": body.content_type} if isinstance(body, Multipart) else {}
        response = self._open(method, target, body, more)
        with contextlib.closing(response):
            content = b"".join(self._pieces(response, target.partition("?")[0]))
            return Answer(response.status_code, response.headers, content)

    def _pieces(self, response: requests.Response, path: str) -> Iterator[bytes]:
        size_bytes = 0
        gives_up_at = self._clock.now() + _SILENCES * self._timeout_s
        for piece in response.iter_content(_PIECE_BYTES):
            size_bytes += len(piece)
            if size_bytes > LARGEST_ANSWER_BYTES:
                raise errors.AnswerTooLargeError(path, LARGEST_ANSWER_BYTES)
            if self._clock.now() > gives_up_at:
                raise errors.AnswerTimeoutError(
                    self.address.host, _SILENCES * self._timeout_s, path
                )
            yield piece

    def _understood(self, error: BaseException, path: str) -> errors.WireError:
        chain = tuple(_chain(error))
        host = self.address.host

        def has(*kinds: type[BaseException]) -> bool:
            return any(isinstance(link, kinds) for link in chain)

        if has(exceptions.ProxyError):
            return errors.ProxyFailedError(shown_proxy(self._proxy or ""), path)
        if has(exceptions.NameResolutionError):
            return errors.HostUnknownError(host, path)
        if tls := _tls_failure(chain, host, path):
            return tls
        if has(exceptions.ReadTimeoutError):
            return errors.AnswerTimeoutError(host, self._timeout_s, path)
        if has(ConnectionRefusedError):
            return errors.PortClosedError(host, path)
        if has(exceptions.NewConnectionError):
            return errors.HostUnreachableError(host, path)
        if has(exceptions.ConnectTimeoutError):
            return errors.ConnectTimeoutError(host, path)
        return errors.ConnectionLostError(host, path)


class _Adapter(HTTPAdapter):
    """Keeps connections alive and trusts what the context trusts, instead of certifi's list."""

    def __init__(self, context: ssl.SSLContext, connections: int) -> None:
        self._context = context
        # One more than stages use at once: the calling thread asks beside its workers.
        super().__init__(pool_connections=1, pool_maxsize=connections + 1)

    def init_poolmanager(
        self,
        connections: int,
        maxsize: int,
        block: bool = False,  # noqa: FBT001, FBT002 - as the base class has it
        **_more: object,
    ) -> None:
        super().init_poolmanager(connections, maxsize, block, ssl_context=self._context)

    def proxy_manager_for(self, proxy: str, **_more: object) -> urllib3.ProxyManager:
        manager: urllib3.ProxyManager = super().proxy_manager_for(
            proxy, ssl_context=self._context, proxy_ssl_context=self._context
        )
        return manager

    def cert_verify(self, conn: object, url: object, verify: object, cert: object) -> None:
        """Leave the context alone; the base class would add certifi's list to it."""


def _tls_context(settings: TargetSettings) -> ssl.SSLContext:
    if not settings.verify_tls:
        # Said once by the wire's finding, instead of by a warning for each connection.
        urllib3.disable_warnings(exceptions.InsecureRequestWarning)
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        context.check_hostname = False
        context.verify_mode = ssl.CERT_NONE
        return context
    if settings.ca_bundle is None:
        return truststore.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    return _private_context(settings.ca_bundle)


def _private_context(ca_bundle: Path) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    try:
        context.load_verify_locations(cafile=ca_bundle)
    except ssl.SSLError as error:
        raise errors.TrustUnusableError(str(ca_bundle), "it holds no certificate") from error
    except OSError as error:
        why = error.strerror or "it cannot be read"
        raise errors.TrustUnusableError(str(ca_bundle), why) from error
    return context


def _tls_failure(chain: Sequence[BaseException], host: str, path: str) -> errors.WireError | None:
    for link in chain:
        if isinstance(link, ssl.SSLCertVerificationError):
            why = getattr(link, "verify_message", "") or "it cannot be verified"
            return errors.TlsNotTrustedError(host, str(why).strip().rstrip("."), path)
    for link in chain:
        # An end in the midst of it is a connection lost, not a fault of TLS.
        if isinstance(link, (ssl.SSLEOFError, ssl.SSLZeroReturnError)):
            return None
    if any(isinstance(link, ssl.SSLError) for link in chain):
        return errors.TlsFailedError(host, path)
    return None


def _chain(error: BaseException) -> Iterator[BaseException]:
    """The error and what is behind it; the libraries nest theirs in three different ways."""
    todo: list[object] = [error]
    seen: set[int] = set()
    while todo:
        link = todo.pop()
        if not isinstance(link, BaseException) or id(link) in seen:
            continue
        seen.add(id(link))
        yield link
        todo += [*link.args, getattr(link, "reason", None), link.__cause__, link.__context__]
        todo.append(getattr(link, "original_error", None))
