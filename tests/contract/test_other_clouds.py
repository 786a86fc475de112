"""Clouds that count, answer, list and decorate otherwise: same end, and nothing to do twice."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import cast
from urllib.request import Request, urlopen

import pytest

from migrator.engine.connect import open_package, open_target
from migrator.engine.plan import plan
from migrator.engine.state import open_state
from migrator.engine.upload import upload
from migrator.engine.verify import verify
from migrator.model.events import Run
from migrator.model.plan import Plan
from migrator.model.report import Report
from migrator.model.secret import Secret
from migrator.model.settings import (
    Existing,
    MissingReference,
    PackageSettings,
    PolicySettings,
    TargetSettings,
)
from migrator.sandbox.instance import Shape
from tests.contract import odd_cloud
from tests.contract.odd_cloud import After, Before, OddCloud
from tests.fakes.read_sample import export_sample

_KEY = "API-ODDCLOUD1234567"


@pytest.fixture(scope="module")
def package_settings(tmp_path_factory: pytest.TempPathFactory) -> PackageSettings:
    return export_sample(tmp_path_factory.mktemp("odd") / "x.ocmpack", Shape.V2024_4)


@dataclass(frozen=True)
class Outcome:
    uploaded: Report
    verified: Report
    second: Plan


def _carry_out(
    cloud: OddCloud,
    settings: PackageSettings,
    work: Path,
    existing: Existing = Existing.MERGE,
) -> Outcome:
    run = Run()
    target_settings = TargetSettings(url=cloud.url, api_key=Secret(_KEY), connections=4)
    policy = PolicySettings(existing=existing, missing_reference=MissingReference.SKIP_ITEM)
    with (
        open_package(settings) as package,
        open_target(target_settings, run) as target,
        open_state(work / "state") as state,
    ):
        first = plan(package, target, policy, state, run)
        uploaded = upload(first, package, target, state, run, is_fresh=True)
        verified = verify(first, package, target, state, run)
        second = plan(package, target, policy, state, run)
    return Outcome(uploaded, verified, second)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        pytest.param(
            odd_cloud.count_from_one_in, odd_cloud.count_from_one_out, id="versions count from 1"
        ),
        pytest.param(None, odd_cloud.answer_empty, id="PUT answers nothing"),
        pytest.param(None, odd_cloud.answer_slim, id="POST answers little"),
        pytest.param(odd_cloud.forbid_teams, None, id="teams of the system are forbidden"),
        pytest.param(odd_cloud.lack_all, None, id="lists only in pages"),
        pytest.param(None, odd_cloud.decorate, id="answers are decorated"),
    ],
)
def test_the_migration_ends_equal_and_has_nothing_left_to_do(
    package_settings: PackageSettings, tmp_path: Path, before: Before | None, after: After | None
) -> None:
    with OddCloud(api_key=_KEY) as cloud:
        cloud.before, cloud.after = before, after
        outcome = _carry_out(cloud, package_settings, tmp_path)
    assert outcome.uploaded.facts["failed"] == 0, outcome.uploaded.findings
    assert outcome.verified.is_clean, outcome.verified.items
    assert outcome.second.steps == ()


def test_a_space_whose_children_come_late_is_waited_for(
    package_settings: PackageSettings, tmp_path: Path
) -> None:
    with OddCloud(api_key=_KEY, space_children_delay_s=1.0) as cloud:
        outcome = _carry_out(cloud, package_settings, tmp_path)
    assert outcome.uploaded.facts["failed"] == 0, outcome.uploaded.findings
    assert outcome.second.steps == ()


def _ask(cloud: OddCloud, method: str, path: str, body: object = None) -> dict[str, object]:
    data = None if body is None else json.dumps(body).encode()
    headers = {"X-Octopus-ApiKey": _KEY, "Content-Type": "application/json"}
    request = Request(f"{cloud.url}/api/Spaces-1/{path}", data, headers, method=method)
    with urlopen(request, timeout=10) as answer:
        return cast("dict[str, object]", json.loads(answer.read()))


def _items(cloud: OddCloud, path: str) -> list[dict[str, object]]:
    return cast("list[dict[str, object]]", _ask(cloud, "GET", f"{path}?take=1000")["Items"])


def _change_by_hand(cloud: OddCloud) -> None:
    """What people may have done since: renamed, reordered, added, removed, moved the default."""
    (project,) = (item for item in _items(cloud, "projects") if item["Name"] == "Web Shop")
    variables = _ask(cloud, "GET", f"variables/{project['VariableSetId']}")
    extra = {"Name": "Only.Target", "Value": "x", "Type": "Sensitive", "IsSensitive": True}
    variables["Variables"] = [
        *cast("list[object]", variables["Variables"])[1:],
        {**extra, "Scope": {}},
    ]
    _ask(cloud, "PUT", f"variables/{project['VariableSetId']}", variables)
    route = f"projects/{project['Id']}/deploymentprocesses"
    process = _ask(cloud, "GET", route)
    process["Steps"] = cast("list[object]", process["Steps"])[::-1][:-1]
    _ask(cloud, "PUT", route, process)
    channels = _items(cloud, f"projects/{project['Id']}/channels")
    default = next(item for item in channels if item["IsDefault"])
    other = next(item for item in channels if not item["IsDefault"])
    _ask(cloud, "PUT", f"channels/{default['Id']}", {**default, "Name": "Renamed"})
    _ask(cloud, "PUT", f"channels/{other['Id']}", {**other, "IsDefault": True})
    for collection in ("accounts", "environments", "projectgroups", "proxies", "runbooks"):
        first = _items(cloud, collection)[0]
        changed = {**first, "Name": str(first["Name"]).upper(), "Description": "by hand"}
        _ask(cloud, "PUT", f"{collection}/{first['Id']}", changed)


@pytest.mark.parametrize("existing", [Existing.MERGE, Existing.OVERWRITE])
def test_what_was_changed_by_hand_is_put_right_once(
    package_settings: PackageSettings, tmp_path: Path, existing: Existing
) -> None:
    with OddCloud(api_key=_KEY) as cloud:
        _carry_out(cloud, package_settings, tmp_path, existing)
        _change_by_hand(cloud)
        outcome = _carry_out(cloud, package_settings, tmp_path, existing)
        wiped = cloud.store.wiped
    assert outcome.uploaded.facts["done"] != 0
    assert outcome.uploaded.facts["failed"] == 0, outcome.uploaded.findings
    assert outcome.verified.is_clean, outcome.verified.items
    assert outcome.second.steps == ()
    assert wiped == 0
