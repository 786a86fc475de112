"""Gives a package new key slots: in its place, or in a copy that does not open the secrets."""

from __future__ import annotations

from dataclasses import replace

from migrator.model.settings import PackageSettings
from migrator.package.container import Container, open_container
from migrator.package.errors import DamagedPackageError, NoSecretsKeyError, unwritable
from migrator.package.manifest import Manifest, SlotKeys
from migrator.package.part_file import PartFile
from migrator.package.reader import load_keys, load_manifest
from migrator.package.slots import PackageKeys, check_can_seal
from migrator.package.writer import PackageSummary, finish_package


def rekey_package(settings: PackageSettings, wanted: PackageSettings) -> PackageSummary:
    """Replace all key slots by those for the passphrase and recipients wanted.

    The sealed documents are copied as they are; who kept an older copy can still open that.

    Args:
        settings: the package, and what opens it now.
        wanted: what shall open it, and its path, which may be the same.

    Raises:
        KeyNotGivenError: there is no key, or none wanted.
        NoSecretsKeyError: the key given opens the documents alone, so it cannot pass on more.
        PackageError: the package does not open, or cannot be written.
    """
    check_can_seal(wanted)
    with open_container(settings.path) as container:
        manifest = load_manifest(container)
        keys = load_keys(container, manifest, settings)
        if keys.secrets_key is None and any(s.keys is SlotKeys.BOTH for s in manifest.slots):
            raise NoSecretsKeyError
        return _copy(container, manifest, keys, wanted)


def share_package(settings: PackageSettings, wanted: PackageSettings) -> PackageSummary:
    """Write a copy whose reader can inspect everything but the secrets.

    Args:
        settings: the package, and what opens it.
        wanted: the copy's path, passphrase and recipients.

    Raises:
        KeyNotGivenError: there is no key, or none wanted.
        PackageError: the package does not open, or the copy cannot be written.
    """
    check_can_seal(wanted)
    with open_container(settings.path) as container:
        manifest = load_manifest(container)
        keys = load_keys(container, manifest, settings).without_secrets()
        return _copy(container, manifest, keys, wanted)


def _copy(
    container: Container, manifest: Manifest, keys: PackageKeys, wanted: PackageSettings
) -> PackageSummary:
    copied = (*manifest.files, manifest.documents)
    members = container.members[: len(copied)]
    try:
        with PartFile(wanted.path) as part:
            for entry, source in zip(copied, members, strict=True):
                member = part.member(entry.name)
                for chunk in container.region(source).chunks():
                    member.write(chunk)
                if member.close() != entry:
                    raise DamagedPackageError(f"{entry.name} is not what the manifest says")
            bare = replace(manifest, entries=(), slots=())
            full = finish_package(part, bare, copied, keys, wanted)
            size_bytes = part.keep()
    except OSError as error:
        raise unwritable(wanted.path, error) from error
    return PackageSummary(
        wanted.path, full.package_id, full.package_digest(), size_bytes, full.contents
    )
