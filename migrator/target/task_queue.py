"""The task queue of a space: deployments, triggers, health checks and syncs wait while it stands.

Source: OctopusDeploy/terraform-provider-octopusdeploy, resource_space.go.
"""

from __future__ import annotations

from migrator.target.documents import Resource, text
from migrator.target.errors import UnexpectedAnswerError
from migrator.target.http import Wire
from migrator.target.permissions import Rights

_NEEDED = "SpaceEdit"


def may_stop_queue(rights: Rights | None) -> bool:
    """Whether the key may stop the queue, or we cannot know before we try."""
    if rights is None or not rights.is_complete:
        return True
    return _NEEDED in rights.granted | rights.restricted | rights.system


def is_queue_stopped(space: Resource) -> bool:
    """Whether the queue stands still."""
    return space.get("TaskQueueStopped") is True


def write_queue(wire: Wire, space: Resource, *, is_stopped: bool) -> None:
    """Stop or start the queue, and leave the rest of the space as it was read.

    Raises:
        WireError: the target refuses or cannot be reached.
    """
    space_id = text(space, "Id")
    wire.put(f"/api/spaces/{space_id}", {**space, "TaskQueueStopped": is_stopped})


def read_space(wire: Wire, space_id: str) -> Resource:
    """Read the space with its queue's state.

    Raises:
        WireError: the target refuses or cannot be reached.
    """
    path = f"/api/spaces/{space_id}"
    found = wire.get(path)
    if not isinstance(found, dict):
        raise UnexpectedAnswerError(path, 200, "no space")
    return found
