"""Step templates of the community are installed from the target's library."""

import pytest

from migrator.engine.plan import plan
from migrator.engine.upload import upload
from migrator.engine.verify import verify
from migrator.model.documents import Kind, LogicalDocument
from migrator.model.events import Run
from migrator.model.settings import PolicySettings
from migrator.rules.shaping import shape
from migrator.sandbox.cloud import OctopusCloud
from tests.fakes.crashing import Crash, Doom, doomed
from tests.fakes.small_migration import API_KEY, RAW, moving, ref, write

# As the sandbox cloud's library has it.
GUID, NAME = "6042d737-5902-0729-ae57-8b6650a299da", "HTTP - Test URL"
UNCHANGED = {
    "Name": NAME,
    "Description": "Makes a GET request and checks the answer.",
    "ActionType": "Octopus.Script",
    "Properties": {
        "Octopus.Action.Script.ScriptSource": "Inline",
        "Octopus.Action.Script.Syntax": "PowerShell",
        "Octopus.Action.Script.ScriptBody": "Invoke-WebRequest $OctopusParameters['Uri']",
    },
    "Parameters": [
        {
            "Name": "Uri",
            "Label": "URI",
            "HelpText": None,
            "DefaultValue": None,
            "DisplaySettings": {"Octopus.ControlType": "SingleLineText"},
        }
    ],
    "CommunityActionTemplateId": {"ExternalId": GUID.upper(), "Name": NAME},
}
CHANGED = UNCHANGED | {"Name": "Our own test", "Description": "It asks twice."}
OTHER = UNCHANGED | {
    "CommunityActionTemplateId": {"ExternalId": "11111111-2222-4333-8444-555555555555", "Name": "X"}
}
INSTALLED = "CommunityActionTemplates-1001"


@pytest.fixture
def cloud():
    with OctopusCloud(api_key=API_KEY) as running:
        yield running


def packed(tmp_path, raw, *versions):
    space, first = RAW[0]
    held = [LogicalDocument(space, shape(space.kind, first)[0], {}, {})]
    body, _ = shape(Kind.STEP_TEMPLATE, raw)
    held.append(LogicalDocument(ref(Kind.STEP_TEMPLATE, raw["Name"]), body, {}, {}))
    for number, older in versions:
        found = ref(Kind.STEP_TEMPLATE_VERSION, raw["Name"], number)
        held.append(LogicalDocument(found, shape(found.kind, older)[0], {}, {}))
    return write(tmp_path / "one.ocmpack", held)


def move(package, cloud, state, doom=None):
    """Plan, upload and verify; gives the plan and the report."""
    with moving(package, cloud, state) as (opened, target, held):
        made = plan(opened, target, PolicySettings(), held, Run())
        with doomed(target, doom or Doom()) as dying:
            upload(made, opened, dying, held, Run(), is_fresh=True)
        return made, verify(made, opened, target, held, Run())


def told(made):
    return [found.ref for found in made.findings if found.code == "community-copy"]


@pytest.mark.parametrize(("raw", "version"), [(UNCHANGED, 1), (CHANGED, 2)])
def test_one_is_installed_and_keeps_what_was_changed_in_it_and_a_second_run_writes_nothing(
    cloud, tmp_path, raw, version
):
    package = packed(tmp_path, raw)
    made, report = move(package, cloud, tmp_path / "state")
    assert report.is_clean, report.items
    (held,) = cloud.store.documents("ActionTemplate")
    assert held["CommunityActionTemplateId"] == INSTALLED
    assert (held["Name"], held["Version"]) == (raw["Name"], version)
    assert told(made) == []
    again, report = move(package, cloud, tmp_path / "state")
    assert again.steps == ()
    assert report.is_clean


def test_one_that_the_targets_library_lacks_is_copied_and_told(cloud, tmp_path):
    made, report = move(packed(tmp_path, OTHER), cloud, tmp_path / "state")
    assert report.is_clean, report.items
    (held,) = cloud.store.documents("ActionTemplate")
    assert not held.get("CommunityActionTemplateId")
    assert held["Description"] == UNCHANGED["Description"]
    assert told(made) == [str(ref(Kind.STEP_TEMPLATE, NAME))]


def test_one_that_the_space_has_installed_under_another_name_is_copied(cloud, tmp_path):
    package = packed(tmp_path, CHANGED)
    with moving(package, cloud, tmp_path / "state") as (_, target, _):
        space = cloud.space_id("Default")
        at = f"/api/communityactiontemplates/{INSTALLED}/installation/{space}"
        target.wire.post(at, {}, look=None)
    _, report = move(package, cloud, tmp_path / "state")
    assert report.is_clean, report.items
    assert {
        (held["Name"], held.get("CommunityActionTemplateId") or "")
        for held in cloud.store.documents("ActionTemplate")
    } == {(NAME, INSTALLED), (CHANGED["Name"], "")}


def test_an_upload_that_dies_anywhere_installs_it_once_and_ends_with_what_was_changed(tmp_path):
    package = packed(tmp_path, UNCHANGED | {"Description": "It asks twice."})
    place, died = 0, 0
    while True:
        place += 1
        with OctopusCloud(api_key=API_KEY) as cloud:
            with moving(package, cloud, tmp_path / str(place)) as (opened, target, held):
                made = plan(opened, target, PolicySettings(), held, Run())
                try:
                    with doomed(target, Doom(place)) as dying:
                        upload(made, opened, dying, held, Run(), is_fresh=True)
                except Crash:
                    died += 1
                else:
                    break
                upload(made, opened, target, held, Run(), is_fresh=True)
            (there,) = cloud.store.documents("ActionTemplate")
            assert (there["Description"], there["Version"]) == ("It asks twice.", 2)
            assert there["CommunityActionTemplateId"] == INSTALLED
    assert died >= 6


def test_one_with_earlier_versions_is_installed_and_then_saved_version_by_version(cloud, tmp_path):
    older = ("4", CHANGED | {"Description": "It asks once."})
    package = packed(tmp_path, CHANGED, older)
    _, report = move(package, cloud, tmp_path / "state")
    assert report.is_clean, report.items
    (held,) = cloud.store.documents("ActionTemplate")
    assert held["CommunityActionTemplateId"] == INSTALLED
    history = {
        version["Version"]: version["Description"]
        for version in cloud.store.documents("ActionTemplateVersion")
    }
    assert history == {1: UNCHANGED["Description"], 2: "It asks once.", 3: "It asks twice."}
    again, _ = move(package, cloud, tmp_path / "other")
    assert again.steps == ()
