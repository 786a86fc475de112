"""Files that are written whole or not at all."""

from __future__ import annotations

import os
import re
import sys
import tempfile
from contextlib import suppress
from pathlib import Path

_BESIDE = re.compile(r"\.[\w.-]+\.json\.[a-z0-9_]{8}")  # as mkstemp names them below


def write_whole(path: Path, data: bytes) -> None:
    """Write a file that only its owner may read: all of it, or what was there stays.

    Raises:
        OSError: it cannot be written.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")  # mode 0600
    beside = Path(name)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        beside.replace(path)
    except OSError:
        beside.unlink(missing_ok=True)
        raise
    if sys.platform != "win32":  # make the rename last; Windows has nothing of the kind
        # Some network file systems refuse it; the file itself is on the disk all the same.
        with suppress(OSError):
            _sync_directory(path.parent)


def is_absent(path: Path) -> bool:
    """Whether there is no such file; one that cannot be looked at, on a share that is gone, is."""
    try:
        path.lstat()
    except (FileNotFoundError, NotADirectoryError):
        return True
    except OSError:
        return False
    return False


def remove_unfinished(directory: Path) -> None:
    """Remove what killed processes left of files that they were writing to this directory.

    Only for a directory in which nobody else writes now.
    """
    with suppress(OSError):
        for beside in directory.glob(".*.json.*"):
            if _BESIDE.fullmatch(beside.name):
                beside.unlink(missing_ok=True)


def _sync_directory(path: Path) -> None:
    directory = os.open(path, os.O_RDONLY)
    try:
        os.fsync(directory)
    finally:
        os.close(directory)
