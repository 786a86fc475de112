"""Compares what a cloud holds with what an instance expects, field by field."""

from collections.abc import Mapping

from migrator.sandbox.cloud import OctopusCloud
from tests.instances.author import Place
from tests.instances.seen import Seen
from tests.instances.symbols import ANY

_POLICY = {
    "ConnectionConnectTimeout": "00:01:00",
    "ConnectionRetryCountLimit": 5,
    "ConnectionRetrySleepInterval": "00:00:01",
    "ConnectionRetryTimeLimit": "00:05:00",
    "MachinePackageCacheRetentionPolicy": {"Strategy": "Default"},
    "MachineRpcCallRetryPolicy": {"Enabled": True, "RetryDuration": "00:02:30"},
    "PollingRequestQueueTimeout": "00:02:00",
}
_MACHINE = {
    "HealthStatus": "Unknown",
    "StatusSummary": "This machine was recently added.",
    "SkipInitialHealthCheck": True,
    "Uri": ANY,  # a copy of the endpoint's
}
_READ = (  # from the certificate itself, which is compared whole
    "IssuerCommonName", "IssuerDistinguishedName", "NotBefore", "SerialNumber",
    "SignatureAlgorithmName", "SubjectCommonName", "SubjectDistinguishedName",
)  # fmt: skip
GIVEN = {
    "Certificate": dict.fromkeys(_READ, ANY),
    "MachinePolicy": _POLICY,
    "Worker": _MACHINE,
    "DeploymentTarget": _MACHINE,
    "TagSet": {"Type": "MultiSelect", "Scopes": ["Tenant"]},
    "ProjectGroup": {"Slug": ANY},
    "Team": {
        "CanBeDeleted": True,
        "CanBeRenamed": True,
        "CanChangeMembers": True,
        "CanChangeRoles": True,
    },
    "WorkerPool": {"CanAddWorkers": True},
    "Project": {"PersistenceSettings": {"Type": "Database"}},
    "Space": {"SpaceManagersTeamMembers": ANY},
    "Channel": {"Type": "Lifecycle"},
}
"""What the target puts in where the source said nothing, being older."""
_GIVEN_SPACES = {
    ("WorkerPool", "Hosted Windows"),
    ("WorkerPool", "Hosted Ubuntu"),
    ("Team", "Space Managers"),
}
_GIVEN_INSTANCE = {("Team", "Everyone"), ("Team", "Octopus Managers")}
_ROLES = {
    "Space manager", "System manager", "System administrator", "Project lead", "Project deployer",
    "Project contributor", "Project viewer", "Environment manager", "Tenant manager",
    "Runbook consumer", "Build server",
}  # fmt: skip


def differences(expected: Mapping[Place, object], cloud: OctopusCloud) -> list[str]:
    """Each member that is not as expected, each document that is missing or too many."""
    seen = Seen(cloud).documents
    found = [f"{place} is missing" for place in expected if place not in seen]
    found += [
        f"{place} is too many" for place in seen if place not in expected and not _is_given(place)
    ]
    for place, told in expected.items():
        if place in seen:
            whole = {**GIVEN.get(place.kind, {}), **told}
            found += [f"{place} {line}" for line in _compare(whole, seen[place], "")]
    return found


def as_before_2025(expected: Mapping[Place, object]) -> dict[Place, object]:
    """What a target expects that does not say yet in which way it retains."""
    return {place: _without_strategy(body) for place, body in expected.items()}


def _without_strategy(value: object) -> object:
    match value:
        case Mapping():
            is_retention = {"Unit", "Strategy"} <= value.keys()
            kept = {k: v for k, v in value.items() if not (is_retention and k == "Strategy")}
            return {key: _without_strategy(item) for key, item in kept.items()}
        case list():
            return [_without_strategy(item) for item in value]
        case _:
            return value


def _is_given(place: Place) -> bool:
    """Whether the target has it of its own."""
    found = (place.kind, place.name)
    if place.kind == "UserRole":
        return place.name in _ROLES
    return found in _GIVEN_SPACES or (found in _GIVEN_INSTANCE and place.space == place.name)


def _compare(expected: object, seen: object, path: str) -> list[str]:
    if expected == ANY or (isinstance(expected, frozenset) and seen in expected):
        return []
    if isinstance(expected, Mapping) and isinstance(seen, Mapping):
        return [
            line
            for key in sorted({*expected, *seen}, key=str)
            for line in _compare(expected.get(key), seen.get(key), f"{path}/{key}")
        ]
    if isinstance(expected, list) and isinstance(seen, list):
        if all(isinstance(item, str) for item in (*expected, *seen)):
            expected, seen = sorted(expected), sorted(seen)
        elif len(expected) == len(seen):
            pairs = enumerate(zip(expected, seen, strict=True))
            return [line for n, (a, b) in pairs for line in _compare(a, b, f"{path}/{n}")]
    if expected == seen and type(expected) is type(seen):
        return []
    return [f"{path}: {expected!r:.200} expected, {seen!r:.200} seen"]
