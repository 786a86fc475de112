import json
from pathlib import Path

import pytest

from migrator.model.documents import parse_ref
from migrator.model.errors import PackageError
from migrator.model.sealed import SecretAddress
from migrator.model.secret import Secret
from migrator.model.settings import PackageSettings
from migrator.package.errors import NoSecretsKeyError
from migrator.package.reader import open_package, read_manifest

HERE = Path(__file__).parent
FROZEN = json.loads((HERE / "v1.json").read_text(encoding="utf-8"))
GOOD = [name for name, outcome in FROZEN["outcomes"].items() if outcome["opens"]]
BAD = [name for name, outcome in FROZEN["outcomes"].items() if not outcome["opens"]]


def settings(name):
    return PackageSettings(
        HERE / name, passphrase=Secret(FROZEN["passphrase"]), identity=Secret(FROZEN["identity"])
    )


def test_every_frozen_file_has_an_outcome():
    assert {path.name for path in HERE.glob("*.ocmpack")} == set(FROZEN["outcomes"])
    assert len(GOOD) >= 3
    assert len(BAD) >= 10


@pytest.mark.parametrize("name", GOOD)
def test_a_good_package_opens_as_it_was_written(name):
    outcome = FROZEN["outcomes"][name]
    with open_package(settings(name)) as package:
        assert [str(ref) for ref in package.refs()] == outcome["refs"]
        assert [str(document.ref) for document in package.documents()] == outcome["refs"]
        assert len(package.omitted) == outcome["omitted"]
        assert package.digest == read_manifest(HERE / name).package_digest()
        assert package.has_secrets is (outcome["secrets"] is not None)
        for ref, pointer, plain in outcome["secrets"] or ():
            opened = package.secret(SecretAddress(parse_ref(ref), pointer))
            assert opened.reveal().decode() == plain


def test_the_shared_copy_does_not_give_its_secrets():
    with open_package(settings("v1-shared.ocmpack")) as package:
        ref = package.refs()[0]
        (pointer,) = package.secret_pointers(ref)
        with pytest.raises(NoSecretsKeyError):
            package.secret(SecretAddress(ref, pointer))


@pytest.mark.parametrize("name", BAD)
def test_a_bad_package_fails_as_it_must(name):
    outcome = FROZEN["outcomes"][name]
    with (
        pytest.raises(PackageError, match=outcome["words"]) as caught,
        open_package(settings(name)),
    ):
        pass
    assert caught.value.code == outcome["code"]
