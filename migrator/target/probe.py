"""Asks the target what it is, who we are there, and what it lets us do.

Only the root and the key must be good; whatever else is refused becomes a finding.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from migrator.model.documents import Json
from migrator.model.report import Finding, Severity
from migrator.target.errors import (
    ApiUnknownError,
    ForbiddenError,
    GarbledAnswerError,
    MethodNotAllowedError,
    NotFoundError,
    NotOctopusError,
    RejectedError,
    ServerFaultError,
    UnexpectedAnswerError,
)
from migrator.target.http import Wire
from migrator.target.pacing import RatePolicy
from migrator.target.permissions import Rights, parse_rights
from migrator.target.rate_policies import ROUTE, find_rate_policy, rate_of

# Source: OctopusDeploy/OctopusClients, ApiConstants: versions that its own clients take.
_KNOWN_API = re.compile(r"3\.0\.\d+")
_REFUSALS = (
    ForbiddenError,
    GarbledAnswerError,
    MethodNotAllowedError,
    NotFoundError,
    RejectedError,
    ServerFaultError,
    UnexpectedAnswerError,
)


@dataclass(frozen=True, slots=True)
class Limit:
    """What the licence allows of something.

    Attributes:
        name: such as `Projects`.
        allowed: None where it is unlimited.
        used: how many there are.
    """

    name: str
    allowed: int | None
    used: int

    @property
    def left(self) -> int | None:
        """How many more there may be; None where it is unlimited."""
        return None if self.allowed is None else max(0, self.allowed - self.used)


@dataclass(frozen=True, slots=True)
class SpaceFacts:
    """What we know of one space of the target.

    Attributes:
        name: "" where the space cannot be read.
        is_queue_stopped: whether its task queue is stopped; None where unknown.
        rights: None where they cannot be read.
    """

    space_id: str
    name: str = ""
    is_queue_stopped: bool | None = None
    rights: Rights | None = None


@dataclass(frozen=True, slots=True)
class TargetFacts:
    """What the target told of itself; None is unknown.

    Attributes:
        is_cloud: whether the licence is one of Octopus Cloud.
        limits: what the licence counts.
        rate_policy: how fast this key may ask; None also where nothing limits it.
        task_cap: how many tasks run at once.
        spaces: by id.
    """

    version: str
    installation_id: str
    api_version: str
    user_id: str
    user_name: str
    is_cloud: bool | None = None
    is_compliant: bool | None = None
    limits: tuple[Limit, ...] = ()
    task_cap: int | None = None
    rate_policy: RatePolicy | None = None
    is_in_maintenance: bool | None = None
    spaces: Mapping[str, SpaceFacts] = field(default_factory=dict)
    findings: tuple[Finding, ...] = ()


def probe_target(wire: Wire, space_ids: Sequence[str] = ()) -> TargetFacts:
    """Ask the target about itself and about these spaces; the wire's budget learns its rate.

    Raises:
        NotOctopusError, ApiUnknownError: what answers cannot be used.
        UnauthorisedError: the key is not valid.
        WireError: it cannot be reached.
    """
    root = _root(wire)
    asking = _Asking(wire)
    user = _members(wire.get("/api/users/me"))
    user_id = _text(user, "Id")
    licence = asking.ask("/api/licenses/licenses-current-status", "the licence")
    status = asking.ask("/api/serverstatus", "the maintenance mode")
    rate_policy = _learn_rate(wire, asking)
    spaces = {space_id: asking.space(space_id, user_id) for space_id in space_ids}
    hosting = _text(licence, "HostingEnvironment")
    return TargetFacts(
        version=_text(root, "Version"),
        installation_id=_text(root, "InstallationId"),
        api_version=_text(root, "ApiVersion"),
        user_id=user_id,
        user_name=_text(user, "Username") or _text(user, "DisplayName"),
        is_cloud=hosting == "OctopusCloud" if hosting else None,
        is_compliant=_flag(licence, "IsCompliant"),
        limits=parse_limits(licence),
        task_cap=_count(licence, "EffectiveClusterTaskLimit"),
        rate_policy=rate_policy,
        is_in_maintenance=_flag(status, "IsInMaintenanceMode"),
        spaces=spaces,
        findings=(*wire.findings, *asking.findings),
    )


def parse_limits(licence: Mapping[str, Json]) -> tuple[Limit, ...]:
    """Read what the licence counts. Source: OctopusDeploy/message-contracts.ts, licenseStatus."""
    listed = licence.get("Limits")
    found = []
    for entry in listed if isinstance(listed, list) else ():
        members = _members(entry)
        name, used = _text(members, "Name"), _count(members, "CurrentUsage")
        allowed = _count(members, "EffectiveLimit")
        if not name or used is None:
            continue
        is_unlimited = members.get("IsUnlimited") is True
        found.append(Limit(name, None if is_unlimited else allowed, used))
    return tuple(found)


def parse_rate_policy(answer: Json) -> RatePolicy | None:
    """Read the policy for people and services with a key; None where nothing limits them."""
    policy = find_rate_policy(answer)
    return None if policy is None else rate_of(policy)


class _Asking:
    """Asks what may be refused, and collects the refusals as findings."""

    def __init__(self, wire: Wire) -> None:
        self._wire = wire
        self.findings: list[Finding] = []

    def ask(self, path: str, what: str, query: Mapping[str, str] | None = None) -> dict[str, Json]:
        try:
            return _members(self._wire.get(path, query))
        except _REFUSALS as error:
            self.findings.append(
                Finding(
                    Severity.INFO,
                    "target-not-readable",
                    "",
                    f"On the target {what} cannot be read ({error.reason}).",
                    "That is usual for users who are no managers; the upload does without it.",
                )
            )
            return {}

    def space(self, space_id: str, user_id: str) -> SpaceFacts:
        space = self.ask(f"/api/spaces/{space_id}", f"the space {space_id}")
        rights = self.ask(
            f"/api/{space_id}/users/{user_id}/permissions",
            f"what the key's user may do in {space_id}",
            {"includeSystem": "true"},
        )
        return SpaceFacts(
            space_id,
            _text(space, "Name"),
            _flag(space, "TaskQueueStopped"),
            parse_rights(rights),
        )


def _root(wire: Wire) -> dict[str, Json]:
    try:
        root = _members(wire.get("/api"))
    except NotFoundError as error:
        raise NotOctopusError(wire.host, "it has nothing at /api") from error
    except UnexpectedAnswerError as error:
        raise NotOctopusError(wire.host, "it answers with something else than JSON") from error
    if _text(root, "Application") != "Octopus Deploy" or not _text(root, "InstallationId"):
        raise NotOctopusError(wire.host, "it does not say that it is one")
    if not _KNOWN_API.fullmatch(_text(root, "ApiVersion")):
        raise ApiUnknownError(_text(root, "ApiVersion")[:40])
    return root


def _learn_rate(wire: Wire, asking: _Asking) -> RatePolicy | None:
    told = wire.budget.policy
    if told is not None:
        return told  # by an answer to this very key; the configuration may have others
    policy = parse_rate_policy(asking.ask(ROUTE, "the rate limit"))
    if policy is not None:
        wire.budget.learn(policy)
    return policy


def _members(value: Json) -> dict[str, Json]:
    return value if isinstance(value, dict) else {}


def _text(members: Mapping[str, Json], name: str) -> str:
    value = members.get(name)
    return value if isinstance(value, str) else ""


def _flag(members: Mapping[str, Json], name: str) -> bool | None:
    value = members.get(name)
    return value if isinstance(value, bool) else None


def _count(members: Mapping[str, Json], name: str) -> int | None:
    value = members.get(name)
    return value if isinstance(value, int) and not isinstance(value, bool) else None
