"""What can be wrong with a job file, and with the secrets that it names."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path

from migrator.model.errors import UsageError


@dataclass(frozen=True, slots=True)
class Place:
    """Where a member stands in a job file.

    Attributes:
        key: the dotted name, such as `source.server`; "" is the whole file.
        line: from 1; 0 where it is not known.
    """

    file: Path
    key: str
    line: int = 0

    def __str__(self) -> str:
        line = f", line {self.line}" if self.line else ""
        key = f", {self.key}" if self.key else ""
        return f"{self.file}{line}{key}"


def nearest(name: str, known: Iterable[str]) -> str:
    """The known name that is most like this one."""
    names = sorted(known)
    return get_close_matches(name, names, n=1, cutoff=0.0)[0]


class JobUnreadableError(UsageError):
    """The job file is absent or cannot be read."""

    code = "OCM-1001"

    def __init__(self, path: Path, why: str) -> None:
        super().__init__(
            f"The job file {path} cannot be read: {why}.",
            hint="Check its name and your right to read it.",
        )


class JobSyntaxError(UsageError):
    """The job file is neither TOML nor JSON."""

    code = "OCM-1002"

    def __init__(self, path: Path, line: int, why: str) -> None:
        where = Place(path, "", line)
        super().__init__(
            f"{where}: the file is not well formed: {why}.",
            hint="A job file is TOML, or JSON with the same members; put text in quotes.",
        )


class UnknownMemberError(UsageError):
    """The job file has a member that we do not know."""

    code = "OCM-1003"

    def __init__(self, place: Place, name: str, known: Iterable[str]) -> None:
        names = sorted(known)
        super().__init__(
            f"{place}: there is no `{name}` here; the nearest is `{nearest(name, names)}`.",
            hint=f"Known here: {', '.join(names)}.",
        )


class WrongTypeError(UsageError):
    """A member of the job file has a value of the wrong type."""

    code = "OCM-1004"

    def __init__(self, place: Place, wanted: str, found: str) -> None:
        # The value itself is not shown: it may be a secret in the wrong place.
        super().__init__(
            f"{place}: this must be {wanted}, and it is {found}.",
            hint="Correct the value in the job file.",
        )


class MissingMemberError(UsageError):
    """The job file lacks a member that has no default."""

    code = "OCM-1005"

    def __init__(self, place: Place, example: str) -> None:
        super().__init__(f"{place}: this is missing.", hint=f"Add it, for example: {example}")


class MissingSectionError(UsageError):
    """The verb needs a section that the job file does not have."""

    code = "OCM-1006"

    def __init__(self, path: Path, section: str, more: str = "") -> None:
        super().__init__(
            f"{path}: the section [{section}] is missing.",
            hint=f"Add [{section}] to the job file{more}.",
        )


class LiteralSecretError(UsageError):
    """A secret is written in the job file itself."""

    code = "OCM-1007"

    def __init__(self, place: Place, instead: str = "") -> None:
        name = place.key.rpartition(".")[2].upper()
        super().__init__(
            f"{place}: a secret must not be written in the job file.",
            hint=instead
            or f'Name where it is instead: {{ env = "{name}" }}, {{ file = "path" }}, '
            '{ keyring = "entry" } or { prompt = true }; and change the secret, since it was '
            "written down.",
        )


class WrongValueError(UsageError):
    """A member of the job file has a value that cannot be."""

    code = "OCM-1008"

    def __init__(self, place: Place, why: str, hint: str = "") -> None:
        super().__init__(f"{place}: {why}.", hint=hint or "Correct the value in the job file.")


class SecretNotSetError(UsageError):
    """The environment variable that should hold a secret is absent or empty."""

    code = "OCM-1011"

    def __init__(self, name: str) -> None:
        super().__init__(
            f"The environment variable {name} is not set, or empty.",
            hint=f"Set {name} to the secret before you start the migrator.",
        )


class SecretFileError(UsageError):
    """The file that should hold a secret cannot be used."""

    code = "OCM-1012"

    def __init__(self, path: Path, why: str) -> None:
        super().__init__(
            f"The secret's file {path} cannot be used: {why}.",
            hint="Give the path of a text file that holds the secret alone.",
        )


class KeyringError(UsageError):
    """The system's credential store does not give the secret."""

    code = "OCM-1013"

    def __init__(self, service: str, entry: str, why: str) -> None:
        super().__init__(
            f"The credential store gives no secret for the entry {entry}: {why}.",
            hint=f"Store it with `keyring set {service} {entry}`, or use env or file.",
        )


class CannotAskError(UsageError):
    """A secret should be asked for, and nobody can be asked."""

    code = "OCM-1014"

    def __init__(self, label: str) -> None:
        super().__init__(
            f"The {label} should be typed in, but there is no terminal.",
            hint="Name another place for it: env, file or keyring.",
        )
