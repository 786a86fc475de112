"""Variable sets: written whole, versioned, scoped, with secrets that hang on ids."""

from collections.abc import Iterable, Mapping

from migrator.sandbox.cloud.documents import (
    Document,
    Kept,
    flag,
    items,
    mapping,
    number,
    public,
    spots,
    text,
    texts,
)
from migrator.sandbox.cloud.exchange import (
    Answer,
    invalid,
    missing_reference,
    not_found,
    not_in_space,
)
from migrator.sandbox.cloud.fields import parse_fields
from migrator.sandbox.cloud.instance import Call, Instance
from migrator.sandbox.cloud.kind import Where
from migrator.sandbox.cloud.routing import Route
from migrator.sandbox.cloud.store import now
from migrator.sandbox.cloud.templates import KIND_OF_TYPE, check_typed, new_guid
from migrator.sandbox.cloud.validation import as_body, check_id, check_tag, raise_faults, recase

_TYPES = ("String", "Sensitive", *KIND_OF_TYPE)
_FIELDS = parse_fields(f"""
    Version number
    Variables! list
    Variables[].Name! text
    Variables[].Value text
    Variables[].Description text
    Variables[].Type! one:{"|".join(_TYPES)}
    Variables[].IsSensitive flag
    Variables[].Scope map
    Variables[].Scope{{}} texts
    Variables[].Prompt map =null
""")
_PROJECT_FIELDS = (*_FIELDS, *parse_fields("ScopeValues! map"))
# Source: OctopusDeploy/OctopusClients, Model/ScopeField.cs; OctopusDeploy/Issues #3615.
_LIBRARY_SCOPES = frozenset({"Environment", "Machine", "Role", "TenantTag"})
_PROJECT_SCOPES = _LIBRARY_SCOPES | {"Action", "Channel", "ProcessOwner"}
_STALE = (
    "Changes to these variables could not be saved, because another user has made changes to "
    "the variables between when you started editing and when you saved your changes. "
    "Please reload or open a new tab to make your changes."
)


def new_variable_set(instance: Instance, owner: Document) -> None:
    """Make the empty variable set of a new owner and tell the owner of it."""
    set_id = f"variableset-{text(owner, 'Id')}"
    owner["VariableSetId"] = set_id
    instance.store.put(
        "VariableSet",
        {
            "Id": set_id,
            "OwnerId": text(owner, "Id"),
            "SpaceId": text(owner, "SpaceId"),
            "Version": 0,
            "Variables": [],
        },
    )


def actions_of(instance: Instance, project_id: str) -> list[Document]:
    """The actions of a project's process and of those of its runbooks."""
    processes = [
        process
        for kind in ("DeploymentProcess", "RunbookProcess")
        for process in instance.store.owned_by(kind, "ProjectId", project_id)
    ]
    return [a for p in processes for s in items(p, "Steps") for a in items(s, "Actions")]


def shown_set(instance: Instance, variable_set: Document) -> Document:
    """The variable set as an answer shows it: no value of a sensitive variable."""
    copied = public({k: v for k, v in variable_set.items() if k != "Variables"})
    body = copied if isinstance(copied, dict) else {}
    space, set_id = text(variable_set, "SpaceId"), text(variable_set, "Id")
    return body | {
        "Variables": [
            {**v, "Value": None if isinstance(v["Value"], Kept) else v["Value"]}
            for v in items(variable_set, "Variables")
        ],
        "ScopeValues": _scope_values(instance, variable_set),
        "Links": {"Self": f"/api/{space}/variables/{set_id}"},
    }


def _scope_values(instance: Instance, variable_set: Document) -> Document:
    store, space = instance.store, text(variable_set, "SpaceId")
    owner = text(variable_set, "OwnerId")
    project = store.find("Project", owner)
    runbooks = store.owned_by("Runbook", "ProjectId", owner)
    roles = sorted({r for m in store.all_of("DeploymentTarget", space) for r in texts(m, "Roles")})
    tags = [tag for tag_set in store.all_of("TagSet", space) for tag in items(tag_set, "Tags")]
    processes: list[object] = []
    if project:
        processes = [{"ProcessType": "Deployment", "Id": owner, "Name": text(project, "Name")}]
        processes += [{"ProcessType": "Runbook", **item} for item in _references(runbooks)]
    return {
        "Environments": _references(store.all_of("Environment", space)),
        "Machines": _references(store.all_of("DeploymentTarget", space)),
        "Actions": _references(actions_of(instance, owner)),
        "Roles": [{"Id": role, "Name": role} for role in roles],
        "Channels": _references(store.owned_by("Channel", "ProjectId", owner)),
        "TenantTags": [
            {"Id": text(t, "CanonicalTagName"), "Name": text(t, "CanonicalTagName")} for t in tags
        ],
        "Processes": processes,
    }


def _references(documents: Iterable[Document]) -> list[dict[str, str]]:
    return [{"Id": text(d, "Id"), "Name": text(d, "Name")} for d in documents]


def save_variables(
    instance: Instance, variable_set: Document, sent: Document, *, is_project_route: bool = False
) -> None:
    """Replace all variables of a set.

    Raises:
        Refusal: a fault in the payload, an old version, or what does not exist.
    """
    body = recase(sent, ("Version", "Variables", "ScopeValues"))
    raise_faults(_PROJECT_FIELDS if is_project_route else _FIELDS, body)
    if number(body, "Version") != number(variable_set, "Version"):
        raise invalid(_STALE)
    written = items(body, "Variables")
    ids = [text(variable, "Id") for variable in written if variable.get("Id")]
    if len(set(ids)) < len(ids):
        raise invalid("Variable ids must be unique.")
    for variable in written:
        _check(instance, variable_set, variable)
    old = {text(variable, "Id"): variable for variable in items(variable_set, "Variables")}
    instance.store.wiped += _count_wiped(old, written)
    variable_set["Variables"] = [_settled(variable, old) for variable in written]
    variable_set["Version"] = number(variable_set, "Version") + 1
    variable_set["LastModifiedOn"] = now()
    instance.store.record("Modified", "VariableSet", variable_set, instance.user_id)


def _count_wiped(old: Mapping[str, Document], written: list[Document]) -> int:
    """How many stored secrets this write loses without anyone having said so."""
    bare = {
        text(v, "Name")
        for v in written
        if text(v, "Type") == "Sensitive" and not text(v, "Value") and text(v, "Id") not in old
    }
    kept = {text(v, "Id") for v in written}
    return sum(
        1
        for variable in old.values()
        if text(variable, "Id") not in kept
        and text(variable, "Name") in bare
        and isinstance(variable["Value"], Kept)
        and bool(variable["Value"].plain)
    )


def _settled(variable: Document, old: Mapping[str, Document]) -> Document:
    """Give the variable as it is stored: a known id keeps a secret that is not sent anew.

    Source: OctopusDeploy/go-octopusdeploy #449, #450.
    """
    known = old.get(text(variable, "Id"))
    is_sensitive = text(variable, "Type") == "Sensitive"
    value: object = variable.get("Value")
    if is_sensitive:
        before = known["Value"] if known else None
        value = Kept(text(variable, "Value") or None)
        if value.plain is None and isinstance(before, Kept):
            value = before
    scope = {key: values for key, values in mapping(variable, "Scope").items() if values}
    return {
        "Id": text(known, "Id") if known else new_guid(),
        "Name": text(variable, "Name"),
        "Value": value,
        "Description": variable.get("Description"),
        "Scope": scope,
        "IsEditable": True,
        "Prompt": variable.get("Prompt"),
        "Type": text(variable, "Type"),
        "IsSensitive": is_sensitive,
    }


def _check(instance: Instance, variable_set: Document, variable: Document) -> None:
    name, kind = text(variable, "Name"), text(variable, "Type")
    if flag(variable, "IsSensitive") and kind != "Sensitive":
        raise invalid(f"Variable validation failed. '{name}' is sensitive and of type {kind}.")
    scope = mapping(variable, "Scope")
    if variable.get("Prompt") is not None and set(scope) - {"Environment"}:
        raise invalid("Prompted variables cannot be scoped to anything except an environment.")
    owner = text(variable_set, "OwnerId")
    allowed = _PROJECT_SCOPES if instance.store.find("Project", owner) else _LIBRARY_SCOPES
    for field in scope:
        if field not in allowed:
            raise invalid(f"Variable '{name}' cannot be scoped to {field} in this variable set.")
        for value in texts(scope, field):
            _check_scope(instance, variable_set, field, value, f"{name}.Scope.{field}")
    if kind in KIND_OF_TYPE:
        space = text(variable_set, "SpaceId")
        check_typed(instance, space, kind, text(variable, "Value"), f"{name}.Value")


def _check_scope(
    instance: Instance, variable_set: Document, field: str, value: str, label: str
) -> None:
    space, owner = text(variable_set, "SpaceId"), text(variable_set, "OwnerId")
    store = instance.store
    match field:
        case "Environment":
            check_id(instance, space, "Environment", value, label)
        case "Machine":
            check_id(instance, space, "DeploymentTarget", value, label)
        case "TenantTag":
            check_tag(instance, space, value, "Tenant", label)
        case "Channel":
            is_there = any(
                text(c, "Id") == value for c in store.owned_by("Channel", "ProjectId", owner)
            )
            if not is_there:
                raise missing_reference(value, label)
        case "Action":
            if all(text(action, "Id") != value for action in actions_of(instance, owner)):
                raise missing_reference(value, label)
        case "ProcessOwner" if value != owner:
            runbook = store.find("Runbook", value, space)
            if runbook is None or text(runbook, "ProjectId") != owner:
                raise missing_reference(value, label)
        case _:
            return


def _found(call: Call, set_id: str) -> Document:
    found = call.instance.store.find("VariableSet", set_id)
    if found is None:
        raise not_found(set_id)
    if text(found, "SpaceId") != call.space_id:
        raise not_in_space()
    return found


def _of_project(call: Call) -> Document:
    project_id = call.params["id"]
    project = call.instance.store.find("Project", project_id, call.space_id)
    if project is None:
        raise not_found(project_id)
    return _found(call, text(project, "VariableSetId"))


def _get(call: Call) -> Answer:
    return Answer(200, shown_set(call.instance, _found(call, call.params["id"])))


def _put(call: Call) -> Answer:
    variable_set = _found(call, call.params["id"])
    save_variables(call.instance, variable_set, as_body(call.request.body))
    return Answer(200, shown_set(call.instance, variable_set))


def _get_of_project(call: Call) -> Answer:
    return Answer(200, shown_set(call.instance, _of_project(call)))


def _put_of_project(call: Call) -> Answer:
    variable_set = _of_project(call)
    save_variables(call.instance, variable_set, as_body(call.request.body), is_project_route=True)
    return Answer(200, {})


def _all(call: Call) -> Answer:
    wanted = {part for part in call.request.query.get("ids", "").split(",") if part}
    found = call.instance.store.all_of("VariableSet", call.space_id)
    return Answer(200, [shown_set(call.instance, v) for v in found if text(v, "Id") in wanted])


def _names(call: Call) -> Answer:
    found = call.instance.store.all_of("VariableSet", call.space_id)
    names = {str(spot.value) for v in found for spot in spots(v, "Variables[].Name")}
    return Answer(200, sorted(names))


def routes() -> list[Route]:
    """The routes of variable sets."""
    view, edit = "VariableView", "VariableEdit"
    return [
        Route("GET", "variables/all", Where.SPACE, view, _all),
        Route("GET", "variables/names", Where.SPACE, view, _names),
        Route("GET", "variables/{id}", Where.SPACE, view, _get),
        Route("PUT", "variables/{id}", Where.SPACE, edit, _put),
        Route("GET", "projects/{id}/variables", Where.SPACE, view, _get_of_project),
        Route("PUT", "projects/{id}/variables", Where.SPACE, edit, _put_of_project),
    ]
