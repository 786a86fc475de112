"""Certificates: read for real, kept secret, replaced and archived."""

import base64
import hashlib
from datetime import UTC, datetime, timedelta

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import pkcs12
from cryptography.x509.oid import NameOID

from tests.unit.sandbox.cloud_client import connected, secret


@pytest.fixture(name="client")
def _client():
    with connected() as client:
        yield client


def _certificate():
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "shop.example")])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(4711)
        .not_valid_before(now)
        .not_valid_after(now + timedelta(days=30))
        .sign(key, hashes.SHA256())
    )
    return key, made


def _thumbprint(certificate):
    return hashlib.sha1(certificate.public_bytes(serialization.Encoding.DER)).hexdigest().upper()  # noqa: S324 - as Octopus shows it


def _pem(key, certificate):
    plain = serialization.NoEncryption()
    private = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, plain
    )
    return certificate.public_bytes(serialization.Encoding.PEM) + private


def _pfx(key, certificate, password=b"pfx-pw"):
    sealed = serialization.BestAvailableEncryption(password)
    return pkcs12.serialize_key_and_certificates(b"x", key, certificate, None, sealed)


@pytest.mark.parametrize(
    ("form", "encode", "password", "has_key"),
    [
        ("Pem", _pem, None, True),
        ("Pkcs12", _pfx, "pfx-pw", True),
        ("Der", lambda _k, c: c.public_bytes(serialization.Encoding.DER), None, False),
    ],
)
def test_a_certificate_is_really_read(client, form, encode, password, has_key):
    key, certificate = _certificate()
    data = base64.b64encode(encode(key, certificate)).decode()
    body = {"CertificateData": secret(data), "Password": secret(password)}
    made = client.post("certificates", Name="C", **body)
    assert made["CertificateDataFormat"] == form
    assert made["HasPrivateKey"] is has_key
    assert made["Thumbprint"] == _thumbprint(certificate)
    assert made["SubjectCommonName"] == "shop.example"
    assert made["IsExpired"] is False
    assert made["CertificateData"]["HasValue"] is True
    assert client.cloud.store.secret(made["Id"], "CertificateData") == data


def test_an_unreadable_certificate_is_refused(client):
    key, certificate = _certificate()
    wrong = {"CertificateData": secret(base64.b64encode(_pfx(key, certificate)).decode())}
    bodies = [
        {**wrong, "Password": secret("other")},
        wrong,
        {"CertificateData": secret("!!!")},
        {"CertificateData": secret(base64.b64encode(b"nothing").decode())},
    ]
    for body in bodies:
        assert "could not be read" in client.refused("POST", "certificates", {"Name": "C", **body})
    assert "required" in client.refused("POST", "certificates", {"Name": "C"})


def test_certificate_data_is_changed_by_replace_alone(client):
    key, first = _certificate()
    data = base64.b64encode(_pem(key, first)).decode()
    made = client.post("certificates", Name="C", CertificateData=secret(data))
    at = f"certificates/{made['Id']}"
    assert (
        client.put(at, {**made, "CertificateData": secret("x")})["Thumbprint"] == made["Thumbprint"]
    )
    key, second = _certificate()
    fresh = base64.b64encode(_pem(key, second)).decode()
    replaced = client.call("POST", f"{at}/replace", {"CertificateData": fresh}).json()
    assert replaced["Thumbprint"] == _thumbprint(second)
    archived = client.get("certificates?archived=true")["Items"]
    assert [c["ReplacedBy"] for c in archived] == [made["Id"]]
    assert [c["Id"] for c in client.get("certificates/all")] == [made["Id"]]


def test_an_archived_certificate_gives_its_name_free(client):
    key, certificate = _certificate()
    body = {
        "Name": "C",
        "CertificateData": secret(base64.b64encode(_pem(key, certificate)).decode()),
    }
    made = client.post("certificates", **body)
    client.call("POST", f"certificates/{made['Id']}/archive")
    client.post("certificates", **body)
