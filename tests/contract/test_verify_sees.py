"""A change to any member that we carry, once on the target, is reported by verify.

The sample instance is moved once. Then every member of every document, and of the objects
within, is changed as the target shows it, each document in one place at a time.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

import pytest

from migrator.engine import verify as stage
from migrator.engine.connect import open_package, open_target
from migrator.engine.plan import plan
from migrator.engine.state import open_state
from migrator.engine.upload import upload
from migrator.model.documents import Body, Embedded, Joined, Kind, Node, Ref, Slot
from migrator.model.encoding import copy_body
from migrator.model.events import Run
from migrator.model.report import Report
from migrator.model.secret import Secret
from migrator.model.settings import (
    PolicySettings,
    TargetSettings,
)
from migrator.rules.comparing import differences
from migrator.rules.fields import FIELDS, SecretForm
from migrator.rules.kinds import is_mapped_only, match_key
from migrator.rules.preparing import prepare
from migrator.rules.present import Present
from migrator.sandbox.cloud import OctopusCloud
from migrator.sandbox.instance import Shape
from tests.fakes.read_sample import export_sample

_KEY = "API-VERIFYSEES12345"

TOLERATED = {
    r".*_variables/Variables/\*/Value": "the API does not tell whether a secret is set",
}
"""Places where some values, not all, are not compared, each with the reason."""


@pytest.fixture(scope="module")
def seen(tmp_path_factory: pytest.TempPathFactory) -> dict[str, set[bool]]:
    """For each place by kind and pointer, whether changes there were reported."""
    work = tmp_path_factory.mktemp("verify-sees")
    settings, run = export_sample(work / "x.ocmpack", Shape.V2026_1), Run()
    with (
        OctopusCloud(api_key=_KEY) as cloud,
        open_package(settings) as package,
        open_target(TargetSettings(url=cloud.url, api_key=Secret(_KEY)), run) as target,
        open_state(work / "state") as state,
    ):
        made = plan(package, target, PolicySettings(), state, run)
        upload(made, package, target, state, run, is_fresh=True)
        spaces = stage.spaces_of(package, target)
        present = stage.present_for(package, target, state, spaces, run)

        def look(changed: Present) -> Report:
            with pytest.MonkeyPatch.context() as patch:
                patch.setattr(stage, "present_for", lambda *_: changed)
                return stage.verify(made, package, target, state, run)

        assert look(present).is_clean
        left = {leave.ref for leave in made.left}
        wanted = {
            document.ref: prepare(document, made.choices).body or {}
            for document in package.documents()
            if document.ref not in left and not is_mapped_only(document.ref)
        }
        return _look_at_each(wanted, present, look)


def _look_at_each(wanted: dict[Ref, Body], present: Present, look) -> dict[str, set[bool]]:
    waiting = {
        ref: [place for place in dict.fromkeys(_places(body)) if _is_compared(ref, place)]
        for ref, body in wanted.items()
    }
    _thin_out(waiting)
    found: dict[str, set[bool]] = {}
    while any(waiting.values()):
        now = {ref: pointers.pop() for ref, pointers in waiting.items() if pointers}
        documents = dict(present.documents)
        for ref, pointer in now.items():
            document = documents[match_key(ref)]
            body = copy_body(document.body)
            _change(body, pointer.split("/")[1:])
            documents[match_key(ref)] = replace(document, body=body)
        items = {item.ref for item in look(replace(present, documents=documents)).items}
        for ref, pointer in now.items():
            found.setdefault(_pattern(ref, pointer), set()).add(str(ref) in items)
    return found


def _is_compared(ref: Ref, pointer: str) -> bool:
    member = pointer.split("/")[1]
    return all(item.is_compared for item in FIELDS[ref.kind] if item.name == member)


def _thin_out(waiting: dict[Ref, list[str]]) -> None:
    """Leave two examples of each place, in the documents that have least to do."""
    counts: dict[str, int] = {}
    for ref, pointers in sorted(waiting.items(), key=lambda pair: len(pair[1])):
        kept = []
        for pointer in pointers:
            pattern = _pattern(ref, pointer)
            counts[pattern] = counts.get(pattern, 0) + 1
            if counts[pattern] <= 2:
                kept.append(pointer)
        waiting[ref] = kept


def _pattern(ref: Ref, pointer: str) -> str:
    kept = re.sub(r"/\d+(?=/|$)", "/*", pointer)
    kept = re.sub(r"/(Properties|Scope|DisplaySettings)/.*", r"/\1/*", kept)
    return f"{ref.kind}{kept}"


def _places(node: Node, here: str = "") -> Iterator[str]:
    """Every leaf, and every member that is empty."""
    match node:
        case dict() | list() if node:
            items = node.items() if isinstance(node, dict) else enumerate(node)
            for key, item in items:
                if "/" not in str(key):
                    yield from _places(item, f"{here}/{key}")
        case None:
            return
        case Slot(readable=False):
            return  # nothing is expected in its place
        case _:
            yield here


def _change(body: Node, path: list[str]) -> None:
    *way, last = path
    node = body
    for step in way:
        node = node[int(step)] if isinstance(node, list) else node[step]
    key = int(last) if isinstance(node, list) else last
    node[key] = _other(node.get(key) if isinstance(node, dict) else node[key])


def _other(value: Node) -> Node:
    match value:
        case bool():
            return not value
        case int() | float():
            return value + 1
        case str():
            return f"{value} (changed)"
        case Ref(kind=kind, path=path):
            return Ref(kind, (*path[:-1], f"{path[-1]} (changed)"))
        case Joined(separator=separator, items=items):
            return Joined(separator, (*items, "changed"))
        case Embedded(node=inner):
            return Embedded([inner, "changed"])
        case Slot():
            return None
        case _:
            return "changed"


CASES = [
    (kind, item)
    for kind, items in FIELDS.items()
    for item in items
    if kind is not Kind.USER  # only ever looked up
]


@pytest.mark.parametrize(
    ("kind", "item"), CASES, ids=[f"{kind}-{item.name}" for kind, item in CASES]
)
def test_a_change_of_a_member_on_the_target_is_reported(kind, item, seen):
    places = {
        place: told for place, told in seen.items() if re.match(rf"{kind}/{item.name}(/|$)", place)
    }
    if not item.is_compared:
        assert not differences(kind, {item.name: "one"}, {item.name: "two"})
        return
    silent = {place for place, told in places.items() if told != {True}}
    assert not {place for place in silent if not any(re.fullmatch(t, place) for t in TOLERATED)}
    # Also where the sample has no example of it.
    one, two = (Slot(), None) if item.secret is not SecretForm.NONE else ("one", "two")
    (found,) = differences(kind, {item.name: one}, {item.name: two})
    assert found.pointer == f"/{item.name}"


def test_the_sample_has_most_members_and_the_objects_within(seen):
    assert len(seen) > 250
    assert {True} in seen.values()
    assert {"deployment_process/Steps/*/Actions/*/Packages/*/PackageId"} <= set(seen)


def test_each_tolerance_is_needed(seen):
    quiet = {place for place, told in seen.items() if False in told}
    assert all(any(re.fullmatch(t, place) for place in quiet) for t in TOLERATED)


def test_few_members_are_not_compared_and_each_says_why():
    reasons = {f"{kind}/{item.name}": item.not_compared for kind, item in CASES}
    installed = "given by the installation: a finding tells where the target's library lacks the "
    assert {name: reason for name, reason in reasons.items() if reason} == {
        "environment/SortOrder": "servers append: the order is compared as a whole",
        "tag_set/SortOrder": "servers append: the order is compared as a whole",
        "worker_pool/SortOrder": "servers append: the order is compared as a whole",
        "feed/PackageAcquisitionLocationOptions": (
            "follows from the type: servers put in what it allows"
        ),
        "step_template/CommunityActionTemplateId": f"{installed}template",
        "runbook_snapshot/Process": "what it froze: compared before it was carried",
        "release/Process": "what it froze: compared before it was carried",
        "step_template_version/CommunityActionTemplateId": f"{installed}template",
    }
