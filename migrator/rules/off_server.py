"""Steps that ran on the server itself: Octopus Cloud runs nothing there.

Source: octopus.com/docs/octopus-cloud/migrations.
"""

from __future__ import annotations

from collections.abc import Iterator

from migrator.model.documents import Body, Kind, Ref

_ON_SERVER_ITSELF = frozenset(
    {
        "Octopus.Manual",
        "Octopus.Email",
        "Octopus.DeployRelease",
        "Octopus.HealthCheck",
        "Octopus.JiraIntegration.ServiceDeskAction",
    }
)
"""Run inside the server on Octopus Cloud too; they take no worker."""


def move_off_server(ref: Ref, body: Body, pool: str | None) -> Iterator[tuple[str, str]]:
    """Give steps that ran on the server the pool of the policy: Cloud runs nothing there.

    Where the space has no such pool they keep none, which means the space's default pool. Yields
    where, and what became of it.
    """
    steps = body.get("Steps")
    for s, step in enumerate(steps if isinstance(steps, list) else ()):
        actions = step.get("Actions") if isinstance(step, dict) else None
        for a, action in enumerate(actions if isinstance(actions, list) else ()):
            if isinstance(action, dict) and runs_on_server(action):
                got = "the space's default pool"
                if pool is not None:
                    action["WorkerPoolId"] = Ref(Kind.WORKER_POOL, (ref.space, pool))
                    got = f"pool {pool!r}"
                pointer = f"/Steps/{s}/Actions/{a}/WorkerPoolId"
                message = f"Step {action.get('Name')!r} ran on the server; it gets {got}."
                yield pointer, message


def runs_on_server(action: Body) -> bool:
    """Whether the action runs on the server itself for want of a worker pool."""
    properties = action.get("Properties")
    flag = properties.get("Octopus.Action.RunOnServer") if isinstance(properties, dict) else None
    return (
        isinstance(flag, str)
        and flag.casefold() == "true"
        and action.get("ActionType") not in _ON_SERVER_ITSELF
        and not action.get("WorkerPoolId")
        and not action.get("WorkerPoolVariable")
    )
