"""Deployment and runbook processes: versions, names, references, what a save changes."""

import json

import pytest

from tests.unit.sandbox.cloud_client import connected, secret, step

_GONE = [
    ({"WorkerPoolId": "WorkerPools-1"}, "WorkerPools-1"),
    ({"Container": {"FeedId": "Feeds-1", "Image": "i"}}, "Feeds-1"),
    ({"Environments": ["Environments-1"]}, "Environments-1"),
    ({"ExcludedEnvironments": ["Environments-1"]}, "Environments-1"),
    ({"Channels": ["Channels-1"]}, "Channels-1"),
    ({"TenantTags": ["No/Tag"]}, "No/Tag"),
    ({"Packages": [{"Name": "", "PackageId": "P", "FeedId": "Feeds-1"}]}, "Feeds-1"),
    ({"GitDependencies": [{"GitCredentialId": "GitCredentials-1"}]}, "GitCredentials-1"),
    ({"GitDependencies": [{"GitHubConnectionId": "GitHubAppConnections-1"}]}, "GitHubApp"),
]
_GONE_PROPERTIES = [
    ("Octopus.Action.Template.Id", "ActionTemplates-1"),
    ("Octopus.Action.Package.FeedId", "Feeds-1"),
    ("Octopus.Action.Package.NuGetFeedId", "Feeds-1"),
    ("Octopus.Action.DeployRelease.ProjectId", "Projects-1"),
    ("Octopus.Action.Azure.AccountId", "Accounts-1"),
    ("Octopus.Action.Manual.ResponsibleTeamIds", "teams-everyone,Teams-1"),
    ("Octopus.Action.Email.ToTeamIds", "Teams-1"),
    ("Octopus.Action.ArgoCD.Sync.Environments", "Environments-1"),
    ("Octopus.Action.Docker.RemoveSteps", "4b4ad2a1-0000-0000-0000-000000000000"),
    ("Octopus.Action.KubernetesContainers.Containers", json.dumps([{"FeedId": "Feeds-1"}])),
    ("Anything.Else", "Certificates-1"),
]


@pytest.fixture(name="client")
def _client():
    with connected() as client:
        yield client


@pytest.fixture(name="project")
def _project(client):
    return client.project()


def test_a_new_process_is_empty_and_of_version_zero(client, project):
    process = client.get(f"projects/{project['Id']}/deploymentprocesses")
    assert process["Id"] == project["DeploymentProcessId"]
    assert (process["Version"], process["Steps"]) == (0, [])


def test_each_save_counts_up_and_an_old_version_is_refused(client, project):
    assert client.save_steps(project, step())["Version"] == 1
    assert client.save_steps(project, step(), version=1)["Version"] == 2
    said = client.refused_steps(project, step(), version=1)
    assert said.startswith("Changes to this deployment process could not be saved, because another")


def test_a_process_is_also_reached_by_its_id(client, project):
    at = f"deploymentprocesses/{project['DeploymentProcessId']}"
    assert client.put(at, {"Version": 0, "Steps": [step()]})["Version"] == 1


def test_new_ids_are_given_by_the_server_and_known_ones_kept(client, project):
    sent = step(
        Id="mine",
        action={
            "Id": "mine-too",
            "Packages": [{"Id": "p", "Name": "x", "PackageId": "A", "FeedId": _built_in(client)}],
        },
    )
    saved = client.save_steps(project, sent)["Steps"]
    action = saved[0]["Actions"][0]
    ids = (saved[0]["Id"], action["Id"], action["Packages"][0]["Id"])
    assert not {"mine", "mine-too", "p"} & set(ids)
    again = client.save_steps(project, *saved, version=1)["Steps"][0]
    action = again["Actions"][0]
    assert (again["Id"], action["Id"], action["Packages"][0]["Id"]) == ids


def _built_in(client):
    return next(f["Id"] for f in client.get("feeds/all") if f["FeedType"] == "BuiltIn")


def test_names_of_actions_and_slugs_are_unique(client, project):
    said = client.refused_steps(project, step("A"), step("a "))
    assert "already in use" in said
    two = step("Outer")
    two["Actions"].append({**two["Actions"][0], "Name": "outer"})
    assert client.refused_steps(project, two) == (
        "Action name 'outer' is already in use by another action in this deployment process. "
        "Action names must be unique."
    )
    same = [step(n, Slug="s", action={"Slug": "s"}) for n in "AB"]
    assert client.refused_steps(project, *same).startswith("Step slug 's' is already used")


def test_slugs_are_derived_where_none_was_sent(client, project):
    steps = client.save_steps(project, step("Say hi!"), step("Say hi?"))["Steps"]
    assert [s["Slug"] for s in steps] == ["say-hi", "say-hi-1"]
    assert [s["Actions"][0]["Slug"] for s in steps] == ["say-hi", "say-hi-1"]


@pytest.mark.parametrize(("action", "gone"), _GONE)
def test_an_action_must_not_refer_to_what_is_not_there(client, project, action, gone):
    assert gone in client.refused_steps(project, step(action=dict(action)))
    assert client.get(f"projects/{project['Id']}/deploymentprocesses")["Version"] == 0


@pytest.mark.parametrize(("name", "value"), _GONE_PROPERTIES)
def test_a_property_must_not_refer_to_what_is_not_there(client, project, name, value):
    said = client.refused_steps(project, step(action={"Properties": {name: value}}))
    assert "do not exist" in said


@pytest.mark.parametrize(
    "name", ["Octopus.Action.Package.FeedId", "Octopus.Action.Azure.AccountId"]
)
def test_an_expression_is_no_reference(client, project, name):
    client.save_steps(project, step(action={"Properties": {name: "#{Which}"}}))


def test_a_script_body_may_name_any_id(client, project):
    body = {"Octopus.Action.Script.ScriptBody": "Get-Thing Projects-1"}
    client.save_steps(project, step(action={"Properties": body}))


def test_a_channel_of_another_project_is_refused(client, project):
    other = client.project("Other")
    channel = client.get(f"projects/{other['Id']}/channels")["Items"][0]["Id"]
    assert channel in client.refused_steps(project, step(action={"Channels": [channel]}))


def test_a_deploy_release_step_names_a_project(client, project):
    other = client.project("Other")

    def deploy(project_id):
        package = {"Name": "", "PackageId": project_id, "FeedId": _built_in(client)}
        return step(action={"ActionType": "Octopus.DeployRelease", "Packages": [package]})

    assert "Projects-1" in client.refused_steps(project, deploy("Projects-1"))
    client.save_steps(project, deploy(other["Id"]))


def test_a_template_is_pinned_to_a_version_that_exists(client, project):
    parameter = {"Name": "Acc", "DisplaySettings": {"Octopus.ControlType": "AzureAccount"}}
    template = client.post(
        "actiontemplates", Name="T", ActionType="Octopus.Script", Parameters=[parameter]
    )

    def pinned(version, **more):
        pin = {
            "Octopus.Action.Template.Id": template["Id"],
            "Octopus.Action.Template.Version": version,
        }
        return step(action={"Properties": {**pin, **more}})

    assert "version 2" in client.refused_steps(project, pinned("2"))
    assert "Accounts-1" in client.refused_steps(project, pinned("1", Acc="Accounts-1"))
    client.save_steps(project, pinned("1", Acc="#{Account}"))
    client.put(f"actiontemplates/{template['Id']}", template)
    client.save_steps(project, pinned("2"), version=1)


def test_a_step_on_targets_says_which(client, project):
    on_target = step(action={"Properties": {"Octopus.Action.RunOnServer": "false"}})
    assert client.refused_steps(project, on_target) == (
        "Please select one or more target tags that 'Run' step will apply to."
    )
    client.save_steps(project, {**on_target, "Properties": {"Octopus.Action.TargetRoles": "web"}})


def test_package_references_have_names_of_their_own(client, project):
    packages = [{"Name": "A", "PackageId": "P", "FeedId": _built_in(client)}] * 2
    said = client.refused_steps(project, step(action={"Packages": packages}))
    assert said == "A package reference with the name 'a' already exists"


def test_a_save_normalises(client, project):
    feed = _built_in(client)
    manual = step(
        "Approve", StartTrigger="StartWithPrevious", action={"ActionType": "Octopus.Manual"}
    )
    manual["Actions"][0]["Properties"] = {"Octopus.Action.Manual.Instructions": ""}
    packages = [{"Name": "", "PackageId": "Acme", "FeedId": feed}]
    renamed = step("Outer", action={"Name": "Inner", "Packages": packages})
    first, second = client.save_steps(project, manual, renamed)["Steps"]
    assert first["StartTrigger"] == "StartAfterPrevious"
    assert first["Actions"][0]["Properties"] == {"Octopus.Action.RunOnServer": "true"}
    assert first["Actions"][0]["Container"] == {
        "FeedId": "",
        "Image": "",
        "GitUrl": "",
        "Dockerfile": "",
    }
    assert second["Name"] == "Inner"
    properties = second["Actions"][0]["Properties"]
    assert properties["Octopus.Action.Package.PackageId"] == "Acme"
    assert properties["Octopus.Action.Package.FeedId"] == feed


def test_a_sensitive_property_is_kept_and_never_shown(client, project):
    saved = client.save_steps(project, step(action={"Properties": {"Pw": secret("s3")}}))["Steps"]
    path = ("Steps", "Run", "Actions", "Run", "Properties", "Pw")
    assert client.cloud.store.secret(project["DeploymentProcessId"], *path) == "s3"
    shown = saved[0]["Actions"][0]["Properties"]["Pw"]
    assert (shown["HasValue"], "NewValue" in shown) == (True, False)
    client.save_steps(project, *saved, version=1)
    assert client.cloud.store.secret(project["DeploymentProcessId"], *path) == "s3"


@pytest.mark.parametrize(
    "wrong",
    [{"Condition": "Maybe"}, {"StartTrigger": "Now"}, {"Properties": {"A": 1}}, {"Actions": None}],
)
def test_a_malformed_step_is_refused(client, project, wrong):
    client.refused_steps(project, {**step(), **wrong})


def test_a_step_without_actions_is_refused(client, project):
    assert "has no action" in client.refused_steps(project, {"Name": "S", "Actions": []})


def test_a_runbook_has_a_process_of_its_own(client, project):
    body = {"Name": "R", "RunRetentionPolicy": {"QuantityToKeep": 100, "Unit": "Items"}}
    runbook = client.post(f"projects/{project['Id']}/runbooks", **body)
    assert runbook["RunbookProcessId"] == f"RunbookProcess-{runbook['Id']}"
    at = f"projects/{project['Id']}/runbookProcesses/{runbook['RunbookProcessId']}"
    assert client.put(at, {"Version": 0, "Steps": [step()]})["RunbookId"] == runbook["Id"]
    said = client.refused(
        "PUT", f"runbookProcesses/{runbook['RunbookProcessId']}", {"Version": 0, "Steps": []}
    )
    assert said.startswith("Changes to this process could not be saved")
