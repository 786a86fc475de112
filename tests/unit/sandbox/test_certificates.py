"""The sandbox's certificates as a TLS client judges them."""

import ssl
import stat
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509

from migrator.sandbox.certificates import TlsMaterial, make_certificates


def handshake(material: TlsMaterial, host: str) -> None:
    """Run a whole handshake in memory; raises when the client does not trust the server."""
    server_context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    server_context.load_cert_chain(material.cert_pem, material.key_pem)
    client_context = ssl.create_default_context(cafile=str(material.ca_pem))
    to_server, to_client = ssl.MemoryBIO(), ssl.MemoryBIO()
    server = server_context.wrap_bio(to_server, to_client, server_side=True)
    client = client_context.wrap_bio(to_client, to_server, server_hostname=host)
    finished = set()
    for _ in range(10):
        for side in (client, server):
            try:
                side.do_handshake()
                finished.add(side)
            except ssl.SSLWantReadError:
                continue
        if len(finished) == 2:
            return
    pytest.fail("the handshake did not come to an end")


@pytest.mark.parametrize("host", ["localhost", "sql.example", "127.0.0.1"])
def test_a_client_that_trusts_the_ca_accepts_each_name_and_the_address(tmp_path: Path, host: str):
    material = make_certificates(tmp_path, host_names=("localhost", "sql.example"))
    handshake(material, host)


def test_a_client_refuses_a_name_that_is_not_in_the_certificate(tmp_path: Path):
    with pytest.raises(ssl.SSLCertVerificationError):
        handshake(make_certificates(tmp_path), "elsewhere.example")


def test_only_the_owner_can_read_the_private_key(tmp_path: Path):
    (tmp_path / "server-key.pem").write_bytes(b"old")
    (tmp_path / "server-key.pem").chmod(0o644)
    material = make_certificates(tmp_path)
    assert stat.S_IMODE(material.key_pem.stat().st_mode) == 0o600


def test_certificates_are_valid_since_yesterday_and_for_a_year(tmp_path: Path):
    material = make_certificates(tmp_path / "new" / "folder")
    for path in (material.ca_pem, material.cert_pem):
        certificate = x509.load_pem_x509_certificate(path.read_bytes())
        now = datetime.now(UTC)
        assert certificate.not_valid_before_utc <= now - timedelta(hours=23)
        assert now + timedelta(days=364) < certificate.not_valid_after_utc
        assert certificate.not_valid_after_utc <= now + timedelta(days=366)
