"""Logical bodies become what the API takes, and keep the ids of what it already has."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from migrator.model.documents import Body, Json, Kind, Node, Ref, Slot, refs_in
from migrator.model.secret import Secret
from migrator.rules.community import MEMBER as COMMUNITY
from migrator.rules.fields import SecretForm, is_variables
from migrator.rules.freezes import SCOPE, TENANT_SCOPE
from migrator.rules.groups import GROUPS, group_key
from migrator.rules.merging import with_others
from migrator.rules.publishing import PROCESS
from migrator.rules.retagging import retagged_texts
from migrator.rules.rewriting import Resolve, to_ids
from migrator.rules.secrets import SENSITIVE, form_at, secret_members
from migrator.rules.triggers import PROMPTED, WEBHOOK_ID

OpenSecret = Callable[[str], Secret[str]]
"""Gives the secret at a JSON pointer of the body that is written."""

_MAPS = frozenset({"Properties", "Scope", "DisplaySettings", "Values"})
"""Their keys are the user's own, so nothing in them has an id of the server."""

_KEPT = ("Id", "GitHubConnectionId", WEBHOOK_ID, *PROMPTED)
"""What parts keep of the target's own: ids, and what a person has chosen or entered there."""


_BY_PROJECT: Mapping[Kind, str] = {
    Kind.TENANT: "ProjectEnvironments",
    Kind.DEPLOYMENT_FREEZE: SCOPE,
}
"""Lists of ours that are maps by the id of the project."""


@dataclass(frozen=True, slots=True)
class Outgoing:
    """A body on its way out; it lives as long as the request.

    Attributes:
        secrets: every secret in it, so that error texts can be cleaned of them.
    """

    members: dict[str, Json]
    secrets: list[Secret[str]] = field(default_factory=list)


def outgoing(
    kind: Kind, body: Body, resolve: Resolve, open_secret: OpenSecret, *, is_new: bool
) -> Outgoing:
    """Turn a body into the API's form.

    Raises:
        UnresolvedError: a ref has no id yet.
    """
    secrets: list[Secret[str]] = []

    def reveal(pointer: str, slot: Slot) -> Json:
        form = form_at(kind, pointer)
        if not slot.readable:
            # Nothing to send; what the target has stays.
            return None if form is SecretForm.TEXT else {"HasValue": not is_new, "NewValue": None}
        secret = open_secret(pointer)
        secrets.append(secret)
        plain = secret.reveal()
        return plain if form is SecretForm.TEXT else {"HasValue": True, "NewValue": plain}

    plain = to_ids(body, resolve, reveal)
    members = plain if isinstance(plain, dict) else {}
    _drop_empty_properties(members)
    members.pop(COMMUNITY, None)  # set by the installation alone
    members.pop(PROCESS, None)  # the runbook's own, which the server freezes
    by_project = _BY_PROJECT.get(kind, "")
    links = members.get(by_project)
    if isinstance(links, list):
        members[by_project] = {
            str(link["ProjectId"]): link["EnvironmentIds"] for link in _dicts(links)
        }
    if kind in {Kind.LIFECYCLE, Kind.RUNBOOK}:
        _say_forever(members)
    if is_variables(kind):
        for variable in _dicts(members.get("Variables")):
            variable["IsSensitive"] = variable.get("Type") == SENSITIVE
    elif not is_new:
        for path, form in secret_members(kind).items():
            # A secret that the package knows to be empty is cleared, not kept.
            name = path[0] if len(path) == 1 and form is SecretForm.SENSITIVE else ""
            if name in members and members[name] is None:
                members[name] = {"HasValue": False, "NewValue": None}
    return Outgoing(members, secrets)


def _drop_empty_properties(node: Json) -> None:
    """Leave out, in place, properties without a value: absent and empty mean the same."""
    match node:
        case dict():
            properties = node.get("Properties")
            if isinstance(properties, dict):
                for name in [name for name, value in properties.items() if value is None]:
                    del properties[name]
            for value in node.values():
                _drop_empty_properties(value)
        case list():
            for value in node:
                _drop_empty_properties(value)
        case _:
            pass


def _say_forever(node: Json) -> None:
    """Say of each retention policy, in place, in the older way too whether all is kept.

    Servers with strategies only show that member, and those without know no other; official
    clients send both. Source: OctopusDeploy/go-octopusdeploy, pkg/core/retention_period.go.
    """
    match node:
        case dict():
            if "QuantityToKeep" in node:
                node["ShouldKeepForever"] = node.get("Strategy") == "Forever"
            for value in node.values():
                _say_forever(value)
        case list():
            for value in node:
                _say_forever(value)
        case _:
            pass


def for_creation(members: Mapping[str, Json]) -> dict[str, Json]:
    """A body for POST: nothing null, which means the server's own choice."""
    return {name: value for name, value in members.items() if value is not None}


def overlay(
    resource: Mapping[str, Json], members: Mapping[str, Json], extra: frozenset[str]
) -> dict[str, Json]:
    """A body for PUT: the whole resource with our members, ids of its parts kept.

    Items that only the resource has are kept in the lists that `extra` names.
    Source: OctopusDeploy/Architecture, DomainModel.md (read, change, write it all back).
    """
    ours: dict[str, Json] = {}
    for name, value in members.items():
        theirs = resource.get(name)
        ours[name] = _keep_ids(value, theirs, name)
        if name in extra and isinstance(value, list):
            kept = with_others(_listed(ours[name]), _listed(theirs), _key_of(name))
            ours[name] = kept
        if name in extra and isinstance(value, dict) and isinstance(theirs, dict):
            ours[name] = {**theirs, **value}
    return {**resource, **ours}


def with_new_tags(
    resource: Mapping[str, Json],
    members: Mapping[str, Json],
    retagged: Mapping[Ref, Ref],
    space: str,
) -> Mapping[str, Json]:
    """The resource with those variables under new tags that are ours under them."""
    in_space = ((old, new) for old, new in retagged.items() if old.space == space)
    sets = {old.name.strip().casefold(): new.name for old, new in in_space}
    ours, theirs = _dicts(members.get("Variables")), _dicts(resource.get("Variables"))
    if not sets or not theirs:
        return resource
    return {**resource, "Variables": retagged_texts(ours, theirs, sets, _variable_key)}


def _listed(value: Json) -> list[Json]:
    return value if isinstance(value, list) else []


def _key_of(name: str) -> Callable[[Json], str]:
    """What tells the items of a list apart; ids that stand in a list of their own are it."""
    of_object = _variable_key if name == "Variables" else _name_key

    def key(item: Json) -> str:
        if name == GROUPS:
            return group_key(item)
        if name == TENANT_SCOPE:
            return json.dumps(item, sort_keys=True)
        return of_object(item) if isinstance(item, dict) else str(item).casefold()

    return key


def _keep_ids(ours: Json, theirs: Json, name: str) -> Json:
    match ours, theirs:
        case list(), list():
            key = _variable_key if name == "Variables" else _name_key
            waiting: dict[str, list[dict[str, Json]]] = {}
            for item in _dicts(theirs):
                waiting.setdefault(key(item), []).append(item)
            return [_keep_item(item, waiting, key) for item in ours]
        case dict(), dict() if name not in _MAPS:
            return _with_id(ours, theirs)
        case _:
            return ours


def _keep_item(
    item: Json,
    waiting: Mapping[str, list[dict[str, Json]]],
    key: Callable[[Mapping[str, Json]], str],
) -> Json:
    same = waiting.get(key(item)) if isinstance(item, dict) else None
    return _with_id(item, same.pop(0)) if same and isinstance(item, dict) else item


def _with_id(ours: dict[str, Json], theirs: Mapping[str, Json]) -> dict[str, Json]:
    kept = {name: theirs[name] for name in _KEPT if name in theirs}
    return {
        **kept,
        **{name: _keep_ids(value, theirs.get(name), name) for name, value in ours.items()},
    }


def _name_key(item: Mapping[str, Json]) -> str:
    name = item.get("Name")
    return name.strip().casefold() if isinstance(name, str) else ""


def _variable_key(item: Mapping[str, Json]) -> str:
    scope = item.get("Scope")
    fields = sorted(scope.items()) if isinstance(scope, dict) else []
    parts = [
        f"{name}={sorted(str(value).casefold() for value in values)}"
        for name, values in fields
        if isinstance(values, list) and values
    ]
    return f"{_name_key(item)}|{'&'.join(parts)}"


def _dicts(value: Json) -> list[dict[str, Json]]:
    return [item for item in value if isinstance(item, dict)] if isinstance(value, list) else []


def without_refs(node: Node, is_late: Callable[[Ref], bool]) -> Node:
    """The same without the members of objects that hold a ref which cannot be set yet."""
    match node:
        case dict():
            return {
                name: without_refs(value, is_late)
                for name, value in node.items()
                if isinstance(value, dict | list) or not any(map(is_late, refs_in(value)))
            }
        case list():
            return [without_refs(item, is_late) for item in node]
        case _:
            return node
