"""Icons of spaces, projects and tenants arrive, and only what has changed is written again."""

from migrator.engine.plan import plan
from migrator.engine.upload import upload
from migrator.engine.verify import verify
from migrator.model.documents import Kind, LogicalDocument
from migrator.model.events import Run
from migrator.model.settings import PolicySettings
from migrator.rules.shaping import shape
from migrator.sandbox.cloud import OctopusCloud
from tests.fakes.crashing import Crash, Doom, doomed
from tests.fakes.small_migration import API_KEY, PROJECT, RAW, documents, moving, ref, write

SPACE, TENANT = RAW[0][0], ref(Kind.TENANT, "Acme")
ICON = {"Id": "rocket", "Color": "#1A77CA"}


def packed(path, icon):
    """The small migration with a tenant, and an icon on each that can have one."""
    raw = {"Name": "Acme", "Icon": icon, "ProjectEnvironments": []}
    changes = {SPACE: {"Icon": icon}, PROJECT: {"Icon": icon}}
    tenant = LogicalDocument(TENANT, shape(Kind.TENANT, raw)[0], {}, {})
    return write(path, [*documents(changes), tenant])


def move(package, cloud, state):
    with moving(package, cloud, state) as (opened, target, held):
        made = plan(opened, target, PolicySettings(), held, Run())
        upload(made, opened, target, held, Run(), is_fresh=True)
        return made, verify(made, opened, target, held, Run())


def icons(cloud):
    return {
        kind: [held["Icon"] for held in cloud.store.documents(kind) if held.get("Icon")]
        for kind in ("Space", "Project", "Tenant")
    }


def all_of(icon):
    return {"Space": [icon], "Project": [icon], "Tenant": [icon]}


def test_they_arrive_and_are_verified_and_a_second_run_writes_nothing(tmp_path):
    with OctopusCloud(api_key=API_KEY) as cloud:
        package = packed(tmp_path / "a.ocmpack", ICON)
        _, report = move(package, cloud, tmp_path / "state")
        assert report.is_clean, report.items
        assert icons(cloud) == all_of(ICON)
        again, _ = move(package, cloud, tmp_path / "state")
        assert again.steps == ()
        other = {"Id": "ship", "Color": "#00ff00"}
        changed, report = move(packed(tmp_path / "b.ocmpack", other), cloud, tmp_path / "state")
        assert report.is_clean, report.items
        assert {step.ref for step in changed.steps} == {SPACE, PROJECT, TENANT}
        assert icons(cloud) == all_of(other)


def test_verify_sees_an_icon_that_somebody_has_changed(tmp_path):
    with OctopusCloud(api_key=API_KEY) as cloud:
        package = packed(tmp_path / "a.ocmpack", ICON)
        with moving(package, cloud, tmp_path / "state") as (opened, target, held):
            made = plan(opened, target, PolicySettings(), held, Run())
            upload(made, opened, target, held, Run(), is_fresh=True)
            (project,) = cloud.store.documents("Project")
            at = f"/api/{project['SpaceId']}/projects/{project['Id']}/logo/icon"
            body = {"IconId": "car", "IconColor": "#000000", "ProjectId": project["Id"]}
            target.wire.post(at, body | {"SpaceId": project["SpaceId"]}, look=None)
            report = verify(made, opened, target, held, Run())
    assert [item.ref for item in report.items] == [str(PROJECT)]


def test_an_upload_that_dies_anywhere_ends_with_the_icons(tmp_path):
    space, first = RAW[0]
    bodies = {space: first | {"Icon": ICON}, TENANT: {"Name": "Acme", "Icon": ICON}}
    held = [LogicalDocument(r, shape(r.kind, raw)[0], {}, {}) for r, raw in bodies.items()]
    package = write(tmp_path / "two.ocmpack", held)
    place = 0
    while True:
        place += 1
        with OctopusCloud(api_key=API_KEY) as cloud:
            with moving(package, cloud, tmp_path / str(place)) as (opened, target, state):
                made = plan(opened, target, PolicySettings(), state, Run())
                try:
                    with doomed(target, Doom(place)) as dying:
                        upload(made, opened, dying, state, Run(), is_fresh=True)
                except Crash:
                    upload(made, opened, target, state, Run(), is_fresh=True)
                else:
                    break
            assert (icons(cloud)["Space"], icons(cloud)["Tenant"]) == ([ICON], [ICON])
    assert place > 10
