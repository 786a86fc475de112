"""Reads a package, believing nothing that it has not checked; nothing opened touches a disk."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, cast

import zstandard

from migrator.crypto.package_cipher import PackageCipher
from migrator.model.documents import LogicalDocument, Omitted, Ref, slots_in
from migrator.model.package_files import Checked, OpenElsewhere, PackageFileError, stated_file
from migrator.model.sealed import SecretAddress
from migrator.model.secret import Secret
from migrator.model.settings import PackageSettings
from migrator.package.age import open_stream, parse_identities
from migrator.package.container import Container, Member, open_container, open_region
from migrator.package.errors import DamagedPackageError, NoMatchingKeyError, NoSecretsKeyError
from migrator.package.lines import (
    DocumentLine,
    HeaderLine,
    Line,
    TrailerLine,
    parse_line,
)
from migrator.package.manifest import (
    MANIFEST_NAME,
    Contents,
    Entry,
    Manifest,
    parse_manifest,
)
from migrator.package.sealing import opened_file
from migrator.package.slots import MAX_SLOT_BYTES, PackageKeys, open_slots

MAX_MANIFEST_BYTES = 16 << 20
MAX_LINE_BYTES = 256 << 20
# Real documents shrink a hundredfold at most; what expands further is there to fill memory.
MAX_EXPANSION = 1000
FREE_EXPANSION_BYTES = 64 << 20
_MAX_WINDOW_BYTES = 128 << 20
_OUTPUT_BYTES = 1 << 17


def read_manifest(path: Path) -> Manifest:
    """What a package says of itself in clear; nothing vouches for it until it is opened.

    Raises:
        PackageError: the file is missing, no package, damaged or of a newer format.
    """
    with open_container(path) as container:
        return load_manifest(container)


@contextmanager
def open_package(
    settings: PackageSettings, elsewhere: OpenElsewhere | None = None
) -> Iterator[Package]:
    """Open a package with the passphrase or identity of the settings, and check all of it.

    Files are checked when they are read; `elsewhere` opens those that it does not hold.

    Raises:
        KeyNotGivenError: there is neither.
        PackageError: which one says why; see `migrator.package.errors`.
    """
    with open_container(settings.path) as container:
        manifest = load_manifest(container)
        keys = load_keys(container, manifest, settings)
        index = _load_documents(container, manifest, keys)
        places = {member.name: member for member in container.members}
    files = {ref: places[name] for ref, name in index.files.items()}
    yield Package(manifest, index, keys, SealedFiles(settings.path, files), elsewhere)


@dataclass(frozen=True, slots=True)
class SealedFiles:
    """Where the files of a package lie.

    Attributes:
        places: by the document that names the file.
    """

    path: Path
    places: Mapping[Ref, Member]


class Package:
    """An opened package. Documents rest compressed in memory until they are asked for.

    Attributes:
        omitted: what stayed behind at the source, in the order found.
    """

    def __init__(
        self,
        manifest: Manifest,
        index: _Index,
        keys: PackageKeys,
        files: SealedFiles,
        elsewhere: OpenElsewhere | None = None,
    ) -> None:
        self.manifest = manifest
        self._files = files
        self._elsewhere = elsewhere
        self._identity = keys.identity
        self.omitted = tuple(index.omitted)
        self._packed = index.packed
        self._cipher = (
            PackageCipher(keys.secrets_key, manifest.package_id) if keys.secrets_key else None
        )

    @property
    def digest(self) -> str:
        """Names the contents; a plan is bound to it."""
        return self.manifest.package_digest()

    @property
    def has_secrets(self) -> bool:
        """Whether the key that opened the package opens its secrets too."""
        return self._cipher is not None

    def refs(self) -> tuple[Ref, ...]:
        """Every document, in the order written."""
        return tuple(self._packed)

    def documents(self) -> Iterator[LogicalDocument]:
        """Every document, one at a time, in the order written."""
        for ref in self._packed:
            yield self.read(ref)

    def read(self, ref: Ref) -> LogicalDocument:
        """One document.

        Raises:
            KeyError: the package does not hold it.
        """
        return self._line(ref).document

    def secret_pointers(self, ref: Ref) -> frozenset[str]:
        """Where in the document a secret lies sealed in this package.

        Raises:
            KeyError: the package does not hold the document.
        """
        return frozenset(self._line(ref).secrets)

    def secret(self, address: SecretAddress) -> Secret[bytes]:
        """Open one secret; UTF-8 text as it was at the source.

        Raises:
            NoSecretsKeyError: the package was opened by a key for the documents alone.
            SecretForeignError: the ciphertext is not of this place.
            KeyError: there is no such secret.
        """
        if self._cipher is None:
            raise NoSecretsKeyError
        return self._cipher.open(self._line(address.ref).secrets[address.pointer], address)

    def holds_file(self, ref: Ref) -> bool:
        """Whether a file lies sealed with the document."""
        return ref in self._files.places

    @contextmanager
    def open_file(self, ref: Ref) -> Iterator[Checked]:
        """The file of a package of the built-in feed, checked as it is read.

        Raises:
            PackageFileError: it cannot be had, or is not what the document says.
            PackageError: it is damaged.
        """
        body = self.read(ref).body
        if not self.holds_file(ref):
            if self._elsewhere is None:
                raise PackageFileError(
                    "the file is not in the package: where it was passed through, [source] must "
                    "say where it is"
                )
            with self._elsewhere(ref, body) as reader:
                yield Checked(reader, stated_file(ref, body))
            return
        # Where it lies is known: the directory may name thousands, which need not be read again.
        with open_region(self._files.path, self._files.places[ref]) as region:
            identities = parse_identities(self._identity)
            with opened_file(region, identities) as reader:
                yield Checked(reader, stated_file(ref, body))

    def _line(self, ref: Ref) -> DocumentLine:
        line = parse_line(zstandard.decompress(self._packed[ref]))
        if not isinstance(line, DocumentLine):
            raise DamagedPackageError("memory is not as it was written")
        return line


def load_manifest(container: Container) -> Manifest:
    """Read the manifest and hold the members against it."""
    members = container.members
    found = [member for member in members if member.name == MANIFEST_NAME]
    if len(found) != 1:
        raise DamagedPackageError("there is not exactly one manifest")
    manifest = parse_manifest(container.region(found[0]).read_all(MAX_MANIFEST_BYTES))
    wanted = [(entry.name, entry.size_bytes) for entry in manifest.entries]
    others = [(m.name, m.size_bytes) for m in members if m is not found[0]]
    if sorted(others) != sorted(wanted):
        raise DamagedPackageError("its members are not those that the manifest names")
    if others != wanted or members[-1] is not found[0]:
        raise DamagedPackageError("its members are in another order than written")
    return manifest


def load_keys(container: Container, manifest: Manifest, settings: PackageSettings) -> PackageKeys:
    """Open a key slot."""
    before = len(manifest.files) + 1
    entries, members = manifest.entries[before:], container.members[before:-1]
    pairs = zip(manifest.slots, entries, members, strict=True)
    slots = [(slot, _load_slot(container, entry, member)) for slot, entry, member in pairs]
    return open_slots(slots, manifest.package_id, settings)


def _load_slot(container: Container, entry: Entry, member: Member) -> bytes:
    region = container.region(member)
    sealed = region.read_all(MAX_SLOT_BYTES)
    if region.sha256() != entry.sha256:
        raise DamagedPackageError(f"{entry.name} is not what the manifest says")
    return sealed


def _load_documents(container: Container, manifest: Manifest, keys: PackageKeys) -> _Index:
    region = container.region(container.members[len(manifest.files)])
    index = _Index(manifest)
    sink = _Unpacker(index)
    try:
        open_stream(region, sink, parse_identities(keys.identity))
    except NoMatchingKeyError:
        raise DamagedPackageError("the key slot is of another package's documents") from None
    except zstandard.ZstdError:
        raise DamagedPackageError("sealed data do not unpack") from None
    if region.sha256() != manifest.documents.sha256:
        raise DamagedPackageError(f"{manifest.documents.name} is not what the manifest says")
    sink.finish()
    index.finish()
    return index


class _Unpacker:
    """Takes compressed pieces, gives whole lines to the index, and caps size and line length."""

    def __init__(self, index: _Index) -> None:
        self._index = index
        self._line = bytearray()
        self._packed_bytes = self._plain_bytes = 0
        decompressor = zstandard.ZstdDecompressor(max_window_size=_MAX_WINDOW_BYTES)
        # It hands the output over in small pieces, so that a bomb is stopped as it unfolds.
        self._unpacking = decompressor.stream_writer(
            cast("IO[bytes]", _Lines(self)), write_size=_OUTPUT_BYTES, closefd=False
        )

    def write(self, packed: bytes, /) -> None:
        self._packed_bytes += len(packed)
        self._unpacking.write(packed)

    def take(self, plain: bytes) -> None:
        self._plain_bytes += len(plain)
        if self._plain_bytes > FREE_EXPANSION_BYTES + MAX_EXPANSION * self._packed_bytes:
            raise DamagedPackageError("sealed data unpack to far more than documents would")
        *whole, rest = plain.split(b"\n")
        for end in whole:
            self._index.take(bytes(self._line) + end + b"\n")
            self._line.clear()
        self._line += rest
        if len(self._line) > MAX_LINE_BYTES:
            raise DamagedPackageError("a sealed line is far longer than it may be")

    def finish(self) -> None:
        if self._line:
            raise DamagedPackageError("the last sealed line is cut short")


class _Lines:
    """What the decompressor writes into."""

    def __init__(self, unpacker: _Unpacker) -> None:
        self._unpacker = unpacker

    def write(self, plain: bytes) -> int:
        self._unpacker.take(bytes(plain))
        return len(plain)


class _Index:
    """Checks the lines in their order and keeps them, each compressed by itself."""

    def __init__(self, manifest: Manifest) -> None:
        self.packed: dict[Ref, bytes] = {}
        self.omitted: list[Omitted] = []
        self.files: dict[Ref, str] = {}
        self._unnamed = {entry.name for entry in manifest.files}
        self._manifest = manifest
        self._compressor = zstandard.ZstdCompressor(level=1)
        self._sha256 = hashlib.sha256()
        self._secrets = 0
        self._has_begun = self._has_ended = False

    def take(self, data: bytes) -> None:
        line = parse_line(data)
        if self._has_ended or isinstance(line, HeaderLine) is self._has_begun:
            raise DamagedPackageError("a sealed line is not in its place")
        self._keep(line, data)
        self._sha256.update(data)

    def _keep(self, line: Line, data: bytes) -> None:
        match line:
            case HeaderLine(package_id=package_id, format=version):
                self._has_begun = True
                if version != self._manifest.format_version:
                    raise DamagedPackageError("the manifest is of another format")
                if package_id != self._manifest.package_id:
                    raise DamagedPackageError("the manifest is of another package")
            case DocumentLine():
                self._keep_document(line, data)
            case Omitted():
                self.omitted.append(line)
            case TrailerLine(sha256=sha256, manifest_sha256=manifest_sha256):
                self._has_ended = True
                if sha256 != self._sha256.hexdigest():
                    raise DamagedPackageError("sealed lines were changed, taken out or moved")
                if manifest_sha256 != self._manifest.bound_digest():
                    raise DamagedPackageError("the manifest is of another package")

    def _keep_document(self, line: DocumentLine, data: bytes) -> None:
        ref = line.document.ref
        if ref in self.packed:
            raise DamagedPackageError("a document is there twice")
        if not line.secrets.keys() <= slots_in(line.document.body).keys():
            raise DamagedPackageError("a secret has no slot in its document")
        if line.file and line.file not in self._unnamed:
            raise DamagedPackageError("a document names a file that it cannot have")
        if line.file:
            self._unnamed.discard(line.file)
            self.files[ref] = line.file
        self.packed[ref] = self._compressor.compress(data)
        self._secrets += len(line.secrets)

    def finish(self) -> None:
        kinds = dict(Counter(str(ref.kind) for ref in self.packed))
        if not self._has_ended:
            raise DamagedPackageError("the sealed data end too early")
        if Contents(kinds, self._secrets, len(self.omitted)) != self._manifest.contents:
            raise DamagedPackageError("there is not as much inside as the manifest says")
