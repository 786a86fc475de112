"""Opens what Octopus Server sealed under its master key.

Source: OctopusSolutionsEngineering/OctoterraWizard, internal/sensitivevariables/decrypt.go;
octopus.com/docs/security/data-encryption; OctopusDeploy/Issues #9104 (both key sizes).
"""

from __future__ import annotations

import binascii
import re
from base64 import b64decode

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from cryptography.hazmat.primitives.padding import PKCS7

from migrator.crypto.errors import MasterKeyUnusableError, NotOpened, NotOpenedError
from migrator.model.sealed import SourceSealed
from migrator.model.secret import Secret

_BLOCK_BYTES = 16
_KEY_BYTES = (16, 32)
_AROUND_KEY = " \t\r\n\v\f\"'`\ufeff\u00a0\u200b"
_IV = re.compile(r"[A-Za-z0-9+/]{22}==")
_BASE64 = re.compile(r"(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?")


def parse_master_key(typed: Secret[str]) -> Secret[bytes]:
    """Turn a master key as it was typed or pasted into its 16 or 32 bytes.

    Blanks, quotes and line ends around it are dropped.

    Raises:
        MasterKeyUnusableError: not base64, or not of a size that Octopus ever made.
    """
    text = typed.reveal().strip(_AROUND_KEY)
    if not text:
        raise MasterKeyUnusableError("it is empty")
    try:
        key = b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        raise MasterKeyUnusableError("it is not base64") from None
    if len(key) == 24:  # noqa: PLR2004
        raise MasterKeyUnusableError(
            "it has 24 bytes, a size that AES knows but Octopus never uses"
        )
    if len(key) not in _KEY_BYTES:
        raise MasterKeyUnusableError(f"it has {len(key)} bytes, not 16 or 32")
    return Secret(key)


def looks_sealed(text: str) -> bool:
    """Whether the text has the very form of a stored secret; plain text hardly ever has."""
    left, pipe, iv = text.partition("|")
    if not pipe or not left or not _IV.fullmatch(iv) or not _BASE64.fullmatch(left):
        return False
    size = len(left) // 4 * 3 - (len(left) - len(left.rstrip("=")))
    return size > 0 and size % _BLOCK_BYTES == 0


def parse_stored(value: str | None) -> SourceSealed | Secret[str] | None:
    """Tell what stands in a place for a secret.

    Returns:
        None where there is no value; a `Secret` where old data hold plain text; else the
        ciphertext, which may turn out damaged when it is opened.
        Source: OctopusDeploy/Issues #3090 (plain text in a sensitive place).
    """
    if not value:
        return None
    left, _, iv = value.partition("|")
    # With a proper IV behind the pipe it was a ciphertext once, whatever befell its left part.
    if _IV.fullmatch(iv) and _BASE64.fullmatch(left):
        return SourceSealed(value)
    return Secret(value)


class SourceCipher:
    """Opens stored values under the master key, then under the older ones.

    After a rotation some values remain under an older key.
    Source: OctopusDeploy/Issues #8111, #8338, #9019.
    """

    def __init__(self, main: Secret[bytes], older: tuple[Secret[bytes], ...] = ()) -> None:
        self._keys = (main, *older)

    def open(self, sealed: SourceSealed) -> Secret[bytes]:
        """Give the plain value as UTF-8 bytes.

        Padding alone accepts a wrong key about once in 256 values, so the result must be text
        too; what a short value's chance acceptance means is for `judge_key` to weigh.
        Source: OctopusDeploy/Issues #3563.

        Raises:
            NotOpenedError: with the reason that the main key gave.
        """
        first: NotOpened | None = None
        ciphertext, iv = _split(sealed.text)
        for key in self._keys:
            opened = _decrypt(key, ciphertext, iv)
            if isinstance(opened, Secret):
                return opened
            first = first or opened
        raise NotOpenedError(first or NotOpened.WRONG_KEY)


def _split(text: str) -> tuple[bytes, bytes]:
    left, _, right = text.partition("|")
    if not looks_sealed(text):
        raise NotOpenedError(NotOpened.MALFORMED)
    return b64decode(left), b64decode(right)


def _decrypt(key: Secret[bytes], ciphertext: bytes, iv: bytes) -> Secret[bytes] | NotOpened:
    decryptor = Cipher(algorithms.AES(key.reveal()), modes.CBC(iv)).decryptor()
    padded = decryptor.update(ciphertext) + decryptor.finalize()
    unpadder = PKCS7(_BLOCK_BYTES * 8).unpadder()
    try:
        plain = unpadder.update(padded) + unpadder.finalize()
    except ValueError:
        return NotOpened.WRONG_KEY
    try:
        plain.decode()
    except UnicodeDecodeError:
        return NotOpened.NOT_TEXT
    return Secret(plain)
