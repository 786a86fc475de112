import zipfile

import pytest

from migrator.model.sealed import SecretAddress
from migrator.model.secret import Secret
from migrator.model.settings import PackageSettings
from migrator.package.errors import (
    DamagedPackageError,
    KeyNotGivenError,
    NoMatchingKeyError,
    NoSecretsKeyError,
    PackageUnwritableError,
)
from migrator.package.manifest import SlotKeys
from migrator.package.reader import open_package, read_manifest
from migrator.package.share import rekey_package, share_package
from tests.unit.package.making import ACCOUNT, KEYS, PLAIN, PROJECT, Keys, make_package

ADDRESS = SecretAddress(ACCOUNT.ref, "/Password")
THEIRS = Keys()


@pytest.fixture
def path(tmp_path):
    path = tmp_path / "acme.ocmpack"
    make_package(KEYS.sealing(path))
    return path


def sealed_documents(path):
    with zipfile.ZipFile(path) as outer:
        return outer.read("documents.age")


def test_a_shared_copy_shows_the_documents_and_not_the_secrets(path, tmp_path):
    copy = tmp_path / "copy.ocmpack"
    summary = share_package(KEYS.opening(path), THEIRS.sealing(copy))
    with open_package(THEIRS.opening(copy)) as package:
        assert list(package.documents()) == [ACCOUNT, PROJECT]
        assert not package.has_secrets
        assert package.secret_pointers(ACCOUNT.ref) == {"/Password"}
        with pytest.raises(NoSecretsKeyError):
            package.secret(ADDRESS)
    assert [slot.keys for slot in read_manifest(copy).slots] == [SlotKeys.DOCUMENTS]
    assert summary.size_bytes == copy.stat().st_size
    with pytest.raises(NoMatchingKeyError), open_package(KEYS.opening(copy)):
        pass


def test_a_copy_and_a_rekeyed_package_are_the_same_package_to_a_plan(path, tmp_path):
    digest = read_manifest(path).package_digest()
    copy = tmp_path / "copy.ocmpack"
    assert share_package(KEYS.opening(path), THEIRS.sealing(copy)).digest == digest
    assert rekey_package(KEYS.opening(path), THEIRS.sealing(path)).digest == digest


def test_after_rekeying_only_the_new_key_opens_and_the_documents_are_untouched(path):
    before = sealed_documents(path)
    rekey_package(KEYS.opening(path), THEIRS.sealing(path))
    with open_package(THEIRS.opening(path)) as package:
        assert package.secret(ADDRESS).reveal() == PLAIN[ADDRESS.ref, ADDRESS.pointer]
    with pytest.raises(NoMatchingKeyError), open_package(KEYS.opening(path)):
        pass
    assert sealed_documents(path) == before
    assert list(path.parent.iterdir()) == [path]


def test_who_may_not_open_the_secrets_cannot_rekey_the_package(path, tmp_path):
    """Unless it is a shared copy, which holds nothing more to pass on."""
    copy = tmp_path / "copy.ocmpack"
    share_package(KEYS.opening(path), THEIRS.sealing(copy))
    rekey_package(THEIRS.opening(copy), KEYS.sealing(copy))
    with open_package(KEYS.opening(copy)) as package:
        assert not package.has_secrets
    with pytest.raises(NoMatchingKeyError):
        rekey_package(THEIRS.opening(path), THEIRS.sealing(path))


def test_without_a_new_key_nothing_is_touched(path):
    before = path.read_bytes()
    with pytest.raises(KeyNotGivenError):
        rekey_package(KEYS.opening(path), PackageSettings(path))
    with pytest.raises(KeyNotGivenError):
        share_package(KEYS.opening(path), PackageSettings(path))
    assert path.read_bytes() == before


def test_damaged_documents_are_not_copied(path, tmp_path):
    data = bytearray(path.read_bytes())
    data[200] ^= 1
    path.write_bytes(bytes(data))
    with pytest.raises(DamagedPackageError, match="not what the manifest says"):
        rekey_package(KEYS.opening(path), THEIRS.sealing(path))
    assert path.read_bytes() == bytes(data)
    assert list(path.parent.iterdir()) == [path]


def test_a_copy_that_cannot_be_written_is_said_so(path):
    with pytest.raises(PackageUnwritableError):
        share_package(KEYS.opening(path), THEIRS.sealing(path / "below-a-file"))


def test_a_new_passphrase_opens_it(path):
    rekey_package(KEYS.opening(path), PackageSettings(path, passphrase=Secret("näue phrase")))
    with open_package(PackageSettings(path, passphrase=Secret("näue phrase"))) as package:
        assert package.has_secrets
