"""Projects and what belongs to them: settings, channels, runbooks, triggers, templates, tenants."""

import pytest

from tests.unit.sandbox.cloud_client import connected, secret, step

_RETENTION = {"QuantityToKeep": 100, "Unit": "Items"}


@pytest.fixture(name="client")
def _client():
    with connected() as client:
        yield client


@pytest.fixture(name="project")
def _project(client):
    return client.project()


def _with_package(client, name="Deploy"):
    feed = next(f["Id"] for f in client.get("feeds/all") if f["FeedType"] == "BuiltIn")
    return step(name, action={"Packages": [{"Name": "", "PackageId": "Acme", "FeedId": feed}]})


def test_a_new_project_has_its_children(client, project):
    at = f"projects/{project['Id']}"
    assert client.get(f"{at}/deploymentsettings")["ProjectId"] == project["Id"]
    channel = client.get(f"{at}/channels")["Items"]
    assert [(c["Name"], c["IsDefault"], c["LifecycleId"]) for c in channel] == [
        ("Default", True, None)
    ]
    assert project["Links"]["Variables"].endswith(project["VariableSetId"])
    assert client.get("projects/web")["Id"] == project["Id"]


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"Name": "New"}, "A project cannot be named 'New'"),
        ({"LifecycleId": None}, "The project must be assigned to a lifecycle."),
        ({"LifecycleId": "Lifecycles-1"}, "Lifecycles-1"),
        ({"ProjectGroupId": "ProjectGroups-1"}, "ProjectGroups-1"),
        ({"IncludedLibraryVariableSetIds": ["LibraryVariableSets-1"]}, "LibraryVariableSets-1"),
        ({"AutoCreateRelease": True}, "A channel ID must be provided"),
    ],
)
def test_a_project_that_makes_no_sense_is_refused(client, project, change, said):
    keys = ("ProjectGroupId", "LifecycleId")
    body = {"Name": "Other", **{key: project[key] for key in keys}, **change}
    assert said in client.refused("POST", "projects", body)


def test_settings_are_shown_by_the_project_too(client, project):
    at = f"projects/{project['Id']}"
    settings = client.get(f"{at}/deploymentsettings")
    client.put(f"{at}/deploymentsettings", {**settings, "ForcePackageDownload": True})
    assert client.get(at)["ForcePackageDownload"] is True
    client.put(at, {**client.get(at), "ForcePackageDownload": False})
    assert client.get(f"{at}/deploymentsettings")["ForcePackageDownload"] is False


def test_a_donor_package_must_be_in_the_process_and_alone(client, project):
    client.save_steps(project, _with_package(client))
    at = f"projects/{project['Id']}/deploymentsettings"
    settings = client.get(at)
    donor = {"DeploymentAction": "Deploy", "PackageReference": ""}
    both = {"DonorPackage": donor, "Template": "1.0.i"}
    assert "Only one of either" in client.refused(
        "PUT", at, {**settings, "VersioningStrategy": both}
    )
    gone = {"DonorPackage": {**donor, "DeploymentAction": "Gone"}}
    assert "Unable to find" in client.refused("PUT", at, {**settings, "VersioningStrategy": gone})
    client.put(at, {**settings, "VersioningStrategy": {"DonorPackage": donor}})


def test_automatic_releases_need_a_package_of_the_built_in_feed(client, project):
    outside = client.post("feeds", Name="F", FeedType="NuGet", FeedUri="https://n")["Id"]
    foreign = step("B", action={"Packages": [{"Name": "", "PackageId": "P", "FeedId": outside}]})
    client.save_steps(project, _with_package(client, "A"), foreign)
    channel = client.get(f"projects/{project['Id']}/channels")["Items"][0]["Id"]

    def body(action):
        package = {"DeploymentAction": action, "PackageReference": ""}
        strategy = {"ChannelId": channel, "ReleaseCreationPackage": package}
        return {**project, "AutoCreateRelease": True, "ReleaseCreationStrategy": strategy}

    at = f"projects/{project['Id']}"
    assert "could not be found" in client.refused("PUT", at, body("Gone"))
    assert "built-in feed" in client.refused("PUT", at, body("B"))
    assert client.put(at, body("A"))["AutoCreateRelease"] is True


def test_channel_rules_name_packages_of_the_saved_process(client, project):
    rule = {
        "VersionRange": "[1,2)",
        "ActionPackages": [{"DeploymentAction": "Deploy", "PackageReference": ""}],
    }
    body = {"Name": "Beta", "ProjectId": project["Id"], "Rules": [rule]}
    assert client.refused("POST", "channels", body) == (
        f"Unable to find package reference  on deployment action Deploy in project {project['Id']}"
    )
    client.save_steps(project, _with_package(client))
    client.post("channels", **body)


def test_a_channel_lifecycle_is_null_or_real(client, project):
    body = {"Name": "Beta", "LifecycleId": ""}
    said = client.refused("POST", f"projects/{project['Id']}/channels", body)
    assert "must be null" in said


def test_one_channel_is_the_default_and_stays(client, project):
    at = f"projects/{project['Id']}/channels"
    default = client.get(at)["Items"][0]
    assert "only remaining" in client.refused("DELETE", f"channels/{default['Id']}")
    beta = client.post(at, Name="Beta", IsDefault=True)
    assert client.get(f"channels/{default['Id']}")["IsDefault"] is False
    assert "default channel" in client.refused("DELETE", f"channels/{beta['Id']}")
    client.save_steps(project, step(action={"Channels": [default["Id"]]}))
    assert "is used by 'Run' step" in client.refused("DELETE", f"channels/{default['Id']}")


def test_a_channel_is_changed_below_its_own_project_only(client, project):
    other = client.project("Other")
    beta = client.post(f"projects/{project['Id']}/channels", Name="Beta")
    changed = {**beta, "Name": "Gamma"}
    assert client.put(f"projects/{project['Id']}/channels/{beta['Id']}", changed)["Name"] == "Gamma"
    at = f"projects/{other['Id']}/channels/{beta['Id']}"
    assert beta["Id"] in client.refused("PUT", at, changed, status=404)


def test_channel_names_are_unique_in_their_project_only(client, project):
    other = client.project("Other")
    for owner in (project, other):
        client.post("channels", Name="Beta", ProjectId=owner["Id"])
    body = {"Name": "beta", "ProjectId": project["Id"]}
    assert "already exists" in client.refused("POST", "channels", body)


def test_a_runbook_needs_a_retention_policy(client, project):
    at = f"projects/{project['Id']}/runbooks"
    assert client.refused("POST", at, {"Name": "R"}) == (
        "Please assign a run retention policy to the Runbook."
    )
    assert client.post(at, Name="R", RunRetentionPolicy=_RETENTION)["Slug"] == "r"


def test_a_snapshot_names_each_package_and_is_published(client, project):
    at = f"projects/{project['Id']}"
    runbook = client.post(f"{at}/runbooks", Name="R", RunRetentionPolicy=_RETENTION)
    steps = {"Version": 0, "Steps": [_with_package(client)]}
    client.put(f"runbookProcesses/{runbook['RunbookProcessId']}", steps)
    body = {"Name": "S", "RunbookId": runbook["Id"]}
    said = client.refused("POST", f"{at}/runbookSnapshots", body)
    assert said == "A version must be specified for every included package."
    selected = [{"ActionName": "Deploy", "PackageReferenceName": "", "Version": "1.0"}]
    made = client.post(f"{at}/runbookSnapshots?publish=true", **body, SelectedPackages=selected)
    shown = client.get(f"runbooks/{runbook['Id']}")
    assert shown["PublishedRunbookSnapshotId"] == made["Id"]


@pytest.mark.parametrize(
    ("condition", "action", "said"),
    [
        ({"FilterType": "Moon"}, {"ActionType": "AutoDeploy"}, "not known"),
        ({"FilterType": "MachineFilter"}, {"ActionType": "Dance"}, "not known"),
        ({"FilterType": "CronExpressionSchedule"}, {"ActionType": "AutoDeploy"}, "cron"),
        (
            {"FilterType": "MachineFilter", "EnvironmentIds": ["Environments-1"]},
            {"ActionType": "AutoDeploy"},
            "Environments-1",
        ),
        (
            {"FilterType": "MachineFilter"},
            {"ActionType": "RunRunbook", "RunbookId": "Runbooks-1"},
            "Runbooks-1",
        ),
        (
            {"FilterType": "FeedFilter", "Packages": [{"DeploymentActionSlug": "gone"}]},
            {"ActionType": "CreateRelease"},
            "gone",
        ),
    ],
)
def test_a_trigger_that_leads_nowhere_is_refused(client, project, condition, action, said):
    body = {"Name": "T", "Filter": condition, "Action": action}
    assert said in client.refused("POST", f"projects/{project['Id']}/triggers", body)


def test_a_trigger_is_kept_as_sent(client, project):
    body = {
        "Name": "T",
        "IsDisabled": True,
        "Filter": {"FilterType": "MachineFilter", "Roles": ["web"]},
        "Action": {"ActionType": "AutoDeploy"},
    }
    client.post(f"projects/{project['Id']}/triggers", **body)
    held = client.get(f"projects/{project['Id']}/triggers")["Items"][0]
    assert {key: held[key] for key in body} == body


def test_a_logo_is_kept(client, project):
    at = f"projects/{project['Id']}/logo"
    assert client.call("GET", at).status_code == 404
    assert client.call("PUT", at, files={"fileData": ("logo.png", b"png")}).status_code == 200
    assert client.call("GET", at).content == b"png"


def test_converting_to_git_happens_once_and_below_octopus(client, project):
    at = f"projects/{project['Id']}/git/convert"
    settings = {"Url": "https://g", "BasePath": "x", "Credentials": {"Type": "Anonymous"}}
    body = {"CommitMessage": "c", "VersionControlSettings": settings}
    assert ".octopus base path" in client.refused("POST", at, body)
    settings["BasePath"] = ".octopus/web"
    assert client.call("POST", at, body).status_code == 200
    assert "already a version controlled" in client.refused("POST", at, body)


def test_deleting_a_project_takes_its_children_along(client, project):
    assert client.call("DELETE", f"projects/{project['Id']}").status_code == 200
    for kind in ("DeploymentProcess", "VariableSet", "Channel", "DeploymentSettings"):
        assert client.cloud.store.documents(kind) == []


def test_step_templates_count_up_and_keep_their_versions(client):
    made = client.post("actiontemplates", Name="T", ActionType="Octopus.Script")
    assert made["Version"] == 1
    changed = client.put(f"actiontemplates/{made['Id']}", {**made, "Description": "d"})
    assert changed["Version"] == 2
    assert "another user" in client.refused("PUT", f"actiontemplates/{made['Id']}", made)
    versions = client.get(f"actiontemplates/{made['Id']}/versions")["Items"]
    assert [v["Version"] for v in versions] == [1, 2]


def test_a_step_template_cannot_be_renamed_to_what_another_was(client):
    first = client.post("actiontemplates", Name="Old", ActionType="Octopus.Script")
    client.put(f"actiontemplates/{first['Id']}", {**first, "Name": "Fresh"})
    second = client.post("actiontemplates", Name="Old", ActionType="Octopus.Script")
    assert "already exists" in client.refused("PUT", f"actiontemplates/{second['Id']}", second)


@pytest.mark.parametrize(
    ("feed", "said"), [("", "No Feed Id was specified."), ("Feeds-1", "cannot be found: Feeds-1")]
)
def test_packages_of_a_step_template_need_a_feed(client, feed, said):
    packages = [{"Name": "", "PackageId": "P", "FeedId": feed}]
    body = {"Name": "T", "ActionType": "Octopus.Script", "Packages": packages}
    assert said in client.refused("POST", "actiontemplates", body)


def test_a_community_template_is_installed_once(client):
    community = client.get("/api/communityactiontemplates")["Items"][0]
    at = f"/api/communityactiontemplates/{community['Id']}/installation/Spaces-1"
    installed = client.call("POST", at).json()
    assert installed["CommunityActionTemplateId"] == community["Id"]
    assert client.refused("POST", at) == "Action Template already installed."
    assert client.put(at, {})["Version"] == 2


@pytest.fixture(name="tenant")
def _tenant(client):
    """A tenant with one project, one environment, one sensitive and one plain template each."""
    sensitive = {"Name": "Pw", "DisplaySettings": {"Octopus.ControlType": "Sensitive"}}
    plain = {"Name": "Host", "DisplaySettings": {"Octopus.ControlType": "SingleLineText"}}
    library = client.post("libraryvariablesets", Name="Common", Templates=[plain, sensitive])
    project = client.project(
        "Shop",
        Templates=[plain, sensitive],
        TenantedDeploymentMode="Tenanted",
        IncludedLibraryVariableSetIds=[library["Id"]],
    )
    environment = client.environment()
    links = {project["Id"]: [environment]}
    tenant = client.post("tenants", Name="T", TenantTags=[], ProjectEnvironments=links)
    return {
        "at": f"tenants/{tenant['Id']}",
        "project": project["Id"],
        "library": library["Id"],
        "environment": environment,
        "in_project": {t["Name"]: t["Id"] for t in project["Templates"]},
        "in_library": {t["Name"]: t["Id"] for t in library["Templates"]},
        "body": tenant,
    }


def _project_value(tenant, name, value, **more):
    return {
        "OwnerId": tenant["project"],
        "TemplateId": tenant["in_project"][name],
        "Value": value,
        "Scope": {"EnvironmentIds": [tenant["environment"]]},
        **more,
    }


def test_a_tenant_links_to_what_is_there(client, tenant):
    for links, gone in (
        ({"Projects-1": []}, "Projects-1"),
        ({tenant["project"]: ["Environments-1"]}, "Environments-1"),
    ):
        body = {**tenant["body"], "ProjectEnvironments": links}
        assert gone in client.refused("PUT", tenant["at"], body)


def test_tenant_values_are_one_whole_and_secrets_stay(client, tenant):
    at = f"{tenant['at']}/projectvariables"
    values = [_project_value(tenant, "Host", "h"), _project_value(tenant, "Pw", secret("p1"))]
    saved = client.put(at, {"Variables": values})
    assert {v["Value"] if v["Template"]["Name"] == "Host" else "" for v in saved["Variables"]} == {
        "h",
        "",
    }
    kept = next(v for v in saved["Variables"] if v["Template"]["Name"] == "Pw")
    sent = _project_value(tenant, "Pw", {"HasValue": True, "NewValue": None}, Id=kept["Id"])
    after = client.put(at, {"Variables": [sent]})
    assert len(after["Variables"]) == 1
    row = f"tenantvariables-{tenant['body']['Id']}"
    assert client.cloud.store.secret(row, "Values", kept["Id"], "Value") == "p1"


def test_an_old_token_is_refused_and_none_is_not_checked(client, tenant):
    at = f"{tenant['at']}/projectvariables"
    old = client.get(at)["ConcurrencyToken"]
    client.put(at, {"Variables": []})
    said = client.refused("PUT", at, {"Variables": [], "ConcurrencyToken": old})
    assert "another user" in said
    client.put(at, {"Variables": [], "ConcurrencyToken": client.get(at)["ConcurrencyToken"]})


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"TemplateId": "gone"}, "gone"),
        ({"OwnerId": "Projects-1"}, "Projects-1"),
        ({"Scope": {"EnvironmentIds": ["Environments-1"]}}, "Environments-1"),
        ({"Value": secret("x")}, "does not suit"),
        ({"Id": "unknown"}, "unknown"),
        ({"Scope": None}, "Scope field is required"),
    ],
)
def test_a_tenant_value_that_makes_no_sense_is_refused(client, tenant, change, said):
    value = _project_value(tenant, "Host", "h", **change)
    assert said in client.refused("PUT", f"{tenant['at']}/projectvariables", {"Variables": [value]})


def test_two_values_for_one_place_are_refused(client, tenant):
    values = [_project_value(tenant, "Host", value) for value in "ab"]
    body = {"Variables": values}
    assert "two values" in client.refused("PUT", f"{tenant['at']}/projectvariables", body)


def test_a_tenant_has_values_of_connected_projects_only(client, tenant):
    client.put(tenant["at"], {**tenant["body"], "ProjectEnvironments": {}})
    body = {"Variables": [_project_value(tenant, "Host", "h")]}
    assert "not connected" in client.refused("PUT", f"{tenant['at']}/projectvariables", body)


def test_the_old_and_the_new_way_show_the_same(client, tenant):
    old = {
        "ProjectVariables": {
            tenant["project"]: {
                "Variables": {tenant["environment"]: {tenant["in_project"]["Host"]: "h"}}
            }
        },
        "LibraryVariables": {
            tenant["library"]: {"Variables": {tenant["in_library"]["Pw"]: secret("the-common-one")}}
        },
    }
    saved = client.put(f"{tenant['at']}/variables", old)
    assert client.get(f"tenantvariables/all?projectId={tenant['project']}") == [saved]
    assert client.get("tenantvariables/all?projectId=Projects-1") == []
    assert "the-common-one" not in str(saved)
    project = client.get(f"{tenant['at']}/projectvariables")["Variables"]
    assert [(v["Value"], v["Scope"]["EnvironmentIds"]) for v in project] == [
        ("h", [tenant["environment"]])
    ]
    common = client.get(f"{tenant['at']}/commonvariables")["Variables"]
    assert [v["LibraryVariableSetId"] for v in common] == [tenant["library"]]
    row = f"tenantvariables-{tenant['body']['Id']}"
    assert client.cloud.store.secret(row, "Values", common[0]["Id"], "Value") == "the-common-one"


def test_missing_values_are_listed(client, tenant):
    missing = client.get("tenants/variables-missing")[0]["MissingVariables"]
    assert len(missing) == 4
    body = {"Variables": [_project_value(tenant, "Host", "h")]}
    client.put(f"{tenant['at']}/projectvariables", body)
    missing = client.get("tenants/variables-missing")[0]["MissingVariables"]
    assert len(missing) == 3
    at = f"{tenant['at']}/commonvariables?includeMissingVariables=true"
    assert len(client.get(at)["MissingVariables"]) == 2
