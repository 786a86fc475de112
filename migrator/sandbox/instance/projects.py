"""Projects with their settings, channels, processes, variables, runbooks and history."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from migrator.sandbox.instance.builder import Site, slug
from migrator.sandbox.instance.documents import Body
from migrator.sandbox.instance.infrastructure import DEFAULT_GROUP, DEFAULT_LIFECYCLE, ROLES
from migrator.sandbox.instance.shapes import Shape
from migrator.sandbox.instance.steps import (
    Step,
    add_process,
    add_runbook_process,
    inline_script,
    on_server,
    render_steps,
)
from migrator.sandbox.instance.variables import (
    Variable,
    add_frozen_variable_set,
    add_variable_set,
    frozen_suffix,
)

_MASK = "#{Octopus.Version.LastMajor}.#{Octopus.Version.LastMinor}.#{Octopus.Version.NextPatch}"
_CONNECTIVITY: Mapping[str, object] = {
    "SkipMachineBehavior": "None",
    "TargetRoles": [],
    "AllowDeploymentsToNoTargets": True,
    "ExcludeUnhealthyTargets": False,
}


@dataclass(frozen=True, slots=True)
class Runbook:
    """A runbook; environments by name, none meaning all."""

    name: str
    steps: tuple[Step, ...]
    environments: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Project:
    """What makes a project.

    Attributes:
        includes: ids of library sets and script modules, in order of precedence.
        members: of the project document, over the defaults.
        settings: of the deployment settings, over the defaults.
        frozen_copies: how many releases there were.
        process_is_live: False where the process lives in git and its row is stale.
    """

    name: str
    steps: tuple[Step, ...] = ()
    variables: tuple[Variable, ...] = ()
    runbooks: tuple[Runbook, ...] = ()
    group: str = DEFAULT_GROUP
    lifecycle: str = DEFAULT_LIFECYCLE
    includes: tuple[str, ...] = ()
    templates: tuple[Body, ...] = ()
    members: Mapping[str, object] = field(default_factory=dict)
    settings: Mapping[str, object] = field(default_factory=dict)
    frozen_copies: int = 3
    process_is_live: bool = True


def add_project(site: Site, project: Project) -> str:
    """Add a project and all that belongs to it; its Default channel too."""
    identifier = site.ref("Project", project.name)
    settings: Body = {
        "VersioningStrategy": {"DonorPackage": None, "Template": _MASK},
        "ReleaseNotesTemplate": None,
        "DefaultToSkipIfAlreadyInstalled": False,
        "ConnectivityPolicy": dict(_CONNECTIVITY),
        "DeploymentChangesTemplate": None,
        "DefaultGuidedFailureMode": "EnvironmentDefault",
        "ForcePackageDownload": False,
        **project.settings,
    }
    body = _body(site, identifier, project)
    if site.builder.shape.has_runbooks:
        body["DeploymentSettingsId"] = f"deploymentsettings-{identifier}"
    else:
        # Before settings became a document of their own they stood in the project.
        connectivity = settings.pop("ConnectivityPolicy")
        body |= {**settings, "ProjectConnectivityPolicy": connectivity}
    site.add("Project", project.name, body)
    if site.builder.shape.has_runbooks:
        key = {"Id": f"deploymentsettings-{identifier}", "ProjectId": identifier}
        site.builder.add("DeploymentSettings", {**key, "SpaceId": site.id, **settings})
    add_channel(site, project.name, "Default", IsDefault=True)
    add_process(site, identifier, project.steps, is_live=project.process_is_live)
    add_variable_set(site, identifier, "Project", project.variables)
    if site.builder.shape.has_runbooks:
        for runbook in project.runbooks:
            _add_runbook(site, project.name, runbook)
    for version in range(1, project.frozen_copies + 1):
        _add_release(site, project, identifier, version)
    return identifier


def _body(site: Site, identifier: str, project: Project) -> Body:
    body: Body = {
        "Slug": slug(project.name),
        "IsDisabled": False,
        "VariableSetId": f"variableset-{identifier}",
        "DeploymentProcessId": f"deploymentprocess-{identifier}",
        "ProjectGroupId": site.ref("ProjectGroup", project.group),
        "LifecycleId": site.ref("Lifecycle", project.lifecycle),
        "AutoCreateRelease": False,
        "DiscreteChannelRelease": False,
        "IncludedLibraryVariableSetIds": list(project.includes),
        "ClonedFromProjectId": None,
        "Description": f"{project.name} of the sample instance",
        "UsedPackages": [],
        "TenantedDeploymentMode": "Untenanted",
        "Templates": list(project.templates),
        "ReleaseCreationStrategy": None,
        "AutoDeployReleaseOverrides": [],
        "ExtensionSettings": [],
        "AllowIgnoreChannelRules": True,
        **project.members,
    }
    if site.builder.shape.has_git:
        body.setdefault("PersistenceSettings", {"Type": "Database"})
    if site.builder.shape.is_from(Shape.V2026_1):
        included = body.pop("IncludedLibraryVariableSetIds")
        rows = site.builder.loose_rows.setdefault("ProjectLibraryVariableSet", [])
        names = dict.fromkeys(str(item) for item in included) if isinstance(included, list) else {}
        rows.extend({"ProjectId": identifier, "LibraryVariableSetId": name} for name in names)
    return body


def add_channel(site: Site, project: str, name: str, **members: object) -> str:
    """Add a channel of a project."""
    body: Body = {
        "ProjectId": site.ref("Project", project),
        "LifecycleId": None,
        "TenantTags": [],
        "Description": None,
        "IsDefault": False,
        "Rules": [],
        "GitReferenceRules": [],
        "GitResourceRules": [],
        **members,
    }
    return site.add("Channel", name, body, owner=project)


def channel_rule(version_range: str, tag: str, *actions: tuple[str, str]) -> Body:
    """Give a rule; actions are pairs of action name and package reference name."""
    packages = [
        {"DeploymentAction": name, "PackageReference": reference} for name, reference in actions
    ]
    return {"VersionRange": version_range, "Tag": tag, "ActionPackages": packages}


def _add_runbook(site: Site, project: str, runbook: Runbook) -> None:
    identifier = site.ref("Runbook", f"{project}/{runbook.name}")
    project_id = site.ref("Project", project)
    snapshot = site.builder.next_id("RunbookSnapshot")
    body: Body = {
        "ProjectId": project_id,
        "RunbookProcessId": f"RunbookProcess-{identifier}",
        "PublishedRunbookSnapshotId": snapshot,
        "Description": "",
        "MultiTenancyMode": "Untenanted",
        "EnvironmentScope": "Specified" if runbook.environments else "All",
        "Environments": site.refs("DeploymentEnvironment", *runbook.environments),
        "ConnectivityPolicy": dict(_CONNECTIVITY),
        "DefaultGuidedFailureMode": "EnvironmentDefault",
        "RunRetentionPolicy": {"QuantityToKeep": 100, "ShouldKeepForever": False},
        "ForcePackageDownload": False,
    }
    site.add("Runbook", runbook.name, body, owner=project)
    add_runbook_process(site, project_id, identifier, runbook.steps)
    _add_snapshot(site, (snapshot, identifier, project_id), runbook)


def _add_snapshot(site: Site, ids: tuple[str, str, str], runbook: Runbook) -> None:
    """Add the published snapshot of a runbook with its frozen process."""
    snapshot, runbook_id, project_id = ids
    base = f"RunbookProcess-{runbook_id}"
    frozen: Body = {
        "Id": base + frozen_suffix(base, 1),
        "OwnerId": runbook_id,
        "ProjectId": project_id,
        "IsFrozen": True,
        "Version": 1,
        "RelatedDocumentIds": [],
        "SpaceId": site.id,
        "Steps": render_steps(site, runbook_id, runbook.steps[:1]),
    }
    site.builder.add("RunbookProcess", frozen, is_live=False)
    body: Body = {
        "Id": snapshot,
        "Name": "Snapshot 1",
        "ProjectId": project_id,
        "RunbookId": runbook_id,
        "FrozenRunbookProcessId": frozen["Id"],
        "FrozenProjectVariableSetId": None,
        "Assembled": site.builder.moment(100),
        "SpaceId": site.id,
        "SelectedPackages": [],
        "LibraryVariableSetSnapshotIds": [],
    }
    site.builder.add("RunbookSnapshot", body)
    environment = (*runbook.environments, "")[0]
    run: Body = {
        "Id": site.builder.next_id("RunbookRun"),
        "Name": f"Run {runbook.name}",
        "EnvironmentId": site.ref("DeploymentEnvironment", environment) if environment else None,
        "ProjectId": project_id,
        "RunbookId": runbook_id,
        "RunbookSnapshotId": snapshot,
        "DeployedBy": "admin",
        "SpaceId": site.id,
        "Created": site.builder.moment(200),
        "IsPublished": True,
    }
    site.builder.add("RunbookRun", run, is_live=False)


def _add_release(site: Site, project: Project, identifier: str, number: int) -> None:
    """Add a release with its frozen copies, which are not for moving."""
    base = f"deploymentprocess-{identifier}"
    process = base + frozen_suffix(base, number)
    steps = project.steps[:1] or (Step("Gone", "Octopus.Script", on_server(inline_script("gone"))),)
    plain = tuple(step for step in project.steps[1:] if step.name == "Deploy api")
    selected = [
        {"ActionName": step.name, "PackageReferenceName": "", "Version": f"1.{number - 1}.0"}
        for step in plain
    ]
    frozen: Body = {
        "Id": process,
        "OwnerId": identifier,
        "IsFrozen": True,
        "Version": number,
        "RelatedDocumentIds": [],
        "SpaceId": site.id,
        "Steps": render_steps(site, identifier, (*steps, *plain)),
    }
    site.builder.add("DeploymentProcess", frozen, is_live=False)
    variables = add_frozen_variable_set(site, identifier, "Project", number)
    release: Body = {
        "Id": site.builder.next_id("Release"),
        "Version": f"1.0.{number}",
        "Assembled": site.builder.moment(number * 1440),
        "ProjectId": identifier,
        "ProjectVariableSetSnapshotId": variables,
        "ProjectDeploymentProcessSnapshotId": process,
        "ChannelId": site.ref("Channel", f"{project.name}/Default"),
        "SpaceId": site.id,
        "ReleaseNotes": "",
        "SelectedPackages": selected,
        "LibraryVariableSetSnapshotIds": [],
    }
    site.builder.add("Release", release, is_live=False)


def simple_runbook(name: str = "Restart") -> Runbook:
    """Give a runbook of one step on the web servers."""
    step = Step("Restart site", "Octopus.Script", inline_script("iisreset"), (ROLES["web"],))
    return Runbook(name, (step,))
