"""What finding a server needs of the machine; tests put stand-ins here."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import IntEnum
from typing import Protocol

from migrator.model.secret import Secret


class View(IntEnum):
    """Whose registry: that of 64-bit or of 32-bit programs. Source: learn.microsoft.com, WOW64."""

    WIDE = 64
    NARROW = 32


class Registry(Protocol):
    """HKEY_LOCAL_MACHINE; empty where there is no registry."""

    def subkeys(self, view: View, key: str) -> Sequence[str]:
        """Names of a key's subkeys; none where the key is absent or must not be read."""
        ...

    def text(self, view: View, key: str, name: str) -> str:
        """A value, or "" where it is absent or no text."""
        ...


class Files(Protocol):
    """Files, by paths of the machine's own kind."""

    def list_files(self, folder: str, suffix: str) -> Sequence[str]:
        """Paths of the files of a folder, sorted; none where it is absent or must not be read."""
        ...

    def is_file(self, path: str) -> bool:
        """Whether there is such a file."""
        ...

    def read(self, path: str, most_bytes: int) -> bytes:
        """The whole file.

        Raises:
            OSError: it cannot be read, or it is larger than that.
        """
        ...


@dataclass(frozen=True, slots=True)
class ProgramEnd:
    """How a program ended.

    Attributes:
        exit_code: None where it took too long and was ended.
        output: what it wrote to stdout; who asked for a secret finds it here.
    """

    exit_code: int | None
    output: Secret[bytes] = field(default_factory=lambda: Secret(b""))


class Programs(Protocol):
    """Programs of this machine."""

    def run(self, words: Sequence[str], timeout_s: float) -> ProgramEnd:
        """Run one without a shell, input or window, and end it when the time is up.

        Raises:
            OSError: it cannot be started.
        """
        ...


@dataclass(frozen=True, slots=True)
class Machine:
    """A machine to look at.

    Attributes:
        system: `Linux`, `Darwin` or `Windows`.
        environment: its values are not shown: some are secrets.
    """

    system: str
    environment: Mapping[str, str] = field(repr=False)
    registry: Registry
    files: Files
    programs: Programs
