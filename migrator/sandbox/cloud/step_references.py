"""What the actions of a process refer to, and whether it is there.

Source: OctopusDeploy/Architecture, ConfigAsCode/NamesOrIds.md; OctopusDeployLabs/SpaceCloner,
ActionCloner.ps1.
"""

import json

from migrator.sandbox.cloud.documents import Document, items, mapping, text, texts
from migrator.sandbox.cloud.exchange import invalid, missing_reference
from migrator.sandbox.cloud.instance import Instance
from migrator.sandbox.cloud.library import template_of_version
from migrator.sandbox.cloud.normalising import RUN_ON_SERVER
from migrator.sandbox.cloud.templates import check_lookalike, check_value
from migrator.sandbox.cloud.validation import check_id, check_tag

# Types that only a target can carry out.
_ON_TARGETS = frozenset(
    {
        "Octopus.TentaclePackage",
        "Octopus.IIS",
        "Octopus.WindowsService",
        "Octopus.Nginx",
        "Octopus.Vhd",
        "Octopus.JavaArchive",
        "Octopus.TomcatDeploy",
        "Octopus.TomcatState",
        "Octopus.WildFlyDeploy",
        "Octopus.Certificate.Import",
        "Octopus.DockerRun",
        "Octopus.DockerStop",
        "Octopus.DockerNetwork",
    }
)
_ID_PROPERTIES = {
    "Octopus.Action.Package.FeedId": "Feed",
    "Octopus.Action.Package.NuGetFeedId": "Feed",
    "Octopus.Action.DeployRelease.ProjectId": "Project",
    "Octopus.Action.Azure.AccountId": "Account",
}
_CSV_PROPERTIES = {
    "Octopus.Action.Manual.ResponsibleTeamIds": "Team",
    "Octopus.Action.Email.ToTeamIds": "Team",
    "Octopus.Action.Email.CCTeamIds": "Team",
    "Octopus.Action.Email.BccTeamIds": "Team",
    "Octopus.Action.ArgoCD.Sync.Environments": "Environment",
    "Octopus.Action.ArgoCD.PullRequest.Environments": "Environment",
}
_CONTAINERS = "Octopus.Action.KubernetesContainers.Containers"
_REMOVED_ACTIONS = "Octopus.Action.Docker.RemoveSteps"
_TEMPLATE_ID = "Octopus.Action.Template.Id"
_TEMPLATE_VERSION = "Octopus.Action.Template.Version"


def needs_roles(action: Document) -> bool:
    """Whether an action runs on targets and so must say on which. OctopusDeploy/Issues #9988."""
    kind = text(action, "ActionType")
    on_server = text(mapping(action, "Properties"), RUN_ON_SERVER)
    is_on_server = on_server.casefold() == "true" or "#{" in on_server
    return kind in _ON_TARGETS or (kind == "Octopus.Script" and not is_on_server)


def check_action(instance: Instance, process: Document, action: Document) -> None:
    """Refuse an action that refers to what its space or its project does not have."""
    space = text(process, "SpaceId")
    label = text(action, "Name")
    _check_optional(instance, space, "WorkerPool", text(action, "WorkerPoolId"), label)
    feed = text(mapping(action, "Container"), "FeedId")
    _check_optional(instance, space, "Feed", feed, f"{label}.Container.FeedId")
    for key in ("Environments", "ExcludedEnvironments"):
        for environment in texts(action, key):
            check_id(instance, space, "Environment", environment, f"{label}.{key}")
    for channel_id in texts(action, "Channels"):
        channel = check_id(instance, space, "Channel", channel_id, f"{label}.Channels")
        if text(channel, "ProjectId") != text(process, "ProjectId"):
            raise missing_reference(channel_id, f"{label}.Channels")
    for tag in texts(action, "TenantTags"):
        check_tag(instance, space, tag, "Tenant", f"{label}.TenantTags")
    for package in items(action, "Packages"):
        _check_package(instance, space, action, package)
    for dependency in items(action, "GitDependencies"):
        credential = text(dependency, "GitCredentialId")
        _check_optional(instance, space, "GitCredential", credential, f"{label}.GitDependencies")
        if text(dependency, "GitHubConnectionId"):
            connection = text(dependency, "GitHubConnectionId")
            raise missing_reference(connection, f"{label}.GitDependencies.GitHubConnectionId")
    _check_properties(instance, process, action)


def _check_optional(
    instance: Instance, space: str, kind: str, document_id: str, label: str
) -> None:
    if document_id and "#{" not in document_id:
        check_id(instance, space, kind, document_id, label)


def _check_package(instance: Instance, space: str, action: Document, package: Document) -> None:
    label = f"{text(action, 'Name')}.Packages"
    _check_optional(instance, space, "Feed", text(package, "FeedId"), f"{label}.FeedId")
    if text(action, "ActionType") == "Octopus.DeployRelease":
        check_id(instance, space, "Project", text(package, "PackageId"), f"{label}.PackageId")


def _check_properties(instance: Instance, process: Document, action: Document) -> None:
    space = text(process, "SpaceId")
    properties = mapping(action, "Properties")
    known = _check_template(instance, space, action)
    for key in properties:
        value = text(properties, key)
        label = f"{text(action, 'Name')}.{key}"
        if not value or key in known:
            continue
        if key in _ID_PROPERTIES:
            _check_optional(instance, space, _ID_PROPERTIES[key], value, label)
        elif key in _CSV_PROPERTIES:
            for part in value.split(","):
                _check_optional(instance, space, _CSV_PROPERTIES[key], part.strip(), label)
        elif key == _CONTAINERS:
            _check_containers(instance, space, value, label)
        elif key == _REMOVED_ACTIONS:
            _check_removed(process, value, label)
        elif key != _TEMPLATE_ID:
            check_lookalike(instance, space, value, label)


def _check_containers(instance: Instance, space: str, value: str, label: str) -> None:
    try:
        containers: object = json.loads(value)
    except ValueError:
        raise invalid(f"The value of {label} is not valid JSON.") from None
    for container in containers if isinstance(containers, list) else []:
        if isinstance(container, dict):
            _check_optional(instance, space, "Feed", text(container, "FeedId"), label)


def _check_removed(process: Document, value: str, label: str) -> None:
    """Refuse ids of actions that this process does not have yet: they are given on save."""
    known = {text(a, "Id") for step in items(process, "Steps") for a in items(step, "Actions")}
    for part in value.split(","):
        if part.strip() and "#{" not in part and part.strip() not in known:
            raise missing_reference(part.strip(), label)


def _check_template(instance: Instance, space: str, action: Document) -> set[str]:
    """Check the template of a step and what is given for its parameters; give their names."""
    properties = mapping(action, "Properties")
    template_id = text(properties, _TEMPLATE_ID)
    if not template_id:
        return set()
    label = f"{text(action, 'Name')}.{_TEMPLATE_ID}"
    check_id(instance, space, "ActionTemplate", template_id, label)
    version = text(properties, _TEMPLATE_VERSION)
    template = template_of_version(instance, space, template_id, version)
    if template is None:
        raise missing_reference(f"{template_id} version {version}", _TEMPLATE_VERSION)
    names: set[str] = set()
    for parameter in items(template, "Parameters"):
        name = text(parameter, "Name")
        names.add(name)
        value = properties.get(name)
        check_value(instance, space, parameter, value, f"{text(action, 'Name')}.{name}")
    return names
