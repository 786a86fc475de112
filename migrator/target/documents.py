"""Resources of the API become logical documents: the way back of what we write."""

from __future__ import annotations

import json
from collections.abc import Mapping
from hashlib import sha256

from migrator.model.documents import Body, Json, Kind, Ref, Slot
from migrator.rules.naming import Directory, Identity, TemplateFacts, ref_of
from migrator.rules.older import name_steps
from migrator.rules.people import address_of
from migrator.rules.rewriting import to_refs
from migrator.rules.secrets import replace_secrets
from migrator.rules.shaping import shape
from migrator.rules.tenant_values import learn_templates
from migrator.rules.versions import FREE_TEXT

Resource = Mapping[str, Json]

# What changes without anyone changing the document.
_VOLATILE = frozenset(
    {
        "Links", "ScopeValues", "Status", "StatusSummary", "HealthStatus", "HasLatestCalamari",
        "IsInProcess", "OperatingSystem", "ShellName", "ShellVersion", "Architecture",
        "SortOrder", "LastSnapshotId", "TaskQueueStopped",
    }
)  # fmt: skip


def text(resource: Resource, name: str) -> str:
    """A member that is text, or ""."""
    found = resource.get(name)
    return found if isinstance(found, str) else ""


def resource_version(resource: Resource) -> str:
    """A digest that changes whenever the resource does."""
    steady = {name: value for name, value in resource.items() if name not in _VOLATILE}
    if "CommunicationStyle" in str(resource.get("Endpoint")) or "TaskQueueStopped" in resource:
        steady.pop("LastModifiedOn", None)  # health checks touch targets, stopped queues spaces
    packed = json.dumps(steady, sort_keys=True, separators=(",", ":"))
    return sha256(packed.encode(errors="surrogatepass")).hexdigest()


def kind_of_set(resource: Resource) -> Kind:
    """Whether a library set is one of variables or a script module."""
    is_module = resource.get("ContentType") == "ScriptModule"
    return Kind.SCRIPT_MODULE if is_module else Kind.LIBRARY_VARIABLE_SET


def name_resource(kind: Kind, resource: Resource, space: str, owner: Ref | None = None) -> Ref:
    """The ref of a resource.

    Args:
        kind: what the list holds; library sets are told apart here.
        resource: as the API gives it.
        space: the package's name for the space, or "" for what is in no space.
        owner: the project of a channel or runbook.
    """
    real = kind_of_set(resource) if kind is Kind.LIBRARY_VARIABLE_SET else kind
    in_space = space if kind is not Kind.TEAM or text(resource, "SpaceId") else ""
    identity = Identity(
        space=in_space,
        name=text(resource, "Username" if kind is Kind.USER else "Name"),
        email=address_of(resource),
        id=text(resource, "Id"),
        owner=owner.path if owner else (),
        feed_type=text(resource, "FeedType"),
        thumbprint=text(resource, "Thumbprint"),
    )
    return ref_of(real, identity)


def learn(ref: Ref, resource: Resource, directory: Directory) -> dict[Ref, str]:
    """Remember the resource's ids; give the ids of its parts and children that others point at."""
    directory.add(ref.space, text(resource, "Id"), ref)
    parts = learn_templates(ref, text(resource, "Id"), resource.get("Templates"), directory)
    match ref.kind:
        case Kind.TAG_SET:
            if resource.get("Type") == FREE_TEXT:
                directory.add_free_text(ref)
            for tag in _dicts(resource.get("Tags")):
                name = text(tag, "Name")
                tag_ref = Ref(Kind.TAG, (*ref.path, name))
                directory.add_name(ref.space, f"{ref.name}/{name}", tag_ref)
        case Kind.STEP_TEMPLATE:
            facts = _template_facts(resource)
            directory.add_template(ref, facts)
            parts[Ref(Kind.TEMPLATE_VERSION, ref.path)] = str(facts.version)
        case Kind.PROJECT:
            parts[Ref(Kind.PROJECT_VARIABLES, ref.path)] = _child(resource, "VariableSet")
            parts[Ref(Kind.DEPLOYMENT_PROCESS, ref.path)] = _child(resource, "DeploymentProcess")
            parts[Ref(Kind.DEPLOYMENT_SETTINGS, ref.path)] = _child(resource, "DeploymentSettings")
        case Kind.LIBRARY_VARIABLE_SET | Kind.SCRIPT_MODULE:
            parts[Ref(Kind.LIBRARY_VARIABLES, ref.path)] = _child(resource, "VariableSet")
        case Kind.RUNBOOK:
            parts[Ref(Kind.RUNBOOK_PROCESS, ref.path)] = _child(resource, "RunbookProcess")
        case Kind.DEPLOYMENT_PROCESS | Kind.RUNBOOK_PROCESS:
            parts.update(actions_of(ref, resource))
            for action, identity in parts.items():
                directory.add(ref.space, identity, action)
        case _:
            pass
    return {part: identity for part, identity in parts.items() if identity}


_PREFIXES: Mapping[str, str] = {
    "VariableSet": "variableset-",
    "DeploymentProcess": "deploymentprocess-",
    "DeploymentSettings": "deploymentsettings-",
    "RunbookProcess": "RunbookProcess-",
}


def _child(resource: Resource, child: str) -> str:
    """The id of what the server made with the resource; its form is known where it is not said.

    Source: octopus.com/docs/octopus-rest-api (samples of links).
    """
    identity = text(resource, "Id")
    return text(resource, f"{child}Id") or (f"{_PREFIXES[child]}{identity}" if identity else "")


def actions_of(ref: Ref, resource: Resource) -> dict[Ref, str]:
    """The id of each action of a process, by its name."""
    return {
        Ref(Kind.ACTION, (*ref.path, text(action, "Name"))): text(action, "Id")
        for step in _dicts(resource.get("Steps"))
        for action in _dicts(step.get("Actions"))
    }


def _template_facts(resource: Resource) -> TemplateFacts:
    controls: dict[str, str] = {}
    for parameter in _dicts(resource.get("Parameters")):
        settings = parameter.get("DisplaySettings")
        control = settings.get("Octopus.ControlType") if isinstance(settings, dict) else None
        controls[text(parameter, "Name")] = control if isinstance(control, str) else ""
    version = resource.get("Version")
    return TemplateFacts(version if isinstance(version, int) else 0, controls)


def parse_resource(ref: Ref, resource: Resource, directory: Directory) -> Body:
    """The carried members, ids as refs and secrets as slots."""
    body, _unknown = shape(ref.kind, resource)
    replace_secrets(ref.kind, body, _has_value)
    to_refs(ref, body, directory)
    name_steps(ref.kind, body)
    return body


def _has_value(_pointer: str, value: Json) -> Slot | None:
    match value:
        case {"HasValue": bool(is_set)}:
            return Slot() if is_set else None
        case str(plain):
            return Slot() if plain else None
        case _:
            return None


def _dicts(value: Json) -> list[dict[str, Json]]:
    return [item for item in value if isinstance(item, dict)] if isinstance(value, list) else []
