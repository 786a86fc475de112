"""A mark in every secret, and the search for it in whatever disguise."""

import base64
import gzip
import json
import os
import secrets
import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from cryptography.hazmat.primitives.padding import PKCS7
from cryptography.hazmat.primitives.serialization import BestAvailableEncryption, pkcs12

from migrator.sandbox.database import Cell, Row
from migrator.sandbox.instance import SampleInstance, sample_instance
from migrator.sandbox.instance.documents import PlainSecret

_AROUND = 60  # bytes shown before a find: they tell where it leaked, not what
_WATCHED_EVERY_S = 0.1


@dataclass(frozen=True)
class Mark:
    """What every text secret of one test contains, and what else must stay hidden.

    Attributes:
        others: secrets that cannot contain a text, such as keys and certificate files.
    """

    text: str = field(default_factory=lambda: secrets.token_hex(16))
    others: tuple[bytes, ...] = ()

    def canary(self, label: str) -> str:
        """A secret with characters that JSON, HTML, URLs and connection strings escape."""
        return f"{label}-{self.text}/ü;=\"\\<&>{{}}'%{label}"

    def found_in(self, data: bytes) -> list[bytes]:
        """What precedes each form in which a secret shows in the data; empty where none does."""
        hits = sorted(hit for form in self.forms if (hit := data.find(form)) >= 0)
        return [data[max(0, hit - _AROUND) : hit] for hit in hits]

    @cached_property
    def forms(self) -> tuple[bytes, ...]:
        found = [*_disguises(self.text.encode()), *_disguises(self.text.encode("utf-16-le"))]
        for other in self.others:
            found += _disguises(other)
        return tuple(dict.fromkeys(found))


def _disguises(secret: bytes) -> list[bytes]:
    """As it is, as hexadecimal digits, and as base64 in each of the three alignments."""
    found = [secret, secret.hex().encode(), secret.hex().upper().encode()]
    for before in range(3):
        padded = b"\0" * before + secret
        whole = len(padded) // 3 * 3
        encoded = base64.b64encode(padded[:whole])[4 if before else 0 :]
        found += [encoded, encoded.translate(bytes.maketrans(b"+/", b"-_"))]
    return found


@dataclass(frozen=True)
class CanaryInstance:
    """The sample instance with a canary in the place of every secret."""

    instance: SampleInstance
    secrets: tuple[PlainSecret, ...]
    master_key: bytes
    older_key: bytes
    mark: Mark


def canary_instance() -> CanaryInstance:
    """Build it under random master keys."""
    keys = (secrets.token_bytes(32), secrets.token_bytes(32))
    instance = sample_instance(master_key=keys[0], older_master_key=keys[1])
    mark = Mark()
    changed = tuple(_changed(instance.secrets, mark, keys[0]))
    by_row: dict[tuple[str, str], dict[str, str]] = {}
    for old, new in zip(instance.secrets, changed, strict=True):
        by_row.setdefault((old.table, old.id), {})[old.stored] = new.stored
    for name, table in instance.database.tables.items():
        table.rows = [
            _rewritten(row, by_row.get((name, str(row.get("Id"))), {})) for row in table.rows
        ]
    files = (base64.b64decode(new.plain)[-120:-60] for new in changed if _is_file(new))
    texts = (base64.b64encode(key) for key in keys)
    return CanaryInstance(instance, changed, *keys, replace(mark, others=(*keys, *texts, *files)))


def _is_file(secret: PlainSecret) -> bool:
    return secret.pointer.endswith(("/CertificateBytes", "/PrivateKeyFile", "/CertificateData"))


def _changed(old: Sequence[PlainSecret], mark: Mark, master_key: bytes) -> Iterator[PlainSecret]:
    phrases = {(s.table, s.id): s.plain for s in old if s.pointer == "/Password"}
    for number, secret in enumerate(old):
        is_plain = secret.stored == secret.plain
        if secret.plain == "" or not (secret.readable or is_plain):
            yield secret  # nothing to find, or under a key that nobody has
            continue
        plain = f"c{number}-{mark.text}" if is_plain else mark.canary(f"c{number}")
        if _is_file(secret):
            plain = secret.plain
            if secret.table == "Certificate" and (secret.table, secret.id) in phrases:
                # Its password is a canary, and comes next in the list.
                phrase = mark.canary(f"c{number + 1}")
                plain = _closed_anew(plain, phrases[secret.table, secret.id], phrase)
        elif secret.pointer.endswith("JsonKey") or secret.plain.startswith("eyJ0eXBlIjog"):
            key = {**json.loads(base64.b64decode(secret.plain)), "private_key": mark.text}
            plain = base64.b64encode(json.dumps(key).encode()).decode()
        yield replace(secret, plain=plain, stored=plain if is_plain else _seal(plain, master_key))


def _closed_anew(data: str, old_phrase: str, new_phrase: str) -> str:
    """The same certificate under another password."""
    key, certificate, others = pkcs12.load_key_and_certificates(
        base64.b64decode(data), old_phrase.encode()
    )
    closed = BestAvailableEncryption(new_phrase.encode())
    made = pkcs12.serialize_key_and_certificates(b"shop", key, certificate, others, closed)
    return base64.b64encode(made).decode()


def _seal(plain: str, key: bytes) -> str:
    padder = PKCS7(128).padder()
    vector = secrets.token_bytes(16)
    encryptor = Cipher(algorithms.AES(key), modes.CBC(vector)).encryptor()
    padded = padder.update(plain.encode()) + padder.finalize()
    closed = encryptor.update(padded) + encryptor.finalize()
    return f"{base64.b64encode(closed).decode()}|{base64.b64encode(vector).decode()}"


def _rewritten(row: Row, stored: Mapping[str, str]) -> Row:
    left = set(stored)

    def change(text: str) -> str:
        for old, new in stored.items():
            if old and old in text:
                text = text.replace(old, new)
                left.discard(old)
        return text

    def cell(value: Cell) -> Cell:
        match value:
            case str():
                return change(value)
            case bytes() if value.startswith(b"\x1f\x8b"):
                return gzip.compress(
                    change(gzip.decompress(value).decode("utf-16-le")).encode("utf-16-le")
                )
            case _:
                return value

    changed = {name: cell(value) for name, value in row.items()}
    assert not left - {""}, f"{sorted(left)} is not in the row."
    return changed


class Watch:
    """What was seen of command lines and temporary files while a block ran."""

    def __init__(self) -> None:
        self.seen: dict[str, bytes] = {}

    def look(self, temporary: Path) -> None:
        paths = [*Path("/proc").glob("[0-9]*/cmdline"), *temporary.rglob("*")]
        for path in paths:
            try:
                data = path.read_bytes()
            except OSError:
                continue  # it has gone, or is a directory
            self.seen[f"{path} {hash(data)}"] = data


@contextmanager
def watching(temporary: Path) -> Iterator[Watch]:
    """Look at every process' arguments and at all temporary files, again and again."""
    watch, stop = Watch(), threading.Event()

    def keep_looking() -> None:
        while not stop.is_set():
            watch.look(temporary)
            stop.wait(_WATCHED_EVERY_S)

    thread = threading.Thread(target=keep_looking)
    thread.start()
    try:
        yield watch
    finally:
        stop.set()
        thread.join()


def write_private(path: Path, text: str) -> None:
    """A file that its owner alone can read."""
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
        file.write(f"{text}\n")
