"""Tenants' variables: one store behind the old and the two new ways to write them.

Source: OctopusDeploy/docs, api/_generated/tenants.md.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import partial

from migrator.sandbox.cloud.crud import found_by
from migrator.sandbox.cloud.documents import (
    Document,
    Kept,
    items,
    mapping,
    public,
    settle_secrets,
    text,
    texts,
)
from migrator.sandbox.cloud.exchange import Answer, invalid, missing_reference, unknown_route
from migrator.sandbox.cloud.fields import parse_fields
from migrator.sandbox.cloud.instance import Behaviour, Call, Instance, Saving
from migrator.sandbox.cloud.kind import Where
from migrator.sandbox.cloud.kinds import KINDS
from migrator.sandbox.cloud.routing import Route
from migrator.sandbox.cloud.store import now
from migrator.sandbox.cloud.templates import check_value, new_guid
from migrator.sandbox.cloud.validation import as_body, check_id, raise_faults

_TENANT = KINDS["Tenant"]
_FIELDS = parse_fields("""
    Variables! list
    Variables[].TemplateId! text
    Variables[].Value property
    Variables[].Scope! map
    Variables[].Scope.EnvironmentIds! texts
    ConcurrencyToken text
""")
_LEGACY_FIELDS = parse_fields("""
    ProjectVariables map
    ProjectVariables{}.Variables map
    ProjectVariables{}.Variables{} map
    LibraryVariables map
    LibraryVariables{}.Variables map
    LibraryVariables{}.Variables{} property
    ConcurrencyToken text
""")


@dataclass(frozen=True, slots=True)
class _Value:
    """One value on its way into the store."""

    owner_kind: str
    owner_id: str
    template_id: str
    environment_ids: tuple[str, ...]
    value: object
    sent_id: str = ""


def _row(instance: Instance, tenant: Document) -> Document:
    tenant_id = text(tenant, "Id")
    row = instance.store.find("TenantVariables", tenant_id)
    if row is None:
        row = {"Id": tenant_id, "SpaceId": tenant["SpaceId"], "Version": 0, "Values": []}
        instance.store.put("TenantVariables", row)
    return row


def _token(row: Document) -> str:
    return f"{text(row, 'Id')}-v{row['Version']}"


def _save(
    instance: Instance,
    tenant: Document,
    body: Mapping[str, object],
    owner_kinds: tuple[str, ...],
    values: list[_Value],
) -> None:
    """Replace all values of owners of these kinds; what is not sent is deleted."""
    row = _row(instance, tenant)
    sent_token = text(body, "ConcurrencyToken")
    if sent_token and sent_token != _token(row):
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


def _settled(value: _Value, held: list[Document]) -> Document:
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


def _check(instance: Instance, tenant: Document, value: _Value) -> None:
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


def _tenant(call: Call) -> Document:
    return found_by(call, _TENANT, call.params["id"])


def _owner_key(kind: str) -> str:
    return f"{kind}Id"


def _get_scoped(call: Call, kind: str) -> Answer:
    if not call.instance.is_recent:
        raise unknown_route()
    tenant = _tenant(call)
    row = _row(call.instance, tenant)
    found: list[Document] = []
    for value in items(row, "Values"):
        if text(value, "OwnerKind") != kind:
            continue
        owner = call.instance.store.find(kind, text(value, "OwnerId")) or {}
        templates = items(owner, "Templates")
        template = next((t for t in templates if t["Id"] == value["TemplateId"]), None)
        found.append(
            {
                "Id": value["Id"],
                _owner_key(kind): value["OwnerId"],
                f"{kind}Name": text(owner, "Name"),
                "TemplateId": value["TemplateId"],
                "Template": public(template),
                "Value": public(value["Value"]),
                "Scope": {"EnvironmentIds": value["EnvironmentIds"]},
            }
        )
    body: Document = {
        "TenantId": tenant["Id"],
        "ConcurrencyToken": _token(row),
        "Variables": found,
    }
    if call.request.query.get("includemissingvariables", "").casefold() == "true":
        missing = missing_of(call.instance, tenant)
        body["MissingVariables"] = [m for m in missing if m["OwnerKind"] == kind]
    return Answer(200, body)


def _put_scoped(call: Call, kind: str) -> Answer:
    if not call.instance.is_recent:
        raise unknown_route()
    tenant = _tenant(call)
    body = as_body(call.request.body)
    raise_faults(_FIELDS, body)
    known = {text(v, "Id") for v in items(_row(call.instance, tenant), "Values")}
    values = []
    for sent in items(body, "Variables"):
        sent_id = text(sent, "Id")
        if sent_id and sent_id not in known:
            raise missing_reference(sent_id, "Variables.Id")
        owner_id = text(sent, "OwnerId") or text(sent, _owner_key(kind))
        scope = texts(mapping(sent, "Scope"), "EnvironmentIds")
        values.append(
            _Value(
                kind, owner_id, text(sent, "TemplateId"), tuple(scope), sent.get("Value"), sent_id
            )
        )
    _save(call.instance, tenant, body, (kind,), values)
    return _get_scoped(call, kind)


def _get_legacy(call: Call) -> Answer:
    instance, tenant = call.instance, _tenant(call)
    row = _row(instance, tenant)
    projects: Document = {}
    for project_id, environments in mapping(tenant, "ProjectEnvironments").items():
        project = instance.store.find("Project", project_id) or {}
        by_environment: dict[str, Document] = {
            environment: {} for environment in _as_texts(environments)
        }
        for value in _values_of(row, project_id):
            for environment in texts(value, "EnvironmentIds") or list(by_environment):
                by_environment.setdefault(environment, {})[text(value, "TemplateId")] = public(
                    value["Value"]
                )
        projects[project_id] = _legacy_owner(project, "Project") | {"Variables": by_environment}
    libraries: Document = {}
    for library in _libraries_of(instance, tenant):
        values = _values_of(row, text(library, "Id"))
        libraries[text(library, "Id")] = _legacy_owner(library, "LibraryVariableSet") | {
            "Variables": {text(v, "TemplateId"): public(v["Value"]) for v in values}
        }
    self_link = f"/api/{text(tenant, 'SpaceId')}/tenants/{text(tenant, 'Id')}/variables"
    body: Document = {
        "TenantId": tenant["Id"],
        "TenantName": tenant["Name"],
        "SpaceId": tenant["SpaceId"],
        "ConcurrencyToken": _token(row),
        "ProjectVariables": projects,
        "LibraryVariables": libraries,
        "Links": {"Self": self_link},
    }
    return Answer(200, body)


def _as_texts(value: object) -> list[str]:
    return [item for item in value if isinstance(item, str)] if isinstance(value, list) else []


def _legacy_owner(owner: Document, kind: str) -> Document:
    return {
        _owner_key(kind): text(owner, "Id"),
        f"{kind}Name": text(owner, "Name"),
        "Templates": public(owner.get("Templates", [])),
        "Links": {},
    }


def _values_of(row: Document, owner_id: str) -> list[Document]:
    return [value for value in items(row, "Values") if text(value, "OwnerId") == owner_id]


def _libraries_of(instance: Instance, tenant: Document) -> list[Document]:
    ids: dict[str, None] = {}
    for project_id in mapping(tenant, "ProjectEnvironments"):
        project = instance.store.find("Project", project_id) or {}
        ids |= dict.fromkeys(texts(project, "IncludedLibraryVariableSetIds"))
    found = (instance.store.find("LibraryVariableSet", set_id) for set_id in ids)
    return [library for library in found if library and items(library, "Templates")]


def _put_legacy(call: Call) -> Answer:
    tenant = _tenant(call)
    body = as_body(call.request.body)
    raise_faults(_LEGACY_FIELDS, body)
    values = [*_legacy_projects(body), *_legacy_libraries(body)]
    _save(call.instance, tenant, body, ("Project", "LibraryVariableSet"), values)
    return _get_legacy(call)


def _legacy_projects(body: Document) -> Iterable[_Value]:
    projects = mapping(body, "ProjectVariables")
    for project_id in projects:
        by_environment = mapping(mapping(projects, project_id), "Variables")
        for environment in by_environment:
            for template_id, value in mapping(by_environment, environment).items():
                yield _Value("Project", project_id, template_id, (environment,), value)


def _legacy_libraries(body: Document) -> Iterable[_Value]:
    libraries = mapping(body, "LibraryVariables")
    for set_id in libraries:
        for template_id, value in mapping(mapping(libraries, set_id), "Variables").items():
            yield _Value("LibraryVariableSet", set_id, template_id, (), value)


def missing_of(instance: Instance, tenant: Document) -> list[Document]:
    """The templates that have neither a default nor a value of this tenant."""
    row = _row(instance, tenant)
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
    for library in _libraries_of(instance, tenant):
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
        for value in _values_of(row, owner_id)
        if text(value, "TemplateId") == template_id and value["Value"] not in (None, "", Kept())
        for environment in texts(value, "EnvironmentIds") or [""]
    }


def _missing(kind: str, owner: Document, template: Document, environment: str | None) -> Document:
    return {
        "OwnerKind": kind,
        _owner_key(kind): text(owner, "Id"),
        "EnvironmentId": environment,
        "VariableTemplateId": template["Id"],
        "VariableTemplateName": template["Name"],
    }


def _variables_missing(call: Call) -> Answer:
    wanted = call.request.query.get("tenantid")
    found: list[object] = []
    for tenant in call.instance.store.all_of("Tenant", call.space_id):
        if wanted and tenant["Id"] != wanted:
            continue
        missing = missing_of(call.instance, tenant)
        if missing:
            found.append({"TenantId": tenant["Id"], "MissingVariables": missing, "Links": {}})
    return Answer(200, found)


def _delete(instance: Instance, document: Document) -> None:
    if instance.store.find("TenantVariables", text(document, "Id")):
        instance.store.remove("TenantVariables", text(document, "Id"))


def _drop_unlinked(saving: Saving) -> None:
    """Values of a project that the tenant is no longer connected to go."""
    row = saving.instance.store.find("TenantVariables", text(saving.document, "Id"))
    if row is not None:
        linked = mapping(saving.document, "ProjectEnvironments")
        row["Values"] = [
            value
            for value in items(row, "Values")
            if text(value, "OwnerKind") != "Project" or text(value, "OwnerId") in linked
        ]


def routes() -> list[Route]:
    """The routes beside the common ones."""
    at, view, edit = "tenants/{id}", "TenantView", "VariableEdit"
    routes = [Route("GET", "tenants/variables-missing", Where.SPACE, view, _variables_missing)]
    routes.append(Route("GET", f"{at}/variables", Where.SPACE, view, _get_legacy))
    for kind, name in (("LibraryVariableSet", "commonvariables"), ("Project", "projectvariables")):
        routes.append(
            Route("GET", f"{at}/{name}", Where.SPACE, view, partial(_get_scoped, kind=kind))
        )
        routes.extend(
            Route(verb, f"{at}/{name}", Where.SPACE, edit, partial(_put_scoped, kind=kind))
            for verb in ("PUT", "POST")
        )
    routes.extend(
        Route(verb, f"{at}/variables", Where.SPACE, edit, _put_legacy) for verb in ("PUT", "POST")
    )
    return routes


BEHAVIOURS = {"Tenant": Behaviour(saved=_drop_unlinked, delete=_delete)}
