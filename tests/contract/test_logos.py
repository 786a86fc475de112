"""Logos from the source server's API to the cloud."""

import json
from dataclasses import dataclass, replace
from urllib.request import Request, urlopen

import pytest

from migrator.engine.connect import open_package, open_source, open_target
from migrator.engine.export import export
from migrator.engine.plan import plan
from migrator.engine.state import open_state
from migrator.engine.survey import survey
from migrator.engine.upload import upload
from migrator.engine.verify import verify
from migrator.model.documents import Kind
from migrator.model.events import Run
from migrator.model.secret import Secret
from migrator.model.settings import (
    FileSettings,
    PackageSettings,
    PolicySettings,
    SelectSettings,
    TargetSettings,
)
from migrator.sandbox.cloud import OctopusCloud, packages
from migrator.sandbox.instance import Shape, sample_instance
from migrator.sandbox.tds import SqlServer
from tests.fakes.read_sample import KEY, OLDER, PASSWORD, settings_for

CLOUD_KEY, SOURCE_KEY = "API-LOGOTARGET12345", "API-LOGOSOURCE12345"
SHOP, CONTOSO = b"\x89PNG shop's own", b"<svg>contoso</svg>"


@dataclass
class World:
    sql: SqlServer
    source: OctopusCloud
    cloud: OctopusCloud
    work: object

    def settings(self):
        key = Secret(SOURCE_KEY)
        files = FileSettings(api_url=self.source.url, api_key=key)
        return PackageSettings(self.work / "x.ocmpack", passphrase=Secret("horse"), files=files)

    def export(self, select=SelectSettings(), *, logos=True):  # noqa: B008
        run = Run()
        with open_source(replace(settings_for(self.sql.port), logos=logos), run) as opened:
            inventory = survey(opened, run)
            return inventory, export(opened, inventory, select, self.settings(), run)

    def move(self):
        run = Run()
        target = TargetSettings(url=self.cloud.url, api_key=Secret(CLOUD_KEY))
        with (
            open_package(self.settings()) as package,
            open_target(target, run) as opened,
            open_state(self.work / "state") as state,
        ):
            made = plan(package, opened, PolicySettings(), state, run)
            assert not made.is_blocked, made.findings
            uploaded = upload(made, package, opened, state, run, is_fresh=True)
            assert uploaded.facts["failed"] == 0, uploaded.findings
            return made, verify(made, package, opened, state, run)

    def shown(self, kind, name):
        found = self.cloud.store.all_of(kind, "Spaces-1")
        owner = next(document for document in found if document["Name"] == name)
        return self.cloud.store.contents.get(f"logo/{owner['Id']}")


def set_logo(server, key, route, content):
    body = (
        b'--b\r\nContent-Disposition: form-data; name="fileData"; filename="l.png"\r\n\r\n'
        + content
        + b"\r\n--b--\r\n"
    )
    headers = {"X-Octopus-ApiKey": key, "Content-Type": "multipart/form-data; boundary=b"}
    request = Request(f"{server.url}{route}", body, headers, method="PUT")
    with urlopen(request, timeout=10) as answer:
        assert answer.status == 200


@pytest.fixture
def world(tmp_path):
    instance = sample_instance(master_key=KEY, older_master_key=OLDER, shape=Shape.V2024_4)
    rows = instance.database.tables["Tenant"].rows
    at = next(i for i, row in enumerate(rows) if row["Name"] == "Contoso")
    rows[at] = {**rows[at], "LogoAttachmentKey": "logos/contoso"}
    tenant_id = rows[at]["Id"]
    rows = instance.database.tables["Project"].rows
    at = next(i for i, row in enumerate(rows) if row["Name"] == "Web Shop")
    said = json.loads(rows[at]["JSON"]) | {"LogoAttachmentKey": "logos/shop"}
    rows[at] = {**rows[at], "JSON": json.dumps(said)}
    project_id = rows[at]["Id"]
    with (
        SqlServer(
            {"OctopusDeploy": instance.database}, users={"reader": PASSWORD}, tls=None
        ) as sql,
        OctopusCloud(api_key=SOURCE_KEY) as source,
        OctopusCloud(api_key=CLOUD_KEY) as cloud,
    ):
        for kind, identity in (("Project", project_id), ("Tenant", tenant_id)):
            source.store.put(kind, {"Id": identity, "SpaceId": "Spaces-1", "Name": identity})
        set_logo(source, SOURCE_KEY, f"/api/Spaces-1/projects/{project_id}/logo", SHOP)
        set_logo(source, SOURCE_KEY, f"/api/Spaces-1/tenants/{tenant_id}/logo", CONTOSO)
        source.requests.clear()
        yield World(sql, source, cloud, tmp_path)


def logos_of(made):
    kinds = {Kind.PROJECT_LOGO, Kind.TENANT_LOGO}
    return sorted(str(step.ref) for step in made.steps if step.ref.kind in kinds)


def test_logos_arrive_with_what_they_belong_to_and_once(world):
    inventory, report = world.export()
    assert report.kinds["project_logo"] == report.kinds["tenant_logo"] == {"written": 1}
    assert not [f for f in inventory.findings if "LogoAttachmentKey" in f.pointer]
    assert {request.method for request in world.source.requests} == {"GET"}
    made, verified = world.move()
    assert logos_of(made) == ["project_logo:Default/Web Shop", "tenant_logo:Default/Contoso"]
    assert verified.is_clean, verified.items
    assert world.shown("Project", "Web Shop") == SHOP
    assert world.shown("Tenant", "Contoso") == CONTOSO
    made, _ = world.move()
    assert made.steps == ()


def test_a_logo_that_somebody_has_changed_is_written_again_and_no_other(world):
    world.export()
    world.move()
    shop = next(d for d in world.cloud.store.all_of("Project") if d["Name"] == "Web Shop")
    set_logo(world.cloud, CLOUD_KEY, f"/api/Spaces-1/projects/{shop['Id']}/logo", b"GIF8 theirs")
    made, verified = world.move()
    assert logos_of(made) == ["project_logo:Default/Web Shop"]
    assert verified.is_clean, verified.items
    assert world.shown("Project", "Web Shop") == SHOP


def test_a_server_that_keeps_pictures_in_another_form_is_not_written_to_again(world, monkeypatch):
    real = packages.read_upload

    def another_form(request):
        upload = real(request)
        return replace(upload, content=upload.content + b" made smaller")

    monkeypatch.setattr(packages, "read_upload", another_form)
    world.export()
    _, verified = world.move()
    assert verified.is_clean, verified.items
    assert world.shown("Project", "Web Shop") == SHOP + b" made smaller"
    made, _ = world.move()
    assert made.steps == ()


def test_logos_go_only_with_what_is_selected(world):
    _, report = world.export(SelectSettings(projects=("Order Service",)))
    assert "project_logo" not in report.kinds
    _, report = world.export(SelectSettings(exclude=(("project logos", "*"),)))
    assert "project_logo" not in report.kinds
    assert report.kinds["tenant_logo"] == {"written": 1}


def test_a_logo_that_cannot_be_had_is_named(world):
    world.source.store.contents.clear()
    _, report = world.export()
    assert "project_logo" not in report.kinds
    made, verified = world.move()
    assert verified.is_clean, verified.items
    told = sorted(f.ref for f in made.findings if f.code == "logo")
    assert told == ["project_logo:Default/Web Shop", "tenant_logo:Default/Contoso"]


def test_without_the_server_each_logo_is_told_as_left(world):
    inventory, report = world.export(logos=False)
    assert "project_logo" not in report.kinds
    told = {f.ref for f in inventory.findings if f.pointer == "/LogoAttachmentKey"}
    assert told == {"project:Default/Web Shop", "tenant:Default/Contoso"}
