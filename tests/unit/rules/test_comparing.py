"""What is tolerated between package and target, each beside a case that is not."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from migrator.model.documents import Embedded, Joined, Kind, Ref, Slot
from migrator.model.report import Difference
from migrator.rules.comparing import differences, has_primary_package
from migrator.rules.fields import FIELDS
from tests.unit.rules.making import IDS, POOL, TAG, process, ref, variables

PROCESS, VARIABLES = Kind.DEPLOYMENT_PROCESS, Kind.PROJECT_VARIABLES


def pointers(kind, expected, found, **more):
    return [item.pointer for item in differences(kind, expected, found, **more)]


def same(kind, expected, found):
    return not pointers(kind, expected, found)


values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text() | st.just(TAG) | st.just(Slot()),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=8,
)


@given(
    st.sampled_from(list(FIELDS)).flatmap(
        lambda kind: st.tuples(
            st.just(kind),
            st.dictionaries(
                st.sampled_from([item.name for item in FIELDS[kind]]), values, max_size=3
            ),
        )
    )
)
def test_every_body_is_equal_to_itself(made):
    kind, body = made
    assert not differences(kind, body, body)


@given(st.text(min_size=1), st.text(min_size=1))
def test_two_texts_differ_unless_they_are_the_same(one, two):
    is_word = one.casefold() == two.casefold() and one.casefold() in {"true", "false"}
    assert same(Kind.ENVIRONMENT, {"Name": one}, {"Name": two}) is (
        one.strip() == two.strip() or is_word
    )


def test_a_difference_tells_place_and_both_values():
    found = differences(Kind.ENVIRONMENT, {"Name": "a"}, {"Name": "b"})
    assert found == (Difference("/Name", "a", "b"),)


def test_members_that_the_package_does_not_know_are_not_compared():
    assert same(Kind.ENVIRONMENT, {"Name": "a"}, {"Name": "a", "Slug": "other"})


def test_members_can_be_left_out():
    assert not pointers(
        Kind.PROJECT,
        {"AutoCreateRelease": True},
        {"AutoCreateRelease": False},
        ignore=frozenset({"AutoCreateRelease"}),
    )


def test_what_servers_choose_themselves_is_not_compared():
    assert same(Kind.ENVIRONMENT, {"SortOrder": 1}, {"SortOrder": 5})


@pytest.mark.parametrize("empty", [None, "", [], {}])
def test_nothing_and_empty_are_the_same_but_false_and_zero_are_something(empty):
    assert same(Kind.ENVIRONMENT, {"Description": empty}, {})
    assert not same(Kind.ENVIRONMENT, {"UseGuidedFailure": False}, {"UseGuidedFailure": empty})
    assert not same(Kind.PROXY, {"Port": 0}, {"Port": empty})


def test_truth_is_the_same_in_any_case_and_as_text_but_not_as_a_number():
    assert same(PROCESS, process({"a": "True"}), process({"a": "true"}))
    assert same(Kind.TENANT, {"IsDisabled": True}, {"IsDisabled": "True"})
    assert not same(Kind.TENANT, {"IsDisabled": True}, {"IsDisabled": 1})
    assert not same(PROCESS, process({"a": "Yes"}), process({"a": "yes"}))


def test_numbers_are_the_same_as_text_but_not_another_number():
    assert same(Kind.PROXY, {"Port": 80}, {"Port": "80"})
    assert same(Kind.PROXY, {"Port": "80"}, {"Port": 80})
    assert not same(Kind.PROXY, {"Port": 80}, {"Port": "8080"})


def test_refs_match_as_names_do_and_only_then():
    group = {"ProjectGroupId": ref(Kind.PROJECT_GROUP, "Shops")}
    assert same(Kind.PROJECT, group, {"ProjectGroupId": ref(Kind.PROJECT_GROUP, "SHOPS ")})
    assert not same(Kind.PROJECT, group, {"ProjectGroupId": ref(Kind.PROJECT_GROUP, "Other")})


def test_ids_in_a_joined_text_have_no_order_but_none_may_lack():
    one, two = IDS["Teams-1"], IDS["teams-everyone"]
    name = "Octopus.Action.Manual.ResponsibleTeamIds"
    expected = process({name: Joined(",", (one, two))})
    assert same(PROCESS, expected, process({name: Joined(",", (two, one))}))
    (found,) = differences(PROCESS, expected, process({name: Joined(",", (two,))}))
    assert found.expected == f"{one},{two}"


def test_json_in_a_text_is_compared_by_what_it_says():
    expected, found = process({"a": Embedded({"x": 1})}), process({"a": Embedded({"x": 2})})
    (item,) = differences(PROCESS, expected, found)
    assert item.pointer == "/Steps/0/Actions/0/Properties/a/x"
    assert same(PROCESS, expected, expected)


def test_members_match_in_any_case_but_keys_that_users_choose_do_not():
    endpoint = {"Endpoint": {"Uri": "x"}}
    assert same(Kind.DEPLOYMENT_TARGET, endpoint, {"Endpoint": {"uri": "x"}})
    assert not same(PROCESS, process({"Key": "x"}), process({"key": "x"}))


def test_what_only_the_target_has_is_a_difference_where_users_choose_the_keys():
    assert pointers(PROCESS, process({}), process({"a/b": "x"})) == [
        "/Steps/0/Actions/0/Properties/a~1b"
    ]
    assert same(Kind.DEPLOYMENT_TARGET, {"Endpoint": {"A": 1}}, {"Endpoint": {"A": 1, "B": 2}})


def test_a_scope_that_only_the_target_has_is_a_difference():
    expected = variables(Scope={"Environment": [IDS["Environments-1"]]})
    found = variables(Scope={})
    assert not same(VARIABLES, expected, found)
    assert not same(VARIABLES, found, expected)


@pytest.mark.parametrize(
    "name",
    [
        "OctopusUseBundledTooling",
        "Octopus.Action.RunOnServer",
        "Octopus.Action.Package.PackageId",
        "Octopus.Action.Package.FeedId",
        "Octopus.Action.Package.DownloadOnTentacle",
    ],
)
def test_properties_that_servers_make_are_tolerated_where_we_say_nothing(name):
    assert same(PROCESS, process({}), process({name: "True"}))
    assert not same(PROCESS, process({name: "a"}), process({name: "b"}))


def test_properties_that_repeat_the_primary_package_are_tolerated_only_beside_one():
    name = "Octopus.Action.Package.PackageId"
    with_package = process({name: "a"}, Packages=[{"Name": "", "PackageId": "b"}])
    found = process({name: "b"}, Packages=[{"Name": "", "PackageId": "b"}])
    assert same(PROCESS, with_package, found)
    named = process({name: "a"}, Packages=[{"Name": "extra"}])
    assert not same(PROCESS, named, process({name: "b"}, Packages=[{"Name": "extra"}]))


@pytest.mark.parametrize(
    ("body", "step", "action"),
    [({}, 0, 0), (process(), 1, 0), (process(), 0, 5), ({"Steps": ["odd"]}, 0, 0)],
)
def test_where_there_is_no_action_there_is_no_primary_package(body, step, action):
    assert not has_primary_package(body, step, action)


def start(index, trigger):
    steps = [{"Name": str(n), "StartTrigger": "StartAfterPrevious"} for n in range(2)]
    steps[index]["StartTrigger"] = trigger
    return {"Steps": steps}


def test_the_first_step_may_lose_its_start_with_previous_and_no_other():
    plain = start(0, "StartAfterPrevious")
    assert same(PROCESS, start(0, "StartWithPrevious"), plain)
    assert not same(PROCESS, start(1, "StartWithPrevious"), plain)
    assert not same(PROCESS, plain, start(0, "StartWithPrevious"))


def named(step, *actions):
    return {"Steps": [{"Name": step, "Actions": [{"Name": name} for name in actions]}]}


def test_a_step_of_one_action_may_take_its_name_and_no_other():
    assert same(PROCESS, named("Old", "Deploy"), named("Deploy", "Deploy"))
    assert not same(PROCESS, named("Old", "Deploy"), named("Third", "Deploy"))
    assert not same(PROCESS, named("Old", "A", "B"), named("A", "A", "B"))
    assert not same(PROCESS, {"Steps": [{"Name": "a"}]}, {"Steps": [{"Name": "b"}]})
    assert not same(PROCESS, {"Steps": [{"Name": "a", "Actions": ["x"]}]}, {"Steps": [{"Name": "b", "Actions": ["x"]}]})  # fmt: skip


def test_lists_that_are_sets_have_no_order_and_others_have():
    one, two = IDS["Environments-1"], IDS["Environments-10"]
    ids = {"EnvironmentIds": [one, two]}
    assert same(Kind.ACCOUNT, ids, {"EnvironmentIds": [two, one]})
    assert pointers(Kind.ACCOUNT, ids, {"EnvironmentIds": [one]}) == ["/EnvironmentIds"]
    sets = {"IncludedLibraryVariableSetIds": [one, two]}
    assert not same(Kind.PROJECT, sets, {"IncludedLibraryVariableSetIds": [two, one]})


def test_roles_are_the_same_in_any_case():
    assert same(Kind.DEPLOYMENT_TARGET, {"Roles": ["Web"]}, {"Roles": ["web"]})
    assert not same(Kind.DEPLOYMENT_TARGET, {"Roles": ["Web"]}, {"Roles": ["web", "db"]})


def test_items_with_a_key_are_compared_with_the_one_of_the_same_key():
    expected = {"Tags": [{"Name": "A", "Color": "#1"}, {"Name": "B", "Color": "#2"}]}
    found = {"Tags": [{"Name": "b", "Color": "#9"}, {"Name": "A", "Color": "#1"}]}
    assert pointers(Kind.TAG_SET, expected, found) == ["/Tags/1/Name", "/Tags/1/Color"]


def test_an_item_that_lacks_and_one_too_many_are_each_a_difference():
    expected = {"Tags": [{"Name": "A"}, {"Name": "B"}]}
    found = {"Tags": [{"Name": "A"}, {"Name": "C"}]}
    items = differences(Kind.TAG_SET, expected, found)
    assert [(item.pointer, item.expected is None, item.found is None) for item in items] == [
        ("/Tags/1", False, True),
        ("/Tags/2", True, False),
    ]


def test_steps_keep_their_order_and_count():
    two = {"Steps": [{"Name": "A"}, {"Name": "B"}]}
    assert pointers(PROCESS, two, {"Steps": [{"Name": "B"}, {"Name": "A"}]})
    assert pointers(PROCESS, two, {"Steps": [{"Name": "A"}]}) == ["/Steps/1"]


def test_variables_of_one_name_and_scope_are_compared_one_by_one():
    items = [{"Name": "A", "Value": value} for value in "xy"]
    assert same(VARIABLES, {"Variables": items}, {"Variables": [dict(item) for item in items]})
    found = differences(VARIABLES, {"Variables": items}, {"Variables": [items[0]]})
    assert [item.pointer for item in found] == ["/Variables/1"]


def test_a_secret_is_compared_only_as_set():
    assert same(Kind.PROXY, {"Password": Slot()}, {"Password": Slot()})
    items = differences(Kind.PROXY, {"Password": Slot()}, {"Password": None})
    assert items == (Difference("/Password", "(a secret is set)", None),)
    assert not same(Kind.PROXY, {"Password": None}, {"Password": Slot()})


def test_a_secret_that_stays_behind_is_not_missed_on_the_target():
    unreadable = {"Password": Slot(readable=False)}
    assert same(Kind.PROXY, unreadable, {"Password": None})
    assert same(Kind.PROXY, unreadable, {"Password": Slot()})


def test_in_variable_sets_the_api_does_not_tell_whether_a_secret_is_set():
    assert same(VARIABLES, variables(Type="Sensitive", Value=Slot()), variables(Type="Sensitive"))
    assert not same(VARIABLES, variables(Type="Sensitive", Value=Slot()), variables(Type="String"))


def test_a_report_shows_refs_by_name_and_never_a_special_value():
    expected = {"Endpoint": {"a": [POOL, Slot(), Embedded(TAG), Joined(",", ("x", POOL))]}}
    (item,) = differences(Kind.DEPLOYMENT_TARGET, expected, {"Endpoint": "odd"})
    assert item.expected == {"a": [str(POOL), "(a secret is set)", str(TAG), f"x,{POOL}"]}


def test_a_text_is_no_object_and_no_list():
    assert not same(Kind.DEPLOYMENT_TARGET, {"Endpoint": {"a": 1}}, {"Endpoint": "a"})
    assert not same(Kind.TAG_SET, {"Tags": [{"Name": "a"}]}, {"Tags": "a"})


def test_two_refs_of_other_kinds_with_one_name_differ():
    one, two = Ref(Kind.FEED, ("D", "x")), Ref(Kind.ACCOUNT, ("D", "x"))
    assert not same(Kind.PROJECT, {"LifecycleId": one}, {"LifecycleId": two})
