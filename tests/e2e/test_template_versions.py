"""Steps stay pinned to the version of a step template that they were made from."""

from dataclasses import replace

import pytest

from migrator.engine.plan import plan
from migrator.engine.upload import upload
from migrator.engine.verify import verify
from migrator.model.documents import Kind, LogicalDocument, Ref, Slot
from migrator.model.errors import StalePlanError
from migrator.model.events import Run
from migrator.model.plan import Create
from migrator.model.settings import PolicySettings
from migrator.rules.shaping import shape
from migrator.sandbox.cloud import OctopusCloud
from migrator.target.errors import RejectedError
from tests.fakes.crashing import Crash, Doom, doomed
from tests.fakes.small_migration import (
    API_KEY,
    PLAIN,
    PROCESS,
    documents,
    moving,
    reach,
    ref,
    write,
)

TEMPLATE = ref(Kind.STEP_TEMPLATE, "Chat")
SECOND, SEVENTH = (ref(Kind.STEP_TEMPLATE_VERSION, "Chat", number) for number in ("2", "7"))
NEWEST = ref(Kind.TEMPLATE_VERSION, "Chat")
TOKEN = "/Parameters/0/DefaultValue"
SECRETS = PLAIN | {
    (found, TOKEN): f"token-{found.name}-canary" for found in (SECOND, SEVENTH, TEMPLATE)
}


def template(found: Ref) -> LogicalDocument:
    settings = {"Octopus.ControlType": "Sensitive"}
    raw = {
        "Name": "Chat",
        "Description": f"as it was in {found.name}",
        "ActionType": "Octopus.Script",
        "Properties": {"Octopus.Action.Script.ScriptBody": f"tell {found.name}"},
        "Parameters": [{"Name": "Token", "DisplaySettings": settings, "DefaultValue": Slot()}],
    }
    body, _ = shape(found.kind, raw)
    return LogicalDocument(found, body, {}, {TOKEN: f"digest of {found.name}"})


def step(name: str, version: Ref) -> dict[str, object]:
    properties = {
        "Octopus.Action.Template.Id": TEMPLATE,
        "Octopus.Action.Template.Version": version,
        "Octopus.Action.RunOnServer": "true",
        "Octopus.Action.Script.ScriptBody": f"tell {version.name}",
    }
    action = {"Name": name, "ActionType": "Octopus.Script", "Properties": properties}
    return {"Name": name, "Actions": [action]}


@pytest.fixture(scope="module")
def package(tmp_path_factory):
    held = [document for document in documents() if document.ref != PROCESS]
    held = [document for document in held if document.ref.name != "Beta"]
    process, _ = shape(PROCESS.kind, {"Steps": [step("old", SECOND), step("Deploy", SEVENTH),
                                                step("new", NEWEST)]})  # fmt: skip
    templates = [template(found) for found in (TEMPLATE, SEVENTH, SECOND)]
    held += [LogicalDocument(PROCESS, process, {}, {}), *templates]
    return write(tmp_path_factory.mktemp("package") / "chat.ocmpack", held, SECRETS)


@pytest.fixture
def cloud():
    with OctopusCloud(api_key=API_KEY) as running:
        yield running


def history(cloud):
    held = cloud.store.documents("ActionTemplateVersion")
    return {
        version["Version"]: (
            version["Description"],
            cloud.store.secret(version["Id"], "Parameters", "Token", "DefaultValue"),
        )
        for version in held
    }


def pinned(cloud):
    (process,) = [p for p in cloud.store.documents("DeploymentProcess") if p["Steps"]]
    return [
        item["Actions"][0]["Properties"]["Octopus.Action.Template.Version"]
        for item in process["Steps"]
    ]


WANTED = {
    1: ("as it was in 2", "token-2-canary"),
    2: ("as it was in 7", "token-7-canary"),
    3: ("as it was in Chat", "token-Chat-canary"),
}


def move(package, cloud, state, doom=None):
    """Plan, upload and verify; gives the plan and the report."""
    with moving(package, cloud, state) as (opened, target, held):
        made = plan(opened, target, PolicySettings(), held, Run())
        with doomed(target, doom or Doom()) as dying:
            upload(made, opened, dying, held, Run(), is_fresh=True)
        return made, verify(made, opened, target, held, Run())


def test_a_template_is_saved_once_for_each_version_that_steps_are_pinned_to(
    package, cloud, tmp_path
):
    _, report = move(package, cloud, tmp_path / "state")
    assert report.is_clean, report.items
    assert history(cloud) == WANTED
    assert pinned(cloud) == ["1", "2", "3"]


def test_a_second_run_finds_the_versions_by_their_content_also_without_its_state(
    package, cloud, tmp_path
):
    move(package, cloud, tmp_path / "state")
    with moving(package, cloud, tmp_path / "state") as (opened, target, held):
        assert plan(opened, target, PolicySettings(), held, Run()).steps == ()
    again, report = move(package, cloud, tmp_path / "other")
    assert report.is_clean, report.items
    assert not any(isinstance(found, Create) for found in again.steps)
    assert {found.ref.kind for found in again.steps} & {Kind.STEP_TEMPLATE_VERSION} == set()
    assert pinned(cloud) == ["1", "2", "3"]


def test_a_template_that_the_target_has_keeps_its_history_and_steps_get_its_newest(
    package, cloud, tmp_path
):
    space = cloud.space_id("Default")
    theirs = {"Name": "Chat", "ActionType": "Octopus.Script", "Description": "their own"}
    with reach(cloud) as target:
        target.wire.post(f"/api/{space}/actiontemplates", theirs | {"SpaceId": space}, look=None)
    planned, report = move(package, cloud, tmp_path / "state")
    assert report.is_clean, report.items
    assert {leave.ref for leave in planned.left} == {SECOND, SEVENTH}
    told = [found for found in planned.findings if found.code == "template-version"]
    assert {found.ref for found in told} == {str(SECOND), str(SEVENTH)}
    (mine,) = cloud.store.documents("ActionTemplate")
    assert mine["Version"] == 2
    assert pinned(cloud) == ["2", "2", "2"]


def test_an_upload_that_dies_between_two_versions_saves_none_of_them_twice(package, tmp_path):
    place = 0
    died = 0
    while True:
        place += 1
        with OctopusCloud(api_key=API_KEY) as cloud:
            state = tmp_path / str(place)
            with moving(package, cloud, state) as (opened, target, held):
                made = plan(opened, target, PolicySettings(), held, Run())
                only = [found for found in made.steps if found.ref.path[1:2] == ("Chat",)]
                try:
                    with doomed(target, Doom(place)) as dying:
                        upload(made, opened, dying, held, Run(), is_fresh=True)
                except Crash:
                    died += 1
                else:
                    break
                upload(made, opened, target, held, Run(), is_fresh=True)
            assert len(only) == 3
            assert history(cloud) == WANTED
            assert pinned(cloud) == ["1", "2", "3"]
    assert died > 60


class Refusing:
    """A wire whose target refuses the first of the versions."""

    def __init__(self, wire):
        self._wire = wire

    def __getattr__(self, name):
        return getattr(self._wire, name)

    def post(self, path, body, **more):
        if path.endswith("/actiontemplates"):
            raise RejectedError(path, "No.", ["No."])
        return self._wire.post(path, body, **more)


def test_a_version_that_is_refused_keeps_back_what_follows_and_the_next_try_goes_on(
    package, cloud, tmp_path
):
    with moving(package, cloud, tmp_path / "state") as (opened, target, held):
        made = plan(opened, target, PolicySettings(), held, Run())
        refusing = replace(target, wire=Refusing(target.wire))
        upload(made, opened, refusing, held, Run(), is_fresh=True)
        assert history(cloud) == {}
        report = verify(made, opened, target, held, Run())
        failed = {found.ref for found in report.findings if found.code == "failed"}
        assert {str(SECOND), str(SEVENTH), str(TEMPLATE), str(PROCESS)} <= failed
        upload(made, opened, target, held, Run())
        report = verify(made, opened, target, held, Run())
    assert report.is_clean, report.items
    assert history(cloud) == WANTED


def test_a_template_that_somebody_saves_between_two_versions_is_not_written_over(
    package, cloud, tmp_path
):
    with moving(package, cloud, tmp_path / "state") as (opened, target, held):
        made = plan(opened, target, PolicySettings(), held, Run())

        def meddle(event):
            if getattr(event, "ref", "") == str(SECOND):
                (mine,) = cloud.store.documents("ActionTemplate")
                route = f"/api/{mine['SpaceId']}/actiontemplates/{mine['Id']}"
                found = target.wire.get(route)
                target.wire.put(route, found | {"Description": "meddled"})

        with pytest.raises(StalePlanError):
            upload(made, opened, target, held, Run(emit=meddle), is_fresh=True)
    (mine,) = cloud.store.documents("ActionTemplate")
    assert (mine["Description"], mine["Version"]) == ("meddled", 2)
