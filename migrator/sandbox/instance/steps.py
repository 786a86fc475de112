"""How a step of a process is written; what the steps are is in the catalogues beside."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from migrator.sandbox.instance.builder import Site, related_ids, slug
from migrator.sandbox.instance.documents import Body

_SERVER_ONLY = frozenset(
    {"Octopus.Manual", "Octopus.Email", "Octopus.DeployRelease", "Octopus.HealthCheck"}
)
_VERSION = 9


@dataclass(frozen=True, slots=True)
class Step:
    """A step with one action, or with several that run as a rolling deployment.

    Attributes:
        kind: the action type.
        properties: of the action.
        roles: target tags; empty for what runs on the server or a worker.
        action: members of the action that differ from the defaults.
        step: properties of the step itself.
        children: further actions of the same step.
        key: what the ids follow from, where two steps have the same name.
    """

    name: str
    kind: str
    properties: Mapping[str, object] = field(default_factory=dict)
    roles: tuple[str, ...] = ()
    action: Mapping[str, object] = field(default_factory=dict)
    step: Mapping[str, object] = field(default_factory=dict)
    children: tuple[Step, ...] = ()
    key: str = ""


def action_id(site: Site, owner: str, step_name: str) -> str:
    """Give the GUID of an action by the id of its project or runbook and its name."""
    return site.builder.guid("action", owner, step_name)


def render_steps(site: Site, owner: str, steps: tuple[Step, ...]) -> list[Body]:
    """Give the Steps member of a process."""
    return [_render(site, owner, step) for step in steps]


def _render(site: Site, owner: str, step: Step) -> Body:
    properties: Body = {}
    if step.roles:
        properties["Octopus.Action.TargetRoles"] = ",".join(step.roles)
    if step.children:
        properties["Octopus.Action.MaxParallelism"] = "2"
    properties.update(step.step)
    condition = (
        "Variable" if "Octopus.Step.ConditionVariableExpression" in properties else "Success"
    )
    return {
        "Id": site.builder.guid("step", owner, step.key or step.name),
        "Name": step.name,
        "Slug": slug(step.key or step.name),
        "Condition": condition,
        "StartTrigger": "StartAfterPrevious",
        "PackageRequirement": "LetOctopusDecide",
        "Properties": properties,
        "Actions": [_render_action(site, owner, item) for item in (step, *step.children)],
    }


def _render_action(site: Site, owner: str, step: Step) -> Body:
    properties = dict(step.properties)
    if step.kind in _SERVER_ONLY:
        properties.setdefault("Octopus.Action.RunOnServer", "true")
    return {
        "Id": action_id(site, owner, step.key or step.name),
        "Name": step.name,
        "Slug": slug(step.key or step.name),
        "ActionType": step.kind,
        "Notes": None,
        "IsDisabled": False,
        "IsRequired": False,
        "CanBeUsedForProjectVersioning": step.kind == "Octopus.TentaclePackage",
        "WorkerPoolId": None,
        "WorkerPoolVariable": None,
        "Container": {"Image": None, "FeedId": None},
        "Environments": [],
        "ExcludedEnvironments": [],
        "Channels": [],
        "TenantTags": [],
        "Packages": [],
        "GitDependencies": [],
        "Condition": "Success",
        "Properties": properties,
        **step.action,
    }


def package(site: Site, name: str, package_id: str, feed: str, **members: object) -> Body:
    """Give a package reference; the primary one has no name.

    `feed` is the feed's id, or what stands in its place: a name or an expression.
    """
    return {
        "Id": site.builder.guid(site.id, "package", name, package_id, feed),
        "Name": name,
        "PackageId": package_id,
        "FeedId": feed,
        "AcquisitionLocation": "Server",
        "Properties": {"SelectionMode": "immediate"},
        **members,
    }


def mirrored(package_id: str, feed: str) -> Body:
    """Give the properties that mirror the primary package."""
    return {
        "Octopus.Action.Package.PackageId": package_id,
        "Octopus.Action.Package.FeedId": feed,
        "Octopus.Action.Package.DownloadOnTentacle": "False",
    }


def inline_script(body: str, syntax: str = "PowerShell") -> Body:
    """Give the properties of a script that stands in the step."""
    return {
        "Octopus.Action.Script.ScriptSource": "Inline",
        "Octopus.Action.Script.Syntax": syntax,
        "Octopus.Action.Script.ScriptBody": body,
    }


def on_server(properties: Mapping[str, object]) -> Body:
    """Give the properties with the mark that the step runs on the server or a worker."""
    return {**properties, "Octopus.Action.RunOnServer": "true"}


def add_process(site: Site, project: str, steps: tuple[Step, ...], *, is_live: bool = True) -> str:
    """Add the deployment process of a project, not frozen even where it is not live."""
    identifier = f"deploymentprocess-{project}"
    body = _process(site, project, _VERSION, render_steps(site, project, steps))
    return site.builder.add("DeploymentProcess", {"Id": identifier, **body}, is_live=is_live)


def add_runbook_process(site: Site, project: str, runbook: str, steps: tuple[Step, ...]) -> str:
    """Add the live process of a runbook."""
    identifier = f"RunbookProcess-{runbook}"
    body = _process(site, runbook, _VERSION, render_steps(site, runbook, steps))
    return site.builder.add("RunbookProcess", {"Id": identifier, **body, "ProjectId": project})


def _process(site: Site, owner: str, version: int, steps: list[Body]) -> Body:
    return {
        "OwnerId": owner,
        "IsFrozen": False,
        "Version": version,
        "RelatedDocumentIds": related_ids(steps),
        "SpaceId": site.id,
        "Steps": steps,
    }
