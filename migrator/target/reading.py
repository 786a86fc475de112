"""Reads what the target holds in the spaces of the package, by lists and batches."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from hashlib import sha256

from migrator.model.documents import Body, Json, Kind, Ref, TargetId
from migrator.rules.granting import grants_ref
from migrator.rules.kinds import match_key
from migrator.rules.name_map import target_spaces
from migrator.rules.naming import Directory, twins
from migrator.rules.present import Present, PresentDocument
from migrator.rules.version_control import link_ref
from migrator.target.documents import (
    Resource,
    learn,
    name_resource,
    parse_resource,
    resource_version,
    text,
)
from migrator.target.errors import ForbiddenError, MethodNotAllowedError, NotFoundError
from migrator.target.feed import read_packages
from migrator.target.freezes import read_freezes
from migrator.target.grants import read_grants
from migrator.target.http import Wire
from migrator.target.lists import visible_teams, whole_list
from migrator.target.logos import read_logos
from migrator.target.permissions import read_permissions
from migrator.target.routes import (
    COLLECTIONS,
    LISTED,
    OF_PROJECT,
    collection,
    document_route,
    release_route,
)
from migrator.target.template_versions import find_versions
from migrator.target.tenant_values import read_values
from migrator.target.version_control import lies_in_git, link_of

_IDS_PER_REQUEST = 30
"""How many ids go into one address; some gateways cut addresses beyond 2,048 characters."""


@dataclass(frozen=True, slots=True)
class SpaceNames:
    """Names of the package's spaces on the target.

    Attributes:
        names: by the package's name.
        ids: by the package's name, for those that exist.
    """

    names: Mapping[str, str]
    ids: Mapping[str, str]


def find_spaces(wire: Wire, wanted: Iterable[str], space_map: Mapping[str, str]) -> SpaceNames:
    """Look the package's spaces up on the target, under the names that the job gives them."""
    names = target_spaces(wanted, space_map)
    there = {
        text(item, "Name").strip().casefold(): text(item, "Id")
        for item in whole_list(wire, "/api/spaces")
        if isinstance(item, dict)
    }
    ids = {
        space: there[name.strip().casefold()]
        for space, name in names.items()
        if name.strip().casefold() in there
    }
    return SpaceNames(names, ids)


@dataclass(slots=True)
class _Gathered:
    directory: Directory = field(default_factory=Directory)
    resources: dict[Ref, Resource] = field(default_factory=dict)
    parts: dict[Ref, str] = field(default_factory=dict)
    certificates: set[Ref] = field(default_factory=set)

    def add(self, ref: Ref, resource: Resource) -> None:
        self.resources[ref] = resource
        link = link_of(resource) if ref.kind is Kind.PROJECT else None
        if link is not None:
            self.resources[link_ref(ref)] = link
        self.parts.update(learn(ref, resource, self.directory))


def read_present(  # noqa: PLR0913, PLR0917 - what is asked, of whom, how fast
    wire: Wire,
    spaces: SpaceNames,
    wanted: Collection[Ref],
    known: Mapping[str, Json],
    check: Callable[[], None],
    connections: int = 1,
    versions: Mapping[Ref, Body] | None = None,
) -> Present:
    """Read everything that the package's documents may meet.

    Lists are read whole, one request a kind; processes, settings and variable sets only for
    projects, runbooks and sets that are wanted, so effort grows with what is compared.

    Args:
        wire: to the target.
        spaces: the package's spaces.
        wanted: the package's documents.
        known: secrets that a run is known to have put there, see `secrets_known`.
        check: raises Cancelled to stop.
        connections: requests in flight at once.
        versions: earlier versions of step templates and releases, to be found in the history.
    """
    gathered = _Gathered()
    keys = frozenset(match_key(ref) for ref in wanted)
    with ThreadPoolExecutor(connections) as pool:

        def read_all(routes: Sequence[str]) -> Iterator[list[Json]]:
            check()
            return pool.map(lambda route: _list(wire, route), routes)

        _read_spaces(wire, spaces, gathered)
        _read_teams(wire, spaces, gathered)
        kinds = {ref.kind for ref in wanted}
        _read_of_system(wire, kinds, gathered)
        permissions = read_permissions(wire) if Kind.USER_ROLE in kinds else frozenset()
        for space, space_id in spaces.ids.items():
            routes = [_list_route(kind, space_id) for kind in LISTED]
            for kind, items in zip(LISTED, read_all(routes), strict=True):
                if kind is Kind.CERTIFICATE:
                    archived = _list(wire, f"/api/{space_id}/certificates?archived=true")
                    _add_certificates([*items, *archived], space, gathered)
                else:
                    _add_list(kind, items, space, gathered)
            children = list(_children(gathered, space, space_id, keys))
            for (ref, _route), items in zip(
                children, read_all([route for _, route in children]), strict=True
            ):
                if items and isinstance(items[0], dict):
                    gathered.add(ref, items[0])
            _read_variables(gathered, space, space_id, keys, read_all)
            _read_tenant_values(wire, gathered, keys, (space, space_id), pool, check)
            _read_grants(wire, gathered, keys, space, space_id)
            gathered.resources.update(read_packages(wire, space, space_id, keys))
            gathered.resources.update(read_logos(wire, gathered.resources, keys, space, space_id))
            published = dict(_published(gathered, keys, space, space_id))
            for ref, items in zip(published, read_all([*published.values()]), strict=True):
                if items and isinstance(items[0], dict):
                    gathered.add(ref, items[0])
        _read_releases(wire, spaces, gathered, versions or {})
        templates = {
            ref: body for ref, body in (versions or {}).items() if ref.kind is not Kind.RELEASE
        }
        for ref, resource in find_versions(
            wire, spaces.ids, templates, gathered.resources, gathered.directory
        ):
            gathered.resources[ref] = resource
            gathered.parts[ref] = str(resource.get("Version"))
    return replace(_present(gathered, spaces, known), permissions=permissions)


_PAGED = tuple(f"/{facts.name}" for facts in COLLECTIONS.values() if facts.is_paged)


def _list_route(kind: Kind, space_id: str) -> str:
    route = collection(kind, space_id)
    return route if COLLECTIONS[kind].is_paged else f"{route}/all"


def _list(wire: Wire, route: str) -> list[Json]:
    """The items behind a route: of a bare list, of all pages, or the one document."""
    if route.endswith(_PAGED):
        return list(wire.pages(route))
    if "?archived" in route:
        path, _, _query = route.partition("?")
        return list(wire.pages(path, {"archived": "true"}))
    if "?ids=" in route:
        path, _, ids = route.partition("?ids=")
        return _by_ids(wire, path, ids)
    if route.endswith("/all"):
        return whole_list(wire, route.removesuffix("/all"))
    found = wire.get_or_none(route)
    return [] if found is None else [found]


def _by_ids(wire: Wire, path: str, ids: str) -> list[Json]:
    """The documents of these ids, at once or, where there is no such route, one by one."""
    try:
        return wire.all(path, {"ids": ids})
    except (NotFoundError, MethodNotAllowedError):
        single = path.removesuffix("/all")
        found = (wire.get_or_none(f"{single}/{identity}") for identity in ids.split(","))
        return [item for item in found if item is not None]


def _read_spaces(wire: Wire, spaces: SpaceNames, gathered: _Gathered) -> None:
    for space, space_id in spaces.ids.items():
        found = wire.get_or_none(f"/api/spaces/{space_id}")
        if isinstance(found, dict):
            gathered.add(Ref(Kind.SPACE, (space,)), found)
            gathered.directory.add("", space_id, Ref(Kind.SPACE, (space,)))


def _read_teams(wire: Wire, spaces: SpaceNames, gathered: _Gathered) -> None:
    by_id = {space_id: space for space, space_id in spaces.ids.items()}
    for item in visible_teams(wire, by_id):
        if isinstance(item, dict):
            space_id = text(item, "SpaceId")
            if not space_id or space_id in by_id:
                ref = name_resource(Kind.TEAM, item, by_id.get(space_id, ""))
                gathered.add(ref, item)


_NEEDED_FOR: Mapping[Kind, frozenset[Kind]] = {
    Kind.USER: frozenset({Kind.USER}),
    Kind.USER_ROLE: frozenset({Kind.USER_ROLE, Kind.SCOPED_USER_ROLES}),
}


def _read_of_system(wire: Wire, kinds: set[Kind], gathered: _Gathered) -> None:
    """The target's people, user roles and freezes; a key that may not see them maps none."""
    for kind, needed_for in _NEEDED_FOR.items():
        try:
            found = whole_list(wire, collection(kind, "")) if needed_for & kinds else []
        except (ForbiddenError, NotFoundError):
            continue
        for item in found:
            if isinstance(item, dict):
                gathered.add(name_resource(kind, item, ""), item)
    for freeze in _read_freezes(wire) if Kind.DEPLOYMENT_FREEZE in kinds else ():
        gathered.add(name_resource(Kind.DEPLOYMENT_FREEZE, freeze, ""), freeze)


def _read_freezes(wire: Wire) -> list[Resource]:
    """The target's freezes; older servers have none, and not every key sees them."""
    try:
        return [item for item in read_freezes(wire) if isinstance(item, dict)]
    except (ForbiddenError, NotFoundError):
        return []


def _add_list(kind: Kind, items: list[Json], space: str, gathered: _Gathered) -> None:
    for item in items:
        if not isinstance(item, dict):
            continue
        owner = None
        if kind in OF_PROJECT:
            owner = gathered.directory.find(space, text(item, "ProjectId"), {Kind.PROJECT})
            if owner is None:
                continue
        gathered.add(name_resource(kind, item, space, owner), item)


def _add_certificates(items: list[Json], space: str, gathered: _Gathered) -> None:
    """Add live and archived ones; where two are the same, the archived one steps back."""
    by_id = {text(item, "Id"): item for item in items if isinstance(item, dict)}
    for item in sorted(by_id.values(), key=lambda found: bool(found.get("Archived"))):
        named = name_resource(Kind.CERTIFICATE, item, space)
        taken = gathered.certificates
        ref = next(twin for twin in twins(named) if match_key(twin) not in taken)
        taken.add(match_key(ref))
        gathered.add(ref, item)


def _children(
    gathered: _Gathered, space: str, space_id: str, keys: frozenset[Ref]
) -> Iterator[tuple[Ref, str]]:
    """Processes and settings to read one by one: there is no list of them."""
    for part, identity in list(gathered.parts.items()):
        if part.space != space or match_key(part) not in keys:
            continue
        match part.kind:
            case Kind.DEPLOYMENT_PROCESS | Kind.DEPLOYMENT_SETTINGS | Kind.RUNBOOK_PROCESS:
                project = gathered.resources[Ref(Kind.PROJECT, part.path[:2])]
                if lies_in_git(part.kind, project):
                    continue
                owner_id = text(project, "Id")
                yield part, document_route(part.kind, space_id, identity, owner_id)
            case _:
                pass


def _read_variables(
    gathered: _Gathered,
    space: str,
    space_id: str,
    keys: frozenset[Ref],
    read_all: Callable[[Sequence[str]], Iterator[list[Json]]],
) -> None:
    wanted = {
        identity: part
        for part, identity in gathered.parts.items()
        if part.kind in {Kind.PROJECT_VARIABLES, Kind.LIBRARY_VARIABLES}
        and part.space == space
        and match_key(part) in keys
    }
    ids = sorted(wanted)
    batches = [
        ids[start : start + _IDS_PER_REQUEST] for start in range(0, len(ids), _IDS_PER_REQUEST)
    ]
    routes = [f"/api/{space_id}/variables/all?ids={','.join(batch)}" for batch in batches]
    for items in read_all(routes):
        for item in items:
            if isinstance(item, dict) and text(item, "Id") in wanted:
                gathered.add(wanted[text(item, "Id")], item)


def _read_tenant_values(  # noqa: PLR0913, PLR0917 - what is asked, of whom
    wire: Wire,
    gathered: _Gathered,
    keys: frozenset[Ref],
    place: tuple[str, str],
    pool: ThreadPoolExecutor,
    check: Callable[[], None],
) -> None:
    space, space_id = place
    wanted = {
        ref: text(tenant, "Id")
        for tenant_ref, tenant in gathered.resources.items()
        if tenant_ref.kind is Kind.TENANT and tenant_ref.space == space
        for ref in (Ref(Kind.TENANT_VARIABLES, tenant_ref.path),)
        if match_key(ref) in keys
    }
    check()
    found = pool.map(lambda identity: read_values(wire, space_id, identity), wanted.values())
    for ref, values in zip(wanted, found, strict=True):
        if values is not None:
            gathered.add(ref, values)


def _read_releases(
    wire: Wire, spaces: SpaceNames, gathered: _Gathered, wanted: Mapping[Ref, Body]
) -> None:
    """Those of the wanted releases that the target has, by their versions."""
    projects = {
        match_key(ref): text(resource, "Id")
        for ref, resource in gathered.resources.items()
        if ref.kind is Kind.PROJECT
    }
    for ref, body in wanted.items():
        project_id = projects.get(match_key(Ref(Kind.PROJECT, ref.path[:2])))
        if ref.kind is Kind.RELEASE and project_id:
            version = str(body.get("Version"))
            found = wire.get_or_none(release_route(spaces.ids[ref.space], project_id, version))
            if isinstance(found, dict):
                gathered.add(ref, found)


def _published(
    gathered: _Gathered, keys: frozenset[Ref], space: str, space_id: str
) -> Iterator[tuple[Ref, str]]:
    """The snapshots that runbooks have published, each with its route."""
    for runbook, resource in gathered.resources.items():
        ref = Ref(Kind.RUNBOOK_SNAPSHOT, runbook.path)
        identity = text(resource, "PublishedRunbookSnapshotId")
        is_here = runbook.kind is Kind.RUNBOOK and runbook.space == space
        if is_here and identity and match_key(ref) in keys:
            yield ref, document_route(Kind.RUNBOOK_SNAPSHOT, space_id, identity)


def _read_grants(
    wire: Wire, gathered: _Gathered, keys: frozenset[Ref], space: str, space_id: str
) -> None:
    if match_key(grants_ref(space)) in keys:
        gathered.add(grants_ref(space), read_grants(wire, space_id))


def _present(gathered: _Gathered, spaces: SpaceNames, known: Mapping[str, Json]) -> Present:
    documents: dict[Ref, PresentDocument] = {}
    marks: list[str] = []
    for ref, resource in gathered.resources.items():
        version = resource_version(resource)
        identity = gathered.parts.get(ref, "") or text(resource, "Id")
        body = parse_resource(ref, resource, gathered.directory)
        documents[match_key(ref)] = PresentDocument(
            ref, TargetId(identity), version, body, secrets_known(ref, version, known)
        )
        marks.append(f"{identity} {version}")
    fingerprint = sha256("\n".join([*sorted(marks), *sorted(spaces.ids.values())]).encode())
    parts = {match_key(part): identity for part, identity in gathered.parts.items()}
    return Present(documents, parts, spaces.names, fingerprint.hexdigest())


def secrets_known(ref: Ref, version: str, known: Mapping[str, Json]) -> Mapping[str, str]:
    """Digests of the secrets that we put there, unless the document was changed since."""
    match known.get(str(ref)):
        case {"version": str(then), "digests": dict(digests)} if then == version:
            return {pointer: str(mark) for pointer, mark in digests.items()}
        case _:
            return {}
