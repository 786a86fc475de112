import json
import sys
import types

import keyring.errors
import pytest

from migrator.engine.job_errors import (
    CannotAskError,
    KeyringError,
    SecretFileError,
    SecretNotSetError,
)
from migrator.engine.secrets import KEYRING_SERVICE, Vault
from migrator.model.secret import Secret
from migrator.model.settings import FromEnvironment, FromFile, FromKeyring, FromPrompt


@pytest.fixture
def store(monkeypatch):
    """A credential store in memory, in place of the system's."""
    entries = {}

    def get_password(service, entry):
        value = entries.get((service, entry))
        if isinstance(value, Exception):
            raise value
        return value

    fake = types.ModuleType("keyring")
    fake.get_password = get_password
    fake.errors = keyring.errors
    monkeypatch.setitem(sys.modules, "keyring", fake)
    return entries


def test_a_secret_comes_from_the_environment():
    assert Vault(environment={"A": "v"}).resolve(FromEnvironment("A")) == Secret("v")


@pytest.mark.parametrize("environment", [{}, {"A": ""}])
def test_a_variable_that_is_absent_or_empty_is_named(environment):
    with pytest.raises(SecretNotSetError, match="A is not set"):
        Vault(environment=environment).resolve(FromEnvironment("A"))


@pytest.mark.parametrize(
    ("data", "value"),
    [
        (b"word", "word"),
        (b"word\n", "word"),
        (b"word\r\n", "word"),
        (b" word \n\n", " word \n"),
        (b"\xef\xbb\xbfw\xc3\xb6rd\n", "wörd"),
    ],
)
def test_a_file_gives_its_text_less_one_line_end(tmp_path, data, value):
    path = tmp_path / "secret"
    path.write_bytes(data)
    assert Vault().resolve(FromFile(path)) == Secret(value)


@pytest.mark.parametrize(
    ("data", "why"),
    [(b"", "empty"), (b"\n", "empty"), (b"\xff", "UTF-8"), (b"x" * ((1 << 20) + 1), "larger")],
)
def test_a_file_that_can_hold_no_secret_is_named(tmp_path, data, why):
    path = tmp_path / "secret"
    path.write_bytes(data)
    with pytest.raises(SecretFileError, match=why):
        Vault().resolve(FromFile(path))


def test_an_absent_file_is_named(tmp_path):
    with pytest.raises(SecretFileError, match="none"):
        Vault().resolve(FromFile(tmp_path / "none"))


def test_a_secret_comes_from_the_credential_store(store):
    store[KEYRING_SERVICE, "acme"] = "v"
    assert Vault().resolve(FromKeyring("acme")) == Secret("v")


@pytest.mark.parametrize("value", [None, "", keyring.errors.NoKeyringError(), OSError()])
def test_an_entry_that_the_store_does_not_give_is_named_with_how_to_store_it(store, value):
    store[KEYRING_SERVICE, "acme"] = value
    with pytest.raises(KeyringError, match="acme") as caught:
        Vault().resolve(FromKeyring("acme"))
    assert f"keyring set {KEYRING_SERVICE} acme" in caught.value.hint


def test_a_prompt_asks_by_the_face():
    asked = []
    vault = Vault(ask=lambda label: asked.append(label) or Secret("typed"))
    assert vault.resolve(FromPrompt("password of the source")) == Secret("typed")
    assert asked == ["password of the source"]


def test_a_prompt_without_anyone_to_ask_says_so():
    with pytest.raises(CannotAskError, match="password of the source"):
        Vault().resolve(FromPrompt("password of the source"))


def test_no_source_gives_no_secret():
    assert Vault().resolve_optional(None) is None


def test_a_resolved_secret_is_masked_wherever_it_is_quoted():
    value = 'quo"te\\and\nsecond line'
    vault = Vault(environment={"A": value})
    assert vault.mask(value) == value
    vault.resolve(FromEnvironment("A"))
    assert vault.mask(f"<{value}>") == "<***>"
    assert vault.mask(json.dumps({"x": value})) == '{"x": "***"}'
    assert vault.mask("it says second line") == "it says ***"


def test_text_that_a_short_secret_is_found_in_by_chance_is_left_alone():
    vault = Vault(environment={"A": "sa"})
    vault.resolve(FromEnvironment("A"))
    assert vault.mask("the same") == "the same"


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        ("key API-ABCDEFGHIJKLMNOP1234 refused", "key *** refused"),
        ("AGE-SECRET-KEY-1QQPQQQQQQQQQQQQ", "***"),
        ("value bG9uZ2VyIHRoYW4gYSBibG9jaw==|MDEyMzQ1Njc4OWFiY2RlZg==.", "value ***."),
        ("Server=h;Password={a}}b;c};Encrypt=yes", "Server=h;Password=***;Encrypt=yes"),
        ("Server=h;PWD=abc;Encrypt=yes", "Server=h;PWD=***;Encrypt=yes"),
        ("password: hunter2", "password: ***"),
        ("https://user:pa55@proxy.example:8080/", "https://user:***@proxy.example:8080/"),
        ("-----BEGIN RSA PRIVATE KEY-----\nMII\n-----END RSA PRIVATE KEY-----\nx", "***\nx"),
        ("token eyJhbGciOiJI.eyJzdWIiOiIx.c2lnbmF0dXJl end", "token *** end"),
        ("project:Default/API-Gateway at 10:30", "project:Default/API-Gateway at 10:30"),
    ],
)
def test_what_looks_like_a_secret_is_masked_too(text, masked):
    assert Vault().mask(text) == masked
