"""Key slots: age files that carry the package's keys for a passphrase or for recipients."""

from __future__ import annotations

import binascii
import re
from base64 import b64decode, b64encode
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from migrator.crypto.package_cipher import KEY_BYTES
from migrator.model.errors import PackageError
from migrator.model.secret import Secret
from migrator.model.settings import PackageSettings
from migrator.package.age import (
    AgeIdentity,
    open_with_identities,
    open_with_passphrase,
    parse_identities,
    parse_recipient,
    seal_to_recipients,
    seal_with_passphrase,
)
from migrator.package.errors import (
    DamagedPackageError,
    IdentityUnusableError,
    KeyNotGivenError,
    NoMatchingKeyError,
    WrongPassphraseError,
)
from migrator.package.manifest import KeySlot, SlotKeys, SlotKind

MAX_SLOT_BYTES = 1 << 16

_IDENTITY = re.compile(r"AGE-SECRET-KEY-1[0-9A-Z]{58}")
_PACKAGE_LINE = "# ocm-package: "
_SECRETS_LINE = "# ocm-secrets-key: "


@dataclass(frozen=True, slots=True)
class PackageKeys:
    """What a key slot carries.

    Attributes:
        identity: the `AGE-SECRET-KEY-1...` line that opens the documents.
        secrets_key: opens the secrets; None in a slot for the documents alone.
    """

    package_id: str
    identity: Secret[str]
    secrets_key: Secret[bytes] | None

    def without_secrets(self) -> PackageKeys:
        """The documents' key alone."""
        return PackageKeys(self.package_id, self.identity, None)

    @property
    def carried(self) -> SlotKeys:
        """What a slot with these keys says that it carries."""
        return SlotKeys.DOCUMENTS if self.secrets_key is None else SlotKeys.BOTH


def seal_slots(keys: PackageKeys, settings: PackageSettings) -> Iterator[tuple[KeySlot, bytes]]:
    """Seal the keys for the passphrase and for the recipients of the settings.

    Raises:
        RecipientUnusableError: a recipient is no public key.
        KeyNotGivenError: there is neither.
    """
    recipients = [parse_recipient(text) for text in settings.recipients]
    text = _render_keys(keys)
    number = 0
    if settings.passphrase:
        number += 1
        slot = KeySlot(_name(number), SlotKind.PASSPHRASE, keys.carried)
        yield slot, seal_with_passphrase(text, settings.passphrase)
    if recipients:
        number += 1
        slot = KeySlot(_name(number), SlotKind.RECIPIENTS, keys.carried)
        yield slot, seal_to_recipients(text, recipients)
    if not number:
        raise KeyNotGivenError("passphrase or recipient")


def check_can_seal(settings: PackageSettings) -> None:
    """Raise what `seal_slots` would raise, before the work is done.

    Raises:
        RecipientUnusableError: a recipient is no public key.
        KeyNotGivenError: there is neither passphrase nor recipient.
    """
    for text in settings.recipients:
        parse_recipient(text)
    if not settings.passphrase and not settings.recipients:
        raise KeyNotGivenError("passphrase or recipient")


def open_slots(
    slots: Iterable[tuple[KeySlot, bytes]], package_id: str, settings: PackageSettings
) -> PackageKeys:
    """Open the first slot that identity or passphrase fits; those with both keys come first.

    Raises:
        KeyNotGivenError: there is neither passphrase nor identity.
        WrongPassphraseError: no slot opens, and a passphrase was tried.
        NoMatchingKeyError: no slot opens.
        HostileCostError: a slot asks for too much work.
        DamagedPackageError: a slot is not as it was written, or of another package.
    """
    if not settings.passphrase and not settings.identity:
        raise KeyNotGivenError("passphrase or identity")
    identities = parse_identities(settings.identity) if settings.identity else ()
    failure: PackageError = NoMatchingKeyError()
    for slot, sealed in sorted(slots, key=_cheapest_first):
        try:
            text = _open(slot, sealed, identities, settings.passphrase)
        except (WrongPassphraseError, NoMatchingKeyError) as error:
            failure = error if isinstance(error, WrongPassphraseError) else failure
            continue
        keys = _parse_keys(text)
        if keys.package_id != package_id or keys.carried is not slot.keys:
            raise DamagedPackageError("a key slot is not of this package")
        return keys
    raise failure


def _open(
    slot: KeySlot,
    sealed: bytes,
    identities: tuple[AgeIdentity, ...],
    passphrase: Secret[str] | None,
) -> Secret[bytes]:
    match slot.kind:
        case SlotKind.PASSPHRASE if passphrase:
            return open_with_passphrase(sealed, passphrase)
        case SlotKind.RECIPIENTS if identities:
            return open_with_identities(sealed, identities)
        case _:
            raise NoMatchingKeyError


def _cheapest_first(item: tuple[KeySlot, bytes]) -> tuple[bool, bool]:
    slot, _ = item
    return slot.keys is SlotKeys.DOCUMENTS, slot.kind is SlotKind.PASSPHRASE


def _name(number: int) -> str:
    return f"keys/{number}.age"


def _render_keys(keys: PackageKeys) -> Secret[bytes]:
    lines = [_PACKAGE_LINE + keys.package_id]
    if keys.secrets_key is not None:
        lines.append(_SECRETS_LINE + b64encode(keys.secrets_key.reveal()).decode())
    lines.append(keys.identity.reveal())
    return Secret("".join(f"{line}\n" for line in lines).encode())


def _parse_keys(text: Secret[bytes]) -> PackageKeys:
    package_id = identity = ""
    secrets_key: Secret[bytes] | None = None
    for line in text.reveal().decode(errors="replace").splitlines():
        if line.startswith(_PACKAGE_LINE):
            package_id = line.removeprefix(_PACKAGE_LINE)
        elif line.startswith(_SECRETS_LINE):
            secrets_key = _parse_key(line.removeprefix(_SECRETS_LINE))
        elif _IDENTITY.fullmatch(line):
            identity = line
    try:
        parse_identities(Secret(identity))
    except IdentityUnusableError:
        raise DamagedPackageError("a key slot carries no key") from None
    return PackageKeys(package_id, Secret(identity), secrets_key)


def _parse_key(encoded: str) -> Secret[bytes]:
    try:
        key = b64decode(encoded, validate=True)
    except (binascii.Error, ValueError):
        key = b""
    if len(key) != KEY_BYTES:
        raise DamagedPackageError("a key slot carries a secrets key that is none")
    return Secret(key)
