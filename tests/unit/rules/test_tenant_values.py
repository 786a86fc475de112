"""What tenants fill in: how both sides come to the same document, and what follows from it."""

import pytest

from migrator.model.documents import Embedded, Kind, Ref, Slot
from migrator.model.plan import Choices, Fill, Link, Update
from migrator.model.report import Severity
from migrator.model.settings import Existing, PolicySettings
from migrator.rules.comparing import differences
from migrator.rules.kinds import document_of, owner_of
from migrator.rules.merging import merged
from migrator.rules.naming import Directory, is_missing
from migrator.rules.preparing import prepare
from migrator.rules.rewriting import to_refs
from migrator.rules.shaping import shape
from migrator.rules.tenant_values import learn_templates
from tests.unit.rules.making import PROJECT, directory, document, ref
from tests.unit.rules.test_planning import SPACE_REF, named, planned, present, ranks_of, steps

VALUES, TENANT = ref(Kind.TENANT_VARIABLES, "Acme"), ref(Kind.TENANT, "Acme")
SHARED = ref(Kind.LIBRARY_VARIABLE_SET, "Shared")
HOST = ref(Kind.VARIABLE_TEMPLATE, "project", "Web Shop", "Host")
REGION = ref(Kind.VARIABLE_TEMPLATE, "library", "Shared", "Region")
TEST = ref(Kind.ENVIRONMENT, "Test")


def value(template, found="x", *environments):
    return {"Template": template, "Environments": [*environments], "Value": found}


def values(*items):
    return document(VALUES, {"Values": [*items]})


def test_a_value_for_several_environments_reads_as_one_for_each():
    raw = {"Values": [{"Template": "t", "Environments": ["E-1", "E-2"], "Value": "x", "Id": "1"}]}
    body, unknown = shape(Kind.TENANT_VARIABLES, raw)
    assert body == {"Values": [value("t", "x", "E-1"), value("t", "x", "E-2")]}
    assert not unknown


@pytest.mark.parametrize("empty", [None, "", {"HasValue": False}, {"SensitiveValue": None}])
def test_a_value_that_is_not_set_is_none(empty):
    assert shape(Kind.TENANT_VARIABLES, {"Values": [value("t", empty)]})[0] == {"Values": []}


def test_only_projects_and_library_sets_have_templates_that_tenants_fill_in():
    known = Directory()
    templates = [{"Id": "guid", "Name": "Host"}, {"Name": "without id"}, "odd"]
    assert learn_templates(PROJECT, "Projects-1", templates, known) == {HOST: "guid"}
    assert known.find("Default", "projects-1/GUID") == HOST
    step_template = ref(Kind.STEP_TEMPLATE, "Notify")
    assert not learn_templates(step_template, "ActionTemplates-1", templates, known)


@pytest.mark.parametrize(
    ("control", "text", "found"),
    [
        ("AzureAccount", "Accounts-1", ref(Kind.ACCOUNT, "AWS")),
        ("AzureAccount", "my account", "my account"),
        ("SingleLineText", "Accounts-1", "Accounts-1"),
        ("WorkerPool", "WorkerPools-1", ref(Kind.WORKER_POOL, "Linux")),
        (
            "Package",
            '{"PackageId":"a","FeedId":"Feeds-1"}',
            Embedded({"PackageId": "a", "FeedId": ref(Kind.FEED, "Docker Hub")}),
        ),
        ("Sensitive", Slot(), Slot()),
    ],
)
def test_the_template_tells_what_a_value_refers_to(control, text, found):
    known = directory()
    settings = {"Octopus.ControlType": control}
    template = {"Id": "guid", "Name": "Host", "DisplaySettings": settings}
    learn_templates(PROJECT, "Projects-1", [template], known)
    body = {"Values": [value("Projects-1/guid", text)]}
    to_refs(VALUES, body, known)
    assert body == {"Values": [value(HOST, found)]}


def test_a_typed_value_that_leads_nowhere_is_missing():
    known = directory()
    settings = {"Octopus.ControlType": "Certificate"}
    template = {"Id": "guid", "Name": "Host", "DisplaySettings": settings}
    learn_templates(PROJECT, "Projects-1", [template], known)
    body = {"Values": [value("Projects-1/guid", "Certificates-77"), "odd"]}
    to_refs(VALUES, body, known)
    assert is_missing(body["Values"][0]["Value"])


def test_values_belong_to_their_tenant_and_templates_to_what_declares_them():
    assert owner_of(VALUES) == TENANT
    assert document_of(HOST) == PROJECT
    assert document_of(REGION) == SHARED


def test_merge_keeps_the_values_that_only_the_target_has():
    ours, theirs = value(HOST, "ours", TEST), value(HOST, "theirs")
    present_body = {"Values": [value(HOST, "old", TEST), theirs]}
    wanted = merged(VALUES.kind, {"Values": [ours]}, present_body, Existing.MERGE)
    assert wanted == {"Values": [ours, theirs]}
    assert merged(VALUES.kind, {"Values": [ours]}, present_body, Existing.OVERWRITE) == {
        "Values": [ours]
    }


def test_values_are_compared_by_template_and_environment_whatever_their_order():
    one, two = value(HOST, "a", TEST), value(REGION, "b")
    assert not differences(VALUES.kind, {"Values": [one, two]}, {"Values": [two, one]})
    (found,) = differences(VALUES.kind, {"Values": [one]}, {"Values": [value(HOST, "z", TEST)]})
    assert (found.pointer, found.expected, found.found) == ("/Values/0/Value", "a", "z")


@pytest.mark.parametrize("nothing", [None, Slot(readable=False)])
def test_a_value_that_says_nothing_is_not_missed(nothing):
    assert not differences(VALUES.kind, {"Values": [value(HOST, nothing)]}, {"Values": []})
    assert differences(VALUES.kind, {"Values": [value(HOST, Slot())]}, {"Values": []})


def test_a_value_that_cannot_go_is_left_and_the_others_go():
    gone = ref(Kind.ACCOUNT, "Gone")
    held = values(value(HOST, gone), value(REGION, "eu"))
    prepared = prepare(held, Choices(absent=frozenset({gone})))
    assert prepared.body == {"Values": [value(REGION, "eu")]}
    (left,) = prepared.left_out
    assert (left.pointer, left.ref) == ("/Values/0", gone)
    assert left.message.startswith("'Host' refers to account")


def package(*more):
    return [
        named({"Templates": [{"Name": "Host"}]}, PROJECT),
        named({"ProjectEnvironments": [{"ProjectId": PROJECT, "EnvironmentIds": []}]}, TENANT),
        values(value(HOST)),
        *more,
    ]


def test_values_are_written_after_the_links_of_their_tenant():
    plan = planned(package())
    assert (Fill, VALUES) in steps(plan)
    links = [n for n, rank in enumerate(plan.ranks) for step in rank if isinstance(step, Link)]
    assert max(links) < ranks_of(plan)[VALUES]
    assert not plan.is_blocked


def test_no_values_are_not_written():
    plan = planned([named({}, TENANT), values()])
    assert VALUES not in ranks_of(plan)


def test_values_that_differ_are_updated():
    target = present(
        document(SPACE_REF), *package()[:2], values(value(HOST, "old")), parts={HOST: "T-host"}
    )
    updates = [step for step in planned(package(), target).steps if isinstance(step, Update)]
    assert [(step.ref, step.changes) for step in updates] == [(VALUES, ("/Values/0/Value",))]
    assert planned(package(), target).kept[HOST] == "T-host"


def test_links_and_values_of_a_project_that_does_not_move_are_left_and_told_and_block_nothing():
    other = ref(Kind.PROJECT, "Ledger")
    template = ref(Kind.VARIABLE_TEMPLATE, "project", "Ledger", "Host")
    links = [{"ProjectId": other, "EnvironmentIds": [TEST]}]
    plan = planned(
        [named({"ProjectEnvironments": links}, TENANT), values(value(template, "x", TEST))]
    )
    assert not plan.is_blocked
    told = [(f.severity, f.code, f.ref) for f in plan.findings]
    assert told == [
        (Severity.INFO, "link-left", str(TENANT)),
        (Severity.INFO, "link-left", str(VALUES)),
    ]
    assert "value of 'Host' for 'Default/Ledger'" in plan.findings[1].message


def test_a_template_that_a_kept_project_lacks_leaves_its_values_behind():
    target = present(document(SPACE_REF), *package()[:2])
    kept = planned(package(), target, PolicySettings(existing=Existing.KEEP))
    assert VALUES not in ranks_of(kept)
    merging = planned(package(), target, PolicySettings(existing=Existing.MERGE))
    assert VALUES in ranks_of(merging)


def test_values_of_a_project_that_the_target_has_go_even_if_it_does_not_move():
    target = present(document(SPACE_REF), named({}, PROJECT), parts={HOST: "T-host"})
    plan = planned([named({}, TENANT), values(value(HOST))], target)
    assert (Fill, VALUES) in steps(plan)


def test_values_go_with_their_tenant_only():
    gone = ref(Kind.TAG, "Gone", "Tag")
    plan = planned([named({"TenantTags": [gone]}, TENANT), *package()[::2]])
    assert {leave.ref for leave in plan.left} == {TENANT, VALUES}
    assert Ref(Kind.PROJECT, PROJECT.path) in ranks_of(plan)
