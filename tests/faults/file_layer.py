"""The file system below a directory, as it is on a full disk, on a lost share or in a dying process."""

import io
import os
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from unittest import mock

WRITES = frozenset({"create", "write", "truncate", "sync", "rename"})
READS = frozenset({"open", "read", "look"})

Meet = Callable[[str], None]


class _File:
    """An open file that tells of each call before it is made and after it."""

    def __init__(self, file, meet: Meet, forget: Callable[[], None]) -> None:
        self._file = file
        self._meet = meet
        self._forget = forget

    def __getattr__(self, name: str):
        return getattr(self._file, name)

    def __iter__(self):
        return iter(self._file)

    def __enter__(self):
        return self

    def __exit__(self, *_error: object) -> None:
        self.close()

    def _do(self, what: str, act: Callable, *arguments: object):
        self._meet(what)
        done = act(*arguments)
        self._meet(what)
        return done

    def write(self, data):
        return self._do("write", self._file.write, data)

    def truncate(self, *size):
        return self._do("truncate", self._file.truncate, *size)

    def read(self, *size):
        return self._do("read", self._file.read, *size)

    def close(self) -> None:
        self._forget()
        self._file.close()


class _Layer:
    def __init__(self, root: Path, meet: Meet) -> None:
        self._root = str(root)
        self._meet = meet
        self._handles: set[int] = set()
        self._files: list[_File] = []
        self._real = {
            name: getattr(os, name)
            for name in (
                *("open", "fdopen", "fsync", "replace", "ftruncate", "write", "close"),
                *("stat", "unlink", "scandir", "listdir"),
            )
        }
        self._io_open = io.open

    def _is_ours(self, path: object) -> bool:
        if isinstance(path, int):
            return path in self._handles
        text = os.fspath(path)
        return isinstance(text, str) and text.startswith(self._root)

    def _around(self, what: str, is_ours: bool, name: str, *arguments, **more):
        if is_ours:
            self._meet(what)
        done = self._real[name](*arguments, **more)
        if not is_ours:
            return done
        try:
            self._meet(what)
        except BaseException:
            if name == "open":
                self._real["close"](done)
            elif name == "scandir":
                done.close()
            raise
        return done

    def open(self, path, flags, *more, **named):
        is_ours = self._is_ours(path)
        handle = self._around(
            "create" if flags & os.O_CREAT else "open", is_ours, "open", path, flags, *more, **named
        )
        if is_ours:
            self._handles.add(handle)
        return handle

    def fdopen(self, handle, *more, **named):
        file = self._real["fdopen"](handle, *more, **named)
        if handle not in self._handles:
            return file
        opened = _File(file, self._meet, lambda: self._handles.discard(handle))
        self._files.append(opened)
        return opened

    def io_open(self, path, *more, **named):
        if isinstance(path, int) or not self._is_ours(path):
            return self._io_open(path, *more, **named)
        self._meet("open")
        return _File(self._io_open(path, *more, **named), self._meet, lambda: None)

    def close_all(self) -> None:
        """As the system does for a process that has died; that lets go of locks too."""
        for file in self._files:
            with suppress(OSError, ValueError):
                file.close()

    def close(self, handle):
        self._handles.discard(handle)
        return self._real["close"](handle)

    def fsync(self, handle):
        return self._around("sync", self._is_ours(handle), "fsync", handle)

    def ftruncate(self, handle, length):
        return self._around("truncate", self._is_ours(handle), "ftruncate", handle, length)

    def write(self, handle, data):
        return self._around("write", self._is_ours(handle), "write", handle, data)

    def replace(self, old, new, **more):
        return self._around("rename", self._is_ours(new), "replace", old, new, **more)

    def stat(self, path, **more):
        return self._around("look", self._is_ours(path), "stat", path, **more)

    def scandir(self, path="."):
        return self._around("look", self._is_ours(path), "scandir", path)

    def listdir(self, path="."):
        return self._around("look", self._is_ours(path), "listdir", path)

    def unlink(self, path, **more):
        return self._around("remove", self._is_ours(path), "unlink", path, **more)

    @contextmanager
    def installed(self) -> Iterator[None]:
        with ExitStack() as patches:
            for name in self._real:
                patches.enter_context(mock.patch.object(os, name, getattr(self, name)))
            patches.enter_context(mock.patch.object(io, "open", self.io_open))
            yield


@contextmanager
def meeting(root: Path, meet: Meet, *, is_dying: bool = False) -> Iterator[None]:
    """In this block `meet` is called before and after each use of files below the root.

    What it raises is what the file system says; its argument is one of WRITES or READS, or
    `remove`. At the end of a process that is dying all its files are closed.
    """
    layer = _Layer(root, meet)
    try:
        with layer.installed():
            yield
    finally:
        if is_dying:
            layer.close_all()
