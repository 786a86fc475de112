"""What can go wrong with a package file."""

from __future__ import annotations

import errno
from pathlib import Path

from migrator.model.errors import PackageError, UsageError


class NotAPackageError(PackageError):
    """The file is something else."""

    code = "OCM-4101"

    def __init__(self, path: Path) -> None:
        super().__init__(
            f"{path} is not a package.",
            hint="Give the `.ocmpack` file that `migrator export` wrote.",
        )


class NewerFormatError(PackageError):
    """The package was written by a later version of this program."""

    code = "OCM-4102"

    def __init__(self, found: int, known: int) -> None:
        super().__init__(
            f"The package has format version {found}; this program reads up to {known}.",
            hint="Update the Octopus Cloud Migrator, or export with this version.",
        )


class DamagedPackageError(PackageError):
    """The package is not as it was written."""

    code = "OCM-4103"

    def __init__(self, what: str) -> None:
        self.what = what
        super().__init__(
            f"The package is damaged: {what}.",
            hint="Copy the file again from where it was written, or export again.",
        )


class WrongPassphraseError(PackageError):
    """The passphrase opens no key slot."""

    code = "OCM-4104"

    def __init__(self) -> None:
        super().__init__(
            "The passphrase does not open this package.",
            hint="Check the passphrase; nobody can open the package without it or an identity.",
        )


class NoMatchingKeyError(PackageError):
    """The identity opens no key slot."""

    code = "OCM-4105"

    def __init__(self) -> None:
        super().__init__(
            "The package is not sealed to this identity.",
            hint="Give the identity of one of its recipients, or the passphrase if it has one.",
        )


class NoSecretsKeyError(PackageError):
    """The key slot that opened carries the documents' key alone."""

    code = "OCM-4106"

    def __init__(self) -> None:
        super().__init__(
            "This key opens the documents of the package, but not its secrets.",
            hint="Use the original package; this one was made with `migrator package share`.",
        )


class HostileCostError(PackageError):
    """Opening a passphrase slot would take far more memory and time than we ever ask for."""

    code = "OCM-4107"

    def __init__(self) -> None:
        super().__init__(
            "A key slot asks for more work than any package of ours; it is damaged or hostile.",
            hint="Do not open this file; get the package again from its owner.",
        )


class PackageUnreadableError(PackageError):
    """The file cannot be read."""

    code = "OCM-4108"

    def __init__(self, path: Path, why: str) -> None:
        super().__init__(
            f"{path} cannot be read: {why}.", hint="Check the path and your rights on the file."
        )


class DiskFullError(PackageError):
    """There is no room for the package."""

    code = "OCM-4109"

    def __init__(self, path: Path) -> None:
        super().__init__(
            f"There is no room left to write {path}.",
            hint="Free some space, or set [package] path to a larger disk. An older package of "
            "this name was left as it was.",
        )


class PackageUnwritableError(PackageError):
    """The file cannot be written."""

    code = "OCM-4110"

    def __init__(self, path: Path, why: str) -> None:
        super().__init__(
            f"{path} cannot be written: {why}.",
            hint="Check the path and your rights on its directory. An older package of this "
            "name was left as it was.",
        )


class KeyNotGivenError(UsageError):
    """A package is to be sealed or opened, and no key was given for it."""

    code = "OCM-4111"

    def __init__(self, what: str) -> None:
        super().__init__(
            f"No {what} was given for the package.",
            hint="Set [package] passphrase, recipients or identity in the job, or use the "
            "verb's options.",
        )


class RecipientUnusableError(UsageError):
    """A recipient is no public key that we know."""

    code = "OCM-4112"

    def __init__(self, recipient: str) -> None:
        # What begins as no public key does may be a private one, so it is not shown.
        shown = f": {recipient[:80]}" if recipient.startswith(("age1", "ssh-")) else ""
        super().__init__(
            f"A recipient is not an age or SSH public key{shown}.",
            hint="Give `age1...`, `ssh-ed25519 ...` or `ssh-rsa ...`.",
        )


class IdentityUnusableError(UsageError):
    """An identity is no private key that we can use; it is not quoted."""

    code = "OCM-4113"

    def __init__(self) -> None:
        super().__init__(
            "The identity is not an age or SSH private key.",
            hint="Give a file that `age-keygen` wrote, or an SSH private key without passphrase.",
        )


class DuplicateDocumentError(PackageError):
    """Two documents have one name, so nothing could tell them apart later."""

    code = "OCM-4114"

    def __init__(self, ref: str) -> None:
        super().__init__(
            f"Two documents are both named {ref}.", hint="Rename one of them on the source."
        )


def unwritable(path: Path, error: OSError) -> PackageError:
    """Our error for what the system said while writing."""
    if error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG):
        return DiskFullError(path)
    return PackageUnwritableError(path, error.strerror or type(error).__name__)


def unreadable(path: Path, error: OSError) -> PackageError:
    """Our error for what the system said while reading."""
    return PackageUnreadableError(path, error.strerror or type(error).__name__)
