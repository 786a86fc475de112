"""Tenants' variables: one store behind the old and the two new ways to write them.

Source: OctopusDeploy/docs, api/_generated/tenants.md.
"""

from collections.abc import Iterable
from functools import partial

from migrator.sandbox.cloud.crud import found_by
from migrator.sandbox.cloud.documents import Document, items, mapping, public, text, texts
from migrator.sandbox.cloud.exchange import Answer, missing_reference, unknown_route
from migrator.sandbox.cloud.fields import parse_fields
from migrator.sandbox.cloud.instance import Call, Instance
from migrator.sandbox.cloud.kind import Where
from migrator.sandbox.cloud.kinds import KINDS
from migrator.sandbox.cloud.routing import Route
from migrator.sandbox.cloud.tenant_values import (
    TenantValue,
    libraries_of,
    missing_of,
    owner_key,
    row_of,
    save_values,
    token_of,
    values_of,
)
from migrator.sandbox.cloud.validation import as_body, raise_faults

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


def _tenant(call: Call) -> Document:
    return found_by(call, _TENANT, call.params["id"])


def _get_scoped(call: Call, kind: str) -> Answer:
    if not call.instance.is_recent:
        raise unknown_route()
    tenant = _tenant(call)
    row = row_of(call.instance, tenant)
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
                owner_key(kind): value["OwnerId"],
                f"{kind}Name": text(owner, "Name"),
                "TemplateId": value["TemplateId"],
                "Template": public(template),
                "Value": public(value["Value"]),
                "Scope": {"EnvironmentIds": value["EnvironmentIds"]},
            }
        )
    body: Document = {
        "TenantId": tenant["Id"],
        "ConcurrencyToken": token_of(row),
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
    known = {text(v, "Id") for v in items(row_of(call.instance, tenant), "Values")}
    values = []
    for sent in items(body, "Variables"):
        sent_id = text(sent, "Id")
        if sent_id and sent_id not in known:
            raise missing_reference(sent_id, "Variables.Id")
        owner_id = text(sent, "OwnerId") or text(sent, owner_key(kind))
        scope = texts(mapping(sent, "Scope"), "EnvironmentIds")
        values.append(
            TenantValue(
                kind, owner_id, text(sent, "TemplateId"), tuple(scope), sent.get("Value"), sent_id
            )
        )
    save_values(call.instance, tenant, body, (kind,), values)
    return _get_scoped(call, kind)


def _get_legacy(call: Call) -> Answer:
    return Answer(200, _legacy_body(call.instance, _tenant(call)))


def _all_legacy(call: Call) -> Answer:
    wanted = call.request.query.get("projectid")
    tenants = call.instance.store.all_of("Tenant", call.space_id)
    return Answer(
        200,
        [
            _legacy_body(call.instance, tenant)
            for tenant in tenants
            if not wanted or wanted in mapping(tenant, "ProjectEnvironments")
        ],
    )


def _legacy_body(instance: Instance, tenant: Document) -> Document:
    row = row_of(instance, tenant)
    projects: Document = {}
    for project_id, environments in mapping(tenant, "ProjectEnvironments").items():
        project = instance.store.find("Project", project_id) or {}
        by_environment: dict[str, Document] = {
            environment: {} for environment in _as_texts(environments)
        }
        for value in values_of(row, project_id):
            for environment in texts(value, "EnvironmentIds") or list(by_environment):
                by_environment.setdefault(environment, {})[text(value, "TemplateId")] = public(
                    value["Value"]
                )
        projects[project_id] = _legacy_owner(project, "Project") | {"Variables": by_environment}
    libraries: Document = {}
    for library in libraries_of(instance, tenant):
        values = values_of(row, text(library, "Id"))
        libraries[text(library, "Id")] = _legacy_owner(library, "LibraryVariableSet") | {
            "Variables": {text(v, "TemplateId"): public(v["Value"]) for v in values}
        }
    self_link = f"/api/{text(tenant, 'SpaceId')}/tenants/{text(tenant, 'Id')}/variables"
    return {
        "TenantId": tenant["Id"],
        "TenantName": tenant["Name"],
        "SpaceId": tenant["SpaceId"],
        "ConcurrencyToken": token_of(row),
        "ProjectVariables": projects,
        "LibraryVariables": libraries,
        "Links": {"Self": self_link},
    }


def _as_texts(value: object) -> list[str]:
    return [item for item in value if isinstance(item, str)] if isinstance(value, list) else []


def _legacy_owner(owner: Document, kind: str) -> Document:
    return {
        owner_key(kind): text(owner, "Id"),
        f"{kind}Name": text(owner, "Name"),
        "Templates": public(owner.get("Templates", [])),
        "Links": {},
    }


def _put_legacy(call: Call) -> Answer:
    tenant = _tenant(call)
    body = as_body(call.request.body)
    raise_faults(_LEGACY_FIELDS, body)
    values = [*_legacy_projects(body), *_legacy_libraries(body)]
    save_values(call.instance, tenant, body, ("Project", "LibraryVariableSet"), values)
    return _get_legacy(call)


def _legacy_projects(body: Document) -> Iterable[TenantValue]:
    projects = mapping(body, "ProjectVariables")
    for project_id in projects:
        by_environment = mapping(mapping(projects, project_id), "Variables")
        for environment in by_environment:
            for template_id, value in mapping(by_environment, environment).items():
                yield TenantValue("Project", project_id, template_id, (environment,), value)


def _legacy_libraries(body: Document) -> Iterable[TenantValue]:
    libraries = mapping(body, "LibraryVariables")
    for set_id in libraries:
        for template_id, value in mapping(mapping(libraries, set_id), "Variables").items():
            yield TenantValue("LibraryVariableSet", set_id, template_id, (), value)


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


def routes() -> list[Route]:
    """The routes beside the common ones."""
    at, view, edit = "tenants/{id}", "TenantView", "VariableEdit"
    routes = [Route("GET", "tenants/variables-missing", Where.SPACE, view, _variables_missing)]
    routes.append(Route("GET", "tenantvariables/all", Where.SPACE, view, _all_legacy))
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
