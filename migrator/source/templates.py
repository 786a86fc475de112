"""Step templates and their earlier versions, as rows have them."""

from __future__ import annotations

from collections.abc import Mapping

from migrator.model.documents import Json, Kind, Ref
from migrator.rules.naming import Directory, TemplateFacts
from migrator.source.tables import member, text


def learn_template(ref: Ref, body: Mapping[str, Json], directory: Directory) -> None:
    """Remember a template's parameters, or which number an earlier version of it bears."""
    if ref.kind is Kind.STEP_TEMPLATE:
        directory.add_template(ref, template_facts(body))
    else:
        directory.add_version(Ref(Kind.STEP_TEMPLATE, ref.path[:-1]), ref.name, ref)


def template_facts(body: Mapping[str, Json]) -> TemplateFacts:
    """What steps made from the template need to know of it."""
    controls: dict[str, str] = {}
    parameters = member(body, "Parameters")
    for parameter in parameters if isinstance(parameters, list) else ():
        if isinstance(parameter, dict):
            settings = member(parameter, "DisplaySettings")
            control = settings.get("Octopus.ControlType") if isinstance(settings, dict) else ""
            controls[text(parameter, "Name")] = control if isinstance(control, str) else ""
    version = member(body, "Version")
    return TemplateFacts(version if isinstance(version, int) else 0, controls)


def is_newest(template: Ref, body: Mapping[str, Json], directory: Directory) -> bool:
    """Whether a row of the history is the version that the template itself holds.

    Source: full schema script of a 2018.12 database (one row per published version).
    """
    facts = directory.template(template)
    return facts is not None and member(body, "Version") == facts.version


def under_todays_name(ref: Ref, body: Mapping[str, Json]) -> dict[str, Json]:
    """An earlier version under the template's name: one of old may be another's by now.

    Source: OctopusDeploy/Issues #7316.
    """
    kept = {key: value for key, value in body.items() if key.casefold() != "name"}
    return {**kept, "Name": ref.path[1]}
