"""The shapes that the database had over the years, and which members are columns in each.

Sources: names of upgrade scripts and issues, beside each change. What the normalised tables are
made of is not public: ours keep each member as a column of the same name.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import Enum
from types import MappingProxyType

from migrator.sandbox.database import Column
from migrator.sandbox.instance.documents import Body
from migrator.sandbox.instance.tables import TABLES_OF_2023_4, parse_columns


class Shape(Enum):
    """A server version after which the database looked different."""

    V2019_1 = "2019.1.5"
    V2021_2 = "2021.2.7580"
    V2023_4 = "2023.4.8432"
    V2024_4 = "2024.4.7065"
    V2025_3 = "2025.3.14357"
    V2026_1 = "2026.1.9674"

    @property
    def server_version(self) -> str:
        """The version in the newest row of the installation history."""
        return self.value

    def is_from(self, other: Shape) -> bool:
        """Whether this shape is the other one or a later one."""
        order = list(Shape)
        return order.index(self) >= order.index(other)

    @property
    def has_runbooks(self) -> bool:
        """Runbooks came with 2019.11."""
        return self.is_from(Shape.V2021_2)

    @property
    def has_git(self) -> bool:
        """Version-controlled projects and git credentials came with 2022.1."""
        return self.is_from(Shape.V2023_4)

    @property
    def has_normalised_tables(self) -> bool:
        """Small tables lost their JSON, and others gained columns, in the course of 2024."""
        return self.is_from(Shape.V2024_4)


_SINCE_2021: tuple[str, ...] = (
    "BuildInformation",
    "DeploymentSettings",
    "Runbook",
    "RunbookProcess",
    "RunbookRun",
    "RunbookSnapshot",
)
_SINCE_2022 = ("GitCredential",)
_SINCE_2024 = ("DeploymentFreeze",)
_COLUMNS_SINCE_2021 = frozenset({"DeploymentTargetType", "OwnerType"})
_COLUMNS_SINCE_2022 = frozenset({"LastModified", "IpAddress"})
_NO_DATA_VERSION_IN_2019 = ("Space", "Subscription", "User")
# Normalised between 2024.1 and 2024.4: Script0405NormaliseProjectGroups, Script0425NormalizeTeams,
# Script0427NormaliseScopedUserRoles, Script0429NormalizeUserRole, Script0431NormalizeUsers,
# Script0436NormalizeWorkerPool, Script0440NormalizeTenant, Script0442NormalizeApiKey, 0446, 0448.
_NORMALISED: Mapping[str, str] = MappingProxyType(
    {
        "Artifact": "LogCorrelationId=max",
        "ApiKey": "Purpose=max Expires=datetimeoffset",
        "OctopusServerInstallationHistory": "",
        "OctopusServerNode": "",
        "ProjectGroup": "Description=max",
        "ScopedUserRole": "",
        "Team": "Description=max ExternalSecurityGroups=max",
        "Tenant": "Description=max ProjectEnvironments=max LogoAttachmentKey=max "
        "LogoAttachmentMimeType=max",
        "User": "PasswordHashed=max Identities=max",
        "UserRole": "Description=max GrantedSpacePermissions=max GrantedSystemPermissions=max",
        "WorkerPool": "Description=max WorkerPoolType WorkerType",
    }
)
_ADDED_IN_2024 = MappingProxyType(
    {"Project": "AllowIgnoreChannelRules=bit", "LibraryVariableSet": "Version=int"}
)
# Entity Framework spells the column so. Source: OctopusDeploy/Issues #9022.
_SPELT_JSON_IN_2024 = ("GitCredential", "VariableSet")


def columns_of(shape: Shape) -> dict[str, tuple[Column, ...]]:
    """Give the columns of each table, by table name."""
    tables = dict(TABLES_OF_2023_4)
    if not shape.is_from(Shape.V2024_4):
        _take_back_to_2023(tables)
    if not shape.is_from(Shape.V2023_4):
        _take_back_to_2021(tables)
    if not shape.is_from(Shape.V2021_2):
        _take_back_to_2019(tables)
    if shape.is_from(Shape.V2024_4):
        _bring_to_2024(tables)
    if shape.is_from(Shape.V2026_1):
        # Source: OctopusDeploy/Issues #10005.
        tables["Project"] = _without(tables["Project"], {"IncludedLibraryVariableSetIds"})
        tables["ProjectLibraryVariableSet"] = parse_columns("ProjectId! LibraryVariableSetId!")
    return tables


def _without(columns: tuple[Column, ...], names: frozenset[str] | set[str]) -> tuple[Column, ...]:
    return tuple(column for column in columns if column.name not in names)


def _take_back_to_2023(tables: dict[str, tuple[Column, ...]]) -> None:
    for name in _SINCE_2024:
        del tables[name]


def _take_back_to_2021(tables: dict[str, tuple[Column, ...]]) -> None:
    for name in _SINCE_2022:
        del tables[name]
    for name, columns in tables.items():
        gone = set(_COLUMNS_SINCE_2022)
        if name != "Project":
            gone.add("Slug")
        if name == "DeploymentEnvironment":
            gone.add("Type")
        tables[name] = _without(columns, gone)


def _take_back_to_2019(tables: dict[str, tuple[Column, ...]]) -> None:
    for name in _SINCE_2021:
        del tables[name]
    for name, columns in tables.items():
        gone = set(_COLUMNS_SINCE_2021)
        if name in _NO_DATA_VERSION_IN_2019:
            gone.add("DataVersion")
        tables[name] = _without(columns, gone)


def _bring_to_2024(tables: dict[str, tuple[Column, ...]]) -> None:
    for name, added in _NORMALISED.items():
        tables[name] = (*_without(tables[name], {"JSON"}), *parse_columns(added))
    for name, added in _ADDED_IN_2024.items():
        *before, json_column = tables[name]
        tables[name] = (*before, *parse_columns(added), json_column)
    for name in _SPELT_JSON_IN_2024:
        *before, json_column = tables[name]
        tables[name] = (*before, Column("Json", json_column.type, nullable=json_column.nullable))
    # Script0454LongKeyAllocation.
    tables["KeyAllocation"] = parse_columns("CollectionName! Allocated=bigint!")


def dress(table: str, body: Body, shape: Shape) -> Body:
    """Give the document as a server of the shape's time would have written it."""
    dressed = dict(body)
    if not shape.is_from(Shape.V2023_4):
        _undo_slugs(table, dressed)
    if not shape.is_from(Shape.V2021_2):
        dressed.pop("OwnerType", None)
        _add_type_names(table, dressed)
    if shape.is_from(Shape.V2024_4) and table == "Project":
        dressed["ExecuteDeploymentsOnResilientPipeline"] = None
        dressed["DynamicEnvironmentSettings"] = {
            "ProvisioningRunbook": None,
            "DeprovisioningRunbook": None,
        }
    if shape.is_from(Shape.V2025_3) and table == "VariableSet":
        dressed["Variables"] = [_thin(variable) for variable in _bodies(body["Variables"])]
    return dressed


def _bodies(value: object) -> list[Body]:
    return [dict(item) for item in value] if isinstance(value, list) else []


def _undo_slugs(table: str, body: Body) -> None:
    if table != "Project":
        body.pop("Slug", None)
    body.pop("LastModified", None)
    if "Steps" in body:
        body["Steps"] = [_step_without_slugs(step) for step in _bodies(body["Steps"])]


def _step_without_slugs(step: Body) -> Body:
    actions = [_without_slug(action) for action in _bodies(step["Actions"])]
    return {**_without_slug(step), "Actions": actions}


def _without_slug(body: Body) -> Body:
    return {name: value for name, value in body.items() if name != "Slug"}


def _add_type_names(table: str, body: Body) -> None:
    """Put `$type` members in; Script0283RemoveDollarTypeFromJson took them out in 2021."""
    if table in {"Account", "Feed"}:
        kind = f"{body[f'{table}Type']}{table}"
        body["$type"] = f"Octopus.Core.Model.{table}s.{kind}, Octopus.Core"
    endpoint = body.get("Endpoint")
    if isinstance(endpoint, dict):
        kind = f"{endpoint['CommunicationStyle']}Endpoint"
        type_name = f"Octopus.Core.Model.Machines.{kind}, Octopus.Core"
        body["Endpoint"] = {"$type": type_name, **endpoint}


def _thin(variable: Body) -> Body:
    """Leave out what says nothing. Source: OctopusDeploy/Issues #9434."""
    if variable.get("Description") is None:
        variable.pop("Description", None)
    if variable.get("Type") == "String":
        del variable["Type"]
    return variable
