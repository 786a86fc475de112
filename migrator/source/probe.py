"""Asks the network before a driver does, because the drivers say too little.

Microsoft's driver retries a closed port or an unknown name for its whole login timeout and then
reports only that the time is up.
"""

from __future__ import annotations

import contextlib
import logging
import socket
import struct
import time
from dataclasses import replace

from migrator.source.address import DEFAULT_PORT, Address
from migrator.source.errors import ConnectTimeoutError, HostUnknownError, PortClosedError
from migrator.source.worker import Late, Worker

log = logging.getLogger(__name__)

_BROWSER_PORT = 1434
_BROWSER_TIMEOUT_S = 1.5
# PRELOGIN with VERSION, ENCRYPTION (1: on), INSTOPT, THREADID.
# Source: MS-TDS 2.2.6.5.
_PRELOGIN_OPTIONS = ((0, bytes(6)), (1, b"\1"), (2, b"\0"), (3, bytes(4)))
_ENCRYPT_NOT_SUPPORTED = 2


def probe(address: Address, timeout_s: float) -> Address:
    """Find the port of a named instance and see that something listens there.

    Returns:
        The address with the port that was found; as it was where the browser does not answer.

    Raises:
        HostUnknownError: the name has no address.
        PortClosedError: every address refuses.
        ConnectTimeoutError: no address answers in time.
    """
    if not address.is_network:
        return address
    deadline = time.monotonic() + timeout_s
    places = _resolve(address, timeout_s)
    if address.port is None:
        port = ask_browser(address, min(_BROWSER_TIMEOUT_S, timeout_s))
        if port is None:
            return address
        address = replace(address, port=port)
    _connect_any(address, places, timeout_s, deadline)
    return address


def _resolve(address: Address, timeout_s: float) -> list[tuple[int, str]]:
    """Family and numeric address of each place, in the system's order."""

    def look_up() -> list[tuple[int, str]]:
        found = socket.getaddrinfo(address.host, None, type=socket.SOCK_STREAM)
        return [(int(family), str(place[0])) for family, _, _, _, place in found]

    # The system's resolver has no timeout of its own that we could set.
    worker = Worker("source-resolve")
    try:
        return worker.call(look_up, timeout_s)
    except Late:
        raise HostUnknownError(address.host) from None
    except (OSError, UnicodeError):
        raise HostUnknownError(address.host) from None
    finally:
        worker.leave()


def _connect_any(
    address: Address, places: list[tuple[int, str]], timeout_s: float, deadline: float
) -> None:
    port = address.port or DEFAULT_PORT
    is_refused = False
    for family, place in places:
        left_s = deadline - time.monotonic()
        if left_s <= 0:
            break
        with socket.socket(family, socket.SOCK_STREAM) as connection:
            connection.settimeout(left_s)
            try:
                connection.connect((place, port))
            except TimeoutError:
                continue
            except OSError:
                is_refused = True
                continue
            return
    if is_refused:
        raise PortClosedError(address.host, port)
    raise ConnectTimeoutError(str(address), timeout_s)


def ask_browser(address: Address, timeout_s: float, port: int = _BROWSER_PORT) -> int | None:
    """The TCP port of a named instance, by SQL Server's browser; None where it does not say.

    Source: MC-SQLR 2.2.2 (CLNT_UCAST_INST) and 2.2.5 (SVR_RESP).
    """
    request = b"\x04" + address.instance.encode("ascii", errors="replace")[:32] + b"\0"
    with contextlib.suppress(OSError):
        for family, kind, protocol, _, place in socket.getaddrinfo(
            address.host, port, type=socket.SOCK_DGRAM
        ):
            with socket.socket(family, kind, protocol) as asking:
                asking.settimeout(timeout_s)
                # Connected, so that an answer from elsewhere is not taken.
                with contextlib.suppress(OSError):
                    asking.connect(place)
                    asking.send(request)
                    return parse_browser_answer(asking.recv(4096), address.instance)
    return None


def parse_browser_answer(answer: bytes, instance: str) -> int | None:
    """The port in a browser's answer about that instance, or None."""
    if len(answer) < 3 or answer[0] != 0x05:  # noqa: PLR2004
        return None
    parts = answer[3:].decode("latin-1").split(";")
    values = {key.lower(): value for key, value in zip(parts[::2], parts[1::2], strict=False)}
    if values.get("instancename", "").casefold() != instance.casefold():
        return None
    port = values.get("tcp", "")
    return int(port) if port.isascii() and port.isdigit() and 0 < int(port) < 65536 else None  # noqa: PLR2004


def offers_encryption(address: Address, timeout_s: float) -> bool | None:
    """Whether the server has TLS (TDS 7), asked as a client would; None where it does not say.

    Asked only after a driver failed, to tell why: FreeTDS says no more than "unable".
    """
    if not address.is_network or address.port is None:
        return None
    offset = 5 * len(_PRELOGIN_OPTIONS) + 1
    head, data = b"", b""
    for token, value in _PRELOGIN_OPTIONS:
        head += struct.pack(">BHH", token, offset + len(data), len(value))
        data += value
    message = head + b"\xff" + data
    packet = struct.pack(">BBHHBB", 0x12, 1, len(message) + 8, 0, 0, 0) + message
    try:
        with socket.create_connection((address.host, address.port), timeout_s) as connection:
            connection.sendall(packet)
            header = _receive(connection, 8)
            answer = _receive(connection, int.from_bytes(header[2:4], "big") - 8)
    except OSError:
        return None
    return _parse_encryption(answer)


def _receive(connection: socket.socket, size: int) -> bytes:
    received = b""
    while len(received) < size:
        piece = connection.recv(size - len(received))
        if not piece:
            raise ConnectionResetError
        received += piece
    return received


def _parse_encryption(answer: bytes) -> bool | None:
    for start in range(0, len(answer) - 5, 5):
        token = answer[start]
        if token == 0xFF:  # noqa: PLR2004
            break
        if token == 1:
            where = int.from_bytes(answer[start + 1 : start + 3], "big")
            return answer[where] != _ENCRYPT_NOT_SUPPORTED if where < len(answer) else None
    return None
