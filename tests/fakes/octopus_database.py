"""A small Octopus database for the sandbox's SQL Server, and settings that reach it."""

# ruff: noqa: DTZ001  (SQL Server's datetime has no zone)

import gzip
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

from migrator.model.secret import Secret
from migrator.model.settings import SourceSettings
from migrator.sandbox.database import Column, Database, Row, Table
from migrator.source.drivers import DriverFound, find_drivers

DATABASE = "OctopusDeploy"
USER = "octopus_reader"
PASSWORD = "p;w d' ü{1 Zk7-canary"
DRIVERS = tuple(found for found in find_drivers() if found.is_usable)
MICROSOFT = tuple(found for found in DRIVERS if found.family == "Microsoft")

_BASE = (
    Column("Id", "nvarchar(50)", nullable=False),
    Column("Name", "nvarchar(200)"),
    Column("SpaceId", "nvarchar(50)"),
    Column("JSON", "nvarchar(max)"),
    Column("DataVersion", "timestamp"),
)


def version(number: int) -> bytes:
    return number.to_bytes(8, "big")


def row(identity: str, name: str, json: str | None = "{}", **more: object) -> Row:
    base = {
        "Id": identity,
        "Name": name,
        "SpaceId": "Spaces-1",
        "JSON": json,
        "DataVersion": version(1000),
    }
    return {**base, **more}


def table(rows: Iterable[Row] = (), columns: tuple[Column, ...] = _BASE) -> Table:
    return Table(columns, list(rows))


def with_columns(*more: Column) -> tuple[Column, ...]:
    return (*_BASE, *more)


def variable_set(number: int, *, is_frozen: bool = False, json: str = "{}") -> Row:
    owner = f"Projects-{number}"
    suffix = "-s-2-XM74V" if is_frozen else ""
    return {
        "Id": f"variableset-{owner}{suffix}",
        "OwnerId": owner,
        "Version": 3,
        "IsFrozen": is_frozen,
        "SpaceId": "Spaces-1",
        "JSON": json,
    }


VARIABLE_SET_COLUMNS = (
    Column("Id", "nvarchar(150)", nullable=False),
    Column("OwnerId", "nvarchar(150)"),
    Column("Version", "int"),
    Column("IsFrozen", "bit", nullable=False),
    Column("SpaceId", "nvarchar(50)"),
    Column("JSON", "nvarchar(max)"),
)


def octopus_database() -> Database:
    """Enough tables to count as Octopus', and a row of each odd type."""
    tables = {
        "Space": table([row("Spaces-1", "Default", SpaceId=None)]),
        "DeploymentEnvironment": table(
            [row("Environments-1", "Dev"), row("Environments-2", "Live")]
        ),
        "Lifecycle": table([row("Lifecycles-1", "Default")]),
        "ProjectGroup": table([row("ProjectGroups-1", "All")]),
        "Project": table([row("Projects-1", "Web", '{"Description":"d"}')]),
        "VariableSet": table(
            [variable_set(1, json='{"Variables":[]}'), variable_set(1, is_frozen=True)],
            VARIABLE_SET_COLUMNS,
        ),
        "Certificate": _certificates(),
        "OctopusServerInstallationHistory": Table(
            (
                Column("Node", "nvarchar(200)"),
                Column("Version", "nvarchar(200)"),
                Column("Installed", "datetimeoffset"),
            ),
            [
                {"Node": "a", "Version": v, "Installed": datetime(year, 1, 2, tzinfo=UTC)}
                for v, year in (("2022.1.1", 2022), ("2023.4.8432", 2024), ("2021.3.1", 2021))
            ],
        ),
        "SchemaVersions": Table(
            (
                Column("Id", "int"),
                Column("ScriptName", "nvarchar(255)"),
                Column("Applied", "datetime"),
            ),
            [
                {"Id": n, "ScriptName": f"Script{n}", "Applied": datetime(2024, 1, n)}
                for n in (1, 2)
            ],
        ),
        "Configuration": Table(
            (Column("Id", "nvarchar(50)"), Column("JSON", "nvarchar(max)")),
            [{"Id": "server", "JSON": '{"InstallationId":"inst-7"}'}],
        ),
    }
    return Database(DATABASE, tables)


def _certificates() -> Table:
    columns = (
        Column("Id", "varchar(210)", nullable=False),
        Column("Name", "nvarchar(200)"),
        Column("EnvironmentIds", "nvarchar(max)"),
        Column("TenantTags", "nvarchar(max)"),
        Column("NotAfter", "datetimeoffset"),
        Column("Archived", "datetimeoffset"),
        Column("Created", "datetime"),
        Column("Token", "uniqueidentifier"),
        Column("SortOrder", "bigint"),
        Column("IsDefault", "bit"),
        Column("DataVersion", "timestamp"),
        Column("JSON", "nvarchar(max)"),
        Column("JSONBlob", "varbinary(max)"),
    )
    zone = timezone(timedelta(hours=-3, minutes=-30))
    return Table(
        columns,
        [
            {
                "Id": "Certificates-1",
                "Name": "|not|a|list|",
                "EnvironmentIds": "|Environments-1|Environments-2|",
                "TenantTags": None,
                "NotAfter": datetime(2031, 5, 6, 7, 8, 9, 250000, tzinfo=zone),
                "Archived": None,
                "Created": datetime(2024, 2, 3, 4, 5, 6),
                "Token": "0F8FAD5B-D9CB-469F-A165-70867728950E",
                "SortOrder": 2**40,
                "IsDefault": True,
                "DataVersion": version(1001),
                "JSON": None,
                "JSONBlob": gzip.compress('{"name":"old","Notes":"ü😀"}'.encode("utf-16-le")),
            }
        ],
    )


CERTIFICATE = {
    "Id": "Certificates-1",
    "Name": "|not|a|list|",
    "EnvironmentIds": ["Environments-1", "Environments-2"],
    "TenantTags": [],
    "NotAfter": "2031-05-06T07:08:09.25-03:30",
    "Archived": None,
    "Created": "2024-02-03T04:05:06",
    "Token": "0f8fad5b-d9cb-469f-a165-70867728950e",
    "SortOrder": 2**40,
    "IsDefault": True,
    "DataVersion": "AAAAAAAAA+k=",
    "Notes": "ü😀",
}


def settings(
    port: int, found: DriverFound, ca: Path | None = None, **more: object
) -> SourceSettings:
    """Settings for a server on loopback; FreeTDS never verifies, so it must be allowed not to."""
    values = {
        "server": f"localhost,{port}",
        "database": DATABASE,
        "user": USER,
        "password": Secret(PASSWORD),
        "driver": found.name,
        "server_certificate": ca,
        "trust_server_certificate": found.family == "FreeTDS",
        "timeout_s": 5,
    }
    return SourceSettings(**{**values, **more})
