"""Projects with all that is in them, library sets, and what waits beside: tenants, targets."""

from migrator.sandbox.instance.documents import Slot
from migrator.sandbox.instance.shapes import Shape
from tests.instances.foundation import Space
from tests.instances.processes import add_variables, steps
from tests.instances.publishing import add_releases, add_snapshot
from tests.instances.symbols import ActionOf, Differs, Own, Tag, To

_CONNECTIVITY = {
    "SkipMachineBehavior": "None",
    "TargetRoles": [],
    "AllowDeploymentsToNoTargets": True,
    "ExcludeUnhealthyTargets": False,
}


def template(space: Space, owner: To, name: str, control: str, default: object = None) -> dict:
    return {
        "Id": Differs(Own(("template", owner.table, owner.name, name)), None, "its own"),
        "Name": name,
        "Label": name,
        "HelpText": space.words.text(),
        "DefaultValue": default,
        "DisplaySettings": {"Octopus.ControlType": control},
    }


def add_library(space: Space, count: int) -> None:
    for _ in range(count):
        name = space.words.name("LibraryVariableSet")
        to = To("LibraryVariableSet", name)
        templates = [
            template(space, to, "Common.Note", "SingleLineText", space.words.text()),
            template(space, to, "Common.Account", "AmazonWebServicesAccount"),
            template(
                space, to, "Common.Key", "Sensitive", {"SensitiveValue": Slot(space.words.secret())}
            ),
        ]
        _add_set(space, to, "Variables", templates)
        scopes = {"Environment": _scope(space, "DeploymentEnvironment", space.environments)}
        add_variables(space, to, {**scopes, "Role": ["web", "db"]}, 4)
        space.sets.append(name)
    name = space.words.name("LibraryVariableSet")
    to = To("LibraryVariableSet", name)
    _add_set(space, to, "ScriptModule", [])
    members = {
        f"Octopus.Script.Module[{name}]": space.words.text() or "exit",
        f"Octopus.Script.Module.Language[{name}]": "Bash",
    }
    variables = [{"Name": key, "Type": "String", "Value": value} for key, value in members.items()]
    space.author.add_row(
        "VariableSet",
        {
            "Id": f"variableset-{space.author.id_of(to)}",
            "Version": 1,
            "OwnerId": to,
            "OwnerType": "LibraryVariableSet",
            "IsFrozen": False,
            "RelatedDocumentIds": [],
            "Variables": [{"Id": Own(("module", name, v["Name"])), **v} for v in variables],
        },
        To("VariableSet", f"LibraryVariableSet {name}"),
        {"OwnerId": to, "Variables": [{**v, "IsEditable": True} for v in variables]},
    )
    space.modules.append(name)


def _add_set(space: Space, to: To, content: str, templates: list[dict]) -> None:
    body = {
        "VariableSetId": Differs(
            f"variableset-{space.author.id_of(to)}", None, "made with its owner"
        ),
        "ContentType": content,
        "Description": space.words.text(),
        "Templates": templates,
    }
    if space.author.shape.has_normalised_tables:
        body["Version"] = Differs(1, None, "counts changes")
    space.author.add("LibraryVariableSet", to.name, body)


def _scope(space: Space, table: str, names: list[str]) -> list[object]:
    return [space.to(table, name) for name in names]


def add_project(space: Space) -> None:
    """Add a project with its channels, settings, process, runbooks, variables and triggers."""
    name = space.words.name("Project", without="/")
    space.projects.append(name)
    project = To("Project", name)
    author = space.author
    identifier = author.id_of(project)
    space.words.take(f"Channel {name}", "Default")
    labels = ["Default", *space.words.names(f"Channel {name}", 1)]
    channels = [f"{name}/{label}" for label in labels]
    bodies, actions = steps(space, project, channels, 4)
    packages = [
        {"DeploymentAction": action["Name"], "PackageReference": ""}
        for step in bodies
        for action in step["Actions"]
        if action["Packages"]
    ]
    _add_row(space, project, _settings(space, packages))
    for label in labels:
        _add_channel(space, name, label, packages)
    _add_process(space, "DeploymentProcess", f"deploymentprocess-{identifier}", project, bodies)
    add_releases(space, name, channels, bodies)
    runbooks = space.words.names(f"Runbook {name}", 1) if author.shape.has_runbooks else []
    for label in runbooks:
        _add_runbook(space, name, label)
    scopes = {
        "Environment": _scope(space, "DeploymentEnvironment", space.environments),
        "Role": ["web", "db"],
        "Channel": [To("Channel", channel) for channel in channels],
        "Action": [ActionOf(project, action) for action in actions],
        "TenantTag": [Tag(tag, by_name=space.draw.random() < 0.3) for tag in space.tags],
        "Machine": _scope(space, "Machine", space.machines),
        "ProcessOwner": [project, *(To("Runbook", f"{name}/{label}") for label in runbooks)],
    }
    add_variables(space, project, scopes, 8)
    for filter_action in _triggers(space, name, channels[-1]):
        _add_trigger(space, name, *filter_action)


def _settings(space: Space, packages: list[dict]) -> dict:
    donor = space.draw.choice(packages) if packages and space.draw.random() < 0.5 else None
    mask = None if donor else "1.0.#{Octopus.Version.NextPatch}"
    return {
        "VersioningStrategy": {"DonorPackage": donor, "Template": mask},
        "ReleaseNotesTemplate": space.words.text(),
        "DefaultToSkipIfAlreadyInstalled": space.draw.random() < 0.5,
        "ConnectivityPolicy": dict(_CONNECTIVITY),
        "DeploymentChangesTemplate": space.words.text(),
        "DefaultGuidedFailureMode": space.draw.choice(("EnvironmentDefault", "On", "Off")),
        "ForcePackageDownload": space.draw.random() < 0.5,
    }


def _add_row(space: Space, project: To, settings: dict) -> None:
    author, draw = space.author, space.draw
    identifier = author.id_of(project)
    shape = author.shape
    includes = [
        space.to("LibraryVariableSet", name)
        for name in draw.sample([*space.sets, *space.modules], draw.randint(0, 2))
    ]
    space.includes[project.name] = [to.name for to in includes]
    body = {
        "Slug": author.slug(project.name),
        "IsDisabled": draw.random() < 0.2,
        "VariableSetId": Differs(f"variableset-{identifier}", None, "made with it"),
        "DeploymentProcessId": Differs(f"deploymentprocess-{identifier}", None, "made with it"),
        "ProjectGroupId": space.to("ProjectGroup", draw.choice(space.groups)),
        "LifecycleId": space.to("Lifecycle", draw.choice(space.lifecycles)),
        "AutoCreateRelease": Differs(draw.random() < 0.3, False, "until cut-over"),
        "DiscreteChannelRelease": draw.random() < 0.5,
        "IncludedLibraryVariableSetIds": includes,
        "ClonedFromProjectId": None,
        "Description": space.words.text(),
        "TenantedDeploymentMode": "TenantedOrUntenanted",
        "Templates": [
            template(space, project, "Tenant.Alias", "SingleLineText", space.words.text()),
            template(space, project, "Tenant.Password", "Sensitive"),
            template(space, project, "Tenant.Account", "AmazonWebServicesAccount"),
        ],
        "ReleaseCreationStrategy": None,
        "AutoDeployReleaseOverrides": [],
        "ExtensionSettings": [],
        "AllowIgnoreChannelRules": draw.random() < 0.5,
        **space.logo(project),
    }
    if shape.has_git:
        body["PersistenceSettings"] = {"Type": "Database"}
    if shape.is_from(Shape.V2026_1):
        rows = author.builder.loose_rows.setdefault("ProjectLibraryVariableSet", [])
        rows.extend(
            {"ProjectId": identifier, "LibraryVariableSetId": author.stored(to)} for to in includes
        )
        body["IncludedLibraryVariableSetIds"] = Differs(None, includes, "stands in a table apart")
    told = To("DeploymentSettings", project.name)
    if shape.has_runbooks:
        settings_id = f"deploymentsettings-{identifier}"
        body["DeploymentSettingsId"] = Differs(settings_id, None, "made with it")
        key = {"Id": settings_id, "ProjectId": project}
        author.add_row(
            "DeploymentSettings", {**key, **settings}, told, {"ProjectId": project, **settings}
        )
    else:
        # Before settings became a document of their own they stood in the project.
        for key, value in settings.items():
            member = "ProjectConnectivityPolicy" if key == "ConnectivityPolicy" else key
            body[member] = Differs(value, None, "told by the settings")
        author.expect(told, {"ProjectId": project, **settings})
    author.add("Project", project.name, body)


def _add_channel(space: Space, project: str, name: str, packages: list[dict]) -> None:
    is_default = name == "Default"
    rules = [
        {
            "VersionRange": space.draw.choice(("[1.0,2.0)", "")),
            "Tag": "^beta$",
            "ActionPackages": packages[:1],
        }
    ]
    lifecycle = None if is_default else space.to("Lifecycle", space.draw.choice(space.lifecycles))
    body = {
        **space.slugged(name),
        "ProjectId": To("Project", project),
        "LifecycleId": lifecycle,
        "TenantTags": space.tag_some(),
        "Description": space.words.text(),
        "IsDefault": is_default,
        "Rules": rules if packages and not is_default else [],
    }
    space.author.add("Channel", name, body, owner=project)


def _add_process(space: Space, table: str, identifier: str, owner: To, bodies: list) -> None:
    row = {"Id": identifier, "OwnerId": owner, "IsFrozen": False, "Version": 9}
    row |= {"RelatedDocumentIds": [], "Steps": bodies}
    told = {"Steps": bodies}
    if table == "RunbookProcess":
        project = To("Project", owner.name.partition("/")[0])
        row["ProjectId"] = project
        told |= {"ProjectId": project, "RunbookId": owner}
    else:
        told["ProjectId"] = owner
    space.author.add_row(table, row, To(table, owner.name), told)


def _add_runbook(space: Space, project: str, name: str) -> None:
    environments = space.some("DeploymentEnvironment", space.environments)
    runbook = To("Runbook", f"{project}/{name}")
    identifier = f"RunbookProcess-{space.author.id_of(runbook)}"
    bodies, _ = steps(space, runbook, [], 2)
    published = add_snapshot(space, runbook, bodies)
    kept = {"QuantityToKeep": 100, "ShouldKeepForever": False}
    newer = {"Strategy": "Count", "Unit": "Items", "QuantityToKeep": 100}
    body = {
        **space.slugged(name),
        "ProjectId": To("Project", project),
        "RunbookProcessId": Differs(identifier, None, "made with it"),
        "PublishedRunbookSnapshotId": published,
        "Description": space.words.text(),
        "MultiTenancyMode": space.draw.choice(("Untenanted", "TenantedOrUntenanted")),
        "EnvironmentScope": "Specified" if environments else "All",
        "Environments": environments,
        "ConnectivityPolicy": dict(_CONNECTIVITY),
        "DefaultGuidedFailureMode": "EnvironmentDefault",
        "RunRetentionPolicy": Differs(kept, newer, "told in a newer form"),
        "ForcePackageDownload": space.draw.random() < 0.5,
    }
    space.author.add("Runbook", name, body, owner=project)
    space.runbooks[project] = runbook.name
    _add_process(space, "RunbookProcess", identifier, runbook, bodies)


def _triggers(space: Space, project: str, channel: str) -> list[tuple[dict, dict]]:
    """Filters and actions of triggers."""
    draw = space.draw
    source, destination = draw.sample(space.environments, 2)
    zone = {"Timezone": draw.choice(("UTC", "Europe/Berlin", "W. Europe Standard Time"))}
    nightly = {"FilterType": "CronExpressionSchedule", "CronExpression": "0 0 3 * * *", **zone}
    daily = {
        "FilterType": "OnceDailySchedule",
        "StartTime": "2024-03-31T02:30:00.000Z",
        "DaysOfWeek": ["Monday", "Friday"],
        **zone,
    }
    promote = {
        "ActionType": "DeployLatestRelease",
        "ChannelId": To("Channel", channel),
        "SourceEnvironmentIds": [space.to("DeploymentEnvironment", source)],
        "DestinationEnvironmentId": space.to("DeploymentEnvironment", destination),
        "TenantIds": [],
        "TenantTags": space.tag_some(),
        "Variables": None,
        "ShouldRedeployWhenReleaseIsCurrent": draw.random() < 0.5,
    }
    machines = {
        "FilterType": "MachineFilter",
        "EnvironmentIds": space.some("DeploymentEnvironment", space.environments),
        "Roles": ["web"],
        "EventGroups": ["MachineAvailableForDeployment"],
        "EventCategories": [],
    }
    redeploy = {"ActionType": "AutoDeploy", "ShouldRedeployWhenMachineHasBeenDeployedTo": True}
    found = [(draw.choice((nightly, daily)), promote), (machines, redeploy)]
    if project in space.runbooks:
        run = {
            "ActionType": "RunRunbook",
            "RunbookId": space.to("Runbook", space.runbooks[project]),
            "EnvironmentIds": [space.to("DeploymentEnvironment", source)],
            "TenantIds": [],
            "TenantTags": space.tag_some(),
        }
        found.append((nightly, run))
    return found


def _add_trigger(space: Space, project: str, filter_body: dict, action: dict) -> None:
    is_scheduled = "Schedule" in filter_body["FilterType"]
    kind = "ScheduledTrigger" if is_scheduled else "DeploymentTargetTrigger"
    body = {
        "ProjectId": To("Project", project),
        "TriggerType": Differs(kind, None, "told by its filter"),
        "IsDisabled": Differs(space.draw.random() < 0.5, True, "until cut-over"),
        "Description": "",
        "Filter": filter_body,
        "Action": action,
    }
    name = space.words.name(f"Trigger {project}")
    space.author.add("ProjectTrigger", name, body, owner=project)
