"""Seals as Octopus Server does, for tests."""

import os
from base64 import b64encode

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from cryptography.hazmat.primitives.padding import PKCS7

from migrator.model.sealed import SourceSealed


def seal_as_source(plain: bytes, key: bytes) -> SourceSealed:
    iv = os.urandom(16)
    padder = PKCS7(128).padder()
    encryptor = Cipher(algorithms.AES(key), modes.CBC(iv)).encryptor()
    sealed = encryptor.update(padder.update(plain) + padder.finalize()) + encryptor.finalize()
    return SourceSealed(f"{b64encode(sealed).decode()}|{b64encode(iv).decode()}")
