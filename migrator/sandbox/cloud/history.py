"""What was released, deployed and run; only releases can be made.

Tests put deployments and runs into the store. Source: the API's description of 2026.
"""

import secrets
from collections.abc import Mapping

from migrator.sandbox.cloud.crud import shown
from migrator.sandbox.cloud.documents import Document, items, text
from migrator.sandbox.cloud.exchange import Answer, invalid, missing_reference, not_found
from migrator.sandbox.cloud.instance import Behaviour, Call, Saving
from migrator.sandbox.cloud.kind import Where
from migrator.sandbox.cloud.kinds import KINDS
from migrator.sandbox.cloud.links import page
from migrator.sandbox.cloud.projects import deployment_actions
from migrator.sandbox.cloud.routing import Route
from migrator.sandbox.cloud.store import now

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


def _check_release(saving: Saving) -> None:
    """Freeze the process as it is, and refuse a release that lacks the version of a package."""
    document, store = saving.document, saving.instance.store
    project_id = text(document, "ProjectId")
    channel = store.find("Channel", text(document, "ChannelId"))
    if channel is not None and channel["ProjectId"] != project_id:
        raise missing_reference(text(document, "ChannelId"), "ChannelId")
    selected = {
        (text(s, "ActionName").casefold(), text(s, "PackageReferenceName"))
        for s in items(document, "SelectedPackages")
    }
    for action in deployment_actions(saving.instance, project_id):
        for package in items(action, "Packages"):
            if (text(action, "Name").casefold(), text(package, "Name")) not in selected:
                raise invalid("A version must be specified for every included package.")
    if saving.stored is None:
        document["Assembled"] = now()
        frozen = f"deploymentprocess-{project_id}-s-1-{secrets.token_hex(3)[:5].upper()}"
        document["ProjectDeploymentProcessSnapshotId"] = frozen


def _by_version(call: Call) -> Answer:
    kind = KINDS["Release"]
    wanted = (call.params["id"], call.params["version"].casefold())
    for release in _all(call, "Release"):
        if (text(release, "ProjectId"), text(release, "Version").casefold()) == wanted:
            return Answer(200, shown(call.instance, kind, release))
    raise not_found(call.params["version"])


BEHAVIOURS = {"Release": Behaviour(check=_check_release)}


def routes() -> list[Route]:
    """The routes of releases, deployments and runbook runs."""
    return [
        Route("GET", "projects/{id}/releases/{version}", Where.SPACE, "ReleaseView", _by_version),
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
