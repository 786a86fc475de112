"""Files sealed beside the documents."""

import hashlib
import io
import json
import os
import shutil
import subprocess
import zipfile

import pytest

from migrator.model.documents import LogicalDocument, Omitted
from migrator.model.package_files import PackageFileError
from migrator.package.container import open_container
from migrator.package.errors import DamagedPackageError, PackageError
from migrator.package.reader import open_package, read_manifest
from migrator.package.share import rekey_package, share_package
from migrator.package.writer import write_package
from migrator.rules.kinds import package_ref
from tests.unit.package.making import ACCOUNT, HEADER, KEYS, PROJECT, Keys, fill, make_package

BIG = bytes(range(256)) * 4096  # a mebibyte: many chunks of age, more than a pipe holds
SMALL = b"small"


def document(number, content, sha1=""):
    return LogicalDocument(
        package_ref("Default", "Acme.Web", f"1.{number}.0"),
        {
            "PackageId": "Acme.Web",
            "Version": f"1.{number}.0",
            "FileExtension": ".zip",
            "Hash": sha1 or hashlib.sha1(content, usedforsecurity=False).hexdigest(),
            "PackageSizeBytes": len(content),
        },
    )


FILES = ((document(0, BIG), BIG), (document(1, SMALL), SMALL), (document(2, b""), b""))


@pytest.fixture
def path(tmp_path):
    path = tmp_path / "acme.ocmpack"
    with write_package(KEYS.sealing(path), HEADER) as writer:
        names = [writer.add_file(io.BytesIO(content)) for _, content in FILES]
        for (held, _), name in zip(FILES, names, strict=True):
            writer.write(held, {}, name)
        fill(writer)
    return path


def content_of(package, ref, size=10_000):
    pieces = []
    with package.open_file(ref) as reader:
        while piece := reader.read(size):
            pieces.append(piece)
    return b"".join(pieces)


def test_every_file_comes_out_as_it_went_in(path):
    with open_package(KEYS.opening(path)) as package:
        assert [document.ref for document in package.documents()] == [
            *(held.ref for held, _ in FILES),
            ACCOUNT.ref,
            PROJECT.ref,
        ]
        for held, content in FILES:
            assert package.holds_file(held.ref)
            assert content_of(package, held.ref) == content
            assert content_of(package, held.ref, 1 << 22) == content
        assert not package.holds_file(ACCOUNT.ref)
        with pytest.raises(PackageFileError, match="not in the package"):
            content_of(package, ACCOUNT.ref)


def test_nobody_need_read_a_file_to_its_end(path):
    with open_package(KEYS.opening(path)) as package, package.open_file(FILES[0][0].ref) as reader:
        assert reader.read(3) == BIG[:3]


def test_only_a_package_with_files_has_the_newer_format(path, tmp_path):
    assert read_manifest(path).format_version == 2
    plain = tmp_path / "plain.ocmpack"
    make_package(KEYS.sealing(plain))
    assert read_manifest(plain).format_version == 1


def test_copies_hold_the_files_too(path, tmp_path):
    theirs, copy = Keys(), tmp_path / "copy.ocmpack"
    digest = read_manifest(path).package_digest()
    assert share_package(KEYS.opening(path), theirs.sealing(copy)).digest == digest
    assert rekey_package(KEYS.opening(path), theirs.sealing(path)).digest == digest
    for file in (path, copy):
        with open_package(theirs.opening(file)) as package:
            assert content_of(package, FILES[0][0].ref) == BIG


def test_a_file_that_broke_off_belongs_to_nothing_and_the_next_is_whole(tmp_path):
    class Broken(io.BytesIO):
        def read(self, size=-1, /):
            piece = super().read(size)
            if not piece:
                raise PackageFileError("gone")
            return piece

    path = tmp_path / "x.ocmpack"
    with write_package(KEYS.sealing(path), HEADER) as writer:
        with pytest.raises(PackageFileError, match="gone"):
            writer.add_file(Broken(b"half"))
        writer.write(FILES[0][0], {}, writer.add_file(io.BytesIO(BIG)))
    with open_package(KEYS.opening(path)) as package:
        assert content_of(package, FILES[0][0].ref) == BIG


def test_files_come_before_documents(tmp_path):
    with write_package(KEYS.sealing(tmp_path / "x.ocmpack"), HEADER) as writer:
        fill(writer)
        with pytest.raises(RuntimeError):
            writer.add_file(io.BytesIO(b"late"))


def test_documents_may_be_written_anew_behind_the_same_files(path, tmp_path):
    again = tmp_path / "again.ocmpack"
    with write_package(KEYS.sealing(again), HEADER) as writer:
        writer.restart(HEADER)  # before there is anything to drop
        names = [writer.add_file(io.BytesIO(content)) for _, content in FILES[:2]]
        for _ in range(2):
            writer.write(FILES[2][0], {})
            writer.omit(Omitted("orphan", "Project", "", os.urandom(50_000).hex()))
            fill(writer)
            writer.restart(HEADER)
        names.append(writer.add_file(io.BytesIO(FILES[2][1])))
        for (held, _), name in zip(FILES, names, strict=True):
            writer.write(held, {}, name)
        fill(writer)
    assert writer.summary.contents == read_manifest(path).contents
    with zipfile.ZipFile(again) as made, zipfile.ZipFile(path) as other:
        assert made.testzip() is None
        assert made.namelist() == other.namelist()
    # Nothing of what was dropped is left: no compression makes that text shorter than 50,000 bytes.
    # Each sealed member has a stanza of random length in its header, so sizes are never the same.
    assert abs(again.stat().st_size - path.stat().st_size) < 10_000
    with open_package(KEYS.opening(again)) as package:
        assert len(list(package.documents())) == len(FILES) + 2
        for held, content in FILES:
            assert content_of(package, held.ref) == content


@pytest.mark.parametrize("name", ["files/9.age", "files/1.age", "documents.age", "../x"])
def test_a_document_names_only_a_file_that_is_its_own(tmp_path, name):
    path = tmp_path / "x.ocmpack"
    with write_package(KEYS.sealing(path), HEADER) as writer:
        writer.write(FILES[0][0], {}, writer.add_file(io.BytesIO(BIG)))
        writer.write(FILES[1][0], {}, name)
    with (
        pytest.raises(DamagedPackageError, match="a file that it cannot have"),
        open_package(KEYS.opening(path)),
    ):
        pass


def test_a_file_under_another_s_name_is_seen_by_its_hash(tmp_path):
    path = tmp_path / "x.ocmpack"
    with write_package(KEYS.sealing(path), HEADER) as writer:
        writer.write(document(0, b"other"), {}, writer.add_file(io.BytesIO(SMALL)))
    with (
        open_package(KEYS.opening(path)) as package,
        pytest.raises(PackageFileError, match="hashes differ"),
    ):
        content_of(package, document(0, b"").ref)


def test_every_changed_byte_of_a_file_is_seen(path):
    whole = path.read_bytes()
    with open_container(path) as container:
        member = container.members[1]
    for at in range(member.start, member.start + member.size_bytes):
        path.write_bytes(whole[:at] + bytes([whole[at] ^ 1]) + whole[at + 1 :])
        with (
            open_package(KEYS.opening(path)) as package,
            pytest.raises((PackageError, PackageFileError)),
        ):
            content_of(package, FILES[1][0].ref)


@pytest.mark.skipif(shutil.which("age") is None, reason="the stock `age` program is not here")
def test_the_stock_program_opens_a_file(path, tmp_path):
    with zipfile.ZipFile(path) as outer:
        outer.extractall(tmp_path)
    slot, key = tmp_path / "slot.txt", tmp_path / "key.txt"
    key.write_text(KEYS.identity.reveal())

    def age(identity, file):
        command = ["age", "-d", "-i", str(identity), str(file)]
        return subprocess.run(command, capture_output=True, check=True, timeout=60).stdout

    slot.write_bytes(age(key, tmp_path / "keys/1.age"))
    assert age(slot, tmp_path / "files/1.age") == BIG
    entries = json.loads((tmp_path / "manifest.json").read_text())["entries"]
    assert [entry["name"] for entry in entries[:4]] == [
        "files/1.age",
        "files/2.age",
        "files/3.age",
        "documents.age",
    ]


def test_nothing_of_a_file_is_in_clear(path):
    assert BIG[:64] not in path.read_bytes()
