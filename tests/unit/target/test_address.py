"""What people paste as the target's address."""

import pytest

from migrator.target.address import is_loopback_host, parse_address
from migrator.target.errors import UrlUnusableError


@pytest.mark.parametrize(
    ("given", "root"),
    [
        ("https://acme.octopus.app", "https://acme.octopus.app"),
        (" https://acme.octopus.app/ ", "https://acme.octopus.app"),
        ("acme.octopus.app", "https://acme.octopus.app"),
        ("https://ACME.octopus.app/app#/Spaces-1/projects", "https://acme.octopus.app"),
        ("https://acme.octopus.app/api", "https://acme.octopus.app"),
        ("https://acme.octopus.app/API/Spaces-1?x=1", "https://acme.octopus.app"),
        ("https://deploy.example:8443/octopus/", "https://deploy.example:8443/octopus"),
        ("https://deploy.example/octopus/api", "https://deploy.example/octopus"),
        ("http://127.0.0.1:8066", "http://127.0.0.1:8066"),
        ("http://[::1]:8066/", "http://[::1]:8066"),
        ("http://localhost", "http://localhost"),
    ],
)
def test_it_becomes_the_root_of_the_instance(given, root):
    assert parse_address(given).root == root


@pytest.mark.parametrize(
    "given",
    [
        "",
        "   ",
        "http://acme.octopus.app",
        "http://localhost.evil.example",
        "http://127.0.0.1.evil.example",
        "http://10.0.0.1",
        "ftp://acme.octopus.app",
        "file:///etc/passwd",
        "https://",
        "https://acme.octopus.app:port",
        "https://acme.octopus.app:99999",
        "https://[::1",
        "https://a b.example",
        "https://user@acme.octopus.app",
    ],
)
def test_what_is_no_address_or_would_send_the_key_in_clear_is_refused(given):
    with pytest.raises(UrlUnusableError):
        parse_address(given)


def test_a_password_in_the_address_is_refused_and_not_shown():
    with pytest.raises(UrlUnusableError) as caught:
        parse_address("https://user:hunter2secret@acme.octopus.app")
    assert "hunter2secret" not in str(caught.value) + caught.value.hint


@pytest.mark.parametrize(
    ("host", "expected"),
    [
        ("localhost", True),
        ("LOCALHOST.", True),
        ("x.localhost", True),
        ("127.8.9.1", True),
        ("::1", True),
        ("[::1]", True),
        ("localhost.example", False),
        ("128.0.0.1", False),
        ("acme.octopus.app", False),
        ("", False),
    ],
)
def test_only_this_machine_is_loopback(host, expected):
    assert is_loopback_host(host) is expected
