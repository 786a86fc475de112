"""The rules of a plan as JSON."""

from __future__ import annotations

from collections.abc import Mapping

from migrator.model.documents import Json, Kind
from migrator.model.settings import (
    Existing,
    ExternalGroups,
    GitProjects,
    MissingReference,
    OlderTarget,
    PolicySettings,
    Releases,
)


def encode_policy(policy: PolicySettings) -> dict[str, Json]:
    """As JSON, for the plan file and for programs."""
    kinds: dict[str, Json] = {str(k): str(v) for k, v in sorted(policy.existing_of.items())}
    return {
        "existing": str(policy.existing),
        "existing_of": kinds,
        "missing_reference": str(policy.missing_reference),
        "run_on_server": policy.run_on_server,
        "disable_targets": policy.disable_targets,
        "disable_triggers": policy.disable_triggers,
        "disable_subscriptions": policy.disable_subscriptions,
        "older_target": str(policy.older_target),
        "stop_task_queue": policy.stop_task_queue,
        "git_projects": str(policy.git_projects),
        "releases": str(policy.releases),
        "external_groups": str(policy.external_groups),
        "raise_rate_limit": policy.raise_rate_limit,
    }


def decode_policy(value: Mapping[str, Json]) -> PolicySettings:
    """What `encode_policy` gave.

    Raises:
        KeyError, TypeError, ValueError, AttributeError: the value is not one that we wrote.
    """
    kinds = value["existing_of"]
    if not isinstance(kinds, dict):
        raise TypeError
    return PolicySettings(
        existing=Existing(str(value["existing"])),
        existing_of={Kind(kind): Existing(str(rule)) for kind, rule in kinds.items()},
        missing_reference=MissingReference(str(value["missing_reference"])),
        run_on_server=str(value["run_on_server"]),
        disable_targets=bool(value["disable_targets"]),
        disable_triggers=bool(value["disable_triggers"]),
        disable_subscriptions=bool(value["disable_subscriptions"]),
        older_target=OlderTarget(str(value["older_target"])),
        stop_task_queue=bool(value["stop_task_queue"]),
        git_projects=GitProjects(str(value["git_projects"])),
        releases=Releases(str(value["releases"])),
        external_groups=ExternalGroups(str(value.get("external_groups", "report"))),
        raise_rate_limit=int(str(value.get("raise_rate_limit", 0))),
    )
