"""Variable templates: of library sets, projects and step templates, and the values they take."""

import json
import re
import uuid
from collections.abc import Iterable

from migrator.sandbox.cloud.documents import Document, Kept, is_sensitive, mapping, same_name, text
from migrator.sandbox.cloud.exchange import invalid, missing_reference
from migrator.sandbox.cloud.instance import Instance
from migrator.sandbox.cloud.validation import check_id

# Which kind the value of a control or of a variable type names.
# Source: OctopusDeploy/message-contracts.ts, controlType.ts and variableType.ts.
KIND_OF_TYPE = {
    "AmazonWebServicesAccount": "Account",
    "AzureAccount": "Account",
    "GoogleCloudAccount": "Account",
    "UsernamePasswordAccount": "Account",
    "GenericOidcAccount": "Account",
    "Certificate": "Certificate",
    "WorkerPool": "WorkerPool",
}
_KIND_OF_PREFIX = {
    "Feeds": "Feed",
    "Accounts": "Account",
    "Certificates": "Certificate",
    "WorkerPools": "WorkerPool",
    "Projects": "Project",
    "Environments": "Environment",
    "Teams": "Team",
    "GitCredentials": "GitCredential",
    "ActionTemplates": "ActionTemplate",
    "Machines": "DeploymentTarget",
    "Channels": "Channel",
    "Tenants": "Tenant",
    "Lifecycles": "Lifecycle",
    "LibraryVariableSets": "LibraryVariableSet",
    "Proxies": "Proxy",
    "MachinePolicies": "MachinePolicy",
    "Runbooks": "Runbook",
}
_ID = re.compile(rf"({'|'.join(_KIND_OF_PREFIX)})-\d+")


def new_guid() -> str:
    """An id for what has no number: steps, actions, variables, phases, templates."""
    return str(uuid.uuid4())


def settle_ids(written: Iterable[Document], stored: Iterable[Document]) -> None:
    """Keep the ids that are known and give new ones for all others, whatever was sent."""
    known = {text(item, "Id") for item in stored}
    for item in written:
        if text(item, "Id") not in known:
            item["Id"] = new_guid()


def control_of(template: Document) -> str:
    """The control type of a template; without one it is a single line of text."""
    return text(mapping(template, "DisplaySettings"), "Octopus.ControlType") or "SingleLineText"


def check_templates(
    instance: Instance, space_id: str, templates: list[Document], label: str
) -> None:
    """Refuse templates that share a name, offer no options or default to what is not there.

    Source: OctopusDeploy/go-octopusdeploy, api/octopus_deploy.json (2020.5).
    """
    seen: list[str] = []
    for template in templates:
        name = text(template, "Name")
        if any(same_name(name, other) for other in seen):
            raise invalid(f"The variable template '{name}' is declared more than once.")
        seen.append(name)
        options = text(mapping(template, "DisplaySettings"), "Octopus.SelectOptions")
        if control_of(template) == "Select" and not options.strip():
            raise invalid(f"Variable template '{name}' does not have drop down options set.")
        check_value(
            instance, space_id, template, template.get("DefaultValue"), f"{label}.DefaultValue"
        )


def check_value(
    instance: Instance, space_id: str, template: Document, value: object, label: str
) -> None:
    """Refuse a value that does not suit its template.

    Raises:
        Refusal: a secret where the template has none, or the other way round (strict); an id
            that leads nowhere (strict).
    """
    control = control_of(template)
    is_secret = isinstance(value, Kept) or is_sensitive(value)
    if value not in (None, "") and is_secret != (control == "Sensitive"):
        raise invalid(f"The value of '{text(template, 'Name')}' does not suit its type {control}.")
    if not isinstance(value, str):
        return
    if control == "Package":
        check_package_value(instance, space_id, value, label)
    elif control in KIND_OF_TYPE:
        check_typed(instance, space_id, control, value, label)


def check_typed(instance: Instance, space_id: str, kind: str, value: str, label: str) -> None:
    """Refuse a value of a type that names documents when it names none."""
    if value and "#{" not in value:
        check_id(instance, space_id, KIND_OF_TYPE[kind], value, label)


def check_package_value(instance: Instance, space_id: str, value: str, label: str) -> None:
    """Refuse the JSON text of a package whose feed is not there."""
    try:
        package = json.loads(value) if value else {}
    except ValueError:
        return
    feed = text(package, "FeedId") if isinstance(package, dict) else ""
    if feed and "#{" not in feed:
        check_id(instance, space_id, "Feed", feed, label)


def check_lookalike(instance: Instance, space_id: str, value: str, label: str) -> None:
    """Refuse a text that is an id as a whole and leads nowhere. Strict."""
    match = _ID.fullmatch(value)
    if match and instance.store.find(_KIND_OF_PREFIX[match[1]], value, space_id) is None:
        raise missing_reference(value, label)
