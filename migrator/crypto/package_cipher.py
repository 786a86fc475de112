"""Seals secrets under the package's secrets key, and tells equal ones by a keyed digest."""

from __future__ import annotations

import hmac
import os

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from migrator.crypto.errors import SecretForeignError
from migrator.model.sealed import PackageSealed, SecretAddress
from migrator.model.secret import Secret

KEY_BYTES = 32
_NONCE_BYTES = 12
_SEAL_CONTEXT = b"ocmpack secret v1"
_DIGEST_CONTEXT = b"ocmpack secret digest v1"


def make_secrets_key() -> Secret[bytes]:
    """A fresh random key for one package."""
    return Secret(os.urandom(KEY_BYTES))


class PackageCipher:
    """Seals and opens the secrets of one package."""

    def __init__(self, key: Secret[bytes], package_id: str) -> None:
        self._aead = AESGCM(key.reveal())
        self._package_id = package_id

    def seal(self, plain: Secret[bytes], address: SecretAddress) -> PackageSealed:
        """Encrypt; package and address are authenticated, so a ciphertext cannot change places."""
        nonce = os.urandom(_NONCE_BYTES)
        sealed = self._aead.encrypt(nonce, plain.reveal(), self._context(address))
        return PackageSealed(nonce + sealed)

    def open(self, sealed: PackageSealed, address: SecretAddress) -> Secret[bytes]:
        """Decrypt.

        Raises:
            SecretForeignError: made by another key, for another package or another address.
        """
        nonce, rest = sealed.data[:_NONCE_BYTES], sealed.data[_NONCE_BYTES:]
        try:
            return Secret(self._aead.decrypt(nonce, rest, self._context(address)))
        except (InvalidTag, ValueError):
            raise SecretForeignError(str(address)) from None

    def _context(self, address: SecretAddress) -> bytes:
        return _joined(_SEAL_CONTEXT, self._package_id.encode(), _bytes_of(address))


class SecretDigest:
    """Tells whether a secret changed between two exports of the same installation.

    Its key comes from the source's master key, so two exports agree, and who holds only the
    package cannot try out guesses. The address is part of it: equal passwords in two places
    do not show as equal.
    """

    def __init__(self, master_key: Secret[bytes]) -> None:
        kdf = HKDF(algorithm=SHA256(), length=KEY_BYTES, salt=None, info=_DIGEST_CONTEXT)
        self._key = Secret(kdf.derive(master_key.reveal()))

    def digest(self, plain: Secret[bytes], address: SecretAddress) -> str:
        """HMAC-SHA-256 in hexadecimal."""
        message = _joined(_bytes_of(address), plain.reveal())
        return hmac.digest(self._key.reveal(), message, "sha256").hex()


def _bytes_of(address: SecretAddress) -> bytes:
    # A name from the source may hold half of a surrogate pair; it must not stop an export.
    return str(address).encode(errors="surrogatepass")


def _joined(*parts: bytes) -> bytes:
    """Each part behind its length, so that no two lists of parts read the same."""
    return b"".join(len(part).to_bytes(8, "big") + part for part in parts)
