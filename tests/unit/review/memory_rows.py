"""A source in memory: rows as the database layer hands them over."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence

from migrator.model.documents import Json, LogicalDocument, Ref, SourceId
from migrator.source.catalogue import Names, find_settings_owners, read_documents, read_names
from migrator.source.rows import RawDocument

Table = Sequence[Mapping[str, Json]]


class MemoryRows:
    """Tables by name; every row has an `Id`."""

    def __init__(self, tables: Mapping[str, Table]) -> None:
        self._tables = dict(tables)

    def has_table(self, name: str) -> bool:
        return name in self._tables

    def documents(
        self, table: str, *, ids: Collection[str] | None = None, live_only: bool = True
    ) -> Iterator[RawDocument]:
        wanted = None if ids is None else {identity.casefold() for identity in ids}
        for row in self._tables[table]:
            identity = str(row["Id"])
            if wanted is None or identity.casefold() in wanted:
                yield RawDocument(table, SourceId(identity), dict(row))

    def count(self, table: str, *, live_only: bool = True) -> int:
        assert not live_only, "it knows of no copies"
        return len(self._tables.get(table, []))

    def rows(self, table: str, columns: tuple[str, ...]) -> Iterator[Mapping[str, Json]]:
        for row in self._tables.get(table, []):
            yield {name: row.get(name) for name in columns}


SPACE: dict[str, Json] = {"Id": "Spaces-1", "Name": "Default", "IsDefault": True}
PROJECT: dict[str, Json] = {
    "Id": "Projects-1",
    "Name": "Web",
    "SpaceId": "Spaces-1",
    "ProjectGroupId": "ProjectGroups-1",
    "LifecycleId": "Lifecycles-1",
}


def tables(**more: Table) -> dict[str, Table]:
    """A space with one project, and more."""
    return {"Space": [SPACE], "Project": [PROJECT], **more}


def names_of(source: Mapping[str, Table]) -> Names:
    names = read_names(MemoryRows(source))
    find_settings_owners(names)
    return names


def documents_of(source: Mapping[str, Table]) -> dict[Ref, LogicalDocument]:
    rows = MemoryRows(source)
    names = names_of(source)
    found = (read.converted.document for read in read_documents(rows, names))
    return {document.ref: document for document in found}
