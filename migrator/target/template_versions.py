"""Finds earlier versions of step templates in the target's history of them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from migrator.model.documents import Body, Json, Kind, Ref
from migrator.rules.comparing import differences
from migrator.rules.kinds import match_key
from migrator.rules.naming import Directory
from migrator.rules.template_versions import version_number
from migrator.target.documents import Resource, parse_resource, text
from migrator.target.errors import MethodNotAllowedError, NotFoundError
from migrator.target.http import Wire
from migrator.target.routes import document_route

_NAMES = frozenset({"Name"})
"""A template may have been renamed between two versions."""


def find_versions(
    wire: Wire,
    space_ids: Mapping[str, str],
    wanted: Mapping[Ref, Body],
    resources: Mapping[Ref, Resource],
    directory: Directory,
) -> Iterator[tuple[Ref, Resource]]:
    """Give each wanted version that the target has had, by its content, and remember its number.

    One request, or a page more, for each step template with wanted versions. The version that a
    template has now is none of its earlier ones.

    Args:
        wire: to the target.
        space_ids: by the package's names of the spaces.
        wanted: bodies of the package's versions.
        resources: what the target holds; has the templates.
        directory: the target's ids; learns the versions' numbers.
    """
    ours: dict[Ref, list[Ref]] = {}
    for ref in sorted(wanted, key=version_number):
        ours.setdefault(match_key(Ref(Kind.STEP_TEMPLATE, ref.path[:-1])), []).append(ref)
    templates = [ref for ref in resources if ref.kind is Kind.STEP_TEMPLATE]
    for template in sorted(ref for ref in templates if match_key(ref) in ours):
        now = resources[template]
        route = document_route(template.kind, space_ids[template.space], text(now, "Id"))
        try:
            history = [
                item
                for item in wire.pages(f"{route}/versions")
                if isinstance(item, dict) and item.get("Version") != now.get("Version")
            ]
        except (NotFoundError, MethodNotAllowedError):
            continue
        for ref in ours[match_key(template)]:
            found = _first_like(ref, wanted[ref], history, directory)
            if found is not None:
                directory.add_version(template, str(found.get("Version")), ref)
                history.remove(found)
                yield ref, found


def _first_like(
    ref: Ref, body: Body, history: list[dict[str, Json]], directory: Directory
) -> dict[str, Json] | None:
    for resource in sorted(history, key=_version):
        there = parse_resource(ref, resource, directory)
        if not differences(ref.kind, body, there, ignore=_NAMES):
            return resource
    return None


def _version(resource: Resource) -> int:
    found = resource.get("Version")
    return found if isinstance(found, int) else 0
