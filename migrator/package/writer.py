"""Writes a package: documents as they come, memory that does not grow, nothing half done."""

from __future__ import annotations

import hashlib
import uuid
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Self

from migrator.crypto.package_cipher import PackageCipher, make_secrets_key
from migrator.model.documents import LogicalDocument, Omitted, slots_in
from migrator.model.sealed import PackageSealed
from migrator.model.settings import PackageSettings
from migrator.package.age import Readable, make_key_pair, seal_stream
from migrator.package.errors import DuplicateDocumentError, unwritable
from migrator.package.lines import DocumentLine, HeaderLine, Line, TrailerLine, encode_line
from migrator.package.manifest import (
    DOCUMENTS_NAME,
    FORMAT_VERSION,
    MANIFEST_NAME,
    WITHOUT_FILES,
    Contents,
    Entry,
    KeySlot,
    Manifest,
    PackageHeader,
    encode_manifest,
)
from migrator.package.part_file import PartFile
from migrator.package.sealing import SealedStream
from migrator.package.slots import PackageKeys, check_can_seal, seal_slots


@dataclass(frozen=True, slots=True)
class PackageSummary:
    """What was written.

    Attributes:
        digest: names the contents; a plan is bound to it.
    """

    path: Path
    package_id: str
    digest: str
    size_bytes: int
    contents: Contents


def write_package(settings: PackageSettings, header: PackageHeader) -> PackageWriter:
    """Begin a package; it appears under its path when the `with` block ends without an error.

    Raises:
        KeyNotGivenError: there is neither passphrase nor recipient.
        RecipientUnusableError: a recipient is no public key.
    """
    check_can_seal(settings)
    return PackageWriter(settings, header)


class PackageWriter:
    """A package in the making.

    Attributes:
        cipher: seals the secrets that `write` takes.
    """

    def __init__(self, settings: PackageSettings, header: PackageHeader) -> None:
        self._settings = settings
        self._header = header
        self._package_id = str(uuid.uuid4())
        self._pair = make_key_pair()
        self._secrets_key = make_secrets_key()
        self._part = PartFile(settings.path)
        self._files: list[Entry] = []
        self._forget()
        self._summary: PackageSummary | None = None
        self.cipher = PackageCipher(self._secrets_key, self._package_id)

    @property
    def summary(self) -> PackageSummary:
        """What was written; there once the `with` block has ended without an error."""
        if self._summary is None:
            message = "the package is not finished"
            raise RuntimeError(message)
        return self._summary

    def __enter__(self) -> Self:
        self._part.__enter__()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        try:
            if error is None:
                self._finish()
        except OSError as failure:
            raise unwritable(self._settings.path, failure) from failure
        finally:
            self._abandon()

    def add_file(self, reader: Readable) -> str:
        """Seal a file of any size; all files come before the first document.

        Gives the name that its document is to be written with. Where reading fails, what was
        sealed of it stays without a name, and the next may be added.

        Raises:
            DiskFullError: there is no room left.
            PackageUnwritableError: the system refuses.
            Exception: what the reader raised.
        """
        if self._stream is not None:
            message = "files come before documents"
            raise RuntimeError(message)
        name = f"files/{len(self._files) + 1}.age"
        try:
            member = self._part.member(name)
            try:
                seal_stream(reader, member, [self._pair.recipient])
            finally:
                self._files.append(member.close())
        except OSError as error:
            raise unwritable(self._settings.path, error) from error
        return name

    def write(
        self, document: LogicalDocument, secrets: Mapping[str, PackageSealed], file: str = ""
    ) -> None:
        """Append a document with its sealed secrets, by JSON pointer into its body.

        With `file` it names what `add_file` gave.

        Raises:
            DuplicateDocumentError: a document of that name was written before.
            DiskFullError: there is no room left.
            PackageUnwritableError: the system refuses.
        """
        if not secrets.keys() <= slots_in(document.body).keys():
            message = "a sealed secret has no slot in its document"
            raise ValueError(message)
        mark = hashlib.sha256(str(document.ref).encode()).digest()[:16]
        if mark in self._written:
            raise DuplicateDocumentError(str(document.ref))
        self._put(DocumentLine(document, secrets, file))
        self._written.add(mark)
        self._kinds[str(document.ref.kind)] += 1
        self._secrets += len(secrets)

    def omit(self, omitted: Omitted) -> None:
        """Note something that stays behind.

        Raises:
            DiskFullError: there is no room left.
            PackageUnwritableError: the system refuses.
        """
        self._put(omitted)
        self._omitted += 1

    def restart(self, header: PackageHeader) -> None:
        """Drop all documents and begin anew with them; the files that were added stay.

        Raises:
            DiskFullError: there is no room left.
            PackageUnwritableError: the system refuses.
        """
        self._header = header
        if self._stream is None:
            return
        self._stream.abort()
        try:
            self._member.close()
            self._part.rewind(len(self._files))
        except OSError as error:
            raise unwritable(self._settings.path, error) from error
        self._forget()

    def _forget(self) -> None:
        self._sha256 = hashlib.sha256()
        self._kinds: Counter[str] = Counter()
        self._secrets = self._omitted = 0
        self._written: set[bytes] = set()
        self._stream: SealedStream | None = None

    def _put(self, line: Line) -> None:
        try:
            self._send(self._begun(), line)
        except OSError as error:
            raise unwritable(self._settings.path, error) from error

    def _begun(self) -> SealedStream:
        if self._stream is None:
            self._member = self._part.member(DOCUMENTS_NAME)
            self._stream = SealedStream(self._member, self._pair.recipient)
            self._send(self._stream, HeaderLine(self._package_id, self._format))
        return self._stream

    def _send(self, stream: SealedStream, line: Line) -> None:
        data = encode_line(line)
        self._sha256.update(data)
        stream.write(data)

    @property
    def _format(self) -> int:
        return FORMAT_VERSION if self._files else WITHOUT_FILES

    def _abandon(self) -> None:
        """Remove what is not kept by now."""
        if self._stream is not None:
            self._stream.abort()
        self._part.close()

    def _finish(self) -> None:
        contents = Contents(dict(sorted(self._kinds.items())), self._secrets, self._omitted)
        bound = self._manifest(contents).bound_digest()
        stream = self._begun()
        self._put(TrailerLine(self._sha256.hexdigest(), bound))
        stream.close()
        documents = self._member.close()
        keys = PackageKeys(self._package_id, self._pair.identity, self._secrets_key)
        manifest = finish_package(
            self._part, self._manifest(contents), (*self._files, documents), keys, self._settings
        )
        self._summary = PackageSummary(
            path=self._settings.path,
            package_id=self._package_id,
            digest=manifest.package_digest(),
            size_bytes=self._part.keep(),
            contents=contents,
        )

    def _manifest(self, contents: Contents) -> Manifest:
        return Manifest(self._format, self._package_id, self._header, contents, (), ())


def finish_package(
    part: PartFile,
    manifest: Manifest,
    written: Sequence[Entry],
    keys: PackageKeys,
    settings: PackageSettings,
) -> Manifest:
    """Add key slots and manifest behind files and documents; gives the manifest as written."""
    entries: list[Entry] = [*written]
    slots: list[KeySlot] = []
    for slot, sealed in seal_slots(keys, settings):
        slots.append(slot)
        entries.append(part.add(slot.name, sealed))
    full = Manifest(
        manifest.format_version,
        manifest.package_id,
        manifest.header,
        manifest.contents,
        tuple(entries),
        tuple(slots),
    )
    part.add(MANIFEST_NAME, encode_manifest(full))
    return full
