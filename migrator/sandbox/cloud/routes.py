"""All routes and all behaviours, brought together."""

from migrator.sandbox.cloud import (
    certificates,
    crud,
    history,
    icons,
    infrastructure,
    library,
    looking,
    packages,
    people,
    projects,
    rate_policies,
    runbooks,
    steps,
    system,
    tenant_values,
    tenants,
    variables,
)
from migrator.sandbox.cloud.instance import Behaviour
from migrator.sandbox.cloud.routing import Route
from migrator.sandbox.cloud.seed import with_children

BEHAVIOURS: dict[str, Behaviour] = {
    **infrastructure.BEHAVIOURS,
    **certificates.BEHAVIOURS,
    **library.BEHAVIOURS,
    **projects.BEHAVIOURS,
    **runbooks.BEHAVIOURS,
    **history.BEHAVIOURS,
    **tenant_values.BEHAVIOURS,
    **people.BEHAVIOURS,
    "Space": with_children(people.BEHAVIOURS["Space"]),
}


def all_routes() -> list[Route]:
    """The routes of the server, the particular ones before the common ones."""
    return [
        *system.routes(),
        *rate_policies.routes(),
        *history.routes(),
        *icons.routes(),
        *people.routes(),
        *infrastructure.routes(),
        *certificates.routes(),
        *library.routes(),
        *variables.routes(),
        *steps.routes(),
        *projects.routes(),
        *runbooks.routes(),
        *looking.routes(),
        *tenants.routes(),
        *packages.routes(),
        *crud.routes(),
    ]
