"""Channels: which one is its project's default, and what lies in Git and cannot be set."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from migrator.model.documents import Json, Kind, Omitted, Ref
from migrator.rules.kinds import is_default_channel, owner_of
from migrator.source.tables import member

# They name steps, and those of a version-controlled project are not in the database.
_OF_STEPS: Mapping[Kind, tuple[str, ...]] = {
    Kind.CHANNEL: ("Rules", "GitResourceRules"),
    Kind.PROJECT: ("ReleaseCreationStrategy", "AutoCreateRelease"),
}


@dataclass(slots=True)
class Channels:
    """What the first pass learns of channels."""

    _default: dict[Ref, Ref] = field(default_factory=dict)
    _is_said: set[Ref] = field(default_factory=set)

    def remember(self, ref: Ref, body: Mapping[str, Json]) -> None:
        """Take note of a channel; those of one project come in the order of their ids."""
        project = owner_of(ref)
        if project is None or project in self._is_said:
            return
        if member(body, "IsDefault") is True:
            self._is_said.add(project)
            self._default[project] = ref
        elif project not in self._default or is_default_channel(ref):
            self._default[project] = ref

    def complete(self, ref: Ref, body: dict[str, Json]) -> dict[str, Json]:
        """The channel's members, with what is not said: that it is the default.

        Each project has one; where no row says so, it is the one of that name, else the oldest.
        """
        project = owner_of(ref)
        if project is None or project in self._is_said or self._default.get(project) != ref:
            return body
        others = {key: value for key, value in body.items() if key.casefold() != "isdefault"}
        return {**others, "IsDefault": True}


def rules_in_git(ref: Ref, body: Mapping[str, Json]) -> list[Omitted]:
    """What of a channel or project names steps, where these lie in a Git repository."""
    found = [name for name in _OF_STEPS.get(ref.kind, ()) if member(body, name)]
    message = "It names steps that lie in the project's Git repository; set it after conversion."
    return [Omitted("steps-in-git", str(ref), f"/{name}", message) for name in found]


def without_rules_in_git(ref: Ref, body: Mapping[str, Json]) -> dict[str, Json]:
    """The members that can be set while the project's steps are not on the target."""
    names = {name.casefold() for name in _OF_STEPS.get(ref.kind, ())}
    return {key: value for key, value in body.items() if key.casefold() not in names}
