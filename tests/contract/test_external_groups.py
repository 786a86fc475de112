"""External groups of teams, from the sample to the cloud and back."""

import pytest

from migrator.engine.connect import open_package, open_target
from migrator.engine.plan import plan
from migrator.engine.state import open_state
from migrator.engine.upload import upload
from migrator.engine.verify import verify
from migrator.model.events import Run
from migrator.model.secret import Secret
from migrator.model.settings import ExternalGroups, PolicySettings, TargetSettings
from migrator.sandbox.cloud import OctopusCloud
from migrator.sandbox.instance import Shape
from tests.fakes.read_sample import export_sample

KEY = "API-GROUPS1234567"
THEIRS = {"Id": "ours.only", "DisplayName": "Theirs"}


@pytest.fixture(scope="module")
def package(tmp_path_factory):
    return export_sample(tmp_path_factory.mktemp("groups") / "x.ocmpack", Shape.V2024_4)


@pytest.mark.parametrize("policy", ExternalGroups)
def test_what_the_policy_says_is_what_the_target_gets(package, tmp_path, policy):
    run, chosen = Run(), PolicySettings(external_groups=policy)
    with (
        OctopusCloud(api_key=KEY) as cloud,
        open_package(package) as opened,
        open_target(TargetSettings(url=cloud.url, api_key=Secret(KEY)), run) as target,
        open_state(tmp_path / "state") as state,
    ):

        def move():
            made = plan(opened, target, chosen, state, run)
            uploaded = upload(made, opened, target, state, run, is_fresh=True)
            assert uploaded.facts["failed"] == 0, uploaded.findings
            return made, verify(made, opened, target, state, run)

        def names():
            found = (t for t in cloud.store.all_of("Team") if t["Name"] == "Operators")
            return [g["DisplayName"] for g in next(found)["ExternalSecurityGroups"]]

        made, verified = move()
        assert verified.is_clean, verified.items
        carried = ["Operators of Entra"] if policy is ExternalGroups.CARRY else []
        assert names() == carried
        told = [f for f in made.findings if f.code == "external-group" and "Operators" in f.ref]
        assert len(told) == 2 - len(carried)
        team = next(t for t in cloud.store.all_of("Team") if t["Name"] == "Operators")
        team["ExternalSecurityGroups"] = [THEIRS]
        team["Description"] = "changed"
        _, verified = move()
        assert verified.is_clean, verified.items
        assert sorted(names()) == sorted([*carried, "Theirs"])
        made, _ = move()
        assert made.steps == ()
