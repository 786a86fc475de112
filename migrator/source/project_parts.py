"""What a project's row holds that is a document of its own."""

from __future__ import annotations

from collections.abc import Mapping

from migrator.model.documents import Json
from migrator.source.tables import member


def settings_of_project(body: Mapping[str, Json]) -> dict[str, Json]:
    """Deployment settings as projects held them before they had a document of their own.

    Source: OctopusDeploy/OctopusClients, ProjectResource.
    """
    renamed = {"ProjectConnectivityPolicy": "ConnectivityPolicy"}
    wanted = (
        "ProjectConnectivityPolicy", "DefaultGuidedFailureMode", "VersioningStrategy",
        "ReleaseNotesTemplate", "DefaultToSkipIfAlreadyInstalled", "DeploymentChangesTemplate",
        "ForcePackageDownload",
    )  # fmt: skip
    found = {renamed.get(name, name): member(body, name) for name in wanted}
    return {name: value for name, value in found.items() if value is not None}


def link_of_project(body: Mapping[str, Json]) -> dict[str, Json]:
    """The link of a version-controlled project to its repository."""
    settings = member(body, "PersistenceSettings")
    return {**settings} if isinstance(settings, dict) else {}
