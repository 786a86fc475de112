"""What projects stand on: a space, its environments, lifecycles, groups, tags, feeds, accounts."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from migrator.sandbox.instance.documents import Slot
from tests.instances.author import Author
from tests.instances.symbols import ABSENT, ANY, Differs, Own, Tag, To
from tests.instances.words import Words

if TYPE_CHECKING:
    from tests.instances.feed import Feed

POOL, POLICY, LIFECYCLE, GROUP = (
    "Default Worker Pool",
    "Default Machine Policy",
    "Default Lifecycle",
    "Default Project Group",
)
BUILT_IN = "Octopus Server (built-in)"
RELEASES = "Octopus Server Releases (built-in)"
_NOT_IN_TAGS = '/\\?"'
"""Source: OctopusDeploy/Issues #2996."""


@dataclass
class Template:
    """A step template.

    Attributes:
        newest: its version on the source.
        used: the versions that steps are pinned to.
    """

    name: str
    newest: int
    used: set[int]

    def moved(self) -> list[int]:
        """The versions that the target saves, in order: its own numbers count from 1."""
        return sorted({*self.used, self.newest})


@dataclass
class Space:
    """A space that is being made, and what is in it by name."""

    author: Author
    words: Words
    feed: Feed
    environments: list[str] = field(default_factory=list)
    lifecycles: list[str] = field(default_factory=lambda: [LIFECYCLE])
    groups: list[str] = field(default_factory=lambda: [GROUP])
    tags: list[str] = field(default_factory=list)
    pools: list[str] = field(default_factory=lambda: [POOL])
    proxies: list[str] = field(default_factory=list)
    policies: list[str] = field(default_factory=lambda: [POLICY])
    feeds: list[str] = field(default_factory=lambda: [BUILT_IN])
    accounts: dict[str, list[str]] = field(default_factory=dict)
    certificates: list[str] = field(default_factory=list)
    git_credentials: list[str] = field(default_factory=list)
    sets: list[str] = field(default_factory=list)
    modules: list[str] = field(default_factory=list)
    templates: list[Template] = field(default_factory=list)
    includes: dict[str, list[str]] = field(default_factory=dict)
    runbooks: dict[str, str] = field(default_factory=dict)
    links: dict[str, dict[str, list[str]]] = field(default_factory=dict)
    machines: list[str] = field(default_factory=list)
    tenants: list[str] = field(default_factory=list)
    projects: list[str] = field(default_factory=list)
    logos: dict[To, bytes] = field(default_factory=dict)

    def logo(self, owner: To) -> dict[str, object]:
        """What the row of a project or tenant says of its logo, if it has one."""
        if self.draw.random() < 0.5:
            return {}
        self.logos[owner] = b"\x89PNG" + self.draw.randbytes(self.draw.randint(0, 200))
        told = "a file of the server's, with a route of its own"
        return {"LogoAttachmentKey": Differs(f"logos/{owner.name}", None, told)}

    @property
    def draw(self):
        return self.author.draw

    def slugged(self, name: str) -> dict[str, object]:
        """The slug, where servers of the time had one: else the target derives its own."""
        has_slugs = self.author.shape.has_git
        return {"Slug": self.author.slug(name) if has_slugs else Differs("", ANY, "derived")}

    def some(self, table: str, names: list[str], most: int = 2) -> list[object]:
        chosen = self.draw.sample(names, min(len(names), self.draw.randint(0, most)))
        return [self.to(table, name) for name in chosen]

    def to(self, table: str, name: str) -> To:
        """A reference; now and then its id is spelt in another case."""
        cased = self.draw.choice((str, str, str, str.upper, str.lower))
        return To(table, name, cased)

    def tag_some(self) -> list[object]:
        chosen = self.draw.sample(self.tags, self.draw.randint(0, min(2, len(self.tags))))
        return [Tag(name, by_name=self.draw.random() < 0.3) for name in chosen]


def retention(draw) -> Differs:
    """A policy of old; what the target makes of it says how it counts."""
    unit, quantity = draw.choice(("Days", "Items")), draw.choice((0, 1, 30))
    stored = {"Unit": unit, "QuantityToKeep": quantity, "ShouldKeepForever": quantity == 0}
    counted = {"Strategy": "Count", "Unit": unit, "QuantityToKeep": quantity}
    forever = {"Strategy": "Forever", "ShouldKeepForever": True, "Unit": ANY}
    return Differs(stored, counted if quantity else forever, "told in a newer form")


def add_foundation(space: Space, size: int) -> None:
    """Add all of it; the space's own row is there."""
    _add_given(space)
    _add_environments(space, size + 1)
    _add_tags(space)
    for _ in range(size):
        name = space.words.name("ProjectGroup")
        space.author.add("ProjectGroup", name, {"Description": space.words.text().strip()})
        space.groups.append(name)
    _add_lifecycles(space, size)
    _add_feeds(space)
    _add_proxies(space)
    _add_pools(space, size)
    _add_accounts(space)


def _add_given(space: Space) -> None:
    """Add what servers give each space; the target has its own, which are filled."""
    author = space.author
    author.add("ProjectGroup", GROUP, {"Description": space.words.text()})
    kept = {"DeleteUnreleasedPackagesAfterDays": 30, "IsBuiltInRepoSyncEnabled": False}
    mark = {"IsBuiltIn": Differs(ABSENT, True, "told there")}
    author.add("Feed", BUILT_IN, {**mark, **_own_slug(space), "FeedType": "BuiltIn", **kept})
    author.add("Feed", RELEASES, {**mark, **_own_slug(space), "FeedType": "OctopusProject"})
    _add_policy(space, POLICY, is_default=True)
    _add_pool(space, POOL, is_default=True)


def _own_slug(space: Space) -> dict[str, object]:
    return {"Slug": Differs(space.author.slug(""), ANY, "the target has its own")}


def _add_environments(space: Space, count: int) -> None:
    for order, name in enumerate(space.words.names("DeploymentEnvironment", count)):
        body = {
            **space.slugged(name),
            "SortOrder": order,
            "Type": Differs("Static", None, "all are static there"),
            "Description": space.words.text(),
            "UseGuidedFailure": space.draw.random() < 0.5,
            "AllowDynamicInfrastructure": space.draw.random() < 0.5,
            "ExtensionSettings": [],
        }
        space.author.add("DeploymentEnvironment", name, body)
        space.environments.append(name)


def _add_tags(space: Space) -> None:
    for order, name in enumerate(space.words.names("TagSet", 2, without=_NOT_IN_TAGS)):
        tags = space.words.names(f"Tag {name}", 2, without=_NOT_IN_TAGS)
        space.tags += [f"{name}/{tag}" for tag in tags]
        bodies = [
            {
                "Id": Differs(Tag(f"{name}/{tag}"), None, "the target gives its own"),
                "Name": tag,
                "CanonicalTagName": f"{name}/{tag}",
                "Color": space.draw.choice(("#333333", "#1FA0E3")),
                "Description": "",
                "SortOrder": position,
            }
            for position, tag in enumerate(tags)
        ]
        members = {"SortOrder": order, "Description": "", "Tags": bodies}
        space.author.add("TagSet", name, members)


def _add_lifecycles(space: Space, count: int) -> None:
    for name in (LIFECYCLE, *space.words.names("Lifecycle", count)):
        waiting = list(space.environments)
        space.draw.shuffle(waiting)
        phases = []
        while waiting and space.draw.random() < 0.8:
            automatic, optional = waiting[:1], waiting[1:2]
            waiting = waiting[2:]
            label = f"Phase {len(phases)}"
            phases.append(
                {
                    "Id": Own(("phase", name, label)),
                    "Name": label,
                    "AutomaticDeploymentTargets": _all(space, automatic),
                    "OptionalDeploymentTargets": _all(space, optional),
                    "MinimumEnvironmentsBeforePromotion": 0,
                    "IsOptionalPhase": space.draw.random() < 0.3,
                    "IsPriorityPhase": False,
                    "ReleaseRetentionPolicy": retention(space.draw),
                    "TentacleRetentionPolicy": None,
                }
            )
        body = {
            **space.slugged(name),
            "Description": space.words.text(),
            "Phases": phases,
            "ReleaseRetentionPolicy": retention(space.draw),
            "TentacleRetentionPolicy": retention(space.draw),
        }
        space.author.add("Lifecycle", name, body)
        if name != LIFECYCLE:
            space.lifecycles.append(name)


def _all(space: Space, names: list[str]) -> list[object]:
    return [space.to("DeploymentEnvironment", name) for name in names]


def _add_feeds(space: Space) -> None:
    waits = {"DownloadAttempts": 5, "DownloadRetryBackoffSeconds": 10}
    for kind, more in (
        ("NuGet", {"EnhancedMode": True, **waits}),
        ("Docker", {"ApiVersion": "v2", "RegistryPath": "a/b", **waits}),
        ("Maven", waits),
        ("Helm", {}),
    ):
        name = space.words.name("Feed")
        login = {"Username": "reader", "Password": Slot(space.words.secret())}
        body = {
            **space.slugged(name),
            "FeedType": kind,
            "FeedUri": f"https://{kind.lower()}.example.test/v3/index.json",
            **(login if space.draw.random() < 0.7 else {"Username": None, "Password": None}),
            **more,
        }
        space.author.add("Feed", name, body)
        space.feeds.append(name)


def _add_proxies(space: Space) -> None:
    name = space.words.name("Proxy")
    body = {"Host": "proxy.example.test", "Port": 3128, "ProxyType": "HTTP", "Username": "px"}
    space.author.add("Proxy", name, {**body, "Password": Slot(space.words.secret())})
    space.proxies.append(name)


def _add_policy(space: Space, name: str, *, is_default: bool) -> None:
    script = {"RunType": "Inline", "ScriptBody": space.words.text() or "exit 0"}
    body = {
        "IsDefault": is_default,
        "Description": space.words.text(),
        "MachineHealthCheckPolicy": {
            "HealthCheckInterval": "1.00:00:00",
            "HealthCheckType": "RunScript",
            "PowerShellHealthCheckPolicy": dict(script),
            "BashHealthCheckPolicy": {"RunType": "InheritFromDefault", "ScriptBody": None},
        },
        "MachineConnectivityPolicy": {"MachineConnectivityBehavior": "MayBeOfflineAndCanBeSkipped"},
        "MachineCleanupPolicy": {
            "DeleteMachinesBehavior": "DeleteUnavailableMachines",
            "DeleteMachinesElapsedTimeSpan": "2.00:00:00",
        },
        "MachineUpdatePolicy": {
            "CalamariUpdateBehavior": "UpdateOnDeployment",
            "TentacleUpdateBehavior": "NeverUpdate",
            "TentacleUpdateAccountId": None,
        },
    }
    space.author.add("MachinePolicy", name, body)


def _add_pool(space: Space, name: str, *, is_default: bool, order: int = 0) -> None:
    body = {
        **space.slugged(name),
        "SortOrder": Differs(order, ANY, "behind the target's own pools"),
        "IsDefault": is_default,
        "Description": space.words.text(),
        "WorkerPoolType": "StaticWorkerPool",
    }
    space.author.add("WorkerPool", name, body)


def _add_pools(space: Space, count: int) -> None:
    for order in range(1, count + 1):
        name = space.words.name("WorkerPool")
        _add_pool(space, name, is_default=False, order=order)
        space.pools.append(name)
    name = space.words.name("MachinePolicy")
    _add_policy(space, name, is_default=False)
    space.policies.append(name)
    endpoint = {
        "CommunicationStyle": "TentaclePassive",
        "Uri": "https://worker.example.test:10933/",
        "Thumbprint": f"{space.draw.getrandbits(160):040X}",
        "ProxyId": space.to("Proxy", space.proxies[0]),
    }
    name = space.words.name("Worker")
    body = {
        **space.slugged(name),
        "IsDisabled": Differs(False, True, "until cut-over"),
        "WorkerPoolIds": [space.to("WorkerPool", space.draw.choice(space.pools))],
        "MachinePolicyId": space.to("MachinePolicy", space.draw.choice(space.policies)),
        "Thumbprint": endpoint["Thumbprint"],
        "Fingerprint": None,
        "CommunicationStyle": Differs("TentaclePassive", None, "said by the endpoint"),
        "Endpoint": endpoint,
        "Status": Differs("Online", None, "for the target to find out"),
        "HasLatestCalamari": Differs(True, None, "for the target to find out"),
    }
    space.author.add("Worker", name, body)


def _add_accounts(space: Space) -> None:
    secret = space.words.secret
    kinds = {
        "UsernamePassword": {"Username": "svc", "Password": Slot(secret())},
        "Token": {"Token": Slot(secret())},
        "AmazonWebServicesAccount": {"AccessKey": "AKIDEXAMPLE", "SecretKey": Slot(secret())},
    }
    for kind, more in kinds.items():
        name = space.words.name("Account")
        body = {
            **space.slugged(name),
            "AccountType": kind,
            "EnvironmentIds": space.some("DeploymentEnvironment", space.environments),
            "TenantIds": [],
            "TenantTags": [],
            "Description": space.words.text(),
            "TenantedDeploymentParticipation": "Untenanted",
            **more,
        }
        space.author.add("Account", name, body)
        space.accounts.setdefault(kind, []).append(name)
