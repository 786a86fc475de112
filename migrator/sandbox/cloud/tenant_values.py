"""What tenants have filled in: one store behind the old and the new ways to write it.

Source: OctopusDeploy/docs, api/_generated/tenants.md.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from migrator.sandbox.cloud.documents import (
    Document,
    Kept,
    items,
    mapping,
    settle_secrets,
    text,
    texts,
)
from migrator.sandbox.cloud.exchange import invalid, missing_reference
from migrator.sandbox.cloud.instance import Behaviour, Instance, Saving
from migrator.sandbox.cloud.store import now
from migrator.sandbox.cloud.templates import check_value, new_guid
from migrator.sandbox.cloud.validation import check_id


@dataclass(frozen=True, slots=True)
class TenantValue:
    """One value on its way into the store."""

    owner_kind: str
    owner_id: str
    template_id: str
    environment_ids: tuple[str, ...]
    value: object
    sent_id: str = ""


def row_id(tenant: Document) -> str:
    """The id of the one row that holds all values of a tenant."""
    return f"tenantvariables-{text(tenant, 'Id')}"


def row_of(instance: Instance, tenant: Document) -> Document:
    """The row that holds all values of a tenant; an empty one if there was none."""
    row = instance.store.find("TenantVariables", row_id(tenant))
    if row is None:
        space_id = text(tenant, "SpaceId")
        row = {"Id": row_id(tenant), "SpaceId": space_id, "Version": 0, "Values": []}
        instance.store.put("TenantVariables", row)
    return row


def token_of(row: Document) -> str:
    """What a client hands back to say which state its change is based on."""
    return f"{text(row, 'Id')}-v{row['Version']}"


def save_values(
    instance: Instance,
    tenant: Document,
    body: Mapping[str, object],
    owner_kinds: tuple[str, ...],
    values: list[TenantValue],
) -> None:
    """Replace all values of owners of these kinds; what is not sent is deleted."""
    row = row_of(instance, tenant)
    sent_token = text(body, "ConcurrencyToken")
    if sent_token and sent_token != token_of(row):
        raise invalid(
            "Changes to these tenant variables could not be saved, because another user has "
            "made changes to them."
        )
    held = items(row, "Values")
    kept = [value for value in held if text(value, "OwnerKind") not in owner_kinds]
    seen: set[tuple[str, str, str]] = set()
    for value in values:
        _check(instance, tenant, value)
        for environment in value.environment_ids or ("",):
            place = (value.owner_id, value.template_id, environment)
            if place in seen:
                raise invalid(f"The variable {value.template_id} has two values for one scope.")
            seen.add(place)
    row["Values"] = kept + [_settled(value, held) for value in values]
    row["Version"] = int(str(row["Version"])) + 1
    row["LastModifiedOn"] = now()
    instance.store.record("Modified", "TenantVariables", row, instance.user_id)


def _settled(value: TenantValue, held: list[Document]) -> Document:
    same_place = (
        v
        for v in held
        if text(v, "Id") == value.sent_id
        or (
            not value.sent_id
            and text(v, "OwnerId") == value.owner_id
            and text(v, "TemplateId") == value.template_id
            and texts(v, "EnvironmentIds") == list(value.environment_ids)
        )
    )
    before = next(same_place, None)
    return {
        "Id": text(before, "Id") if before else new_guid(),
        "OwnerKind": value.owner_kind,
        "OwnerId": value.owner_id,
        "TemplateId": value.template_id,
        "EnvironmentIds": list(value.environment_ids),
        "Value": settle_secrets(value.value, before["Value"] if before else None),
    }


def _check(instance: Instance, tenant: Document, value: TenantValue) -> None:
    space = text(tenant, "SpaceId")
    owner = check_id(instance, space, value.owner_kind, value.owner_id, "OwnerId")
    templates = items(owner, "Templates")
    template = next((t for t in templates if text(t, "Id") == value.template_id), None)
    if template is None:
        raise missing_reference(value.template_id, "TemplateId")
    check_value(instance, space, template, value.value, text(template, "Name"))
    linked = mapping(tenant, "ProjectEnvironments")
    if value.owner_kind == "Project":
        if value.owner_id not in linked:
            raise invalid(f"The tenant is not connected to the project {value.owner_id}.")
        allowed = set(texts(linked, value.owner_id))
    else:
        allowed = {text(e, "Id") for e in instance.store.all_of("Environment", space)}
    for environment in value.environment_ids:
        check_id(instance, space, "Environment", environment, "Scope.EnvironmentIds")
        if environment not in allowed:
            raise invalid(f"The tenant is not connected to the environment {environment}.")


def owner_key(kind: str) -> str:
    """The member in which an answer names the owner of a template."""
    return f"{kind}Id"


def values_of(row: Document, owner_id: str) -> list[Document]:
    """The values for the templates of one owner."""
    return [value for value in items(row, "Values") if text(value, "OwnerId") == owner_id]


def libraries_of(instance: Instance, tenant: Document) -> list[Document]:
    """The library sets with templates that a tenant meets through its projects."""
    ids: dict[str, None] = {}
    for project_id in mapping(tenant, "ProjectEnvironments"):
        project = instance.store.find("Project", project_id) or {}
        ids |= dict.fromkeys(texts(project, "IncludedLibraryVariableSetIds"))
    found = (instance.store.find("LibraryVariableSet", set_id) for set_id in ids)
    return [library for library in found if library and items(library, "Templates")]


def missing_of(instance: Instance, tenant: Document) -> list[Document]:
    """The templates that have neither a default nor a value of this tenant."""
    row = row_of(instance, tenant)
    missing: list[Document] = []
    linked = mapping(tenant, "ProjectEnvironments")
    for project_id in linked:
        project = instance.store.find("Project", project_id) or {}
        for template in _unfilled(project):
            filled = _filled(row, project_id, text(template, "Id"))
            missing.extend(
                _missing("Project", project, template, environment)
                for environment in texts(linked, project_id)
                if not filled & {"", environment}
            )
    for library in libraries_of(instance, tenant):
        missing.extend(
            _missing("LibraryVariableSet", library, template, None)
            for template in _unfilled(library)
            if not _filled(row, text(library, "Id"), text(template, "Id"))
        )
    return missing


def _unfilled(owner: Document) -> list[Document]:
    return [
        template
        for template in items(owner, "Templates")
        if template.get("DefaultValue") in (None, "", Kept())
    ]


def _filled(row: Document, owner_id: str, template_id: str) -> set[str]:
    return {
        environment
        for value in values_of(row, owner_id)
        if text(value, "TemplateId") == template_id and value["Value"] not in (None, "", Kept())
        for environment in texts(value, "EnvironmentIds") or [""]
    }


def _missing(kind: str, owner: Document, template: Document, environment: str | None) -> Document:
    return {
        "OwnerKind": kind,
        owner_key(kind): text(owner, "Id"),
        "EnvironmentId": environment,
        "VariableTemplateId": template["Id"],
        "VariableTemplateName": template["Name"],
    }


def _delete(instance: Instance, document: Document) -> None:
    if instance.store.find("TenantVariables", row_id(document)):
        instance.store.remove("TenantVariables", row_id(document))


def _drop_unlinked(saving: Saving) -> None:
    """Values of a project that the tenant is no longer connected to go."""
    row = saving.instance.store.find("TenantVariables", row_id(saving.document))
    if row is not None:
        linked = mapping(saving.document, "ProjectEnvironments")
        row["Values"] = [
            value
            for value in items(row, "Values")
            if text(value, "OwnerKind") != "Project" or text(value, "OwnerId") in linked
        ]


BEHAVIOURS = {"Tenant": Behaviour(saved=_drop_unlinked, delete=_delete)}
