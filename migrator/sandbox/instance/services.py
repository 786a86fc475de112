"""Projects that are as alike as a big instance's are: one plain one, and as many as wanted."""

from __future__ import annotations

from migrator.sandbox.instance.builder import Site
from migrator.sandbox.instance.infrastructure import ROLES
from migrator.sandbox.instance.projects import Project, add_project, simple_runbook
from migrator.sandbox.instance.step_catalogue import package_step
from migrator.sandbox.instance.steps import Step, inline_script, on_server
from migrator.sandbox.instance.variables import plain_variables

SERVICES_PER_SCALE = 8
PLAIN_SERVICE = "Plain Service"


def _steps(site: Site, name: str, count: int) -> tuple[Step, ...]:
    """Give a package step first, then scripts on the targets and on the server in turn."""
    scripts = []
    for number in range(2, count + 1):
        script = inline_script(f"Write-Host 'step {number} of {name}'")
        if number % 2:
            scripts.append(Step(f"Prepare {number}", "Octopus.Script", on_server(script)))
        else:
            scripts.append(Step(f"Configure {number}", "Octopus.Script", script, (ROLES["web"],)))
    return (package_step(site, "Deploy package", f"Acme.{name.replace(' ', '')}"), *scripts)


def add_plain_service(site: Site) -> None:
    """Add the project by which uploads are measured: 8 steps, 30 variables, 6 of them secret."""
    project = Project(
        PLAIN_SERVICE,
        _steps(site, PLAIN_SERVICE, 8),
        plain_variables(site, count=30, secret_count=6),
        (simple_runbook(),),
    )
    add_project(site, project)


def add_services(site: Site, scale: int) -> None:
    """Add the numbered services, `SERVICES_PER_SCALE` for each unit of scale."""
    for number in range(1, scale * SERVICES_PER_SCALE + 1):
        name = f"Service {number:03}"
        project = Project(
            name,
            _steps(site, name, 5),
            plain_variables(site, count=12, secret_count=3),
            (simple_runbook(),),
            group="Services",
            includes=(site.ref("LibraryVariableSet", "Defaults"),),
        )
        add_project(site, project)
