"""A document is deleted only where the target says that nothing was done with it yet."""

import pytest

from migrator.model.documents import Kind, Ref
from migrator.sandbox.cloud import OctopusCloud
from migrator.sandbox.cloud.trouble import Cue
from migrator.target.documents import resource_version
from migrator.target.removing import remove
from tests.fakes.small_migration import API_KEY, reach

SPACE = "Default"
PROJECT = Ref(Kind.PROJECT, (SPACE, "Web Shop"))
CHANNEL = Ref(Kind.CHANNEL, (SPACE, "Web Shop", "Beta"))
RUNBOOK = Ref(Kind.RUNBOOK, (SPACE, "Web Shop", "Restart"))
FREE = Ref(Kind.ENVIRONMENT, (SPACE, "Free"))
TENANT = Ref(Kind.TENANT, (SPACE, "Contoso"))
USES = [
    (PROJECT, "Release", "ProjectId", "releases"),
    (PROJECT, "RunbookRun", "ProjectId", "runbook runs"),
    (CHANNEL, "Release", "ChannelId", "releases"),
    (RUNBOOK, "RunbookRun", "RunbookId", "runbook runs"),
    (FREE, "Deployment", "EnvironmentId", "deployments"),
    (FREE, "RunbookRun", "EnvironmentId", "runbook runs"),
    (TENANT, "Deployment", "TenantId", "deployments"),
    (TENANT, "RunbookRun", "TenantId", "runbook runs"),
]


class Place:
    """A cloud in which each kind that leaves a history has a document."""

    def __init__(self, cloud, wire):
        self.cloud, self.wire = cloud, wire
        self.space = next(s["Id"] for s in cloud.store.all_of("Space") if s["Name"] == SPACE)
        at = f"/api/{self.space}"
        group = wire.all(f"{at}/projectgroups/all")[0]["Id"]
        lifecycle = wire.all(f"{at}/lifecycles/all")[0]["Id"]
        project = wire.post(
            f"{at}/projects",
            {"Name": "Web Shop", "ProjectGroupId": group, "LifecycleId": lifecycle},
        )
        owned = {"ProjectId": project["Id"]}
        keeps = {"QuantityToKeep": 100, "ShouldKeepForever": False}
        self.made = {
            PROJECT: project,
            CHANNEL: wire.post(f"{at}/channels", {"Name": "Beta", **owned}),
            RUNBOOK: wire.post(
                f"{at}/runbooks", {"Name": "Restart", "RunRetentionPolicy": keeps, **owned}
            ),
            FREE: wire.post(f"{at}/environments", {"Name": "Free"}),
            TENANT: wire.post(f"{at}/tenants", {"Name": "Contoso", "ProjectEnvironments": {}}),
        }
        self.routes = {
            ref: f"{at}/{name}/{self.made[ref]['Id']}"
            for ref, name in (
                (PROJECT, "projects"),
                (CHANNEL, "channels"),
                (RUNBOOK, "runbooks"),
                (FREE, "environments"),
                (TENANT, "tenants"),
            )
        }

    def remove(self, ref, version=""):
        version = version or resource_version(self.wire.get(self.routes[ref]))
        return remove(self.wire, ref, self.space, str(self.made[ref]["Id"]), version)

    def is_there(self, ref):
        return self.wire.get_or_none(self.routes[ref]) is not None


@pytest.fixture
def place():
    with OctopusCloud(api_key=API_KEY) as cloud, reach(cloud) as target:
        yield Place(cloud, target.wire)


@pytest.mark.parametrize("ref", [PROJECT, CHANNEL, RUNBOOK, FREE, TENANT], ids=lambda r: r.kind)
def test_what_was_not_used_is_deleted_and_gone_already_is_as_good(place, ref):
    version = resource_version(place.wire.get(place.routes[ref]))
    assert place.remove(ref) == ""
    assert not place.is_there(ref)
    assert place.remove(ref, version) == ""


@pytest.mark.parametrize(
    ("ref", "kind", "member", "what"), USES, ids=[f"{ref.kind} {what}" for ref, _, _, what in USES]
)
def test_what_was_used_is_kept(place, ref, kind, member, what):
    used = {"Id": f"{kind}s-9001", "SpaceId": place.space, member: place.made[ref]["Id"]}
    place.cloud.store.put(kind, used)
    assert place.remove(ref) == f"It has {what} on the target, which would be lost with it."
    assert place.is_there(ref)


@pytest.mark.parametrize("status", [403, 404])
@pytest.mark.parametrize("ref", [PROJECT, CHANNEL, RUNBOOK, FREE, TENANT], ids=lambda r: r.kind)
def test_what_may_have_been_used_is_kept(place, ref, status):
    """A key that may not see what was done with it must not make it look unused."""
    version = resource_version(place.wire.get(place.routes[ref]))
    seen = iter(range(100))
    place.cloud.trouble.schedule = lambda _method: (
        Cue(status=status) if next(seen) == 1 else None  # the first is of the document itself
    )
    assert "does not tell whether it has" in place.remove(ref, version)
    assert place.is_there(ref)


def test_what_was_changed_meanwhile_is_kept(place):
    assert "changed it" in place.remove(FREE, "another version")
    assert place.is_there(FREE)
