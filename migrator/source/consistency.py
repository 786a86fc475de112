"""Without a snapshot: which rows have changed since they were read.

Rows with a rowversion are found by the server; of the others we keep a fingerprint each, which is
small and only of live rows.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from migrator.model.documents import SourceId
from migrator.model.errors import SourceError
from migrator.source.connection import Connection, Row, Select
from migrator.source.rows import Wanted, select_changed, select_page
from migrator.source.shape import TableShape, quote_name, select_sql

_PAGE = 200
_DBTS_SQL = "SELECT CAST(@@DBTS AS binary(8))"

Change = tuple[str, SourceId]


@dataclass(slots=True)
class ChangeWatch:
    """Remembers what was read, and compares.

    Attributes:
        database_version: @@DBTS at the start or at the last comparison; None where it may not be
            asked, then the highest rowversion of each table stands in for it.
    """

    database_version: bytes | None = None
    _table_versions: dict[str, bytes] = field(default_factory=dict)
    _fingerprints: dict[str, dict[str, bytes]] = field(default_factory=dict)
    _tables: dict[str, TableShape] = field(default_factory=dict)
    _column_digests: dict[Select, int] = field(default_factory=dict)

    def start(self, connection: Connection) -> bool:
        """Remember where the database stands; False where it may not be asked."""
        self.database_version = _read_version(connection, Select(_DBTS_SQL))
        return self.database_version is not None

    def before(self, connection: Connection, table: TableShape) -> None:
        """A table is about to be read."""
        key = table.name.casefold()
        if key in self._tables:
            return
        self._tables[key] = table
        if table.row_version is not None and self.database_version is None:
            self._table_versions[key] = _read_highest(connection, table)

    def saw(self, table: TableShape, row_id: str, row: Row) -> None:
        """A row was read, all its columns."""
        if table.row_version is None:
            of_table = self._fingerprints.setdefault(table.name.casefold(), {})
            of_table[row_id] = _fingerprint(row)

    def watched(self, select: Select, rows: Iterable[Row]) -> Iterator[Row]:
        """The rows of some columns of a whole table, remembered once all are read."""
        digest = 0
        for row in rows:
            digest += int.from_bytes(_fingerprint(row), "little")
            yield row
        self._column_digests[select] = digest

    def changes(self, connection: Connection) -> Iterator[Change]:
        """What has changed since the start, or since the last time; deleted rows too.

        A table read by columns has no ids: it counts as a whole, under the id "".
        """
        now = _read_version(connection, Select(_DBTS_SQL)) if self.database_version else None
        for key, table in self._tables.items():
            if table.row_version is None:
                yield from self._changed_fingerprints(connection, key, table)
            else:
                since = self.database_version or self._table_versions[key]
                if now is None:
                    self._table_versions[key] = _read_highest(connection, table)
                select = select_changed(Wanted(table), table.row_version, since)
                for row in connection.read_all(select):
                    yield table.name, SourceId(str(row[0]))
        for select, before in self._column_digests.items():
            digest = _digest_of_all(connection.stream(select))
            if digest != before:
                self._column_digests[select] = digest
                yield select.table, SourceId("")
        if now is not None:
            self.database_version = now

    def _changed_fingerprints(
        self, connection: Connection, key: str, table: TableShape
    ) -> Iterator[Change]:
        before = self._fingerprints.get(key, {})
        seen: dict[str, bytes] = {}
        for row_id, row in _read_whole(connection, table):
            seen[row_id] = _fingerprint(row)
            if before.get(row_id) != seen[row_id]:
                yield table.name, SourceId(row_id)
        for row_id in before.keys() - seen.keys():
            yield table.name, SourceId(row_id)
        self._fingerprints[key] = seen


def _read_whole(connection: Connection, table: TableShape) -> Iterator[tuple[str, Row]]:
    names = list(table.columns)
    at = names.index("id")
    columns = tuple(table.columns.values())
    wanted = Wanted(table)
    after: str | None = None
    while True:
        count = 0
        for row in connection.stream(select_page(wanted, columns, after, _PAGE)):
            count += 1
            after = str(row[at])
            if not wanted.excludes_id(after):
                yield after, row
        if count < _PAGE:
            return


def _fingerprint(row: Row) -> bytes:
    digest = hashlib.blake2b(digest_size=12)
    for cell in row:
        # The length before each cell, so that two rows cannot run into the same bytes.
        raw = cell if isinstance(cell, bytes) else repr(cell).encode(errors="surrogatepass")
        digest.update(len(raw).to_bytes(8, "little"))
        digest.update(raw)
    return digest.digest()


def _digest_of_all(rows: Iterable[Row]) -> int:
    """Of all rows in whatever order: a sum, for a table without a key promises none."""
    return sum(int.from_bytes(_fingerprint(row), "little") for row in rows)


def _read_version(connection: Connection, select: Select) -> bytes | None:
    try:
        rows = connection.read_all(select)
    except SourceError:
        if connection.is_dead:
            raise
        return None
    value = rows[0][0] if rows else None
    return value if isinstance(value, bytes) else None


def _read_highest(connection: Connection, table: TableShape) -> bytes:
    column = table.row_version
    if column is None:
        return bytes(8)
    sql = select_sql(f"MAX({quote_name(column.name)})", table)
    return _read_version(connection, Select(sql, (), table.name)) or bytes(8)
