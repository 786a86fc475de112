import pytest

from migrator.crypto.errors import NotOpenedError
from migrator.crypto.package_cipher import PackageCipher, SecretDigest
from migrator.crypto.rekey import rekey, seal_plain
from migrator.crypto.source_cipher import SourceCipher
from migrator.model.documents import Kind, Ref
from migrator.model.sealed import SecretAddress
from migrator.model.secret import Secret
from tests.unit.crypto.sealing import seal_as_source

MASTER = Secret(bytes(range(32)))
ADDRESS = SecretAddress(Ref(Kind.ACCOUNT, ("Default", "Azure")), "/Password")
SOURCE = SourceCipher(MASTER)
PACKAGE = PackageCipher(Secret(bytes(32)), "p-1")
DIGEST = SecretDigest(MASTER)


def test_a_secret_crosses_to_the_packages_key():
    sealed = seal_as_source("pässword".encode(), MASTER.reveal())
    moved = rekey(sealed, ADDRESS, SOURCE, PACKAGE, DIGEST)
    assert PACKAGE.open(moved.sealed, ADDRESS).reveal().decode() == "pässword"
    assert not moved.is_empty


def test_an_empty_secret_is_told_as_empty():
    sealed = seal_as_source(b"", MASTER.reveal())
    assert rekey(sealed, ADDRESS, SOURCE, PACKAGE, DIGEST).is_empty


def test_plain_text_of_the_source_is_sealed_and_digested_as_if_it_had_been_sealed_there():
    sealed = seal_as_source(b"hunter2", MASTER.reveal())
    moved = seal_plain(Secret("hunter2"), ADDRESS, PACKAGE, DIGEST)
    assert moved.digest == rekey(sealed, ADDRESS, SOURCE, PACKAGE, DIGEST).digest
    assert PACKAGE.open(moved.sealed, ADDRESS).reveal() == b"hunter2"


def test_a_secret_of_another_key_does_not_cross():
    sealed = seal_as_source(b"a longer value of text", bytes(16))
    with pytest.raises(NotOpenedError):
        rekey(sealed, ADDRESS, SOURCE, PACKAGE, DIGEST)
