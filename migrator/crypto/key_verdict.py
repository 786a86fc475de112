"""Judges whether a master key is the right one, from a sample of what it should open.

A wrong key passes the padding check about once in 256 values, so one value proves little; many
values, and values with a structure of their own, do.
Source: OctopusDeploy/Issues #3563.
"""

from __future__ import annotations

import binascii
import heapq
import json
from base64 import b64decode
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from itertools import count, zip_longest

from migrator.crypto.errors import NotOpenedError
from migrator.crypto.source_cipher import SourceCipher
from migrator.model.sealed import SourceSealed
from migrator.model.secret import Secret

SAMPLE_SIZE = 200
_RIGHT_SHARE = 0.95
_WRONG_SHARE = 0.05
_LONG_TEXT_BYTES = 16
_LONG_TEXTS_WANTED = 10


class Verdict(StrEnum):
    """What the sample says of the key."""

    RIGHT = "right"
    WRONG = "wrong"
    PARTLY_FOREIGN = "partly-foreign"
    CANNOT_BE_CHECKED = "cannot-be-checked"


@dataclass(frozen=True, slots=True)
class Candidate:
    """One stored secret and where it is.

    Attributes:
        place: for people: id of the row and JSON pointer.
    """

    table: str
    place: str
    sealed: SourceSealed


@dataclass(frozen=True, slots=True)
class KeyVerdict:
    """The judgement and what it rests on.

    Attributes:
        tried: how many values were tried; `opened` of them opened as text.
        structured: how many of those are a certificate, a key file or JSON.
        long_texts: how many of those have 16 bytes or more.
        failed: candidates that did not open, in the order tried.
    """

    verdict: Verdict
    tried: int = 0
    opened: int = 0
    structured: int = 0
    long_texts: int = 0
    failed: tuple[Candidate, ...] = ()

    @property
    def is_proven(self) -> bool:
        """Whether the values that opened rule out chance."""
        return self.structured > 0 or self.long_texts >= _LONG_TEXTS_WANTED


def sample(candidates: Iterable[Candidate], size: int = SAMPLE_SIZE) -> tuple[Candidate, ...]:
    """Choose what to try: the tables in turn, each with its longest values first.

    Holds at most `size` values of each table at a time.
    """
    tables: dict[str, list[tuple[int, int, Candidate]]] = {}
    serial = count(0, -1)
    for candidate in candidates:
        heap = tables.setdefault(candidate.table, [])
        heapq.heappush(heap, (len(candidate.sealed.text), next(serial), candidate))
        if len(heap) > size:
            heapq.heappop(heap)
    rows = zip_longest(*(sorted(heap, reverse=True) for heap in tables.values()))
    chosen = [entry[2] for row in rows for entry in row if entry is not None]
    return tuple(chosen[:size])


def judge_key(candidates: Iterable[Candidate], cipher: SourceCipher) -> KeyVerdict:
    """Try the candidates and weigh what opens; plain text is looked at here and dropped."""
    tried = opened = structured = long_texts = 0
    failed: list[Candidate] = []
    for candidate in candidates:
        tried += 1
        try:
            plain = cipher.open(candidate.sealed)
        except NotOpenedError:
            failed.append(candidate)
            continue
        opened += 1
        structured += has_structure(plain)
        long_texts += len(plain.reveal()) >= _LONG_TEXT_BYTES
    return KeyVerdict(_weigh(tried, opened), tried, opened, structured, long_texts, tuple(failed))


def _weigh(tried: int, opened: int) -> Verdict:
    if not tried:
        return Verdict.CANNOT_BE_CHECKED
    if opened >= _RIGHT_SHARE * tried:
        return Verdict.RIGHT
    return Verdict.WRONG if opened < _WRONG_SHARE * tried else Verdict.PARTLY_FOREIGN


def has_structure(plain: Secret[bytes]) -> bool:
    """Whether the value is a PFX, DER or PEM file, an OpenSSH key or a JSON object.

    It may be so as it stands or as base64: certificates and key files are stored as base64.
    """
    return any(_is_structured(form) for form in _forms(plain.reveal()))


def _forms(plain: bytes) -> Iterator[bytes]:
    yield plain
    try:
        yield b64decode(plain, validate=True)
    except (binascii.Error, ValueError):
        return


def _is_structured(data: bytes) -> bool:
    text = data.lstrip()
    # "-----BEGIN OPENSSH PRIVATE KEY-----" is told by the same mark as PEM.
    if text.startswith(b"-----BEGIN ") and b"-----END " in text:
        return True
    if text.startswith((b"{", b"[")):
        return _is_json(text)
    return _is_der(data)


def _is_json(data: bytes) -> bool:
    try:
        return isinstance(json.loads(data), dict | list)
    except (ValueError, RecursionError):
        return False


def _is_der(data: bytes) -> bool:
    """Whether it is one ASN.1 sequence that ends where the data end: a certificate, a PFX, a key.

    The length alone rules out chance, and a PFX need not be opened with its own password.
    Source: ITU-T X.690 section 8.1.3; RFC 7292 section 4 (a PFX begins with version 3).
    """
    match data[:2]:
        case b"\x30\x80":
            return data[2:5] == b"\x02\x01\x03" and data.endswith(b"\0\0")
        case b"\x30\x81" | b"\x30\x82" | b"\x30\x83":
            start = 2 + data[1] - 0x80
            return int.from_bytes(data[2:start], "big") == len(data) - start
        case _:
            return False
