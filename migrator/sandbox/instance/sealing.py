"""Closes secrets as the server does; the sandbox's own implementation, on purpose."""

from __future__ import annotations

import base64
import hashlib
from dataclasses import dataclass

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from cryptography.hazmat.primitives.padding import PKCS7

from migrator.sandbox.instance.documents import SealedBy, Slot

_BLOCK_BITS = 128
_KEY_SIZES = (16, 32)


def seal(plain: str, key: bytes, initialization_vector: bytes) -> str:
    """Give the stored form, `base64(ciphertext)|base64(IV)`.

    Source: OctopusSolutionsEngineering/OctoterraWizard, internal/sensitivevariables/decrypt.go;
    AES-CBC, PKCS#7, UTF-8; 16 or 32 bytes of key: octopus.com/docs/security/data-encryption.
    """
    padder = PKCS7(_BLOCK_BITS).padder()
    padded = padder.update(plain.encode()) + padder.finalize()
    encryptor = Cipher(algorithms.AES(key), modes.CBC(initialization_vector)).encryptor()
    ciphertext = encryptor.update(padded) + encryptor.finalize()
    return f"{_base64(ciphertext)}|{_base64(initialization_vector)}"


def _base64(data: bytes) -> str:
    return base64.b64encode(data).decode("ascii")


@dataclass(frozen=True, slots=True)
class Sealer:
    """Seals under the keys of one instance; the IV follows from the seed and the address."""

    master_key: bytes
    older_master_key: bytes | None
    seed: int

    def __post_init__(self) -> None:
        for key in (self.master_key, self.older_master_key):
            if key is not None and len(key) not in _KEY_SIZES:
                raise ValueError("A master key has 16 or 32 bytes.")

    @property
    def has_older_key(self) -> bool:
        """Whether values under an older key can be opened."""
        return self.older_master_key is not None

    def store(self, slot: Slot, address: str) -> str:
        """Give what the database holds for the slot at this address."""
        if slot.sealed_by is SealedBy.NOBODY:
            return slot.plain
        vector = hashlib.sha256(f"{self.seed}|{address}".encode()).digest()[:16]
        return seal(slot.plain, self._key(slot.sealed_by), vector)

    def can_open(self, slot: Slot) -> bool:
        """Whether one of the instance's keys opens the slot."""
        match slot.sealed_by:
            case SealedBy.MASTER_KEY:
                return True
            case SealedBy.OLDER_KEY:
                return self.has_older_key
            case _:
                return False

    def _key(self, sealed_by: SealedBy) -> bytes:
        if sealed_by is SealedBy.MASTER_KEY:
            return self.master_key
        if sealed_by is SealedBy.OLDER_KEY and self.older_master_key is not None:
            return self.older_master_key
        unknown = hashlib.sha256(b"a key that nobody has" + self.master_key).digest()
        return unknown[: len(self.master_key)]
