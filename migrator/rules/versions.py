"""What servers of a version know, and documents made to fit older ones.

A target whose version is not told counts as the newest. Source: OctopusDeploy/docs pull request
2864 (types and scopes of tag sets since 2025.4.3897); OctopusDeploy/go-octopusdeploy,
pkg/core/retention_period.go (retention without a strategy); the API description of 2026.1 in
OctopusDeploy/terraform-provider-octopusdeploy, which knows scopes by variable and neither PyPI
feeds nor those of Google Cloud Storage.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from enum import Enum, auto

from migrator.model.documents import Body, Kind, LogicalDocument, Node
from migrator.rules.icons import ICON, ICON_KINDS

Numbers = tuple[int, ...]


class Ability(Enum):
    """What not every version can."""

    RETENTION_STRATEGY = auto()
    TAG_SET_TYPES = auto()
    SCOPES_BY_VARIABLE = auto()
    NEWER_FEEDS = auto()
    ICONS = auto()


_SINCE: Mapping[Ability, Numbers] = {
    Ability.RETENTION_STRATEGY: (2025, 1),
    Ability.TAG_SET_TYPES: (2025, 4, 3897),
    Ability.SCOPES_BY_VARIABLE: (2026, 1),
    Ability.NEWER_FEEDS: (2026, 1),
    Ability.ICONS: (2024, 1),
}
"""The first version that has it; where that is not public, the first that may have it."""


FREE_TEXT = "FreeText"
"""The type of tag sets whose tags are not listed."""
_NEWER_FEEDS = frozenset({"PyPi", "GcsStorage"})
_SCOPES_BY_VARIABLE = (
    "EnvironmentsVariable", "ExcludedEnvironmentsVariable", "ChannelsVariable",
    "TenantTagsVariable",
)  # fmt: skip
_OTHER_TAGS: Mapping[Kind, str] = {
    Kind.ENVIRONMENT: "EnvironmentTags",
    Kind.PROJECT: "ProjectTags",
    Kind.RUNBOOK: "RunbookTags",
}
_RETENTION: Mapping[Kind, tuple[str, ...]] = {
    Kind.LIFECYCLE: ("ReleaseRetentionPolicy", "TentacleRetentionPolicy"),
    Kind.RUNBOOK: ("RunRetentionPolicy",),
}
_FOR_TENANTS: Node = ["Tenant"]


def numbers_of(version: str) -> Numbers:
    """The numbers of a version such as `2024.4.7065` or `2025.1.0-ci.3`; none if it has none."""
    found = re.match(r"\d+(\.\d+){0,2}", version.strip())
    return tuple(int(part) for part in found.group().split(".")) if found else ()


def is_older(target: str, source: str) -> bool:
    """Whether the target's version is lower than the source's; unknown ones are not."""
    one, two = numbers_of(target), numbers_of(source)
    return bool(one and two) and one < two


def can(version: str, ability: Ability) -> bool:
    """Whether a server of this version has the ability."""
    numbers = numbers_of(version)
    return not numbers or numbers >= _SINCE[ability]


def unsupported(document: LogicalDocument, version: str) -> str:
    """Why a server of this version cannot have the document at all, or ""."""
    feed = document.body.get("FeedType")
    is_newer = document.ref.kind is Kind.FEED and feed in _NEWER_FEEDS
    if is_newer and not can(version, Ability.NEWER_FEEDS):
        return f"Version {version} of the target knows no feeds of type {feed}."
    is_free = document.ref.kind is Kind.TAG_SET and document.body.get("Type") == FREE_TEXT
    if is_free and not can(version, Ability.TAG_SET_TYPES):
        return f"Version {version} of the target knows no tag sets of free text."
    return ""


def scope_by_variable(step: Node, version: str) -> str:
    """The member of a step that limits it and that this version would not heed, or ""."""
    if can(version, Ability.SCOPES_BY_VARIABLE):
        return ""
    actions = step.get("Actions") if isinstance(step, dict) else None
    for action in actions if isinstance(actions, list) else ():
        for name in _SCOPES_BY_VARIABLE:
            if isinstance(action, dict) and action.get(name):
                return name
    return ""


def fit(kind: Kind, body: Body, version: str) -> Iterator[tuple[str, str]]:
    """Make a body fit a version, in place; give each loss as (pointer, message)."""
    if not can(version, Ability.ICONS) and kind in ICON_KINDS and body.pop(ICON, None):
        yield f"/{ICON}", f"Version {version} has no icons to choose."
    if not can(version, Ability.TAG_SET_TYPES):
        yield from _fit_tags(kind, body, version)
    if not can(version, Ability.RETENTION_STRATEGY):
        for pointer, policy in _policies(kind, body):
            if policy.get("Strategy") == "Default":
                policy.update({"Strategy": "Forever", "QuantityToKeep": 0, "Unit": "Items"})
                yield pointer, f"Version {version} has no default of the space: all is kept."


def _fit_tags(kind: Kind, body: Body, version: str) -> Iterator[tuple[str, str]]:
    tags = body.pop(_OTHER_TAGS[kind], None) if kind in _OTHER_TAGS else None
    if tags:
        yield f"/{_OTHER_TAGS[kind]}", f"Version {version} has tags for tenants alone."
    if kind is Kind.TAG_SET:
        of_type, scopes = body.pop("Type", None), body.pop("Scopes", None)
        if of_type not in (None, "MultiSelect"):
            yield "/Type", f"Version {version} has no type {of_type!r}: any number may be chosen."
        if scopes not in (None, _FOR_TENANTS):
            yield "/Scopes", f"Version {version} has tag sets for tenants alone."


def _policies(kind: Kind, body: Body) -> Iterator[tuple[str, dict[str, Node]]]:
    names = _RETENTION.get(kind, ())
    phases = body.get("Phases")
    holders: list[tuple[str, Node]] = [("", body)]
    if isinstance(phases, list):
        holders.extend((f"/Phases/{index}", phase) for index, phase in enumerate(phases))
    for pointer, holder in holders:
        for name in names:
            policy = holder.get(name) if isinstance(holder, dict) else None
            if isinstance(policy, dict):
                yield f"{pointer}/{name}", policy
