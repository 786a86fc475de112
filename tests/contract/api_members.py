"""Which types and members the vendor's API description has for the kinds that we write."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterator, Mapping
from pathlib import Path

from migrator.model.documents import Kind
from migrator.rules.kinds import FACTS
from migrator.target.routes import COLLECTIONS, collection, document_route

_SHARED = Path(__file__).resolve().parents[2].parent / "shared" / "octopus"
SWAGGER = Path(os.environ.get("OCTOPUS_SWAGGER", _SHARED / "swagger.json"))
SHEETS = tuple(
    SWAGGER.with_name(name) for name in ("tables.json", "resources.json", "swagger-2020.5.json")
)
"""What else is public: columns and JSON of databases, types that are not expanded, and 2020."""

WRITTEN: tuple[Kind, ...] = tuple(
    kind
    for kind, facts in FACTS.items()
    # People are only ever looked up.
    if kind is not Kind.USER
    and (
        kind in COLLECTIONS or facts.comes_with_owner or kind in {Kind.SPACE, Kind.VERSION_CONTROL}
    )
)

_IDS = {"identity": "{id}", "owner_id": "{projectId}"}
_VALUES = ("commonvariables", "projectvariables")
Node = Mapping[str, object]


def as_node(value: object) -> Node:
    return value if isinstance(value, dict) else {}


class ApiMembers:
    """The types of one API description."""

    def __init__(self, path: Path) -> None:
        parsed: object = json.loads(path.read_text(encoding="utf-8"))
        self._types = as_node(as_node(parsed)["definitions"])
        self._routes: dict[str, dict[str, object]] = {}
        for template, operations in as_node(as_node(parsed)["paths"]).items():
            # One route may stand there more than once, with other names for its parts.
            self._routes.setdefault(_plain(template), {}).update(as_node(operations))

    def types_of(self, kind: Kind) -> frozenset[str]:
        """The commands that create and modify a kind, and the resource that is read."""
        if kind is Kind.VERSION_CONTROL:  # a part of the command that converts a project
            return frozenset({"GitPersistenceSettingsResource"})
        found: set[str] = set()
        for route in _routes_of(kind):
            operations = self._routes.get(_plain(route.removeprefix("/api")), {})
            for method in ("get", "post", "put"):
                found |= set(_bodies(as_node(operations.get(method)), method))
        return frozenset(found)

    def members(self, type_name: str) -> Mapping[str, str]:
        """The members of a type, each with the type that it, its items or its values have."""
        properties = as_node(as_node(self._types[type_name]).get("properties"))
        return {name: _type_in(schema) for name, schema in properties.items()}


def _plain(template: str) -> str:
    return re.sub(r"\{[^/]+?\}", "{}", template).casefold()


def _routes_of(kind: Kind) -> Iterator[str]:
    if kind is Kind.TENANT_VARIABLES:
        for name in _VALUES:
            yield f"/api/{{spaceId}}/tenants/{{id}}/{name}"
        return
    space = "" if kind in {Kind.SPACE, Kind.USER_ROLE, Kind.DEPLOYMENT_FREEZE} else "{spaceId}"
    if not FACTS[kind].comes_with_owner:
        yield collection(kind, space)
    yield document_route(kind, space, **_IDS)


def _bodies(operation: Node, method: str) -> Iterator[str]:
    parameters = operation.get("parameters")
    for parameter in parameters if isinstance(parameters, list) else ():
        if parameter.get("in") == "body":
            yield _type_in(parameter["schema"])
    answer = as_node(as_node(operation.get("responses")).get("200"))
    name = _type_in(answer.get("schema"))
    # A collection's answer is a page, and a command's own answer says no more than the resource.
    is_list = "Collection" in name or name == "GetDeploymentFreezesResponse"
    if method == "get" and name and not is_list and "Variables" not in name:
        yield name


def _type_in(schema: object) -> str:
    node = as_node(schema)
    here = str(node.get("$ref", "")).rpartition("/")[2]
    return here or next(
        (_type_in(node[name]) for name in ("items", "additionalProperties") if name in node), ""
    )
