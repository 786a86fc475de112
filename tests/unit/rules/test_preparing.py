"""A document as it will stand on the target, and what of it cannot go."""

import copy

import pytest

from migrator.model.documents import Embedded, Joined, Kind, Ref, Slot, refs_in
from migrator.model.plan import Choices
from migrator.model.settings import PolicySettings
from migrator.rules.naming import missing_ref
from migrator.rules.off_server import runs_on_server
from migrator.rules.preparing import for_existing, prepare
from tests.unit.rules.making import (
    IDS,
    POOL,
    PROCESS,
    SPACE,
    VARIABLES,
    document,
    process,
    ref,
)

TEST = IDS["Environments-10"]
GONE = missing_ref(Kind.ENVIRONMENT, SPACE, "Environments-404")
ON_SERVER = {"Octopus.Action.RunOnServer": "true"}
NOBODY = Choices(PolicySettings(run_on_server="", disable_targets=False))


def choices(policy=None, **made):
    return Choices(policy or NOBODY.policy, **made)


def codes(ready):
    return [change.code for change in ready.changes]


def test_without_choices_a_document_goes_as_it_is():
    body = {"Name": "Test", "EnvironmentTags": [IDS["Ring/Canary"]]}
    ready = prepare(document(TEST, body), NOBODY)
    assert (ready.body, ready.changes, ready.left_out) == (body, (), ())


def test_preparing_leaves_the_packages_document_as_it_is():
    body = {"Variables": [{"Name": "A", "Value": Slot(), "Scope": {"Environment": [GONE]}}]}
    before = copy.deepcopy(body)
    prepare(document(VARIABLES, body), NOBODY)
    assert body == before


def variable(name, scope=None, value="x"):
    return {"Name": name, "Value": value, "Scope": scope or {}}


@pytest.mark.parametrize(
    "scope", [{"Environment": [GONE]}, {"Environment": [TEST, GONE]}, {"Role": ["a"], "Machine": [GONE]}]
)  # fmt: skip
def test_a_variable_with_a_missing_scope_entry_is_left_out_whole_and_never_widened(scope):
    body = {"Variables": [variable("Kept"), variable("Lost", scope)]}
    ready = prepare(document(VARIABLES, body), NOBODY)
    assert [item["Name"] for item in ready.body["Variables"]] == ["Kept"]
    (left,) = ready.left_out
    assert left.pointer == "/Variables/1"
    assert left.message == (
        "'Lost' refers to environment 'Environments-404', which the source does not have."
    )


def test_a_variable_whose_scope_names_what_is_neither_moved_nor_there_is_left_out():
    body = {"Variables": [variable("Lost", {"Environment": [TEST]})]}
    ready = prepare(document(VARIABLES, body), choices(absent=frozenset({TEST})))
    assert ready.body == {"Variables": []}
    assert "neither moved nor on the target" in ready.left_out[0].message


def test_a_step_with_a_missing_environment_is_left_out_whole():
    body = process(Environments=[GONE])
    body["Steps"].append({"Name": "Kept", "Actions": []})
    ready = prepare(document(PROCESS, body), NOBODY)
    assert [step["Name"] for step in ready.body["Steps"]] == ["Kept"]
    assert [item.pointer for item in ready.left_out] == ["/Steps/0"]


def test_a_missing_ref_inside_a_list_or_json_in_a_text_leaves_the_step_out_too():
    for node in (Joined(",", (IDS["Teams-1"], GONE)), Embedded({"FeedId": GONE})):
        ready = prepare(document(PROCESS, process({"a": node})), NOBODY)
        assert ready.body == {"Steps": []}


@pytest.mark.parametrize("kind", [Kind.ACCOUNT, Kind.CERTIFICATE, Kind.DEPLOYMENT_TARGET])
def test_a_scoped_document_whose_only_scope_entry_is_missing_stays_behind_whole(kind):
    ready = prepare(document(ref(kind, "A"), {"Name": "A", "EnvironmentIds": [GONE]}), NOBODY)
    assert ready.body is None
    (left,) = ready.left_out
    assert left.pointer == ""
    assert left.message.startswith("it refers to environment")


def test_an_odd_item_list_is_judged_as_a_whole():
    assert prepare(document(VARIABLES, {"Variables": None}), NOBODY).body == {"Variables": None}


def test_items_that_are_no_objects_can_be_left_out_too():
    ready = prepare(document(PROCESS, {"Steps": [[GONE], "kept"]}), NOBODY)
    assert ready.body == {"Steps": ["kept"]}


def test_each_slot_is_known_by_its_place_here_and_in_the_package():
    body = {
        "Variables": [
            variable("Lost", {"Environment": [GONE]}),
            variable("A", value=Slot()),
            variable("B", value=Slot(readable=False)),
        ]
    }
    ready = prepare(document(VARIABLES, body), NOBODY)
    assert ready.pointers == {
        "/Variables/0/Value": "/Variables/1/Value",
        "/Variables/1/Value": "/Variables/2/Value",
    }
    assert [item["Value"] for item in ready.body["Variables"]] == [Slot(), Slot(readable=False)]
    assert type(ready.body["Variables"][0]["Value"]) is Slot


def test_a_secret_that_did_not_open_is_told_with_its_place_in_the_package():
    body = {
        "Variables": [
            variable("Lost", {"Environment": [GONE]}),
            variable("B", value=Slot(readable=False)),
        ]
    }
    ready = prepare(document(VARIABLES, body), NOBODY)
    assert [(c.code, c.pointer) for c in ready.changes] == [
        ("unreadable-secret", "/Variables/1/Value")
    ]


def test_places_of_slots_are_json_pointers():
    ready = prepare(document(PROCESS, process({"a/b~": Slot()})), NOBODY)
    assert list(ready.pointers) == ["/Steps/0/Actions/0/Properties/a~1b~0"]


ADMINISTRATORS = Ref(Kind.TEAM, ("", "Octopus Administrators"))
MANAGERS = Ref(Kind.TEAM, ("", "Octopus Managers"))


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (Joined(",", (ADMINISTRATORS, MANAGERS, "x")), Joined(",", (MANAGERS, "x"))),
        (Embedded([ADMINISTRATORS]), Embedded([MANAGERS])),
        (ADMINISTRATORS, MANAGERS),
        ("text", "text"),
    ],
)
def test_administrators_become_managers_wherever_they_are_named(before, after):
    made = choices(substitutes={ADMINISTRATORS: MANAGERS})
    ready = prepare(document(PROCESS, process({"a": before})), made)
    assert ready.body["Steps"][0]["Actions"][0]["Properties"]["a"] == after
    assert codes(ready) == ([] if before == after else ["substituted"])


def test_a_renamed_document_takes_its_new_name_and_no_old_slug():
    found = Ref(Kind.SPACE, (SPACE,))
    body = {"Name": SPACE, "Slug": "default"}
    ready = prepare(document(found, body), choices(names={found: "Main"}))
    assert ready.body == {"Name": "Main"}
    assert codes(ready) == ["renamed"]


def test_a_step_that_ran_on_the_server_gets_the_pool_of_the_policy():
    made = Choices(PolicySettings(run_on_server="Linux"))
    ready = prepare(document(PROCESS, process(dict(ON_SERVER))), made)
    assert ready.body["Steps"][0]["Actions"][0]["WorkerPoolId"] == POOL
    assert [(c.code, c.pointer) for c in ready.changes] == [
        ("run-on-server", "/Steps/0/Actions/0/WorkerPoolId")
    ]


def test_without_a_pool_in_the_policy_steps_stay_as_they_are():
    ready = prepare(document(PROCESS, process(dict(ON_SERVER))), NOBODY)
    assert not refs_in(ready.body)


@pytest.mark.parametrize(
    ("action", "is_on_server"),
    [
        ({"Properties": {"Octopus.Action.RunOnServer": "True"}}, True),
        ({"Properties": {"Octopus.Action.RunOnServer": "false"}}, False),
        ({"Properties": {}}, False),
        ({}, False),
        ({"Properties": ON_SERVER, "ActionType": "Octopus.Manual"}, False),
        ({"Properties": ON_SERVER, "WorkerPoolId": POOL}, False),
        ({"Properties": ON_SERVER, "WorkerPoolVariable": "Pool"}, False),
    ],
)
def test_an_action_runs_on_the_server_for_want_of_a_pool(action, is_on_server):
    assert runs_on_server(action) is is_on_server


@pytest.mark.parametrize("steps", [None, ["odd"], [{"Actions": None}], [{"Actions": ["odd"]}]])
def test_a_process_of_an_odd_form_goes_as_it_is(steps):
    ready = prepare(document(PROCESS, {"Steps": steps}), Choices())
    assert ready.body == {"Steps": steps}


def test_targets_arrive_disabled_if_the_policy_says_so():
    target = ref(Kind.DEPLOYMENT_TARGET, "web01")
    disabled = Choices(PolicySettings(disable_targets=True))
    ready = prepare(document(target, {"IsDisabled": False}), disabled)
    assert (ready.body["IsDisabled"], codes(ready)) == (True, ["disabled"])
    ready = prepare(document(target, {"IsDisabled": True}), disabled)
    assert (ready.body["IsDisabled"], codes(ready)) == (True, [])
    assert prepare(document(target, {"IsDisabled": False}), NOBODY).body["IsDisabled"] is False


@pytest.mark.parametrize("kind", [Kind.TRIGGER, Kind.SUBSCRIPTION])
def test_triggers_and_subscriptions_arrive_disabled_if_the_policy_says_so(kind):
    held = document(ref(kind, "Web Shop", "Nightly"), {"Name": "Nightly", "IsDisabled": False})
    ready = prepare(held, Choices(PolicySettings()))
    assert (ready.body["IsDisabled"], codes(ready)) == (True, ["disabled"])
    off = PolicySettings(disable_triggers=False, disable_subscriptions=False)
    assert prepare(held, Choices(off)).body["IsDisabled"] is False


def test_automatic_release_creation_arrives_switched_off_with_the_triggers():
    held = document(ref(Kind.PROJECT, "Web Shop"), {"Name": "x", "AutoCreateRelease": True})
    ready = prepare(held, Choices(PolicySettings()))
    assert (ready.body["AutoCreateRelease"], codes(ready)) == (False, ["disabled"])
    assert "AutoCreateRelease" not in for_existing(ready)
    ready = prepare(held, Choices(PolicySettings(disable_triggers=False)))
    assert (ready.body["AutoCreateRelease"], codes(ready)) == (True, [])


def test_a_document_whose_slug_is_taken_keeps_its_name_and_gets_a_new_slug():
    held = document(TEST, {"Name": "Test", "Slug": "test"})
    ready = prepare(held, choices(names={TEST: "Test"}))
    assert ready.body == {"Name": "Test"}
    assert codes(ready) == ["slug-taken"]


def test_steps_that_need_a_connection_to_github_are_told():
    git = [{"Name": "", "GitCredentialType": "GitHub", "RepositoryUri": "https://g.example/r"}]
    ready = prepare(document(PROCESS, process(GitDependencies=git)), NOBODY)
    (change,) = ready.changes
    assert change.code == "github-connection"
    assert change.pointer == "/Steps/0/Actions/0/GitDependencies/0"
    assert "https://g.example/r" in change.message
