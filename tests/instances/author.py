"""Writes the rows of one space, and beside each what should stand on the target."""

from __future__ import annotations

import json
import random
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from migrator.sandbox.instance.builder import Builder, Site
from migrator.sandbox.instance.documents import Slot, Storing
from tests.instances.symbols import (
    ABSENT,
    KIND_OF_TABLE,
    ActionOf,
    Differs,
    Gone,
    JsonText,
    Own,
    Tag,
    To,
    as_told,
    tidy,
)

# The target starts to count behind the highest; names that look like ids stand before the lowest.
_LOWEST_ID, _HIGHEST_ID = 10, 900


@dataclass(frozen=True)
class Place:
    """Where a document stands, in words."""

    kind: str
    space: str
    name: str

    def __str__(self) -> str:
        return f"{self.kind} of {self.space}: {self.name}"


@dataclass
class Author:
    """One space under construction."""

    builder: Builder
    site: Site
    space: str
    draw: random.Random
    _raw: dict[Place, object] = field(default_factory=dict)
    _later: list[Callable[[], Mapping[To, object]]] = field(default_factory=list)
    _slugs: set[str] = field(default_factory=set)
    _apart: dict[Place, object] = field(default_factory=dict)

    @property
    def shape(self):
        return self.builder.shape

    def id_of(self, to: To) -> str:
        """The source's id: any number, the beginnings of others among them."""
        key = (self.site.id, to.table, to.name.casefold())
        if key in self.builder._ids:
            return self.builder._ids[key]
        prefix = self.builder.next_id(to.table).rpartition("-")[0]
        while True:
            identifier = f"{prefix}-{self.draw.randint(_LOWEST_ID, _HIGHEST_ID)}"
            if identifier not in self.builder._taken:
                return self.site.ref(to.table, to.name, identifier)

    def stored(self, value: object) -> object:
        """The value as the source holds it."""
        match value:
            case To():
                return value.cased(self.id_of(value))
            case Tag(name, by_name):
                return name if by_name else self.tag_id(name)
            case ActionOf(owner, name):
                return self.builder.guid("action", self.id_of(owner), name)
            case Gone(series):
                return f"{series}-99999"
            case JsonText(inner):
                return json.dumps(self.stored(inner))
            case Own(parts):
                return self.builder.guid(self.site.id, *parts)
            case Differs(stored=stored):
                return self.stored(stored)
            case Slot():
                return value
            case Mapping():
                held = {str(self.stored(key)): self.stored(item) for key, item in value.items()}
                return {key: item for key, item in held.items() if item != ABSENT}
            case list():
                return [self.stored(item) for item in value]
            case _:
                return value

    def tag_id(self, canonical_name: str) -> str:
        set_name, _, _ = canonical_name.partition("/")
        own = self.id_of(To("Tag", canonical_name))
        self.builder.settle("Tag", own)
        return f"{self.id_of(To('TagSet', set_name))}/{own}"

    def slug(self, name: str) -> str:
        """A slug that nothing else has, and that not always follows from the name."""
        while True:
            slug = f"{self.draw.choice(('x', 'old', 'the-first'))}-{self.draw.randint(1, 10**6)}"
            if slug not in self._slugs:
                self._slugs.add(slug)
                return slug

    def add(
        self,
        table: str,
        name: str,
        body: Mapping[str, object],
        owner: str = "",
        *,
        stays: bool = False,
    ) -> To:
        """Add a named document; where it `stays` behind, the target does not get it."""
        to = To(table, f"{owner}/{name}" if owner else name)
        self.id_of(to)
        self.site.add(table, name, self.stored(body), owner=owner)
        self._store_oddly(table, self.id_of(to))
        if not stays:
            self.expect(to, {"Name": name, **body})
        return to

    def _store_oddly(self, table: str, identifier: str) -> None:
        """Now and then hold the JSON as only some servers wrote it."""
        if self.draw.random() < 0.8:
            return
        blobs = (Storing.BLOB_ONLY, Storing.BLOB_AND_EMPTY_TEXT)
        has_blob = table == "Lifecycle" and self.shape.has_git
        form = self.draw.choice(blobs) if has_blob else Storing.BYTE_ORDER_MARK
        self.builder.storings[table, identifier] = form

    def add_row(self, table: str, row: Mapping[str, object], to: To, told: object) -> None:
        """Add a row whose id is given, such as a variable set."""
        self.builder.add(table, self.stored({**row, "SpaceId": self.site.id}))
        self.expect(to, told)

    def expect(self, to: To, body: object) -> None:
        place = Place(KIND_OF_TABLE.get(to.table, to.table), self.space, to.name)
        assert place not in self._raw, place
        self._raw[place] = body

    def expect_at(self, place: Place, told: object) -> None:
        """Expect what belongs to no space, already in words."""
        self._apart[place] = told

    def expect_later(self, made: Callable[[], Mapping[To, object]]) -> None:
        """Expect what is known once all is written."""
        self._later.append(made)

    def expected(self) -> dict[Place, object]:
        """What the target should hold, as `tidy` leaves it; call it when all is written."""
        for made in self._later:
            for to, body in made().items():
                self.expect(to, body)
        told = {place: tidy(as_told(body, self.space)) for place, body in self._raw.items()}
        return told | self._apart
