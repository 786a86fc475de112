"""Each rule of the table, by an example of what databases and the API hold there."""

import pytest

from migrator.model.documents import Embedded, Joined, Kind, refs_in
from migrator.rules.naming import is_missing
from migrator.rules.references import RULES, apply_rule, member_of, parameter_rule, rules_for
from migrator.rules.rewriting import pointers_of, to_refs
from tests.unit.rules.making import (
    ACTION,
    ACTION_ID,
    IDS,
    POOL,
    PROJECT,
    TAG,
    directory,
    parameters,
    process,
    ref,
    scoped,
    variables,
)

ENVIRONMENT, TENANT, ACCOUNT, FEED, CERTIFICATE, LIFECYCLE, CHANNEL, TEAM = (
    IDS[f"{name}-1"]
    for name in (
        "Environments", "Tenants", "Accounts", "Feeds", "Certificates", "Lifecycles", "Channels",
        "Teams",
    )
)  # fmt: skip
SCOPE = {
    "EnvironmentIds": ["Environments-1"],
    "TenantIds": ["Tenants-1"],
    "TenantTags": ["TagSets-1/Tags-3"],
}
SCOPED = {ENVIRONMENT, TENANT, TAG}
PROPERTIES = "Octopus.Action."
EVERYONE = IDS["teams-everyone"]


def property_cases():
    for name, text, found in (
        ("Template.Id", "ActionTemplates-1", {IDS["ActionTemplates-1"]}),
        ("DeployRelease.ProjectId", "Projects-10", {IDS["Projects-10"]}),
        ("Azure.AccountId", "Accounts-1", {ACCOUNT}),
        ("Package.FeedId", "Feeds-1", {FEED}),
        ("Package.NuGetFeedId", "Docker Hub", {FEED}),
        ("Manual.ResponsibleTeamIds", "Teams-1,teams-everyone", {TEAM, EVERYONE}),
        ("Email.ToTeamIds", "Teams-1", {TEAM}),
        ("Email.CCTeamIds", "Teams-1", {TEAM}),
        ("Email.BccTeamIds", "Teams-1", {TEAM}),
        ("ArgoCD.Sync.Environments", "Environments-1,Environments-10",
         {ENVIRONMENT, IDS["Environments-10"]}),
        ("ArgoCD.PullRequest.Environments", "Environments-1", {ENVIRONMENT}),
        ("Docker.RemoveSteps", ACTION_ID, {ACTION}),
        ("KubernetesContainers.Containers", '[{"Name":"web","FeedId":"Feeds-1"}]', {FEED}),
    ):  # fmt: skip
        yield {PROPERTIES + name: text}, found


def action_cases():
    yield {"WorkerPoolId": "WorkerPools-1"}, {POOL}
    yield {"Container": {"Image": "x", "FeedId": "Feeds-1"}}, {FEED}
    yield {"Environments": ["Environments-1"]}, {ENVIRONMENT}
    yield {"ExcludedEnvironments": ["Environments-1"]}, {ENVIRONMENT}
    yield {"Channels": ["Channels-1"]}, {CHANNEL}
    yield {"TenantTags": ["Ring/Canary"]}, {TAG}
    yield {"Packages": [{"FeedId": "feeds-builtin"}]}, {IDS["feeds-builtin"]}
    yield {"GitDependencies": [{"GitCredentialId": "GitCredentials-1"}]}, {IDS["GitCredentials-1"]}
    yield (
        {"ActionType": "Octopus.DeployRelease", "Packages": [{"PackageId": "Projects-1"}]},
        {PROJECT},
    )
    yield (
        {
            "ActionType": "Octopus.DeployRelease",
            "Properties": {"Octopus.Action.Package.PackageId": "Projects-1"},
        },
        {PROJECT},
    )


def variable_cases():
    yield scoped(Environment=["Environments-1"]), {ENVIRONMENT}
    yield scoped(Machine=["Machines-1"]), {IDS["Machines-1"]}
    yield scoped(Channel=["Channels-1"]), {CHANNEL}
    yield scoped(TenantTag=["TagSets-1/Tags-3"]), {TAG}
    yield scoped(Action=[ACTION_ID]), {ACTION}
    yield scoped(ProcessOwner=["Projects-1", "Runbooks-1"]), {PROJECT, IDS["Runbooks-1"]}
    for kind in (
        "AmazonWebServicesAccount", "AzureAccount", "GoogleCloudAccount",
        "UsernamePasswordAccount", "GenericOidcAccount",
    ):  # fmt: skip
        yield variables(Type=kind, Value="Accounts-1"), {ACCOUNT}
    yield variables(Type="Certificate", Value="Certificates-1"), {CERTIFICATE}
    yield variables(Type="WorkerPool", Value="WorkerPools-1"), {POOL}


def template_cases(member):
    yield parameters(member, "AzureAccount", "Accounts-1"), {ACCOUNT}
    yield parameters(member, "Certificate", "Certificates-1"), {CERTIFICATE}
    yield parameters(member, "WorkerPool", "WorkerPools-1"), {POOL}
    yield parameters(member, "Package", '{"PackageId":"a","FeedId":"Feeds-1"}'), {FEED}


def plain_cases():
    yield Kind.ENVIRONMENT, {"EnvironmentTags": ["Ring/Canary"]}, {TAG}
    for member in ("AutomaticDeploymentTargets", "OptionalDeploymentTargets"):
        yield Kind.LIFECYCLE, {"Phases": [{member: ["Environments-1"]}]}, {ENVIRONMENT}
    yield Kind.TENANT, {"TenantTags": ["TagSets-1/Tags-3"]}, {TAG}
    for kind in (Kind.ACCOUNT, Kind.CERTIFICATE, Kind.DEPLOYMENT_TARGET):
        yield kind, dict(SCOPE), SCOPED
    policy = {"MachineUpdatePolicy": {"TentacleUpdateAccountId": "Accounts-1"}}
    yield Kind.MACHINE_POLICY, policy, {ACCOUNT}
    yield Kind.PROJECT, {"ProjectGroupId": "ProjectGroups-1"}, {IDS["ProjectGroups-1"]}
    yield Kind.PROJECT, {"LifecycleId": "lifecycles-1"}, {LIFECYCLE}
    sets = ["LibraryVariableSets-1", "LibraryVariableSets-2"]
    yield Kind.PROJECT, {"IncludedLibraryVariableSetIds": sets}, {IDS[text] for text in sets}
    yield Kind.PROJECT, {"ProjectTags": ["Ring/Canary"]}, {TAG}
    strategy = {"ChannelId": "Channels-1", "ReleaseCreationPackageStepId": ACTION_ID}
    yield Kind.PROJECT, {"ReleaseCreationStrategy": strategy}, {CHANNEL, ACTION}
    yield Kind.CHANNEL, {"LifecycleId": "Lifecycles-1"}, {LIFECYCLE}
    yield Kind.CHANNEL, {"TenantTags": ["Ring/Canary"]}, {TAG}
    yield Kind.RUNBOOK, {"Environments": ["Environments-1"]}, {ENVIRONMENT}
    yield Kind.RUNBOOK, {"RunbookTags": ["Ring/Canary"]}, {TAG}
    donor = {"VersioningStrategy": {"DonorPackageStepId": ACTION_ID}}
    yield Kind.DEPLOYMENT_SETTINGS, donor, {ACTION}


def space_cases():
    link = {"ProjectId": "Projects-1", "EnvironmentIds": ["Environments-1"]}
    yield Kind.TENANT, {"ProjectEnvironments": [link]}, {PROJECT, ENVIRONMENT}
    worker = {"WorkerPoolIds": ["WorkerPools-1"], "MachinePolicyId": "MachinePolicies-1"}
    yield Kind.WORKER, worker, {POOL, IDS["MachinePolicies-1"]}
    ssh = {"AccountId": "Accounts-1", "ProxyId": "Proxies-1"}
    yield Kind.WORKER, {"Endpoint": ssh}, {ACCOUNT, IDS["Proxies-1"]}
    agent = {"TentacleEndpointConfiguration": {"ProxyId": "Proxies-1"}}
    yield Kind.WORKER, {"Endpoint": agent}, {IDS["Proxies-1"]}
    yield Kind.TRIGGER, {"Filter": {"EnvironmentIds": ["Environments-1"]}}, {ENVIRONMENT}
    for action in (
        {"EnvironmentId": "Environments-1"},
        {"EnvironmentIds": ["Environments-1"]},
        {"SourceEnvironmentIds": ["Environments-1"]},
        {"DestinationEnvironmentId": "Environments-1"},
    ):
        yield Kind.TRIGGER, {"Action": action}, {ENVIRONMENT}
    action = {
        "ChannelId": "Channels-1",
        "RunbookId": "Runbooks-1",
        "TenantIds": ["Tenants-1"],
        "TenantTags": ["Ring/Canary"],
        "RunbookTags": ["Ring/Canary"],
    }
    yield Kind.TRIGGER, {"Action": action}, {CHANNEL, IDS["Runbooks-1"], TENANT, TAG}
    wanted = {
        "Projects": ["Projects-1"],
        "ProjectGroups": ["ProjectGroups-1"],
        "Environments": ["Environments-1"],
        "Tenants": ["Tenants-1"],
        "Users": ["Users-1"],
        "Tags": ["Ring/Canary"],
    }
    subscription = {"Filter": wanted, "EmailTeams": ["Teams-1"], "WebhookTeams": ["Teams-1"]}
    yield (
        Kind.SUBSCRIPTION,
        {"EventNotificationSubscription": subscription},
        {PROJECT, IDS["ProjectGroups-1"], ENVIRONMENT, TENANT, IDS["Users-1"], TAG, TEAM},
    )


def target_cases():
    for endpoint, found in (
        ({"AccountId": "Accounts-1"}, ACCOUNT),
        ({"Authentication": {"AccountId": "Accounts-1"}}, ACCOUNT),
        ({"ProxyId": "Proxies-1"}, IDS["Proxies-1"]),
        ({"TentacleEndpointConfiguration": {"ProxyId": "Proxies-1"}}, IDS["Proxies-1"]),
        ({"ClusterCertificate": "Certificates-1"}, CERTIFICATE),
        ({"Authentication": {"ClientCertificate": "Certificates-1"}}, CERTIFICATE),
        ({"DefaultWorkerPoolId": "WorkerPools-1"}, POOL),
        ({"Container": {"FeedId": "Feeds-1"}}, FEED),
    ):
        yield {"Endpoint": endpoint}, {found}
    yield {"MachinePolicyId": "MachinePolicies-1"}, {IDS["MachinePolicies-1"]}


def later_cases():
    places = [{"ProjectId": "Projects-1", "EnvironmentIds": ["Environments-1"]}]
    frozen = {"ProjectId": "Projects-1", "EnvironmentIds": ["Environments-1"]}
    entry = {"TenantId": "Tenants-1", "ProjectId": "Projects-1", "EnvironmentId": "Environments-1"}
    scopes = {"ProjectEnvironmentScope": [frozen], "TenantProjectEnvironmentScope": [entry]}
    yield Kind.DEPLOYMENT_FREEZE, scopes, {PROJECT, ENVIRONMENT, TENANT}
    yield Kind.RELEASE, {"ChannelId": "Channels-1"}, {CHANNEL}
    credentials = {"Type": "Reference", "Id": "GitCredentials-1"}
    yield Kind.VERSION_CONTROL, {"Credentials": credentials}, {IDS["GitCredentials-1"]}
    yield Kind.TEAM, {"MemberUserIds": ["Users-1"]}, {IDS["Users-1"]}
    grant = {
        "TeamId": "Teams-1",
        "UserRoleId": "UserRoles-1",
        "ProjectIds": ["Projects-1"],
        "EnvironmentIds": ["Environments-1"],
        "TenantIds": ["Tenants-1"],
        "ProjectGroupIds": ["ProjectGroups-1"],
    }
    limits = {PROJECT, ENVIRONMENT, TENANT, IDS["ProjectGroups-1"]}
    yield Kind.SCOPED_USER_ROLES, {"Grants": [grant]}, {TEAM, IDS["UserRoles-1"], *limits}
    yield Kind.TENANT, {"ProjectEnvironments": places}, {PROJECT, ENVIRONMENT}
    value = {"Template": "Projects-1/Templates-1", "Environments": ["Environments-1"], "Value": "x"}
    template = IDS["Projects-1/Templates-1"]
    yield Kind.TENANT_VARIABLES, {"Values": [value]}, {template, ENVIRONMENT}
    yield Kind.WORKER, {"WorkerPoolIds": ["WorkerPools-1"]}, {POOL}
    yield Kind.WORKER, {"MachinePolicyId": "MachinePolicies-1"}, {IDS["MachinePolicies-1"]}
    yield Kind.WORKER, {"Endpoint": {"AccountId": "Accounts-1"}}, {ACCOUNT}
    proxy = {"ProxyId": "Proxies-1"}
    for endpoint in (proxy, {"TentacleEndpointConfiguration": proxy}):
        yield Kind.WORKER, {"Endpoint": endpoint}, {IDS["Proxies-1"]}
    yield Kind.TRIGGER, {"Filter": {"EnvironmentIds": ["Environments-1"]}}, {ENVIRONMENT}
    for action, found in (
        ({"EnvironmentId": "Environments-1"}, ENVIRONMENT),
        ({"EnvironmentIds": ["Environments-1"]}, ENVIRONMENT),
        ({"SourceEnvironmentIds": ["Environments-1"]}, ENVIRONMENT),
        ({"DestinationEnvironmentId": "Environments-1"}, ENVIRONMENT),
        ({"ChannelId": "Channels-1"}, CHANNEL),
        ({"RunbookId": "Runbooks-1"}, IDS["Runbooks-1"]),
        ({"TenantIds": ["Tenants-1"]}, TENANT),
        ({"TenantTags": ["Ring/Canary"]}, TAG),
        ({"RunbookTags": ["TagSets-1/Tags-3"]}, TAG),
    ):
        yield Kind.TRIGGER, {"Action": action}, {found}
    for member, text, found in (
        ("Projects", "Projects-1", PROJECT),
        ("ProjectGroups", "ProjectGroups-1", IDS["ProjectGroups-1"]),
        ("Environments", "Environments-1", ENVIRONMENT),
        ("Tenants", "Tenants-1", TENANT),
        ("Users", "Users-1", IDS["Users-1"]),
        ("Tags", "Ring/Canary", TAG),
    ):
        body = {"EventNotificationSubscription": {"Filter": {member: [text]}}}
        yield Kind.SUBSCRIPTION, body, {found}
    for member in ("EmailTeams", "WebhookTeams"):
        yield Kind.SUBSCRIPTION, {"EventNotificationSubscription": {member: ["Teams-1"]}}, {TEAM}


def every_case():
    yield from later_cases()
    yield from plain_cases()
    yield from space_cases()
    for body, found in target_cases():
        yield Kind.DEPLOYMENT_TARGET, body, found
    for kind, member in (
        (Kind.STEP_TEMPLATE, "Parameters"),
        (Kind.STEP_TEMPLATE_VERSION, "Parameters"),
        (Kind.LIBRARY_VARIABLE_SET, "Templates"),
        (Kind.PROJECT, "Templates"),
    ):
        for body, found in template_cases(member):
            yield kind, body, found
    for kind in (Kind.LIBRARY_VARIABLES, Kind.PROJECT_VARIABLES):
        for body, found in variable_cases():
            yield kind, body, found
    for kind in (Kind.DEPLOYMENT_PROCESS, Kind.RUNBOOK_PROCESS):
        for properties, found in property_cases():
            yield kind, process(properties), found
        for action, found in action_cases():
            yield kind, process(**action), found
    for kind in (Kind.STEP_TEMPLATE, Kind.STEP_TEMPLATE_VERSION):
        for properties, found in property_cases():
            yield kind, {"Properties": properties}, found
        yield (
            kind,
            {
                "ActionType": "Octopus.DeployRelease",
                "Properties": {"Octopus.Action.Package.PackageId": "Projects-1"},
                "Packages": [{"FeedId": "Feeds-1", "PackageId": "Projects-1"}],
                "GitDependencies": [{"GitCredentialId": "GitCredentials-1"}],
            },
            {PROJECT, FEED, IDS["GitCredentials-1"]},
        )


CASES = list(every_case())


@pytest.mark.parametrize(("kind", "body", "found"), CASES, ids=range(len(CASES)))
def test_an_id_where_a_rule_points_becomes_the_ref_that_it_stands_for(kind, body, found):
    noticed = to_refs(ref(kind, "Holder"), body, directory())
    assert refs_in(body) == found
    assert not noticed


def test_every_rule_of_the_table_has_an_example():
    met = set()
    for kind, body, _ in every_case():
        for rule in rules_for(kind):
            apply_rule(body, rule, lambda value, rule=rule: (met.add(rule), value)[1])
    assert not [f"{rule.holder} {pointers_of(rule)}" for rule in RULES if rule not in met]


def test_an_id_of_another_kind_is_not_taken_for_one_of_the_right_kind():
    body = {"ProjectGroupId": "Lifecycles-1"}
    to_refs(PROJECT, body, directory())
    assert is_missing(body["ProjectGroupId"])


def test_a_list_of_ids_in_one_text_keeps_its_order_and_loses_its_blanks():
    body = process({"Octopus.Action.Manual.ResponsibleTeamIds": " teams-everyone , Teams-1,"})
    to_refs(ref(Kind.DEPLOYMENT_PROCESS, "Web Shop"), body, directory())
    properties = body["Steps"][0]["Actions"][0]["Properties"]
    assert properties["Octopus.Action.Manual.ResponsibleTeamIds"] == Joined(",", (EVERYONE, TEAM))


def test_a_feed_named_by_its_name_in_any_case_is_found():
    body = process(Packages=[{"FeedId": "docker hub"}])
    to_refs(ref(Kind.DEPLOYMENT_PROCESS, "Web Shop"), body, directory())
    assert refs_in(body) == {FEED}


def test_json_in_a_text_stays_one_text_with_the_ref_inside():
    body = process({"Octopus.Action.KubernetesContainers.Containers": '[{"FeedId":"Feeds-1"}]'})
    to_refs(ref(Kind.DEPLOYMENT_PROCESS, "Web Shop"), body, directory())
    properties = body["Steps"][0]["Actions"][0]["Properties"]
    found = properties["Octopus.Action.KubernetesContainers.Containers"]
    assert found == Embedded([{"FeedId": FEED}])


@pytest.mark.parametrize("text", ["no json", "7", '"Feeds-1"'])
def test_a_text_that_is_no_json_object_is_left_as_it_is(text):
    body = process({"Octopus.Action.KubernetesContainers.Containers": text})
    before = process({"Octopus.Action.KubernetesContainers.Containers": text})
    to_refs(ref(Kind.DEPLOYMENT_PROCESS, "Web Shop"), body, directory())
    assert body == before


@pytest.mark.parametrize("text", ["#{Feed}", "#{if X}Feeds-1#{/if}", "", " ", None, 7])
def test_what_the_server_computes_or_nobody_set_is_left_as_it_is(text):
    body = process(Packages=[{"FeedId": text}], WorkerPoolId=text)
    to_refs(ref(Kind.DEPLOYMENT_PROCESS, "Web Shop"), body, directory())
    assert body == process(Packages=[{"FeedId": text}], WorkerPoolId=text)


def test_the_package_of_another_step_than_deploy_release_is_no_project():
    body = process(ActionType="Octopus.TentaclePackage", Packages=[{"PackageId": "Projects-1"}])
    to_refs(ref(Kind.DEPLOYMENT_PROCESS, "Web Shop"), body, directory())
    assert not refs_in(body)


def test_a_string_variable_that_reads_like_an_id_stays_text():
    body = variables(Value="Accounts-1")
    noticed = to_refs(ref(Kind.PROJECT_VARIABLES, "Web Shop"), body, directory())
    assert body["Variables"][0]["Value"] == "Accounts-1"
    assert [(item.code, item.text) for item in noticed] == [("id-in-text", "Accounts-1")]


def test_a_typed_value_that_is_a_name_stays_for_the_server_to_resolve():
    body = variables(Type="AzureAccount", Value="my-account")
    to_refs(ref(Kind.PROJECT_VARIABLES, "Web Shop"), body, directory())
    assert body["Variables"][0]["Value"] == "my-account"


def test_a_typed_value_that_reads_like_an_id_and_leads_nowhere_is_missing():
    body = variables(Type="AzureAccount", Value="Accounts-77")
    to_refs(ref(Kind.PROJECT_VARIABLES, "Web Shop"), body, directory())
    assert is_missing(body["Variables"][0]["Value"])


def test_a_parameter_without_display_settings_holds_no_reference():
    body = {"Templates": [{"Name": "P", "DefaultValue": "Accounts-1"}]}
    to_refs(ref(Kind.LIBRARY_VARIABLE_SET, "Shared"), body, directory())
    assert not refs_in(body)
    assert member_of({"DisplaySettings": "odd"}, "Octopus.ControlType") is None


def test_only_control_types_of_documents_make_a_rule_for_a_parameter():
    assert parameter_rule(Kind.DEPLOYMENT_PROCESS, ("P",), "SingleLineText") is None
    rule = parameter_rule(Kind.DEPLOYMENT_PROCESS, ("P",), "Certificate")
    assert rule is not None
    assert rule.points_to is Kind.CERTIFICATE


def test_a_rule_that_meets_something_else_than_its_path_does_nothing():
    body = {"Phases": "none", "Steps": 7}
    to_refs(ref(Kind.LIFECYCLE, "Odd"), body, directory())
    assert body == {"Phases": "none", "Steps": 7}


def test_the_place_of_a_rule_reads_as_a_pointer():
    assert pointers_of(rules_for(Kind.RUNBOOK)[0]) == "/Environments/*"
