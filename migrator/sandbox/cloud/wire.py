"""The server's end of the wire: HTTP/1.1, kept alive, with or without TLS."""

import contextlib
import json
import logging
import socket
import ssl
import sys
import threading
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qsl, urlsplit

from migrator.sandbox.certificates import TlsMaterial
from migrator.sandbox.cloud.exchange import Answer, Request

log = logging.getLogger(__name__)

# Longer than any client's pause between two requests; ends threads of forgotten connections.
_IDLE_S = 120.0
_LONGEST_LINE = 65536

Respond = Callable[[Request], Answer | None]


class BadJsonError(Exception):
    """A body that says that it is JSON and is not."""


class Listener(ThreadingHTTPServer):
    """Listens on loopback; each connection has a thread of its own.

    Args:
        respond: gives the answer, or None to close the connection without one.
    """

    daemon_threads = True
    block_on_close = False

    def __init__(self, port: int, respond: Respond, tls: TlsMaterial | None) -> None:
        self.respond = respond
        self._context: ssl.SSLContext | None = None
        if tls is not None:
            self._context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
            self._context.load_cert_chain(tls.cert_pem, tls.key_pem)
        self._open: set[socket.socket] = set()
        self._all_closed = threading.Condition()
        super().__init__(("127.0.0.1", port), _Conversation)

    def get_request(self) -> tuple[socket.socket, object]:
        """Take the next connection and remember it until it is closed."""
        connection, address = super().get_request()
        if self._context is not None:
            # The handshake waits for the connection's own thread: it must not hold up others.
            connection = self._context.wrap_socket(
                connection, server_side=True, do_handshake_on_connect=False
            )
        with self._all_closed:
            self._open.add(connection)
        return connection, address

    def shutdown_request(self, request: socket.socket | tuple[bytes, socket.socket]) -> None:
        """Close a connection and forget it."""
        super().shutdown_request(request)
        with self._all_closed:
            if isinstance(request, socket.socket):
                self._open.discard(request)
            self._all_closed.notify_all()

    def handle_error(self, request: object, client_address: object) -> None:  # noqa: ARG002
        """Say nothing."""
        # A client that hangs up or does not trust us is its own business.
        log.debug("A connection ended early.", exc_info=sys.exception())

    def close(self, timeout_s: float = 5.0) -> None:
        """Stop listening and close each connection that is still open."""
        self.shutdown()
        self.server_close()
        with self._all_closed:
            for connection in self._open:
                with contextlib.suppress(OSError):
                    # On the socket below TLS: a closing handshake would wait for the client.
                    socket.socket.shutdown(connection, socket.SHUT_RDWR)
            self._all_closed.wait_for(lambda: not self._open, timeout_s)


class _Conversation(BaseHTTPRequestHandler):
    """One connection."""

    server: Listener
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    timeout = _IDLE_S

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002
        """Write nothing: the request log has it all."""

    def _take_turn(self) -> None:
        content = self._read_content()
        split = urlsplit(self.path)
        query: dict[str, str] = {}
        for name, value in parse_qsl(split.query, keep_blank_values=True):
            key = name.casefold()
            query[key] = f"{query[key]},{value}" if key in query else value
        headers = {name.casefold(): value for name, value in self.headers.items()}
        body: object = None
        if content and "json" in headers.get("content-type", ""):
            try:
                body = json.loads(content)
            except ValueError:
                body = BadJsonError("Invalid JSON")
        request = Request(self.command, split.path, query, headers, body, content)
        answer = self.server.respond(request)
        if answer is None:
            self.close_connection = True
            return
        self._send(answer)

    # The names are the library's.
    do_GET = _take_turn  # noqa: N815
    do_POST = _take_turn  # noqa: N815
    do_PUT = _take_turn  # noqa: N815
    do_DELETE = _take_turn  # noqa: N815
    do_PATCH = _take_turn  # noqa: N815
    do_HEAD = _take_turn  # noqa: N815

    def _read_content(self) -> bytes:
        if "chunked" in self.headers.get("Transfer-Encoding", "").lower():
            return b"".join(iter(self._read_chunk, b""))
        return self.rfile.read(int(self.headers.get("Content-Length") or 0))

    def _read_chunk(self) -> bytes:
        size = int(self.rfile.readline(_LONGEST_LINE).split(b";")[0] or b"0", 16)
        chunk = self.rfile.read(size)
        self.rfile.readline(_LONGEST_LINE)
        return chunk

    def _send(self, answer: Answer) -> None:
        content = answer.content
        if content is None:
            content = b"" if answer.body is None else json.dumps(answer.body).encode()
        self.send_response(answer.status)
        self.send_header("Content-Type", answer.content_type)
        self.send_header("Content-Length", str(len(content)))
        for name, value in answer.headers.items():
            self.send_header(name, value)
        # One write: two small ones would wait for each other on some clients.
        self._headers_buffer: list[bytes]
        if answer.is_cut:
            self.close_connection = True
            content = content[: len(content) // 2]
            if not content:
                return  # nothing that could be cut, so no answer at all
        if self.command == "HEAD":
            content = b""
        self._headers_buffer.append(b"\r\n" + content)
        self.flush_headers()
