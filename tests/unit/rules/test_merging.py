import pytest

from migrator.model.documents import Kind
from migrator.model.settings import Existing
from migrator.rules.merging import merged, merged_members, name_key, variable_key, with_others
from tests.unit.rules.making import IDS


def names(body, member):
    return [item["Name"] for item in body[member]]


OURS = {"Steps": [{"Name": "Build"}, {"Name": "Deploy", "X": 1}]}
THEIRS = {"Steps": [{"Name": "deploy ", "X": 2}, {"Name": "Clean"}]}


def test_merge_keeps_items_that_only_the_target_has_after_ours():
    result = merged(Kind.DEPLOYMENT_PROCESS, OURS, THEIRS, Existing.MERGE)
    assert names(result, "Steps") == ["Build", "Deploy", "Clean"]
    assert result["Steps"][1]["X"] == 1


def test_overwrite_makes_the_target_equal_to_the_package():
    assert merged(Kind.DEPLOYMENT_PROCESS, OURS, THEIRS, Existing.OVERWRITE) == OURS


def test_merging_changes_neither_side():
    merged(Kind.DEPLOYMENT_PROCESS, OURS, THEIRS, Existing.MERGE)
    assert names(OURS, "Steps") == ["Build", "Deploy"]
    assert names(THEIRS, "Steps") == ["deploy ", "Clean"]


def test_variables_are_told_apart_by_name_and_scope():
    production, test = IDS["Environments-1"], IDS["Environments-10"]

    def variable(value, *environments):
        scope = {"Environment": list(environments)} if environments else {}
        return {"Name": "Url", "Value": value, "Scope": scope}

    ours = {"Variables": [variable("a"), variable("b", production, test)]}
    theirs = {"Variables": [variable("c", test, production), variable("d", test)]}
    result = merged(Kind.PROJECT_VARIABLES, ours, theirs, Existing.MERGE)
    assert [item["Value"] for item in result["Variables"]] == ["a", "b", "d"]


def test_documents_without_such_lists_are_as_the_package_says():
    body = {"Name": "Test"}
    assert merged(Kind.ENVIRONMENT, body, {"Name": "test"}, Existing.MERGE) == body


def test_absent_lists_count_as_empty():
    assert not merged(Kind.TAG_SET, {}, {}, Existing.MERGE).get("Tags")


def test_odd_items_have_a_key_too():
    assert name_key(7) == name_key({"Name": None}) == ""
    assert variable_key("odd") == ""
    assert variable_key({"Name": "A", "Scope": {"Role": "web"}}) == "a|Role=['web']"
    assert variable_key({"Name": "A"}) == "a|"


def test_the_lists_that_keep_items_of_the_target_are_named():
    assert merged_members(Kind.PROJECT, Existing.MERGE) == {"Templates"}
    assert merged_members(Kind.LIBRARY_VARIABLES, Existing.MERGE) == {"Variables"}
    assert not merged_members(Kind.FEED, Existing.MERGE)
    assert not merged_members(Kind.PROJECT, Existing.OVERWRITE)


@pytest.mark.parametrize(
    ("ours", "theirs", "united"),
    [
        ("ab", "xab", "xab"),
        ("ab", "axb", "axb"),
        ("ab", "abxy", "abxy"),
        ("ba", "axyb", "baxy"),
        ("ab", "", "ab"),
        ("", "xy", "xy"),
        ("abcd", "axd", "axbcd"),
    ],
)
def test_what_only_the_target_has_stands_behind_what_stood_before_it(ours, theirs, united):
    assert with_others([*ours], [*theirs], str) == [*united]
