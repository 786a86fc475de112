"""From ids to refs and back, for whole bodies."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import TypeAlias

from migrator.model.documents import (
    Body,
    Embedded,
    Joined,
    Json,
    Kind,
    Node,
    Ref,
    Slot,
    escape_pointer,
)
from migrator.rules.naming import Directory, is_expression, looks_like_id, missing_ref
from migrator.rules.references import (
    ANY,
    Form,
    ReferenceRule,
    apply_rule,
    parameter_rule,
    rules_for,
)

TEMPLATE_ID = "Octopus.Action.Template.Id"
TEMPLATE_VERSION = "Octopus.Action.Template.Version"
_FREE_SCOPES = frozenset({"Role", "TargetRole", "TenantTag"})
"""Scope fields that hold words of the user's own."""
_SCRIPT_WORDS = ("scriptbody", "script.body", "customscripts", "script.module", "yaml", "template")


@dataclass(frozen=True, slots=True)
class Noticed:
    """Something about a reference that should be reported.

    Attributes:
        code: `missing-reference`, `reference-mapped-by-sweep`, `id-in-text` or
            `template-version`.
        text: the id, or what the finding is about.
    """

    code: str
    pointer: str
    text: str


def to_refs(ref: Ref, body: Body, directory: Directory) -> tuple[Noticed, ...]:
    """Replace, in place, each id in the body by the ref that it stands for.

    An id that stands for nothing becomes a missing ref, never nothing: whoever decides later
    must see that there was a restriction. A sweep then maps whole values in step properties
    that are known ids though no rule names them, and reports ids within other text.
    """
    noticed: list[Noticed] = []
    reader = _Reader(ref.space, directory)
    for rule in rules_for(ref.kind):
        apply_rule(body, rule, reader.visit(rule))
    _read_other_scopes(body, reader)
    if ref.kind is Kind.TENANT_VARIABLES:
        _read_values(ref.kind, body, reader)
    for properties, pointer in _property_maps(body):
        _read_template_step(ref.kind, properties, reader, noticed, pointer)
    _sweep(body, "", ref, directory, noticed)
    return tuple(noticed)


class _Reader:
    def __init__(self, space: str, directory: Directory) -> None:
        self.space = space
        self.directory = directory

    def visit(self, rule: ReferenceRule) -> Callable[[object], object]:
        def replace(value: object) -> object:
            if not isinstance(value, str) or not value.strip():
                return value
            if is_expression(value):
                # A tag stands for itself by its name, which may read like one.
                is_tag = rule.form is Form.TAG
                found = self.directory.find(self.space, value, rule.kinds) if is_tag else None
                return value if found is None else found
            match rule.form:
                case Form.ID | Form.TAG | Form.FEED:
                    return self._one(rule, value)
                case Form.LIST:
                    parts = [part.strip() for part in value.split(",") if part.strip()]
                    return Joined(",", tuple(self._one(rule, part) for part in parts))
                case Form.JSON:
                    return self._embedded(rule, value)

        return replace

    def _one(self, rule: ReferenceRule, text: str) -> str | Ref:
        found = self.directory.find(self.space, text, rule.kinds)
        if found is None and not self.space:
            found = self.directory.find_anywhere(text, rule.kinds)
        if found is not None:
            return found
        # A typed value may be a name or a slug, which the server resolves when it deploys.
        # Source: OctopusDeploy/Issues #8491.
        if rule.when is not None and not looks_like_id(text):
            return text
        return missing_ref(rule.points_to, self.space, text)

    def _embedded(self, rule: ReferenceRule, text: str) -> object:
        try:
            parsed: object = json.loads(text)
        except ValueError:
            return text
        if not isinstance(parsed, dict | list):
            return text
        inner = ReferenceRule(rule.holder, rule.inside, rule.points_to, Form.FEED)
        apply_rule(parsed, inner, self.visit(inner))
        return Embedded(_as_node(parsed))


def _as_node(value: object) -> Node:
    match value:
        case dict():
            return {str(key): _as_node(item) for key, item in value.items()}
        case list():
            return [_as_node(item) for item in value]
        case bool() | int() | float() | str() | Ref() | Slot() | Joined() | Embedded() | None:
            return value
        case _:
            return str(value)


def _property_maps(body: Body) -> Iterator[tuple[dict[str, Node], str]]:
    """The properties of each action, with their pointer."""
    steps = body.get("Steps")
    for s, step in enumerate(steps if isinstance(steps, list) else ()):
        actions = step.get("Actions") if isinstance(step, dict) else None
        for a, action in enumerate(actions if isinstance(actions, list) else ()):
            properties = action.get("Properties") if isinstance(action, dict) else None
            if isinstance(properties, dict):
                yield properties, f"/Steps/{s}/Actions/{a}/Properties"


def _read_other_scopes(body: Body, reader: _Reader) -> None:
    """Replace ids in scope fields that no rule knows, so that none of them passes as it is."""
    variables = body.get("Variables")
    for variable in variables if isinstance(variables, list) else ():
        scope = variable.get("Scope") if isinstance(variable, dict) else None
        for name, values in scope.items() if isinstance(scope, dict) else ():
            if name in _FREE_SCOPES or not isinstance(values, list):
                continue
            for index, value in enumerate(values):
                if isinstance(value, str) and looks_like_id(value):
                    found = reader.directory.find(reader.space, value)
                    values[index] = found or missing_ref(Kind.PROJECT, reader.space, value)


def _read_values(kind: Kind, body: Body, reader: _Reader) -> None:
    """Replace ids that are tenants' values: only the template tells what its values are.

    As with typed variables, a text that is no id is left for the server to resolve.
    """
    values = body.get("Values")
    for item in values if isinstance(values, list) else ():
        template = item.get("Template") if isinstance(item, dict) else None
        if not isinstance(item, dict) or not isinstance(template, Ref):
            continue
        rule = parameter_rule(kind, ("Value",), reader.directory.control(template))
        text = item.get("Value")
        if rule is None or not isinstance(text, str):
            continue
        is_id = looks_like_id(text) or reader.directory.find(reader.space, text, rule.kinds)
        if is_id or rule.form is Form.JSON:
            apply_rule(item, rule, reader.visit(rule))


def _read_template_step(
    kind: Kind, properties: dict[str, Node], reader: _Reader, noticed: list[Noticed], pointer: str
) -> None:
    template = properties.get(TEMPLATE_ID)
    facts = reader.directory.template(template) if isinstance(template, Ref) else None
    if facts is None or not isinstance(template, Ref):
        return
    version = properties.get(TEMPLATE_VERSION)
    if isinstance(version, str) and version.strip():
        earlier = reader.directory.version(template, version.strip())
        if earlier is None and version.strip() != str(facts.version):
            noticed.append(
                Noticed("template-version", f"{pointer}/{TEMPLATE_VERSION}", version.strip())
            )
        properties[TEMPLATE_VERSION] = earlier or Ref(Kind.TEMPLATE_VERSION, template.path)
    for name, control in facts.controls.items():
        rule = parameter_rule(kind, (name,), control)
        if rule is not None:
            apply_rule(properties, rule, reader.visit(rule))


def _sweep(
    node: Node, pointer: str, ref: Ref, directory: Directory, noticed: list[Noticed]
) -> Node:
    match node:
        case dict():
            for key, item in node.items():
                here = f"{pointer}/{escape_pointer(key)}"
                node[key] = _sweep(item, here, ref, directory, noticed)
        case list():
            for index, item in enumerate(node):
                node[index] = _sweep(item, f"{pointer}/{index}", ref, directory, noticed)
        case Embedded(node=inner):
            _sweep(inner, pointer, ref, directory, noticed)
        case str():
            return _sweep_text(node, pointer, ref, directory, noticed)
        case _:
            pass
    return node


def _sweep_text(
    text: str, pointer: str, ref: Ref, directory: Directory, noticed: list[Noticed]
) -> Node:
    if _is_structured(pointer) and looks_like_id(text):
        found = directory.find(ref.space, text)
        if found is not None:
            noticed.append(Noticed("reference-mapped-by-sweep", pointer, text))
            return found
    noticed.extend(
        Noticed("id-in-text", pointer, word) for word in directory.tokens(ref.space, text)
    )
    return text


def _is_structured(pointer: str) -> bool:
    """Whether a whole value here may be an id: a step's property or input, but no script."""
    if "/Properties/" not in pointer and "/Inputs/" not in pointer:
        return False
    last = pointer.rsplit("/", 1)[-1].casefold()
    return not any(word in last for word in _SCRIPT_WORDS)


Resolve: TypeAlias = Callable[[Ref], str | None]


class UnresolvedError(LookupError):
    """A ref in the body has no id yet."""

    def __init__(self, ref: Ref) -> None:
        super().__init__(str(ref))
        self.ref = ref


def to_ids(node: Node, resolve: Resolve, reveal: Callable[[str, Slot], Json]) -> Json:
    """The body as the API takes it: each ref its id, each slot what `reveal` gives for its place.

    Raises:
        UnresolvedError: `resolve` gives None for a ref.
    """
    return _to_ids(node, "", resolve, reveal)


def _to_ids(
    node: Node, pointer: str, resolve: Resolve, reveal: Callable[[str, Slot], Json]
) -> Json:
    match node:
        case Ref():
            return _id(node, resolve)
        case Slot():
            return reveal(pointer, node)
        case Joined(separator=separator, items=items):
            return separator.join(
                _id(item, resolve) if isinstance(item, Ref) else item for item in items
            )
        case Embedded(node=inner):
            plain = _to_ids(inner, pointer, resolve, reveal)
            return json.dumps(plain, ensure_ascii=False, separators=(",", ":"))
        case dict():
            return {
                key: _to_ids(item, f"{pointer}/{escape_pointer(key)}", resolve, reveal)
                for key, item in node.items()
            }
        case list():
            return [
                _to_ids(item, f"{pointer}/{index}", resolve, reveal)
                for index, item in enumerate(node)
            ]
        case _:
            return node


def _id(ref: Ref, resolve: Resolve) -> str:
    if ref.kind is Kind.TAG:
        # Tags are named, never numbered, in the API. Source: octopus.com/docs/tenants/tag-sets.
        return "/".join(ref.path[1:])
    found = resolve(ref)
    if found is None:
        raise UnresolvedError(ref)
    return found


def pointers_of(rule: ReferenceRule) -> str:
    """The rule's place as text, for tables and messages."""
    return "/" + "/".join("*" if part == ANY else part for part in rule.pointer)


Ids: TypeAlias = Mapping[Ref, str]
