"""Deployment and runbook processes: written whole, checked deeply, normalised on save."""

from collections.abc import Callable

from migrator.sandbox.cloud.documents import (
    Document,
    items,
    number,
    public,
    same_name,
    settle_secrets,
    text,
)
from migrator.sandbox.cloud.exchange import Answer, invalid, not_found, not_in_space
from migrator.sandbox.cloud.fields import parse_fields
from migrator.sandbox.cloud.instance import Call, Instance
from migrator.sandbox.cloud.kind import Where
from migrator.sandbox.cloud.library import stale
from migrator.sandbox.cloud.normalising import normalise
from migrator.sandbox.cloud.routing import Route
from migrator.sandbox.cloud.step_references import check_action, needs_roles
from migrator.sandbox.cloud.store import free_slug, now
from migrator.sandbox.cloud.templates import settle_ids
from migrator.sandbox.cloud.validation import as_body, raise_faults, recase

_FIELDS = parse_fields("""
    Version! number
    Steps! list
    Steps[].Name! text
    Steps[].Slug text
    Steps[].Condition one:Success|Failure|Always|Variable
    Steps[].StartTrigger one:StartAfterPrevious|StartWithPrevious
    Steps[].PackageRequirement one:LetOctopusDecide|BeforePackageAcquisition|AfterPackageAcquisition
    Steps[].Properties map
    Steps[].Properties{} property
    Steps[].Actions! list
    Steps[].Actions[].Name! text
    Steps[].Actions[].ActionType! text
    Steps[].Actions[].Slug text
    Steps[].Actions[].Condition one:Success|Variable
    Steps[].Actions[].IsDisabled flag
    Steps[].Actions[].IsRequired flag
    Steps[].Actions[].WorkerPoolId text
    Steps[].Actions[].WorkerPoolVariable text
    Steps[].Actions[].Container map
    Steps[].Actions[].Environments texts
    Steps[].Actions[].ExcludedEnvironments texts
    Steps[].Actions[].Channels texts
    Steps[].Actions[].TenantTags texts
    Steps[].Actions[].Packages list
    Steps[].Actions[].Packages[].PackageId text
    Steps[].Actions[].Packages[].FeedId text
    Steps[].Actions[].Packages[].AcquisitionLocation text
    Steps[].Actions[].Packages[].Properties map
    Steps[].Actions[].GitDependencies list
    Steps[].Actions[].Properties map
    Steps[].Actions[].Properties{} property
""")
_STEP_DEFAULTS: Document = {
    "Condition": "Success",
    "StartTrigger": "StartAfterPrevious",
    "PackageRequirement": "LetOctopusDecide",
}


def new_process(instance: Instance, kind: str, process_id: str, owner: Document) -> None:
    """Make the empty process of a new project or runbook."""
    project_id = text(owner, "ProjectId") or text(owner, "Id")
    process: Document = {
        "Id": process_id,
        "SpaceId": text(owner, "SpaceId"),
        "ProjectId": project_id,
        "Version": 0,
        "LastSnapshotId": None,
        "Steps": [],
    }
    if kind == "RunbookProcess":
        process["RunbookId"] = text(owner, "Id")
    instance.store.put(kind, process)


def shown_process(kind: str, process: Document) -> Document:
    """The process as an answer shows it."""
    copied = public(process)
    body = copied if isinstance(copied, dict) else {}
    space, project = text(process, "SpaceId"), text(process, "ProjectId")
    route = "deploymentprocesses" if kind == "DeploymentProcess" else "runbookProcesses"
    return body | {
        "Links": {
            "Self": f"/api/{space}/{route}/{text(process, 'Id')}",
            "Project": f"/api/{space}/projects/{project}",
        }
    }


def save_process(instance: Instance, kind: str, process: Document, sent: Document) -> None:
    """Replace all steps of a process.

    Raises:
        Refusal: a fault in the payload, an old version, or what does not exist.
    """
    body = recase(sent, ("Version", "Steps", "LastSnapshotId"))
    raise_faults(_FIELDS, body)
    if number(body, "Version") != number(process, "Version"):
        what = "this deployment process" if kind == "DeploymentProcess" else "this process"
        raise invalid(stale(what, what.replace("this", "the")))
    settled = settle_secrets({"Steps": body["Steps"]}, process)
    steps = items(settled, "Steps") if isinstance(settled, dict) else []
    _complete(steps, process)
    actions = [action for step in steps for action in items(step, "Actions")]
    _check_names(steps, actions)
    for step in steps:
        _check_step(instance, process, step)
    normalise(steps)
    _check_slugs(steps, actions)
    process["Steps"] = steps
    process["Version"] = number(process, "Version") + 1
    process["LastModifiedOn"] = now()
    instance.store.record("Modified", kind, process, instance.user_id)


def _complete(steps: list[Document], process: Document) -> None:
    """Give ids to what is new and defaults to what is absent."""
    old_steps = items(process, "Steps")
    old_actions = [action for step in old_steps for action in items(step, "Actions")]
    old_packages = [package for action in old_actions for package in items(action, "Packages")]
    settle_ids(steps, old_steps)
    for step in steps:
        for key, value in _STEP_DEFAULTS.items():
            step[key] = step.get(key) or value
        step["Properties"] = step.get("Properties") or {}
        actions = items(step, "Actions")
        settle_ids(actions, old_actions)
        for action in actions:
            for key in ("Environments", "ExcludedEnvironments", "Channels", "TenantTags"):
                action.setdefault(key, [])
            for key in ("Packages", "GitDependencies"):
                action.setdefault(key, [])
            action["Properties"] = action.get("Properties") or {}
            action["Condition"] = action.get("Condition") or "Success"
            action.setdefault("IsDisabled", False)
            action.setdefault("IsRequired", False)
            settle_ids(items(action, "Packages"), old_packages)


def _check_names(steps: list[Document], actions: list[Document]) -> None:
    """Refuse names that are used twice.

    Source: OctopusDeployLabs/terraform-provider-octopusdeploy #276.
    """
    seen: list[str] = []
    for step in steps:
        name = text(step, "Name")
        if any(same_name(name, other) for other in seen):
            raise invalid(
                f"Step name '{name}' is already in use by another step in this deployment "
                "process. Step names must be unique."
            )
        seen.append(name)
    seen.clear()
    for action in actions:
        name = text(action, "Name")
        if any(same_name(name, other) for other in seen):
            raise invalid(
                f"Action name '{name}' is already in use by another action in this deployment "
                "process. Action names must be unique."
            )
        seen.append(name)


def _check_slugs(steps: list[Document], actions: list[Document]) -> None:
    """Derive the slugs that were not sent; refuse those that were sent twice.

    Source: OctopusDeploy/Issues #7783.
    """
    for word, documents in (("Step", steps), ("Action", actions)):
        taken: set[str] = set()
        for document in documents:
            slug = text(document, "Slug")
            if slug and slug.casefold() in taken:
                raise invalid(
                    f"{word} slug '{slug}' is already used by another {word.lower()} in this "
                    f"deployment process. {word} slugs must be unique."
                )
            if slug:
                taken.add(slug.casefold())
        for document in documents:
            if not text(document, "Slug"):
                document["Slug"] = free_slug(text(document, "Name"), taken)
                taken.add(text(document, "Slug"))


def _check_step(instance: Instance, process: Document, step: Document) -> None:
    actions = items(step, "Actions")
    if not actions:
        raise invalid(f"The step '{text(step, 'Name')}' has no action.")
    roles = step["Properties"]
    has_roles = isinstance(roles, dict) and bool(text(roles, "Octopus.Action.TargetRoles").strip())
    for action in actions:
        if not has_roles and needs_roles(action):
            raise invalid(
                f"Please select one or more target tags that '{text(step, 'Name')}' step will "
                "apply to."
            )
        names = [text(package, "Name").casefold() for package in items(action, "Packages")]
        for name in names:
            if names.count(name) > 1:
                raise invalid(f"A package reference with the name '{name}' already exists")
        check_action(instance, process, action)


def _by_id(kind: str) -> Callable[[Call], Document]:
    def find(call: Call) -> Document:
        process = call.instance.store.find(kind, call.params["id"])
        if process is None:
            raise not_found(call.params["id"])
        if text(process, "SpaceId") != call.space_id:
            raise not_in_space()
        project = call.params.get("projectId")
        if project and text(process, "ProjectId") != project:
            raise not_found(call.params["id"])
        return process

    return find


def _of_project(call: Call) -> Document:
    project = call.instance.store.find("Project", call.params["projectId"], call.space_id)
    found = project and call.instance.store.find(
        "DeploymentProcess", text(project, "DeploymentProcessId")
    )
    if not found:
        raise not_found(f"deploymentprocess-{call.params['projectId']}")
    return found


def _routes_at(
    pattern: str, kind: str, view: str, edit: str, find: Callable[[Call], Document]
) -> list[Route]:
    def get(call: Call) -> Answer:
        return Answer(200, shown_process(kind, find(call)))

    def put(call: Call) -> Answer:
        process = find(call)
        save_process(call.instance, kind, process, as_body(call.request.body))
        return Answer(200, shown_process(kind, process))

    return [
        Route("GET", pattern, Where.SPACE, view, get),
        Route("PUT", pattern, Where.SPACE, edit, put),
    ]


def _validate(_call: Call) -> Answer:
    return Answer(200, {"Warnings": []})


def routes() -> list[Route]:
    """The routes of processes."""
    deployment = ("DeploymentProcess", "ProcessView", "ProcessEdit")
    runbook = ("RunbookProcess", "RunbookView", "RunbookEdit")
    project = "projects/{projectId}"
    validate = f"{project}/deploymentprocesses/validate"
    return [
        Route("POST", validate, Where.SPACE, "ProcessView", _validate),
        *_routes_at(f"{project}/deploymentprocesses", *deployment, _of_project),
        *_routes_at("deploymentprocesses/{id}", *deployment, _by_id("DeploymentProcess")),
        *_routes_at("runbookProcesses/{id}", *runbook, _by_id("RunbookProcess")),
        *_routes_at(f"{project}/runbookProcesses/{{id}}", *runbook, _by_id("RunbookProcess")),
    ]
