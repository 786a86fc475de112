"""What tenants fill in: a row for each value, all of one tenant gathered into one document."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, field

from migrator.model.documents import Json, Kind, Ref, SourceId
from migrator.rules.naming import Directory
from migrator.rules.tenant_values import template_key
from migrator.source.rows import RawDocument
from migrator.source.tables import member, text

TABLE = "TenantVariable"
_ROWS_AT_ONCE = 500
"""How many rows are in memory at a time, but for a tenant that has more."""

Documents = Callable[[Collection[str]], Iterator[RawDocument]]
"""Reads the rows of these ids."""


@dataclass(frozen=True, slots=True)
class Gathered:
    """The values of one tenant, as the members of one raw document."""

    ref: Ref
    first_row: SourceId
    body: dict[str, Json]


@dataclass(slots=True)
class TenantRows:
    """Which rows hold the values of which tenant.

    Attributes:
        rows: ids by the ref of the tenant's values, in the order of the ids.
    """

    rows: dict[Ref, list[str]] = field(default_factory=dict)
    _links: dict[Ref, Mapping[str, frozenset[str]]] = field(default_factory=dict)

    def remember_links(self, tenant: Ref, body: Mapping[str, Json]) -> None:
        """Take note of a tenant's environments in each project; the server takes no others."""
        links = member(body, "ProjectEnvironments")
        if isinstance(links, dict):
            self._links[tenant] = {
                project.casefold(): frozenset(_folded(environments))
                for project, environments in links.items()
            }

    def remember(self, raw: RawDocument, directory: Directory, spaces: Mapping[str, str]) -> bool:
        """Take note of a row; False for one whose tenant, template or link is gone.

        Source: OctopusDeploy/Issues #5909, #7573.
        """
        tenant = _tenant(raw, directory, spaces)
        if tenant is None or directory.find(tenant.space, _template(raw.body)) is None:
            return False
        if any(
            directory.find(tenant.space, environment, {Kind.ENVIRONMENT}) is None
            for environment in _environments(raw.body)
        ):
            return False
        if not self._is_linked(tenant, raw.body):
            return False
        self.rows.setdefault(Ref(Kind.TENANT_VARIABLES, tenant.path), []).append(str(raw.id))
        return True

    def _is_linked(self, tenant: Ref, body: Mapping[str, Json]) -> bool:
        links, owner = self._links.get(tenant), text(body, "OwnerId").casefold()
        if links is None or not owner.startswith("projects-"):
            return True
        return owner in links and set(_folded([*_environments(body)])) <= links[owner]

    def gather(self, wanted: Collection[Ref] | None, read: Documents) -> Iterator[Gathered]:
        """The values of each tenant, or of the wanted ones; some tenants are read at a time."""
        batch: list[Ref] = []
        size = 0
        for ref, ids in self.rows.items():
            if wanted is None or ref in wanted:
                batch.append(ref)
                size += len(ids)
            if size >= _ROWS_AT_ONCE:
                yield from self._gather(batch, read)
                batch, size = [], 0
        if batch:
            yield from self._gather(batch, read)

    def _gather(self, batch: list[Ref], read: Documents) -> Iterator[Gathered]:
        ids = [identity for ref in batch for identity in self.rows[ref]]
        found = {str(raw.id).casefold(): raw for raw in read(ids)}
        for ref in batch:
            raws = [found[key] for row in self.rows[ref] if (key := row.casefold()) in found]
            if raws:
                values: list[Json] = [_value(raw.body) for raw in raws]
                yield Gathered(ref, raws[0].id, {"Values": values})


def _folded(items: Json) -> list[str]:
    listed = items if isinstance(items, list) else []
    return [item.casefold() for item in listed if isinstance(item, str)]


def _tenant(raw: RawDocument, directory: Directory, spaces: Mapping[str, str]) -> Ref | None:
    tenant_id, space_id = text(raw.body, "TenantId"), text(raw.body, "SpaceId")
    known = [spaces.get(space_id.casefold(), "")] if space_id else list(spaces.values())
    for space in known:
        found = directory.find(space, tenant_id, {Kind.TENANT})
        if found is not None:
            return found
    return None


def _template(body: Mapping[str, Json]) -> str:
    return template_key(text(body, "OwnerId"), text(body, "VariableTemplateId"))


def _environments(body: Mapping[str, Json]) -> list[str]:
    """The environment of the row, or those of its scope where newer servers keep one."""
    environment = text(body, "EnvironmentId")
    scope = member(body, "Scope")
    listed = member(scope, "EnvironmentIds") if isinstance(scope, dict) else None
    several = [item for item in listed if isinstance(item, str)] if isinstance(listed, list) else []
    return [environment] if environment else several


def _value(body: Mapping[str, Json]) -> Json:
    environments: list[Json] = [*_environments(body)]
    return {
        "Template": _template(body),
        "Environments": environments,
        "Value": member(body, "Value"),
    }
