"""Tenants keep tags of free text; an older target gets neither the set nor what needs it."""

from migrator.engine.plan import plan
from migrator.engine.upload import upload
from migrator.engine.verify import verify
from migrator.model.documents import Kind, LogicalDocument
from migrator.model.events import Run
from migrator.model.report import Severity
from migrator.model.settings import OlderTarget, PolicySettings
from migrator.rules.shaping import shape
from migrator.sandbox.cloud import OctopusCloud
from tests.fakes.small_migration import API_KEY, RAW, moving, ref, write

SET, TENANT = ref(Kind.TAG_SET, "Owner"), ref(Kind.TENANT, "Acme")
TAG = ref(Kind.TAG, "Owner", "Ada & Co")
POLICY = PolicySettings(older_target=OlderTarget.ALLOW)


def move(cloud, tmp_path):
    raw = {
        RAW[0][0]: RAW[0][1],
        SET: {"Name": "Owner", "Type": "FreeText", "Scopes": ["Tenant"], "Tags": []},
        TENANT: {"Name": "Acme", "TenantTags": [TAG], "ProjectEnvironments": []},
    }
    held = [LogicalDocument(found, shape(found.kind, r)[0], {}, {}) for found, r in raw.items()]
    package = write(tmp_path / "tags.ocmpack", held)
    with moving(package, cloud, tmp_path / "state") as (opened, target, state):
        made = plan(opened, target, POLICY, state, Run())
        upload(made, opened, target, state, Run(), is_fresh=True)
        report = verify(made, opened, target, state, Run())
        again = plan(opened, target, POLICY, state, Run())
    return made, report, again


def test_they_arrive_equal_and_a_second_run_writes_nothing(tmp_path):
    with OctopusCloud(api_key=API_KEY) as cloud:
        made, report, again = move(cloud, tmp_path)
        assert report.is_clean, report.items
        (tenant,) = cloud.store.documents("Tenant")
    assert tenant["TenantTags"] == ["Owner/Ada & Co"]
    assert made.left == ()
    assert again.steps == ()


def test_an_older_target_gets_neither_the_set_nor_the_tenant_without_its_tag(tmp_path):
    with OctopusCloud(api_key=API_KEY, version="2024.4.7065") as cloud:
        made, _, _ = move(cloud, tmp_path)
        assert cloud.store.documents("TagSet") == []
        assert cloud.store.documents("Tenant") == []
    assert {leave.ref for leave in made.left} == {SET, TENANT}
    told = [found.ref for found in made.findings if found.code == "older-target"]
    assert str(SET) in told
    assert not any(found.severity is Severity.BLOCKS for found in made.findings)
