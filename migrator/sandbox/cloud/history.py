"""What was released, deployed and run: lists alone, for nothing of it is made through this cloud.

Tests put the documents into the store. Source: the API's description of 2026.
"""

from collections.abc import Mapping

from migrator.sandbox.cloud.documents import Document, text
from migrator.sandbox.cloud.exchange import Answer
from migrator.sandbox.cloud.instance import Call
from migrator.sandbox.cloud.kind import Where
from migrator.sandbox.cloud.links import page
from migrator.sandbox.cloud.routing import Route

_DEPLOYMENTS: Mapping[str, str] = {
    "projects": "ProjectId",
    "environments": "EnvironmentId",
    "tenants": "TenantId",
    "channels": "ChannelId",
}
_RUNS: Mapping[str, str] = {
    "projects": "ProjectId",
    "environments": "EnvironmentId",
    "tenants": "TenantId",
    "runbooks": "RunbookId",
}


def _of(call: Call, kind: str, field: str) -> Answer:
    found = [d for d in _all(call, kind) if text(d, field) == call.params["id"]]
    return _page(call, kind, found)


def _filtered(call: Call, kind: str, fields: Mapping[str, str]) -> Answer:
    query = call.request.query
    found = _all(call, kind)
    for name, field in fields.items():
        if query.get(name):
            wanted = query[name].split(",")
            found = [d for d in found if text(d, field) in wanted]
    return _page(call, kind, found)


def _all(call: Call, kind: str) -> list[Document]:
    return call.instance.store.all_of(kind, call.space_id)


def _page(call: Call, kind: str, found: list[Document]) -> Answer:
    return Answer(200, page(kind, call.request.path, [*found], call.request.query))


def routes() -> list[Route]:
    """The routes of releases, deployments and runbook runs."""
    return [
        Route(
            "GET",
            "projects/{id}/releases",
            Where.SPACE,
            "ReleaseView",
            lambda call: _of(call, "Release", "ProjectId"),
        ),
        Route(
            "GET",
            "channels/{id}/releases",
            Where.SPACE,
            "ReleaseView",
            lambda call: _of(call, "Release", "ChannelId"),
        ),
        Route(
            "GET",
            "deployments",
            Where.SPACE,
            "DeploymentView",
            lambda call: _filtered(call, "Deployment", _DEPLOYMENTS),
        ),
        Route(
            "GET",
            "runbookRuns",
            Where.SPACE,
            "RunbookRunView",
            lambda call: _filtered(call, "RunbookRun", _RUNS),
        ),
    ]
