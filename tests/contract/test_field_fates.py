"""Each member of the vendor's API that a kind of ours has is carried, or we say why not.

The API description lies beside the repository, not in it. `OCTOPUS_SWAGGER` names the file.
"""

from __future__ import annotations

import json
from collections.abc import Iterator

import pytest

from migrator.model.documents import Kind
from migrator.rules.field_fates import BY_KIND, COMMON, Fate, fate_of
from migrator.rules.fields import FIELDS
from migrator.rules.part_fates import ENDPOINTS, PARTS
from tests.contract.api_members import SHEETS, SWAGGER, WRITTEN, ApiMembers, as_node

needs_description = pytest.mark.skipif(
    not all(path.exists() for path in (SWAGGER, *SHEETS)),
    reason=f"{SWAGGER} and its sheets are not there; set OCTOPUS_SWAGGER to the API description",
)

_OURS = {
    (Kind.TENANT_VARIABLES, "Values"),
    (Kind.SCOPED_USER_ROLES, "Grants"),
    (Kind.RUNBOOK_SNAPSHOT, "Process"),
    (Kind.RELEASE, "Process"),
    (Kind.PROJECT_LOGO, "Content"),
    (Kind.TENANT_LOGO, "Content"),
}
"""Members that only our logical documents have."""
_PICTURES = {Kind.PROJECT_LOGO, Kind.TENANT_LOGO}
"""Kinds that are files, of which the description names no member."""
_FLAT = {Kind.FEED: "feedTypes", Kind.ACCOUNT: "accountTypes"}
"""Kinds whose members depend on the type, which the API description does not expand."""


@pytest.fixture(scope="module")
def api() -> ApiMembers:
    return ApiMembers(SWAGGER)


@pytest.fixture(scope="module")
def sheets() -> dict[str, str]:
    """The text of each sheet by its name."""
    return {path.name: path.read_text(encoding="utf-8") for path in SHEETS}


def carried(kind: Kind) -> set[str]:
    return {item.name for item in FIELDS[kind]}


@needs_description
@pytest.mark.parametrize("kind", [k for k in WRITTEN if k not in _PICTURES], ids=str)
def test_each_member_of_the_api_is_carried_or_has_a_fate(kind: Kind, api: ApiMembers) -> None:
    types = api.types_of(kind)
    assert types, "the route of the kind is not in the description"
    lost = {
        f"{name}/{member}"
        for name in types
        for member in api.members(name)
        if member not in carried(kind) and fate_of(kind, member) is None
    }
    assert lost == set()


@needs_description
def test_each_member_of_the_objects_within_is_carried_or_has_a_fate(api: ApiMembers) -> None:
    lost = {
        f"{name}/{member}"
        for name in reached(api)
        for member in api.members(name)
        if name not in PARTS or member not in PARTS[name].carried | set(PARTS[name].others)
    }
    assert lost == set()


def reached(api: ApiMembers) -> set[str]:
    """The types that are reached from the kinds through members that are not left behind."""
    waiting = {
        inner
        for kind in WRITTEN
        for name in api.types_of(kind)
        for member, inner in api.members(name).items()
        if inner and (member in carried(kind) or is_mapped_here(kind, member))
    }
    found: set[str] = set()
    while waiting:
        name = waiting.pop()
        found.add(name)
        part = PARTS.get(name)
        for member, inner in api.members(name).items():
            if inner and inner not in found and (part is None or member in part.carried):
                waiting.add(inner)
    return found


def is_mapped_here(kind: Kind, member: str) -> bool:
    """Whether what is in the member becomes a part of the same document of ours."""
    return kind is Kind.TENANT_VARIABLES and member == "Variables"


@needs_description
def test_no_part_is_named_that_the_api_does_not_reach(api: ApiMembers) -> None:
    assert set(PARTS) - reached(api) == set()


@needs_description
def test_each_member_that_a_table_names_is_in_the_api_or_in_a_database(
    api: ApiMembers, sheets: dict[str, str]
) -> None:
    known = words(sheets)
    strange = {
        f"{kind}/{member}"
        for kind in WRITTEN
        for member in (*carried(kind), *COMMON, *BY_KIND.get(kind, {}))
        if (kind, member) not in _OURS
        and not any(member in api.members(name) for name in api.types_of(kind))
        and member not in known
    }
    strange |= {
        f"{name}/{member}"
        for name in PARTS
        for member in (*PARTS[name].carried, *PARTS[name].others)
        if member not in api.members(name) and member not in known
    }
    assert strange == set()


def words(sheets: dict[str, str]) -> set[str]:
    """Every name of a member in the sheets."""
    found: set[str] = set()
    for text in sheets.values():
        found |= set(names_in(json.loads(text)))
    return found


def names_in(node: object) -> Iterator[str]:
    match node:
        case str():
            for part in node.replace("[]", "").replace("{", ".").replace("}", "").split("."):
                yield from part.split(",")
        case dict():
            for key, value in node.items():
                yield from names_in(key)
                yield from names_in(value)
        case list():
            for item in node:
                yield from names_in(item)


@needs_description
@pytest.mark.parametrize("kind", _FLAT, ids=str)
def test_each_member_of_each_type_of_feed_and_account_is_carried(
    kind: Kind, sheets: dict[str, str]
) -> None:
    types = as_node(as_node(json.loads(sheets["resources.json"]))[_FLAT[kind]])
    assert len(types) > 10
    lost = {
        f"{name}/{member}"
        for name, facts in types.items()
        for member in top_members(as_node(facts)["fields"])
        if member not in carried(kind)
    }
    assert lost == set()


@needs_description
def test_each_member_of_each_style_of_endpoint_is_carried_or_has_a_fate(
    sheets: dict[str, str],
) -> None:
    styles = as_node(as_node(json.loads(sheets["resources.json"]))["endpoints"])
    assert set(styles) == set(ENDPOINTS)
    lost = {
        f"{style}/{member}"
        for style, facts in styles.items()
        for member in top_members(as_node(facts)["fields"])
        if member not in ENDPOINTS[style].carried | set(ENDPOINTS[style].others)
    }
    assert lost == set()


def top_members(fields: object) -> set[str]:
    """Names without what the sheet says about them: `Destination.DropFolderPath`, `Uri (...)`."""
    listed = fields if isinstance(fields, list) else []
    return {str(name).partition(" ")[0].partition("{")[0].partition(".")[0] for name in listed}


def test_no_member_is_both_carried_and_left() -> None:
    both = {
        f"{kind}/{name}" for kind in FIELDS for name in carried(kind) & set(BY_KIND.get(kind, {}))
    }
    both |= {f"{name}" for name, part in PARTS.items() if part.carried & set(part.others)}
    both |= {f"{name}" for name, part in ENDPOINTS.items() if part.carried & set(part.others)}
    assert both == set()


def test_each_fate_has_a_reason() -> None:
    fates = [
        *COMMON.values(),
        *(fate for table in BY_KIND.values() for fate in table.values()),
        *(fate for part in PARTS.values() for fate in part.others.values()),
    ]
    assert all(len(fate.reason) > 8 for fate in fates)
    assert {fate.fate for fate in fates} == set(Fate)
