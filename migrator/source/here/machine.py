"""This very machine: its registry, files and programs."""

from __future__ import annotations

import errno
import os
import platform
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

from migrator.model.secret import Secret
from migrator.source.here.ports import Machine, ProgramEnd, View


def this_machine() -> Machine:
    """The machine that we run on."""
    return Machine(platform.system(), os.environ, SystemRegistry(), SystemFiles(), SystemPrograms())


if sys.platform == "win32":
    import winreg

    _NO_WINDOW = subprocess.CREATE_NO_WINDOW

    class SystemRegistry:
        """The registry of Windows."""

        def subkeys(self, view: View, key: str) -> Sequence[str]:
            """Names of a key's subkeys."""
            try:
                with winreg.OpenKey(winreg.HKEY_LOCAL_MACHINE, key, 0, _ACCESS[view]) as found:
                    count, _values, _changed = winreg.QueryInfoKey(found)
                    return tuple(winreg.EnumKey(found, number) for number in range(count))
            except OSError:
                return ()

        def text(self, view: View, key: str, name: str) -> str:
            """A value, or ""."""
            try:
                with winreg.OpenKey(winreg.HKEY_LOCAL_MACHINE, key, 0, _ACCESS[view]) as found:
                    value: object = winreg.QueryValueEx(found, name)[0]
            except OSError:
                return ""
            return value if isinstance(value, str) else ""

    _ACCESS = {
        View.WIDE: winreg.KEY_READ | winreg.KEY_WOW64_64KEY,
        View.NARROW: winreg.KEY_READ | winreg.KEY_WOW64_32KEY,
    }

else:
    _NO_WINDOW = 0

    class SystemRegistry:
        """No registry."""

        def subkeys(self, view: View, key: str) -> Sequence[str]:
            """None."""
            del view, key
            return ()

        def text(self, view: View, key: str, name: str) -> str:
            """Nothing."""
            del view, key, name
            return ""


class SystemFiles:
    """Files of this machine."""

    def list_files(self, folder: str, suffix: str) -> Sequence[str]:
        """Paths of the files of a folder, sorted."""
        try:
            return sorted(
                str(path)
                for path in Path(folder).iterdir()
                if path.name.lower().endswith(suffix) and path.is_file()
            )
        except OSError:
            return ()

    def is_file(self, path: str) -> bool:
        """Whether there is such a file."""
        try:
            return Path(path).is_file()
        except (OSError, ValueError):
            return False

    def read(self, path: str, most_bytes: int) -> bytes:
        """The whole file, if it is not larger than that."""
        with Path(path).open("rb") as file:
            data = file.read(most_bytes + 1)
        if len(data) > most_bytes:
            raise OSError(errno.EFBIG, os.strerror(errno.EFBIG))
        return data


class SystemPrograms:
    """Programs of this machine."""

    def run(self, words: Sequence[str], timeout_s: float) -> ProgramEnd:
        """Run one; what it says is kept from logs, and stderr is dropped."""
        try:
            done = subprocess.run(
                list(words),
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                timeout=timeout_s,
                check=False,
                creationflags=_NO_WINDOW,
            )
        except subprocess.TimeoutExpired:
            return ProgramEnd(None)
        return ProgramEnd(done.returncode, Secret(done.stdout))
