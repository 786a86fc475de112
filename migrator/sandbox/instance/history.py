"""What a server keeps about itself and its past: nothing of it is meant to move."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone

from migrator.sandbox.instance.builder import Builder, Site, related_ids
from migrator.sandbox.instance.documents import Body, SealedBy, Slot, Storing
from migrator.sandbox.instance.shapes import Shape

_SYDNEY = timezone(timedelta(hours=11))
_PERTH = timezone(timedelta(hours=8))
# Names of upgrade scripts as servers journal them, with the first shape that has them.
_SCRIPTS = (
    (Shape.V2019_1, "Octopus.Core.UpgradeScripts.Script0089 - Add columns.sql"),
    (Shape.V2021_2, "Script0266ReorderVariableSetColumns"),
    (Shape.V2021_2, "Script0274AddImmutableIdToActionTemplates"),
    (Shape.V2021_2, "Script0283RemoveDollarTypeFromJson"),
    (Shape.V2023_4, "Script0319CreateGitCredentialTable"),
    (Shape.V2023_4, "Script0330AddSlugs"),
    (Shape.V2023_4, "Script0369ReplaceCanonicalTagNamesWithTagIdInDeploymentTargets"),
    (Shape.V2023_4, "Script0383MigrateDeploymentProcessRelatedDocumentIds - DeploymentProcess"),
    (Shape.V2024_4, "Script0405NormaliseProjectGroups"),
    (Shape.V2024_4, "Script0440NormalizeTenantTable"),
    (Shape.V2024_4, "Script0454LongKeyAllocation"),
    (Shape.V2024_4, "Script0481FixMachineNullability"),
)
_IRREGULAR_TABLES = {"Environments": "DeploymentEnvironment", "feeds": "Feed"}


def installation_id(builder: Builder) -> str:
    """Give the GUID that tells this installation from others."""
    return builder.guid("installation")


def add_server(builder: Builder) -> None:
    """Add installations, nodes, the journal of scripts and the settings of the server."""
    _add_installations(builder)
    builder.add(
        "OctopusServerNode",
        {
            "Id": "OctopusServerNodes-OCTO01",
            "Name": "OCTO01",
            "LastSeen": builder.moment(200_000),
            "Rank": "Leader",
            "MaxConcurrentTasks": 5,
            "IsInMaintenanceMode": False,
        },
        is_live=False,
    )
    applied = builder.moment(0).replace(tzinfo=None)
    builder.loose_rows["SchemaVersions"] = [
        {"Id": number, "ScriptName": name, "Applied": applied + timedelta(days=number)}
        for number, (shape, name) in enumerate(_SCRIPTS, start=1)
        if builder.shape.is_from(shape)
    ]
    _add_configuration(builder)
    _add_extensions(builder)


def _add_installations(builder: Builder) -> None:
    shapes = [shape for shape in Shape if builder.shape.is_from(shape)]
    for number, shape in enumerate(shapes, start=1):
        # The newest by instant is not the greatest by its text: the offsets differ.
        zone = _PERTH if shape is builder.shape else _SYDNEY
        installed = datetime(2024, 2, 11 + number, 4, 4, 55, 123456, tzinfo=zone)
        body: Body = {
            "Id": f"OctopusServerInstallationHistory-{number}",
            "Node": "OCTO01",
            "Version": shape.server_version,
            "Installed": installed,
        }
        builder.add("OctopusServerInstallationHistory", body, is_live=False)


def _add_configuration(builder: Builder) -> None:
    smtp: Body = {
        "Id": "smtp",
        "SmtpHost": "smtp.example.test",
        "SmtpPort": 25,
        "SmtpLogin": "octo",
        "SmtpPassword": Slot("smtp server password"),
        "SendEmailFrom": "octo@example.test",
    }
    # That the installation's id stands in this document is an assumption.
    server: Body = {
        "Id": "serverconfiguration",
        "InstallationId": installation_id(builder),
        "ServerUri": "https://octopus.example.test",
    }
    licence: Body = {"Id": "license", "LicenseText": "<License><Name>Example</Name></License>"}
    for body in (smtp, server, licence):
        identifier = builder.add("Configuration", body, is_live=False)
        builder.trap("bound to the server", "Configuration", identifier, moves=False)


def _add_extensions(builder: Builder) -> None:
    author: Body = {"ExtensionAuthor": "Octopus Deploy"}
    ldap: Body = {
        "Id": "authentication-ldap",
        "Name": "Ldap",
        **author,
        "IsEnabled": True,
        "Server": "ldap.example.test",
        "Port": 389,
        "ConnectUsername": "CN=octo",
        "ConnectPassword": Slot("ldap password"),
    }
    # Rotation missed the issue trackers. Source: OctopusDeploy/Issues #8111.
    older = SealedBy.OLDER_KEY if builder.sealer.has_older_key else SealedBy.MASTER_KEY
    jira: Body = {
        "Id": "jira-integration",
        "Name": "Jira",
        **author,
        "IsEnabled": True,
        "Username": "j",
        "Password": Slot("jira password", older),
        "ReleaseNoteOptions": {"Username": "j", "Password": Slot("jira notes password")},
        "OctopusInstallationId": installation_id(builder),
        "OctopusServerUrl": "https://octopus.example.test",
    }
    for body in (ldap, jira):
        builder.add("ExtensionConfiguration", body, is_live=False)


def add_history(site: Site, project: str) -> None:
    """Add tasks, deployments and events of a project, and what deployments left behind."""
    for number in range(1, 4):
        task = _add_task(site, project, number)
        deployment: Body = {
            "Id": site.builder.next_id("Deployment"),
            "Name": "Deploy to Test",
            "Created": _start(site),
            "EnvironmentId": site.ref("DeploymentEnvironment", "Test"),
            "ProjectId": site.ref("Project", project),
            "ReleaseId": f"Releases-{number}",
            "TaskId": task,
            "DeployedBy": "admin",
            "TenantId": None,
            "DeployedToMachineIds": site.refs("Machine", "web-01"),
            "ChannelId": site.ref("Channel", f"{project}/Default"),
            "SpaceId": site.id,
            "FormValues": {},
        }
        site.builder.add("Deployment", deployment, is_live=False)
        _add_remains(site, deployment)
        _add_event(site, site.ref("Project", project), number)


def _start(site: Site) -> datetime:
    return site.builder.moment(150_000)


def _add_task(site: Site, project: str, number: int) -> str:
    start = _start(site)
    task: Body = {
        "Id": site.builder.next_id("ServerTask"),
        "Name": "Deploy",
        "Description": f"Deploy {project} release 1.0.{number} to Test",
        "QueueTime": start,
        "StartTime": start,
        "CompletedTime": start + timedelta(minutes=number),
        "State": "Success",
        "HasWarningsOrErrors": False,
        "ServerNodeId": "OctopusServerNodes-OCTO01",
        "ProjectId": site.ref("Project", project),
        "EnvironmentId": site.ref("DeploymentEnvironment", "Test"),
        # Empty here, NULL in the deployment. Source: OctopusDeploy/Issues #6259.
        "TenantId": "",
        "DurationSeconds": 60 * number,
        "SpaceId": site.id,
        "Arguments": {"DeploymentId": f"Deployments-{number}"},
    }
    identifier = site.builder.add("ServerTask", task, is_live=False)
    site.trap("TenantId empty and NULL", "ServerTask", identifier, moves=False)
    return identifier


def _add_remains(site: Site, deployment: Body) -> None:
    """Add an artifact and an answered interruption of a deployment."""
    builder = site.builder
    related = [str(deployment["ProjectId"]), str(deployment["EnvironmentId"])]
    common: Body = {
        "RelatedDocumentIds": related,
        "Created": deployment["Created"],
        "ProjectId": deployment["ProjectId"],
        "EnvironmentId": deployment["EnvironmentId"],
        "TenantId": None,
        "SpaceId": site.id,
    }
    artifact = {"Id": builder.next_id("Artifact"), "Filename": "deploy.log", **common}
    builder.add("Artifact", {**artifact, "LogCorrelationId": None}, is_live=False)
    interruption: Body = {
        "Id": builder.next_id("Interruption"),
        "Title": "Approve",
        "Status": "Submitted",
        "ResponsibleTeamIds": ["teams-administrators"],
        "TaskId": deployment["TaskId"],
        **common,
        "Form": {"Values": {"Result": "Proceed"}},
    }
    builder.add("Interruption", interruption, is_live=False)


def _add_event(site: Site, project_id: str, number: int) -> None:
    identifier = site.builder.next_id("Event")
    body: Body = {
        "Id": identifier,
        "RelatedDocumentIds": [project_id],
        "ProjectId": project_id,
        "EnvironmentId": None,
        "Category": "Modified",
        "UserId": "Users-1",
        "Username": "admin",
        "Occurred": _start(site),
        "Message": f"Project {project_id} was changed",
        "TenantId": None,
        "AutoId": number,
        "UserAgent": "OctopusClient",
        "SpaceId": site.id,
        "ChangeDetails": {"Differences": [{"path": "/Name", "op": "replace"}]},
    }
    site.builder.add("Event", body, is_live=False)
    if site.builder.shape.has_runbooks:
        # Details are compressed since 2020.4. Source: OctopusDeploy/Issues #6483.
        site.builder.storings["Event", identifier] = Storing.BLOB_ONLY
        site.trap("JSON in JSONBlob", "Event", identifier, moves=False)


def _table_of(identifier: str) -> str:
    prefix = identifier.partition("-")[0]
    return _IRREGULAR_TABLES.get(prefix, prefix.removesuffix("s"))


def add_books(builder: Builder) -> None:
    """Add the indexes that the server keeps over the documents; call it last."""
    builder.loose_rows["KeyAllocation"] = [
        {"CollectionName": name, "Allocated": number}
        for name, number in sorted(builder.allocations().items())
    ]
    builder.loose_rows["RelatedDocument"] = [
        {
            "Id": document.id,
            "Table": document.table,
            "RelatedDocumentId": related,
            "RelatedDocumentTable": _table_of(related),
        }
        for document in builder.documents
        if document.table == "DeploymentProcess" and document.is_live
        for related in related_ids(dict(document.body))
    ]
