"""What a user would look at after a run, read by the requests of the vendor's public examples.

The requests are those of the scripts that each `Source:` names, in OctopusDeploy/OctopusDeploy-Api;
what they must show is written down by hand from what the sample instance is.
"""

import pytest

from tests.e2e.reader import Reader, read_space


@pytest.fixture(scope="module")
def default(moved) -> Reader:
    return read_space(moved.served, "Default")


def names(items) -> set[str]:
    return {item["Name"] for item in items}


def test_projects_of_a_project_group(default):
    """Source: REST/PowerShell/ProjectGroups/ListProjectsInProjectGroup.ps1."""
    group = default.one("projectgroups", "Platform")
    found = default.pages(f"projectgroups/{group['Id']}/projects")
    assert names(found) == {"Cloud Platform", "Containers", "Java Services"}


def test_steps_that_run_on_a_role(default):
    """Source: REST/PowerShell/DeploymentProcesses/GetStepsUsingRole.ps1."""
    found = {
        (project["Name"], step["Name"])
        for project in default.all("projects")
        for step in default.of(f"deploymentprocesses/{project['DeploymentProcessId']}")["Steps"]
        if step["Properties"].get("Octopus.Action.TargetRoles") == "java-server"
    }
    steps = ("Unpack archive", "Deploy to Tomcat", "Deploy to WildFly", "Java key store")
    assert found == {("Java Services", step) for step in steps}


def test_steps_that_use_a_worker_pool(default):
    """Source: REST/PowerShell/DeploymentProcesses/GetStepsUsingWorkerPool.ps1."""
    pools = default.names("workerpools")
    project = default.one("projects", "Web Shop")
    process = default.of(f"deploymentprocesses/{project['DeploymentProcessId']}")
    used = {
        action["Name"]: pools[action["WorkerPoolId"]]
        for step in process["Steps"]
        for action in step["Actions"]
        if action.get("WorkerPoolId")
    }
    assert used["Build index"] == "Linux Workers"
    assert used["Check health"] == "Build Workers"
    assert used["Count targets"] == "Hosted Windows"  # ran on the server itself


def test_a_variable_of_a_project_with_its_environments(default):
    """Source: REST/PowerShell/Variables/GetVariableInProject.ps1."""
    environments = default.names("environments")
    (project,) = [one for one in default.all("projects") if one["Name"] == "Web Shop"]
    variables = default.of(f"variables/{project['VariableSetId']}")["Variables"]
    where = {
        variable["Value"]: {
            environments.get(one, one) for ids in variable["Scope"].values() for one in ids
        }
        for variable in variables
        if variable["Name"] == "Where"
    }
    assert where["unscoped"] == set()
    assert where["environment and role"] == {"Test", "web-server"}
    assert where["tag"] == {"Region/EU", "Ring/Early"}
    secrets = [variable for variable in variables if variable["Name"] == "Db.Password"]
    assert [variable["Value"] for variable in secrets] == [None, None]
    assert all(variable["Type"] == "Sensitive" for variable in secrets)


def test_projects_that_use_a_library_set(default):
    """Source: REST/PowerShell/Variables/FindProjectsThatUseALibraryVariableSet.ps1."""
    (library,) = [one for one in default.all("libraryvariablesets") if one["Name"] == "Shared"]
    found = [
        project
        for project in default.all("projects")
        if library["Id"] in project["IncludedLibraryVariableSetIds"]
    ]
    assert names(found) == {"Web Shop", "Legacy Tools"}


def test_variables_of_a_library_set(default):
    """Source: REST/PowerShell/Variables/GetVariablesFromVariableSet.ps1."""
    library = default.one("libraryvariablesets", "Defaults")
    found = default.of(f"variables/{library['VariableSetId']}")["Variables"]
    assert [(one["Name"], one["Value"]) for one in found] == [("Log.Level", "Warning")]


def test_tenants_by_tag(default):
    """Sources: REST/PowerShell/Tenants/FindTenantsMatchingTagSetFilter.ps1 for what is asked;
    OctopusDeploy/api-client.ts, tenantRepository.ts, for how."""
    assert names(default.of("tenants?tags=Region/EU")["Items"]) == {"Contoso", "Tailspin"}
    assert names(default.of("tenants?tags=Region/EU,Ring/Early")["Items"]) == {"Contoso"}
    both = default.of("tenants?tags=Region/EU,Region/US")["Items"]
    assert names(both) == {"Contoso", "Fabrikam", "Tailspin"}


def test_what_tenants_give_to_the_templates_of_a_project(default):
    """Source: REST/PowerShell/Tenants/ListTenantsAndProjectTemplateValues.ps1."""
    environments = default.names("environments")
    (project,) = default.of("projects?name=Web Shop")["Items"]
    (tenant,) = default.of("tenants?name=Contoso")["Items"]
    of_project = default.of(f"tenants/{tenant['Id']}/variables")["ProjectVariables"][project["Id"]]
    ids = {template["Name"]: template["Id"] for template in of_project["Templates"]}
    shown = {
        environments[environment]: values.get(ids["Tenant.Alias"])
        for environment, values in of_project["Variables"].items()
    }
    assert shown == {"Test": "Contoso-Test", "Production": "Contoso-Production"}
    for values in of_project["Variables"].values():
        secret = values[ids["Tenant.DbPassword"]]
        assert secret["HasValue"] is True
        assert secret.get("NewValue") is None


def test_machines_of_a_role(default):
    """Source: REST/PowerShell/Targets/DeleteMachinesByRole.ps1 (up to what it deletes)."""
    found = [one for one in default.all("machines") if "web-server" in one["Roles"]]
    assert names(found) == {"web-01", "contoso-web", "polling-01", "linux-01", "offline"}
    assert all(one["IsDisabled"] for one in found)  # until cut-over


def test_machines_of_an_environment(default):
    """Source: REST/PowerShell/Targets/GetMachinesInCurrentEnvironmentOfSpecificRole.ps1."""
    environment = default.one("environments", "Production")
    found = default.pages(f"environments/{environment['Id']}/machines")
    assert len(found) == 15
    development = default.one("environments", "Development")
    assert default.pages(f"environments/{development['Id']}/machines") == []


def test_workers_of_a_pool(default):
    """Source: go-octopusdeploy, api/octopus_deploy.json: /workerpools/{id}/workers."""
    pool = default.one("workerpools", "Build Workers")
    assert names(default.pages(f"workerpools/{pool['Id']}/workers")) == {"worker-spare"}


def test_lifecycles_that_no_project_has(default):
    """Source: REST/PowerShell/Lifecycles/FindLifecyclesWithNoProject.ps1."""
    used = {project["LifecycleId"] for project in default.all("projects")}
    unused = [one for one in default.all("lifecycles") if one["Id"] not in used]
    assert names(unused) == set()
    hotfix = default.one("lifecycles", "Hotfix")
    (phase,) = hotfix["Phases"]
    environments = default.names("environments")
    assert {environments[one] for one in phase["OptionalDeploymentTargets"]} == {
        "Test",
        "Production",
    }


def test_channels_runbooks_and_triggers_of_a_project(default):
    """Source: OctopusDeploy/docs, src/pages/docs/api/_generated: channels, runbooks, triggers."""
    project = default.one("projects", "Web Shop")
    at = f"projects/{project['Id']}"
    channels = {one["Name"]: one for one in default.of(f"{at}/channels")["Items"]}
    assert set(channels) == {"Default", "Hotfix"}
    assert channels["Default"]["IsDefault"]
    assert channels["Hotfix"]["TenantTags"] == ["Ring/Early"]
    assert [rule["VersionRange"] for rule in channels["Hotfix"]["Rules"]] == ["[1.0,2.0)", ""]
    assert names(default.of(f"{at}/runbooks")["Items"]) == {"Restart", "Backup"}
    triggers = default.of(f"{at}/triggers?take=100")["Items"]
    assert {"nightly", "new machines", "restart"} <= names(triggers)
    assert all(one["IsDisabled"] for one in triggers)  # until cut-over


def test_feeds_and_accounts_tell_that_a_secret_is_there_and_not_what_it_says(default):
    """Sources: REST/PowerShell/Feeds/GetAllFeeds.ps1; OctopusDeploy/docs, api: accounts."""
    feed = default.one("feeds", "nuget")
    assert feed["FeedUri"] == "https://nuget.example.test/v3/index.json"
    assert feed["Password"]["HasValue"] is True
    assert feed["Password"].get("NewValue") is None
    account = default.one("accounts", "aws")
    environments = default.names("environments")
    assert {environments[one] for one in account["EnvironmentIds"]} == {"Test", "Production"}
    assert account["SecretKey"]["HasValue"] is True


def test_the_other_spaces_hold_their_own(moved):
    """Source: REST/PowerShell/Targets/GetTargetsPerSpace.ps1."""
    payments = read_space(moved.served, "Payments")
    assert names(payments.all("machines")) == {"pay-01"}
    assert len(payments.all("projects")) == 6
    playground = read_space(moved.served, "Playground")
    assert playground.all("machines") == []
    assert names(playground.all("projects")) == {"Toy One", "Toy Two", "Toy Three"}
