"""Where each kind lives in the REST API. Source: octopus.com/docs/octopus-rest-api."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import quote

from migrator.model.documents import Kind


@dataclass(frozen=True, slots=True)
class Collection:
    """One kind's collection.

    Attributes:
        name: last part of the route, `/api/{space}/{name}`.
        is_paged: it has no `/all`.
    """

    name: str
    is_paged: bool = False


COLLECTIONS: Mapping[Kind, Collection] = {
    Kind.ENVIRONMENT: Collection("environments"),
    Kind.PROJECT_GROUP: Collection("projectgroups"),
    Kind.TAG_SET: Collection("tagsets"),
    Kind.PROXY: Collection("proxies"),
    Kind.GIT_CREDENTIAL: Collection("git-credentials", is_paged=True),
    Kind.FEED: Collection("feeds"),
    Kind.BUILT_IN_PACKAGE: Collection("packages", is_paged=True),
    Kind.BUILD_INFORMATION: Collection("build-information", is_paged=True),
    Kind.WORKER_POOL: Collection("workerpools"),
    Kind.LIFECYCLE: Collection("lifecycles"),
    Kind.TEAM: Collection("teams"),
    Kind.TENANT: Collection("tenants"),
    Kind.ACCOUNT: Collection("accounts"),
    Kind.CERTIFICATE: Collection("certificates"),
    Kind.MACHINE_POLICY: Collection("machinepolicies"),
    Kind.STEP_TEMPLATE: Collection("actiontemplates"),
    Kind.STEP_TEMPLATE_VERSION: Collection("actiontemplates"),
    Kind.LIBRARY_VARIABLE_SET: Collection("libraryvariablesets"),
    Kind.SCRIPT_MODULE: Collection("libraryvariablesets"),
    Kind.DEPLOYMENT_TARGET: Collection("machines"),
    Kind.WORKER: Collection("workers"),
    Kind.PROJECT: Collection("projects"),
    Kind.CHANNEL: Collection("channels"),
    Kind.RUNBOOK: Collection("runbooks"),
    Kind.RELEASE: Collection("releases", is_paged=True),
    Kind.RUNBOOK_SNAPSHOT: Collection("runbookSnapshots", is_paged=True),
    Kind.TRIGGER: Collection("projecttriggers", is_paged=True),
    Kind.SUBSCRIPTION: Collection("subscriptions"),
    Kind.USER: Collection("users"),
    Kind.USER_ROLE: Collection("userroles"),
    Kind.DEPLOYMENT_FREEZE: Collection("deploymentfreezes", is_paged=True),
    Kind.SCOPED_USER_ROLES: Collection("scopeduserroles", is_paged=True),
}
OF_PROJECT: Mapping[Kind, str] = {
    Kind.CHANNEL: "channels",
    Kind.RUNBOOK: "runbooks",
    Kind.TRIGGER: "triggers",
}
"""Kinds that are listed below their project too, `/api/{space}/projects/{id}/{name}`."""
OF_SYSTEM: tuple[Kind, ...] = (
    Kind.TEAM,
    Kind.USER,
    Kind.USER_ROLE,
    Kind.DEPLOYMENT_FREEZE,
)
"""Kinds that are listed once for all spaces."""
_NOT_BY_SPACE = {
    Kind.BUILT_IN_PACKAGE,
    Kind.BUILD_INFORMATION,
    Kind.SCRIPT_MODULE,
    Kind.STEP_TEMPLATE_VERSION,
    Kind.SCOPED_USER_ROLES,
    Kind.RUNBOOK_SNAPSHOT,
    Kind.RELEASE,
    *OF_SYSTEM,
}
LISTED: tuple[Kind, ...] = tuple(kind for kind in COLLECTIONS if kind not in _NOT_BY_SPACE)
"""The kinds of a space in the order of reading; one list holds both sorts of sets."""


def collection(kind: Kind, space_id: str) -> str:
    """The route of a kind's collection; `space_id` is "" for what is in no space."""
    if kind is Kind.SPACE:
        return "/api/spaces"
    name = COLLECTIONS[kind].name
    return f"/api/{space_id}/{name}" if space_id else f"/api/{name}"


def document_route(kind: Kind, space_id: str, identity: str, owner_id: str = "") -> str:
    """The route of one document.

    Args:
        kind: its kind.
        space_id: the target's id of its space.
        identity: its own id.
        owner_id: id of its project, for processes, runbook processes and settings, and of whose
            logo it is.
    """
    match kind:
        case Kind.DEPLOYMENT_PROCESS:
            return f"/api/{space_id}/projects/{owner_id}/deploymentprocesses"
        case Kind.DEPLOYMENT_SETTINGS:
            return f"/api/{space_id}/projects/{owner_id}/deploymentsettings"
        case Kind.PROJECT_LOGO:
            return f"{collection(Kind.PROJECT, space_id)}/{owner_id}/logo"
        case Kind.TENANT_LOGO:
            return f"{collection(Kind.TENANT, space_id)}/{owner_id}/logo"
        case Kind.RUNBOOK_PROCESS:
            return f"/api/{space_id}/projects/{owner_id}/runbookProcesses/{identity}"
        case Kind.PROJECT_VARIABLES | Kind.LIBRARY_VARIABLES:
            return f"/api/{space_id}/variables/{identity}"
        case _:
            return f"{collection(kind, space_id)}/{identity}"


def release_route(space_id: str, project_id: str, version: str) -> str:
    """The route of a release, which is known by its version within its project."""
    return f"/api/{space_id}/projects/{project_id}/releases/{quote(version, safe='')}"
