import json

import pytest

from migrator.cli.main import main
from migrator.model.secret import Secret
from migrator.model.settings import PackageSettings
from migrator.package.errors import WrongPassphraseError
from migrator.package.reader import open_package
from tests.unit.package.making import make_package


@pytest.fixture
def path(tmp_path, monkeypatch):
    monkeypatch.setenv("OLD", "old-canary")
    monkeypatch.setenv("NEW", "new-canary")
    path = tmp_path / "p.ocmpack"
    make_package(PackageSettings(path, passphrase=Secret("old-canary")))
    return path


def result_of(capsys, *words):
    code = main([*words, "--json"])
    out, err = capsys.readouterr()
    result = json.loads(out.splitlines()[-1])
    assert result["exit_code"] == code
    assert "canary" not in out + err
    return result


def test_the_header_is_shown_without_a_key(capsys, path):
    result = result_of(capsys, "package", "info", str(path))
    assert result["stage"] == "package info"
    assert result["exit_code"] == 0
    assert result["report"]["kinds"] == {"account": {"documents": 1}, "project": {"documents": 1}}
    assert result["report"]["facts"]["key_slots"] == ["keys/1.age (passphrase, both keys)"]
    assert main(["package", "info", str(path)]) == 0
    assert "keys/1.age" in capsys.readouterr().out


def test_a_package_is_given_a_new_passphrase(capsys, path):
    words = ["package", "rekey", str(path), "--passphrase-env", "OLD", "--new-passphrase-env"]
    assert result_of(capsys, *words, "NEW")["exit_code"] == 0
    with open_package(PackageSettings(path, passphrase=Secret("new-canary"))) as package:
        assert package.has_secrets
    old = PackageSettings(path, passphrase=Secret("old-canary"))
    with pytest.raises(WrongPassphraseError), open_package(old):
        pass


def test_a_copy_is_shared_without_its_secrets(capsys, path, tmp_path):
    copy = tmp_path / "copy.ocmpack"
    words = ["package", "share", str(path), "--out", str(copy), "--passphrase-env", "OLD"]
    assert result_of(capsys, *words, "--new-passphrase-env", "NEW")["exit_code"] == 0
    with open_package(PackageSettings(copy, passphrase=Secret("new-canary"))) as package:
        assert not package.has_secrets


def test_a_wrong_passphrase_is_exit_5(capsys, path):
    words = ["package", "rekey", str(path), "--passphrase-env", "NEW", "--new-passphrase-env"]
    result = result_of(capsys, *words, "OLD")
    assert result["exit_code"] == 5
    assert result["error"]["code"].startswith("OCM-4")


def test_what_is_no_package_is_exit_5(capsys, tmp_path):
    (tmp_path / "x").write_text("x")
    assert result_of(capsys, "package", "info", str(tmp_path / "x"))["exit_code"] == 5
