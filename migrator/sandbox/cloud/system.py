"""What the server says of itself: root, status, licence, limits, events, tasks."""

from collections.abc import Callable

from migrator.sandbox.cloud.documents import Document, flag, mapping, number, text, texts
from migrator.sandbox.cloud.exchange import Answer, forbidden, invalid, not_found
from migrator.sandbox.cloud.infrastructure import settled_retention
from migrator.sandbox.cloud.instance import Call, Instance
from migrator.sandbox.cloud.kind import Where
from migrator.sandbox.cloud.kinds import KINDS
from migrator.sandbox.cloud.limits import COUNTED
from migrator.sandbox.cloud.links import page
from migrator.sandbox.cloud.routing import Route
from migrator.sandbox.cloud.store import now
from migrator.sandbox.cloud.validation import as_body, check_id

# Server configuration is not the customer's on Octopus Cloud.
# Source: OctopusDeploy/docs, octopus-cloud; OctopusDeploy/Issues #5272.
_CLOSED = (
    "configuration",
    "configuration/{id}",
    "configuration/{id}/values",
    "smtpconfiguration",
    "maintenanceconfiguration",
    "upgradeconfiguration",
    "performanceconfiguration",
    "serverconfiguration",
    "octopusservernodes",
    "octopusservernodes/{id}",
    "letsencryptconfiguration",
    "licenses/licenses-current",
    "serverstatus/system-info",
    "serverstatus/system-report",
    "serverstatus/logs",
    "migrations/import",
    "migrations/partialexport",
)
_TASKS = frozenset(
    {"Health", "AdHocScript", "UpdateCalamari", "Upgrade", "TestAccount", "Retention"}
)
_RETENTION_TYPES = ("LifecycleRelease", "LifecycleTentacle", "RunbookRetention")


def _root(call: Call) -> Answer:
    system = {k.collection: k for k in KINDS.values() if k.where is not Where.SPACE}
    links = {
        _link_name(name): f"/api/{name}{{/id}}{{?skip,ids,take,partialName}}" for name in system
    }
    links |= {
        "Self": "/api",
        "CurrentUser": "/api/users/me",
        "SpaceHome": "/api/{spaceId}",
        "Tasks": "/api/tasks{/id}{?skip,take}",
        "Events": "/api/events{/id}{?skip,take,regarding}",
        "ServerStatus": "/api/serverstatus",
        "Web": "/app",
    }
    instance = call.instance
    return Answer(
        200,
        {
            "Application": "Octopus Deploy",
            "Version": instance.version,
            "ApiVersion": "3.0.0",
            "InstallationId": instance.installation_id,
            "IsEarlyAccessProgram": False,
            "HasLongTermSupport": False,
            "Links": links,
        },
    )


def _link_name(collection: str) -> str:
    names = {k.collection: k for k in KINDS.values()}
    kind = names[collection]
    return kind.name[:-1] + "ies" if kind.name.endswith("y") else kind.name + "s"


def _space_root(call: Call) -> Answer:
    space = call.space_id
    template = "{/id}{?skip,ids,take,partialName}"
    links = {
        _link_name(k.collection): f"/api/{space}/{k.collection}{template}"
        for k in KINDS.values()
        if k.where is not Where.SYSTEM
    }
    links |= {"Self": f"/api/{space}", "Variables": f"/api/{space}/variables{{/id}}{{?ids}}"}
    return Answer(200, {"Links": links})


def _capabilities(_call: Call) -> Answer:
    return Answer(200, {"Capabilities": []})


def _status(_call: Call) -> Answer:
    return Answer(
        200,
        {
            "Id": "serverstatus",
            "IsInMaintenanceMode": False,
            "MaintenanceExpires": None,
            "IsDatabaseEncrypted": True,
            "IsUpgradeAvailable": False,
            "Links": {"Self": "/api/serverstatus", "Counts": "/api/serverstatus/counts"},
        },
    )


def _health(_call: Call) -> Answer:
    return Answer(
        200,
        {
            "IsOperatingNormally": True,
            "IsEntireClusterReadOnly": False,
            "IsEntireClusterDrainingTasks": False,
            "IsCompliantWithLicense": True,
        },
    )


def _count(instance: Instance, kind: str) -> int:
    return len(instance.store.all_of(kind))


def _counts(call: Call) -> Answer:
    def of(names: dict[str, str]) -> dict[str, int]:
        return {name: _count(call.instance, kind) for name, kind in names.items()}

    return Answer(
        200,
        {
            "Global": of({"Spaces": "Space", "Users": "User", "Teams": "Team"}),
            "Infrastructure": of(
                {
                    "Environments": "Environment",
                    "Tenants": "Tenant",
                    "DeploymentTargets": "DeploymentTarget",
                    "Workers": "Worker",
                    "WorkerPools": "WorkerPool",
                }
            ),
            "Project": of(
                {
                    "Projects": "Project",
                    "Releases": "Release",
                    "Deployments": "Deployment",
                    "Runbooks": "Runbook",
                    "RunbookRuns": "RunbookRun",
                }
            ),
            "Library": of(
                {
                    "Certificates": "Certificate",
                    "VariableSets": "LibraryVariableSet",
                    "Packages": "Package",
                }
            ),
        },
    )


def _licence_status(call: Call) -> Answer:
    limits: list[Document] = []
    for kind, name in COUNTED.items():
        limit = call.instance.licence.limits.get(name)
        used = _count(call.instance, kind)
        is_full = limit is not None and used >= limit
        limits.append(
            {
                "Name": name,
                "EffectiveLimit": limit if limit is not None else 2147483647,
                "LicensedLimit": limit if limit is not None else 2147483647,
                "IsUnlimited": limit is None,
                "CurrentUsage": used,
                "LimitStatus": "AtLimit" if is_full else "UnderLimit",
                "Message": "",
                "Disposition": "Notice" if is_full else "Information",
            }
        )
    return Answer(
        200,
        {
            "Id": "licenses-current-status",
            "IsCompliant": True,
            "HostingEnvironment": "OctopusCloud",
            "Limits": limits,
            "EffectiveClusterTaskLimit": 10,
            "DoesExpiryBlockKeyActivities": False,
            "Links": {"Self": "/api/licenses/licenses-current-status"},
        },
    )


def _licence_usage(call: Call) -> Answer:
    store = call.instance.store
    usage: list[object] = [
        {
            "SpaceName": text(space, "Name"),
            "ProjectsCount": len(store.all_of("Project", text(space, "Id"))),
            "TenantsCount": len(store.all_of("Tenant", text(space, "Id"))),
            "MachinesCount": len(store.all_of("DeploymentTarget", text(space, "Id"))),
        }
        for space in store.all_of("Space")
    ]
    return Answer(200, {"Id": "licenses-current-usage", "SpacesUsage": usage, "Links": {}})


def _retention(call: Call) -> Document:
    kind = call.request.query.get("retentiontype") or text(
        mapping({"b": call.request.body}, "b"), "RetentionType"
    )
    if kind not in _RETENTION_TYPES:
        raise invalid("The RetentionType field is required.")
    policy_id = f"{kind}-{call.space_id}"
    stored = call.instance.store.find("RetentionPolicy", policy_id)
    if stored is None:
        stored = {
            "Id": policy_id,
            "Name": kind,
            "SpaceId": call.space_id,
            "RetentionType": kind,
            "Strategy": "Count",
            "QuantityToKeep": 30,
            "Unit": "Days",
        }
        call.instance.store.put("RetentionPolicy", stored)
    return stored


def _put_retention(call: Call) -> Answer:
    stored = _retention(call)
    if stored["Id"] != call.params["id"]:
        raise not_found(call.params["id"])
    settled = settled_retention(call.instance, as_body(call.request.body))
    stored.update(settled if isinstance(settled, dict) else {})
    return Answer(200, stored)


def _events(call: Call) -> Answer:
    query = call.request.query
    found: list[object] = []
    for event in reversed(call.instance.store.events):
        regarding = query.get("regarding") or query.get("regardingany")
        if regarding and not set(regarding.split(",")) & set(texts(event, "RelatedDocumentIds")):
            continue
        categories = query.get("eventcategories")
        if categories and event["Category"] not in categories.split(","):
            continue
        kinds = query.get("documenttypes")
        if kinds and event["DocumentType"] not in kinds.split(","):
            continue
        if call.space_id and event["SpaceId"] not in (None, call.space_id):
            continue
        if number(event, "AutoId") < int(query.get("fromautoid") or 0):
            continue
        found.append(event)
    return Answer(200, page("Event", call.request.path, found, query))


def _task_states(call: Call, task: Document) -> Document:
    """Move a task on: each time it is looked at by one state, if its space's queue runs."""
    space = call.instance.store.find("Space", text(task, "SpaceId"))
    if space is None or not flag(space, "TaskQueueStopped"):
        following = {"Queued": "Executing", "Executing": "Success"}
        task["State"] = following.get(text(task, "State"), task["State"])
    is_done = task["State"] not in ("Queued", "Executing")
    task |= {"IsCompleted": is_done, "FinishedSuccessfully": task["State"] == "Success"}
    return task


def _new_task(call: Call) -> Answer:
    body = as_body(call.request.body)
    missing = [key for key in ("Name", "Description") if not text(body, key)]
    if missing:
        details = {key: f"The {key} field is required." for key in missing}
        raise invalid(*details.values(), details=details)
    if text(body, "Name") not in _TASKS:
        raise invalid(f"A task of type '{text(body, 'Name')}' cannot be created.")
    space_id = text(body, "SpaceId") or call.space_id
    arguments = mapping(body, "Arguments")
    for key, kind in (("EnvironmentId", "Environment"), ("WorkerpoolId", "WorkerPool")):
        if text(arguments, key):
            check_id(call.instance, space_id, kind, text(arguments, key), f"Arguments.{key}")
    task_id = call.instance.store.next_id("ServerTasks")
    task: Document = {
        "Id": task_id,
        "SpaceId": space_id or None,
        "Name": body["Name"],
        "Description": body["Description"],
        "Arguments": arguments,
        "State": "Queued",
        "IsCompleted": False,
        "FinishedSuccessfully": False,
        "HasWarningsOrErrors": False,
        "ErrorMessage": "",
        "QueueTime": now(),
        "Links": {"Self": f"/api/tasks/{task_id}"},
    }
    call.instance.store.put("Task", task)
    return Answer(201, task)


def _task(call: Call) -> Answer:
    task = call.instance.store.find("Task", call.params["id"])
    if task is None:
        raise not_found(call.params["id"])
    return Answer(200, _task_states(call, task))


def _task_details(call: Call) -> Answer:
    return Answer(200, {"Task": _task(call).body, "ActivityLogs": [], "Progress": {}, "Links": {}})


def _task_list(call: Call) -> Answer:
    found: list[object] = list(call.instance.store.all_of("Task", call.space_id or None))
    return Answer(200, page("Task", call.request.path, found, call.request.query))


def _cancel(call: Call) -> Answer:
    task = call.instance.store.find("Task", call.params["id"])
    if task is None:
        raise not_found(call.params["id"])
    if not flag(task, "IsCompleted"):
        task |= {"State": "Canceled", "IsCompleted": True}
    return Answer(200, task)


def _closed(_call: Call) -> Answer:
    raise forbidden("AdministerSystem")


def routes() -> list[Route]:
    """The routes of the system."""
    plain: tuple[tuple[str, Where, str, Callable[[Call], Answer]], ...] = (
        ("capabilities", Where.SYSTEM, "", _capabilities),
        ("serverstatus", Where.SYSTEM, "", _status),
        ("serverstatus/counts", Where.SYSTEM, "", _counts),
        ("licenses/licenses-current-status", Where.SYSTEM, "", _licence_status),
        ("licenses/licenses-current-usage", Where.SYSTEM, "SpaceView", _licence_usage),
        ("retentionpolicies", Where.SPACE, "", lambda call: Answer(200, _retention(call))),
        ("events", Where.EITHER, "EventView", _events),
        ("tasks", Where.EITHER, "TaskView", _task_list),
        ("tasks/{id}", Where.EITHER, "TaskView", _task),
        ("tasks/{id}/details", Where.EITHER, "TaskView", _task_details),
    )
    opened = [
        Route("GET", "", Where.SYSTEM, "", _root, is_open=True),
        Route("GET", "serverstatus/health", Where.SYSTEM, "", _health, is_open=True),
        Route("GET", "octopusservernodes/ping", Where.SYSTEM, "", _health, is_open=True),
    ]
    closed = [
        Route(verb, pattern, Where.SYSTEM, "", _closed)
        for pattern in _CLOSED
        for verb in ("GET", "POST", "PUT", "DELETE")
    ]
    return [
        *opened,
        Route("GET", "", Where.SPACE, "", _space_root),
        *(Route("GET", pattern, where, need, act) for pattern, where, need, act in plain),
        Route("PUT", "retentionpolicies/{id}", Where.SPACE, "RetentionAdminister", _put_retention),
        Route("POST", "tasks", Where.EITHER, "TaskCreate", _new_task),
        Route("POST", "tasks/{id}/cancel", Where.EITHER, "TaskCancel", _cancel),
        *closed,
    ]
