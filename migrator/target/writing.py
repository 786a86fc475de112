"""Carries out single steps on the target: one document, the fewest requests."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType

from migrator.model.documents import Json, Kind, Ref, TargetId
from migrator.model.errors import StalePlanError
from migrator.model.secret import Secret
from migrator.rules.community import origin_of
from migrator.rules.fields import is_process
from migrator.rules.icons import ICON
from migrator.rules.kinds import FACTS, document_of, owner_of
from migrator.rules.naming import Directory
from migrator.rules.rewriting import UnresolvedError
from migrator.rules.writing import waiting_members
from migrator.target.bodies import (
    Outgoing,
    for_creation,
    outgoing,
    overlay,
    with_new_tags,
    without_refs,
)
from migrator.target.community import bring_to, install
from migrator.target.creation import created_with
from migrator.target.documents import Resource, learn, resource_version, text
from migrator.target.errors import RejectedError
from migrator.target.feed import push, push_build
from migrator.target.finding import TEMPLATE_KINDS, Finder, Order, saved_after, template_of
from migrator.target.grants import read_grants, write_grants
from migrator.target.http import Wire
from migrator.target.icons import set_icon, take_icon
from migrator.target.logos import LOGO_KINDS, push_logo, read_logo
from migrator.target.policies import with_template
from migrator.target.putting import put_in_order, put_whole, set_archived
from migrator.target.routes import collection, document_route
from migrator.target.tenant_values import read_values, write_values
from migrator.target.version_control import connect, read_link


@dataclass(frozen=True, slots=True)
class Written:
    """What a write gave.

    Attributes:
        ids: ids that are known now: the document's own, its parts' and its children's.
    """

    target_id: TargetId
    ids: Mapping[Ref, str] = field(default_factory=dict)


_PUSHED = frozenset({Kind.BUILT_IN_PACKAGE, Kind.BUILD_INFORMATION})
_GATHERED = frozenset({Kind.TENANT_VARIABLES, Kind.SCOPED_USER_ROLES})


class Writer:
    """Writes documents into the spaces of one instance; any thread may use it.

    Raises, from every method:
        WireError: the target refused, or there is no answer.
        UnresolvedError: a ref in the body has no id yet.
    """

    def __init__(
        self,
        wire: Wire,
        user_id: str,
        spaces: Mapping[str, str],
        retagged: Mapping[Ref, Ref] = MappingProxyType({}),
    ) -> None:
        self._wire = wire
        self._retagged = retagged
        self._user_id = user_id
        self._finder = Finder(wire, spaces)

    def create(self, order: Order) -> Written:
        """Make a document; after a lost answer, the one with its name is taken."""
        ref = order.ref
        if order.follows is not None:
            return self._next_version(order)
        if ref.kind is Kind.VERSION_CONTROL:
            return self._connect(order)
        if ref.kind in _PUSHED:
            return self._push(order, replaces=False)
        late = waiting_members(ref.kind)
        early = {name: value for name, value in order.body.items() if name not in late}
        out = self._outgoing(Order(ref, early, order.resolve, order.open_secret), is_new=True)
        body = for_creation(out.members)
        body.update(created_with(order, self._finder, self._user_id))
        if ref.kind is Kind.MACHINE_POLICY:
            route = collection(ref.kind, self._finder.space_id(order))
            body = with_template(self._wire, route, body)
        route = collection(ref.kind, self._finder.space_id(order))
        if ref.kind in TEMPLATE_KINDS:
            installed = install(self._wire, route, self._finder.space_id(order), order)
            if installed is not None:
                return self._written(ref, bring_to(self._put, route, installed, order, out))
        answer = self._wire.post(
            route, body, look=lambda: self._finder.find(order), secrets=out.secrets
        )
        if not (isinstance(answer, dict) and _says_enough(ref.kind, answer)):
            answer = self._finder.find(order)  # the answer held only the id, or nothing
        made = answer if isinstance(answer, dict) else {}
        if ref.kind is Kind.CERTIFICATE and order.body.get("Archived") is True:
            # At once: only one certificate of a name can be live.
            self._set_archived(order, made)
        return self._written(ref, made)

    def _next_version(self, order: Order) -> Written:
        """Save a step template once more: the server counts each time as a version.

        Source: OctopusDeployLabs/SpaceCloner, StepTemplateCloner.ps1.

        Raises:
            StalePlanError: somebody else has saved it meanwhile.
        """
        route = self._finder.template_route(order)
        found = self._wire.get(route)
        resource = found if isinstance(found, dict) else {}
        if saved_after(order, resource) != 0:
            raise StalePlanError("target")
        out = self._outgoing(order, is_new=False)
        body = overlay(resource, out.members, frozenset())
        answer: Json = self._put(route, Outgoing(body, out.secrets))
        if not (isinstance(answer, dict) and _says_enough(order.ref.kind, answer)):
            answer = self._wire.get(route)
        return self._written(order.ref, answer if isinstance(answer, dict) else {})

    def find(self, order: Order, *, completes: bool = False) -> Written | None:
        """The document by its natural key, if the target has it; brought to its end if asked."""
        found = self._finder.find(order)
        if not isinstance(found, dict):
            return None
        resource: Resource = found
        if completes and order.follows is None and origin_of(order.body):
            out = self._outgoing(order, is_new=False)
            route = collection(order.ref.kind, self._finder.space_id(order))
            resource = bring_to(self._put, route, found, order, out)
        return self._written(order.ref, resource)

    def fill(self, order: Order, *, is_ours: bool = False) -> Written:
        """Write to what the server made with its owner, which nobody else has touched yet.

        Sends the version that new ones have and reads it only where that proves wrong; with
        `is_ours` an earlier try may have written it already, so any version is taken.
        Source: OctopusDeploy/Issues #7746; octopus.com/docs/api.
        """
        ref = order.ref
        if ref.kind in _GATHERED:
            return self._write_gathered(order, keeps_others=True)
        if ref.kind in LOGO_KINDS:
            return self._set_logo(order)
        if FACTS[ref.kind].comes_with_owner:
            return self._fill_child(order, is_ours=is_ours)
        found = self._made_with_owner(order)
        return self._replace(order, found, frozenset(), link_only=False)

    def update(self, order: Order, version: str | None, extra: frozenset[str]) -> Written:
        """Change a document that exists.

        Args:
            order: what to write.
            version: the digest that the plan saw, or None where we changed it ourselves since.
            extra: lists in which items that only the target has are kept.

        Raises:
            StalePlanError: somebody changed the document since the plan was made.
        """
        resource = self._read(order)
        if version is not None and resource_version(resource) != version:
            raise StalePlanError("target")
        if order.ref.kind in _GATHERED:
            return self._write_gathered(order, keeps_others=bool(extra))
        if order.ref.kind in _PUSHED:
            return self._push(order, replaces=True)
        if order.ref.kind in LOGO_KINDS:
            return self._set_logo(order)
        if order.ref.kind in {Kind.RUNBOOK_SNAPSHOT, Kind.VERSION_CONTROL}:
            return self.create(order)  # nobody can change what is frozen; another takes its place
        return self._replace(order, resource, extra, link_only=False)

    def link(self, order: Order, extra: frozenset[str]) -> Written:
        """Set the members that had to wait."""
        return self._replace(order, self._read(order), extra, link_only=True)

    def sort(self, kind: Kind, space_id: str, wanted: Sequence[str]) -> None:
        """Put documents in their order; the others of the space keep their places."""
        put_in_order(self._wire, collection(kind, space_id), wanted)

    def _outgoing(self, order: Order, *, is_new: bool) -> Outgoing:
        return outgoing(order.ref.kind, order.body, order.resolve, order.open_secret, is_new=is_new)

    def _write_gathered(self, order: Order, *, keeps_others: bool) -> Written:
        """Write what is one document of ours and many resources of the server's."""
        space_id = self._finder.space_id(order)
        if order.ref.kind is Kind.SCOPED_USER_ROLES:
            members = self._outgoing(order, is_new=True).members
            write_grants(self._wire, space_id, members, keeps_others=keeps_others)
            return Written(TargetId(space_id), {})
        tenant_id = self._finder.tenant_id(order)
        write_values(self._wire, space_id, tenant_id, order, keeps_others=keeps_others)
        return Written(TargetId(tenant_id), {order.ref: tenant_id})

    def _push(self, order: Order, *, replaces: bool) -> Written:
        space_id = self._finder.space_id(order)
        if order.ref.kind is Kind.BUILD_INFORMATION:
            members = self._outgoing(order, is_new=True).members
            return self._written(
                order.ref, push_build(self._wire, space_id, members, replaces=replaces)
            )
        if order.open_file is None:
            raise UnresolvedError(order.ref)
        made = push(self._wire, space_id, order.body, order.open_file, replaces=replaces)
        return self._written(order.ref, made)

    def _set_logo(self, order: Order) -> Written:
        content = self._outgoing(order, is_new=True).members.get("Content")
        if content:  # an empty picture would take away the one that is there
            push_logo(self._wire, self._finder.route(order), Secret(str(content)))
        return Written(TargetId(self._finder.owner_id(order)))

    def _connect(self, order: Order) -> Written:
        out = self._outgoing(order, is_new=True)
        space_id, project_id = self._finder.space_id(order), self._finder.owner_id(order)
        connect(self._wire, space_id, project_id, out.members, out.secrets)
        return Written(TargetId(project_id), {})

    def _read(self, order: Order) -> Resource:
        if order.ref.kind is Kind.VERSION_CONTROL:
            space_id, project_id = self._finder.space_id(order), self._finder.owner_id(order)
            return read_link(self._wire, space_id, project_id)
        if order.ref.kind in LOGO_KINDS:
            owner_id = self._finder.owner_id(order)
            return read_logo(self._wire, self._finder.route(order), owner_id) or {}
        if order.ref.kind is Kind.SCOPED_USER_ROLES:
            return read_grants(self._wire, self._finder.space_id(order))
        if order.ref.kind is Kind.TENANT_VARIABLES:
            space_id, tenant_id = self._finder.space_id(order), self._finder.tenant_id(order)
            return read_values(self._wire, space_id, tenant_id) or {}
        found = self._wire.get(self._finder.route(order))
        return found if isinstance(found, dict) else {}

    def _fill_child(self, order: Order, *, is_ours: bool) -> Written:
        body = self._child_body(order)
        version = body.members.get("Version")
        route = self._finder.route(order)
        try:
            answer = self._put(route, body)
        except RejectedError:
            found = self._read(order)
            may_take = is_ours or is_untouched(found)
            if found.get("Version") == version or not may_take:
                raise
            answer = self._put(
                route, Outgoing(body.members | {"Version": found.get("Version")}, body.secrets)
            )
        if is_process(order.ref.kind) and "Steps" not in answer:
            answer = dict(self._read(order))  # the ids of its actions are needed
        return self._written(order.ref, answer)

    def _child_body(self, order: Order) -> Outgoing:
        ref = order.ref
        is_own = _points_into(ref)
        early = without_refs(order.body, is_own) if is_process(ref.kind) else order.body
        trimmed = Order(
            ref, early if isinstance(early, dict) else {}, order.resolve, order.open_secret
        )
        out = self._outgoing(trimmed, is_new=True)
        place: dict[str, Json] = {"SpaceId": self._finder.space_id(order)}
        match ref.kind:
            case Kind.PROJECT_VARIABLES | Kind.LIBRARY_VARIABLES:
                place |= {
                    "Id": order.resolve(ref),
                    "OwnerId": self._variables_owner(order),
                    "Version": 0,
                    "ScopeValues": {},
                }
            case Kind.DEPLOYMENT_SETTINGS:
                place |= {"ProjectId": self._finder.owner_id(order)}
            case Kind.RUNBOOK_PROCESS:
                runbook = owner_of(ref)
                place |= {
                    "Id": order.resolve(ref),
                    "ProjectId": self._finder.owner_id(order),
                    "RunbookId": order.resolve(runbook) if runbook else None,
                    "Version": 0,
                }
            case _:
                place |= {"ProjectId": self._finder.owner_id(order), "Version": 0}
        kept = {name: value for name, value in out.members.items() if value is not None}
        return Outgoing({**kept, **place}, out.secrets)

    def _variables_owner(self, order: Order) -> str:
        path = order.ref.path
        owners = (
            (Kind.PROJECT,)
            if order.ref.kind is Kind.PROJECT_VARIABLES
            else (Kind.LIBRARY_VARIABLE_SET, Kind.SCRIPT_MODULE)
        )
        found = [order.resolve(Ref(kind, path)) for kind in owners]
        return next((identity for identity in found if identity), "")

    def _made_with_owner(self, order: Order) -> Resource:
        if order.ref.kind is Kind.CHANNEL:
            owner, space_id = self._finder.owner_id(order), self._finder.space_id(order)
            for item in self._wire.pages(f"/api/{space_id}/projects/{owner}/channels"):
                if isinstance(item, dict) and item.get("IsDefault") is True:
                    return item
        found = self._finder.find(order)
        return found if isinstance(found, dict) else {}

    def _replace(
        self, order: Order, resource: Resource, extra: frozenset[str], *, link_only: bool
    ) -> Written:
        ref = order.ref
        identity = text(resource, "Id")
        if ref.kind is Kind.CERTIFICATE and link_only:
            self._set_archived(order, resource)
            return self._written(ref, resource)
        is_own = _points_into(ref)
        body = order.body
        if is_process(ref.kind) and not link_only:
            early = without_refs(body, lambda r: is_own(r) and order.resolve(r) is None)
            body = early if isinstance(early, dict) else {}
        late = waiting_members(ref.kind)
        chosen = {
            name: value
            for name, value in body.items()
            if is_process(ref.kind) or (name in late) == link_only
        }
        out = self._outgoing(Order(ref, chosen, order.resolve, order.open_secret), is_new=False)
        theirs = with_new_tags(resource, out.members, self._retagged, ref.space)
        members = overlay(theirs, out.members, extra)
        if ref.kind is Kind.CERTIFICATE:
            # Data never change by PUT; the same thumbprint means the same certificate.
            members["CertificateData"] = resource.get("CertificateData")
            members["Password"] = resource.get("Password")
        if ref.kind is Kind.SPACE:
            members["Name"] = self._finder.target_name(ref)
        icon = take_icon(ref.kind, members)
        if ref.kind in {Kind.PROJECT, Kind.DEPLOYMENT_PROCESS, Kind.DEPLOYMENT_SETTINGS}:
            owner = identity if ref.kind is Kind.PROJECT else self._finder.owner_id(order)
            members["ProjectId"] = owner
        route = document_route(
            ref.kind, self._finder.space_id(order), identity, self._finder.owner_id(order)
        )
        answer = self._put(route, Outgoing(members, out.secrets))
        if is_process(ref.kind) and "Steps" not in answer:
            answer = dict(self._read(order))  # the ids of its actions are needed
        if link_only and icon is not None and icon != resource.get(ICON):
            set_icon(self._wire, route, ref.kind, resource, icon)
        merged = {**resource, **answer} if answer else resource
        return self._written(ref, merged)

    def _set_archived(self, order: Order, resource: Resource) -> None:
        route = document_route(order.ref.kind, self._finder.space_id(order), text(resource, "Id"))
        set_archived(self._wire, route, resource, is_archived=order.body.get("Archived") is True)

    def _put(self, route: str, out: Outgoing) -> dict[str, Json]:
        return put_whole(self._wire, route, out)

    def _written(self, ref: Ref, resource: Resource) -> Written:
        identity = text(resource, "Id")
        if ref.kind is Kind.STEP_TEMPLATE_VERSION:
            number = str(resource.get("Version"))
            return Written(TargetId(number), {template_of(ref): identity, ref: number})
        ids: dict[Ref, str] = {ref: identity} if identity else {}
        ids.update(learn(ref, resource, Directory()))
        return Written(TargetId(identity), ids)


def _says_enough(kind: Kind, answer: Resource) -> bool:
    """Whether the answer to a creation holds what others point at."""
    if kind is Kind.GIT_CREDENTIAL:
        return False
    needed = _POINTED_AT.get(kind)
    return bool(text(answer, "Id")) and (needed is None or needed in answer)


_POINTED_AT: Mapping[Kind, str] = {
    Kind.STEP_TEMPLATE: "Version",
    Kind.STEP_TEMPLATE_VERSION: "Version",
    Kind.PROJECT: "Templates",
    Kind.LIBRARY_VARIABLE_SET: "Templates",
}


def is_untouched(resource: Resource) -> bool:
    """Whether a process or variable set is as the server made it."""
    return not resource.get("Steps") and not resource.get("Variables")


def _points_into(ref: Ref) -> Callable[[Ref], bool]:
    return lambda found: found.kind is Kind.ACTION and document_of(found) == ref
