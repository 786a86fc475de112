import copy
import json
import pickle

import pytest

from migrator.model.secret import Secret

PLAIN = "hunter2 und mehr"


@pytest.fixture
def secret():
    return Secret(PLAIN)


@pytest.mark.parametrize("show", [str, repr, "{}".format, lambda s: f"{s!r:>20}", ascii])
def test_no_text_of_a_secret_shows_it(secret, show):
    assert PLAIN not in show(secret)
    assert "***" in show(secret)


@pytest.mark.parametrize("copied", [pickle.dumps, copy.copy, copy.deepcopy, json.dumps])
def test_a_secret_is_not_copied_anywhere(secret, copied):
    with pytest.raises(TypeError) as caught:
        copied(secret)
    assert PLAIN not in str(caught.value)


def test_secrets_compare_by_value_and_with_nothing_else(secret):
    assert secret == Secret(PLAIN)
    assert secret != Secret("other")
    assert Secret(b"\xff") == Secret(b"\xff")
    assert secret != PLAIN


def test_a_secret_is_no_key(secret):
    with pytest.raises(TypeError):
        hash(secret)


def test_an_empty_secret_is_false_and_half_a_surrogate_is_a_value(secret):
    assert secret
    assert not Secret("")
    assert Secret("\ud800") == Secret("\ud800")


def test_only_reveal_gives_the_value(secret):
    assert secret.reveal() == PLAIN
    assert not hasattr(secret, "__dict__")
