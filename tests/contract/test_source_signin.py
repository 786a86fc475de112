"""Signing in to the sandbox's SQL Server, by every driver that this machine has."""

import os
import socket
import time
import traceback
from contextlib import contextmanager

import pytest

from migrator.model.errors import ExitCode, SourceError
from migrator.model.events import Run
from migrator.model.secret import Secret
from migrator.model.settings import Encryption
from migrator.sandbox.certificates import make_certificates
from migrator.sandbox.tds import SqlServer
from migrator.source.errors import (
    ConnectTimeoutError,
    DatabaseMissingError,
    HostUnknownError,
    LoginFailedError,
    PortClosedError,
    SettingUnusableError,
    TlsNotTrustedError,
    TlsUnavailableError,
)
from migrator.source.sqlserver import open_source
from tests.fakes.octopus_database import (
    DATABASE,
    DRIVERS,
    MICROSOFT,
    PASSWORD,
    USER,
    octopus_database,
    settings,
)

each_driver = pytest.mark.parametrize("found", DRIVERS, ids=lambda found: found.name)
each_microsoft = pytest.mark.parametrize("found", MICROSOFT, ids=lambda found: found.name)


@pytest.fixture(scope="module")
def certificates(tmp_path_factory):
    return make_certificates(tmp_path_factory.mktemp("tls"))


@pytest.fixture(scope="module")
def strangers(tmp_path_factory):
    return make_certificates(tmp_path_factory.mktemp("strangers"))


@contextmanager
def serving(tls=None, password=PASSWORD):
    with SqlServer({DATABASE: octopus_database()}, users={USER: password}, tls=tls) as server:
        yield server


def facts_of(asked):
    with open_source(asked, Run()) as source:
        return source.facts


def codes(facts):
    return {finding.code for finding in facts.findings}


def test_this_machine_has_the_drivers_that_the_suite_is_about():
    assert {(found.family, found.library) for found in DRIVERS} >= {
        ("Microsoft", "pyodbc"),
        ("Microsoft", "mssql-python"),
        ("FreeTDS", "pyodbc"),
    }


@each_driver
def test_signs_in_over_tls_for_reading_only_with_large_packets(found, certificates):
    with serving(certificates) as server:
        facts = facts_of(settings(server.port, found, certificates.ca_pem))
        login = server.logins[-1]
    assert login.encryption == "tls"
    assert login.is_accepted
    assert login.is_read_only
    assert facts.who == f"the SQL login {USER!r}"
    verified = "verified" if found.family == "Microsoft" else "not verified"
    assert facts.encryption == f"TLS, certificate {verified}"
    assert ("source-certificate-not-verified" in codes(facts)) == (found.family == "FreeTDS")


@each_microsoft
def test_asks_for_larger_packets_than_the_default(found, certificates):
    with serving(certificates) as server:
        facts_of(settings(server.port, found, certificates.ca_pem))
        login = server.logins[-1]
    assert login.is_accepted
    assert 8192 <= login.packet_size <= 16383


@each_driver
def test_a_wrong_password_counts_as_few_failures_as_the_driver_allows(found, certificates):
    with serving(certificates) as server:
        with pytest.raises(LoginFailedError):
            facts_of(settings(server.port, found, certificates.ca_pem, password=Secret("no")))
        tells_all = (found.family, found.library) == ("Microsoft", "pyodbc")
        assert len(server.logins) == (1 if tells_all else 2)


@each_microsoft
@pytest.mark.parametrize("encrypt", [Encryption.YES, Encryption.STRICT])
def test_a_certificate_of_another_ca_is_not_trusted(found, encrypt, certificates, strangers):
    with serving(certificates) as server:
        asked = settings(server.port, found, strangers.ca_pem, encrypt=encrypt)
        with pytest.raises(TlsNotTrustedError):
            facts_of(asked)
        assert not any(login.is_accepted for login in server.logins)


@each_microsoft
def test_no_certificate_is_trusted_without_being_told(found, certificates):
    with serving(certificates) as server, pytest.raises(TlsNotTrustedError):
        facts_of(settings(server.port, found))


@each_microsoft
def test_trusting_the_server_takes_any_certificate_and_says_so(found, certificates):
    with serving(certificates) as server:
        facts = facts_of(settings(server.port, found, trust_server_certificate=True))
    assert "source-certificate-not-verified" in codes(facts)


@each_microsoft
@pytest.mark.parametrize("before", [None, "/somewhere/else.pem"])
def test_the_environment_is_as_before_after_signing_in(found, before, certificates, monkeypatch):
    monkeypatch.delenv("SSL_CERT_FILE", raising=False)
    if before is not None:
        monkeypatch.setenv("SSL_CERT_FILE", before)
    with serving(certificates) as server:
        facts_of(settings(server.port, found, certificates.ca_pem))
    assert os.environ.get("SSL_CERT_FILE") == before


@each_microsoft
def test_the_name_in_the_certificate_must_match_or_be_named(found, certificates):
    with serving(certificates) as server:
        by_address = f"127.0.0.1,{server.port}"
        asked = settings(server.port, found, certificates.ca_pem, server=by_address)
        with pytest.raises(TlsNotTrustedError, match="another name"):
            facts_of(asked)
        named = settings(
            server.port,
            found,
            certificates.ca_pem,
            server=by_address,
            host_name_in_certificate="localhost",
        )
        assert facts_of(named).encryption == "TLS, certificate verified"


@each_microsoft
@pytest.mark.parametrize("file", ["ca_pem", "cert_pem"])
def test_strict_takes_the_ca_or_the_servers_own_certificate(found, file, certificates):
    with serving(certificates) as server:
        path = getattr(certificates, file)
        facts = facts_of(settings(server.port, found, path, encrypt=Encryption.STRICT))
        assert server.logins[-1].encryption == "strict"
    assert facts.encryption == "TDS 8.0, TLS, certificate verified"


@each_driver
def test_encryption_is_insisted_on_where_the_server_has_none(found):
    with serving() as server:
        with pytest.raises(TlsUnavailableError):
            facts_of(settings(server.port, found))
        assert not any(login.is_accepted for login in server.logins)


@each_microsoft
def test_strict_is_insisted_on_where_the_server_has_none(found):
    with serving() as server, pytest.raises(TlsUnavailableError):
        facts_of(settings(server.port, found, encrypt=Encryption.STRICT))


def test_freetds_is_never_taken_for_strict(certificates):
    found = next(one for one in DRIVERS if one.family == "FreeTDS")
    with pytest.raises(SettingUnusableError) as caught:
        facts_of(settings(1, found, encrypt=Encryption.STRICT))
    assert caught.value.exit_code is ExitCode.USAGE


@each_driver
def test_optional_encryption_falls_to_plain_with_a_finding(found):
    with serving() as server:
        facts = facts_of(settings(server.port, found, encrypt=Encryption.OPTIONAL))
        assert server.logins[-1].encryption == "none"
    assert facts.encryption == "none"
    assert "source-not-encrypted" in codes(facts)


@each_driver
def test_optional_encryption_encrypts_where_it_can(found, certificates):
    with serving(certificates) as server:
        asked = settings(server.port, found, certificates.ca_pem, encrypt=Encryption.OPTIONAL)
        facts = facts_of(asked)
        assert server.logins[-1].encryption == "tls"
    assert "source-not-encrypted" not in codes(facts)


@each_driver
@pytest.mark.parametrize("secret", [PASSWORD, "}{;'\"", "a}b", "{x}", " a=b ", "€😀", "'; --"])
def test_a_password_of_any_characters_arrives_or_is_refused_before_it_is_sent(
    found, secret, certificates
):
    with serving(certificates, secret) as server:
        asked = settings(server.port, found, certificates.ca_pem, password=Secret(secret))
        ambiguous = "}" in secret and (";" in secret or secret.startswith("{"))
        if found.family == "FreeTDS" and ambiguous:
            with pytest.raises(SettingUnusableError):
                facts_of(asked)
            assert not server.logins
        else:
            facts_of(asked)
            assert server.logins[-1].is_accepted


@each_driver
@pytest.mark.parametrize("wrong", [{"password": Secret("Wr0ng-canary-pw")}, {"user": "nobody"}])
def test_a_wrong_sign_in_is_named_and_the_password_nowhere(found, wrong, certificates):
    with serving(certificates) as server:
        asked = settings(server.port, found, certificates.ca_pem, **wrong)
        with pytest.raises(LoginFailedError) as caught:
            facts_of(asked)
    shown = "".join(traceback.format_exception(caught.value)) + caught.value.hint
    assert "canary" not in shown
    assert "PWD" not in shown
    assert caught.value.__cause__ is None
    assert caught.value.__suppress_context__


@each_driver
def test_a_missing_database_is_named(found, certificates):
    with serving(certificates) as server:
        asked = settings(server.port, found, certificates.ca_pem, database="Nowhere")
        with pytest.raises(DatabaseMissingError, match="Nowhere"):
            facts_of(asked)


@each_driver
def test_a_closed_port_is_told_at_once(found):
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        port = unused.getsockname()[1]
    began = time.monotonic()
    with pytest.raises(PortClosedError, match=str(port)):
        facts_of(settings(port, found, timeout_s=20))
    assert time.monotonic() - began < 15


@each_driver
def test_an_unknown_host_is_named(found):
    with pytest.raises(HostUnknownError, match=r"nowhere\.invalid"):
        facts_of(settings(1, found, server="nowhere.invalid,1433", timeout_s=10))


@each_driver
def test_a_silent_server_is_given_up_in_time(found, certificates):
    with serving(certificates) as server:
        server.trouble.silent_accept = True
        began = time.monotonic()
        with pytest.raises(ConnectTimeoutError):
            facts_of(settings(server.port, found, certificates.ca_pem, timeout_s=1))
        assert time.monotonic() - began < 20


@each_driver
def test_every_error_has_a_hint_and_the_exit_code_of_the_source(found, certificates):
    with serving(certificates) as server:
        server.trouble.deny_login = True
        with pytest.raises(SourceError) as caught:
            facts_of(settings(server.port, found, certificates.ca_pem))
    assert caught.value.hint
    assert caught.value.exit_code is ExitCode.SOURCE


def test_auto_takes_microsofts_driver_and_says_why(certificates):
    with serving(certificates) as server:
        facts = facts_of(settings(server.port, DRIVERS[0], certificates.ca_pem, driver="auto"))
    assert "Microsoft" in facts.driver or "SQL Server" in facts.driver
    assert facts.driver_reason.endswith(".")
