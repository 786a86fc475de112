"""The state directory: journal, plan, reports and what a second run must know; locked."""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import re
import socket
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import platformdirs

from migrator.engine.files import remove_unfinished, write_whole
from migrator.model.documents import Json
from migrator.model.errors import StateLockedError, StateUnusableError
from migrator.model.strict_json import parse_json

PLAN_FILE = "plan.json"  # the last plan made, in the state directory

_LOCK = "lock"
_LOCKED_AT = 1 << 20  # the byte that is locked, past the text: Windows refuses to read locked bytes
_LARGEST_LOCK_TEXT = 200


def default_state_directory(job: Path) -> Path:
    """The platform's place for the state of this job file; an edited job keeps its state."""
    path = job.resolve()
    mark = hashlib.sha256(os.fsencode(path)).hexdigest()[:16]
    name = re.sub(r"[^\w.-]+", "-", path.stem)[:40]
    root = platformdirs.user_state_path("octopus-cloud-migrator", appauthor=False)
    return root / f"{name}-{mark}"


@dataclass(frozen=True, slots=True)
class StateDirectory:
    """A directory that this process has for itself.

    Attributes:
        path: absolute.
    """

    path: Path

    def file(self, name: str) -> Path:
        """The path of a file in it."""
        return self.path / name

    def read_json(self, name: str) -> Json:
        """What `write_json` wrote, or None where there is nothing.

        Raises:
            StateUnusableError: it cannot be read, or is no JSON.
        """
        path = self.file(name)
        try:
            value: Json = parse_json(path.read_bytes())
        except FileNotFoundError:
            return None
        except OSError as error:
            raise _unusable(path, error) from None
        except (ValueError, RecursionError):
            raise StateUnusableError(str(path), "it is damaged") from None
        return value

    def write_json(self, name: str, value: Json) -> None:
        """Write a whole file, or leave what was there.

        Raises:
            StateUnusableError: it cannot be written.
        """
        text = json.dumps(value, indent=1, sort_keys=True) + "\n"
        try:
            write_whole(self.file(name), text.encode())
        except OSError as error:
            raise _unusable(self.file(name), error) from None

    def remove(self, name: str) -> None:
        """Remove a file, if it is there.

        Raises:
            StateUnusableError: it cannot be removed.
        """
        try:
            self.file(name).unlink(missing_ok=True)
        except OSError as error:
            raise _unusable(self.file(name), error) from None


@contextlib.contextmanager
def open_state(directory: Path) -> Iterator[StateDirectory]:
    """Make the directory if it is absent, and have it alone until the end.

    The lock is the operating system's, which lets go of it when a process dies however it
    dies: so a dead process' lock is free at once and a new process with the same number is
    not taken for the old one. Shares pass it on to the machine that holds the files, so it keeps
    other machines out as well.

    Raises:
        StateLockedError: another process has it.
        StateUnusableError: it cannot be made or written.
    """
    directory = directory.absolute()
    path = directory / _LOCK
    try:
        directory.mkdir(mode=0o700, parents=True, exist_ok=True)
    except FileExistsError:
        raise StateUnusableError(str(directory), "it is a file, no directory") from None
    except OSError as error:
        raise _unusable(directory, error) from None
    try:
        handle = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    except OSError as error:
        raise _unusable(path, error) from None
    try:
        if not _try_lock(handle, path):
            raise StateLockedError(str(directory), *_read_owner(handle))
        try:
            with contextlib.suppress(OSError):  # a full disk: the lock holds without its text
                os.ftruncate(handle, 0)
                os.write(handle, f"{os.getpid()} {_host()}\n".encode())
            remove_unfinished(directory)
            yield StateDirectory(directory)
        finally:
            with contextlib.suppress(OSError):  # closing lets go of it too
                _unlock(handle)
    finally:
        with contextlib.suppress(OSError):  # a share that has gone away
            os.close(handle)


if sys.platform == "win32":
    import msvcrt

    def _try_lock(handle: int, path: Path) -> bool:
        os.lseek(handle, _LOCKED_AT, os.SEEK_SET)
        try:
            msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)
        except PermissionError:
            return False
        except OSError as error:
            raise _unusable(path, error) from None
        finally:
            os.lseek(handle, 0, os.SEEK_SET)
        return True

    def _unlock(handle: int) -> None:
        os.lseek(handle, _LOCKED_AT, os.SEEK_SET)
        msvcrt.locking(handle, msvcrt.LK_UNLCK, 1)

else:
    import fcntl

    def _try_lock(handle: int, path: Path) -> bool:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        except OSError as error:
            raise _unusable(path, error) from None
        return True

    def _unlock(handle: int) -> None:
        fcntl.flock(handle, fcntl.LOCK_UN)


def _read_owner(handle: int) -> tuple[int, str]:
    """The number of the process that has the lock, and its machine where that is not ours."""
    try:
        os.lseek(handle, 0, os.SEEK_SET)
        text = os.read(handle, _LARGEST_LOCK_TEXT).decode(errors="replace")
    except OSError:
        text = ""
    process, _, host = text.strip().partition(" ")
    return int(process) if process.isdecimal() else 0, host if host != _host() else ""


def _host() -> str:
    return re.sub(r"[^\w.-]", "-", socket.gethostname())[:100]


def _unusable(path: Path, error: OSError) -> StateUnusableError:
    return StateUnusableError(str(path), error.strerror or type(error).__name__)
