"""The package under the names that the job gives its spaces and items on the target."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from contextlib import AbstractContextManager
from dataclasses import replace
from hashlib import sha256

from migrator.engine.ports import Documents
from migrator.model.documents import Kind, LogicalDocument, Omitted, Ref, slots_in
from migrator.model.package_files import Readable
from migrator.model.report import Finding
from migrator.model.sealed import SecretAddress
from migrator.model.secret import Secret
from migrator.model.settings import TargetSettings
from migrator.package.manifest import Manifest
from migrator.rules.granting import united_grants
from migrator.rules.joining import find_conflict, find_doubled, unequal_places
from migrator.rules.name_map import Naming, make_naming, target_spaces


def as_named(package: Documents, settings: TargetSettings) -> Documents:
    """The package itself, or seen through the job's maps where these change a name.

    Two spaces that go into one, and items that get another name, are one document each from
    here on: the plan, the upload and the proof speak of them alike.
    """
    if isinstance(package, NamedPackage):
        return package
    spaces = sorted({ref.space for ref in package.refs() if ref.space})
    named = target_spaces(spaces, settings.space_map)
    naming, sources, findings = make_naming(package.refs(), named, settings.name_map)
    if not naming.is_needed and not findings:
        return package
    return NamedPackage(package, naming, sources, findings)


def naming_of(package: Documents) -> Naming:
    """How the documents were renamed; that of a package as it was written renames nothing."""
    return package.naming if isinstance(package, NamedPackage) else Naming()


class NamedPackage:
    """A package whose documents bear the names that they get.

    Attributes:
        naming: what became of the names.
    """

    def __init__(
        self,
        package: Documents,
        naming: Naming,
        sources: Mapping[Ref, tuple[Ref, ...]],
        findings: tuple[Finding, ...],
    ) -> None:
        self.naming = naming
        self._package = package
        self._sources = sources
        self._findings = findings

    @property
    def manifest(self) -> Manifest:
        """What the package says of itself."""
        return self._package.manifest

    @property
    def omitted(self) -> tuple[Omitted, ...]:
        """What stayed behind at the source."""
        return self._package.omitted

    @property
    def has_secrets(self) -> bool:
        """Whether the key that opened the package opens its secrets too."""
        return self._package.has_secrets

    @property
    def digest(self) -> str:
        """Names the contents and the names they bear: other maps make a plan stale."""
        if not self.naming.is_needed:
            return self._package.digest
        maps = [
            sorted(self.naming.spaces.items()),
            sorted([*map(str, key), name] for key, name in self.naming.names.items()),
        ]
        text = json.dumps([self._package.digest, maps])
        return sha256(text.encode(errors="surrogatepass")).hexdigest()

    def refs(self) -> tuple[Ref, ...]:
        """Every document."""
        return tuple(self._sources)

    def documents(self) -> Iterator[LogicalDocument]:
        """Every document, one at a time."""
        for ref in self._sources:
            yield self.read(ref)

    def read(self, ref: Ref) -> LogicalDocument:
        """One document.

        Raises:
            KeyError: there is none of this name.
        """
        first, *others = (self.naming.document(self._package.read(r)) for r in self._sources[ref])
        if ref.kind is not Kind.SCOPED_USER_ROLES or not others:
            return first
        # Each space gives its own, and together they are what both spaces gave.
        grants = united_grants([first.body, *(other.body for other in others)])
        return replace(first, body=grants)

    def secret(self, address: SecretAddress) -> Secret[bytes]:
        """Open one secret, which lies sealed under the source's name.

        Raises:
            NoSecretsKeyError: the package was opened by a key for the documents alone.
            KeyError: there is no such secret.
        """
        return self._package.secret(SecretAddress(self._sources[address.ref][0], address.pointer))

    def holds_file(self, ref: Ref) -> bool:
        """Whether the file of a package lies sealed beside the documents."""
        return self._package.holds_file(self._sources[ref][0])

    def open_file(self, ref: Ref) -> AbstractContextManager[Readable]:
        """The content of a package's file, which lies under the source's name."""
        return self._package.open_file(self._sources[ref][0])

    def findings(self) -> Iterator[Finding]:
        """What is to be said of the maps and of what they make one."""
        yield from self._findings
        for sources in self._sources.values():
            if len(sources) > 1 and sources[0].kind is not Kind.SCOPED_USER_ROLES:
                yield from self._conflicts(sources)
        if any(len(sources) > 1 for sources in self._sources.values()) and self.naming.names:
            for sources in self._sources.values():
                before = self._package.read(sources[0])
                yield from find_doubled(before, self.naming.document(before))

    def _conflicts(self, sources: tuple[Ref, ...]) -> Iterator[Finding]:
        first = self.naming.document(self._package.read(sources[0]))
        for source in sources[1:]:
            other = self.naming.document(self._package.read(source))
            places = unequal_places(first, other) or self._unequal_secrets(sources[0], source)
            found = find_conflict(sources, source, places) if places else None
            if found is not None:
                yield found

    def _unequal_secrets(self, one: Ref, other: Ref) -> tuple[str, ...]:
        """Where the secrets differ; without the key for them nothing can be said, or written."""
        if not self.has_secrets:
            return ()
        slots = slots_in(self._package.read(one).body)
        return tuple(
            pointer
            for pointer, slot in slots.items()
            if slot.readable
            and self._package.secret(SecretAddress(one, pointer))
            != self._package.secret(SecretAddress(other, pointer))
        )
