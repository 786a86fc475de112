"""Environments, lifecycles, groups, tag sets, proxies, policies, pools and workers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from types import MappingProxyType

from migrator.sandbox.instance.builder import Site
from migrator.sandbox.instance.documents import Body, Slot, Storing

_NEVER = datetime(1, 1, 1, tzinfo=UTC)
_COLORS = ("#333333", "#1FA0E3", "#34A853", "#D63D3D")
DEFAULT_POOL = "Default Worker Pool"
DEFAULT_POLICY = "Default Machine Policy"
DEFAULT_LIFECYCLE = "Default Lifecycle"
DEFAULT_GROUP = "Default Project Group"


def add_space(site: Site, name: str, description: str, *, is_default: bool = False) -> None:
    """Add the space itself and what the server creates with every space."""
    body: Body = {
        "Id": site.id,
        "Name": name,
        "Slug": name.lower(),
        "IsDefault": is_default,
        "TaskQueueStopped": False,
        "Description": description,
        "SpaceManagersTeams": ["teams-administrators", f"teams-spacemanagers-{site.id}"],
        "SpaceManagersTeamMembers": [],
    }
    site.builder.add("Space", body)
    _add_policy(site, DEFAULT_POLICY, is_default=True)
    _add_pool(site, DEFAULT_POOL, is_default=True, sort_order=0)
    site.add("ProjectGroup", DEFAULT_GROUP, {"Description": ""})


def add_environments(site: Site, *names: str) -> None:
    """Add environments in sort order; production-like ones use guided failure."""
    for order, name in enumerate(names):
        is_production = name.startswith("Production")
        body: Body = {
            "SortOrder": order,
            "Type": "Static",
            "Description": f"{name} systems" if order else "",
            "UseGuidedFailure": is_production,
            "AllowDynamicInfrastructure": not is_production,
            "ExtensionSettings": [],
        }
        if not order and site.builder.shape.has_git:
            body["LastModified"] = _NEVER
        site.add("DeploymentEnvironment", name, body)


@dataclass(frozen=True, slots=True)
class Phase:
    """A phase of a lifecycle; environments by name."""

    name: str
    automatic: tuple[str, ...] = ()
    optional: tuple[str, ...] = ()
    retention: Mapping[str, object] | None = None
    is_optional: bool = False


def retention(unit: str, quantity: int) -> Body:
    """Give a retention policy in the form before 2025; 0 keeps forever."""
    return {"Unit": unit, "QuantityToKeep": quantity, "ShouldKeepForever": quantity == 0}


def add_lifecycle(
    site: Site, name: str, phases: tuple[Phase, ...], *, storing: Storing | None = None
) -> str:
    """Add a lifecycle; no phases means all environments in their order."""
    guid = site.builder.guid
    bodies: list[Body] = [
        {
            "Id": guid(site.id, "phase", name, phase.name),
            "Name": phase.name,
            "AutomaticDeploymentTargets": site.refs("DeploymentEnvironment", *phase.automatic),
            "OptionalDeploymentTargets": site.refs("DeploymentEnvironment", *phase.optional),
            "MinimumEnvironmentsBeforePromotion": 0,
            "IsOptionalPhase": phase.is_optional,
            "IsPriorityPhase": False,
            "ReleaseRetentionPolicy": dict(phase.retention) if phase.retention else None,
            "TentacleRetentionPolicy": dict(phase.retention) if phase.retention else None,
        }
        for phase in phases
    ]
    body: Body = {
        "Description": "",
        "Phases": bodies,
        "ReleaseRetentionPolicy": retention("Days", 30),
        "TentacleRetentionPolicy": retention("Items", 5),
    }
    identifier = site.add("Lifecycle", name, body)
    if storing is not None and site.builder.shape.has_git:
        site.builder.storings["Lifecycle", identifier] = storing
        site.trap("JSON in JSONBlob", "Lifecycle", identifier)
    return identifier


def add_tag_set(site: Site, name: str, order: int, *tags: str) -> None:
    """Add a tag set with its tags."""
    bodies: list[Body] = []
    for position, tag in enumerate(tags):
        identifier = site.tag(f"{name}/{tag}")
        site.builder.settle("Tag", identifier.partition("/")[2])
        bodies.append(
            {
                "Id": identifier,
                "Name": tag,
                "CanonicalTagName": f"{name}/{tag}",
                "Color": _COLORS[position % len(_COLORS)],
                "Description": "",
                "SortOrder": position,
            }
        )
    site.add("TagSet", name, {"SortOrder": order, "Description": "", "Tags": bodies})


def add_proxies(site: Site) -> None:
    """Add a proxy with a password and one that asks for none."""
    site.add(
        "Proxy",
        "edge",
        {
            "Host": "proxy.example.test",
            "Port": 3128,
            "ProxyType": "HTTP",
            "Username": "px",
            "Password": Slot("proxy|secret with trailing blank "),
        },
    )
    identifier = site.add(
        "Proxy",
        "open proxy",
        {
            "Host": "10.0.0.9",
            "Port": 8080,
            "ProxyType": "HTTP",
            "Username": None,
            "Password": None,
        },
    )
    site.builder.storings["Proxy", identifier] = Storing.BYTE_ORDER_MARK
    site.trap("byte order mark", "Proxy", identifier)


def _add_policy(site: Site, name: str, *, is_default: bool) -> None:
    script = {"RunType": "InheritFromDefault", "ScriptBody": None}
    cleanup: Body = {"DeleteMachinesBehavior": "DoNotDelete"}
    body: Body = {
        "IsDefault": is_default,
        "Description": "",
        "MachineHealthCheckPolicy": {
            "HealthCheckInterval": "1.00:00:00",
            "HealthCheckType": "RunScript",
            "PowerShellHealthCheckPolicy": dict(script),
            "BashHealthCheckPolicy": dict(script),
        },
        "MachineConnectivityPolicy": {"MachineConnectivityBehavior": "ExpectedToBeOnline"},
        "MachineCleanupPolicy": cleanup,
        "MachineUpdatePolicy": {
            "CalamariUpdateBehavior": "UpdateOnDeployment",
            "TentacleUpdateBehavior": "NeverUpdate",
            "TentacleUpdateAccountId": None,
        },
    }
    if not is_default:
        cleanup |= {
            "DeleteMachinesBehavior": "DeleteUnavailableMachines",
            "DeleteMachinesElapsedTimeSpan": "2.00:00:00",
        }
    site.add("MachinePolicy", name, body)


def add_second_policy(site: Site) -> None:
    """Add a policy that cleans up and updates Tentacles with an account."""
    _add_policy(site, "Elastic machines", is_default=False)


def _add_pool(site: Site, name: str, *, is_default: bool, sort_order: int) -> None:
    body: Body = {
        "SortOrder": sort_order,
        "IsDefault": is_default,
        "Description": "",
        "WorkerPoolType": "StaticWorkerPool",
    }
    site.add("WorkerPool", name, body)


def add_workers(site: Site) -> None:
    """Add more pools and workers of each style that a worker can have."""
    for order, name in enumerate(("Linux Workers", "Build Workers"), start=1):
        _add_pool(site, name, is_default=False, sort_order=order)
    for name, pools, endpoint in _workers(site):
        thumbprint = endpoint.get("Thumbprint")
        body: Body = {
            "IsDisabled": name == "worker-spare",
            "WorkerPoolIds": site.refs("WorkerPool", *pools),
            "MachinePolicyId": site.ref("MachinePolicy", DEFAULT_POLICY),
            "Thumbprint": thumbprint,
            "Fingerprint": endpoint.get("Fingerprint"),
            "CommunicationStyle": endpoint["CommunicationStyle"],
            "Endpoint": endpoint,
            "Status": "Online",
            "HasLatestCalamari": True,
        }
        site.add("Worker", name, body)


def _workers(site: Site) -> tuple[tuple[str, tuple[str, ...], Body], ...]:
    listening: Body = {
        "CommunicationStyle": "TentaclePassive",
        "Uri": "https://worker-01.example.test:10933/",
        "Thumbprint": "2A1B2C3D4E5F60718293A4B5C6D7E8F901234567",
        "ProxyId": site.ref("Proxy", "edge"),
    }
    polling: Body = {
        "CommunicationStyle": "TentacleActive",
        "Uri": "poll://workerworkerworkerwo/",
        "Thumbprint": "3A1B2C3D4E5F60718293A4B5C6D7E8F901234567",
    }
    over_ssh: Body = {
        "CommunicationStyle": "Ssh",
        "AccountId": site.ref("Account", "ssh without passphrase"),
        "Host": "worker-03.example.test",
        "Port": 22,
        "Fingerprint": "SHA256:d29ya2VyMDM",
        "ProxyId": None,
        "DotNetCorePlatform": "linux-x64",
    }
    return (
        ("worker-01", (DEFAULT_POOL,), listening),
        ("worker-spare", (DEFAULT_POOL, "Build Workers"), polling),
        ("worker-03", ("Linux Workers",), over_ssh),
    )


ROLES = MappingProxyType(
    {"web": "web-server", "database": "db-server", "java": "java-server", "k8s": "k8s-cluster"}
)
