"""Collects the documents of the instance, seals their secrets and keeps the books on ids."""

from __future__ import annotations

import re
import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from types import MappingProxyType

from migrator.sandbox.instance.documents import (
    Body,
    Document,
    PlainSecret,
    Slot,
    Storing,
    Trap,
)
from migrator.sandbox.instance.sealing import Sealer
from migrator.sandbox.instance.shapes import Shape

_IRREGULAR_PREFIXES = MappingProxyType(
    {
        "DeploymentEnvironment": "Environments",
        "MachinePolicy": "MachinePolicies",
        "Proxy": "Proxies",
    }
)
_SLUGGED = frozenset(
    {
        "Account",
        "Channel",
        "DeploymentEnvironment",
        "Feed",
        "Lifecycle",
        "Machine",
        "Project",
        "Runbook",
        "Team",
        "Tenant",
        "Worker",
        "WorkerPool",
    }
)
_MODIFIED = frozenset(
    {"Channel", "DeploymentEnvironment", "Project", "ProjectGroup", "Runbook", "Tenant", "Team"}
)
_EPOCH = datetime(2023, 11, 6, 8, 30, tzinfo=UTC)


def slug(name: str) -> str:
    """Give the slug that the server derives: lower case, dashes, at most 50 characters."""
    return re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-")[:50]


@dataclass(slots=True)
class Builder:
    """The instance under construction.

    A reference may be asked for before its document is added: the id is set aside, and
    `check_complete` finds the ones that never came.
    """

    shape: Shape
    sealer: Sealer
    documents: list[Document] = field(default_factory=list)
    secrets: list[PlainSecret] = field(default_factory=list)
    traps: list[Trap] = field(default_factory=list)
    storings: dict[tuple[str, str], Storing] = field(default_factory=dict)
    loose_rows: dict[str, list[Body]] = field(default_factory=dict)
    _numbers: dict[str, int] = field(default_factory=dict)
    _taken: set[str] = field(default_factory=set)
    _ids: dict[tuple[str, str, str], str] = field(default_factory=dict)
    _added: set[tuple[str, str]] = field(default_factory=set)

    def guid(self, *parts: str) -> str:
        """Give the GUID that belongs to the parts in this seed."""
        name = "\x1f".join((str(self.sealer.seed), *parts))
        return str(uuid.uuid5(uuid.NAMESPACE_OID, name))

    def moment(self, minutes: int) -> datetime:
        """Give a time in the instance's life."""
        return _EPOCH + timedelta(minutes=minutes)

    def reserve(self, scope: str, table: str, name: str, identifier: str = "") -> str:
        """Give the id of a document by name, setting one aside at the first mention."""
        key = (scope, table, name.casefold())
        if key not in self._ids:
            self._ids[key] = identifier or self.next_id(table)
            self._taken.add(self._ids[key])
        elif identifier and self._ids[key] != identifier:
            raise ValueError(f"{table} {name!r} has the id {self._ids[key]} already.")
        return self._ids[key]

    def next_id(self, table: str) -> str:
        """Give the next id of the table that is free."""
        prefix = _IRREGULAR_PREFIXES.get(table, f"{table}s")
        while True:
            self._numbers[prefix] = self._numbers.get(prefix, 0) + 1
            identifier = f"{prefix}-{self._numbers[prefix]}"
            if identifier not in self._taken:
                self._taken.add(identifier)
                return identifier

    def add(self, table: str, body: Body, *, is_live: bool = True) -> str:
        """Add a document with its secrets sealed, and give its id."""
        identifier = str(body["Id"])
        if (table, identifier) in self._added:
            raise ValueError(f"{table} {identifier} exists.")
        self._added.add((table, identifier))
        if table in _MODIFIED and self.shape.has_git:
            body.setdefault("LastModified", self.moment(len(self.documents)))
        sealed = self._sealed(body, table, identifier, is_live=is_live)
        self.documents.append(Document(table, sealed, is_live))
        return identifier

    def trap(
        self, name: str, table: str, identifier: str, *, moves: bool = True, part: str = ""
    ) -> None:
        """Note that the row shows the trap."""
        self.traps.append(Trap(name, table, identifier, moves, part))

    def settle(self, table: str, identifier: str) -> None:
        """Count an id as added that lives within another document, as a tag does."""
        self._added.add((table, identifier))

    def check_complete(self) -> None:
        """Make sure that each id which was set aside has its document.

        Raises:
            ValueError: naming the ones that were mentioned only.
        """
        missing = [
            f"{scope} {table} {name!r}"
            for (scope, table, name), identifier in self._ids.items()
            if (table, identifier) not in self._added
        ]
        if missing:
            raise ValueError(f"Mentioned, never added: {', '.join(missing)}.")

    def allocations(self) -> Mapping[str, int]:
        """Give the highest number of each id series, rounded up to the block of a node."""
        block = 20
        highest = dict(self._numbers)
        for identifier in self._taken:
            prefix, _, number = identifier.rpartition("-")
            if number.isdigit() and prefix in highest:
                highest[prefix] = max(highest[prefix], int(number))
        return {prefix: -(-number // block) * block for prefix, number in highest.items()}

    def _sealed(self, body: Body, table: str, identifier: str, *, is_live: bool) -> Body:
        def walk(value: object, pointer: str) -> object:
            match value:
                case Slot():
                    return close(value, pointer)
                case dict():
                    return {
                        key: walk(item, f"{pointer}/{_token(key)}") for key, item in value.items()
                    }
                case list():
                    return [walk(item, f"{pointer}/{index}") for index, item in enumerate(value)]
                case _:
                    return value

        def close(slot: Slot, pointer: str) -> str:
            stored = self.sealer.store(slot, f"{table}|{identifier}|{pointer}")
            readable = self.sealer.can_open(slot)
            self.secrets.append(
                PlainSecret(table, identifier, pointer, slot.plain, stored, readable, is_live)
            )
            return stored

        return {key: walk(value, f"/{_token(key)}") for key, value in body.items()}


def _token(key: object) -> str:
    return str(key).replace("~", "~0").replace("/", "~1")


@dataclass(frozen=True, slots=True)
class Site:
    """One space under construction."""

    builder: Builder
    id: str

    def ref(self, table: str, name: str, identifier: str = "") -> str:
        """Give the id of a document of this space by name; channels as `Project/Channel`."""
        return self.builder.reserve(self.id, table, name, identifier)

    def refs(self, table: str, *names: str) -> list[str]:
        """Give the ids of several documents of one table."""
        return [self.ref(table, name) for name in names]

    def add(self, table: str, name: str, body: Body, *, owner: str = "") -> str:
        """Add a named document of this space and give its id.

        `owner` is the name of the project for what is named within one.
        """
        identifier = self.ref(table, f"{owner}/{name}" if owner else name)
        whole: Body = {"Id": identifier, "Name": name, "SpaceId": self.id}
        if table in _SLUGGED:
            whole["Slug"] = slug(name)
        return self.builder.add(table, {**whole, **body})

    def tag(self, canonical_name: str) -> str:
        """Give the id of a tag, `TagSets-1/Tags-2`, by its `Set/Tag`."""
        set_name, _, _ = canonical_name.partition("/")
        return f"{self.ref('TagSet', set_name)}/{self.ref('Tag', canonical_name)}"

    def tags(self, *canonical_names: str) -> list[str]:
        """Give the ids of several tags."""
        return [self.tag(name) for name in canonical_names]

    def trap(
        self, name: str, table: str, identifier: str, *, moves: bool = True, part: str = ""
    ) -> None:
        """Note that a row shows a trap."""
        self.builder.trap(name, table, identifier, moves=moves, part=part)


def related_ids(body: object) -> list[str]:
    """Give the ids inside a document as its RelatedDocumentIds column lists them, sorted."""
    found: set[str] = set()

    def walk(value: object) -> None:
        match value:
            case str() if _RELATED.fullmatch(value):
                found.add(value)
            case dict():
                for item in value.values():
                    walk(item)
            case list():
                for item in value:
                    walk(item)
            case _:
                return

    walk(body)
    return sorted(found)


_RELATED = re.compile(
    r"(?:Accounts|ActionTemplates|Certificates|Channels|Environments|Feeds|GitCredentials|Machines"
    r"|Projects|Teams|WorkerPools)-\d+|feeds-builtin(?:-releases)?"
)
