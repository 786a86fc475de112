import errno
import os
import stat
import sys

import pytest

from migrator.engine.files import is_absent, write_whole


def test_a_file_is_made_with_its_directories_and_replaced_whole(tmp_path):
    path = tmp_path / "a/b/file"
    write_whole(path, b"old and long")
    write_whole(path, b"new")
    assert path.read_bytes() == b"new"
    assert list(path.parent.iterdir()) == [path]


@pytest.mark.skipif(sys.platform == "win32", reason="POSIX modes")
def test_only_the_owner_can_read_it(tmp_path):
    write_whole(tmp_path / "file", b"x")
    assert stat.S_IMODE((tmp_path / "file").stat().st_mode) == 0o600


def test_a_write_that_fails_leaves_what_was_there_and_nothing_beside_it(tmp_path, monkeypatch):
    write_whole(tmp_path / "file", b"old")

    def full(_handle):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.fsync", full)
    with pytest.raises(OSError, match="No space"):
        write_whole(tmp_path / "file", b"new")
    assert (tmp_path / "file").read_bytes() == b"old"
    assert list(tmp_path.iterdir()) == [tmp_path / "file"]


@pytest.mark.skipif(sys.platform == "win32", reason="Windows syncs no directories")
def test_a_share_that_syncs_no_directories_is_written_to_all_the_same(tmp_path, monkeypatch):
    sync = os.fsync

    def refuse(handle):
        if stat.S_ISDIR(os.fstat(handle).st_mode):
            raise OSError(errno.EINVAL, "Invalid argument")
        sync(handle)

    monkeypatch.setattr("os.fsync", refuse)
    write_whole(tmp_path / "file", b"x")
    assert (tmp_path / "file").read_bytes() == b"x"


def test_only_what_is_not_there_is_absent(tmp_path, monkeypatch):
    (tmp_path / "file").write_bytes(b"x")
    assert not is_absent(tmp_path / "file")
    assert is_absent(tmp_path / "none")
    assert is_absent(tmp_path / "file" / "below")

    def gone(_path):
        raise OSError(errno.ESTALE, "Stale file handle")

    monkeypatch.setattr("pathlib.Path.lstat", gone)
    assert not is_absent(tmp_path / "none")
