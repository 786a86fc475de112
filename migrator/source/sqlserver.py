"""The source: an Octopus Server's database, read and never written."""

from __future__ import annotations

import logging
from collections.abc import Callable, Collection, Iterator, Mapping
from types import TracebackType
from typing import Self

from migrator.model.documents import Json, SourceId
from migrator.model.events import Run
from migrator.model.report import Finding, Severity
from migrator.model.settings import SourceSettings
from migrator.source.connection import Connection, Row, Select
from migrator.source.consistency import ChangeWatch
from migrator.source.drivers import Driver, choose_driver, find_drivers
from migrator.source.errors import (
    ConnectionLostError,
    DeadlockVictimError,
    NoSelectRightError,
    StatementFailedError,
    UpgradeUnderWayError,
)
from migrator.source.facts import (
    Asking,
    Facts,
    check_is_octopus,
    count_scripts,
    read_installation_id,
    read_octopus_version,
    read_options,
    read_server_version,
    unseen_tables,
)
from migrator.source.opening import open_connection
from migrator.source.returning import wait_for
from migrator.source.rows import (
    BrokenRow,
    RawDocument,
    Wanted,
    parse_cells,
    parse_row,
    select_columns,
    select_count,
    select_ids,
    select_page,
    select_size,
)
from migrator.source.shape import ColumnShape, Shape, TableShape, read_shape

log = logging.getLogger(__name__)

_PAGE = 200
_ID_PAGE = 2000
_IDS_AT_ONCE = 100
# History: large, and never carried over.
_UNWATCHED = frozenset({"release"})
_HISTORY = frozenset(
    {
        "artifact",
        "buildinformation",
        "deployment",
        "deploymenthistory",
        "event",
        "interruption",
        "nugetpackage",
        "release",
        "runbookrun",
        "runbooksnapshot",
        "servertask",
    }
)


def open_source(settings: SourceSettings, run: Run) -> OctopusDatabase:
    """Find a driver, sign in, begin the transaction and look at what is there.

    Raises:
        SourceError: each reason has its own class; see `migrator.source.errors`.
        Cancelled: between two of these steps.
    """
    run.check()
    driver = choose_driver(settings, find_drivers())
    log.info("driver: %s (%s)", driver.name, driver.found.version)
    return open_with(settings, driver, run)


def open_with(settings: SourceSettings, driver: Driver, run: Run) -> OctopusDatabase:
    """As `open_source`, with a driver that is already chosen."""
    run.check()
    opened = open_connection(settings, driver)
    connection = opened.connection
    try:
        run.check()
        asking = Asking(connection)
        options = read_options(asking)
        version = read_server_version(asking)
        is_snapshot = bool(options.allows_snapshot)
        watch = ChangeWatch()
        _begin(connection, is_snapshot=is_snapshot)
        findings = [*opened.findings, *asking.findings]
        if not is_snapshot:
            findings.append(_no_snapshot(has_version=watch.start(connection)))
        shape = read_shape(connection)
        octopus_version = read_octopus_version(connection, shape)
        check_is_octopus(shape, settings.database, octopus_version)
        run.check()
        facts = Facts(
            driver=driver.name,
            driver_reason=driver.reason,
            who=opened.who,
            encryption=opened.encryption,
            server_version=version,
            options=options,
            is_snapshot=is_snapshot,
            consistency="one snapshot" if is_snapshot else "row versions compared",
            octopus_version=octopus_version,
            schema_scripts=count_scripts(connection, shape),
            installation_id=read_installation_id(connection, shape),
            findings=(*findings, *unseen_tables(shape)),
        )
    except BaseException:
        connection.close()
        raise

    def reopen() -> Connection:
        again = wait_for(lambda: open_connection(settings, driver).connection, run.check)
        _begin(again, is_snapshot=False)
        return again

    return OctopusDatabase(connection, shape, facts, watch, reopen)


def _begin(connection: Connection, *, is_snapshot: bool) -> None:
    # Without a snapshot no transaction: it would only keep locks longer than each statement.
    if is_snapshot:
        connection.use_snapshot()
        connection.begin()


def _no_snapshot(*, has_version: bool) -> Finding:
    how = "" if has_version else " (table by table, for @@DBTS may not be asked)"
    return Finding(
        Severity.WARNING,
        "source-no-snapshot",
        "",
        "The database does not allow snapshot isolation; rows that change while we read are "
        f"found by their versions{how} and read again.",
        "Best switch Octopus to maintenance mode, or read a restored copy, or let the database "
        "administrator set ALLOW_SNAPSHOT_ISOLATION ON.",
    )


class OctopusDatabase:
    """An open database. Used from one thread; closed by `with` or `close`."""

    def __init__(
        self,
        connection: Connection,
        shape: Shape,
        facts: Facts,
        watch: ChangeWatch,
        reopen: Callable[[], Connection],
    ) -> None:
        self._connection = connection
        self._shape = shape
        self._watch = watch
        self._reopen = reopen
        self.facts = facts

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        exc_type: type[BaseException] | None,
        exc: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        """Roll back and sign out."""
        self._connection.close()

    def has_table(self, name: str) -> bool:
        """Whether there is such a table, in whatever case, that we may see."""
        return self._shape.table(name) is not None

    def columns(self, name: str) -> tuple[ColumnShape, ...]:
        """The table's columns in its order; empty where there is no such table."""
        table = self._shape.table(name)
        return tuple(table.columns.values()) if table else ()

    def count(self, table: str, *, live_only: bool = True) -> int:
        """How many rows; 0 where there is no such table."""
        shape = self._shape.table(table)
        if shape is None:
            return 0
        wanted = Wanted(shape, live_only=live_only)
        if live_only and shape.has_snapshots and shape.column("IsFrozen") is None:
            # Only the id tells a frozen copy, so the ids must be looked at.
            return sum(1 for _ in self._live_ids(wanted))
        value = self._read_all(select_count(wanted))[0][0]
        return value if isinstance(value, int) else 0

    def sizes(self, tables: Collection[str] | None = None) -> Mapping[str, int]:
        """Bytes of the live documents by table, as stored; without those that may not be asked.

        By default of all tables but the history.
        """
        names = {name.casefold() for name in tables} if tables is not None else None
        found: dict[str, int] = {}
        for key, table in self._shape.tables.items():
            if key not in names if names is not None else key in _HISTORY:
                continue
            columns = [column for column in (table.json, table.blob) if column is not None]
            try:
                sums = [self._read_all(select_size(Wanted(table), c))[0][0] for c in columns]
            except (NoSelectRightError, StatementFailedError):
                continue
            if columns:
                found[table.name] = sum(value for value in sums if isinstance(value, int))
        return found

    def documents(
        self,
        table: str,
        *,
        space_id: str | None = None,
        any_space: bool = True,
        ids: Collection[str] | None = None,
        live_only: bool = True,
    ) -> Iterator[RawDocument | BrokenRow]:
        """The rows as documents, in the order of their ids; none where there is no table.

        Only a page of them is in memory. Ids must be unique, as in every table of documents; read
        RelatedDocument, where they are not, by `rows`. With `space_id` only that space's; without
        it and with `any_space` False only those of the system. `ids` narrows it down further;
        with them `live_only` False gives the copies too that releases and snapshots keep.

        Raises:
            SourceError: a connection lost in mid read cannot be mended within a snapshot.
        """
        shape = self._shape.table(table)
        if shape is None or shape.column("Id") is None:
            return
        # What others keep as it was never changes, and releases come all the time.
        is_watched = live_only and shape.name.casefold() not in _UNWATCHED
        if is_watched:
            self._before(shape)
        wanted = Wanted(shape, space_id=space_id, any_space=any_space, live_only=live_only)
        if ids is not None:
            rows = self._by_ids(wanted, iter(sorted(set(ids))))
        elif shape.has_snapshots:
            # One pass without the documents, for IsFrozen has no index; then only the live ones.
            rows = self._by_ids(wanted, self._live_ids(wanted))
        else:
            rows = self._by_pages(wanted, tuple(shape.columns.values()), _PAGE)
        for row in rows:
            document = parse_row(shape, row)
            if isinstance(document, BrokenRow):
                is_wanted = not wanted.excludes_id(document.id)
            else:
                is_wanted = not wanted.excludes(document)
            if is_wanted:
                if is_watched:
                    self._saw(shape, document.id, row)
                yield document

    def rows(self, table: str, columns: tuple[str, ...]) -> Iterator[Mapping[str, Json]]:
        """Some columns of all rows of a table without documents; None for a missing column."""
        shape = self._shape.table(table)
        if shape is None:
            return
        asked = {name: shape.column(name) for name in columns}
        present = tuple(column for column in asked.values() if column is not None)
        if present:
            select = select_columns(shape, present)
            rows = self._connection.stream(select)
            if not self.facts.is_snapshot and shape.name.casefold() not in _UNWATCHED:
                rows = self._watch.watched(select, rows)
            for row in rows:
                yield parse_cells(asked, row)

    def changed_since_start(self) -> tuple[tuple[str, SourceId], ...]:
        """Rows of the tables read so far that have changed since the start, or the last call.

        Read them again by `documents(table, ids=...)` and ask again, until nothing has changed; a
        table that was read by `rows` counts as a whole, under the id "". With a snapshot there is
        never any.

        Raises:
            UpgradeUnderWayError: upgrade scripts have run meanwhile.
        """
        if self.facts.is_snapshot:
            return ()
        if count_scripts(self._connection, self._shape) != self.facts.schema_scripts:
            raise UpgradeUnderWayError("upgrade scripts ran while we read")
        return tuple(dict.fromkeys(self._watch.changes(self._connection)))

    def _before(self, table: TableShape) -> None:
        if not self.facts.is_snapshot:
            self._watch.before(self._connection, table)

    def _saw(self, table: TableShape, row_id: str, row: Row) -> None:
        if not self.facts.is_snapshot:
            self._watch.saw(table, row_id, row)

    def _read_all(self, select: Select) -> list[Row]:
        return self._connection.read_all(select)

    def _live_ids(self, wanted: Wanted) -> Iterator[str]:
        column = wanted.table.column("Id")
        if column is not None:
            for row in self._by_pages(wanted, (column,), _ID_PAGE):
                if not wanted.excludes_id(str(row[0])):
                    yield str(row[0])

    def _by_pages(
        self, wanted: Wanted, columns: tuple[ColumnShape, ...], size: int
    ) -> Iterator[Row]:
        """Page by page by the key: OFFSET would count the rows before it each time."""
        at = [column.name.casefold() for column in columns].index("id")
        after: str | None = None
        is_again = False
        while True:
            count = 0
            try:
                for row in self._connection.stream(select_page(wanted, columns, after, size)):
                    count += 1
                    after = str(row[at])
                    is_again = False
                    yield row
            except (DeadlockVictimError, ConnectionLostError):
                self._mend(is_again=is_again)
                is_again = True
                continue
            if count < size:
                return

    def _by_ids(self, wanted: Wanted, ids: Iterator[str]) -> Iterator[Row]:
        columns = tuple(wanted.table.columns.values())
        at = list(wanted.table.columns).index("id")
        while batch := [row_id for _, row_id in zip(range(_IDS_AT_ONCE), ids, strict=False)]:
            done: set[str] = set()
            is_again = False
            while len(done) < len(batch):
                left = [row_id for row_id in batch if row_id.casefold() not in done]
                try:
                    for row in self._connection.stream(select_ids(wanted, columns, left)):
                        done.add(str(row[at]).casefold())
                        yield row
                except (DeadlockVictimError, ConnectionLostError):
                    self._mend(is_again=is_again)
                    is_again = True
                    continue
                break

    def _mend(self, *, is_again: bool) -> None:
        """Connect once more after a deadlock or a loss; within a snapshot it cannot go on.

        Called while the error is being handled, which it raises anew.
        """
        if self.facts.is_snapshot or is_again:
            raise  # noqa: PLE0704  (within the caller's except)
        self._connection.close()
        self._connection = self._reopen()
