"""What is in the sample instance, and that it holds together."""

import re
from collections import Counter

import pytest

from migrator.sandbox.instance import SampleInstance, Shape, sample_instance

KEY = bytes(range(16))
ID = re.compile(
    r"(?<![A-Za-z0-9-])(?:(?:Accounts|ActionTemplates|Certificates|Channels|CommunityActionTemplates"
    r"|Environments|Feeds|GitCredentials|Lifecycles|LibraryVariableSets|Machines|MachinePolicies"
    r"|ProjectGroups|Projects|Proxies|Runbooks|TagSets|Teams|Tenants|UserRoles|Users|WorkerPools)"
    r"-\d+(?:/Tags-\d+)?|feeds-builtin(?:-releases)?|teams-[a-z]+(?:-Spaces-\d+)?)",
    re.IGNORECASE,
)
SYSTEM_TABLES = {"Space", "User", "UserRole", "Team", "ScopedUserRole", "CommunityActionTemplate"}
# A published snapshot is history; what a project was cloned from may be gone.
NOT_FOLLOWED = {"PublishedRunbookSnapshotId"}
FREE_TEXT = ("ScriptBody",)


@pytest.fixture(scope="module")
def sample() -> SampleInstance:
    return sample_instance(master_key=KEY, older_master_key=bytes(16))


def bodies(sample, table, *, live_only=True):
    return [
        document.body
        for document in sample.documents
        if document.table == table and (document.is_live or not live_only)
    ]


def strings(value, key=""):
    """Every string with the name of the member that holds it, keys of objects included."""
    if isinstance(value, str):
        yield key, value
    elif isinstance(value, dict):
        for name, item in value.items():
            yield key, name
            yield from strings(item, name)
    elif isinstance(value, list):
        for item in value:
            yield from strings(item, key)


def ids_by_space(sample):
    known = {}
    for document in sample.documents:
        if not document.is_live and document.table not in SYSTEM_TABLES:
            continue
        space = document.body.get("SpaceId")
        found = known.setdefault(space, set())
        found.add(document.id.casefold())
        if document.table == "TagSet":
            found.update(str(tag["Id"]).casefold() for tag in document.body["Tags"])
    return known


@pytest.mark.parametrize("shape", Shape, ids=lambda shape: shape.name)
def test_every_id_of_a_live_row_leads_to_a_live_row_of_its_space(shape):
    made = sample_instance(master_key=KEY, shape=shape)
    known = ids_by_space(made)
    followed = 0
    for document in made.documents:
        if not document.is_live:
            continue
        space = document.id if document.table == "Space" else document.body.get("SpaceId")
        reachable = known[None] | known.get(space, set())
        if (
            document.table == "DeploymentFreeze"
        ):  # it belongs to no space and names what lies in any
            reachable = set().union(*known.values())
        for member, text in strings(dict(document.body)):
            if member in NOT_FOLLOWED or any(name in member for name in FREE_TEXT):
                continue
            for match in ID.finditer(text):
                if match.group() == text or member != "Value":
                    followed += 1
                    assert match.group().casefold() in reachable, (
                        document.table,
                        document.id,
                        text,
                    )
    assert followed > 500


def test_names_are_unique_in_their_space_but_for_certificates(sample):
    owned = {"Channel": "ProjectId", "Runbook": "ProjectId", "ProjectTrigger": "ProjectId"}
    tables = [
        "Account",
        "ActionTemplate",
        "Channel",
        "DeploymentEnvironment",
        "Feed",
        "GitCredential",
        "LibraryVariableSet",
        "Lifecycle",
        "Machine",
        "MachinePolicy",
        "Project",
        "ProjectGroup",
        "ProjectTrigger",
        "Proxy",
        "Runbook",
        "Subscription",
        "TagSet",
        "Team",
        "Tenant",
        "Worker",
        "WorkerPool",
    ]
    for table in tables:
        names = Counter(
            (body["SpaceId"], body.get(owned.get(table, "")), body["Name"].casefold())
            for body in bodies(sample, table)
        )
        assert names, table
        assert max(names.values()) == 1, (table, names.most_common(1))
    certificates = Counter(body["Name"] for body in bodies(sample, "Certificate"))
    assert certificates["Shop TLS"] == 3


def test_there_are_three_spaces_and_enough_projects_in_each(sample):
    spaces = {body["Id"]: body["Name"] for body in bodies(sample, "Space")}
    assert spaces == {"Spaces-1": "Default", "Spaces-2": "Payments", "Spaces-42": "Playground"}
    projects = Counter(body["SpaceId"] for body in bodies(sample, "Project"))
    assert projects["Spaces-1"] >= 12
    assert projects["Spaces-2"] == 6
    assert projects.total() >= 20


def test_the_plain_service_is_as_plain_as_promised(sample):
    (project,) = [p for p in bodies(sample, "Project") if p["Name"] == "Plain Service"]
    own = {
        table: [
            b
            for b in bodies(sample, table)
            if project["Id"] in (b.get("OwnerId"), b.get("ProjectId"))
        ]
        for table in ("DeploymentProcess", "VariableSet", "Channel", "Runbook", "ProjectTrigger")
    }
    (process,) = own["DeploymentProcess"]
    (variable_set,) = own["VariableSet"]
    variables = variable_set["Variables"]
    assert len(process["Steps"]) == 8
    assert len(variables) == 30
    assert sum(variable["Type"] == "Sensitive" for variable in variables) == 6
    assert [channel["Name"] for channel in own["Channel"]] == ["Default"]
    assert len(own["Runbook"]) == 1
    assert not own["ProjectTrigger"]
    assert not project["IncludedLibraryVariableSetIds"]


def test_frozen_rows_outnumber_live_ones(sample):
    for table in ("VariableSet", "DeploymentProcess"):
        frozen = Counter(bool(row["IsFrozen"]) for row in sample.database.tables[table].rows)
        assert frozen[True] > 1.9 * frozen[False], (table, frozen)


def test_every_live_row_of_a_project_belongs_to_a_live_project_or_runbook(sample):
    owners = {
        b["Id"]
        for table in ("Project", "Runbook", "LibraryVariableSet")
        for b in bodies(sample, table)
    }
    for table in ("DeploymentProcess", "RunbookProcess", "VariableSet"):
        for body in bodies(sample, table):
            assert body["OwnerId"] in owners
            assert body["IsFrozen"] is False


def test_steps_have_names_of_their_own_but_for_the_one_trap(sample):
    (trap,) = sample.traps["step names repeated"]
    repeated = set()
    for table in ("DeploymentProcess", "RunbookProcess"):
        for body in bodies(sample, table):
            actions = [action for step in body["Steps"] for action in step["Actions"]]
            for parts in (body["Steps"], actions):
                names = Counter(part["Name"].casefold() for part in parts)
                slugs = Counter(part["Slug"] for part in parts)
                assert max(slugs.values(), default=1) == 1
                if max(names.values(), default=1) > 1:
                    repeated.add((table, body["Id"]))
    assert repeated == {(trap.table, trap.id)}


def test_a_step_that_runs_on_targets_says_on_which(sample):
    for table in ("DeploymentProcess", "RunbookProcess"):
        for body in bodies(sample, table):
            for step in body["Steps"]:
                for action in step["Actions"]:
                    on_server = action["Properties"].get("Octopus.Action.RunOnServer") == "true"
                    assert on_server or step["Properties"].get("Octopus.Action.TargetRoles"), (
                        action["Name"]
                    )


def test_removed_docker_steps_are_actions_of_the_same_process(sample):
    found = 0
    for body in bodies(sample, "DeploymentProcess"):
        actions = [action for step in body["Steps"] for action in step["Actions"]]
        for action in actions:
            removed = action["Properties"].get("Octopus.Action.Docker.RemoveSteps")
            if removed:
                found += 1
                assert removed in {other["Id"] for other in actions}
    assert found == 1


def test_action_scopes_and_channel_rules_name_actions_that_exist(sample):
    actions = {}
    for table in ("DeploymentProcess", "RunbookProcess"):
        for body in bodies(sample, table):
            owner = body.get("ProjectId") or body["OwnerId"]
            found = [action for step in body["Steps"] for action in step["Actions"]]
            actions.setdefault(owner, []).extend(found)
    scoped = 0
    for body in bodies(sample, "VariableSet"):
        ids = {action["Id"] for action in actions.get(body["OwnerId"], ())}
        for variable in body["Variables"]:
            for identifier in variable.get("Scope", {}).get("Action", ()):
                scoped += 1
                assert identifier in ids
    assert scoped == 3
    rules = 0
    for body in bodies(sample, "Channel"):
        packages = {
            (action["Name"], package["Name"])
            for action in actions.get(body["ProjectId"], ())
            for package in action["Packages"]
        }
        for rule in body["Rules"]:
            for reference in rule["ActionPackages"]:
                rules += 1
                assert (reference["DeploymentAction"], reference["PackageReference"]) in packages
    assert rules == 3


def test_variables_that_steps_name_are_in_the_project(sample):
    named = (
        "Octopus.Action.AwsAccount.Variable",
        "Octopus.Action.AzureAccount.Variable",
        "Octopus.Action.GoogleCloudAccount.Variable",
        "Octopus.Action.Certificate.Variable",
        "Java.Certificate.Variable",
        "Octopus.Action.ServiceFabric.ClientCertVariable",
    )
    sets = {body["OwnerId"]: body["Variables"] for body in bodies(sample, "VariableSet")}
    found = set()
    for body in bodies(sample, "DeploymentProcess"):
        names = {variable["Name"] for variable in sets[body["OwnerId"]]}
        for step in body["Steps"]:
            for action in step["Actions"]:
                for key in named:
                    if key in action["Properties"]:
                        found.add(key)
                        assert action["Properties"][key] in names
                if action["WorkerPoolVariable"]:
                    found.add("pool")
                    assert action["WorkerPoolVariable"] in names
    assert found == {*named, "pool"}


def test_tenants_and_participation_agree(sample):
    for table in ("Account", "Certificate", "Machine"):
        modes = set()
        for body in bodies(sample, table):
            mode = body["TenantedDeploymentParticipation"]
            modes.add(mode)
            assert (mode == "Tenanted") == bool(body["TenantIds"] or body["TenantTags"])
        assert modes == {"Tenanted", "Untenanted"}
    modes = {body["Id"]: body["TenantedDeploymentMode"] for body in bodies(sample, "Project")}
    for tenant in bodies(sample, "Tenant"):
        assert tenant["ProjectIds"] == list(tenant["ProjectEnvironments"])
        assert all(modes[project] != "Untenanted" for project in tenant["ProjectIds"])


def test_a_tenant_value_fits_a_template_and_a_link(sample):
    templates = {
        template["Id"]: (body["Id"], template["DisplaySettings"].get("Octopus.ControlType"))
        for table in ("Project", "LibraryVariableSet")
        for body in bodies(sample, table)
        for template in body["Templates"]
    }
    links = {body["Id"]: body["ProjectEnvironments"] for body in bodies(sample, "Tenant")}
    orphans = {trap.id for trap in sample.traps["orphan"]}
    fitting = 0
    for body in bodies(sample, "TenantVariable"):
        if body["Id"] in orphans:
            continue
        fitting += 1
        owner, control = templates[body["VariableTemplateId"]]
        assert owner == body["OwnerId"]
        assert isinstance(body["Value"], dict) == (control == "Sensitive")
        if owner.startswith("Projects-"):
            assert body["EnvironmentId"] in links[body["TenantId"]][owner]
        else:
            assert body["EnvironmentId"] is None
    assert fitting >= 12


def test_library_scopes_and_prompts_keep_to_what_the_target_allows(sample):
    prompts = 0
    for body in bodies(sample, "VariableSet"):
        for variable in body["Variables"]:
            fields = set(variable.get("Scope", {}))
            if body["OwnerType"] == "LibraryVariableSet":
                assert fields <= {"Environment", "Role", "Machine", "TenantTag"}
            if "Prompt" in variable:
                prompts += 1
                assert fields <= {"Environment"}
    assert prompts == 2


def test_every_scope_field_variable_type_and_kind_of_thing_occurs(sample):
    variables = [v for body in bodies(sample, "VariableSet") for v in body["Variables"]]
    assert {field for v in variables for field in v.get("Scope", {})} == {
        "Environment", "Machine", "Role", "Channel", "Action", "TenantTag", "ProcessOwner",
    }  # fmt: skip
    assert {v.get("Type") for v in variables} == {
        None, "String", "Sensitive", "Certificate", "AmazonWebServicesAccount", "AzureAccount",
        "GoogleCloudAccount", "UsernamePasswordAccount", "GenericOidcAccount", "WorkerPool",
    }  # fmt: skip
    assert {body["FeedType"] for body in bodies(sample, "Feed")} == {
        "BuiltIn", "OctopusProject", "NuGet", "Docker", "AzureContainerRegistry",
        "GoogleContainerRegistry", "AwsElasticContainerRegistry", "GitHub", "Helm", "OciRegistry",
        "Maven", "Npm", "PyPi", "ArtifactoryGeneric", "S3", "GcsStorage",
    }  # fmt: skip
    assert {body["AccountType"] for body in bodies(sample, "Account")} == {
        "UsernamePassword", "SshKeyPair", "AzureServicePrincipal", "AzureOidc",
        "AzureSubscription", "AmazonWebServicesAccount", "AmazonWebServicesOidcAccount",
        "GoogleCloudAccount", "GoogleCloudOidcAccount", "GenericOidcAccount", "Token",
    }  # fmt: skip
    assert {body["CommunicationStyle"] for body in bodies(sample, "Machine")} == {
        "TentaclePassive", "TentacleActive", "Ssh", "OfflineDrop", "AzureWebApp",
        "AzureCloudService", "AzureServiceFabricCluster", "Kubernetes", "None", "StepPackage",
        "KubernetesTentacle", "AwsEcsCluster",
    }  # fmt: skip


def test_every_step_property_that_refers_to_something_occurs(sample):
    found = {
        key
        for body in bodies(sample, "DeploymentProcess")
        for step in body["Steps"]
        for part in (step, *step["Actions"])
        for key in part["Properties"]
    }
    wanted = {
        "Octopus.Action." + name
        for name in (
            "Template.Id", "Template.Version", "Package.FeedId", "Package.NuGetFeedId",
            "Package.PackageId", "DeployRelease.ProjectId", "Azure.AccountId",
            "Manual.ResponsibleTeamIds", "Email.ToTeamIds", "Email.CCTeamIds", "Email.BccTeamIds",
            "ArgoCD.Sync.Environments", "ArgoCD.PullRequest.Environments", "Docker.RemoveSteps",
            "KubernetesContainers.Containers", "Helm.TemplateValuesSources",
            "KubernetesContainers.IngressTlsCertificates", "IISWebSite.Bindings",
            "Nginx.Server.Bindings", "Certificate.Variable", "ServiceFabric.ClientCertVariable",
            "AwsAccount.Variable", "AzureAccount.Variable", "GoogleCloudAccount.Variable",
            "TargetRoles", "GitRepository.Source",
        )
    }  # fmt: skip
    assert wanted - found == set()
    assert "Java.Certificate.Variable" in found


def test_names_are_as_short_as_the_target_wants(sample):
    for table, longest in (("Feed", 44), ("Space", 50), ("DeploymentEnvironment", 50)):
        assert max(len(body["Name"]) for body in bodies(sample, table)) <= longest
    assert max(len(body["Name"]) for body in bodies(sample, "Feed")) == 44
