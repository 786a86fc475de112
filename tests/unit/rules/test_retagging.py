"""Variables under the tags of a set that bears another name now."""

from migrator.model.documents import Kind, Ref
from migrator.rules.retagging import find_retagged, retagged, retagged_texts
from migrator.target.bodies import overlay, with_new_tags
from tests.unit.rules.making import ref

OLD, NEW = ref(Kind.TAG_SET, "Ring"), ref(Kind.TAG_SET, "Wave")
SETS = {OLD: NEW}


def tag(tag_set, name):
    return Ref(Kind.TAG, (*tag_set.path, name))


def variable(*tags, value="v", **more):
    return {"Name": "Url", "Value": value, "Scope": {"TenantTag": list(tags)}, **more}


def body(*variables):
    return {"Variables": [*variables]}


def test_only_tag_sets_that_are_there_under_the_old_name_count():
    group = ref(Kind.PROJECT_GROUP, "A")
    renamed = {NEW: OLD, ref(Kind.PROJECT_GROUP, "B"): group}
    assert find_retagged(renamed, lambda _: True) == SETS
    assert find_retagged(renamed, lambda _: False) == {}
    assert find_retagged({ref(Kind.TAG_SET, "RING"): OLD}, lambda _: True) == {}


def test_a_variable_that_is_ours_under_the_new_tag_gets_it_and_others_keep_theirs():
    ours = body(variable(tag(NEW, "A")))
    theirs = body(variable(tag(OLD, "A")), variable(tag(OLD, "B")), {"Name": "Plain"}, "odd")
    assert retagged(Kind.PROJECT_VARIABLES, ours, theirs, SETS) == body(
        variable(tag(NEW, "A")), variable(tag(OLD, "B")), {"Name": "Plain"}, "odd"
    )


def test_what_is_ours_under_the_old_tag_too_stays_itself():
    other = ref(Kind.ENVIRONMENT, "Test")
    both = body(variable(tag(NEW, "A"), other), variable(tag(OLD, "A"), other))
    theirs = body(variable(tag(OLD, "A"), other))
    assert retagged(Kind.PROJECT_VARIABLES, both, theirs, SETS) == theirs


def test_other_kinds_and_bodies_without_variables_are_as_they_were():
    theirs = body(variable(tag(OLD, "A")))
    ours = body(variable(tag(NEW, "A")))
    assert retagged(Kind.PROJECT, ours, theirs, SETS) is theirs
    assert retagged(Kind.PROJECT_VARIABLES, {}, theirs, SETS) is theirs
    assert retagged(Kind.PROJECT_VARIABLES, ours, {"Variables": None}, SETS) == {"Variables": None}
    assert retagged(Kind.PROJECT_VARIABLES, ours, theirs, {}) is theirs


def test_what_is_written_has_the_variable_once_with_the_id_that_it_had():
    resource = body(variable("Ring/A", Id="1"), variable("Ring/B", Id="2"), variable(7, Id="3"))
    members = body(variable("Wave/A", value="new"))
    found = with_new_tags(resource, members, SETS, "Default")
    assert overlay(found, members, frozenset({"Variables"}))["Variables"] == [
        variable("Wave/A", value="new", Id="1"),
        variable("Ring/B", Id="2"),
        variable(7, Id="3"),
    ]
    assert with_new_tags(resource, members, SETS, "Other") is resource


def test_a_variable_without_scope_is_left_alone():
    assert retagged_texts([], [{"Name": "A"}], {"ring": "Wave"}, str) == [{"Name": "A"}]
