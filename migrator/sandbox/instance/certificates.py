"""Real certificates and key files, made once in a process.

Keys and certificates follow from their names alone; the files with a password differ from
process to process, since their formats take a random salt.
"""

from __future__ import annotations

import base64
import hashlib
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    NoEncryption,
    PrivateFormat,
    pkcs12,
)
from cryptography.x509.oid import NameOID

# The order of P-256 is a little under 2**256, so 31 bytes always fit.
_SCALAR_BYTES = 31
NOT_BEFORE = datetime(2023, 1, 2, tzinfo=UTC)
NOT_AFTER = datetime(2049, 12, 29, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class MadeCertificate:
    """A certificate file.

    Attributes:
        data: base64 of the file.
        format: Pkcs12, Pem or Der.
        thumbprint: SHA-1 of the certificate, upper-case hex.
    """

    data: str
    format: str
    thumbprint: str
    subject: str


def _key(name: str) -> ec.EllipticCurvePrivateKey:
    scalar = int.from_bytes(hashlib.sha256(name.encode()).digest()[:_SCALAR_BYTES], "big")
    return ec.derive_private_key(scalar, ec.SECP256R1())


@lru_cache
def _certificate(
    common_name: str, serial: int
) -> tuple[ec.EllipticCurvePrivateKey, x509.Certificate]:
    key = _key(f"{common_name}|{serial}")
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, common_name)])
    builder = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(serial)
        .not_valid_before(NOT_BEFORE)
        .not_valid_after(NOT_AFTER)
    )
    return key, builder.sign(key, hashes.SHA256(), ecdsa_deterministic=True)


def _made(data: bytes, file_format: str, certificate: x509.Certificate) -> MadeCertificate:
    # Octopus names certificates by SHA-1; nothing is secured by it.
    thumbprint = certificate.fingerprint(hashes.SHA1()).hex().upper()  # noqa: S303
    encoded = base64.b64encode(data).decode("ascii")
    return MadeCertificate(encoded, file_format, thumbprint, certificate.subject.rfc4514_string())


@lru_cache
def make_pkcs12(common_name: str, serial: int, phrase: str) -> MadeCertificate:
    """Give a PKCS#12 file with private key, closed with the phrase (none if empty)."""
    key, certificate = _certificate(common_name, serial)
    encryption = BestAvailableEncryption(phrase.encode()) if phrase else NoEncryption()
    data = pkcs12.serialize_key_and_certificates(
        common_name.encode(), key, certificate, None, encryption
    )
    return _made(data, "Pkcs12", certificate)


@lru_cache
def make_pem(common_name: str, serial: int) -> MadeCertificate:
    """Give a PEM file of the certificate alone."""
    _, certificate = _certificate(common_name, serial)
    return _made(certificate.public_bytes(Encoding.PEM), "Pem", certificate)


@lru_cache
def make_der(common_name: str, serial: int) -> MadeCertificate:
    """Give a DER file of the certificate alone."""
    _, certificate = _certificate(common_name, serial)
    return _made(certificate.public_bytes(Encoding.DER), "Der", certificate)


@lru_cache
def make_key_file(name: str, phrase: str = "") -> str:
    """Give base64 of a private key file in PEM, closed with the phrase if there is one."""
    encryption = BestAvailableEncryption(phrase.encode()) if phrase else NoEncryption()
    data = _key(name).private_bytes(Encoding.PEM, PrivateFormat.PKCS8, encryption)
    return base64.b64encode(data).decode("ascii")
