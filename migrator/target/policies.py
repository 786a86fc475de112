"""What new machine policies need beside what the source says."""

from __future__ import annotations

from migrator.model.documents import Json
from migrator.target.http import Wire

_PARTS = (
    "MachineHealthCheckPolicy",
    "MachineConnectivityPolicy",
    "MachineCleanupPolicy",
    "MachineUpdatePolicy",
)


def with_template(wire: Wire, route: str, body: dict[str, Json]) -> dict[str, Json]:
    """The policy with the server's defaults for the parts that older servers did not know.

    Source: OctopusDeployLabs/terraform-provider-octopusdeploy issue 830.
    """
    if all(body.get(part) for part in _PARTS):
        return body
    found = wire.get_or_none(f"{route}/template")
    parts = found if isinstance(found, dict) else {}
    lacking = {part: parts[part] for part in _PARTS if parts.get(part)}
    return {**lacking, **body}
