"""Ids to refs and back, the sweep, and steps that were made from a step template."""

import copy
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from migrator.model.documents import Embedded, Joined, Kind, Ref, Slot, refs_in
from migrator.rules.naming import is_missing, missing_text
from migrator.rules.references import ANY, RULES, Form
from migrator.rules.rewriting import UnresolvedError, to_ids, to_refs
from tests.unit.rules.making import (
    ACTION_ID,
    IDS,
    PROCESS,
    PROJECT,
    TAG,
    TEMPLATE,
    VARIABLES,
    directory,
    process,
    ref,
    scoped,
    variables,
)

THERE = {text: found for text, found in IDS.items() if found.kind is not Kind.SPACE}
HERE = {found: text for text, found in THERE.items()}
OTHER = {
    found: text if found.kind is Kind.TAG else f"{found.kind.title().replace('_', '')}s-{90 + n}"
    for n, (text, found) in enumerate(THERE.items())
}


def no_secret(_pointer, _slot):
    raise AssertionError


def back(body, ids=HERE):
    return to_ids(body, ids.get, no_secret)


def kinds_of(rule):
    return sorted(text for text, found in THERE.items() if found.kind in rule.kinds)


def place(pointer, leaf, when):
    """A body with the leaf at the pointer, and what the rule's condition asks for around it."""
    node = leaf
    for depth, part in enumerate(reversed(pointer)):
        node = [node] if part == ANY else {part: node}
        is_around = when is not None and isinstance(node, dict) and depth == 0
        if is_around and when.member == "Octopus.ControlType":
            node["DisplaySettings"] = {when.member: min(when.values)}
        elif is_around:
            node.setdefault(when.member, min(when.values))
    return node


@st.composite
def rule_and_body(draw):
    rule = draw(st.sampled_from(RULES))
    text = draw(st.sampled_from(kinds_of(rule)))
    if rule.form is Form.LIST:
        text = ",".join(draw(st.lists(st.sampled_from(kinds_of(rule)), min_size=1, max_size=3)))
    if rule.form is Form.JSON:
        inner = [{"FeedId": text}] if rule.inside[0] == ANY else {"FeedId": text}
        text = json.dumps(inner, separators=(",", ":"))
    other = draw(st.dictionaries(st.text(max_size=5), st.text(max_size=5), max_size=2))
    return rule, {**{f"?{key}": value for key, value in other.items()},
                  **place(rule.pointer, text, rule.when)}  # fmt: skip


@given(rule_and_body())
def test_a_body_is_the_same_after_the_way_to_refs_and_back(made):
    rule, body = made
    before = copy.deepcopy(body)
    to_refs(ref(rule.holder, "Holder"), body, directory())
    assert refs_in(body), before
    assert back(body) == before


@given(rule_and_body())
def test_in_another_installation_only_the_ids_differ(made):
    rule, body = made
    to_refs(ref(rule.holder, "Holder"), body, directory())
    there = back(copy.deepcopy(body), OTHER)
    to_refs(ref(rule.holder, "Holder"), there, directory({v: k for k, v in OTHER.items()}))
    assert there == body


def test_a_ref_without_an_id_is_named_by_the_error():
    with pytest.raises(UnresolvedError) as caught:
        to_ids({"a": [PROJECT]}, lambda _: None, no_secret)
    assert caught.value.ref == PROJECT


def test_a_tag_goes_out_by_its_canonical_name_and_needs_no_id():
    assert to_ids(TAG, lambda _: None, no_secret) == "Ring/Canary"


def test_a_tag_is_found_by_its_id_and_by_its_canonical_name():
    body = scoped(TenantTag=["TagSets-1/Tags-3", "ring/canary"])
    to_refs(VARIABLES, body, directory())
    assert body["Variables"][0]["Scope"]["TenantTag"] == [TAG, TAG]


def test_a_tag_whose_name_reads_like_an_expression_is_found_and_a_real_one_is_left():
    known = directory()
    odd = ref(Kind.TAG, "Ring", "#{x}")
    known.add(odd.space, "Ring/#{x}", odd)
    body = scoped(TenantTag=["Ring/#{x}", "#{Ring}/Canary"], Environment=["#{x}"])
    to_refs(VARIABLES, body, known)
    scope = body["Variables"][0]["Scope"]
    assert scope == {"TenantTag": [odd, "#{Ring}/Canary"], "Environment": ["#{x}"]}


def test_each_secret_is_asked_for_by_its_place():
    places = []

    def reveal(pointer, slot):
        places.append((pointer, slot))
        return "x"

    body = {"a/b": [{"~": Slot()}], "Text": Embedded({"Inner": Slot(readable=False)})}
    assert to_ids(body, HERE.get, reveal) == {"a/b": [{"~": "x"}], "Text": '{"Inner":"x"}'}
    assert places == [("/a~1b/0/~0", Slot()), ("/Text/Inner", Slot(readable=False))]


def test_plain_items_of_a_joined_text_stay_between_the_refs():
    node = Joined(",", ("#{Team}", IDS["Teams-1"]))
    assert to_ids(node, HERE.get, no_secret) == "#{Team},Teams-1"


def test_an_id_that_names_nothing_becomes_a_missing_ref_and_never_nothing():
    body = scoped(Environment=["Environments-404"])
    to_refs(VARIABLES, body, directory())
    (found,) = body["Variables"][0]["Scope"]["Environment"]
    assert is_missing(found)
    assert missing_text(found) == "Environments-404"
    assert found.kind is Kind.ENVIRONMENT


def test_an_id_that_begins_like_another_is_not_taken_for_it():
    body = scoped(ProcessOwner=["Projects-10", "Projects-1", "Projects-100"])
    to_refs(VARIABLES, body, directory())
    one, two, three = body["Variables"][0]["Scope"]["ProcessOwner"]
    assert (one, two) == (IDS["Projects-10"], PROJECT)
    assert is_missing(three)


@pytest.mark.parametrize("text", ["FEEDS-BUILTIN", " feeds-builtin "])
def test_legacy_ids_without_a_number_are_found_in_any_spelling(text):
    body = process(Packages=[{"FeedId": text}])
    to_refs(PROCESS, body, directory())
    assert refs_in(body) == {IDS["feeds-builtin"]}


def test_an_id_of_another_space_is_missing():
    body = scoped(Environment=["Environments-1"])
    to_refs(Ref(Kind.PROJECT_VARIABLES, ("Payments", "Web Shop")), body, directory())
    assert is_missing(body["Variables"][0]["Scope"]["Environment"][0])


def template_step(**properties):
    return process(
        {
            "Octopus.Action.Template.Id": "ActionTemplates-1",
            "Octopus.Action.Template.Version": "4",
            **properties,
        }
    )


def test_parameters_of_a_step_template_are_references_by_their_control_type():
    body = template_step(Account="Accounts-1", Image='{"FeedId":"Feeds-1","PackageId":"a"}')
    noticed = to_refs(PROCESS, body, directory())
    properties = body["Steps"][0]["Actions"][0]["Properties"]
    assert properties["Account"] == IDS["Accounts-1"]
    assert properties["Image"] == Embedded({"FeedId": IDS["Feeds-1"], "PackageId": "a"})
    assert properties["Octopus.Action.Template.Version"] == Ref(
        Kind.TEMPLATE_VERSION, TEMPLATE.path
    )
    assert not noticed


def test_a_step_of_an_older_template_version_is_pinned_to_the_targets_and_that_is_told():
    body = template_step(**{"Octopus.Action.Template.Version": "2"})
    (noticed,) = to_refs(PROCESS, body, directory())
    assert (noticed.code, noticed.text) == ("template-version", "2")


def test_a_template_step_without_a_version_gets_none():
    body = template_step(**{"Octopus.Action.Template.Version": ""})
    to_refs(PROCESS, body, directory())
    properties = body["Steps"][0]["Actions"][0]["Properties"]
    assert properties["Octopus.Action.Template.Version"] == ""


def test_the_template_version_goes_out_as_the_targets_number():
    body = template_step()
    to_refs(PROCESS, body, directory())
    ids = HERE | {Ref(Kind.TEMPLATE_VERSION, TEMPLATE.path): "7"}
    out = to_ids(body, ids.get, no_secret)
    properties = out["Steps"][0]["Actions"][0]["Properties"]
    assert properties["Octopus.Action.Template.Version"] == "7"


@pytest.mark.parametrize("odd", ["none", [7], [{"Actions": 7}], [{"Actions": [7]}]])
def test_a_process_of_an_odd_form_is_left_as_it_is(odd):
    body = {"Steps": copy.deepcopy(odd)}
    to_refs(PROCESS, body, directory())
    assert body == {"Steps": odd}


def test_a_known_id_in_a_property_that_no_rule_names_is_mapped_and_reported():
    body = process({"My.Plugin.Account": "Accounts-1"})
    (noticed,) = to_refs(PROCESS, body, directory())
    assert body["Steps"][0]["Actions"][0]["Properties"]["My.Plugin.Account"] == IDS["Accounts-1"]
    assert (noticed.code, noticed.pointer) == (
        "reference-mapped-by-sweep", "/Steps/0/Actions/0/Properties/My.Plugin.Account"
    )  # fmt: skip


def test_an_id_in_the_inputs_of_a_step_is_mapped_too():
    body = process(Inputs={"account": {"id": "Accounts-1"}})
    to_refs(PROCESS, body, directory())
    assert refs_in(body) == {IDS["Accounts-1"]}


def test_the_pointer_of_what_was_noticed_is_a_json_pointer():
    body = process({"a/b~c": "Accounts-1"})
    (noticed,) = to_refs(PROCESS, body, directory())
    assert noticed.pointer == "/Steps/0/Actions/0/Properties/a~1b~0c"


@pytest.mark.parametrize(
    "name", ["Octopus.Action.Script.ScriptBody", "Octopus.Action.CustomScripts.PreDeploy.ps1"]
)
def test_a_script_that_is_nothing_but_an_id_stays_text(name):
    body = process({name: "Accounts-1"})
    (noticed,) = to_refs(PROCESS, body, directory())
    assert not refs_in(body)
    assert noticed.code == "id-in-text"


def test_ids_within_other_text_stay_and_are_reported_once_each():
    text = "Get-Item Projects-1, Projects-1; Projects-100, Environments-404 Environments-10."
    body = process({"Octopus.Action.Script.ScriptBody": text})
    noticed = to_refs(PROCESS, body, directory())
    assert [item.text for item in noticed] == ["Projects-1", "Environments-10"]
    assert body == process({"Octopus.Action.Script.ScriptBody": text})


def test_an_unknown_id_in_free_text_is_nobodys_business():
    body = variables(Value="Environments-404")
    assert not to_refs(VARIABLES, body, directory())


def test_ids_within_json_in_a_text_are_swept_too():
    text = '[{"FeedId":"Feeds-1","Account":"Accounts-1"}]'
    body = process({"Octopus.Action.KubernetesContainers.Containers": text})
    (noticed,) = to_refs(PROCESS, body, directory())
    assert noticed.code == "reference-mapped-by-sweep"
    assert refs_in(body) == {IDS["Feeds-1"], IDS["Accounts-1"]}


def test_a_step_that_names_itself_by_its_id_gets_a_ref():
    body = process({"Octopus.Action.Docker.RemoveSteps": ACTION_ID})
    to_refs(PROCESS, body, directory())
    assert {found.kind for found in refs_in(body)} == {Kind.ACTION}
