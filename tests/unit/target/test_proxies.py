"""Which proxy is used."""

import pytest

from migrator.target.address import parse_address
from migrator.target.errors import ProxyUnusableError
from migrator.target.proxies import choose_proxy, shown_proxy

CLOUD = parse_address("https://acme.octopus.app")
HERE = parse_address("http://127.0.0.1:8066")


@pytest.fixture(autouse=True)
def clean_environment(monkeypatch):
    for name in ("https_proxy", "http_proxy", "all_proxy", "no_proxy"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.upper(), raising=False)


def test_the_setting_comes_before_the_environment(monkeypatch):
    monkeypatch.setenv("HTTPS_PROXY", "http://other:1")
    assert choose_proxy("http://proxy:3128", CLOUD) == "http://proxy:3128"


def test_the_environment_comes_next(monkeypatch):
    monkeypatch.setenv("HTTPS_PROXY", "http://other:1")
    assert choose_proxy("", CLOUD) == "http://other:1"


def test_a_proxy_for_everything_is_taken_where_none_is_for_https(monkeypatch):
    monkeypatch.setenv("ALL_PROXY", "other:1")
    assert choose_proxy("", CLOUD) == "http://other:1"


def test_exceptions_of_the_environment_are_kept(monkeypatch):
    monkeypatch.setenv("HTTPS_PROXY", "http://other:1")
    monkeypatch.setenv("NO_PROXY", "example.org,.octopus.app")
    assert choose_proxy("", CLOUD) is None


def test_without_any_there_is_none():
    assert choose_proxy("", CLOUD) is None


@pytest.mark.parametrize("url", ["http://127.0.0.1:1", "http://localhost:1", "https://[::1]:1"])
def test_to_this_machine_there_is_none_whatever_the_settings_say(monkeypatch, url):
    monkeypatch.setenv("HTTPS_PROXY", "http://other:1")
    monkeypatch.setenv("HTTP_PROXY", "http://other:1")
    monkeypatch.setenv("ALL_PROXY", "http://other:1")
    assert choose_proxy("http://proxy:3128", parse_address(url)) is None


@pytest.mark.parametrize(
    "proxy", ["socks5://p:1", "pac+http://p", "http://", "http://p:port", "://"]
)
def test_what_we_cannot_use_is_refused_without_showing_it(proxy):
    with pytest.raises(ProxyUnusableError):
        choose_proxy(proxy, CLOUD)


def test_its_password_is_not_shown():
    assert shown_proxy("http://user:hunter2@proxy:3128") == "proxy:3128"
