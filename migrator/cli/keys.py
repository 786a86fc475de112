"""From the key options of a verb to what opens a package."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from migrator.cli.cli_errors import SeveralKeysError
from migrator.engine.job import load_job, resolve_package
from migrator.engine.secrets import Vault
from migrator.model.settings import (
    FromEnvironment,
    FromFile,
    FromKeyring,
    FromPrompt,
    PackageSettings,
    SecretSource,
)


@dataclass(frozen=True, slots=True)
class KeyAnswers:
    """The key options as given."""

    job: Path | None = None
    passphrase_env: str | None = None
    passphrase_file: Path | None = None
    keyring: str | None = None
    identity: Path | None = None


@dataclass(frozen=True, slots=True)
class NewKeyAnswers:
    """The options of a new key as given."""

    new_passphrase_env: str | None = None
    new_passphrase_file: Path | None = None
    new_keyring: str | None = None
    recipients: tuple[str, ...] = ()


def key_answers(answers: Mapping[str, object]) -> KeyAnswers:
    """The key options among a verb's answers."""
    return KeyAnswers(
        job=_path(answers["job"]),
        passphrase_env=_text(answers["passphrase_env"]),
        passphrase_file=_path(answers["passphrase_file"]),
        keyring=_text(answers["keyring"]),
        identity=_path(answers["identity"]),
    )


def new_key_answers(answers: Mapping[str, object]) -> NewKeyAnswers:
    """The options of a new key among a verb's answers."""
    recipients = answers["recipients"]
    return NewKeyAnswers(
        new_passphrase_env=_text(answers["new_passphrase_env"]),
        new_passphrase_file=_path(answers["new_passphrase_file"]),
        new_keyring=_text(answers["new_keyring"]),
        recipients=tuple(map(str, recipients)) if isinstance(recipients, tuple) else (),
    )


def _path(answer: object) -> Path | None:
    return answer if isinstance(answer, Path) else None


def _text(answer: object) -> str | None:
    return answer if isinstance(answer, str) else None


def opening(path: Path, answers: KeyAnswers, vault: Vault) -> PackageSettings:
    """What opens the package at `path`; asks where no option says it.

    Raises:
        UsageError: two ways were given, or the key is not where it should be.
    """
    _check_one(
        {
            "--job": answers.job,
            "--passphrase-env": answers.passphrase_env,
            "--passphrase-file": answers.passphrase_file,
            "--keyring": answers.keyring,
            "--identity": answers.identity,
        }
    )
    if answers.job is not None:
        return replace(resolve_package(load_job(answers.job), vault), path=path)
    if answers.identity is not None:
        return PackageSettings(path, identity=vault.resolve(FromFile(answers.identity)))
    source = _passphrase(answers.passphrase_env, answers.passphrase_file, answers.keyring)
    source = source or FromPrompt("passphrase of the package")
    return PackageSettings(path, passphrase=vault.resolve(source))


def sealing(path: Path, answers: NewKeyAnswers, vault: Vault) -> PackageSettings:
    """What the package at `path` will be opened by; asks where no option says it.

    Raises:
        UsageError: two passphrases were given, or it is not where it should be.
    """
    _check_one(
        {
            "--new-passphrase-env": answers.new_passphrase_env,
            "--new-passphrase-file": answers.new_passphrase_file,
            "--new-keyring": answers.new_keyring,
        }
    )
    source = _passphrase(
        answers.new_passphrase_env, answers.new_passphrase_file, answers.new_keyring
    )
    if source is None and not answers.recipients:
        source = FromPrompt("new passphrase of the package")
    return PackageSettings(
        path, passphrase=vault.resolve_optional(source), recipients=answers.recipients
    )


def _passphrase(variable: str | None, file: Path | None, entry: str | None) -> SecretSource | None:
    if variable is not None:
        return FromEnvironment(variable)
    if file is not None:
        return FromFile(file)
    return None if entry is None else FromKeyring(entry)


def _check_one(options: dict[str, object]) -> None:
    given = [name for name, value in options.items() if value is not None]
    if len(given) > 1:
        raise SeveralKeysError(given)
