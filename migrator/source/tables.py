"""Which table holds which kind, and how its rows are named and owned.

Source: full schema script of a 2018.12 database; upgrade-script names of Octopus Server
2024.4.4121; OctopusDeploy/OctopusClients.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from migrator.model.documents import Json, Kind


@dataclass(frozen=True, slots=True)
class TableFacts:
    """One table.

    Attributes:
        kind: the kind of its rows; variable sets and library sets are told by their content.
        owner_member: the member with the owner's id, for kinds that have an owner.
        is_required: without it the database is none of Octopus Server 2019.1 or later.
    """

    name: str
    kind: Kind
    owner_member: str = ""
    is_required: bool = False


# In the order in which names must be known: owners before what they own.
TABLES: tuple[TableFacts, ...] = (
    TableFacts("Space", Kind.SPACE, is_required=True),
    TableFacts("User", Kind.USER),
    TableFacts("DeploymentEnvironment", Kind.ENVIRONMENT, is_required=True),
    TableFacts("ProjectGroup", Kind.PROJECT_GROUP),
    TableFacts("TagSet", Kind.TAG_SET),
    TableFacts("Proxy", Kind.PROXY),
    TableFacts("GitCredential", Kind.GIT_CREDENTIAL),
    TableFacts("Feed", Kind.FEED),
    TableFacts("WorkerPool", Kind.WORKER_POOL),
    TableFacts("Lifecycle", Kind.LIFECYCLE),
    TableFacts("UserRole", Kind.USER_ROLE),
    TableFacts("Team", Kind.TEAM),
    TableFacts("Tenant", Kind.TENANT),
    TableFacts("Account", Kind.ACCOUNT),
    TableFacts("Certificate", Kind.CERTIFICATE),
    TableFacts("MachinePolicy", Kind.MACHINE_POLICY),
    TableFacts("ActionTemplate", Kind.STEP_TEMPLATE),
    TableFacts("ActionTemplateVersion", Kind.STEP_TEMPLATE_VERSION, "LatestActionTemplateId"),
    TableFacts("LibraryVariableSet", Kind.LIBRARY_VARIABLE_SET),
    TableFacts("Machine", Kind.DEPLOYMENT_TARGET),
    TableFacts("Worker", Kind.WORKER),
    TableFacts("Project", Kind.PROJECT, is_required=True),
    TableFacts("Channel", Kind.CHANNEL, "ProjectId"),
    TableFacts("Runbook", Kind.RUNBOOK, "ProjectId"),
    TableFacts("DeploymentProcess", Kind.DEPLOYMENT_PROCESS, "OwnerId"),
    TableFacts("RunbookProcess", Kind.RUNBOOK_PROCESS, "OwnerId"),
    TableFacts("VariableSet", Kind.PROJECT_VARIABLES, "OwnerId", is_required=True),
    TableFacts("DeploymentSettings", Kind.DEPLOYMENT_SETTINGS, "ProjectId"),
    TableFacts("ProjectTrigger", Kind.TRIGGER, "ProjectId"),
    TableFacts("Subscription", Kind.SUBSCRIPTION),
    TableFacts("DeploymentFreeze", Kind.DEPLOYMENT_FREEZE),
)
FACTS_OF: Mapping[str, TableFacts] = {facts.name: facts for facts in TABLES}
INCLUDED_SETS_TABLE = "ProjectLibraryVariableSet"
"""Replaces Project.IncludedLibraryVariableSetIds. Source: OctopusDeploy/Issues #10005."""


def kind_of(facts: TableFacts, body: Mapping[str, Json]) -> Kind:
    """The kind of one row."""
    if facts.kind is Kind.LIBRARY_VARIABLE_SET:
        content = member(body, "ContentType")
        return Kind.SCRIPT_MODULE if content == "ScriptModule" else facts.kind
    return facts.kind


def member(body: Mapping[str, Json], name: str) -> Json:
    """A member by its name in any case; None if there is none."""
    if name in body:
        return body[name]
    folded = name.casefold()
    return next((value for key, value in body.items() if key.casefold() == folded), None)


def text(body: Mapping[str, Json], name: str) -> str:
    """A member that is text, or ""."""
    found = member(body, name)
    return found if isinstance(found, str) else ""
