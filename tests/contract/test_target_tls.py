"""Whom the wire trusts."""

import ssl
from dataclasses import replace

import pytest

from migrator.sandbox.certificates import make_certificates
from migrator.target import errors
from migrator.target.http import open_wire
from tests.unit.target.scripted_server import (
    FastClock,
    Reply,
    one_after_another,
    serving,
    settings_for,
)

GOOD = one_after_another(Reply(200, {"ok": 1}))


@pytest.fixture(scope="module")
def material(tmp_path_factory):
    return make_certificates(tmp_path_factory.mktemp("tls"))


@pytest.fixture
def server(material):
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(material.cert_pem, material.key_pem)
    with serving(GOOD, context) as running:
        yield running


def test_a_certificate_that_nobody_vouches_for_is_refused_before_anything_is_sent(server):
    with open_wire(settings_for(server), clock=FastClock()) as wire:
        with pytest.raises(errors.TlsNotTrustedError, match="certificate"):
            wire.get("/api")
        assert wire.requests_sent == 1, "it is of no use to try again"
    assert server.asked == []


def test_a_private_ca_is_trusted_where_its_file_is_given(server, material):
    with open_wire(settings_for(server, ca_bundle=material.ca_pem), clock=FastClock()) as wire:
        assert wire.get("/api") == {"ok": 1}
        assert wire.findings == ()


def test_the_name_must_be_the_one_in_the_certificate(tmp_path):
    other = make_certificates(tmp_path, ("octopus.example",), "127.0.0.9")
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(other.cert_pem, other.key_pem)
    with (
        serving(GOOD, context) as server,
        open_wire(settings_for(server, ca_bundle=other.ca_pem), clock=FastClock()) as wire,
        pytest.raises(errors.TlsNotTrustedError, match="localhost"),
    ):
        wire.get("/api")
    assert server.asked == []


def test_unverified_works_only_where_it_is_asked_for_and_then_warns(server):
    with open_wire(settings_for(server, verify_tls=False), clock=FastClock()) as wire:
        assert wire.get("/api") == {"ok": 1}
        assert [finding.code for finding in wire.findings] == ["tls-not-verified"]


def test_variables_of_other_tools_do_not_change_whom_we_trust(server, material, monkeypatch):
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(material.ca_pem))
    monkeypatch.setenv("CURL_CA_BUNDLE", str(material.ca_pem))
    with (
        open_wire(settings_for(server), clock=FastClock()) as wire,
        pytest.raises(errors.TlsNotTrustedError),
    ):
        wire.get("/api")


def test_a_file_without_certificates_is_named(server, tmp_path):
    empty = tmp_path / "empty.pem"
    empty.write_text("nothing\n")
    for path in (empty, tmp_path / "absent.pem"):
        with (
            pytest.raises(errors.TrustUnusableError, match=path.name),
            open_wire(settings_for(server, ca_bundle=path)),
        ):
            pass


def test_a_port_that_speaks_no_tls_is_said_to_fail():
    with serving(GOOD) as plain:
        url = f"https://localhost:{plain.server_port}"
        with (
            open_wire(replace(settings_for(plain), url=url), clock=FastClock()) as wire,
            pytest.raises(errors.TlsFailedError),
        ):
            wire.get("/api")
