import json
import os
import stat
import threading
import zipfile

import pytest

from migrator.crypto.errors import SecretForeignError
from migrator.model.documents import Kind, LogicalDocument, Ref, Slot
from migrator.model.sealed import SecretAddress
from migrator.model.secret import Secret
from migrator.model.settings import PackageSettings
from migrator.package.errors import (
    DuplicateDocumentError,
    KeyNotGivenError,
    NoMatchingKeyError,
    PackageUnreadableError,
    PackageUnwritableError,
    RecipientUnusableError,
    WrongPassphraseError,
)
from migrator.package.manifest import SlotKeys, SlotKind
from migrator.package.reader import open_package, read_manifest
from migrator.package.writer import write_package
from tests.unit.package.making import (
    ACCOUNT,
    HEADER,
    KEYS,
    OMITTED,
    PLAIN,
    PROJECT,
    Keys,
    fill,
    make_package,
)


def fill_and_fail(writer):
    with writer:
        fill(writer)
        raise RuntimeError("midway")


@pytest.fixture
def path(tmp_path):
    return tmp_path / "acme.ocmpack"


def test_documents_secrets_and_what_was_left_out_come_back_in_order(path):
    summary = make_package(KEYS.sealing(path))
    with open_package(KEYS.opening(path)) as package:
        assert package.refs() == (ACCOUNT.ref, PROJECT.ref)
        assert list(package.documents()) == [ACCOUNT, PROJECT]
        assert package.read(PROJECT.ref) == PROJECT
        assert package.omitted == (OMITTED,)
        assert package.has_secrets
        assert package.digest == summary.digest
        assert package.secret_pointers(ACCOUNT.ref) == {"/Password"}
        opened = {key: package.secret(SecretAddress(*key)).reveal() for key in PLAIN}
    assert opened == PLAIN


def test_the_summary_and_the_manifest_say_the_same(path):
    summary = make_package(KEYS.sealing(path))
    manifest = read_manifest(path)
    assert summary.path == path
    assert summary.size_bytes == path.stat().st_size
    assert summary.contents == manifest.contents
    assert dict(manifest.contents.kinds) == {"account": 1, "project": 1}
    assert (manifest.contents.secrets, manifest.contents.omitted) == (2, 1)
    assert manifest.header == HEADER
    assert manifest.package_id == summary.package_id
    assert summary.digest == manifest.package_digest()
    assert [(s.kind, s.keys) for s in manifest.slots] == [(SlotKind.RECIPIENTS, SlotKeys.BOTH)]


def test_any_tool_can_list_it_and_nothing_in_clear_names_a_thing_or_a_secret(path):
    make_package(KEYS.sealing(path))
    with zipfile.ZipFile(path) as outer:
        assert outer.namelist() == ["documents.age", "keys/1.age", "manifest.json"]
        assert {entry.compress_type for entry in outer.infolist()} == {zipfile.ZIP_STORED}
        assert outer.testzip() is None
        assert json.loads(outer.read("manifest.json"))["format_version"] == 1
    data = path.read_bytes()
    for word in (b"Web Shop", b"Azure", b"Default", *PLAIN.values()):
        assert word not in data


def test_a_passphrase_and_recipients_each_open_it(path):
    make_package(KEYS.sealing(path, passphrase=Secret("correct horse")))
    manifest = read_manifest(path)
    assert [s.kind for s in manifest.slots] == [SlotKind.PASSPHRASE, SlotKind.RECIPIENTS]
    for settings in (
        PackageSettings(path, passphrase=Secret("correct horse")),
        PackageSettings(path, passphrase=Secret("wrong"), identity=KEYS.identity),
    ):
        with open_package(settings) as package:
            assert package.read(PROJECT.ref) == PROJECT
    for settings, expected in (
        (PackageSettings(path, passphrase=Secret("wrong")), WrongPassphraseError),
        (Keys().opening(path), NoMatchingKeyError),
    ):
        with pytest.raises(expected), open_package(settings):
            pass


def test_no_key_at_all_is_said_so_on_both_sides(path):
    with pytest.raises(KeyNotGivenError):
        write_package(PackageSettings(path), HEADER)
    make_package(KEYS.sealing(path))
    with pytest.raises(KeyNotGivenError), open_package(PackageSettings(path)):
        pass


def test_a_bad_recipient_is_refused_before_any_work(path):
    with pytest.raises(RecipientUnusableError):
        write_package(PackageSettings(path, recipients=("age1nonsense",)), HEADER)
    assert not path.exists()


def test_an_empty_package_is_a_package(path):
    with write_package(KEYS.sealing(path), HEADER):
        pass
    with open_package(KEYS.opening(path)) as package:
        assert package.refs() == ()


def test_only_the_owner_may_read_the_file_and_missing_directories_are_made(tmp_path):
    path = tmp_path / "a" / "b" / "x.ocmpack"
    make_package(KEYS.sealing(path))
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_an_error_on_the_way_leaves_the_older_package_and_nothing_else(path):
    path.write_bytes(b"the older one")
    threads = threading.active_count()
    writer = write_package(KEYS.sealing(path), HEADER)
    with pytest.raises(RuntimeError, match="midway"):
        fill_and_fail(writer)
    assert path.read_bytes() == b"the older one"
    assert list(path.parent.iterdir()) == [path]
    assert threading.active_count() == threads
    with pytest.raises(RuntimeError, match="not finished"):
        _ = writer.summary


def test_a_good_end_replaces_the_older_package(path):
    path.write_bytes(b"the older one")
    make_package(KEYS.sealing(path))
    assert read_manifest(path).contents.secrets == 2
    assert list(path.parent.iterdir()) == [path]


def test_two_documents_of_one_name_are_refused(path):
    with write_package(KEYS.sealing(path), HEADER) as writer:
        writer.write(PROJECT, {})
        with pytest.raises(DuplicateDocumentError, match="Web Shop"):
            writer.write(PROJECT, {})


def test_a_sealed_secret_without_a_slot_is_a_bug(path):
    with write_package(KEYS.sealing(path), HEADER) as writer:
        sealed = writer.cipher.seal(Secret(b"x"), SecretAddress(PROJECT.ref, "/Name"))
        with pytest.raises(ValueError, match="no slot"):
            writer.write(PROJECT, {"/Name": sealed})


def test_a_secret_that_changed_places_does_not_open(path):
    other = SecretAddress(ACCOUNT.ref, "/Password")
    with write_package(KEYS.sealing(path), HEADER) as writer:
        moved = writer.cipher.seal(Secret(b"x"), SecretAddress(PROJECT.ref, "/Password"))
        writer.write(ACCOUNT, {"/Password": moved})
    with open_package(KEYS.opening(path)) as package, pytest.raises(SecretForeignError):
        package.secret(other)


def test_a_directory_that_cannot_be_made_is_said_so(tmp_path):
    (tmp_path / "file").write_bytes(b"")
    settings = KEYS.sealing(tmp_path / "file" / "x.ocmpack")
    with pytest.raises(PackageUnwritableError), write_package(settings, HEADER):
        pass


def test_a_missing_file_is_said_so(path):
    with pytest.raises(PackageUnreadableError, match="No such file"):
        read_manifest(path)


def test_what_is_larger_than_the_pipe_and_every_buffer_comes_back_whole(path):
    big = LogicalDocument(
        Ref(Kind.SCRIPT_MODULE, ("Default", "Big")),
        {"Text": os.urandom(1_500_000).hex(), "Secret": Slot()},
    )
    with write_package(KEYS.sealing(path), HEADER) as writer:
        fill(writer, (ACCOUNT, big, PROJECT))
    with open_package(KEYS.opening(path)) as package:
        assert package.read(big.ref) == big
        assert package.refs() == (ACCOUNT.ref, big.ref, PROJECT.ref)
