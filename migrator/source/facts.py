"""What is known about the server and its database before a document is read."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from dataclasses import dataclass

from migrator.model.documents import Json
from migrator.model.errors import SourceError
from migrator.model.report import Finding, Severity
from migrator.source.connection import Connection, Row, Select
from migrator.source.errors import (
    NoSelectRightError,
    NotAnOctopusDatabaseError,
    StatementFailedError,
    TooOldError,
    UpgradeUnderWayError,
)
from migrator.source.shape import Shape, TableShape, quote_name, select_sql
from migrator.source.values import UnreadableError, parse_body

log = logging.getLogger(__name__)

# Every Octopus database of any version has these. Source: the public schema scripts of 2015-2018.
_CORE_TABLES = ("DeploymentEnvironment", "Lifecycle", "Project", "ProjectGroup", "VariableSet")
_USUAL_TABLES = (
    "Account",
    "ActionTemplate",
    "Certificate",
    "Channel",
    "DeploymentProcess",
    "Feed",
    "LibraryVariableSet",
    "Machine",
    "MachinePolicy",
    "Proxy",
    "TagSet",
    "Team",
    "Tenant",
    "TenantVariable",
    "WorkerPool",
)
_SNAPSHOT_ON = 1


@dataclass(frozen=True, slots=True)
class DatabaseOptions:
    """What sys.databases says; None where it may not be asked."""

    allows_snapshot: bool | None = None
    read_committed_snapshot: bool | None = None
    compatibility_level: int | None = None
    collation: str = ""


@dataclass(frozen=True, slots=True)
class Facts:
    """About the source, for people and for programs; "" and None for what is not known.

    Attributes:
        driver: its name, and the package that calls it.
        driver_reason: one sentence that says why it was taken.
        who: the sign-in in words.
        encryption: in words.
        is_snapshot: whether all reads see one state of the database.
        consistency: in words, how the reads are kept consistent.
        octopus_version: of the newest installation.
        schema_scripts: how many upgrade scripts have run.
    """

    driver: str
    driver_reason: str
    who: str
    encryption: str
    server_version: str
    options: DatabaseOptions
    is_snapshot: bool
    consistency: str
    octopus_version: str
    schema_scripts: int | None
    installation_id: str
    findings: tuple[Finding, ...] = ()

    def as_json(self) -> dict[str, Json]:
        """For reports, without the findings."""
        return {
            "driver": self.driver,
            "driver_reason": self.driver_reason,
            "sign_in": self.who,
            "encryption": self.encryption,
            "server_version": self.server_version,
            "compatibility_level": self.options.compatibility_level,
            "collation": self.options.collation,
            "consistency": self.consistency,
            "octopus_version": self.octopus_version,
            "schema_scripts": self.schema_scripts,
            "installation_id": self.installation_id,
        }


class Asking:
    """Questions that a server may refuse: then there is a finding and no answer."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self.findings: list[Finding] = []

    def first_row(self, sql: str, what: str) -> Row | None:
        """The first row of the answer, or None where there is none or it is refused."""
        try:
            rows = self._connection.read_all(Select(sql, (), what))
        except (NoSelectRightError, StatementFailedError, UpgradeUnderWayError):
            self.findings.append(
                Finding(
                    Severity.INFO,
                    "source-question-refused",
                    "",
                    f"The server does not tell this login {what}.",
                )
            )
            return None
        return rows[0] if rows else None


_OPTIONS_SQL = (
    "SELECT snapshot_isolation_state, is_read_committed_snapshot_on, compatibility_level, "
    "collation_name FROM sys.databases WHERE database_id = DB_ID()"
)
# Cast, for FreeTDS cannot take a sql_variant and the connection is broken afterwards.
_VERSION_SQL = "SELECT CAST(SERVERPROPERTY('ProductVersion') AS nvarchar(128))"


def read_options(asking: Asking) -> DatabaseOptions:
    """The database's options, before any transaction."""
    row = asking.first_row(_OPTIONS_SQL, "the options of the database")
    if row is None:
        return DatabaseOptions()
    state, committed, level, collation = row
    return DatabaseOptions(
        allows_snapshot=state == _SNAPSHOT_ON,
        read_committed_snapshot=bool(committed),
        compatibility_level=level if isinstance(level, int) else None,
        collation=str(collation or ""),
    )


def read_server_version(asking: Asking) -> str:
    """The version of SQL Server, such as `16.0.4165.4`."""
    row = asking.first_row(_VERSION_SQL, "its version")
    return str(row[0] or "") if row else ""


def check_is_octopus(shape: Shape, database: str, octopus_version: str) -> None:
    """See that it is an Octopus database, and of a server with spaces.

    Raises:
        NotAnOctopusDatabaseError: tables are missing that every one has.
        TooOldError: it is older than 2019.1.
    """
    missing = shape.missing(_CORE_TABLES)
    if missing:
        raise NotAnOctopusDatabaseError(database, missing)
    project = shape.table("Project")
    if shape.table("Space") is None or project is None or project.column("SpaceId") is None:
        raise TooOldError(octopus_version)


def unseen_tables(shape: Shape) -> Iterator[Finding]:
    """A finding about the usual tables that are not there: perhaps the login lacks a right."""
    missing = shape.missing(_USUAL_TABLES)
    if missing:
        yield Finding(
            Severity.WARNING,
            "source-tables-not-visible",
            "",
            f"These tables cannot be seen, so what is in them would stay behind: "
            f"{', '.join(missing)}.",
            "A login without SELECT on a table does not see it: check that it has db_datareader.",
        )


def read_octopus_version(connection: Connection, shape: Shape) -> str:
    """The version of the newest installation, or "".

    Source: octopus.com/docs, OctopusServerInstallationHistory.
    """
    table = shape.table("OctopusServerInstallationHistory")
    if table is None:
        return ""
    version, installed = table.column("Version"), table.column("Installed")
    if version is None or installed is None:
        return _version_in_json(connection, table)
    what = quote_name(version.name)
    sql = select_sql(what, table, order_by=f"{quote_name(installed.name)} DESC", top=1)
    rows = connection.read_all(Select(sql, (), table.name))
    return str(rows[0][0] or "") if rows else ""


def _version_in_json(connection: Connection, table: TableShape) -> str:
    newest = ("", "")
    if table.json is None:
        return ""
    sql = select_sql(quote_name(table.json.name), table)
    for row in connection.stream(Select(sql, (), table.name)):
        body = _body(row[0])
        newest = max(newest, (str(body.get("installed", "")), str(body.get("version", ""))))
    return newest[1]


def count_scripts(connection: Connection, shape: Shape) -> int | None:
    """How many upgrade scripts have run; None where the table is not to be seen."""
    table = shape.table("SchemaVersions")
    if table is None:
        return None
    try:
        sql = select_sql("COUNT_BIG(*)", table)
        rows = connection.read_all(Select(sql, (), table.name))
    except (NoSelectRightError, StatementFailedError):
        return None
    count = rows[0][0]
    return count if isinstance(count, int) else None


def read_installation_id(connection: Connection, shape: Shape) -> str:
    """The installation's id, where a settings document has it; "" where it has not."""
    table = shape.table("Configuration")
    if table is None or table.json is None:
        return ""
    sql = select_sql(quote_name(table.json.name), table)
    found = ""
    try:
        for row in connection.stream(Select(sql, (), table.name)):
            value = _body(row[0]).get("installationid")
            if isinstance(value, str) and value:
                found = value
    except SourceError as error:
        if connection.is_dead:
            raise
        log.info("installation id not read: %s", error.code)
    return found


def _body(cell: object) -> dict[str, Json]:
    """Top-level members by casefolded name."""
    try:
        body = parse_body(cell if isinstance(cell, str) else None, None)
    except UnreadableError:
        return {}
    return {key.casefold(): value for key, value in body.items()}
