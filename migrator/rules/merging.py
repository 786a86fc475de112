"""What an existing document should become: the package's content and what only the target has.

`merge` keeps whole items (variables, steps, tags, templates) that only the target has;
`overwrite` makes the target equal to the package.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import TypeAlias, TypeVar

from migrator.model.documents import Body, Kind, Node, Ref
from migrator.model.encoding import copy_body
from migrator.model.settings import Existing
from migrator.rules.freezes import SCOPE, TENANT_SCOPE, tenant_scope_key
from migrator.rules.granting import grant_key
from migrator.rules.groups import GROUPS, group_key
from migrator.rules.tenant_values import value_key

_BY_NAME: Mapping[Kind, str] = {
    Kind.DEPLOYMENT_PROCESS: "Steps",
    Kind.RUNBOOK_PROCESS: "Steps",
    Kind.TAG_SET: "Tags",
    Kind.LIBRARY_VARIABLE_SET: "Templates",
    Kind.PROJECT: "Templates",
    Kind.STEP_TEMPLATE: "Parameters",
}
_BY_LINK: Mapping[Kind, str] = {
    Kind.TENANT: "ProjectEnvironments",
    Kind.DEPLOYMENT_FREEZE: SCOPE,
}
_BY_TENANT: Mapping[Kind, str] = {Kind.DEPLOYMENT_FREEZE: TENANT_SCOPE}
_BY_SCOPE: Mapping[Kind, str] = {
    Kind.PROJECT_VARIABLES: "Variables",
    Kind.LIBRARY_VARIABLES: "Variables",
}
_BY_VALUE: Mapping[Kind, str] = {Kind.TENANT_VARIABLES: "Values"}
_BY_GRANT: Mapping[Kind, str] = {Kind.SCOPED_USER_ROLES: "Grants"}
_BY_GROUP: Mapping[Kind, str] = {Kind.TEAM: GROUPS}
_BY_ITSELF: Mapping[Kind, str] = {Kind.TEAM: "MemberUserIds"}
_Item = TypeVar("_Item")
_ItemKey: TypeAlias = Callable[[_Item], str]
_KeyOf: TypeAlias = _ItemKey[Node]


def merged(kind: Kind, package: Body, present: Body, existing: Existing) -> Body:
    """The body that the target should have, in the package's order as far as it goes."""
    result = copy_body(package)
    if existing is Existing.OVERWRITE:
        return result
    for member, key in _by_item(kind):
        if member in package:
            result[member] = _united(package[member], present.get(member), key)
    return result


def item_keys(kind: Kind, body: Body) -> tuple[str, ...]:
    """What tells the items apart that are merged one by one, in their order."""
    return tuple(key for key, _ in _keyed(kind, body))


def item_names(kind: Kind, body: Body) -> Mapping[str, str]:
    """What each of those items is called, by what tells it apart."""
    return {key: _called(item) or key.partition("|")[0] for key, item in _keyed(kind, body)}


def _keyed(kind: Kind, body: Body) -> Iterator[tuple[str, Node]]:
    for member, key in _by_item(kind):
        found = body.get(member)
        for item in found if isinstance(found, list) else ():
            yield key(item), item


def _by_item(kind: Kind) -> Iterator[tuple[str, _KeyOf]]:
    for table, key in (
        (_BY_NAME, name_key),
        (_BY_SCOPE, variable_key),
        (_BY_LINK, link_key),
        (_BY_VALUE, value_key),
        (_BY_GRANT, grant_key),
        (_BY_ITSELF, itself),
        (_BY_TENANT, tenant_scope_key),
        (_BY_GROUP, group_key),
    ):
        member = table.get(kind)
        if member is not None:
            yield member, key


def _united(package: Node, present: Node, key: _KeyOf) -> Node:
    if not isinstance(package, list):
        return package
    return with_others(package, present if isinstance(present, list) else [], key)


def with_others(
    ours: Sequence[_Item], theirs: Sequence[_Item], key: _ItemKey[_Item]
) -> list[_Item]:
    """Our items in their order, and what only the others have behind what stood before it there.

    A step that only the target has runs after the same steps as before.
    """
    known = {key(item) for item in ours}
    behind: dict[str | None, list[_Item]] = {}
    last: str | None = None
    for item in theirs:
        name = key(item)
        if name in known:
            last = name
        else:
            behind.setdefault(last, []).append(item)
    placed = behind.pop(None, [])
    for item in ours:
        placed.append(item)
        placed.extend(behind.pop(key(item), ()))
    return placed


def name_key(item: Node) -> str:
    """What tells steps, tags and templates apart."""
    return _called(item).casefold()


def _called(item: Node) -> str:
    name = item.get("Name") if isinstance(item, dict) else None
    return name.strip() if isinstance(name, str) else ""


def variable_key(item: Node) -> str:
    """What tells variables apart: the name and the scope; neither alone is unique."""
    if not isinstance(item, dict):
        return ""
    scope = item.get("Scope")
    parts: list[str] = []
    for field, values in sorted(scope.items()) if isinstance(scope, dict) else ():
        listed = values if isinstance(values, list) else [values]
        parts.append(f"{field}={sorted(str(value).casefold() for value in listed)}")
    return f"{name_key(item)}|{'&'.join(parts)}"


def merged_members(kind: Kind, existing: Existing) -> frozenset[str]:
    """The lists in which items that only the target has are kept."""
    if existing is Existing.OVERWRITE:
        return frozenset()
    return frozenset(member for member, _ in _by_item(kind))


def itself(item: Node) -> str:
    """What tells refs apart that stand in a list of their own."""
    return f"{item.name}|{item}".casefold() if isinstance(item, Ref) else str(item)


def link_key(item: Node) -> str:
    """What tells a tenant's links apart: the project."""
    return str(item.get("ProjectId")).casefold() if isinstance(item, dict) else ""
