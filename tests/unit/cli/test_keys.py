from pathlib import Path

import pytest

from migrator.cli.cli_errors import SeveralKeysError
from migrator.cli.keys import (
    KeyAnswers,
    NewKeyAnswers,
    key_answers,
    new_key_answers,
    opening,
    sealing,
)
from migrator.engine.secrets import Vault
from migrator.model.secret import Secret

FILE = Path("p.ocmpack")


@pytest.fixture
def vault():
    return Vault(lambda label: Secret(f"typed for {label}"), {"P": "from the environment"})


def test_a_passphrase_comes_from_a_variable(vault):
    settings = opening(FILE, KeyAnswers(passphrase_env="P"), vault)
    assert (settings.path, settings.passphrase) == (FILE, Secret("from the environment"))


def test_a_passphrase_comes_from_a_file(vault, tmp_path):
    (tmp_path / "p").write_text("from a file\n")
    settings = opening(FILE, KeyAnswers(passphrase_file=tmp_path / "p"), vault)
    assert settings.passphrase == Secret("from a file")


def test_an_identity_comes_from_a_file(vault, tmp_path):
    (tmp_path / "i").write_text("AGE-SECRET-KEY-1X\n")
    settings = opening(FILE, KeyAnswers(identity=tmp_path / "i"), vault)
    assert (settings.passphrase, settings.identity) == (None, Secret("AGE-SECRET-KEY-1X"))


def test_a_job_gives_its_packages_key_but_not_its_path(vault, tmp_path):
    job = tmp_path / "job.toml"
    job.write_text('[package]\npath = "other.ocmpack"\npassphrase = { env = "P" }\n')
    settings = opening(FILE, KeyAnswers(job=job), vault)
    assert (settings.path, settings.passphrase) == (FILE, Secret("from the environment"))


def test_without_an_option_it_is_asked_for(vault):
    settings = opening(FILE, KeyAnswers(), vault)
    assert settings.passphrase == Secret("typed for passphrase of the package")


def test_two_ways_are_refused_by_name(vault):
    with pytest.raises(SeveralKeysError, match="--passphrase-env and --keyring"):
        opening(FILE, KeyAnswers(passphrase_env="P", keyring="k"), vault)
    with pytest.raises(SeveralKeysError, match="--new-passphrase-env and --new-keyring"):
        sealing(FILE, NewKeyAnswers(new_passphrase_env="P", new_keyring="k"), vault)


def test_recipients_need_no_new_passphrase(vault):
    settings = sealing(FILE, NewKeyAnswers(recipients=("age1x",)), vault)
    assert (settings.passphrase, settings.recipients) == (None, ("age1x",))


def test_without_any_new_key_it_is_asked_for(vault):
    settings = sealing(FILE, NewKeyAnswers(), vault)
    assert settings.passphrase == Secret("typed for new passphrase of the package")


def test_a_verbs_answers_become_key_answers():
    answers = {
        "job": None, "passphrase_env": "P", "passphrase_file": None, "keyring": None,
        "identity": FILE, "new_passphrase_env": None, "new_passphrase_file": FILE,
        "new_keyring": "k", "recipients": ("age1x",), "out": FILE,
    }  # fmt: skip
    assert key_answers(answers) == KeyAnswers(passphrase_env="P", identity=FILE)
    assert new_key_answers(answers) == NewKeyAnswers(None, FILE, "k", ("age1x",))
