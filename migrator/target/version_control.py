"""Connects a project to the repository that holds its steps."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from migrator.model.documents import Json, Kind
from migrator.model.secret import Secret
from migrator.target.documents import Resource, text
from migrator.target.http import Wire
from migrator.target.routes import document_route

_MESSAGE = "Connect the project on Octopus Cloud"


def link_of(project: Resource) -> dict[str, Json] | None:
    """The link of a project as a resource of its own; None where its steps lie in the database."""
    settings = project.get("PersistenceSettings")
    if not isinstance(settings, dict) or settings.get("Type") != "VersionControlled":
        return None
    return {**settings, "Id": f"versioncontrol-{text(project, 'Id')}"}


def lies_in_git(kind: Kind, project: Resource) -> bool:
    """Whether processes and settings of a kind are read from the project's repository."""
    if project.get("IsVersionControlled") is not True:
        return False
    link = link_of(project) or {}
    state = link.get("ConversionState")
    has_runbooks = isinstance(state, dict) and state.get("RunbooksAreInGit") is True
    return has_runbooks or kind is not Kind.RUNBOOK_PROCESS


def read_link(wire: Wire, space_id: str, project_id: str) -> dict[str, Json]:
    """The link of one project; empty where there is none."""
    found = wire.get(document_route(Kind.PROJECT, space_id, project_id))
    return (link_of(found) if isinstance(found, dict) else None) or {}


def connect(
    wire: Wire,
    space_id: str,
    project_id: str,
    members: Mapping[str, Json],
    secrets: Sequence[Secret[str]],
) -> None:
    """Connect a project whose steps lie in the database, or change how one is connected.

    Where the default branch is protected the server gets a branch of its own to begin with.

    Args:
        wire: to the target.
        space_id: the target's id of the space.
        project_id: the target's id of the project.
        members: of the link, with ids and secrets.
        secrets: those in it.

    Raises:
        WireError: the target refused, or there is no answer.
    """
    route = document_route(Kind.PROJECT, space_id, project_id)
    found = wire.get(route)
    project = found if isinstance(found, dict) else {}
    settings: dict[str, Json] = {"Type": "VersionControlled", **members}
    there = project.get("PersistenceSettings")
    if link_of(project) is not None and isinstance(there, dict):
        changed: dict[str, Json] = {**project, "PersistenceSettings": {**there, **settings}}
        wire.put(route, changed, secrets=secrets)
        return
    body: dict[str, Json] = {
        "SpaceId": space_id,
        "ProjectId": project_id,
        "ChangeDescription": _MESSAGE,
        "CommitMessage": _MESSAGE,
        "VersionControlSettings": settings,
    }
    if members.get("ProtectedDefaultBranch") is True:
        body["InitialCommitBranchName"] = f"octopus-cloud-{text(project, 'Slug') or project_id}"

    def look() -> Json | None:
        return read_link(wire, space_id, project_id) or None

    wire.post(f"{route}/git/convert", body, look=look, secrets=secrets)
