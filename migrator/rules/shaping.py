"""Rows of the database and answers of the API in one shape: the carried members, API names.

The two differ little: databases keep older forms (retention without a strategy, `details` in
lower case) and hold what the API leaves out. One function for both sides, so that what is
written and what is compared cannot drift apart.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping

from migrator.model.documents import Body, Json, Kind, Node
from migrator.model.package_files import is_sha1
from migrator.rules.field_fates import is_left
from migrator.rules.fields import (
    ACTION_FIELDS,
    FIELDS,
    OBJECTS,
    PARAMETER_FIELDS,
    SLUG,
    STEP_FIELDS,
    TAG_FIELDS,
    VARIABLE_FIELDS,
    Field,
)
from migrator.rules.freezes import tidy_freeze
from migrator.rules.granting import tidy_grants
from migrator.rules.groups import tidy_team
from migrator.rules.icons import tidy_icon
from migrator.rules.older import (
    PARTICIPATION,
    complete_endpoint,
    feed_text,
    is_sensitive,
    participation,
    tidy_rules,
    tidy_scope,
)
from migrator.rules.part_fates import ENDPOINT_NOISE, PARTS
from migrator.rules.publishing import tidy_snapshot
from migrator.rules.tenant_values import tidy_values
from migrator.rules.triggers import drop_targets_own
from migrator.rules.version_control import tidy_link


def shape(kind: Kind, raw: Mapping[str, Json]) -> tuple[Body, dict[str, Json]]:
    """Give the carried members, and those that no table knows.

    An absent member whose default is null stays absent: it is not known, so it is neither
    sent nor compared.
    """
    by_name = {name.casefold(): (name, value) for name, value in raw.items()}
    body: Body = {}
    for item in FIELDS[kind]:
        found = by_name.pop(item.name.casefold(), None)
        if found is None and item.default is None:
            continue
        value = _structured(item, found[1]) if found else None
        if item.name == SLUG and not value:
            continue  # the source has made none, and the target derives its own
        if value is None:
            value = participation(body) if item.name == PARTICIPATION else item.default
        body[item.name] = as_node(value)
    if kind is Kind.DEPLOYMENT_TARGET:
        complete_endpoint(body, {key: value for key, (_, value) in by_name.items()})
    unknown = {n: value for n, value in by_name.values() if not is_left(kind, n, value)}
    tidy_icon(kind, body, unknown)
    _SHAPERS.get(kind, _keep)(body)
    return body, unknown


def _structured(item: Field, value: Json) -> Json:
    """Tables that were normalised may hold a list or an object as the text of its JSON."""
    is_structure = item.default in ([], {}) or item.name in OBJECTS
    if is_structure and isinstance(value, str) and value.strip()[:1] in {"[", "{"}:
        try:
            parsed: Json = json.loads(value)
        except ValueError:
            return value
        return parsed
    return value


def as_node(value: Json) -> Node:
    """The same value, typed as part of a body."""
    match value:
        case dict():
            return {key: as_node(item) for key, item in value.items()}
        case list():
            return [as_node(item) for item in value]
        case _:
            return value


def _keep(_body: Body) -> None:
    pass


def _items(body: Mapping[str, Node], member: str) -> list[dict[str, Node]]:
    found = body.get(member)
    return [item for item in found if isinstance(item, dict)] if isinstance(found, list) else []


def _only(item: dict[str, Node], names: frozenset[str]) -> None:
    wanted = {name.casefold(): name for name in names}
    pairs = [(wanted.get(key.casefold()), value) for key, value in item.items()]
    item.clear()
    item.update({name: value for name, value in pairs if name is not None})


def _fill(item: dict[str, Node], defaults: Mapping[str, Node]) -> None:
    for name, value in defaults.items():
        if item.get(name) is None:
            item[name] = [] if value == [] else {} if value == {} else value


def _variables(body: Body) -> None:
    body["Variables"] = [*_items(body, "Variables")]
    for variable in _items(body, "Variables"):
        is_secret = is_sensitive(variable)
        _only(variable, VARIABLE_FIELDS)
        if is_secret:
            variable["Type"] = "Sensitive"
        # 2025.3 and later leave out what is usual. Source: OctopusDeploy/Issues #9434.
        _fill(variable, {"Type": "String", "Description": "", "Scope": {}})
        variable["Scope"] = tidy_scope(variable["Scope"])
        if variable.get("Prompt") is None:
            variable.pop("Prompt", None)
        variable.setdefault("Value", None)


_STEP_DEFAULTS: Mapping[str, Node] = {
    "Condition": "Success",
    "StartTrigger": "StartAfterPrevious",
    "PackageRequirement": "LetOctopusDecide",
    "Properties": {},
    "Actions": [],
}
_ACTION_DEFAULTS: Mapping[str, Node] = {
    "IsDisabled": False,
    "IsRequired": False,
    "Environments": [],
    "ExcludedEnvironments": [],
    "Channels": [],
    "TenantTags": [],
    "Packages": [],
    "Properties": {},
}


def _process(body: Body) -> None:
    body["Steps"] = [*_items(body, "Steps")]
    for step in _items(body, "Steps"):
        _only(step, STEP_FIELDS)
        _fill(step, _STEP_DEFAULTS)
        _plain_properties(step)
        step["Actions"] = [*_items(step, "Actions")]
        for action in _items(step, "Actions"):
            _only(action, ACTION_FIELDS)
            _fill(action, _ACTION_DEFAULTS)
            _action_parts(action)


def _action_parts(action: dict[str, Node]) -> None:
    for name in ("WorkerPoolId", "WorkerPoolVariable", "Notes", "Container", "Inputs"):
        if action.get(name) in ("", None):
            action.pop(name, None)
    container = action.get("Container")
    if isinstance(container, dict):
        container["FeedId"] = feed_text(container.get("FeedId"))
        kept: dict[str, Node] = {k: v for k, v in container.items() if v not in ("", None)}
        action["Container"] = kept
        if not kept:
            del action["Container"]
    _packages(action)
    _plain_properties(action)


def _packages(holder: dict[str, Node]) -> None:
    for package in _items(holder, "Packages"):
        package.pop("Id", None)
        if "FeedId" in package:
            package["FeedId"] = feed_text(package["FeedId"])
        _fill(package, {"Name": "", "Properties": {}})
    for dependency in _items(holder, "GitDependencies"):
        for member in PARTS["GitDependencyResource"].others:
            dependency.pop(member, None)
    if not holder.get("GitDependencies"):
        holder.pop("GitDependencies", None)


def _plain_properties(holder: dict[str, Node]) -> None:
    properties = holder.get("Properties")
    if isinstance(properties, dict):
        # Absent and empty mean the same. Source: OctopusDeploy/terraform-provider-octopusdeploy.
        for name in [name for name, value in properties.items() if value in (None, "")]:
            del properties[name]


def _parameters(member: str) -> Callable[[Body], None]:
    def shape_parameters(body: Body) -> None:
        body[member] = [*_items(body, member)]
        for parameter in _items(body, member):
            _only(parameter, PARAMETER_FIELDS)
            _fill(parameter, {"Label": "", "HelpText": "", "DisplaySettings": {}})
            settings = parameter["DisplaySettings"]
            if isinstance(settings, dict):
                # Source: OctopusDeploy's upgrade scripts add this control type where none is.
                settings.setdefault("Octopus.ControlType", "SingleLineText")
            if parameter.get("DefaultValue") in (None, ""):
                parameter["DefaultValue"] = None

    return shape_parameters


def _step_template(body: Body) -> None:
    _parameters("Parameters")(body)
    _packages(body)
    _plain_properties(body)


def _tag_set(body: Body) -> None:
    body["Tags"] = [*_items(body, "Tags")]
    for tag in _items(body, "Tags"):
        _only(tag, TAG_FIELDS)
        _fill(tag, {"Description": "", "SortOrder": 0})


def _lifecycle(body: Body) -> None:
    for name in ("ReleaseRetentionPolicy", "TentacleRetentionPolicy"):
        body[name] = retention(body.get(name)) or _INHERITED.copy()
        for phase in _items(body, "Phases"):
            phase[name] = retention(phase.get(name))
    for phase in _items(body, "Phases"):
        phase.pop("Id", None)
        _fill(phase, _PHASE_DEFAULTS)


_INHERITED: dict[str, Node] = {"Strategy": "Default", "QuantityToKeep": 0, "Unit": "Items"}
_PHASE_DEFAULTS: Mapping[str, Node] = {
    "AutomaticDeploymentTargets": [],
    "OptionalDeploymentTargets": [],
    "MinimumEnvironmentsBeforePromotion": 0,
    "IsOptionalPhase": False,
    "IsPriorityPhase": False,
}


def retention(value: Node) -> dict[str, Node] | None:
    """A retention policy in the newer form; None (inherit) stays None.

    Source: OctopusDeploy/go-octopusdeploy, pkg/core/retention_period.go.
    """
    if not isinstance(value, dict):
        return None
    quantity = value.get("QuantityToKeep")
    count = quantity if isinstance(quantity, int) else 0
    strategy = value.get("Strategy")
    if not isinstance(strategy, str):
        forever = value.get("ShouldKeepForever") is True or count == 0
        strategy = "Forever" if forever else "Count"
    if strategy != "Count":
        return {"Strategy": strategy, "QuantityToKeep": 0, "Unit": "Items"}
    return {"Strategy": strategy, "QuantityToKeep": count, "Unit": value.get("Unit") or "Items"}


def _runbook(body: Body) -> None:
    body["RunRetentionPolicy"] = retention(body.get("RunRetentionPolicy")) or {
        # The server's own default. Source: OctopusDeploy/OctopusClients issue 652.
        "Strategy": "Count",
        "QuantityToKeep": 100,
        "Unit": "Items",
    }


def _certificate(body: Body) -> None:
    # The database and the API hold the time at which it was archived.
    body["Archived"] = bool(body.get("Archived"))


def _project(body: Body) -> None:
    _parameters("Templates")(body)
    included = body.get("IncludedLibraryVariableSetIds")
    if isinstance(included, list):
        # Entries may be there twice. Source: OctopusDeploy/Issues #10005.
        body["IncludedLibraryVariableSetIds"] = list(dict.fromkeys(map(str, included)))
    for name in ("ReleaseCreationStrategy", *_UNSAID_FLAGS):
        if body.get(name) is None:
            body.pop(name, None)


_UNSAID_FLAGS = ("AllowIgnoreChannelRules", "CombineHealthAndSyncStatusInDashboardLiveStatus")
"""Columns of flags that are null in rows older than they are: nobody knows what holds there."""


def _deployment_target(body: Body) -> None:
    endpoint = body.get("Endpoint")
    if isinstance(endpoint, dict):
        for name in ENDPOINT_NOISE:
            endpoint.pop(name, None)
        for name in [name for name, value in endpoint.items() if value in (None, "")]:
            del endpoint[name]


def _git_credential(body: Body) -> None:
    details = body.get("Details")
    if isinstance(details, dict):
        details.setdefault("Type", "UsernamePassword")


def _channel(body: Body) -> None:
    if body.get("LifecycleId") == "":
        # An empty text is stored by old servers and breaks dashboards.
        # Source: OctopusDeploy/Issues #5985.
        body["LifecycleId"] = None
    tidy_rules(body.get("Rules"))
    for rule in _items(body, "GitResourceRules"):
        rule.pop("Id", None)


def _tenant(body: Body) -> None:
    """Links as a list: the API's map has ids as keys, where no reference can stand."""
    links = body.get("ProjectEnvironments")
    if isinstance(links, dict):
        body["ProjectEnvironments"] = [
            {"ProjectId": project, "EnvironmentIds": environments or []}
            for project, environments in links.items()
        ]


def _trigger(body: Body) -> None:
    for name in ("Filter", "Action"):
        part = body.get(name)
        if isinstance(part, dict):
            for member in [key for key, value in part.items() if value is None]:
                del part[member]
            for member in PARTS["TriggerFilterResource"].others:
                part.pop(member, None)
    drop_targets_own(body)


def _subscription(body: Body) -> None:
    part = body.get("EventNotificationSubscription")
    if isinstance(part, dict):
        # Where the last mail left off is the source's own affair.
        for member in PARTS["EventNotificationSubscriptionResource"].others:
            part.pop(member, None)


def _package(body: Body) -> None:
    """The extension with its dot and the hash in lower case, as the API has them; no other hash."""
    extension, sha1 = body.get("FileExtension"), body.get("Hash")
    if isinstance(extension, str) and extension and not extension.startswith("."):
        body["FileExtension"] = f".{extension}"
    if isinstance(sha1, str):
        body["Hash"] = sha1.casefold() if is_sha1(sha1) else None


def _build(body: Body) -> None:
    """Of each commit what a build server pushes: servers make the links."""
    body["Commits"] = [
        {name: commit.get(name) for name in ("Id", "Comment")} for commit in _items(body, "Commits")
    ]


_SHAPERS: Mapping[Kind, Callable[[Body], None]] = {
    Kind.PROJECT_VARIABLES: _variables,
    Kind.LIBRARY_VARIABLES: _variables,
    Kind.DEPLOYMENT_PROCESS: _process,
    Kind.RUNBOOK_PROCESS: _process,
    Kind.LIBRARY_VARIABLE_SET: _parameters("Templates"),
    Kind.STEP_TEMPLATE: _step_template,
    Kind.STEP_TEMPLATE_VERSION: _step_template,
    Kind.TAG_SET: _tag_set,
    Kind.LIFECYCLE: _lifecycle,
    Kind.RUNBOOK: _runbook,
    Kind.RUNBOOK_SNAPSHOT: tidy_snapshot,
    Kind.CERTIFICATE: _certificate,
    Kind.PROJECT: _project,
    Kind.DEPLOYMENT_TARGET: _deployment_target,
    Kind.WORKER: _deployment_target,
    Kind.TENANT: _tenant,
    Kind.TENANT_VARIABLES: tidy_values,
    Kind.VERSION_CONTROL: tidy_link,
    Kind.RELEASE: tidy_snapshot,
    Kind.DEPLOYMENT_FREEZE: tidy_freeze,
    Kind.TEAM: tidy_team,
    Kind.BUILT_IN_PACKAGE: _package,
    Kind.BUILD_INFORMATION: _build,
    Kind.SCOPED_USER_ROLES: tidy_grants,
    Kind.TRIGGER: _trigger,
    Kind.SUBSCRIPTION: _subscription,
    Kind.GIT_CREDENTIAL: _git_credential,
    Kind.CHANNEL: _channel,
}
