import socket
import threading
import time
from contextlib import contextmanager

import pytest

from migrator.sandbox.certificates import make_certificates
from migrator.sandbox.database import Database
from migrator.sandbox.tds import SqlServer
from migrator.source.address import Address
from migrator.source.errors import ConnectTimeoutError, HostUnknownError, PortClosedError
from migrator.source.probe import ask_browser, offers_encryption, parse_browser_answer, probe

TEXT = b"ServerName;SQL01;InstanceName;OCTO;IsClustered;No;Version;16.0.1000.6;tcp;50123;;"
ANSWER = b"\x05" + len(TEXT).to_bytes(2, "little") + TEXT


@contextmanager
def browser(answer):
    """A SQL Server browser that answers once; gives its port and what it was asked."""
    asked = []
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as server:
        server.bind(("127.0.0.1", 0))
        server.settimeout(5)

        def serve():
            request, sender = server.recvfrom(100)
            asked.append(request)
            server.sendto(answer, sender)

        thread = threading.Thread(target=serve)
        thread.start()
        try:
            yield server.getsockname()[1], asked
        finally:
            thread.join()


def test_the_browser_tells_the_port_of_an_instance():
    with browser(ANSWER) as (port, asked):
        assert ask_browser(Address("127.0.0.1", None, "octo"), 5, port) == 50123
    assert asked == [b"\x04octo\x00"]


@pytest.mark.parametrize(
    "answer",
    [
        b"",
        b"\x05",
        b"\x04" + ANSWER[1:],
        ANSWER.replace(b"OCTO", b"ELSE"),
        ANSWER.replace(b"50123", b"99999"),
        ANSWER.replace(b"50123", b""),
        ANSWER.replace(b"tcp;50123", b"np;pipe"),
        b"\x05\xff\xff\xff\xfe\x00;;;",
    ],
)
def test_an_odd_answer_of_the_browser_tells_nothing(answer):
    assert parse_browser_answer(answer, "OCTO") is None


def test_a_silent_browser_is_not_waited_for_long():
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as silent:
        silent.bind(("127.0.0.1", 0))
        began = time.monotonic()
        address = Address("127.0.0.1", None, "OCTO")
        assert ask_browser(address, 0.2, silent.getsockname()[1]) is None
        assert time.monotonic() - began < 15


def test_an_open_port_is_found_open():
    with socket.create_server(("127.0.0.1", 0)) as server:
        address = Address("127.0.0.1", server.getsockname()[1])
        assert probe(address, 5) == address


def test_a_closed_port_and_an_unknown_host_are_told_apart():
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        port = unused.getsockname()[1]
    with pytest.raises(PortClosedError):
        probe(Address("127.0.0.1", port), 5)
    with pytest.raises(HostUnknownError):
        probe(Address("no.such.host.invalid", 1433), 5)
    with pytest.raises(HostUnknownError):
        probe(Address("x" * 70 + ".invalid", 1433), 5)


def test_a_full_backlog_ends_in_a_timeout():
    # Nobody accepts: Linux drops further greetings once the queue is full.
    with socket.create_server(("127.0.0.1", 0), backlog=0) as server:
        port = server.getsockname()[1]
        waiting = []
        try:
            for _ in range(4):
                client = socket.socket()
                client.setblocking(False)
                client.connect_ex(("127.0.0.1", port))
                waiting.append(client)
            began = time.monotonic()
            with pytest.raises(ConnectTimeoutError):
                probe(Address("127.0.0.1", port), 0.5)
            assert time.monotonic() - began < 15
        finally:
            for client in waiting:
                client.close()


def test_what_only_a_driver_can_reach_is_not_probed():
    address = Address(r"(localdb)\v11.0", None, is_network=False)
    assert probe(address, 1) == address


def test_a_server_tells_before_the_login_whether_it_has_tls(tmp_path):
    for tls, expected in ((None, False), (make_certificates(tmp_path), True)):
        with SqlServer({"d": Database("d")}, users={}, tls=tls) as server:
            assert offers_encryption(Address("127.0.0.1", server.port), 5) is expected


@pytest.mark.parametrize(
    "answer", [b"", b"\x04\x01\x00\x08\x00\x00\x01\x00", b"HTTP/1.1 400 Bad\r\n"]
)
def test_another_server_tells_nothing_about_tls(answer):
    with socket.create_server(("127.0.0.1", 0)) as server:

        def serve():
            client, _ = server.accept()
            with client:
                client.recv(1000)
                client.sendall(answer)

        thread = threading.Thread(target=serve)
        thread.start()
        assert offers_encryption(Address("127.0.0.1", server.getsockname()[1]), 5) is None
        thread.join()
