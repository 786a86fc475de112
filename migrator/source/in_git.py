"""What of a version-controlled project lies in its repository, not in the database."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from migrator.model.documents import Json, Kind, Ref
from migrator.source.tables import member


@dataclass(frozen=True, slots=True)
class GitSettings:
    """What lies in the repository beside the process."""

    variables: bool
    runbooks: bool


def git_settings(project: Ref, body: Mapping[str, Json]) -> dict[Ref, GitSettings]:
    """Those of a project's row; none where it is not version-controlled."""
    settings = member(body, "PersistenceSettings")
    if not isinstance(settings, dict) or settings.get("Type") != "VersionControlled":
        return {}
    state = settings.get("ConversionState")
    state = state if isinstance(state, dict) else {}
    found = GitSettings(
        variables=state.get("VariablesAreInGit") is True,
        runbooks=state.get("RunbooksAreInGit") is True,
    )
    return {project: found}


def lies_in_git(ref: Ref, projects: Mapping[Ref, GitSettings]) -> bool:
    """Whether the document's row is stale, because its project keeps it in Git."""
    git = projects.get(Ref(Kind.PROJECT, ref.path[:2]))
    if git is None:
        return False
    match ref.kind:
        case Kind.DEPLOYMENT_PROCESS | Kind.DEPLOYMENT_SETTINGS:
            return True
        case Kind.RUNBOOK | Kind.RUNBOOK_PROCESS:
            return git.runbooks
        case _:
            return False
