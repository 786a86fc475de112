"""A first look at the target: who answers, what the key may do there, and how fast."""

from __future__ import annotations

from dataclasses import dataclass

from migrator.engine.errors import SameInstanceError
from migrator.engine.plan import spaces_of
from migrator.engine.ports import Documents, Target
from migrator.model.events import Run
from migrator.model.report import Finding, Severity
from migrator.target.documents import text
from migrator.target.lists import whole_list
from migrator.target.permissions import check_permissions
from migrator.target.probe import Limit, TargetFacts, probe_target
from migrator.target.reading import SpaceNames

_MAKES_SPACES = "SpaceCreate"


@dataclass(frozen=True, slots=True)
class SpaceLook:
    """Where a space of the package goes.

    Attributes:
        name: in the package.
        target_name: on the target.
        exists: whether the target has it already.
    """

    name: str
    target_name: str
    exists: bool


@dataclass(frozen=True, slots=True)
class TargetLook:
    """What the target told of itself before anything is planned.

    Attributes:
        is_cloud: None where it does not say.
        limits: what its licence counts.
        task_cap: how many tasks run at once; None where it does not say.
        rate_per_minute: requests that the key may send; 0 where nothing limits it.
        burst: requests that it may send at once.
        documents: number of documents in the package.
        spaces: of the package, by name.
        known_spaces: names of those that the target has, sorted.
        findings: what the key may not do, and what could not be read.
    """

    version: str
    user: str
    is_cloud: bool | None
    limits: tuple[Limit, ...]
    task_cap: int | None
    rate_per_minute: int
    burst: int
    documents: int
    spaces: tuple[SpaceLook, ...]
    known_spaces: tuple[str, ...]
    findings: tuple[Finding, ...]

    @property
    def minutes(self) -> float:
        """Least time for one request a document, in minutes; 0 where nothing limits the rate."""
        if not self.rate_per_minute:
            return 0.0
        return max(0, self.documents - self.burst) / self.rate_per_minute


def look_at_target(package: Documents, target: Target, run: Run) -> TargetLook:
    """Ask the target about itself and about the package's spaces; writes nothing.

    Raises:
        SameInstanceError: the target is the source.
        WireError: it cannot be reached or refuses the key.
        Cancelled: between two questions.
    """
    run.check()
    # The first question tells whether it is an Octopus at all and takes the key.
    facts = probe_target(target.wire)
    if facts.installation_id and facts.installation_id == package.manifest.header.installation_id:
        raise SameInstanceError
    run.check()
    spaces = spaces_of(package, target)
    listed = whole_list(target.wire, "/api/spaces")
    there = [text(item, "Name") for item in listed if isinstance(item, dict)]
    ids = [text(item, "Id") for item in listed if isinstance(item, dict)]
    facts = probe_target(target.wire, tuple(spaces.ids.values()) or tuple(ids[:1]))
    rate = facts.rate_policy or target.wire.budget.policy
    return TargetLook(
        version=facts.version,
        user=facts.user_name,
        is_cloud=facts.is_cloud,
        limits=facts.limits,
        task_cap=facts.task_cap,
        rate_per_minute=round(rate.per_minute) if rate else 0,
        burst=round(rate.burst) if rate else 0,
        documents=len(package.refs()),
        spaces=tuple(
            SpaceLook(space, name, space in spaces.ids) for space, name in spaces.names.items()
        ),
        known_spaces=tuple(sorted(name for name in there if name)),
        findings=tuple(dict.fromkeys((*_rights(package, facts, spaces), *facts.findings))),
    )


def _rights(package: Documents, facts: TargetFacts, spaces: SpaceNames) -> list[Finding]:
    """Say what the key's user lacks, in the spaces that are there and for those to be made."""
    kinds = sorted({ref.kind for ref in package.refs()})
    findings: list[Finding] = []
    for space, space_id in spaces.ids.items():
        found = facts.spaces.get(space_id)
        if found is not None:
            findings.extend(check_permissions(space, found.rights, kinds))
    new = sorted(name for space, name in spaces.names.items() if space not in spaces.ids)
    known = [found.rights for found in facts.spaces.values() if found.rights is not None]
    if new and known and not any(_MAKES_SPACES in rights.system for rights in known):
        findings.append(
            Finding(
                Severity.WARNING,
                "permission-missing",
                "",
                f"The key's user may not make spaces, and these are not there: {', '.join(new)}.",
                "Use the key of an Octopus Manager, or give each of them a space that exists.",
            )
        )
    return findings
