"""Raw rows become logical documents: carried members, secrets as slots, ids as refs."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from migrator.crypto.source_cipher import looks_sealed, parse_stored
from migrator.model.documents import (
    Body,
    Json,
    Kind,
    LogicalDocument,
    Ref,
    Slot,
    SourceId,
    escape_pointer,
    walk,
)
from migrator.model.sealed import SourceSealed
from migrator.model.secret import Secret
from migrator.rules.naming import Directory
from migrator.rules.older import name_steps
from migrator.rules.rewriting import Noticed, to_refs
from migrator.rules.secrets import replace_secrets
from migrator.rules.shaping import as_node, shape
from migrator.rules.triggers import notices
from migrator.source.tables import member


@dataclass(frozen=True, slots=True)
class Converted:
    """A logical document and what was met on the way.

    Attributes:
        sealed: by JSON pointer, each secret as the source holds it: a ciphertext, or plain
            text where old data has that in a place for a secret.
        noticed: about references.
        renamed: actions that share a name within the process, as (pointer, new name).
    """

    document: LogicalDocument
    sealed: Mapping[str, SourceSealed | Secret[str]]
    noticed: tuple[Noticed, ...]
    renamed: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Read:
    """One document as the source gives it.

    Attributes:
        frozen: of a snapshot, reads the process that it froze; None if that is gone.
        needs: what it needs beside what its body refers to.
        is_logo: its content is to be had from the source server, by the id of its owner.
    """

    table: str
    source_id: SourceId
    converted: Converted
    size_bytes: int
    is_disabled: bool
    frozen: Callable[[], Converted | None] | None = None
    needs: frozenset[Ref] = frozenset()
    is_logo: bool = False


def convert(ref: Ref, raw: Mapping[str, Json], directory: Directory) -> Converted:
    """Make the logical document of one row.

    Ids that name nothing become missing refs; what no table of ours names is kept as unknown.
    """
    body, unknown = shape(ref.kind, raw)
    renamed = unique_action_names(body)
    sealed: dict[str, SourceSealed | Secret[str]] = {}

    def take(pointer: str, value: Json) -> Slot | None:
        stored = parse_stored(value if isinstance(value, str) else None)
        if stored is None:
            return None
        sealed[pointer] = stored
        return Slot()

    replace_secrets(ref.kind, body, take)
    noticed = to_refs(ref, body, directory)
    name_steps(ref.kind, body)
    strays = tuple(
        Noticed("sealed-text", pointer, "")
        for pointer, leaf in walk(body)
        if isinstance(leaf, str) and looks_sealed(leaf)
    )
    kept, lost = _without_sealed(unknown)
    return Converted(
        LogicalDocument(ref, body, kept),
        sealed,
        (*noticed, *strays, *lost, *notices(ref.kind, raw)),
        tuple(renamed),
    )


def _without_sealed(
    unknown: Mapping[str, Json],
) -> tuple[dict[str, Json], tuple[Noticed, ...]]:
    """Unknown members that hold a ciphertext stay behind: documents never carry one."""
    lost = {
        name: pointer
        for name, value in unknown.items()
        for pointer, leaf in walk(as_node(value), f"/{escape_pointer(name)}")
        if isinstance(leaf, str) and looks_sealed(leaf)
    }
    kept = {name: value for name, value in unknown.items() if name not in lost}
    return kept, tuple(Noticed("unknown-secret", pointer, "") for pointer in lost.values())


def unique_action_names(body: Body) -> list[tuple[str, str]]:
    """Give steps and actions that share a name one of their own, in place.

    Old processes may hold duplicates, which the API refuses.
    Source: OctopusDeploy/Issues #4459.
    """
    renamed: list[tuple[str, str]] = []
    steps_seen: set[str] = set()
    actions_seen: set[str] = set()
    step_slugs: set[str] = set()
    action_slugs: set[str] = set()
    steps = body.get("Steps")
    for s, step in enumerate(steps if isinstance(steps, list) else ()):
        if not isinstance(step, dict):
            continue
        _make_unique(step, steps_seen, f"/Steps/{s}", renamed)
        _drop_taken_slug(step, step_slugs)
        actions = step.get("Actions")
        for a, action in enumerate(actions if isinstance(actions, list) else ()):
            if isinstance(action, dict):
                _make_unique(action, actions_seen, f"/Steps/{s}/Actions/{a}", renamed)
                _drop_taken_slug(action, action_slugs)
    return renamed


def _make_unique(item: Body, seen: set[str], pointer: str, renamed: list[tuple[str, str]]) -> None:
    name = item.get("Name")
    if not isinstance(name, str):
        return
    new, number = name, 2
    while new.strip().casefold() in seen:
        new, number = f"{name} ({number})", number + 1
    seen.add(new.strip().casefold())
    if new != name:
        item["Name"] = new
        item.pop("Slug", None)  # the slug was derived from the name that it shared
        renamed.append((f"{pointer}/Name", new))


def _drop_taken_slug(item: Body, seen: set[str]) -> None:
    """Let the server derive the slug where another step or action has it already.

    Source: OctopusDeploy/Issues #7783.
    """
    slug = item.get("Slug")
    if not isinstance(slug, str):
        return
    if slug.casefold() in seen or not slug:
        del item["Slug"]
    seen.add(slug.casefold())


def action_names(raw: Mapping[str, Json]) -> list[tuple[str, str]]:
    """Each action's id and the name that it will have, in order."""
    body, _ = shape(Kind.DEPLOYMENT_PROCESS, raw)
    unique_action_names(body)
    names = [
        str(action.get("Name", ""))
        for step in _dicts(body.get("Steps"))
        for action in _dicts(step.get("Actions"))
    ]
    ids = [
        member(action, "Id")
        for step in _raw_dicts(member(raw, "Steps"))
        for action in _raw_dicts(member(step, "Actions"))
    ]
    pairs = zip(ids, names, strict=True)
    return [(identity, name) for identity, name in pairs if isinstance(identity, str)]


def _dicts(value: object) -> list[Body]:
    return [item for item in value if isinstance(item, dict)] if isinstance(value, list) else []


def _raw_dicts(value: Json) -> list[dict[str, Json]]:
    return [item for item in value if isinstance(item, dict)] if isinstance(value, list) else []
