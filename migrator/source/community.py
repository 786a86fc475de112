"""Which step templates of the source were installed from the community's library."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from migrator.model.documents import Json, Kind, Ref
from migrator.rules.community import MEMBER, LibraryEntry
from migrator.source.tables import text

LIBRARY_TABLE = "CommunityActionTemplate"
LIBRARY_COLUMNS = ("Id", "Name", "ExternalId")


@dataclass(slots=True)
class Library:
    """The templates of the library by their ids here, and those that are installed."""

    _entries: dict[str, LibraryEntry] = field(default_factory=dict)
    _installed: dict[Ref, LibraryEntry] = field(default_factory=dict)

    def remember(self, rows: Iterable[Mapping[str, Json]]) -> None:
        """Take note of the library's templates."""
        for row in rows:
            identity = text(row, "Id")
            entry = LibraryEntry(identity, text(row, "ExternalId").strip("{}"), text(row, "Name"))
            self._entries[identity.casefold()] = entry

    def remember_installed(self, ref: Ref, body: Mapping[str, Json]) -> None:
        """Take note of a step template that says where it came from."""
        entry = self._entries.get(text(body, MEMBER).casefold())
        if entry is not None and ref.kind is Kind.STEP_TEMPLATE:
            self._installed[ref] = entry

    def complete(self, ref: Ref, body: dict[str, Json]) -> dict[str, Json]:
        """The row with the library's own id and name in place of this server's id.

        An earlier version came from where its template did; whichever is written first is
        installed. A template that the library no longer holds says nothing of it.
        """
        if ref.kind not in {Kind.STEP_TEMPLATE, Kind.STEP_TEMPLATE_VERSION}:
            return body
        entry = self._installed.get(Ref(Kind.STEP_TEMPLATE, ref.path[:2]))
        kept = {name: value for name, value in body.items() if name.casefold() != _FOLDED}
        return kept if entry is None else {**kept, MEMBER: entry.as_json()}


_FOLDED = MEMBER.casefold()
