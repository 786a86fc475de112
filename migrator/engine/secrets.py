"""Where secrets come from, and the net that keeps them out of what we write."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TypeAlias

from migrator.engine.job_errors import (
    CannotAskError,
    KeyringError,
    SecretFileError,
    SecretNotSetError,
)
from migrator.model.secret import Secret
from migrator.model.settings import (
    FromEnvironment,
    FromFile,
    FromKeyring,
    FromPrompt,
    SecretSource,
)

KEYRING_SERVICE = "octopus-cloud-migrator"
MASK = "***"
_LARGEST_FILE_BYTES = 1 << 20
_SHORTEST_MASKED = 4  # a shorter text is found in any line by chance

Ask: TypeAlias = Callable[[str], Secret[str]]

# What secrets of this trade look like, wherever they come from.
_LOOKS_SECRET = (
    re.compile(r"\bAPI-[A-Za-z0-9]{10,}"),
    re.compile(r"\bAGE-SECRET-KEY-(?:PQ-)?1[A-Za-z0-9]{10,}", re.IGNORECASE),
    re.compile(r"\beyJ[\w-]{8,}\.[\w-]{8,}\.[\w-]+"),
    # base64(ciphertext)|base64(IV), as Octopus stores a value.
    # Source: OctopusSolutionsEngineering/OctoterraWizard, internal/sensitivevariables/decrypt.go.
    re.compile(r"[A-Za-z0-9+/]{22,}={0,2}\|[A-Za-z0-9+/]{22}=="),
    re.compile(r"(?s)-----BEGIN [A-Z ]*PRIVATE KEY-----.*?(?:-----END [A-Z ]*PRIVATE KEY-----|\Z)"),
)
# The value of a connection string may be quoted by braces, in which }} stands for one.
# Source: Microsoft, [MS-ODBCSTR] section 2.1.2.
_NAMED_SECRET = re.compile(
    r"(?P<name>\b(?:password|pwd|passphrase|master_?key|api_?key|access_?token)\s*[=:]\s*)"
    r"(?P<value>\{(?:[^}]|\}\})*\}|\"[^\"]*\"|'[^']*'|[^\s;,&]+)",
    re.IGNORECASE,
)
_URL_PASSWORD = re.compile(r"(?P<name>://[^\s/:@]*:)(?P<value>[^\s/@]+)(?=@)")


def _nobody(label: str) -> Secret[str]:
    raise CannotAskError(label)


class Vault:
    """The secrets of one process: resolves them, and masks each in text that leaves it."""

    def __init__(self, ask: Ask = _nobody, environment: Mapping[str, str] = os.environ) -> None:
        self._ask = ask
        self._environment = environment
        self._known: list[Secret[str]] = []

    def resolve(self, source: SecretSource) -> Secret[str]:
        """Fetch a secret from where the job says it is.

        Raises:
            UsageError: it is not there.
        """
        secret = self._fetch(source)
        self._known.append(secret)
        return secret

    def _fetch(self, source: SecretSource) -> Secret[str]:
        match source:
            case FromEnvironment(name=name):
                value = self._environment.get(name, "")
                if not value:
                    raise SecretNotSetError(name)
                return Secret(value)
            case FromFile(path=path):
                return _read_file(path)
            case FromKeyring(entry=entry):
                return _read_keyring(entry)
            case FromPrompt(label=label):
                return self._ask(label)

    def resolve_optional(self, source: SecretSource | None) -> Secret[str] | None:
        """Like `resolve`, where there may be none."""
        return None if source is None else self.resolve(source)

    def mask(self, text: str) -> str:
        """The text without any secret resolved so far, and without what looks like one."""
        for secret in self._known:
            text = _without(secret, text)
        for pattern in _LOOKS_SECRET:
            text = pattern.sub(MASK, text)
        text = _NAMED_SECRET.sub(rf"\g<name>{MASK}", text)
        return _URL_PASSWORD.sub(rf"\g<name>{MASK}", text)


def _without(secret: Secret[str], text: str) -> str:
    value = secret.reveal()
    # A value in JSON is written with escapes; a file's text is more than its line.
    forms = {value, json.dumps(value)[1:-1], *value.splitlines()}
    for form in sorted(forms, key=len, reverse=True):
        if len(form) >= _SHORTEST_MASKED:
            text = text.replace(form, MASK)
    return text


def _read_file(path: Path) -> Secret[str]:
    try:
        with path.open("rb") as file:
            data = file.read(_LARGEST_FILE_BYTES + 1)
    except OSError as error:
        raise SecretFileError(path, error.strerror or type(error).__name__) from None
    if len(data) > _LARGEST_FILE_BYTES:
        raise SecretFileError(path, "it is larger than a secret can be")
    try:
        text = data.decode("utf-8-sig")  # some editors put a mark at the beginning
    except UnicodeDecodeError:
        raise SecretFileError(path, "it is not UTF-8 text") from None
    text = text.removesuffix("\n").removesuffix("\r")
    if not text:
        raise SecretFileError(path, "it is empty")
    return Secret(text)


def _read_keyring(entry: str) -> Secret[str]:
    # Imported here: it looks for its backends at once, which takes long.
    import keyring  # noqa: PLC0415
    from keyring.errors import KeyringError as StoreError  # noqa: PLC0415

    try:
        value = keyring.get_password(KEYRING_SERVICE, entry)
    except (StoreError, RuntimeError, OSError) as error:
        raise KeyringError(KEYRING_SERVICE, entry, type(error).__name__) from None
    if not value:
        raise KeyringError(KEYRING_SERVICE, entry, "it is not there")
    return Secret(value)


def store_in_keyring(entry: str, secret: Secret[str]) -> None:
    """Put a secret into the system's credential store, where `{ keyring = ... }` finds it.

    Raises:
        KeyringError: there is no store, or it refuses.
    """
    import keyring  # noqa: PLC0415
    from keyring.errors import KeyringError as StoreError  # noqa: PLC0415

    try:
        keyring.set_password(KEYRING_SERVICE, entry, secret.reveal())
    except (StoreError, RuntimeError, OSError) as error:
        raise KeyringError(KEYRING_SERVICE, entry, type(error).__name__) from None
