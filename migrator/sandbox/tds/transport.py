"""Packets and TLS: whole messages in, streamed messages out."""

from __future__ import annotations

import select
import socket
import ssl
import struct
from enum import IntEnum

from migrator.sandbox.certificates import TlsMaterial

_HEADER = struct.Struct(">BBHHBB")
_HEADER_BYTES = _HEADER.size
_END_OF_MESSAGE = 0x01
_RESET_CONNECTION = 0x08
_FIRST_PACKET_SIZE = 4096
_LARGEST_MESSAGE_BYTES = 64 * 1024 * 1024
_PACKETS_AT_ONCE = 16
_TLS_RECORD_HANDSHAKE = b"\x16"
_READ_BYTES = 65536
_HANDSHAKE_STEPS = 20
_STALL_CHECK_S = 0.05


class MessageKind(IntEnum):
    """The type of a packet. Source: MS-TDS, 2.2.3.1.1 "Type"."""

    BATCH = 1
    RPC = 3
    ANSWER = 4
    ATTENTION = 6
    TRANSACTION = 14
    LOGIN7 = 16
    PRELOGIN = 18


class ConnectionClosed(Exception):
    """The peer is gone, or breaks the protocol so that there is no going on."""


class Attention(Exception):
    """The client wants the running answer to stop."""


def tls_contexts(material: TlsMaterial) -> tuple[ssl.SSLContext, ssl.SSLContext]:
    """One for TLS within TDS 7.4, one for strict TDS 8.0.

    TDS 7.4 wraps the handshake alone into packets: TLS 1.3 and session tickets would send more of
    it afterwards, which clients do not expect. Source: MS-TDS, 3.2.5.2 "TLS/SSL Negotiation".
    """
    wrapped = _server_context(material)
    wrapped.maximum_version = ssl.TLSVersion.TLSv1_2
    strict = _server_context(material)
    strict.set_alpn_protocols(["tds/8.0"])
    return wrapped, strict


def _server_context(material: TlsMaterial) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    context.load_cert_chain(material.cert_pem, material.key_pem)
    context.num_tickets = 0
    return context


class Transport:
    """One connection, from the first byte on."""

    def __init__(self, connection: socket.socket) -> None:
        self._socket = connection
        self._tls: ssl.SSLObject | None = None
        self._incoming = ssl.MemoryBIO()
        self._outgoing = ssl.MemoryBIO()
        self._packet_size = _FIRST_PACKET_SIZE
        self._pending = bytearray()
        self._packet_id = 1

    @property
    def is_encrypted(self) -> bool:
        """Whether TLS is up."""
        return self._tls is not None

    def set_packet_size(self, size: int) -> None:
        """Packets of this size from the next message on."""
        self._packet_size = size

    def starts_with_tls(self) -> bool:
        """Whether the client speaks TLS first, as TDS 8.0 does; takes nothing."""
        return self._socket.recv(1, socket.MSG_PEEK) == _TLS_RECORD_HANDSHAKE

    def start_tls(self, context: ssl.SSLContext, *, is_wrapped: bool) -> None:
        """Carry out the handshake, within PRELOGIN packets when wrapped."""
        tls = context.wrap_bio(self._incoming, self._outgoing, server_side=True)
        for _ in range(_HANDSHAKE_STEPS):
            is_finished = _step(tls)
            if answer := self._outgoing.read():
                if is_wrapped:
                    self.send_message(answer, MessageKind.PRELOGIN)
                else:
                    self._socket.sendall(answer)
            if is_finished:
                self._tls = tls
                return
            self._incoming.write(self.read_message()[1] if is_wrapped else self._receive_some())
        raise ConnectionClosed

    def read_message(self) -> tuple[int, bytes, bool]:
        """The kind of the next message, its payload, and whether it wants the session reset."""
        payload = bytearray()
        wants_reset = False
        while True:
            kind, status, length, *_ = _HEADER.unpack(self._receive(_HEADER_BYTES))
            if length < _HEADER_BYTES or len(payload) + length > _LARGEST_MESSAGE_BYTES:
                raise ConnectionClosed
            payload += self._receive(length - _HEADER_BYTES)
            wants_reset = wants_reset or bool(status & _RESET_CONNECTION)
            if status & _END_OF_MESSAGE or kind == MessageKind.ATTENTION:
                return kind, bytes(payload), wants_reset

    def send_message(self, payload: bytes, kind: MessageKind = MessageKind.ANSWER) -> None:
        """Send one whole message."""
        self._pending += payload
        self.finish_message(kind)

    def write(self, tokens: bytes) -> None:
        """Add to the answer; what fills packets leaves now.

        Raises:
            Attention: the client has asked to stop; the tokens written so far are all kept.
        """
        self._pending += tokens
        if len(self._pending) > (self._packet_size - _HEADER_BYTES) * _PACKETS_AT_ONCE:
            self._send(self._cut_packets(MessageKind.ANSWER, keeps_rest=True, is_last=False))
            self.check_attention(0)

    def send_now(self) -> None:
        """Send what has been written, without an end of the message."""
        self._send(self._cut_packets(MessageKind.ANSWER, keeps_rest=False, is_last=False))

    def finish_message(self, kind: MessageKind = MessageKind.ANSWER) -> None:
        """Send what is left, marked as the end of the message."""
        self._send(self._cut_packets(kind, keeps_rest=False, is_last=True))
        self._packet_id = 1

    def check_attention(self, wait_s: float) -> None:
        """Wait that long, but stop as soon as the client says so.

        Raises:
            Attention: it did.
            ConnectionClosed: it said something else, or is gone.
        """
        if not self._has_input(wait_s):
            return
        if self.read_message()[0] != MessageKind.ATTENTION:
            # Without MARS a client may say nothing else before the answer is complete.
            raise ConnectionClosed
        raise Attention

    def discard_input(self) -> None:
        """Throw away what arrives within a moment: what a server does that hangs."""
        if self._has_input(_STALL_CHECK_S):
            self._receive_some()

    def _has_input(self, wait_s: float) -> bool:
        if self._incoming.pending or (self._tls is not None and self._tls.pending()):
            return True
        return bool(select.select([self._socket], [], [], wait_s)[0])

    def _cut_packets(self, kind: MessageKind, *, keeps_rest: bool, is_last: bool) -> bytes:
        """Full packets out of what is pending, and one more for the rest unless it is kept."""
        size = self._packet_size - _HEADER_BYTES
        body = bytes(self._pending)
        packets = bytearray()
        start = 0
        while len(body) - start > size:
            packets += self._packet(kind, body[start : start + size], is_last=False)
            start += size
        self._pending.clear()
        if keeps_rest:
            self._pending += body[start:]
        elif is_last or start < len(body):
            packets += self._packet(kind, body[start:], is_last=is_last)
        return bytes(packets)

    def _packet(self, kind: MessageKind, part: bytes, *, is_last: bool) -> bytes:
        length = len(part) + _HEADER_BYTES
        header = _HEADER.pack(kind, int(is_last), length, 51, self._packet_id & 0xFF, 0)
        self._packet_id += 1
        return header + part

    def _send(self, packets: bytes) -> None:
        if self._tls is None:
            self._socket.sendall(packets)
            return
        self._tls.write(packets)
        self._socket.sendall(self._outgoing.read())

    def _receive(self, count: int) -> bytes:
        received = bytearray()
        while len(received) < count:
            received += self._receive_up_to(count - len(received))
        return bytes(received)

    def _receive_up_to(self, count: int) -> bytes:
        if self._tls is None:
            part = self._socket.recv(count)
            if not part:
                raise ConnectionClosed
            return part
        while True:
            try:
                part = self._tls.read(count)
            except ssl.SSLWantReadError:
                self._incoming.write(self._receive_some())
                continue
            if not part:
                raise ConnectionClosed
            return part

    def _receive_some(self) -> bytes:
        part = self._socket.recv(_READ_BYTES)
        if not part:
            raise ConnectionClosed
        return part


def _step(tls: ssl.SSLObject) -> bool:
    """Go on with the handshake; whether it is finished."""
    try:
        tls.do_handshake()
    except ssl.SSLWantReadError:
        return False
    return True
