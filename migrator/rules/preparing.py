"""A document of the package as it will stand on this target: adapted, and without what cannot go.

Pure and repeatable: plan, upload and verify call it with the plan's choices and get the same.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace

from migrator.model.documents import (
    Body,
    Embedded,
    Joined,
    Kind,
    LogicalDocument,
    Node,
    Ref,
    Slot,
    refs_in,
    walk,
)
from migrator.model.encoding import copy_body
from migrator.model.plan import Choices
from migrator.rules.fields import is_process, is_variables
from migrator.rules.freezes import SCOPE, TENANT_SCOPE
from migrator.rules.granting import drop_unknown
from migrator.rules.groups import drop_groups
from migrator.rules.naming import is_missing, missing_text
from migrator.rules.off_server import move_off_server
from migrator.rules.versions import fit, scope_by_variable


@dataclass(frozen=True, slots=True)
class Change:
    """Something that will not be as it is on the source.

    Attributes:
        code: such as `run-on-server`, `disabled`, `renamed`, `adapted`.
    """

    code: str
    pointer: str
    message: str


@dataclass(frozen=True, slots=True)
class LeftOut:
    """An item that cannot go because of a ref that nothing resolves.

    Attributes:
        pointer: the item within the document; "" where it is the document itself.
    """

    pointer: str
    ref: Ref
    message: str


@dataclass(frozen=True, slots=True)
class Prepared:
    """What will be written.

    Attributes:
        body: None where the document as a whole stays behind.
        pointers: for each slot that is left, its pointer in `body` and in the package's body.
    """

    body: Body | None
    changes: tuple[Change, ...]
    left_out: tuple[LeftOut, ...]
    pointers: Mapping[str, str]


def prepare(document: LogicalDocument, choices: Choices) -> Prepared:
    """Adapt the document to the target by the plan's choices."""
    body = _marked(document)
    changes: list[Change] = []
    changes.extend(_drop_nameless(document.ref.kind, body))
    _substitute(body, choices, changes)
    left_out = (
        *_drop_items(document.ref.kind, body, choices),
        *_drop_unheeded(document.ref, body, choices.version),
    )
    if any(not item.pointer for item in left_out):
        return Prepared(None, (), left_out, {})
    _report_unreadable(body, changes)
    _adapt(document.ref, body, choices, changes)
    pointers: dict[str, str] = {}
    _unmark(body, "", pointers)
    return Prepared(body, tuple(changes), left_out, pointers)


@dataclass(frozen=True, slots=True)
class _MarkedSlot(Slot):
    """A slot that remembers its place in the package while items around it are left out."""

    pointer: str = ""


def _marked(document: LogicalDocument) -> Body:
    body = copy_body(document.body)
    _mark(body, "")
    return body


def _mark(node: Node, pointer: str) -> None:
    for key, item in _items(node):
        here = f"{pointer}/{str(key).replace('~', '~0').replace('/', '~1')}"
        if isinstance(item, Slot):
            _set(node, key, _MarkedSlot(item.readable, here))
        else:
            _mark(item, here)


def _unmark(node: Node, pointer: str, pointers: dict[str, str]) -> None:
    for key, item in _items(node):
        here = f"{pointer}/{str(key).replace('~', '~0').replace('/', '~1')}"
        if isinstance(item, _MarkedSlot):
            pointers[here] = item.pointer
            _set(node, key, Slot(item.readable))
        else:
            _unmark(item, here, pointers)


def _items(node: Node) -> list[tuple[str | int, Node]]:
    match node:
        case dict():
            return list(node.items())
        case list():
            return list(enumerate(node))
        case _:
            return []


def _set(node: Node, key: str | int, value: Node) -> None:
    if isinstance(node, dict):
        node[str(key)] = value
    elif isinstance(node, list) and isinstance(key, int):
        node[key] = value


def _substitute(body: Body, choices: Choices, changes: list[Change]) -> None:
    if not choices.substitutes:
        return
    for pointer, leaf in list(walk(body)):
        if isinstance(leaf, Ref) and leaf in choices.substitutes:
            put = choices.substitutes[leaf]
            changes.append(Change("substituted", pointer, f"{leaf.label!r} becomes {put.label!r}."))
    replaced = _replace(body, choices.substitutes)
    if isinstance(replaced, dict):
        body.update(replaced)


def _replace(node: Node, substitutes: Mapping[Ref, Ref]) -> Node:
    match node:
        case Ref():
            return substitutes.get(node, node)
        case dict():
            return {key: _replace(item, substitutes) for key, item in node.items()}
        case list():
            return [_replace(item, substitutes) for item in node]
        case Joined(separator=separator, items=items):
            return Joined(
                separator,
                tuple(
                    dict.fromkeys(substitutes.get(i, i) if isinstance(i, Ref) else i for i in items)
                ),
            )
        case Embedded(node=inner):
            return Embedded(_replace(inner, substitutes))
        case _:
            return node


def _drop_items(kind: Kind, body: Body, choices: Choices) -> Iterator[LeftOut]:
    """Leave out each smallest item that holds an absent ref; never the ref alone."""
    for member in _item_lists(kind):
        items = body.get(member)
        if not isinstance(items, list):
            continue
        kept: list[Node] = []
        for index, item in enumerate(items):
            absent = _absent_in(item, choices)
            if absent is None:
                kept.append(item)
            else:
                yield LeftOut(f"/{member}/{index}", absent, _why(absent, _name_of(item)))
        body[member] = kept
    for name, value in body.items():
        if name not in _item_lists(kind):
            absent = _absent_in(value, choices)
            if absent is not None:
                yield LeftOut("", absent, _why(absent, "it"))
                return


def _drop_nameless(kind: Kind, body: Body) -> Iterator[Change]:
    """Leave out variables without a name: nothing can use them, and the target refuses all."""
    variables = body.get("Variables") if is_variables(kind) else None
    if not isinstance(variables, list):
        return
    kept: list[Node] = []
    for index, item in enumerate(variables):
        name = item.get("Name") if isinstance(item, dict) else None
        if isinstance(name, str) and name.strip():
            kept.append(item)
        else:
            message = "A variable without a name stays behind; the target takes none."
            yield Change("nameless", f"/Variables/{index}", message)
    body["Variables"] = kept


def _drop_unheeded(ref: Ref, body: Body, version: str) -> Iterator[LeftOut]:
    """Leave out each step whose limits the target's version would not heed."""
    steps = body.get("Steps") if is_process(ref.kind) else None
    if not isinstance(steps, list):
        return
    kept: list[Node] = []
    for index, step in enumerate(steps):
        member = scope_by_variable(step, version)
        if member:
            why = f"version {version} of the target would run {_name_of(step)} everywhere"
            yield LeftOut(f"/Steps/{index}", ref, f"{why}, not knowing its {member}.")
        else:
            kept.append(step)
    body["Steps"] = kept


def _name_of(item: Node) -> str:
    """The item in words: its name, or for links and values what they belong to."""
    found = item if isinstance(item, dict) else {}
    for member in ("Name", "Template", "ProjectId", "TeamId"):
        match found.get(member):
            case str(name):
                return repr(name)
            case Ref() as ref if not is_missing(ref):
                return repr(ref.name)
            case _:
                pass
    return "it"


def _item_lists(kind: Kind) -> tuple[str, ...]:
    if is_variables(kind):
        return ("Variables",)
    return ("Steps",) if is_process(kind) else _ITEM_LISTS.get(kind, ())


_ITEM_LISTS: Mapping[Kind, tuple[str, ...]] = {
    Kind.TENANT: ("ProjectEnvironments",),
    Kind.TENANT_VARIABLES: ("Values",),
    Kind.SCOPED_USER_ROLES: ("Grants",),
    Kind.DEPLOYMENT_FREEZE: (SCOPE, TENANT_SCOPE),
    Kind.TEAM: ("MemberUserIds",),
}


def _absent_in(node: Node, choices: Choices) -> Ref | None:
    found = [ref for ref in refs_in(node) if ref in choices.absent or is_missing(ref)]
    # What a link or value belongs to says more than where it holds.
    return min(found, key=lambda ref: (ref.kind not in _BELONGS_TO, ref), default=None)


_BELONGS_TO = frozenset({Kind.PROJECT, Kind.VARIABLE_TEMPLATE})


def _why(ref: Ref, item: str) -> str:
    what = str(ref.kind).replace("_", " ")
    if is_missing(ref):
        return f"{item} refers to {what} {missing_text(ref)!r}, which the source does not have."
    return f"{item} refers to {what} {ref.label!r}, which is neither moved nor on the target."


def _report_unreadable(body: Body, changes: list[Change]) -> None:
    """Secrets that did not open stay behind; what the target has in their place stays."""
    for pointer, leaf in list(walk(body)):
        if isinstance(leaf, Slot) and not leaf.readable:
            changes.append(
                Change(
                    "unreadable-secret",
                    leaf.pointer if isinstance(leaf, _MarkedSlot) else pointer,
                    "The secret could not be opened; enter it by hand.",
                )
            )


def _adapt(ref: Ref, body: Body, choices: Choices, changes: list[Change]) -> None:
    policy = choices.policy
    if ref in choices.names:
        changes.append(_renamed(body, choices.names[ref]))
        body["Name"] = choices.names[ref]
        body.pop("Slug", None)
    fitted = (
        *fit(ref.kind, body, choices.version),
        *drop_unknown(ref.kind, body, choices.permissions),
    )
    changes.extend(Change("adapted", pointer, message) for pointer, message in fitted)
    dropped = drop_groups(ref.kind, body, policy)
    changes.extend(Change("external-group", pointer, message) for pointer, message in dropped)
    _tell_of_connections(body, "", changes)
    if is_process(ref.kind) and policy.run_on_server:
        pool = None if ref.space in choices.poolless else policy.run_on_server
        moved = move_off_server(ref, body, pool)
        changes.extend(Change("run-on-server", pointer, message) for pointer, message in moved)
    arrives_disabled = {
        Kind.DEPLOYMENT_TARGET: policy.disable_targets,
        Kind.WORKER: policy.disable_targets,
        Kind.TRIGGER: policy.disable_triggers,
        Kind.SUBSCRIPTION: policy.disable_subscriptions,
    }
    if arrives_disabled.get(ref.kind, False):
        if body.get("IsDisabled") is not True:
            changes.append(Change("disabled", "/IsDisabled", "Arrives disabled, for cut-over."))
        body["IsDisabled"] = True
    if ref.kind is Kind.PROJECT and policy.disable_triggers and body.get("AutoCreateRelease"):
        message = "Automatic release creation arrives switched off, for cut-over."
        changes.append(Change("disabled", "/AutoCreateRelease", message))
        body["AutoCreateRelease"] = False


def _tell_of_connections(node: Node, pointer: str, changes: list[Change]) -> None:
    """Connections to GitHub are made by a person, on each instance anew.

    Source: octopus.com/docs/projects/version-control/github.
    """
    for key, item in _items(node):
        here = f"{pointer}/{str(key).replace('~', '~0').replace('/', '~1')}"
        if isinstance(item, dict) and item.get("GitCredentialType") == "GitHub":
            message = f"Choose a connection to GitHub for {item.get('RepositoryUri')!r} by hand."
            changes.append(Change("github-connection", here, message))
        _tell_of_connections(item, here, changes)


def _renamed(body: Body, name: str) -> Change:
    if body.get("Name") == name:
        message = f"Another document has the slug {body.get('Slug')!r}; the server derives one."
        return Change("slug-taken", "/Slug", message)
    return Change("renamed", "/Name", f"Written as {name!r}.")


def with_pool_known(choices: Choices, ref: Ref, *, is_there: Callable[[Ref], bool]) -> Choices:
    """The choices for one document, once it can be told whether its space has the pool.

    A plan cannot know that of a space that is yet to be made.
    """
    name = choices.policy.run_on_server
    if not ref.space or not name or is_there(Ref(Kind.WORKER_POOL, (ref.space, name))):
        return choices
    return replace(choices, poolless=choices.poolless | {ref.space})


def for_existing(ready: Prepared) -> Body:
    """The body for a document that the target has: what was enabled at cut-over stays so."""
    body = dict(ready.body or {})
    for change in ready.changes:
        if change.code == "disabled":
            body.pop(change.pointer[1:], None)
    return body
