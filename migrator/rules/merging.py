"""What an existing document should become: the package's content and what only the target has.

`merge` keeps whole items (variables, steps, tags, templates) that only the target has;
`overwrite` makes the target equal to the package.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from migrator.model.documents import Body, Kind, Node
from migrator.model.encoding import copy_body
from migrator.model.settings import Existing
from migrator.rules.tenant_values import value_key

_BY_NAME: Mapping[Kind, str] = {
    Kind.DEPLOYMENT_PROCESS: "Steps",
    Kind.RUNBOOK_PROCESS: "Steps",
    Kind.TAG_SET: "Tags",
    Kind.LIBRARY_VARIABLE_SET: "Templates",
    Kind.PROJECT: "Templates",
    Kind.STEP_TEMPLATE: "Parameters",
}
_BY_LINK: Mapping[Kind, str] = {Kind.TENANT: "ProjectEnvironments"}
_BY_SCOPE: Mapping[Kind, str] = {
    Kind.PROJECT_VARIABLES: "Variables",
    Kind.LIBRARY_VARIABLES: "Variables",
}
_BY_VALUE: Mapping[Kind, str] = {Kind.TENANT_VARIABLES: "Values"}
_KeyOf = Callable[[Node], str]


def merged(kind: Kind, package: Body, present: Body, existing: Existing) -> Body:
    """The body that the target should have, in the package's order."""
    result = copy_body(package)
    if existing is Existing.OVERWRITE:
        return result
    for member, key in _by_item(kind):
        result[member] = _united(package.get(member), present.get(member), key)
    return result


def item_keys(kind: Kind, body: Body) -> tuple[str, ...]:
    """What tells the items apart that are merged one by one, in their order."""
    return tuple(
        key(item)
        for member, key in _by_item(kind)
        for found in (body.get(member),)
        if isinstance(found, list)
        for item in found
    )


def _by_item(kind: Kind) -> Iterator[tuple[str, _KeyOf]]:
    for table, key in (
        (_BY_NAME, name_key),
        (_BY_SCOPE, variable_key),
        (_BY_LINK, link_key),
        (_BY_VALUE, value_key),
    ):
        member = table.get(kind)
        if member is not None:
            yield member, key


def _united(package: Node, present: Node, key: _KeyOf) -> Node:
    if not isinstance(package, list):
        return package
    ours = package
    theirs = present if isinstance(present, list) else []
    known = {key(item) for item in ours}
    return [*ours, *(item for item in theirs if key(item) not in known)]


def name_key(item: Node) -> str:
    """What tells steps, tags and templates apart."""
    name = item.get("Name") if isinstance(item, dict) else None
    return name.strip().casefold() if isinstance(name, str) else ""


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
    tables = (_BY_NAME, _BY_SCOPE, _BY_LINK, _BY_VALUE)
    return frozenset(table[kind] for table in tables if kind in table)


def link_key(item: Node) -> str:
    """What tells a tenant's links apart: the project."""
    return str(item.get("ProjectId")).casefold() if isinstance(item, dict) else ""
