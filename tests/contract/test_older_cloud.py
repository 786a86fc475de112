"""A cloud of an older version gets what it knows, and the plan tells of the rest."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from migrator.engine.connect import open_package, open_target
from migrator.engine.plan import plan
from migrator.engine.ports import Target
from migrator.engine.state import StateDirectory, open_state
from migrator.engine.upload import upload
from migrator.engine.verify import verify
from migrator.model.documents import Kind, Node
from migrator.model.events import Run
from migrator.model.plan import Plan
from migrator.model.report import Report, Severity
from migrator.model.secret import Secret
from migrator.model.settings import (
    OlderTarget,
    PackageSettings,
    PolicySettings,
    TargetSettings,
)
from migrator.package.reader import Package
from migrator.sandbox.cloud import OctopusCloud
from migrator.sandbox.instance import Shape
from tests.fakes.read_sample import export_sample

_KEY = "API-OLDERCLOUD12345"
_OLD = "2024.4.7065"
_ALLOW = PolicySettings(older_target=OlderTarget.ALLOW)


@pytest.fixture(scope="module", params=[Shape.V2023_4, Shape.V2026_1], ids=str)
def package_settings(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> PackageSettings:
    return export_sample(tmp_path_factory.mktemp("older") / "x.ocmpack", request.param)


@dataclass(frozen=True)
class World:
    """What there is once a package was moved.

    Attributes:
        asked: severities of the finding about the whole target, without and with the policy.
    """

    is_newer: bool
    cloud: OctopusCloud
    asked: tuple[list[Severity], list[Severity]]
    made: Plan
    uploaded: Report
    verified: Report
    second: Plan
    runbooks: dict[str, Node]


@contextmanager
def opened(
    settings: PackageSettings, work: Path, version: str
) -> Iterator[tuple[OctopusCloud, Package, Target, StateDirectory]]:
    with (
        OctopusCloud(api_key=_KEY, version=version) as cloud,
        open_package(settings) as package,
        open_target(TargetSettings(url=cloud.url, api_key=Secret(_KEY)), Run()) as target,
        open_state(work / "state") as state,
    ):
        yield cloud, package, target, state


@pytest.fixture(scope="module")
def world(
    package_settings: PackageSettings, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[World]:
    run = Run()
    work = tmp_path_factory.mktemp("older")
    with opened(package_settings, work, _OLD) as (cloud, package, target, state):
        refused = plan(package, target, PolicySettings(), state, run)
        made = plan(package, target, _ALLOW, state, run)
        yield World(
            is_newer=package.manifest.header.server_version.startswith("2026"),
            cloud=cloud,
            asked=(_about_target(refused), _about_target(made)),
            made=made,
            uploaded=upload(made, package, target, state, run, is_fresh=True),
            verified=verify(made, package, target, state, run),
            second=plan(package, target, _ALLOW, state, run),
            runbooks={
                document.ref.name: document.body["RunRetentionPolicy"]
                for document in package.documents()
                if document.ref.kind is Kind.RUNBOOK
            },
        )


def _about_target(made: Plan) -> list[Severity]:
    return [f.severity for f in made.findings if f.code == "older-target" and not f.ref]


def test_a_target_that_is_older_than_the_source_is_refused_unless_allowed(world: World) -> None:
    newer = ([Severity.BLOCKS], [Severity.WARNING])
    assert world.asked == (newer if world.is_newer else ([], []))


def test_what_arrives_is_equal_and_there_is_nothing_left_to_do(world: World) -> None:
    assert not world.made.is_blocked
    assert world.uploaded.facts["failed"] == 0, world.uploaded.findings
    assert world.verified.is_clean, world.verified.items
    assert world.second.steps == ()


def test_feeds_of_newer_types_stay_behind_and_are_told(world: World) -> None:
    types = {str(feed["FeedType"]) for feed in world.cloud.store.documents("Feed")}
    assert "Docker" in types
    assert not types & {"PyPi", "GcsStorage"}
    left = {leave.ref.name for leave in world.made.left if leave.code == "older-target"}
    assert left == {"pypi", "gcs"}
    told = {f.ref for f in world.made.findings if f.code == "older-target" and f.ref}
    assert {ref.rpartition("/")[2] for ref in told} == left


def test_nothing_is_sent_that_the_older_version_does_not_know(world: World) -> None:
    sent = {
        (asked.path.rsplit("/", 2)[-2 if asked.method == "PUT" else -1], name)
        for asked in world.cloud.requests
        if asked.method in {"POST", "PUT"} and isinstance(asked.body, dict)
        for name in asked.body
    }
    assert {("tagsets", "Tags"), ("environments", "Name"), ("projects", "Name")} <= sent
    assert not sent & {
        ("tagsets", "Type"), ("tagsets", "Scopes"), ("projects", "ProjectTags"),
        ("environments", "EnvironmentTags"), ("runbooks", "RunbookTags"),
    }  # fmt: skip


def test_retention_arrives_in_the_older_form(world: World) -> None:
    stored = world.cloud.store.documents("Runbook")
    assert len(stored) > 3
    for runbook in stored:
        policy, wanted = runbook["RunRetentionPolicy"], world.runbooks[str(runbook["Name"])]
        assert isinstance(wanted, dict)
        assert policy == {
            "ShouldKeepForever": wanted["Strategy"] != "Count",
            "QuantityToKeep": wanted["QuantityToKeep"],
            "Unit": wanted["Unit"],
        }


def test_a_newer_target_is_refused_nothing(
    package_settings: PackageSettings, tmp_path: Path
) -> None:
    with opened(package_settings, tmp_path, "2026.3.1") as (_, package, target, state):
        made = plan(package, target, PolicySettings(), state, Run())
    assert not {"older-target", "adapted"} & {finding.code for finding in made.findings}
