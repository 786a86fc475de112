"""What a cloud holds, in words that do not depend on the order in which it was made."""

import json
import re
from collections import Counter
from collections.abc import Mapping

from migrator.sandbox.cloud import OctopusCloud
from tests.e2e.places import ALL_KINDS

_GUID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.IGNORECASE)
_ID = re.compile(r"\b(?:[A-Za-z]+-)+\d{4,}\b")
# When and how often something was written tells nothing about what it is.
_OF_NO_ACCOUNT = {"LastModifiedOn", "LastModifiedBy", "Version", "LastSnapshotId"}


def end_state(cloud: OctopusCloud) -> list[str]:
    """Every document as text with names in the place of ids, sorted; secrets are open."""
    documents = {kind: cloud.store.documents(kind) for kind in ALL_KINDS}
    bodies = {str(body["Id"]): body for kind in ALL_KINDS for body in documents[kind]}
    names: dict[str, str] = {}

    def name(identifier: str) -> str:
        if identifier not in names and identifier in bodies:
            names[identifier] = ""  # until it is known; owners are no circle
            names[identifier] = _name(bodies[identifier])
        is_of_tag = identifier.startswith("Tags-")  # its name stands beside it
        return "a tag" if is_of_tag else names.get(identifier, identifier)

    def _name(body: Mapping[str, object]) -> str:
        owners = (body.get(key) for key in ("SpaceId", "ProjectId", "OwnerId", "RunbookId"))
        own = (str(body.get("Name", "")), str(body.get("Thumbprint", "")))
        return "/".join([*(name(str(owner)) for owner in owners if owner), *own])

    parts = {
        guid: f"{name(identifier)}#{part}"
        for identifier, body in bodies.items()
        for guid, part in _parts(body, ())
    }

    def told(value: object) -> object:
        match value:
            case {"Archived": str()}:
                return told({**value, "Archived": True})
            case dict():
                return {told(k): told(v) for k, v in value.items() if k not in _OF_NO_ACCOUNT}
            case list():
                items = [told(item) for item in value]
                is_unordered = all(isinstance(item, str) for item in value)
                return sorted(items, key=str) if is_unordered else items
            case str():
                text = _GUID.sub(lambda hit: parts.get(hit[0], hit[0]), value)
                return _ID.sub(lambda hit: name(hit[0]), text)
            case _:
                return value

    return sorted(
        f"{kind} {json.dumps(told(body), sort_keys=True, default=str)}"
        for kind in ALL_KINDS
        for body in documents[kind]
    )


def _parts(value: object, path: tuple[str, ...]) -> list[tuple[str, str]]:
    """The GUIDs of what lies within a document, with names for them."""
    found: list[tuple[str, str]] = []
    match value:
        case dict():
            identifier = value.get("Id")
            if isinstance(identifier, str) and _GUID.fullmatch(identifier):
                found.append((identifier, "/".join(path)))
            for key, item in value.items():
                found += _parts(item, (*path, key))
        case list():
            for index, item in enumerate(value):
                label = item.get("Name") if isinstance(item, dict) else None
                found += _parts(item, (*path, f"{index}:{label or ''}"))
        case _:
            pass
    return found


def counts(cloud: OctopusCloud) -> Counter[tuple[str, str, str, str]]:
    """How often there is each name in a space and an owner."""
    return Counter(
        (
            kind,
            str(body.get("SpaceId")),
            str(body.get("RunbookId") or body.get("ProjectId") or body.get("OwnerId")),
            str(body.get("Thumbprint") or body.get("Name")),
        )
        for kind in ALL_KINDS
        for body in cloud.store.documents(kind)
    )
