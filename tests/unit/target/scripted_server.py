"""A small HTTP server on loopback that answers as a test says, and a clock that never sleeps."""

from __future__ import annotations

import json
import socket
import ssl
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from migrator.model.secret import Secret
from migrator.model.settings import TargetSettings

KEY = "API-TESTKEY0123456789ABCDEF"


@dataclass(frozen=True)
class Asked:
    method: str
    target: str
    headers: Mapping[str, str]
    body: bytes

    @property
    def path(self) -> str:
        return self.target.partition("?")[0]


@dataclass(frozen=True)
class Reply:
    """`drops`: the connection is closed instead; `cut`: so many bytes of the body are sent."""

    status: int = 200
    body: object = None
    headers: Mapping[str, str] = field(default_factory=dict)
    drops: bool = False
    cut: int | None = None

    @property
    def content(self) -> bytes:
        if isinstance(self.body, bytes):
            return self.body
        return b"" if self.body is None else json.dumps(self.body).encode()


Script = Callable[[Asked], Reply]


class _Server(ThreadingHTTPServer):
    daemon_threads = False
    block_on_close = True
    request_queue_size = 64

    def __init__(self, script: Script, tls: ssl.SSLContext | None = None) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.script = script
        self.tls = tls
        self.asked: list[Asked] = []
        self.connections: set[socket.socket] = set()
        self.accepted = 0

    def process_request_thread(self, request, client_address):
        try:
            if self.tls is not None:
                request.settimeout(5)
                request = self.tls.wrap_socket(request, server_side=True)
        except OSError:
            self.shutdown_request(request)
            return
        self.connections.add(request)
        self.accepted += 1
        super().process_request_thread(request, client_address)

    def handle_error(self, request, client_address):
        pass

    def close(self) -> None:
        self.shutdown()
        for connection in list(self.connections):
            try:
                connection.shutdown(socket.SHUT_RDWR)
            except OSError:
                continue
        self.server_close()


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: _Server
    timeout = 10
    disable_nagle_algorithm = True

    def _respond(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        asked = Asked(self.command, self.path, dict(self.headers), body)
        self.server.asked.append(asked)
        reply = self.server.script(asked)
        if reply.drops:
            self.close_connection = True
            return
        content = reply.content
        self.send_response(reply.status)
        for name, value in {"Content-Type": "application/json", **reply.headers}.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content if reply.cut is None else content[: reply.cut])
        if reply.cut is not None:
            self.close_connection = True

    do_GET = do_POST = do_PUT = do_DELETE = do_CONNECT = _respond  # noqa: N815 - the base class names them

    def log_message(self, *_arguments: object) -> None:
        pass


@contextmanager
def serving(script: Script, tls: ssl.SSLContext | None = None) -> Iterator[_Server]:
    server = _Server(script, tls)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield server
    finally:
        server.close()
        thread.join()


def one_after_another(*replies: Reply) -> Script:
    """The replies in turn, the last one ever after."""
    left = list(replies)
    return lambda _asked: left.pop(0) if len(left) > 1 else left[0]


class FastClock:
    """Time that passes when someone sleeps, and at once. Any thread may sleep."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._at = 1000.0

    def now(self) -> float:
        with self._lock:
            return self._at

    def sleep(self, seconds: float) -> None:
        with self._lock:
            self._at += seconds


def settings_for(server: _Server, *, ca_bundle: Path | None = None, **more: object):
    scheme = "http" if server.tls is None else "https"
    return TargetSettings(
        url=f"{scheme}://localhost:{server.server_port}"
        if server.tls
        else f"{scheme}://127.0.0.1:{server.server_port}",
        **{"api_key": Secret(KEY), "timeout_s": 5, "ca_bundle": ca_bundle, **more},
    )
