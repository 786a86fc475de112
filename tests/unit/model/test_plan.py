import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from migrator.model.documents import Kind, Ref, TargetId
from migrator.model.errors import PlanFileError
from migrator.model.plan import (
    Basis,
    Choices,
    Create,
    Fill,
    Leave,
    Link,
    Plan,
    Sort,
    StepId,
    Update,
    decode_plan,
    encode_plan,
)
from migrator.model.report import Finding, Severity
from migrator.model.settings import Existing, MissingReference, OlderTarget, PolicySettings

TEST, SHOP = Ref(Kind.ENVIRONMENT, ("D", "Test")), Ref(Kind.PROJECT, ("D", "Shop"))
PROCESS, FEED = Ref(Kind.DEPLOYMENT_PROCESS, ("D", "Shop")), Ref(Kind.FEED, ("D", "Docker"))
TEAM = Ref(Kind.TEAM, ("", "Ops"))


def make_plan(**changes):
    whole = {
        "basis": Basis("p", "t", "2026.1"),
        "choices": Choices(
            PolicySettings(
                existing=Existing.OVERWRITE,
                existing_of={Kind.PROJECT: Existing.KEEP},
                missing_reference=MissingReference.SKIP_ITEM,
                run_on_server="Linux",
                disable_targets=False,
                older_target=OlderTarget.ALLOW,
            ),
            frozenset({TEST, FEED}),
            {TEAM: TEST},
            {SHOP: "Shop 2"},
            version="2026.1",
        ),
        "ranks": (
            (Create(StepId("c"), TEST, "new"), Update(StepId("u"), FEED, "differs", TargetId("F-1"), "v", ("/Name",))),
            (Create(StepId("s"), SHOP, "new"), Sort(StepId("o"), TEST, "order", (TEST,))),
            (Fill(StepId("f"), PROCESS, "made"), Link(StepId("l"), SHOP, "later"), Link(StepId("m"), TEAM, "later")),
        ),
        "kept": {TEAM: TargetId("T-1")},
        "same": (TEAM,),
        "left": (Leave(TEST, "missing-reference", "why"),),
        "spaces": {"D": "Main"},
        "findings": (Finding(Severity.WARNING, "x", "r", "m", "h", "/p"),),
        "rate_per_minute": 60,
        "burst": 2,
    }  # fmt: skip
    return Plan(**{**whole, **changes})


def test_a_plan_reads_back_from_json_as_it_was_written():
    plan = make_plan()
    assert decode_plan(json.loads(json.dumps(encode_plan(plan)))) == plan


def test_two_plans_that_differ_in_anything_have_two_digests():
    plans = [
        make_plan(),
        make_plan(ranks=()),
        make_plan(spaces={"D": "D"}),
        make_plan(findings=()),
        make_plan(basis=Basis("p", "u")),
        make_plan(choices=Choices()),
        make_plan(kept={}),
    ]
    assert len({plan.digest for plan in plans}) == len(plans)
    assert make_plan().digest == make_plan().digest


@pytest.mark.parametrize(
    "damage",
    [
        lambda value: value.clear(),
        lambda value: value.update(format=99),
        lambda value: value.pop("basis"),
        lambda value: value.update(ranks=[[{"do": "create"}]]),
        lambda value: value["ranks"][0][0].update(do="explode"),
        lambda value: value["ranks"][0][1].pop("version"),
        lambda value: value["ranks"][0][0].update(ref="nothing"),
        lambda value: value["policy"].update(existing="smash"),
        lambda value: value.update(findings=[{"severity": "dire", "code": "", "message": ""}]),
        lambda value: value.update(spaces=[1]),
        lambda value: value.update(burst=None),
        lambda value: value.update(ranks=7),
    ],
)
def test_a_damaged_plan_is_refused_by_name(damage):
    value = encode_plan(make_plan())
    damage(value)
    with pytest.raises(PlanFileError, match="damaged or of another version"):
        decode_plan(value)


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.text(),
        lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    )
)
def test_anything_else_is_no_plan(value):
    with pytest.raises(PlanFileError):
        decode_plan(value)


def test_requests_beyond_the_burst_take_their_time():
    plan = make_plan()
    assert plan.requests == sum(step.requests for step in plan.steps)
    assert plan.minutes == (plan.requests - 2) / 60
    assert make_plan(burst=1000).minutes == 0
    assert make_plan(rate_per_minute=0).minutes == 0


def test_the_report_counts_each_document_once_by_what_happens_to_it():
    report = make_plan().report()
    assert report.kinds["environment"] == {"create": 1, "leave": 1}
    assert report.kinds["project"] == {"create": 1}
    assert report.kinds["deployment_process"] == {"create": 1}
    assert report.kinds["feed"] == {"update": 1}
    assert report.kinds["team"] == {"update": 1, "keep": 1}
    assert report.facts["steps"] == len(make_plan().steps)
    assert report.facts["digest"] == make_plan().digest
    assert report.findings == make_plan().findings


def test_one_finding_that_blocks_blocks_the_plan():
    assert not make_plan().is_blocked
    blocked = make_plan(findings=(Finding(Severity.BLOCKS, "x", "r", "m"),))
    assert blocked.is_blocked
    assert blocked.report().facts["blocked"] is True
