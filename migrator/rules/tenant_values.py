"""What tenants fill into the variable templates of projects and library sets.

A tenant's values are one logical document, each value for one environment or for all: so both
sides read alike, though databases keep a row a value and newer servers take several environments
for one. Source: OctopusDeploy/docs, api/_generated/tenants.md.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from migrator.model.documents import Body, Json, Kind, Node, Ref, Slot
from migrator.rules.kinds import OF_LIBRARY, OF_PROJECT
from migrator.rules.naming import Directory

VALUES = "Values"


_HOLDERS: Mapping[Kind, str] = {
    Kind.PROJECT: OF_PROJECT,
    Kind.LIBRARY_VARIABLE_SET: OF_LIBRARY,
}


def template_key(owner_id: str, template_id: str) -> str:
    """By what values name their template: clones of a project may share the template's own id."""
    return f"{owner_id}/{template_id}"


def learn_templates(
    owner: Ref, owner_id: str, templates: Json, directory: Directory
) -> dict[Ref, str]:
    """Remember the variable templates of what may have some; give each one's id."""
    holder = _HOLDERS.get(owner.kind)
    if holder is None:
        return {}
    found: dict[Ref, str] = {}
    for template in templates if isinstance(templates, list) else ():
        if not isinstance(template, dict):
            continue
        name, identity = _text(template, "Name"), _text(template, "Id")
        if name and identity:
            ref = Ref(Kind.VARIABLE_TEMPLATE, (owner.space, holder, owner.name, name))
            settings = template.get("DisplaySettings")
            control = _text(settings, "Octopus.ControlType") if isinstance(settings, dict) else ""
            directory.add(owner.space, template_key(owner_id, identity), ref)
            directory.add_control(ref, control)
            found[ref] = identity
    return found


def _text(holder: Mapping[str, Json], name: str) -> str:
    found = holder.get(name)
    return found if isinstance(found, str) else ""


def tidy_values(body: Body) -> None:
    """Leave what counts of each value, once for each environment; no value says nothing."""
    values = body.get(VALUES)
    tidy: list[Node] = []
    for value in values if isinstance(values, list) else ():
        if isinstance(value, dict) and not _is_unset(value.get("Value")):
            tidy.extend(
                {"Template": value.get("Template"), "Environments": place, "Value": _copy(value)}
                for place in _places(value.get("Environments"))
            )
    body[VALUES] = tidy


def _places(environments: Node) -> Iterable[list[Node]]:
    listed = environments if isinstance(environments, list) else []
    return [[environment] for environment in listed] or [[]]


def _copy(value: Mapping[str, Node]) -> Node:
    inner = value.get("Value")
    return dict(inner) if isinstance(inner, dict) else inner


def _is_unset(value: Node) -> bool:
    match value:
        case None | "" | {"HasValue": False} | {"SensitiveValue": None | ""}:
            return True
        case _:
            return False


def value_key(item: Node) -> str:
    """What tells values apart: the template and the environment."""
    if not isinstance(item, dict):
        return ""
    environments = item.get("Environments")
    listed = environments if isinstance(environments, list) else []
    places = sorted(str(environment).strip().casefold() for environment in listed)
    return f"{str(item.get('Template')).casefold()}|{places}"


def says_nothing(item: Node) -> bool:
    """Whether a value is of no use: empty, or a secret that did not open. It is not sent."""
    value = item.get("Value") if isinstance(item, dict) else None
    return value is None or (isinstance(value, Slot) and not value.readable)
