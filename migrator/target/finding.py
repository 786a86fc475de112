"""Finds documents on the target: by their route where the id is known, else by natural key."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import TypeAlias

from migrator.model.documents import Body, Json, Kind, Ref
from migrator.model.package_files import Readable
from migrator.rules.kinds import match_key, owner_of
from migrator.rules.rewriting import Resolve, UnresolvedError
from migrator.target.bodies import OpenSecret
from migrator.target.documents import name_resource, text
from migrator.target.feed import find_build, find_package
from migrator.target.freezes import read_freezes
from migrator.target.http import Wire
from migrator.target.lists import visible_teams, whole_list
from migrator.target.routes import OF_PROJECT, collection, document_route, release_route

OpenReader: TypeAlias = Callable[[], AbstractContextManager[Readable]]


@dataclass(frozen=True, slots=True)
class Order:
    """What to write.

    Attributes:
        body: prepared; refs and slots still in it.
        resolve: gives the id of what a ref names, None while there is none.
        open_secret: gives the secret at a pointer of this body.
        follows: the version of the same step template that is saved before, if there is one.
        open_file: opens the file of a package of the built-in feed.
    """

    ref: Ref
    body: Body
    resolve: Resolve
    open_secret: OpenSecret
    follows: Ref | None = None
    open_file: OpenReader | None = None


class Finder:
    """Looks documents up; any thread may use it."""

    def __init__(self, wire: Wire, spaces: Mapping[str, str]) -> None:
        self._wire = wire
        self._spaces = spaces
        self._special: Mapping[Kind, Callable[[Order], Json | None]] = {
            Kind.CERTIFICATE: self._certificate,
            Kind.RUNBOOK_SNAPSHOT: self._published,
            Kind.RELEASE: self._release,
            Kind.BUILT_IN_PACKAGE: self._package,
            Kind.BUILD_INFORMATION: self._build,
            Kind.VERSION_CONTROL: lambda _order: None,  # whoever connects it looks first
        }

    def find(self, order: Order) -> Json | None:
        """The resource with this natural key; lists are read whole, for filters are no look-ups.

        Source: OctopusDeployLabs/SpaceCloner, Util.ps1.
        """
        special = self._special.get(order.ref.kind)
        if special is not None:
            return special(order)
        wanted = match_key(
            template_of(order.ref) if order.ref.kind in TEMPLATE_KINDS else order.ref
        )
        space = order.ref.space
        for item in self.candidates(order):
            if not isinstance(item, dict):
                continue
            if order.ref.kind is Kind.SPACE:
                name = self.target_name(order.ref)
                if text(item, "Name").strip().casefold() == name.strip().casefold():
                    return item
                continue
            listed = _LISTED_AS.get(order.ref.kind, order.ref.kind)
            if match_key(name_resource(listed, item, space, owner_of(order.ref))) == wanted:
                return item if saved_after(order, item) in {None, 1} else None
        return None

    def _release(self, order: Order) -> Json | None:
        version = str(order.body.get("Version"))
        route = release_route(self.space_id(order), self.owner_id(order), version)
        return self._wire.get_or_none(route)

    def _package(self, order: Order) -> Json | None:
        return find_package(self._wire, self.space_id(order), order.body)

    def _build(self, order: Order) -> Json | None:
        return find_build(self._wire, self.space_id(order), order.body)

    def _certificate(self, order: Order) -> Json | None:
        """The certificate of this content that is as archived as it should be.

        One that is to be archived may have been made and not archived yet; then it has the
        name that we write, which no live one had before.
        """
        name, thumbprint = str(order.body.get("Name")), order.ref.name.partition(" ")[0]
        is_archived = order.body.get("Archived") is True
        same = [
            item
            for item in self.candidates(order)
            if isinstance(item, dict)
            and text(item, "Thumbprint").casefold() == thumbprint.casefold()
            and text(item, "Name").strip().casefold() == name.strip().casefold()
        ]
        same.sort(key=lambda item: not item.get("Archived"))
        if is_archived:
            return same[0] if same else None
        return next((item for item in same if not item.get("Archived")), None)

    def _published(self, order: Order) -> Json | None:
        """The snapshot of this name, if it is the one that the runbook has published."""
        space_id = self.space_id(order)
        runbook = self._wire.get(document_route(Kind.RUNBOOK, space_id, self.runbook_id(order)))
        identity = text(runbook, "PublishedRunbookSnapshotId") if isinstance(runbook, dict) else ""
        if not identity:
            return None
        found = self._wire.get_or_none(document_route(order.ref.kind, space_id, identity))
        wanted = str(order.body.get("Name")).strip().casefold()
        is_it = isinstance(found, dict) and text(found, "Name").strip().casefold() == wanted
        return found if is_it else None

    def candidates(self, order: Order) -> list[Json]:
        """Everything among which the document would be: whole lists, filters are no look-ups."""
        kind, space_id = order.ref.kind, self.space_id(order)
        route = collection(kind, space_id)
        match kind:
            case Kind.TEAM:
                return visible_teams(self._wire, [space_id] if space_id else [])
            case Kind.CHANNEL | Kind.RUNBOOK | Kind.TRIGGER:
                owner = self.owner_id(order)
                name = OF_PROJECT[kind]
                return list(self._wire.pages(f"/api/{space_id}/projects/{owner}/{name}"))
            case Kind.CERTIFICATE:
                archived = self._wire.pages(route, {"archived": "true"})
                return [*whole_list(self._wire, route), *archived]
            case Kind.DEPLOYMENT_FREEZE:
                return list(read_freezes(self._wire))
            case Kind.GIT_CREDENTIAL:
                return list(self._wire.pages(route))
            case _:
                return whole_list(self._wire, route)

    def route(self, order: Order) -> str:
        """Where the document is, once its id is known."""
        identity = "" if order.ref.kind in _BY_PROJECT else _need(order, order.ref)
        return document_route(order.ref.kind, self.space_id(order), identity, self.owner_id(order))

    def template_route(self, order: Order) -> str:
        """Where the step template is, whichever of its versions the order makes."""
        identity = _need(order, template_of(order.ref))
        return document_route(Kind.STEP_TEMPLATE, self.space_id(order), identity)

    def space_id(self, order: Order) -> str:
        """Id of its space, or "" for what is in no space."""
        if order.ref.kind is Kind.SPACE or not order.ref.space:
            return ""
        return _need(order, Ref(Kind.SPACE, order.ref.path[:1]))

    def owner_id(self, order: Order) -> str:
        """Id of the project or tenant that it belongs to, or ""."""
        owner = owner_of(order.ref)
        while owner is not None and owner.kind in {Kind.RUNBOOK, Kind.CHANNEL}:
            owner = owner_of(owner)
        if owner is None or owner.kind not in {Kind.PROJECT, Kind.TENANT}:
            return ""
        return _need(order, owner)

    def runbook_id(self, order: Order) -> str:
        """Id of the runbook whose snapshot it is."""
        return _need(order, Ref(Kind.RUNBOOK, order.ref.path))

    def tenant_id(self, order: Order) -> str:
        """Id of the tenant whose values they are."""
        return _need(order, Ref(Kind.TENANT, order.ref.path))

    def target_name(self, ref: Ref) -> str:
        """The target's name for a space of the package."""
        return self._spaces.get(ref.name, ref.name)


_LISTED_AS: Mapping[Kind, Kind] = {
    Kind.SCRIPT_MODULE: Kind.LIBRARY_VARIABLE_SET,
    Kind.STEP_TEMPLATE_VERSION: Kind.STEP_TEMPLATE,
}
TEMPLATE_KINDS = frozenset({Kind.STEP_TEMPLATE, Kind.STEP_TEMPLATE_VERSION})


def template_of(ref: Ref) -> Ref:
    """The step template itself, of which the ref names it or an earlier version."""
    return Ref(Kind.STEP_TEMPLATE, ref.path[:2])


def saved_after(order: Order, resource: Mapping[str, Json]) -> int | None:
    """How often a step template was saved since the version that the order follows.

    None where it follows none.

    Raises:
        UnresolvedError: that version is not there.
    """
    if order.follows is None:
        return None
    before, now = _need(order, order.follows), resource.get("Version")
    return now - int(before) if isinstance(now, int) and before.isdecimal() else 0


_BY_PROJECT = frozenset(
    {Kind.DEPLOYMENT_PROCESS, Kind.DEPLOYMENT_SETTINGS, Kind.PROJECT_LOGO, Kind.TENANT_LOGO}
)


def _need(order: Order, ref: Ref) -> str:
    found = order.resolve(ref)
    if not found:
        raise UnresolvedError(ref)
    return found
