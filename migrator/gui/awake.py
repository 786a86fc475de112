"""Keeps the computer from falling asleep while it uploads. No Qt."""

from __future__ import annotations

import contextlib
import logging
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Protocol

log = logging.getLogger(__name__)

_CONTINUOUS, _SYSTEM_REQUIRED = 0x80000000, 0x00000001
_WAIT_S = 5.0
_WHY = "An upload to Octopus Cloud is running"


class Awake(Protocol):
    """Holds the computer awake between `begin` and `end`; both may be called again."""

    def begin(self) -> bool:
        """Hold it awake; False where the platform does not let us."""

    def end(self) -> None:
        """Let it sleep."""


@dataclass(slots=True)
class ByExecutionState:
    """Windows.

    Source: Microsoft, SetThreadExecutionState (winbase.h).

    Attributes:
        set_state: SetThreadExecutionState; to be called on one thread alone.
    """

    set_state: Callable[[int], int]

    def begin(self) -> bool:
        """Ask for the system to stay awake; the screen may go dark."""
        return self.set_state(_CONTINUOUS | _SYSTEM_REQUIRED) != 0

    def end(self) -> None:
        """Take the wish back."""
        self.set_state(_CONTINUOUS)


class ByProgram:
    """Linux and macOS: a program of the system that inhibits sleep as long as it runs.

    It ends with us, whatever happens to us: `cat` reads the end of its input, and `caffeinate`
    watches our process.
    Source: systemd, systemd-inhibit(1); Apple, caffeinate(8).
    """

    def __init__(
        self,
        command: Sequence[str],
        which: Callable[[str], str | None] = shutil.which,
    ) -> None:
        self._command = tuple(command)
        self._which = which
        self._running: subprocess.Popen[bytes] | None = None

    def begin(self) -> bool:
        """Start the program, where there is one."""
        if self._running is not None:
            return True
        if self._which(self._command[0]) is None:
            return False
        try:
            self._running = subprocess.Popen(
                self._command,
                stdin=subprocess.PIPE,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
            )
        except OSError as error:
            log.info("sleep is not inhibited: %s", error.strerror)
            return False
        return True

    def end(self) -> None:
        """Stop it and wait for its end."""
        running, self._running = self._running, None
        if running is None:
            return
        if running.stdin is not None:
            with contextlib.suppress(OSError):
                running.stdin.close()
        running.terminate()
        try:
            running.wait(_WAIT_S)
        except subprocess.TimeoutExpired:
            running.kill()
            running.wait()


class Never:
    """A platform that we know no way for."""

    def begin(self) -> bool:
        """It may fall asleep."""
        return False

    def end(self) -> None:
        """Nothing was held."""


def make_awake(platform: str = sys.platform) -> Awake:
    """What fits the platform."""
    if platform == "win32":
        return _for_windows()
    if platform == "darwin":
        return ByProgram(("caffeinate", "-i", "-w", str(os.getpid())))
    if platform.startswith("linux"):
        what = ("--what=sleep:idle", "--who=Octopus Cloud Migrator", f"--why={_WHY}")
        return ByProgram(("systemd-inhibit", *what, "--mode=block", "cat"))
    return Never()


def _for_windows() -> Awake:
    import ctypes  # noqa: PLC0415 - the library is there on Windows alone

    libraries = getattr(ctypes, "windll", None)
    if libraries is None:
        return Never()
    set_state: Callable[[int], int] = libraries.kernel32.SetThreadExecutionState
    return ByExecutionState(set_state)
