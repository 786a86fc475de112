"""What can go wrong with keys and ciphertexts."""

from __future__ import annotations

from enum import StrEnum

from migrator.model.errors import PackageError, SourceError


class MasterKeyUnusableError(SourceError):
    """What was given as master key cannot be one."""

    code = "OCM-2201"
    page = "https://octopus.com/docs/security/data-encryption"

    def __init__(self, why: str) -> None:
        super().__init__(
            f"The master key cannot be used: {why}.",
            hint="Copy it again from `Octopus.Server.exe show-master-key`: base64 of 16 or 32 "
            "bytes, 24 or 44 characters.",
        )


class NotOpened(StrEnum):
    """Why a stored value did not open."""

    MALFORMED = "malformed"
    WRONG_KEY = "wrong-key"
    NOT_TEXT = "not-text"


_WORDS = {
    NotOpened.MALFORMED: "it is not in the form that Octopus stores",
    NotOpened.WRONG_KEY: "another key made it, or it is damaged",
    NotOpened.NOT_TEXT: "another key made it: the result is not text",
}


class NotOpenedError(SourceError):
    """No key that we hold opens this stored value."""

    code = "OCM-2202"
    page = "https://octopus.com/docs/security/data-encryption"

    def __init__(self, kind: NotOpened) -> None:
        self.kind = kind
        super().__init__(
            f"A stored secret does not open: {_WORDS[kind]}.",
            hint="Enter the value by hand on the target, or give the older master key in "
            "[source] older_master_keys.",
        )


class SecretForeignError(PackageError):
    """A sealed secret is not of this package, this place or this key."""

    code = "OCM-4201"

    def __init__(self, address: str) -> None:
        super().__init__(
            f"The sealed secret at {address} does not open: it was changed or moved.",
            hint="Export the package again; do not use this file.",
        )
