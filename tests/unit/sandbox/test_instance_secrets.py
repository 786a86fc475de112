"""The secrets of the sample instance, opened by an implementation of the test's own."""

import base64
import hashlib
import json
import re

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from cryptography.hazmat.primitives.serialization import Encoding, load_pem_private_key, pkcs12

from migrator.sandbox.instance import SampleInstance, sample_instance
from migrator.sandbox.instance.sealing import seal

KEY = bytes(range(16))
LONG_KEY = bytes(range(32))
OLDER_KEY = bytes(range(100, 116))
SEALED = re.compile(r"[A-Za-z0-9+/]+={0,2}\|[A-Za-z0-9+/]{22}==")


def open_sealed(stored: str, key: bytes) -> str:
    ciphertext, vector = (base64.b64decode(part) for part in stored.split("|"))
    decryptor = Cipher(algorithms.AES(key), modes.CBC(vector)).decryptor()
    padded = decryptor.update(ciphertext) + decryptor.finalize()
    padding = padded[-1]
    if not 1 <= padding <= 16 or padded[-padding:] != bytes([padding]) * padding:
        raise ValueError("padding")
    return padded[:-padding].decode()


def opens(stored: str, key: bytes, plain: str) -> bool:
    try:
        return open_sealed(stored, key) == plain
    except ValueError:
        return False


@pytest.fixture(scope="module")
def sample() -> SampleInstance:
    return sample_instance(master_key=KEY, older_master_key=OLDER_KEY)


def test_a_published_vector_is_sealed_as_published():
    # OctopusSolutionsEngineering/OctoterraWizard, internal/sensitivevariables/decrypt_test.go
    key = base64.b64decode("6EdU6IWsCtMEwk0kPKflQQ==")
    vector = base64.b64decode("7oD+XzuTFF1uCQLXm8A3eg==")
    assert seal("success", key, vector) == "tHdE5KI9QVdsFSq6F6HeSA==|7oD+XzuTFF1uCQLXm8A3eg=="


@pytest.mark.parametrize("key", [KEY, LONG_KEY], ids=["AES-128", "AES-256"])
def test_every_readable_secret_opens_with_one_of_the_keys(key):
    made = sample_instance(master_key=key, older_master_key=OLDER_KEY)
    readable = [secret for secret in made.secrets if secret.readable]
    assert len(readable) > 150
    for secret in readable:
        assert opens(secret.stored, key, secret.plain) or opens(
            secret.stored, OLDER_KEY, secret.plain
        ), secret
    older = [s for s in readable if not opens(s.stored, key, s.plain)]
    assert {(s.table, s.plain) for s in older} == {
        ("VariableSet", "missed by the rotation"),
        ("ExtensionConfiguration", "jira password"),
    }


def test_the_master_key_is_given_as_the_server_shows_it(sample):
    assert base64.b64decode(sample.master_key_b64) == KEY


def test_an_unreadable_secret_opens_with_no_key_of_the_instance(sample):
    unreadable = [secret for secret in sample.secrets if not secret.readable]
    assert len(unreadable) == 4
    for secret in unreadable:
        if SEALED.fullmatch(secret.stored):
            assert not opens(secret.stored, KEY, secret.plain)
            assert not opens(secret.stored, OLDER_KEY, secret.plain)
        else:
            assert secret.stored == secret.plain
    named = {
        (trap.table, trap.id)
        for name in ("secret under an unknown key", "plain text in a secret slot")
        for trap in sample.traps[name]
    }
    assert named == {(secret.table, secret.id) for secret in unreadable}


def test_without_an_older_key_nothing_is_sealed_under_one():
    made = sample_instance(master_key=KEY)
    for secret in made.secrets:
        if secret.readable:
            assert open_sealed(secret.stored, KEY) == secret.plain
    assert "secret under the older key" not in made.traps


def test_a_key_of_another_length_is_refused():
    with pytest.raises(ValueError, match="16 or 32"):
        sample_instance(master_key=b"short")
    with pytest.raises(ValueError, match="16 or 32"):
        sample_instance(master_key=KEY, older_master_key=b"short")


def test_each_pointer_leads_to_its_stored_secret(sample):
    documents = {(document.table, document.id): document.body for document in sample.documents}
    for secret in sample.secrets:
        found: object = documents[secret.table, secret.id]
        for token in secret.pointer.split("/")[1:]:
            key = token.replace("~1", "/").replace("~0", "~")
            found = found[int(key)] if isinstance(found, list) else found[key]
        assert found == secret.stored


def test_what_looks_sealed_in_the_rows_is_a_known_secret_or_the_named_decoy(sample):
    stored = {secret.stored for secret in sample.secrets}
    found = set()
    for table in sample.database.tables.values():
        for row in table.rows:
            text = row.get("JSON")
            if isinstance(text, str) and text.strip("\ufeff"):
                found |= set(SEALED.findall(json.dumps(json.loads(text.lstrip("\ufeff")))))
    decoys = found - stored
    (decoy,) = sample.traps["plain text that looks sealed"]
    assert (decoy.table, decoy.part) == ("VariableSet", "Looks.Sealed")
    assert decoys == {"tHdE5KI9QVdsFSq6F6HeSA==|7oD+XzuTFF1uCQLXm8A3eg=="}
    assert found >= {s.stored for s in sample.secrets if SEALED.fullmatch(s.stored)}


def test_no_initialization_vector_occurs_twice(sample):
    vectors = [s.stored.split("|")[1] for s in sample.secrets if SEALED.fullmatch(s.stored)]
    assert len(set(vectors)) == len(vectors)


def test_the_certificates_are_real_and_have_the_thumbprint_of_their_row(sample):
    secrets = {(s.id, s.pointer): s.plain for s in sample.secrets if s.table == "Certificate"}
    formats = set()
    for document in sample.documents:
        if document.table != "Certificate":
            continue
        data = base64.b64decode(secrets[document.id, "/CertificateData"], validate=True)
        phrase = secrets.get((document.id, "/Password"))
        form = document.body["CertificateDataFormat"]
        formats.add(form)
        if form == "Pkcs12":
            loaded = pkcs12.load_pkcs12(data, phrase.encode() if phrase else None)
            assert loaded.key is not None
            certificate = loaded.cert.certificate
        elif form == "Pem":
            certificate = x509.load_pem_x509_certificate(data)
        else:
            certificate = x509.load_der_x509_certificate(data)
        encoded = certificate.public_bytes(Encoding.DER)
        thumbprint = hashlib.new("sha1", encoded, usedforsecurity=False).hexdigest().upper()
        assert thumbprint == document.body["Thumbprint"]
        assert certificate.subject.rfc4514_string() == document.body["Subject"]
        assert certificate.not_valid_after_utc == document.body["NotAfter"]
    assert formats == {"Pkcs12", "Pem", "Der"}


def test_the_ssh_keys_open_with_their_passphrases(sample):
    plain = {(s.id, s.pointer): s.plain for s in sample.secrets if s.table == "Account"}
    files = {
        identifier: text for (identifier, at), text in plain.items() if at == "/PrivateKeyFile"
    }
    assert len(files) == 2
    for identifier, text in files.items():
        phrase = plain.get((identifier, "/PrivateKeyPassphrase"))
        load_pem_private_key(base64.b64decode(text), phrase.encode() if phrase else None)
