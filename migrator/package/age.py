"""The age format, behind types: the one module that calls pyrage, which has none.

Source: C2SP/C2SP, age.md (age-encryption.org/v1); woodruffw/pyrage.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NewType, Protocol, cast

import pyrage

from migrator.model.secret import Secret
from migrator.package.errors import (
    DamagedPackageError,
    HostileCostError,
    IdentityUnusableError,
    NoMatchingKeyError,
    RecipientUnusableError,
    WrongPassphraseError,
)

# scrypt with N = 2^20 takes 1 GiB and some seconds; sealing chooses about one second's worth.
MAX_WORK_FACTOR = 20
# The library measures for some milliseconds what this machine can do, and refuses what would take
# it more than 16 seconds; on a busy machine one measurement in some is far too pessimistic.
# Source: str4d/rage, age/src/scrypt.rs.
_TRIES = 50

AgeRecipient = NewType("AgeRecipient", object)
AgeIdentity = NewType("AgeIdentity", object)

_SCRYPT_HEADER = re.compile(
    rb"age-encryption\.org/v1\n-> scrypt [A-Za-z0-9+/]{22} ([1-9][0-9]{0,9})\n"
)


class Readable(Protocol):
    """Gives at most so many bytes; none at the end."""

    def read(self, size: int, /) -> bytes:
        """Read."""
        ...


class Writable(Protocol):
    """Takes bytes, all of them."""

    def write(self, data: bytes, /) -> object:
        """Write."""
        ...


@dataclass(frozen=True, slots=True)
class KeyPair:
    """A fresh X25519 identity.

    Attributes:
        identity: its `AGE-SECRET-KEY-1...` line.
    """

    identity: Secret[str]
    recipient: AgeRecipient


def make_key_pair() -> KeyPair:
    """Make a random identity."""
    identity = pyrage.x25519.Identity.generate()
    return KeyPair(Secret(str(identity)), AgeRecipient(identity.to_public()))


def parse_recipient(text: str) -> AgeRecipient:
    """Turn a public key of age or SSH into a recipient.

    Raises:
        RecipientUnusableError: it is neither.
    """
    stripped = text.strip()
    kind = pyrage.ssh.Recipient if stripped.startswith("ssh-") else pyrage.x25519.Recipient
    try:
        return AgeRecipient(kind.from_str(stripped))
    except (pyrage.RecipientError, ValueError):
        raise RecipientUnusableError(text) from None


def parse_identities(text: Secret[str]) -> tuple[AgeIdentity, ...]:
    """Turn an identity file's text into identities: an SSH private key, or lines of age.

    Raises:
        IdentityUnusableError: it is neither.
    """
    plain = text.reveal().strip()
    try:
        if plain.startswith("-----BEGIN"):
            key = (plain + "\n").encode()
            return (AgeIdentity(pyrage.ssh.Identity.from_buffer(key)),)
        lines = [line.strip() for line in plain.splitlines()]
        keys = [line for line in lines if line and not line.startswith("#")]
        found = tuple(AgeIdentity(pyrage.x25519.Identity.from_str(key)) for key in keys)
    except (pyrage.IdentityError, ValueError):
        raise IdentityUnusableError from None
    if not found:
        raise IdentityUnusableError
    return found


def seal_stream(reader: Readable, writer: Writable, recipients: Sequence[AgeRecipient]) -> None:
    """Encrypt what the reader gives until its end, in constant memory.

    Raises:
        Exception: what reader or writer raised, as it was.
    """
    pull, push = _Pull(reader), _Push(writer)
    try:
        pyrage.encrypt_io(pull, push, list(recipients))
    except Exception:
        # pyrage wraps what the reader raised into an error of its own: show the first cause.
        _raise_first(pull, push)
        raise
    # It also drops what the writer raised while the last bytes were flushed.
    _raise_first(pull, push)


def open_stream(reader: Readable, writer: Writable, identities: Sequence[AgeIdentity]) -> None:
    """Decrypt into the writer, in constant memory; each chunk is authenticated before it comes.

    Raises:
        NoMatchingKeyError: the file is sealed to others.
        DamagedPackageError: changed, cut short or longer than it was.
        Exception: what reader or writer raised, as it was.
    """
    pull, push = _Pull(reader), _Push(writer)
    try:
        pyrage.decrypt_io(pull, push, list(identities))
    except (pyrage.DecryptError, OSError) as error:
        _raise_first(pull, push)
        if "No matching keys" in str(error):
            raise NoMatchingKeyError from None
        raise DamagedPackageError("sealed data were changed or cut short") from None
    _raise_first(pull, push)


def seal_to_recipients(plain: Secret[bytes], recipients: Sequence[AgeRecipient]) -> bytes:
    """Encrypt a small value."""
    return cast("bytes", pyrage.encrypt(plain.reveal(), list(recipients)))


def open_with_identities(sealed: bytes, identities: Sequence[AgeIdentity]) -> Secret[bytes]:
    """Decrypt a small value.

    Raises:
        NoMatchingKeyError: it is sealed to others.
        DamagedPackageError: it is not as it was written.
    """
    try:
        return Secret(cast("bytes", pyrage.decrypt(sealed, list(identities))))
    except pyrage.DecryptError as error:
        if "No matching keys" in str(error):
            raise NoMatchingKeyError from None
        raise DamagedPackageError("a key slot is not an age file") from None


def seal_with_passphrase(plain: Secret[bytes], passphrase: Secret[str]) -> bytes:
    """Encrypt a small value; takes about a second, by design of scrypt."""
    return cast("bytes", pyrage.passphrase.encrypt(plain.reveal(), passphrase.reveal()))


def open_with_passphrase(sealed: bytes, passphrase: Secret[str]) -> Secret[bytes]:
    """Decrypt a small value; the cost that the file asks for is capped before it is paid.

    Raises:
        WrongPassphraseError: the passphrase is another.
        HostileCostError: the cost is beyond any of ours.
        DamagedPackageError: it is not an age file for a passphrase.
    """
    header = _SCRYPT_HEADER.match(sealed)
    if header is None:
        raise DamagedPackageError("a passphrase slot is not an age file for a passphrase")
    if int(header[1]) > MAX_WORK_FACTOR:
        raise HostileCostError
    for _ in range(_TRIES):
        try:
            return Secret(cast("bytes", pyrage.passphrase.decrypt(sealed, passphrase.reveal())))
        except pyrage.DecryptError as error:
            if "work" not in str(error).lower():
                raise WrongPassphraseError from None
    raise HostileCostError


class _Pull:
    """A reader for pyrage that remembers what went wrong."""

    def __init__(self, reader: Readable) -> None:
        self._reader = reader
        self.error: BaseException | None = None

    def read(self, size: int) -> bytes:
        try:
            return self._reader.read(size)
        except BaseException as error:  # a stop too, which pyrage would call damage
            self.error = self.error or error
            raise


class _Push:
    """A writer for pyrage that remembers what went wrong."""

    def __init__(self, writer: Writable) -> None:
        self._writer = writer
        self.error: BaseException | None = None

    def write(self, data: bytes) -> int:
        try:
            self._writer.write(data)
        except BaseException as error:  # a stop too, which pyrage would call damage
            self.error = self.error or error
            raise
        return len(data)

    def flush(self) -> None:
        """Nothing waits here."""


def _raise_first(pull: _Pull, push: _Push) -> None:
    if error := pull.error or push.error:
        raise error from None
