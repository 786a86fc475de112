"""What people look things up by: tenants by tag or project, machines by where they belong."""

from collections.abc import Mapping
from functools import partial

from migrator.sandbox.cloud.crud import found_by, list_page, listed
from migrator.sandbox.cloud.documents import Document, mapping, texts
from migrator.sandbox.cloud.exchange import Answer
from migrator.sandbox.cloud.instance import Call
from migrator.sandbox.cloud.kind import Where
from migrator.sandbox.cloud.kinds import KINDS
from migrator.sandbox.cloud.routing import Route


def tenants_matching(found: list[Document], query: Mapping[str, str]) -> list[Document]:
    """The tenants that the query's `tags` and `projectId` leave.

    Of one tag set any of the tags will do, of several sets one of each is needed.
    Sources: octopus.com/docs/tenants/tenant-tags (tag filters); OctopusDeploy/api-client.ts,
    tenantRepository.ts.
    """
    wanted: dict[str, set[str]] = {}
    for part in query.get("tags", "").split(","):
        if tag := part.strip().casefold():
            wanted.setdefault(tag.partition("/")[0], set()).add(tag)
    project = query.get("projectid", "")
    return [
        tenant
        for tenant in found
        if all(_has(tenant, tags) for tags in wanted.values())
        and (not project or project in mapping(tenant, "ProjectEnvironments"))
    ]


def _has(tenant: Document, tags: set[str]) -> bool:
    return any(tag.casefold() in tags for tag in texts(tenant, "TenantTags"))


def _tenants(call: Call) -> Answer:
    kind = KINDS["Tenant"]
    return list_page(call, kind, tenants_matching(listed(call, kind), call.request.query))


def _members(call: Call, owner: str, member: str, field: str) -> Answer:
    holder = found_by(call, KINDS[owner], call.params["id"])
    kind = KINDS[member]
    found = [d for d in listed(call, kind) if holder["Id"] in texts(d, field)]
    return list_page(call, kind, found)


def routes() -> list[Route]:
    """The routes, which take the place of common ones.

    Source: OctopusDeploy/go-octopusdeploy, api/octopus_deploy.json (2020.5).
    """
    machines = partial(_members, owner="Environment", member="DeploymentTarget")
    workers = partial(_members, owner="WorkerPool", member="Worker")
    return [
        Route("GET", "tenants", Where.SPACE, "TenantView", _tenants),
        Route(
            "GET",
            "environments/{id}/machines",
            Where.SPACE,
            "MachineView",
            partial(machines, field="EnvironmentIds"),
        ),
        Route(
            "GET",
            "workerpools/{id}/workers",
            Where.SPACE,
            "WorkerView",
            partial(workers, field="WorkerPoolIds"),
        ),
    ]
