"""All kinds of document that the server holds, by name."""

from migrator.sandbox.cloud.infrastructure_kinds import INFRASTRUCTURE
from migrator.sandbox.cloud.kind import Kind
from migrator.sandbox.cloud.people_kinds import PEOPLE
from migrator.sandbox.cloud.project_kinds import PROJECTS

KINDS: dict[str, Kind] = {kind.name: kind for kind in (*INFRASTRUCTURE, *PROJECTS, *PEOPLE)}
