"""A deployment freeze, from the database of a newer server to the cloud and back."""

import pytest

from migrator.engine.connect import open_package, open_target
from migrator.engine.plan import plan
from migrator.engine.state import open_state
from migrator.engine.upload import upload
from migrator.engine.verify import verify
from migrator.model.documents import Kind
from migrator.model.events import Run
from migrator.model.secret import Secret
from migrator.model.settings import PolicySettings, TargetSettings
from migrator.sandbox.cloud import OctopusCloud
from migrator.sandbox.instance import Shape
from tests.fakes.read_sample import export_sample

KEY = "API-FREEZES123456"


@pytest.fixture
def setting(tmp_path):
    package, run = export_sample(tmp_path / "x.ocmpack", Shape.V2026_1), Run()
    with (
        OctopusCloud(api_key=KEY) as cloud,
        open_package(package) as opened,
        open_target(TargetSettings(url=cloud.url, api_key=Secret(KEY)), run) as target,
        open_state(tmp_path / "state") as state,
    ):
        yield cloud, opened, target, state, run


def move(setting):
    _cloud, package, target, state, run = setting
    made = plan(package, target, PolicySettings(), state, run)
    assert not made.is_blocked, made.findings
    report = upload(made, package, target, state, run, is_fresh=True)
    assert report.facts["failed"] == 0, report.findings
    return made, verify(made, package, target, state, run)


def name(cloud, kind, identity):
    return cloud.store.find(kind, identity)["Name"]


def test_a_freeze_holds_for_the_same_projects_tenants_and_times(setting):
    cloud = setting[0]
    _, verified = move(setting)
    assert verified.is_clean, verified.items
    (freeze,) = cloud.store.all_of("DeploymentFreeze")
    ((project, environments),) = freeze["ProjectEnvironmentScope"].items()
    assert name(cloud, "Project", project) == "Web Shop"
    assert [name(cloud, "Environment", one) for one in environments] == ["Production"]
    (entry,) = freeze["TenantProjectEnvironmentScope"]
    assert name(cloud, "Tenant", entry["TenantId"]) == "Contoso"
    assert freeze["RecurringSchedule"]["Type"] == "Weekly"
    assert (freeze["Start"], freeze["End"]) == (
        "2026-01-03T00:00:00+00:00",
        "2026-01-05T00:00:00+00:00",
    )
    made, _ = move(setting)
    assert [step for step in made.steps if step.ref.kind is Kind.DEPLOYMENT_FREEZE] == []


def test_what_the_target_freezes_besides_stays_frozen(setting):
    cloud = setting[0]
    move(setting)
    (freeze,) = cloud.store.all_of("DeploymentFreeze")
    (other, *_) = [p["Id"] for p in cloud.store.all_of("Project") if p["Name"] == "Order Service"]
    scope = freeze["ProjectEnvironmentScope"]
    scope[other] = next(iter(scope.values()))
    freeze["Description"] = "Somebody was here."
    _, verified = move(setting)
    assert verified.is_clean, verified.items
    (freeze,) = cloud.store.all_of("DeploymentFreeze")
    assert other in freeze["ProjectEnvironmentScope"]
    assert freeze["Description"] == "Nobody is there."


def test_a_key_that_may_not_set_freezes_is_told_before_anything_is_written(setting):
    cloud, package, target, state, run = setting
    cloud.trouble.missing_permissions = {"DeploymentFreezeAdminister"}
    made = plan(package, target, PolicySettings(), state, run)
    assert made.is_blocked
    assert any("DeploymentFreezeAdminister" in found.message for found in made.findings)
