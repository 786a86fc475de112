"""A plan says what upload will do, before it does it."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from hashlib import sha256
from typing import NewType, TypeAlias

from migrator.model.documents import Json, Ref, TargetId, parse_ref
from migrator.model.errors import PlanFileError
from migrator.model.meanwhile import Meanwhile, decode_meanwhile, encode_meanwhile
from migrator.model.policy_encoding import decode_policy, encode_policy
from migrator.model.report import Finding, Report, Severity, decode_finding, encode_finding
from migrator.model.settings import PolicySettings

StepId = NewType("StepId", str)
FORMAT = 1


@dataclass(frozen=True, slots=True)
class Create:
    """Make a document that the target lacks."""

    id: StepId
    ref: Ref
    reason: str
    requests: int = 1


@dataclass(frozen=True, slots=True)
class Fill:
    """Write to a document that the target makes by itself together with its owner."""

    id: StepId
    ref: Ref
    reason: str
    requests: int = 1


@dataclass(frozen=True, slots=True)
class Update:
    """Change a document that the target has with other content.

    Attributes:
        version: digest of what the target had when the plan was made.
        changes: JSON pointers of what differs.
    """

    id: StepId
    ref: Ref
    reason: str
    target_id: TargetId
    version: str
    changes: tuple[str, ...]
    requests: int = 2


@dataclass(frozen=True, slots=True)
class Link:
    """Set what had to wait until all that it points at exists."""

    id: StepId
    ref: Ref
    reason: str
    requests: int = 2


@dataclass(frozen=True, slots=True)
class Sort:
    """Put documents of a space in their order.

    Attributes:
        ref: the first of them.
        order: all of them.
    """

    id: StepId
    ref: Ref
    reason: str
    order: tuple[Ref, ...]
    requests: int = 2


@dataclass(frozen=True, slots=True)
class Remove:
    """Delete a document that an earlier run made and that the source no longer has.

    Attributes:
        version: digest of what the target had when the plan was made.
    """

    id: StepId
    ref: Ref
    reason: str
    target_id: TargetId
    version: str
    requests: int = 2


Step: TypeAlias = Create | Fill | Update | Link | Sort | Remove


@dataclass(frozen=True, slots=True)
class Leave:
    """A document of the package that is not written, and why."""

    ref: Ref
    code: str
    message: str


@dataclass(frozen=True, slots=True)
class Basis:
    """What the plan was made from; upload refuses any other."""

    package_digest: str
    target_fingerprint: str
    target_version: str = ""


@dataclass(frozen=True, slots=True)
class Choices:
    """Everything that decides how a document of the package is written.

    Attributes:
        absent: refs that neither the package nor the target can resolve; what holds one is
            left out or blocks, never widened.
        substitutes: refs that stand for another on this target.
        names: the name under which a document is written, where it is not its own.
        poolless: spaces in which the policy's worker pool is not to be had; what ran on the
            server runs on their default pool.
        retagged: for tag sets that are made anew under another name, the old ref and the new.
        permissions: those that the target knows; none where that is not known.
        trimmed: documents of earlier runs that are made equal, for what they hold beside is gone.
        version: of the target, which documents are made to fit; "" counts as the newest.
    """

    policy: PolicySettings = field(default_factory=PolicySettings)
    absent: frozenset[Ref] = frozenset()
    substitutes: Mapping[Ref, Ref] = field(default_factory=dict)
    names: Mapping[Ref, str] = field(default_factory=dict)
    poolless: frozenset[str] = frozenset()
    version: str = ""
    retagged: Mapping[Ref, Ref] = field(default_factory=dict)
    trimmed: frozenset[Ref] = frozenset()
    permissions: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Plan:
    """Steps, rank by rank; those of one rank have no order between them.

    Attributes:
        ranks: the steps of each rank, lowest first.
        kept: what the target has already and what references may use, with its id.
        same: documents of the package that the target holds already as they should be.
        left: documents of the package that are not written.
        spaces: for each space of the package, the target's name for it.
        rate_per_minute: requests that the target allows, 0 where it does not say.
        meanwhile: what is changed for as long as the upload runs.
    """

    basis: Basis
    choices: Choices
    ranks: tuple[tuple[Step, ...], ...]
    kept: Mapping[Ref, TargetId]
    same: tuple[Ref, ...]
    left: tuple[Leave, ...]
    spaces: Mapping[str, str]
    findings: tuple[Finding, ...] = ()
    rate_per_minute: int = 0
    burst: int = 0
    meanwhile: Meanwhile = field(default_factory=Meanwhile)

    @property
    def steps(self) -> tuple[Step, ...]:
        """All steps in order."""
        return tuple(step for rank in self.ranks for step in rank)

    @property
    def requests(self) -> int:
        """About how many requests upload will send."""
        return sum(step.requests for step in self.steps) + self.meanwhile.requests

    @property
    def minutes(self) -> float:
        """Least time at the target's rate limit, in minutes; 0 where it sets none."""
        if not self.rate_per_minute:
            return 0.0
        raised = self.meanwhile.raised_rate
        if raised is not None:
            return max(0, self.requests - max(self.burst, raised.to)) / raised.to
        return max(0, self.requests - self.burst) / self.rate_per_minute

    @property
    def is_blocked(self) -> bool:
        """Whether the policy forbids to carry it out."""
        return any(finding.severity is Severity.BLOCKS for finding in self.findings)

    def report(self) -> Report:
        """Counts of each kind, what stays behind, and the figures of the upload."""
        kinds: dict[str, Counter[str]] = {}

        def count(ref: Ref, word: str) -> None:
            kinds.setdefault(str(ref.kind), Counter())[word] += 1

        changed = {step.ref for step in self.steps if isinstance(step, Create | Fill | Update)}
        for step in self.steps:
            match step:
                case Create() | Fill():
                    count(step.ref, "create")
                case Update():
                    count(step.ref, "update")
                case Link() if step.ref not in changed:
                    count(step.ref, "update")
                case Remove():
                    count(step.ref, "remove")
                case Link() | Sort():
                    pass
        for ref in self.same:
            count(ref, "keep")
        for leave in self.left:
            count(leave.ref, "leave")
        return Report(
            "plan",
            {kind: dict(counts) for kind, counts in sorted(kinds.items())},
            findings=self.findings,
            facts={
                "steps": len(self.steps),
                "requests": self.requests,
                "stopped_queues": [*self.meanwhile.stopped_queues],
                "raised_rate": self.meanwhile.raised_rate.to if self.meanwhile.raised_rate else 0,
                "rate_per_minute": self.rate_per_minute,
                "burst": self.burst,
                "minutes": round(self.minutes, 1),
                "target_version": self.basis.target_version,
                "digest": self.digest,
                "blocked": self.is_blocked,
            },
        )

    @property
    def digest(self) -> str:
        """SHA-256 over everything that the plan says."""
        text = json.dumps(encode_plan(self), sort_keys=True, separators=(",", ":"))
        return sha256(text.encode(errors="surrogatepass")).hexdigest()


def encode_plan(plan: Plan) -> dict[str, Json]:
    """As JSON, for the plan file and for programs."""
    return {
        "format": FORMAT,
        "basis": {
            "package": plan.basis.package_digest,
            "target": plan.basis.target_fingerprint,
            "target_version": plan.basis.target_version,
        },
        "policy": encode_policy(plan.choices.policy),
        "version": plan.choices.version,
        "absent": [*sorted(str(ref) for ref in plan.choices.absent)],
        "substitutes": _texts({str(k): str(v) for k, v in plan.choices.substitutes.items()}),
        "names": _texts({str(ref): name for ref, name in plan.choices.names.items()}),
        "retagged": _texts({str(k): str(v) for k, v in plan.choices.retagged.items()}),
        "trimmed": [*sorted(str(ref) for ref in plan.choices.trimmed)],
        "permissions": [*sorted(plan.choices.permissions)],
        "poolless": [*sorted(plan.choices.poolless)],
        "ranks": [[_encode_step(step) for step in rank] for rank in plan.ranks],
        "kept": _texts({str(ref): str(found) for ref, found in plan.kept.items()}),
        "same": [str(ref) for ref in plan.same],
        "left": [
            {"ref": str(leave.ref), "code": leave.code, "message": leave.message}
            for leave in plan.left
        ],
        "spaces": _texts(plan.spaces),
        "findings": [encode_finding(finding) for finding in plan.findings],
        "rate_per_minute": plan.rate_per_minute,
        "burst": plan.burst,
        "meanwhile": encode_meanwhile(plan.meanwhile),
    }


def _texts(values: Mapping[str, str]) -> dict[str, Json]:
    return dict(sorted(values.items()))


def _encode_step(step: Step) -> dict[str, Json]:
    common: dict[str, Json] = {
        "id": str(step.id),
        "ref": str(step.ref),
        "reason": step.reason,
        "requests": step.requests,
    }
    match step:
        case Update(target_id=target_id, version=version, changes=changes):
            return {
                "do": "update",
                **common,
                "target_id": target_id,
                "version": version,
                "changes": list(changes),
            }
        case Remove(target_id=target_id, version=version):
            return {"do": "remove", **common, "target_id": target_id, "version": version}
        case Create():
            return {"do": "create", **common}
        case Fill():
            return {"do": "fill", **common}
        case Link():
            return {"do": "link", **common}
        case Sort(order=order):
            return {"do": "sort", **common, "order": [str(ref) for ref in order]}


def decode_plan(value: object) -> Plan:
    """A plan from what `encode_plan` gave.

    Raises:
        PlanFileError: the value is not one that we wrote.
    """
    try:
        return _decode(value)
    except (KeyError, TypeError, ValueError, AttributeError):
        raise PlanFileError("it is damaged or of another version") from None


def _decode(value: object) -> Plan:
    if not isinstance(value, dict) or value.get("format") != FORMAT:
        raise ValueError
    basis = value["basis"]
    return Plan(
        basis=Basis(str(basis["package"]), str(basis["target"]), str(basis["target_version"])),
        choices=Choices(
            policy=decode_policy(value["policy"]),
            absent=frozenset(parse_ref(text) for text in value["absent"]),
            substitutes={parse_ref(k): parse_ref(v) for k, v in value["substitutes"].items()},
            names={parse_ref(key): str(name) for key, name in value["names"].items()},
            poolless=frozenset(str(space) for space in value["poolless"]),
            version=str(value["version"]),
            retagged={parse_ref(k): parse_ref(v) for k, v in value.get("retagged", {}).items()},
            permissions=frozenset(str(name) for name in value.get("permissions", ())),
            trimmed=frozenset(parse_ref(text) for text in value.get("trimmed", ())),
        ),
        ranks=tuple(tuple(_decode_step(step) for step in rank) for rank in value["ranks"]),
        kept={parse_ref(key): TargetId(str(found)) for key, found in value["kept"].items()},
        same=tuple(parse_ref(text) for text in value["same"]),
        left=tuple(
            Leave(parse_ref(item["ref"]), str(item["code"]), str(item["message"]))
            for item in value["left"]
        ),
        spaces={str(key): str(name) for key, name in value["spaces"].items()},
        findings=tuple(decode_finding(item) for item in value["findings"]),
        rate_per_minute=int(value["rate_per_minute"]),
        burst=int(value["burst"]),
        meanwhile=decode_meanwhile(value["meanwhile"]),
    )


def _decode_step(value: Mapping[str, object]) -> Step:
    match value:
        case {"do": str(do), "id": str(id_), "ref": str(ref), "reason": str(reason),
              "requests": int(requests)}:  # fmt: skip
            made = (StepId(id_), parse_ref(ref), reason)
        case _:
            raise ValueError
    match do, value:
        case "create", _:
            return Create(*made, requests)
        case "fill", _:
            return Fill(*made, requests)
        case "link", _:
            return Link(*made, requests)
        case "update", {"target_id": str(target_id), "version": str(version),
                        "changes": list(changes)}:  # fmt: skip
            listed = tuple(str(pointer) for pointer in changes)
            return Update(*made, TargetId(target_id), version, listed, requests)
        case "remove", {"target_id": str(target_id), "version": str(version)}:
            return Remove(*made, TargetId(target_id), version, requests)
        case "sort", {"order": list(order)}:
            return Sort(*made, tuple(parse_ref(str(ref)) for ref in order), requests)
        case _:
            raise ValueError
