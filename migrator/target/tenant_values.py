"""What tenants fill in: complete sets behind two routes, or one document on older servers.

The newer routes delete what is not sent, and keep a value's id only where it is sent along.
Source: OctopusDeploy/docs, api/_generated/tenants.md; OctopusDeploy/go-octopusdeploy (which
names the owner by its kind, where the documentation calls it OwnerId).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from migrator.model.documents import Json, Ref
from migrator.model.secret import Secret
from migrator.rules.kinds import OF_LIBRARY, OF_PROJECT, document_of
from migrator.rules.tenant_values import VALUES, says_nothing, template_key
from migrator.target.bodies import outgoing
from migrator.target.documents import Resource, text
from migrator.target.errors import MethodNotAllowedError, NotFoundError
from migrator.target.finding import Order
from migrator.target.http import Wire

_ROUTES: Mapping[str, str] = {OF_LIBRARY: "commonvariables", OF_PROJECT: "projectvariables"}
_OWNER: Mapping[str, str] = {OF_LIBRARY: "LibraryVariableSetId", OF_PROJECT: "ProjectId"}
_OLD: Mapping[str, str] = {OF_LIBRARY: "LibraryVariables", OF_PROJECT: "ProjectVariables"}
_ALL = ""
"""Stands for every environment."""


@dataclass(frozen=True, slots=True)
class _Value:
    """One value as it should be.

    Attributes:
        holder: whose template it fills: a project's or a library set's.
        environment: id of the only one that it is for, or "".
        stays: a secret that did not open; what the target has in its place stays.
    """

    holder: str
    owner_id: str
    template_id: str
    environment: str
    value: Json
    stays: bool

    @property
    def place(self) -> tuple[str, str, str]:
        """What tells it apart on the target."""
        return self.owner_id, self.template_id, self.environment


@dataclass(frozen=True, slots=True)
class _Wanted:
    values: Sequence[_Value]
    secrets: Sequence[Secret[str]]
    keeps_others: bool = True

    def of(self, holder: str) -> _Wanted:
        """Only those of projects, or of library sets."""
        chosen = [value for value in self.values if value.holder == holder]
        return _Wanted(chosen, self.secrets, self.keeps_others)


@dataclass(slots=True)
class _Places:
    """Where values are written, and where the target's own stay for want of a readable one."""

    written: dict[tuple[str, str, str], Json] = field(default_factory=dict)
    staying: set[tuple[str, str, str]] = field(default_factory=set)

    def keeps(self, place: tuple[str, str, str], *, others: bool) -> bool:
        """Whether the target's value at this place is kept."""
        return place in self.staying or (others and place not in self.written)


def _places(wanted: _Wanted) -> _Places:
    places = _Places()
    for value in wanted.values:
        if value.stays:
            places.staying.add(value.place)
        elif value.value is not None:
            places.written[value.place] = value.value
    return places


def read_values(wire: Wire, space_id: str, tenant_id: str) -> Resource | None:
    """All values of a tenant as one resource; None where there is no such tenant."""
    sets = {
        holder: _get(wire, _route(space_id, tenant_id, name)) for holder, name in _ROUTES.items()
    }
    if all(found is not None for found in sets.values()):
        values = [
            value for holder, found in sets.items() if found for value in _listed(holder, found)
        ]
        tokens: list[Json] = [found.get("ConcurrencyToken") for found in sets.values() if found]
        return {"Id": tenant_id, "Tokens": tokens, VALUES: [*values]}
    old = _get(wire, _route(space_id, tenant_id, "variables"))
    if old is None:
        return None
    return {
        "Id": tenant_id,
        "Tokens": [old.get("ConcurrencyToken")],
        VALUES: [*_listed_old(old)],
    }


def write_values(
    wire: Wire, space_id: str, tenant_id: str, order: Order, *, keeps_others: bool
) -> None:
    """Set a tenant's values.

    Args:
        wire: to the target.
        space_id: the target's id of the tenant's space.
        tenant_id: the target's id of the tenant.
        order: the values.
        keeps_others: values that only the target has stay.

    Raises:
        WireError: the target refused, or there is no answer.
        UnresolvedError: a ref in a value has no id yet.
    """
    wanted = _wanted(order, keeps_others=keeps_others)
    for holder, name in _ROUTES.items():
        route = _route(space_id, tenant_id, name)
        # Read anew for each: one write may change the token of the other.
        found = _get(wire, route)
        if found is None:
            _write_old(wire, _route(space_id, tenant_id, "variables"), wanted)
            return
        _write_set(wire, route, holder, found, wanted.of(holder))


def _wanted(order: Order, *, keeps_others: bool) -> _Wanted:
    out = outgoing(order.ref.kind, order.body, order.resolve, order.open_secret, is_new=False)
    ready, nodes = out.members.get(VALUES), order.body.get(VALUES)
    values: list[_Value] = []
    pairs = zip(
        nodes if isinstance(nodes, list) else [],
        ready if isinstance(ready, list) else [],
        strict=True,
    )
    for node, item in pairs:
        template = node.get("Template") if isinstance(node, dict) else None
        if not isinstance(item, dict) or not isinstance(template, Ref):
            continue
        environments = _environments(item)
        values.append(
            _Value(
                holder=template.path[1],
                owner_id=order.resolve(document_of(template)) or "",
                template_id=text(item, "Template"),
                environment=next(iter(environments), _ALL),
                value=item.get("Value"),
                stays=says_nothing(node) and item.get("Value") is not None,
            )
        )
    return _Wanted(values, out.secrets, keeps_others)


def _write_set(wire: Wire, route: str, holder: str, found: Resource, wanted: _Wanted) -> None:
    current = list(_listed(holder, found))
    places = _places(wanted)
    if not places.written and (wanted.keeps_others or not current):
        return
    token = found.get("ConcurrencyToken")
    body: dict[str, Json] = {"Variables": [*_payload(holder, current, places, wanted)]}
    if token is not None:
        body["ConcurrencyToken"] = token
    _put(wire, route, body, token, wanted.secrets)


def _payload(
    holder: str, current: list[dict[str, Json]], places: _Places, wanted: _Wanted
) -> Iterator[Json]:
    """Ours, and of the target's what stays; ids of values that are there are sent along."""
    ids: dict[tuple[str, str, str], str] = {}
    for value in current:
        owner, template = text(value, "OwnerId"), text(value, "TemplateId")
        there = _environments(value) or [_ALL]
        rest = [
            place
            for place in there
            if places.keeps((owner, template, place), others=wanted.keeps_others)
        ]
        if rest:
            scope = [place for place in rest if place]
            yield _sent(holder, (owner, template), scope, _kept(value["Value"]), text(value, "Id"))
        else:
            taken = (place for place in there if (owner, template, place) in places.written)
            first = next(taken, None)
            if first is not None:
                ids[owner, template, first] = text(value, "Id")
    for (owner, template, place), ours in places.written.items():
        scope = [place] if place else []
        identity = ids.get((owner, template, place), "")
        yield _sent(holder, (owner, template), scope, ours, identity)


def _sent(
    holder: str, slot: tuple[str, str], scope: Sequence[str], value: Json, identity: str
) -> dict[str, Json]:
    owner, template = slot
    known: dict[str, Json] = {"Id": identity} if identity else {}
    return known | {
        "OwnerId": owner,
        _OWNER[holder]: owner,
        "TemplateId": template,
        "Value": value,
        "Scope": {"EnvironmentIds": [*scope]},
    }


def _kept(value: Json) -> Json:
    """A value of the target on its way back: a secret without a new value stays as it is."""
    if isinstance(value, dict) and "HasValue" in value:
        return {"HasValue": value["HasValue"], "NewValue": None}
    return value


def _write_old(wire: Wire, route: str, wanted: _Wanted) -> None:
    """Write all values as older servers take them: common ones are for every environment."""
    found = wire.get(route)
    members: dict[str, Json] = dict(found) if isinstance(found, dict) else {}
    token = members.get("ConcurrencyToken")
    for holder, name in _OLD.items():
        owners = members.get(name)
        kept: dict[str, Json] = dict(owners) if isinstance(owners, dict) else {}
        mine = wanted.of(holder)
        for owner_id in dict.fromkeys([*kept, *(value.owner_id for value in mine.values)]):
            owner = kept.get(owner_id)
            whole = dict(owner) if isinstance(owner, dict) else {}
            ours = [value for value in mine.values if value.owner_id == owner_id]
            places = _places(_Wanted(ours, (), wanted.keeps_others))
            whole["Variables"] = _old_variables(
                holder, owner_id, whole.get("Variables"), places, wanted
            )
            kept[owner_id] = whole
        members[name] = kept
    _put(wire, route, members, token, wanted.secrets)


def _old_variables(
    holder: str, owner_id: str, there: Json, places: _Places, wanted: _Wanted
) -> dict[str, Json]:
    present: dict[str, Json] = there if isinstance(there, dict) else {}
    if holder == OF_LIBRARY:
        return _old_templates(owner_id, _ALL, present, places, wanted)
    environments = dict.fromkeys([*present, *(place[2] for place in places.written if place[2])])
    return {
        environment: _old_templates(owner_id, environment, present.get(environment), places, wanted)
        for environment in environments
    }


def _old_templates(
    owner_id: str, environment: str, there: Json, places: _Places, wanted: _Wanted
) -> dict[str, Json]:
    present: Mapping[str, Json] = there if isinstance(there, dict) else {}
    result: dict[str, Json] = {
        template: _kept(value)
        for template, value in present.items()
        if places.keeps((owner_id, template, environment), others=wanted.keeps_others)
    }
    # A value for all environments gives way to one for this.
    for at in dict.fromkeys((_ALL, environment)):
        for (_, template, place), value in places.written.items():
            if place == at:
                result[template] = value
    return result


def _put(
    wire: Wire, route: str, body: dict[str, Json], token: Json, secrets: Sequence[Secret[str]]
) -> None:
    def look() -> Json | None:
        # Only our own write changes the token that we were the last to see.
        found = _get(wire, route)
        return dict(found) if found and found.get("ConcurrencyToken") != token else None

    _, _, space_id, _, tenant_id, _ = route.split("/")
    wire.put(
        route,
        # Both are required in the body, beside the route.
        {"SpaceId": space_id, "TenantId": tenant_id, **body},
        is_repeatable=token is None,
        look=None if token is None else look,
        secrets=secrets,
    )


def _route(space_id: str, tenant_id: str, name: str) -> str:
    return f"/api/{space_id}/tenants/{tenant_id}/{name}"


def _get(wire: Wire, route: str) -> Resource | None:
    try:
        found = wire.get(route)
    except (NotFoundError, MethodNotAllowedError):
        return None
    return found if isinstance(found, dict) else None


def _listed(holder: str, found: Resource) -> Iterator[dict[str, Json]]:
    for item in _dicts(found.get("Variables")):
        scope = item.get("Scope")
        environments = scope.get("EnvironmentIds") if isinstance(scope, dict) else None
        owner = text(item, _OWNER[holder]) or text(item, "OwnerId")
        yield _read(owner, text(item, "TemplateId"), environments, item) | {"Id": item.get("Id")}


def _listed_old(found: Resource) -> Iterator[dict[str, Json]]:
    for owner_id, variables in _members(found.get(_OLD[OF_LIBRARY])):
        for template, value in variables.items():
            yield _read(owner_id, template, [], {"Value": value})
    for owner_id, variables in _members(found.get(_OLD[OF_PROJECT])):
        for environment, templates in variables.items():
            for template, value in templates.items() if isinstance(templates, dict) else ():
                yield _read(owner_id, template, [environment], {"Value": value})


def _members(owners: Json) -> Iterator[tuple[str, dict[str, Json]]]:
    for owner_id, owner in owners.items() if isinstance(owners, dict) else ():
        variables = owner.get("Variables") if isinstance(owner, dict) else None
        if isinstance(variables, dict):
            yield owner_id, variables


def _read(owner: str, template: str, environments: Json, item: Resource) -> dict[str, Json]:
    return {
        "OwnerId": owner,
        "TemplateId": template,
        "Template": template_key(owner, template),
        "Environments": environments,
        "Value": item.get("Value"),
    }


def _environments(value: Resource) -> list[str]:
    listed = value.get("Environments")
    return [item for item in listed if isinstance(item, str)] if isinstance(listed, list) else []


def _dicts(value: Json) -> list[dict[str, Json]]:
    return [item for item in value if isinstance(item, dict)] if isinstance(value, list) else []
