"""Logical bodies on their way out, and what the target has already."""

import pytest

from migrator.model.documents import Embedded, Joined, Kind, Slot
from migrator.model.secret import Secret
from migrator.rules.rewriting import UnresolvedError
from migrator.target.bodies import for_creation, outgoing, overlay, without_refs
from tests.unit.rules.making import ACTION, IDS, POOL, TAG, process

HERE = {found: text for text, found in IDS.items()}


def sent(kind, body, *, is_new=True, plain="s3cret"):
    return outgoing(kind, body, HERE.get, lambda _: Secret(plain), is_new=is_new)


def test_each_ref_becomes_its_id_and_a_tag_its_name():
    body = {"ProjectGroupId": IDS["ProjectGroups-1"], "ProjectTags": [TAG]}
    assert sent(Kind.PROJECT, body).members == {
        "ProjectGroupId": "ProjectGroups-1",
        "ProjectTags": ["Ring/Canary"],
    }


def test_texts_with_refs_become_texts_again():
    teams = Joined(",", (IDS["Teams-1"], IDS["teams-everyone"]))
    body = process({"a": teams, "b": Embedded({"FeedId": IDS["Feeds-1"]})})
    properties = sent(Kind.DEPLOYMENT_PROCESS, body).members["Steps"][0]["Actions"][0]["Properties"]
    assert properties == {"a": "Teams-1,teams-everyone", "b": '{"FeedId":"Feeds-1"}'}


def test_a_ref_without_an_id_stops_the_body():
    with pytest.raises(UnresolvedError):
        outgoing(Kind.PROJECT, {"x": POOL}, lambda _: None, lambda _: Secret(""), is_new=True)


def test_a_secret_goes_out_in_the_form_of_its_place_and_is_remembered_for_masking():
    out = sent(Kind.PROXY, {"Password": Slot()})
    assert out.members == {"Password": {"HasValue": True, "NewValue": "s3cret"}}
    assert out.secrets == [Secret("s3cret")]
    variable = {"Variables": [{"Name": "A", "Type": "Sensitive", "Value": Slot()}]}
    (made,) = sent(Kind.PROJECT_VARIABLES, variable).members["Variables"]
    assert (made["Value"], made["IsSensitive"]) == ("s3cret", True)


def test_each_secret_is_asked_for_by_its_place():
    asked = []

    def opened(pointer):
        asked.append(pointer)
        return Secret("x")

    body = {"Details": {"Password": Slot()}}
    outgoing(Kind.GIT_CREDENTIAL, body, HERE.get, opened, is_new=True)
    assert asked == ["/Details/Password"]


def test_a_secret_that_stays_behind_leaves_what_the_target_has():
    left = {"Password": Slot(readable=False)}
    assert sent(Kind.PROXY, dict(left)).members["Password"] == {"HasValue": False, "NewValue": None}
    existing = sent(Kind.PROXY, dict(left), is_new=False).members["Password"]
    assert existing == {"HasValue": True, "NewValue": None}
    variable = {"Variables": [{"Type": "Sensitive", "Value": Slot(readable=False)}]}
    assert sent(Kind.PROJECT_VARIABLES, variable).members["Variables"][0]["Value"] is None


def test_a_secret_that_is_known_to_be_empty_is_cleared_on_an_existing_document_only():
    body = {"Password": None}
    assert sent(Kind.PROXY, dict(body)).members["Password"] is None
    cleared = sent(Kind.PROXY, dict(body), is_new=False).members["Password"]
    assert cleared == {"HasValue": False, "NewValue": None}


def test_every_variable_says_whether_it_is_sensitive():
    body = {"Variables": [{"Type": "String", "Value": "x"}]}
    assert sent(Kind.LIBRARY_VARIABLES, body).members["Variables"][0]["IsSensitive"] is False


def test_links_of_a_tenant_are_a_map():
    links = [{"ProjectId": IDS["Projects-1"], "EnvironmentIds": [IDS["Environments-1"]]}]
    members = sent(Kind.TENANT, {"ProjectEnvironments": links}).members
    assert members["ProjectEnvironments"] == {"Projects-1": ["Environments-1"]}


def test_a_body_for_creation_says_nothing_where_there_is_nothing():
    assert for_creation({"a": None, "b": False, "c": ""}) == {"b": False, "c": ""}


def test_an_overlay_keeps_what_we_do_not_carry_and_the_ids_of_parts():
    resource = {
        "Id": "P-1",
        "Links": {"Self": "x"},
        "Steps": [{"Id": "s1", "Name": "Deploy", "Actions": [{"Id": "a1", "Name": "Deploy"}]}],
    }
    members = {
        "Steps": [{"Name": "deploy ", "Actions": [{"Name": "Deploy", "X": 1}]}, {"Name": "New"}]
    }
    made = overlay(resource, members, frozenset())
    assert (made["Id"], made["Links"]) == ("P-1", {"Self": "x"})
    assert made["Steps"] == [
        {"Id": "s1", "Name": "deploy ", "Actions": [{"Id": "a1", "Name": "Deploy", "X": 1}]},
        {"Name": "New"},
    ]


def test_an_overlay_keeps_items_that_only_the_target_has_where_it_is_told_to():
    resource = {"Tags": [{"Id": "t1", "Name": "A"}, {"Id": "t2", "Name": "B"}]}
    members = {"Tags": [{"Name": "A"}]}
    assert overlay(resource, members, frozenset({"Tags"}))["Tags"] == [
        {"Id": "t1", "Name": "A"},
        {"Id": "t2", "Name": "B"},
    ]
    assert overlay(resource, members, frozenset())["Tags"] == [{"Id": "t1", "Name": "A"}]


def test_variables_keep_the_id_of_the_one_with_the_same_name_and_scope():
    test, production = {"Environment": ["E-1"]}, {"Environment": ["E-2"]}
    resource = {
        "Variables": [
            {"Id": "1", "Name": "Url", "Scope": test},
            {"Id": "2", "Name": "Url", "Scope": production},
            {"Id": "3", "Name": "Url", "Scope": {}},
        ]
    }
    members = {
        "Variables": [
            {"Name": "url", "Scope": production, "Value": "b"},
            {"Name": "Url", "Value": "c"},
        ]
    }
    made = overlay(resource, members, frozenset({"Variables"}))["Variables"]
    assert [item["Id"] for item in made] == ["1", "2", "3"]


def test_keys_that_users_choose_take_no_id_from_the_target():
    resource = {"Steps": [{"Name": "A", "Properties": {"Id": "theirs", "x": {"Id": "y"}}}]}
    members = {"Steps": [{"Name": "A", "Properties": {"x": {"z": 1}}}]}
    assert overlay(resource, members, frozenset())["Steps"] == members["Steps"]


def test_an_object_keeps_its_id():
    resource = {"Endpoint": {"Id": "e", "Uri": "old"}}
    assert overlay(resource, {"Endpoint": {"Uri": "new"}}, frozenset())["Endpoint"] == {
        "Id": "e",
        "Uri": "new",
    }


def test_members_that_hold_a_late_ref_wait_and_the_rest_goes():
    body = process({"own": Joined(",", (ACTION,)), "other": "x"}, WorkerPoolId=POOL)
    early = without_refs(body, lambda found: found.kind is Kind.ACTION)
    action = early["Steps"][0]["Actions"][0]
    assert action["Properties"] == {"other": "x"}
    assert action["WorkerPoolId"] == POOL


def test_retention_says_in_the_older_way_too_whether_all_is_kept():
    forever = {"Strategy": "Forever", "QuantityToKeep": 0, "Unit": "Items"}
    count = {"Strategy": "Count", "QuantityToKeep": 3, "Unit": "Days"}
    phase = {"Name": "Test", "ReleaseRetentionPolicy": dict(count), "TentacleRetentionPolicy": None}
    body = {"ReleaseRetentionPolicy": dict(forever), "Phases": [phase]}
    assert sent(Kind.LIFECYCLE, body).members == {
        "ReleaseRetentionPolicy": {**forever, "ShouldKeepForever": True},
        "Phases": [{**phase, "ReleaseRetentionPolicy": {**count, "ShouldKeepForever": False}}],
    }
    runbook = sent(Kind.RUNBOOK, {"RunRetentionPolicy": dict(count)}).members
    assert runbook["RunRetentionPolicy"]["ShouldKeepForever"] is False


def test_a_connection_that_a_person_chose_stays():
    theirs = {"Steps": [{"Name": "a", "GitHubConnectionId": "GitHubConnections-1", "Id": "1"}]}
    body = overlay(theirs, {"Steps": [{"Name": "a", "DefaultBranch": "main"}]}, frozenset())
    assert body["Steps"] == [
        {
            "Id": "1",
            "GitHubConnectionId": "GitHubConnections-1",
            "Name": "a",
            "DefaultBranch": "main",
        }
    ]


def test_what_a_person_entered_for_a_trigger_stays_and_so_does_its_address():
    there = {
        "Id": "ProjectTriggers-1",
        "Filter": {"FilterType": "WebhookFilter", "WebhookId": "webhook-9"},
        "Action": {"ActionType": "RunRunbook", "FormValues": {"guid": "entered"}},
    }
    ours = {"Filter": {"FilterType": "WebhookFilter"}, "Action": {"ActionType": "RunRunbook"}}
    assert overlay(there, ours, frozenset()) == there
