import json
from pathlib import Path

import pytest

from migrator.model.documents import parse_ref
from migrator.model.errors import PackageError
from migrator.model.package_files import sha1_of
from migrator.model.sealed import SecretAddress
from migrator.model.secret import Secret
from migrator.model.settings import PackageSettings
from migrator.package.errors import NoSecretsKeyError
from migrator.package.reader import open_package, read_manifest

HERE = Path(__file__).parent
VERSIONS = {
    f"v{number}": json.loads((HERE / f"v{number}.json").read_text(encoding="utf-8"))
    for number in (1, 2)
}
OUTCOMES = {
    name: outcome for frozen in VERSIONS.values() for name, outcome in frozen["outcomes"].items()
}
GOOD = [name for name, outcome in OUTCOMES.items() if outcome["opens"]]
BAD = [name for name, outcome in OUTCOMES.items() if not outcome["opens"]]


def settings(name):
    frozen = VERSIONS[name.partition("-")[0]]
    return PackageSettings(
        HERE / name, passphrase=Secret(frozen["passphrase"]), identity=Secret(frozen["identity"])
    )


def test_every_frozen_file_has_an_outcome():
    assert {path.name for path in HERE.glob("*.ocmpack")} == set(OUTCOMES)
    assert len(GOOD) >= 5
    assert len(BAD) >= 16


@pytest.mark.parametrize("name", GOOD)
def test_a_good_package_opens_as_it_was_written(name):
    outcome = OUTCOMES[name]
    with open_package(settings(name)) as package:
        assert [str(ref) for ref in package.refs()] == outcome["refs"]
        assert [str(document.ref) for document in package.documents()] == outcome["refs"]
        assert len(package.omitted) == outcome["omitted"]
        assert package.digest == read_manifest(HERE / name).package_digest()
        assert package.has_secrets is (outcome["secrets"] is not None)
        for ref, pointer, plain in outcome["secrets"] or ():
            opened = package.secret(SecretAddress(parse_ref(ref), pointer))
            assert opened.reveal().decode() == plain
        for ref in package.refs():
            if sha1 := outcome.get("files", {}).get(ref.name):
                with package.open_file(ref) as reader:
                    assert sha1_of(reader)[0] == sha1
            else:
                assert not package.holds_file(ref)


def test_the_shared_copy_does_not_give_its_secrets():
    with open_package(settings("v1-shared.ocmpack")) as package:
        ref = package.refs()[0]
        (pointer,) = package.secret_pointers(ref)
        with pytest.raises(NoSecretsKeyError):
            package.secret(SecretAddress(ref, pointer))


@pytest.mark.parametrize("name", BAD)
def test_a_bad_package_fails_as_it_must(name):
    outcome = OUTCOMES[name]
    with (
        pytest.raises(PackageError, match=outcome["words"]) as caught,
        open_package(settings(name)),
    ):
        pass
    assert caught.value.code == outcome["code"]
