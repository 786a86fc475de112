"""Checks requests against the vendor's own API description (Swagger 2.0)."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import cast

Node = dict[str, object]


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong with a request.

    Attributes:
        where: definition and member, without indices, such as `CreateFeedCommand/FeedUri`.
    """

    code: str
    where: str
    what: str = ""


class Description:
    """The routes and definitions of one API description."""

    def __init__(self, path: Path) -> None:
        parsed = cast("Node", json.loads(path.read_text(encoding="utf-8")))
        self._definitions = cast("dict[str, Node]", parsed["definitions"])
        self._routes: list[tuple[re.Pattern[str], int, Node]] = []
        for template, operations in cast("dict[str, Node]", parsed["paths"]).items():
            pattern = re.sub(r"\\\{[^/]+?\\\}", "[^/]+", re.escape(template))
            fixed = sum(not part.startswith("{") for part in template.split("/"))
            self._routes.append((re.compile(pattern, re.IGNORECASE), fixed, operations))

    def faults(self, method: str, path: str, body: object) -> Iterator[Fault]:
        """Everything that is wrong with the request."""
        route = path.removeprefix("/api")
        found = [(fixed, ops) for pattern, fixed, ops in self._routes if pattern.fullmatch(route)]
        named = re.sub(r"/[A-Za-z]+-[^/]+", "/{id}", route)
        if not found:
            yield Fault("route", named)
            return
        _, operations = max(found, key=lambda item: (method.lower() in item[1], item[0]))
        operation = operations.get(method.lower())
        if not isinstance(operation, dict):
            yield Fault("method", f"{method} {named}")
            return
        for parameter in cast("list[Node]", operation.get("parameters", [])):
            if parameter.get("in") == "body":
                schema = cast("Node", parameter["schema"])
                yield from self._value(body, schema, _name(schema) or named)

    def _value(self, value: object, schema: Node, where: str) -> Iterator[Fault]:
        name = _name(schema)
        if name:
            schema = self._definitions[name]
            where = name
        if value is None:
            return
        kind = schema.get("type", "object" if "properties" in schema else None)
        if not _fits(value, kind):
            yield Fault("type", where, f"{type(value).__name__} is no {kind}")
            return
        choices = cast("list[object]", schema.get("enum", []))
        if choices and value not in choices:
            yield Fault("enum", where, str(value))
        if isinstance(value, dict):
            yield from self._object(value, schema, where)
        if isinstance(value, list):
            for item in value:
                yield from self._value(item, cast("Node", schema.get("items", {})), where)

    def _object(self, value: Mapping[str, object], schema: Node, where: str) -> Iterator[Fault]:
        properties = cast("dict[str, Node]", schema.get("properties", {}))
        for name in cast("list[str]", schema.get("required", [])):
            if value.get(name) is None:
                yield Fault("required", f"{where}/{name}")
        extra = schema.get("additionalProperties")
        for name, item in value.items():
            if name in properties:
                yield from self._value(item, properties[name], f"{where}/{name}")
            elif isinstance(extra, dict) and extra:
                yield from self._value(item, extra, f"{where}/*")
            elif properties:
                yield Fault("unknown", f"{where}/{name}")


def _name(schema: Node) -> str:
    return str(schema.get("$ref", "")).rpartition("/")[2]


def _fits(value: object, kind: object) -> bool:
    match kind:
        case "string":
            return isinstance(value, str)
        case "boolean":
            return isinstance(value, bool)
        case "integer":
            return isinstance(value, int) and not isinstance(value, bool)
        case "number":
            return isinstance(value, int | float) and not isinstance(value, bool)
        case "array":
            return isinstance(value, list)
        case "object":
            return isinstance(value, dict)
        case _:
            return True
