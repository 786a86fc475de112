"""Packages in a folder, whatever a server calls the folders inside."""

import hashlib

import pytest

from migrator.model.documents import Kind
from migrator.model.package_files import PackageFileError
from migrator.rules.kinds import package_ref
from migrator.rules.shaping import shape
from migrator.source.errors import PackagesFolderError
from migrator.source.package_folder import PackageFolder

REF = package_ref("Default", "Acme.Web", "1.2.0")


def sha1(content):
    return hashlib.sha1(content, usedforsecurity=False).hexdigest()


def body(content=None, **more):
    known = {"PackageId": "Acme.Web", "Version": "1.2.0", "FileExtension": ".zip"}
    if content is not None:
        known |= {"Hash": sha1(content), "PackageSizeBytes": len(content)}
    return known | more


def put(folder, name, content):
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)


def content_of(folder, wanted):
    found = PackageFolder(folder)
    stored = found.find(REF, wanted)
    with found.open(stored) as reader:
        return reader.read(1 << 20), stored


def test_it_is_found_by_its_name_in_any_case(tmp_path):
    put(tmp_path, "Spaces-1/feeds-builtin/x/ACME.WEB.1.2.0.ZIP", b"right")
    content, stored = content_of(tmp_path, body(b"right"))
    assert content == b"right"
    assert (stored.size_bytes, stored.sha1, stored.extension) == (5, sha1(b"right"), ".zip")


def test_of_two_files_of_one_name_the_hash_tells(tmp_path):
    put(tmp_path, "Spaces-1/Acme.Web.1.2.0.zip", b"wrong")
    put(tmp_path, "Spaces-2/Acme.Web.1.2.0.zip", b"right")
    assert content_of(tmp_path, body(b"right"))[0] == b"right"


def test_without_a_hash_copies_of_one_content_will_do_and_others_will_not(tmp_path):
    put(tmp_path, "a/Acme.Web.1.2.0.zip", b"same")
    put(tmp_path, "b/Acme.Web.1.2.0.zip", b"same")
    content, stored = content_of(tmp_path, body())
    assert (content, stored.sha1) == (b"same", sha1(b"same"))
    put(tmp_path, "c/Acme.Web.1.2.0.zip", b"else")
    with pytest.raises(PackageFileError, match="nothing tells them apart"):
        content_of(tmp_path, body())


@pytest.mark.parametrize("name", ["Acme.Web.1.2.0.nupkg", "Acme.Web.1.2.0.tar.gz"])
def test_without_an_extension_the_file_has_its_own(tmp_path, name):
    put(tmp_path, name, b"right")
    put(tmp_path, "Acme.Web.1.2.0.1.zip", b"another version")
    put(tmp_path, "Acme.Web.1.2.0-beta.zip", b"another version")
    _, stored = content_of(tmp_path, body(b"right", FileExtension=None))
    assert stored.extension == name.removeprefix("Acme.Web.1.2.0")


@pytest.mark.parametrize(
    ("held", "wanted", "why"),
    [
        ({}, body(b"right"), "no file 'Acme.Web.1.2.0.zip'"),
        ({"Acme.Web.1.2.0.zip": b"longer"}, body(b"right"), "as long, or is what"),
        (
            {"a/Acme.Web.1.2.0.zip": b"wrong", "b/Acme.Web.1.2.0.zip": b"alsox"},
            body(b"right"),
            "is",
        ),
    ],
)
def test_what_is_not_there_or_not_right_is_named(tmp_path, held, wanted, why):
    for name, content in held.items():
        put(tmp_path, name, content)
    with pytest.raises(PackageFileError, match=why):
        content_of(tmp_path, wanted)


def test_a_folder_that_is_not_there_is_told_as_such(tmp_path):
    with pytest.raises(PackagesFolderError, match="gone"):
        PackageFolder(tmp_path / "gone").find(REF, body())


def test_a_file_that_cannot_be_read_is_told(tmp_path):
    put(tmp_path, "Acme.Web.1.2.0.zip", b"right")
    folder = PackageFolder(tmp_path)
    stored = folder.find(REF, body(b"right"))
    (tmp_path / "Acme.Web.1.2.0.zip").unlink()
    (tmp_path / "Acme.Web.1.2.0.zip").mkdir()  # not even an administrator can read it
    with pytest.raises(PackageFileError, match="cannot be read"), folder.open(stored):
        pass
    with pytest.raises(PackageFileError, match="cannot be read"):
        folder.find(REF, body())


def test_an_extension_without_a_dot_and_a_hash_in_capitals_are_as_the_api_has_them(tmp_path):
    put(tmp_path, "Acme.Web.1.2.0.zip", b"right")
    stored = body(b"right", FileExtension="zip", Hash=sha1(b"right").upper())
    shaped, _ = shape(Kind.BUILT_IN_PACKAGE, stored)
    assert (shaped["FileExtension"], shaped["Hash"]) == (".zip", sha1(b"right"))
    assert content_of(tmp_path, shaped)[0] == b"right"
