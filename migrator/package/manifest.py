"""`manifest.json`: what anyone may know of a package without a key."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum

from migrator.model.documents import Json
from migrator.package.errors import DamagedPackageError, NewerFormatError

FORMAT_VERSION = 2
"""The newest that is read; written where there are files, for older readers know of none."""
WITHOUT_FILES = 1
MANIFEST_NAME = "manifest.json"
DOCUMENTS_NAME = "documents.age"
MAX_SLOTS = 64

_FILE_NAME = re.compile(r"files/[1-9][0-9]*\.age")
_SLOT_NAME = re.compile(r"keys/[1-9][0-9]?\.age")
_SHA256 = re.compile(r"[0-9a-f]{64}")
_PACKAGE_ID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")


class SlotKind(StrEnum):
    """What opens a key slot."""

    PASSPHRASE = "passphrase"  # noqa: S105 - the name of a kind
    RECIPIENTS = "recipients"


class SlotKeys(StrEnum):
    """Which of the package's keys a slot carries."""

    BOTH = "both"
    DOCUMENTS = "documents"


@dataclass(frozen=True, slots=True)
class PackageHeader:
    """Where and when a package was made.

    Attributes:
        created: with its time zone.
        installation_id: of the source server.
        server_version: of the source server.
    """

    created: datetime
    tool_version: str
    installation_id: str
    server_version: str


@dataclass(frozen=True, slots=True)
class Entry:
    """One member of the file, other than the manifest."""

    name: str
    size_bytes: int
    sha256: str


@dataclass(frozen=True, slots=True)
class KeySlot:
    """One way to open the package."""

    name: str
    kind: SlotKind
    keys: SlotKeys


@dataclass(frozen=True, slots=True)
class Contents:
    """What is inside, in numbers.

    Attributes:
        kinds: documents of each kind.
    """

    kinds: Mapping[str, int]
    secrets: int
    omitted: int


@dataclass(frozen=True, slots=True)
class Manifest:
    """All that `manifest.json` says."""

    format_version: int
    package_id: str
    header: PackageHeader
    contents: Contents
    entries: tuple[Entry, ...]
    slots: tuple[KeySlot, ...]

    @property
    def documents(self) -> Entry:
        """The entry of the sealed documents."""
        return self.entries[len(self.files)]

    @property
    def files(self) -> tuple[Entry, ...]:
        """The entries of sealed files, which come before the documents."""
        return tuple(entry for entry in self.entries if _FILE_NAME.fullmatch(entry.name))

    def bound_digest(self) -> str:
        """SHA-256 of the part that the sealed trailer vouches for: all but entries and slots."""
        return _digest(_encode_bound(self))

    def package_digest(self) -> str:
        """Names the contents; new key slots do not change it, so a plan stays good."""
        bound = _encode_bound(self)
        return _digest({**bound, "documents_sha256": self.documents.sha256})


def encode_manifest(manifest: Manifest) -> bytes:
    """As the bytes of `manifest.json`."""
    full: dict[str, Json] = {
        **_encode_bound(manifest),
        "entries": [
            {"name": entry.name, "size": entry.size_bytes, "sha256": entry.sha256}
            for entry in manifest.entries
        ],
        "slots": [
            {"name": slot.name, "kind": str(slot.kind), "keys": str(slot.keys)}
            for slot in manifest.slots
        ],
    }
    return (json.dumps(full, indent=2, sort_keys=True) + "\n").encode()


def parse_manifest(data: bytes) -> Manifest:
    """Read `manifest.json`; members that we do not know are passed over.

    Raises:
        NewerFormatError: a later version wrote it.
        DamagedPackageError: it is not one of ours.
    """
    try:
        value: Json = json.loads(data.decode())
    except (ValueError, RecursionError):
        raise DamagedPackageError("the manifest is not JSON") from None
    if not isinstance(value, dict):
        raise DamagedPackageError("the manifest is no JSON object")
    match value:
        case {"format_version": int(version)} if version > FORMAT_VERSION:
            raise NewerFormatError(version, FORMAT_VERSION)
        case {
            "format_version": int(version),
            "package_id": str(package_id),
            "counts": dict(counts),
            "entries": list(entries),
            "slots": list(slots),
        } if WITHOUT_FILES <= version <= FORMAT_VERSION and _PACKAGE_ID.fullmatch(package_id):
            manifest = Manifest(
                format_version=version,
                package_id=package_id,
                header=_parse_header(value),
                contents=Contents(
                    {kind: _count(number) for kind, number in counts.items()},
                    _count(value.get("secrets")),
                    _count(value.get("omitted")),
                ),
                entries=tuple(_parse_entry(entry) for entry in entries),
                slots=tuple(_parse_slot(slot) for slot in slots),
            )
        case _:
            raise DamagedPackageError("the manifest lacks what every manifest has")
    _check_names(manifest)
    return manifest


def _encode_bound(manifest: Manifest) -> dict[str, Json]:
    return {
        "format_version": manifest.format_version,
        "tool_version": manifest.header.tool_version,
        "package_id": manifest.package_id,
        "created": _render_time(manifest.header.created),
        "source": {
            "installation_id": manifest.header.installation_id,
            "server_version": manifest.header.server_version,
        },
        "counts": dict(manifest.contents.kinds),
        "secrets": manifest.contents.secrets,
        "omitted": manifest.contents.omitted,
    }


def _render_time(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat(timespec="seconds")


def _digest(value: Mapping[str, Json]) -> str:
    canonical = json.dumps(value, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(canonical.encode()).hexdigest()


def _parse_header(value: dict[str, Json]) -> PackageHeader:
    match value:
        case {
            "tool_version": str(tool_version),
            "created": str(created),
            "source": {"installation_id": str(installation), "server_version": str(server)},
        }:
            try:
                moment = datetime.fromisoformat(created)
            except ValueError:
                raise DamagedPackageError("the manifest's time is not one") from None
            if moment.tzinfo is None or _render_time(moment) != created:
                raise DamagedPackageError("the manifest's time is not in the form it must have")
            return PackageHeader(moment, tool_version, installation, server)
        case _:
            raise DamagedPackageError("the manifest does not say where it comes from")


def _parse_entry(value: Json) -> Entry:
    match value:
        case {"name": str(name), "size": size, "sha256": str(sha256)} if _SHA256.fullmatch(sha256):
            return Entry(name, _count(size), sha256)
        case _:
            raise DamagedPackageError("an entry of the manifest is not one")


def _parse_slot(value: Json) -> KeySlot:
    match value:
        case {"name": str(name), "kind": str(kind), "keys": str(keys)}:
            try:
                return KeySlot(name, SlotKind(kind), SlotKeys(keys))
            except ValueError:
                raise DamagedPackageError("a key slot is of no known kind") from None
        case _:
            raise DamagedPackageError("a key slot of the manifest is not one")


def _count(value: Json) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or not 0 <= value < 1 << 63:
        raise DamagedPackageError("a number of the manifest is not one")
    return value


def _check_names(manifest: Manifest) -> None:
    names = [entry.name for entry in manifest.entries]
    slots = [slot.name for slot in manifest.slots]
    files = [f"files/{number + 1}.age" for number in range(len(manifest.files))]
    if names != [*files, DOCUMENTS_NAME, *slots] or len(set(names)) != len(names):
        raise DamagedPackageError("the manifest's entries and key slots are not as they must be")
    if (manifest.format_version == WITHOUT_FILES) is bool(files):
        raise DamagedPackageError("the manifest's format version is not that of what is inside")
    if not slots or len(slots) > MAX_SLOTS or not all(map(_SLOT_NAME.fullmatch, slots)):
        raise DamagedPackageError("the manifest's key slots are not as they must be")
