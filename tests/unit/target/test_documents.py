"""Resources of the API as logical documents."""

import pytest

from migrator.model.documents import Kind, Ref, Slot
from migrator.rules.naming import Directory, TemplateFacts
from migrator.target.documents import (
    actions_of,
    learn,
    name_resource,
    parse_resource,
    resource_version,
)
from migrator.target.routes import COLLECTIONS, LISTED, collection, document_route
from tests.unit.rules.making import IDS, PROCESS, PROJECT, TAG, TEMPLATE, directory, ref


@pytest.mark.parametrize(
    ("kind", "resource", "path"),
    [
        (Kind.ENVIRONMENT, {"Name": "Test"}, ("Default", "Test")),
        (Kind.TEAM, {"Id": "Teams-1", "Name": "Ops", "SpaceId": "Spaces-1"}, ("Default", "Ops")),
        (Kind.TEAM, {"Id": "teams-everyone", "Name": "x", "SpaceId": None}, ("", "Everyone")),
        (
            Kind.CERTIFICATE,
            {"Name": "Site", "Thumbprint": "ab"},
            ("Default", "Site", "AB"),
        ),
        (
            Kind.FEED,
            {"Name": "x", "FeedType": "BuiltIn"},
            ("Default", "Octopus Server (built-in)"),
        ),
    ],
)
def test_a_resource_is_named_as_its_row_was(kind, resource, path):
    assert name_resource(kind, resource, "Default") == Ref(kind, path)


def test_library_sets_and_script_modules_are_told_apart():
    module = {"Name": "Tools", "ContentType": "ScriptModule"}
    named = name_resource(Kind.LIBRARY_VARIABLE_SET, module, "Default")
    assert named.kind is Kind.SCRIPT_MODULE
    plain = {"Name": "Tools", "ContentType": "Variables"}
    named = name_resource(Kind.LIBRARY_VARIABLE_SET, plain, "Default")
    assert named.kind is Kind.LIBRARY_VARIABLE_SET


def test_a_channel_is_named_below_its_project():
    assert name_resource(Kind.CHANNEL, {"Name": "Beta"}, "Default", PROJECT) == ref(
        Kind.CHANNEL, "Web Shop", "Beta"
    )


def test_ids_of_a_project_and_of_what_comes_with_it_are_learned():
    known = Directory()
    resource = {
        "Id": "Projects-7", "VariableSetId": "v", "DeploymentProcessId": "p",
        "DeploymentSettingsId": "s",
    }  # fmt: skip
    parts = learn(PROJECT, resource, known)
    assert known.find("Default", "Projects-7") == PROJECT
    assert {part.kind: identity for part, identity in parts.items()} == {
        Kind.PROJECT_VARIABLES: "v",
        Kind.DEPLOYMENT_PROCESS: "p",
        Kind.DEPLOYMENT_SETTINGS: "s",
    }


def test_tags_are_learned_by_their_canonical_names():
    known = Directory()
    learn(ref(Kind.TAG_SET, "Ring"), {"Id": "TagSets-1", "Tags": [{"Name": "Canary"}, 7]}, known)
    assert known.find("Default", "ring/canary", {Kind.TAG}) == TAG


def test_a_templates_version_and_controls_are_learned():
    known = Directory()
    parameter = {"Name": "P", "DisplaySettings": {"Octopus.ControlType": "Certificate"}}
    resource = {"Id": "A-1", "Version": 7, "Parameters": [parameter, {"Name": "Q"}]}
    parts = learn(TEMPLATE, resource, known)
    assert parts == {Ref(Kind.TEMPLATE_VERSION, TEMPLATE.path): "7"}
    assert known.template(TEMPLATE) == TemplateFacts(7, {"P": "Certificate", "Q": ""})


def test_actions_are_learned_by_name():
    resource = {
        "Id": "x",
        "Steps": [{"Actions": [{"Id": "a1", "Name": "Deploy"}]}, {"Actions": None}],
    }
    action = ref(Kind.ACTION, "Web Shop", "Deploy")
    assert actions_of(PROCESS, resource) == {action: "a1"}
    known = Directory()
    assert learn(PROCESS, resource, known) == {action: "a1"}
    assert known.find("Default", "a1") == action


@pytest.mark.parametrize(
    ("kind", "child"),
    [
        (Kind.LIBRARY_VARIABLE_SET, Kind.LIBRARY_VARIABLES),
        (Kind.SCRIPT_MODULE, Kind.LIBRARY_VARIABLES),
        (Kind.RUNBOOK, Kind.RUNBOOK_PROCESS),
    ],
)
def test_what_comes_with_a_set_or_a_runbook_is_learned(kind, child):
    owner = Ref(kind, ("Default", "x"))
    resource = {"Id": "X-1", "VariableSetId": "v", "RunbookProcessId": "v"}
    assert learn(owner, resource, Directory()) == {Ref(child, owner.path): "v"}


def test_a_resource_becomes_a_body_with_refs_and_slots():
    found = ref(Kind.ACCOUNT, "A")
    resource = {
        "Id": "Accounts-9",
        "Name": "A",
        "EnvironmentIds": ["Environments-1"],
        "Password": {"HasValue": True, "NewValue": None},
        "Token": {"HasValue": False, "NewValue": None},
    }
    body = parse_resource(found, resource, directory())
    assert body["EnvironmentIds"] == [IDS["Environments-1"]]
    assert body["Password"] == Slot()
    assert body["Token"] is None
    assert "Id" not in body


def test_the_version_changes_with_the_document_and_not_with_what_changes_by_itself():
    resource = {"Id": "x", "Name": "a", "Links": {"Self": "/1"}, "HealthStatus": "Healthy"}
    same = {**resource, "Links": {}, "HealthStatus": "Unknown"}
    assert resource_version(resource) == resource_version(same)
    assert resource_version(resource) != resource_version({**resource, "Name": "b"})


def test_a_health_check_does_not_change_a_targets_version():
    target = {"Endpoint": {"CommunicationStyle": "None"}, "LastModifiedOn": "1"}
    assert resource_version(target) == resource_version({**target, "LastModifiedOn": "2"})
    other = {"LastModifiedOn": "1"}
    assert resource_version(other) != resource_version({**other, "LastModifiedOn": "2"})


@pytest.mark.parametrize(
    ("kind", "route"),
    [
        (Kind.SPACE, "/api/spaces/X-1"),
        (Kind.ENVIRONMENT, "/api/Spaces-1/environments/X-1"),
        (Kind.DEPLOYMENT_PROCESS, "/api/Spaces-1/projects/P-1/deploymentprocesses"),
        (Kind.DEPLOYMENT_SETTINGS, "/api/Spaces-1/projects/P-1/deploymentsettings"),
        (Kind.PROJECT_VARIABLES, "/api/Spaces-1/variables/X-1"),
        (Kind.LIBRARY_VARIABLES, "/api/Spaces-1/variables/X-1"),
        (Kind.SCRIPT_MODULE, "/api/Spaces-1/libraryvariablesets/X-1"),
    ],
)
def test_each_document_has_its_route(kind, route):
    assert document_route(kind, "Spaces-1", "X-1", "P-1") == route


def test_a_runbook_process_has_a_route_with_its_own_id():
    route = document_route(Kind.RUNBOOK_PROCESS, "Spaces-1", "X-1", "P-1")
    assert route.startswith("/api/Spaces-1/")
    assert route.endswith("/runbookProcesses/X-1")


def test_what_is_in_no_space_has_a_route_without_one():
    assert collection(Kind.TEAM, "") == "/api/teams"


def test_every_listed_kind_has_a_collection_and_one_list_holds_both_sorts_of_sets():
    assert set(LISTED) <= set(COLLECTIONS)
    assert Kind.SCRIPT_MODULE not in LISTED
