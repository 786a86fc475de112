"""Certificates: read for real, so that what the server says of one is true of its data."""

import base64
import binascii
from dataclasses import dataclass
from datetime import UTC, datetime

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.serialization import pkcs12
from cryptography.x509.oid import NameOID

from migrator.sandbox.cloud.crud import found_by, shown
from migrator.sandbox.cloud.documents import Document, Kept, text
from migrator.sandbox.cloud.exchange import Answer, Refusal, invalid
from migrator.sandbox.cloud.infrastructure import check_participation
from migrator.sandbox.cloud.instance import Behaviour, Call, Saving
from migrator.sandbox.cloud.kind import Where
from migrator.sandbox.cloud.kinds import KINDS
from migrator.sandbox.cloud.routing import Route
from migrator.sandbox.cloud.store import now
from migrator.sandbox.cloud.validation import as_body

_KIND = KINDS["Certificate"]


@dataclass(frozen=True, slots=True)
class _Opened:
    form: str
    certificate: x509.Certificate
    has_private_key: bool


def _open(data: bytes, password: str | None) -> _Opened:
    """Read a certificate in whichever form it is.

    Raises:
        ValueError: it is none, or the password is wrong.
    """
    if b"-----BEGIN" in data:
        found = x509.load_pem_x509_certificates(data)
        return _Opened("Pem", found[0], b"PRIVATE KEY-----" in data)
    try:
        return _Opened("Der", x509.load_der_x509_certificate(data), has_private_key=False)
    except ValueError:
        # No bare certificate, so it must be a PKCS#12 file.
        secret = password.encode() if password else None
    key, certificate, others = pkcs12.load_key_and_certificates(data, secret)
    if certificate is None:
        if not others:
            raise ValueError("No certificate inside.")
        certificate, others = others[0], others[1:]
    return _Opened("Pkcs12", certificate, key is not None)


def _common_name(name: x509.Name) -> str:
    found = name.get_attributes_for_oid(NameOID.COMMON_NAME)
    return str(found[0].value) if found else ""


def _computed(data: str, password: str | None) -> Document:
    try:
        opened = _open(base64.b64decode(data, validate=True), password)
    except (ValueError, binascii.Error, TypeError):
        raise _unreadable() from None
    certificate = opened.certificate
    after = certificate.not_valid_after_utc
    return {
        "CertificateDataFormat": opened.form,
        "Thumbprint": certificate.fingerprint(hashes.SHA1()).hex().upper(),  # noqa: S303 - as shown
        "SubjectDistinguishedName": certificate.subject.rfc4514_string(),
        "SubjectCommonName": _common_name(certificate.subject),
        "IssuerDistinguishedName": certificate.issuer.rfc4514_string(),
        "IssuerCommonName": _common_name(certificate.issuer),
        "SelfSigned": certificate.subject == certificate.issuer,
        "NotBefore": certificate.not_valid_before_utc.isoformat(),
        "NotAfter": after.isoformat(),
        "IsExpired": after < datetime.now(UTC),
        "HasPrivateKey": opened.has_private_key,
        "SerialNumber": f"{certificate.serial_number:X}",
        "SignatureAlgorithmName": certificate.signature_algorithm_oid._name,  # noqa: SLF001
        "Version": certificate.version.value + 1,
        "CertificateChain": [],
    }


def _unreadable() -> Refusal:
    return invalid("The certificate file could not be read. Check the data and its password.")


def _plain(value: object) -> str | None:
    return value.plain if isinstance(value, Kept) else None


def _check(saving: Saving) -> None:
    check_participation(saving)
    stored = saving.stored
    if stored is not None:
        # A PUT never changes the data: that is what replace is for.
        for key in ("CertificateData", "Password"):
            saving.document[key] = stored[key]
        if stored.get("Archived") is not None:
            raise invalid("An archived certificate cannot be modified.")
        return
    data = _plain(saving.document["CertificateData"])
    if not data:
        raise invalid("The CertificateData field is required.")
    computed = _computed(data, _plain(saving.document["Password"]))
    saving.document.update(computed, Archived=None, ReplacedBy=None)


def _replace(call: Call) -> Answer:
    document = found_by(call, _KIND, call.params["id"])
    body = as_body(call.request.body)
    data, password = text(body, "CertificateData"), text(body, "Password") or None
    if not data:
        raise invalid("Certificate Invalid.")
    computed = _computed(data, password)
    archived = dict(document)
    archived["Id"] = call.instance.store.next_id(_KIND.prefix)
    archived |= {"Archived": now(), "ReplacedBy": document["Id"]}
    call.instance.store.put(_KIND.name, archived)
    document.update(computed, CertificateData=Kept(data), Password=Kept(password))
    call.instance.store.record("Modified", _KIND.name, document, call.instance.user_id)
    return Answer(200, shown(call.instance, _KIND, document))


def _set_archived(call: Call, value: str | None) -> Answer:
    document = found_by(call, _KIND, call.params["id"])
    document["Archived"] = value
    return Answer(200, shown(call.instance, _KIND, document))


def routes() -> list[Route]:
    """The routes beside the common ones."""
    at = "certificates/{id}/"
    return [
        Route("POST", f"{at}replace", Where.SPACE, "CertificateEdit", _replace),
        Route(
            "POST",
            f"{at}archive",
            Where.SPACE,
            "CertificateEdit",
            lambda call: _set_archived(call, now()),
        ),
        Route(
            "POST",
            f"{at}unarchive",
            Where.SPACE,
            "CertificateEdit",
            lambda call: _set_archived(call, None),
        ),
    ]


BEHAVIOURS = {"Certificate": Behaviour(check=_check)}
