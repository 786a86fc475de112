"""One row becomes one logical document."""

import pytest

from migrator.model.documents import Kind, Slot
from migrator.model.sealed import SourceSealed
from migrator.model.secret import Secret
from migrator.source.documents import action_names, convert, unique_action_names
from migrator.source.tables import FACTS_OF, TABLES, kind_of, member, text
from tests.unit.rules.making import ACTION_ID, IDS, PROCESS, VARIABLES, directory, ref

SEALED = "tHdE5KI9QVdsFSq6F6HeSA==|7oD+XzuTFF1uCQLXm8A3eg=="
FEED = ref(Kind.FEED, "Docker")


def step(name, *actions, **more):
    held = [{"Id": f"id-{name}-{n}", "Name": action} for n, action in enumerate(actions)]
    return {"Id": f"s-{name}", "Name": name, "Actions": held} | more


def test_ids_become_refs_secrets_slots_and_what_is_unknown_is_kept():
    raw = {"Id": "Accounts-9", "Name": "A", "EnvironmentIds": ["Environments-1"],
           "Password": SEALED, "Novelty": 1}  # fmt: skip
    made = convert(ref(Kind.ACCOUNT, "A"), raw, directory())
    assert made.document.body["EnvironmentIds"] == [IDS["Environments-1"]]
    assert made.document.body["Password"] == Slot()
    assert made.document.unknown == {"Novelty": 1}
    assert made.sealed == {"/Password": SourceSealed(SEALED)}


@pytest.mark.parametrize("empty", [None, ""])
def test_no_value_is_no_secret(empty):
    made = convert(FEED, {"Name": "Docker", "Password": empty}, directory())
    assert made.document.body["Password"] is None
    assert not made.sealed


def test_plain_text_in_a_place_for_a_secret_is_a_secret():
    made = convert(FEED, {"Name": "Docker", "Password": "plain"}, directory())
    assert made.document.body["Password"] == Slot()
    assert made.sealed["/Password"] == Secret("plain")
    assert "plain" not in repr(made)


def test_a_ciphertext_where_no_secret_belongs_is_told():
    raw = {"Variables": [{"Name": "A", "Type": "String", "Value": SEALED}]}
    made = convert(VARIABLES, raw, directory())
    assert [(n.code, n.pointer) for n in made.noticed] == [("sealed-text", "/Variables/0/Value")]
    assert made.document.body["Variables"][0]["Value"] == SEALED


def test_converting_leaves_the_row_as_it_is():
    raw = {"Steps": [step("A", "A"), step("A", "A")]}
    before = repr(raw)
    convert(PROCESS, raw, directory())
    assert repr(raw) == before


def test_steps_and_actions_of_one_name_get_names_of_their_own_without_case():
    body = {"Steps": [step("Run", "Run", Slug="run"), step("run", "Run"), step("Run (2)", "x")]}
    renamed = unique_action_names(body)
    assert [item["Name"] for item in body["Steps"]] == ["Run", "run (2)", "Run (2) (2)"]
    assert ("/Steps/1/Name", "run (2)") in renamed
    assert ("/Steps/1/Actions/0/Name", "Run (2)") in renamed
    assert body["Steps"][0]["Slug"] == "run"


def test_a_renamed_step_loses_the_slug_that_came_from_its_old_name():
    body = {"Steps": [step("Run"), step("Run", Slug="run-1")]}
    unique_action_names(body)
    assert "Slug" not in body["Steps"][1]


@pytest.mark.parametrize("steps", [None, "odd", ["odd"], [{"Name": 7, "Actions": ["odd"]}]])
def test_steps_of_an_odd_form_are_left_alone(steps):
    assert unique_action_names({"Steps": steps}) == []


def test_actions_are_known_by_id_under_the_names_that_they_will_have():
    raw = {"Steps": [step("A", "Run"), step("B", "Run", "Other")]}
    assert action_names(raw) == [
        ("id-A-0", "Run"),
        ("id-B-0", "Run (2)"),
        ("id-B-1", "Other"),
    ]


def test_an_action_without_an_id_is_nobodys_target():
    assert action_names({"Steps": [{"Name": "A", "Actions": [{"Name": "Run"}]}]}) == []


def test_members_are_found_in_any_case():
    assert member({"STEPS": 1}, "Steps") == 1
    assert member({"Steps": 1, "steps": 2}, "steps") == 2
    assert member({}, "Steps") is None
    assert text({"Name": 7}, "Name") == ""


def test_the_content_tells_a_script_module_from_a_set():
    facts = FACTS_OF["LibraryVariableSet"]
    assert kind_of(facts, {"contenttype": "ScriptModule"}) is Kind.SCRIPT_MODULE
    assert kind_of(facts, {"ContentType": "Variables"}) is Kind.LIBRARY_VARIABLE_SET
    assert kind_of(FACTS_OF["Feed"], {"ContentType": "ScriptModule"}) is Kind.FEED


def test_owners_are_read_before_what_they_own():
    order = [facts.name for facts in TABLES]
    for facts in TABLES:
        if facts.owner_member:
            owner = "ActionTemplate" if facts.name == "ActionTemplateVersion" else "Project"
            assert order.index(owner) < order.index(facts.name)
    assert order[0] == "Space"
    assert order.index("Runbook") < order.index("RunbookProcess")


def test_an_action_scope_is_told_by_the_actions_id():
    raw = {"Variables": [{"Name": "A", "Value": "x", "Scope": {"Action": [ACTION_ID]}}]}
    made = convert(VARIABLES, raw, directory())
    assert made.document.body["Variables"][0]["Scope"]["Action"] == [IDS[ACTION_ID]]


@pytest.mark.parametrize(
    ("kind", "raw", "expected"),
    [
        (
            Kind.TRIGGER,
            {"Filter": {"FilterType": "WebhookFilter", "WebhookId": "w-1"}, "Action": {}},
            [("webhook-address", "/Filter")],
        ),
        (
            Kind.TRIGGER,
            {"Filter": {"FilterType": "OnceDailySchedule", "Timezone": ""}, "Action": {}},
            [("no-time-zone", "/Filter/Timezone")],
        ),
        (
            Kind.TRIGGER,
            {
                "Filter": {"FilterType": "CronExpressionSchedule", "Timezone": "UTC"},
                "Action": {"FormValues": {"guid": "entered"}, "Variables": '{"guid":"entered"}'},
            },
            [("prompted-values", "/Action/FormValues"), ("prompted-values", "/Action/Variables")],
        ),
        (
            Kind.TRIGGER,
            {"Filter": {"FilterType": "MachineFilter"}, "Action": {"Variables": ""}},
            [],
        ),
        (
            Kind.MACHINE_POLICY,
            {"MachineHealthCheckPolicy": {"HealthCheckCron": "0 0 3 * * *"}},
            [
                (
                    "no-time-zone",
                    "/MachineHealthCheckPolicy/HealthCheckCronTimezone",
                )
            ],
        ),
    ],
)
def test_what_is_bound_to_the_source_s_installation_is_told_and_never_carried(kind, raw, expected):
    made = convert(ref(kind, "nightly"), {"Name": "nightly", **raw}, directory())
    assert [(n.code, n.pointer) for n in made.noticed] == expected
    assert "entered" not in repr(made.document)
    assert "w-1" not in repr(made.document)
