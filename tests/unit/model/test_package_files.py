"""A file's last piece is given only when all of it is what it must be."""

import hashlib
import io

import pytest

from migrator.model.package_files import Checked, PackageFileError, StoredFile

CONTENT = bytes(range(256)) * 40


def stored(content=CONTENT, **more):
    sha1 = hashlib.sha1(content, usedforsecurity=False).hexdigest()
    facts = {"place": "", "extension": ".zip", "size_bytes": len(content), "sha1": sha1}
    return StoredFile(**facts | more)


def read_all(reader, size=1000):
    pieces = []
    try:
        while piece := reader.read(size):
            pieces.append(piece)
    except PackageFileError as error:
        return b"".join(pieces), str(error)
    return b"".join(pieces), ""


@pytest.mark.parametrize("size", [1, 1000, 1 << 20])
def test_what_is_right_comes_whole(size):
    assert read_all(Checked(io.BytesIO(CONTENT), stored()), size) == (CONTENT, "")


def test_an_empty_file_is_a_file():
    assert read_all(Checked(io.BytesIO(b""), stored(b""))) == (b"", "")


@pytest.mark.parametrize(
    ("held", "wanted", "why"),
    [
        (CONTENT[:-1] + b"!", stored(), "the hashes differ"),
        (CONTENT[:-1], stored(), "10,239 bytes where the feed says 10,240"),
        (CONTENT + b"more", stored(), "10,244 bytes where the feed says 10,240"),
        (b"", stored(), "0 bytes"),
        (b"x", stored(b""), "1 bytes"),
    ],
)
@pytest.mark.parametrize("size", [7, 1000, 1 << 20])
def test_what_is_wrong_never_comes_whole(held, wanted, why, size):
    given, error = read_all(Checked(io.BytesIO(held), wanted), size)
    assert why in error
    assert len(given) < max(1, len(held))
    assert held.startswith(given)


def test_a_hash_in_capitals_is_the_same():
    wanted = stored()
    loud = stored(sha1=wanted.sha1.upper())
    assert read_all(Checked(io.BytesIO(CONTENT), loud)) == (CONTENT, "")
