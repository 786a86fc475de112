"""Stage: what would an upload do? Reads what the target holds and writes nothing to it."""

from __future__ import annotations

from dataclasses import replace

from migrator.engine.earlier import earlier_runs
from migrator.engine.errors import SameInstanceError
from migrator.engine.named_package import NamedPackage, as_named, naming_of
from migrator.engine.ports import Documents, Target
from migrator.engine.rate_limit import plan_rate
from migrator.engine.state import StateDirectory
from migrator.engine.volume import volume_findings
from migrator.model.documents import Json, Kind, Ref
from migrator.model.events import Finished, Found, Run, Stage, Started
from migrator.model.meanwhile import Meanwhile
from migrator.model.plan import Create, Plan, Update
from migrator.model.report import Finding, Severity
from migrator.model.settings import OlderTarget, PolicySettings
from migrator.rules.community import find_copies, origin_of
from migrator.rules.planning import plan_changes
from migrator.rules.present import Present, with_earlier
from migrator.rules.versions import is_older
from migrator.target.community import read_library
from migrator.target.permissions import check_permissions, check_system_permissions
from migrator.target.probe import Limit, TargetFacts, probe_target
from migrator.target.reading import SpaceNames, find_spaces, read_present
from migrator.target.task_queue import may_stop_queue

KNOWN_SECRETS = "secrets.json"
"""Digests of the secrets that a target is known to hold; never a secret."""


def plan(  # noqa: PLR0913 - what, where, how
    package: Documents,
    target: Target,
    policy: PolicySettings,
    state: StateDirectory,
    run: Run,
    *,
    deletes_removed: bool = False,
) -> Plan:
    """Compare the package with the target and decide; `rules.planning` does the deciding.

    Args:
        package: what to move.
        target: where to.
        policy: what to do where both have something.
        state: knows what earlier runs brought.
        run: the line to the caller.
        deletes_removed: delete what an earlier run made and the source no longer has.

    Raises:
        SameInstanceError: the target is the source.
        WireError: the target cannot be reached or refuses.
        Cancelled: between two requests.
    """
    package = as_named(package, target.settings)
    run.emit(Started(Stage.PLAN, total=len(package.refs())))
    spaces = spaces_of(package, target)
    facts = probe_target(target.wire, tuple(spaces.ids.values()))
    if facts.installation_id and facts.installation_id == package.manifest.header.installation_id:
        raise SameInstanceError
    present = present_for(package, target, state, spaces, run)
    rate = facts.rate_policy or target.wire.budget.policy
    present = replace(
        present,
        version=facts.version,
        rate_per_minute=round(rate.per_minute) if rate else 0,
        burst=round(rate.burst) if rate else 0,
    )
    made = plan_changes(
        package.documents(), package.digest, present, policy, deletes_removed=deletes_removed
    )
    stopped, running = _queues(made, facts, spaces) if policy.stop_task_queue else ((), [])
    rate_wanted = policy.raise_rate_limit if made.steps else 0
    raised, rate_told = plan_rate(target.wire, rate_wanted) if rate_wanted else (None, [])
    extra = (
        *running,
        *rate_told,
        *(package.findings() if isinstance(package, NamedPackage) else ()),
        *facts.findings,
        *_older(package.manifest.header.server_version, facts.version, policy),
        *_permissions(package, facts, spaces, made),
        *_limits(made, facts),
        *_left_in_package(package),
        *volume_findings(package, made),
        *_community_copies(package, made, target),
    )
    made = replace(
        made,
        findings=tuple(sorted({*made.findings, *extra})),
        meanwhile=Meanwhile(stopped, raised),
    )
    target.notices.emit(Stage.PLAN, run.emit)
    for finding in made.findings:
        run.emit(Found(Stage.PLAN, finding))
    run.emit(Finished(Stage.PLAN))
    return made


def spaces_of(package: Documents, target: Target) -> SpaceNames:
    """The package's spaces, looked up on the target."""
    wanted = sorted({ref.space for ref in package.refs() if ref.space})
    return find_spaces(target.wire, wanted, target.settings.space_map)


def present_for(
    package: Documents, target: Target, state: StateDirectory, spaces: SpaceNames, run: Run
) -> Present:
    """What the target holds of what the package may meet, and of what earlier runs brought."""
    known = state.read_json(KNOWN_SECRETS)
    known_here = known.get(target.wire.root) if isinstance(known, dict) else None
    digests: dict[str, Json] = known_here if isinstance(known_here, dict) else {}
    earlier = earlier_runs(
        target.wire.root,
        package.manifest.header.installation_id,
        package.manifest.package_digest(),
        state,
        naming_of(package),
    )
    present = read_present(
        target.wire,
        spaces,
        frozenset(package.refs()) | earlier.names_to_look_for,
        digests,
        run.check,
        target.settings.connections,
        {ref: package.read(ref).body for ref in package.refs() if ref.kind in _IN_HISTORY},
    )
    return with_earlier(present, earlier)


_IN_HISTORY = frozenset({Kind.STEP_TEMPLATE_VERSION, Kind.RELEASE})


def _older(source: str, target: str, policy: PolicySettings) -> list[Finding]:
    """Say that the target's version is lower, and forbid it unless the policy allows it."""
    if not is_older(target, source):
        return []
    is_allowed = policy.older_target is OlderTarget.ALLOW
    return [
        Finding(
            Severity.WARNING if is_allowed else Severity.BLOCKS,
            "older-target",
            "",
            f"The target has version {target}, which is older than the source's {source}: what "
            "it does not know is lost.",
            'Wait until the target is updated, or set older_target = "allow" under [policy].',
        )
    ]


def _permissions(
    package: Documents, facts: TargetFacts, spaces: SpaceNames, made: Plan
) -> list[Finding]:
    kinds = {ref.kind for ref in package.refs()}
    written = {step.ref.kind for step in made.steps}
    rights = next((found.rights for found in facts.spaces.values()), None)
    findings = [*check_system_permissions(rights, kinds, written)]
    for space, space_id in spaces.ids.items():
        found = facts.spaces.get(space_id)
        if found is not None:
            replaced = {
                step.ref.kind
                for step in made.steps
                if isinstance(step, Update) and step.ref.space == space
            }
            findings.extend(check_permissions(space, found.rights, sorted(kinds), replaced))
    return findings


def _queues(
    made: Plan, facts: TargetFacts, spaces: SpaceNames
) -> tuple[tuple[str, ...], list[Finding]]:
    """The spaces that are written to whose queue runs and may be stopped; and those it may not."""
    stopped: list[str] = []
    findings: list[Finding] = []
    for space in sorted({step.ref.space for step in made.steps if step.ref.space}):
        found = facts.spaces.get(spaces.ids.get(space, ""))
        if found is None or (found.is_queue_stopped is not True and may_stop_queue(found.rights)):
            stopped.append(space)  # one that is yet to be made is its maker's
        elif not found.is_queue_stopped:
            findings.append(
                Finding(
                    Severity.WARNING,
                    "queue-not-stopped",
                    f"space:{space}",
                    "The key's user may not stop the task queue: tasks of the space run while it "
                    "is being filled.",
                    "Give the user SpaceEdit, or see to it that nothing runs there meanwhile.",
                )
            )
    return tuple(stopped), findings


_COUNTED = {
    "Projects": Kind.PROJECT,
    "Tenants": Kind.TENANT,
    "Machines": Kind.DEPLOYMENT_TARGET,
    "Spaces": Kind.SPACE,
}


def _limits(made: Plan, facts: TargetFacts) -> list[Finding]:
    """Say before anything is written that the licence has no room."""
    findings: list[Finding] = []
    for limit in facts.limits:
        kind = _COUNTED.get(limit.name)
        needed = sum(step.ref.kind is kind and _creates(made, step.ref) for step in made.steps)
        if limit.left is not None and needed > limit.left:
            findings.append(_limit(limit, needed))
    return findings


def _creates(made: Plan, ref: Ref) -> bool:
    return ref not in made.kept


def _limit(limit: Limit, needed: int) -> Finding:
    return Finding(
        Severity.WARNING,
        "licence-limit",
        "",
        f"The plan makes {needed} {limit.name.lower()}, and the target's licence has room for "
        f"{limit.left}.",
        "Ask Octopus for a larger licence, or select less.",
    )


def _community_copies(package: Documents, made: Plan, target: Target) -> list[Finding]:
    """Say which installed templates become copies; the library is read only if one is made."""
    new = [
        (step.ref, package.read(step.ref).body)
        for step in made.steps
        if isinstance(step, Create) and step.ref.kind is Kind.STEP_TEMPLATE
    ]
    installed = [(ref, body) for ref, body in new if origin_of(body) is not None]
    return find_copies(installed, read_library(target.wire)) if installed else []


SAID_AGAIN = frozenset(
    {
        "no-master-key",
        "unreadable-row",
        "dynamic-environment",
        "duplicate-name",
        "steps-in-git",
        "refused-scope",
        "deployment-freeze",
        "build-information",
        "built-in-packages",
        "logo",
        "package-file",
        "package-unclear",
        "package-by-variable",
        "role-of-system",
        "snapshot-left",
        "release-left",
    }
)
"""Codes of what stayed behind at the export and is told by the plan, too."""


def _left_in_package(package: Documents) -> list[Finding]:
    return [
        Finding(Severity.WARNING, item.code, item.where, item.message, "", item.pointer)
        for item in package.omitted
        if item.code in SAID_AGAIN
    ]
