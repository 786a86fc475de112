"""Packages of the built-in feed: their names, their order, and what of them a process takes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from migrator.model.documents import Body, Json, Kind, Node
from migrator.rules.shaping import shape

MOST_BYTES = 5 << 30
"""Octopus Cloud refuses larger packages. Source: octopus.com/docs/octopus-cloud (limits)."""
STORE_BYTES = 1 << 40
"""For packages, artifacts and task logs together. Source: octopus.com/docs/octopus-cloud."""


@dataclass(frozen=True, slots=True)
class Taken:
    """A package that an action takes, as the process says it.

    Attributes:
        names: those of the action and of its step, casefolded: older releases name the step.
        reference: the name of the package reference, casefolded; "" for the action's first.
        package_id: as written; it may be an expression.
        feed: id, name or expression; "" where the process does not say.
    """

    names: frozenset[str]
    reference: str
    package_id: str
    feed: str

    @property
    def is_expression(self) -> bool:
        """Whether variables decide which package it is."""
        return "#{" in self.package_id


def package_file_name(body: Mapping[str, Node]) -> str:
    """The name of its file, from which servers read id and version.

    Source: octopus.com/docs/packaging-applications (naming of packages).
    """
    return "{}.{}{}".format(*(str(body.get(name) or "") for name in _NAMING))


_NAMING = ("PackageId", "Version", "FileExtension")


def packages_of(kind: Kind, raw: Mapping[str, Json]) -> Iterator[Taken]:
    """Every package that the process takes; older ones have it among the properties alone."""
    body, _ = shape(kind, raw)
    for step in _bodies(body.get("Steps")):
        for action in _bodies(step.get("Actions")):
            names = frozenset(
                str(part.get("Name") or "").strip().casefold() for part in (step, action)
            )
            listed = [
                Taken(
                    names,
                    str(package.get("Name") or "").casefold(),
                    str(package.get("PackageId") or ""),
                    str(package.get("FeedId") or ""),
                )
                for package in _bodies(action.get("Packages"))
            ]
            yield from listed or _from_properties(action, names)


def _from_properties(action: Body, names: frozenset[str]) -> Iterator[Taken]:
    properties = action.get("Properties")
    held = properties if isinstance(properties, dict) else {}
    feed = str(held.get("Octopus.Action.Package.FeedId") or "")
    for name in ("Octopus.Action.Package.PackageId", "Octopus.Action.Package.NuGetPackageId"):
        if held.get(name):
            yield Taken(names, "", str(held[name]), feed)
            return


def _bodies(node: Node) -> list[Body]:
    return [item for item in node if isinstance(item, dict)] if isinstance(node, list) else []


def version_key(row: Mapping[str, Json]) -> tuple[int, int, int, int, bool, str]:
    """What versions are ordered by; one that is final comes after its pre-releases."""
    parts = [row.get(f"Version{part}") for part in ("Major", "Minor", "Build", "Revision")]
    major, minor, build, revision = (part if isinstance(part, int) else 0 for part in parts)
    special = str(row.get("VersionSpecial") or "")
    return major, minor, build, revision, not special, special.casefold()
