"""Spaces, lifecycles, tag sets, accounts, pools, policies, machines, certificates, people."""

import pytest

from tests.unit.sandbox.cloud_client import connected, secret

_GUID = "11111111-2222-3333-4444-555555555555"


@pytest.fixture(name="client")
def _client():
    with connected() as client:
        yield client


def _space(client, name="Other", **more):
    body = {"SpaceManagersTeams": ["teams-managers"], "SpaceManagersTeamMembers": [], **more}
    return client.post("/api/spaces", Name=name, **body)


def test_a_new_space_has_its_children(client):
    space = _space(client)["Id"]
    assert space == "Spaces-1001"

    def names(kind):
        return {d["Name"] for d in client.get(f"/api/{space}/{kind}/all")}

    assert names("lifecycles") == {"Default Lifecycle"}
    assert names("projectgroups") == {"Default Project Group"}
    assert names("machinepolicies") == {"Default Machine Policy"}
    assert names("workerpools") == {"Default Worker Pool", "Hosted Windows", "Hosted Ubuntu"}
    assert {f["FeedType"] for f in client.get(f"/api/{space}/feeds/all")} == {
        "BuiltIn",
        "OctopusProject",
    }
    assert client.get(f"/api/teams/teams-spacemanagers-{space}")["SpaceId"] == space


def test_children_of_a_new_space_may_come_late():
    now = [0.0]
    with connected(space_children_delay_s=10.0, clock=lambda: now[0]) as client:
        space = _space(client)["Id"]
        said = client.refused("GET", f"/api/{space}/lifecycles/all", status=404)
        assert "current space context" in said
        now[0] = 6.0
        assert client.get(f"/api/{space}/lifecycles/all") == []
        now[0] = 10.0
        assert len(client.get(f"/api/{space}/lifecycles/all")) == 1


def test_a_space_needs_a_manager_and_its_name_is_unique(client):
    body = {"Name": "S", "SpaceManagersTeams": [], "SpaceManagersTeamMembers": []}
    assert "at least one space manager" in client.refused("POST", "/api/spaces", body)
    named = {"Name": "default", "SpaceManagersTeams": ["teams-managers"]}
    named["SpaceManagersTeamMembers"] = []
    assert "already exists" in client.refused("POST", "/api/spaces", named)


def test_the_queue_is_stopped_by_put_only_and_must_be_before_a_delete(client):
    space = _space(client, TaskQueueStopped=True)
    at = f"/api/spaces/{space['Id']}"
    assert space["TaskQueueStopped"] is False
    assert "must be stopped" in client.refused("DELETE", at)
    client.put(at, {**client.get(at), "TaskQueueStopped": True})
    assert client.call("DELETE", at).status_code == 200
    assert client.call("GET", f"/api/{space['Id']}/feeds/all").status_code == 404
    assert all(f["SpaceId"] == "Spaces-1" for f in client.cloud.store.documents("Feed"))


def test_phases_get_guids_and_keep_them(client):
    made = client.post("lifecycles", Name="L", Phases=[{"Id": "Phases-1", "Name": "P"}])
    phase = made["Phases"][0]
    assert phase["Id"] != "Phases-1"
    again = client.put(f"lifecycles/{made['Id']}", {**made, "Phases": [phase, {"Name": "Q"}]})
    assert again["Phases"][0]["Id"] == phase["Id"]


@pytest.mark.parametrize(
    ("sent", "strategy"),
    [
        ({"QuantityToKeep": 3, "Unit": "Days"}, "Count"),
        ({"QuantityToKeep": 0, "ShouldKeepForever": True}, "Forever"),
        ({"Strategy": "Forever"}, "Forever"),
        (None, "Default"),
    ],
)
def test_retention_is_completed(client, sent, strategy):
    made = client.post("lifecycles", Name="L", ReleaseRetentionPolicy=sent)
    assert made["ReleaseRetentionPolicy"]["Strategy"] == strategy


def test_tags_are_numbered_and_named_by_their_set(client):
    made = client.post("tagsets", Name="Region", Tags=[{"Name": "EU", "Color": "#112233"}])
    tag = made["Tags"][0]
    assert tag["Id"].startswith(f"{made['Id']}/Tags-")
    assert tag["CanonicalTagName"] == "Region/EU"


def test_tag_sets_refuse_what_their_names_cannot_hold(client):
    assert "characters" in client.refused("POST", "tagsets", {"Name": "a/b"})
    tags = [{"Id": "TagSets-1/Tags-1", "Name": n} for n in "ab"]
    assert client.refused("POST", "tagsets", {"Name": "T", "Tags": tags}) == (
        "Duplicate Tag Ids found"
    )


def test_a_tag_must_be_there_and_its_set_in_scope(client):
    client.post("tagsets", Name="Region", Tags=[{"Name": "EU"}])
    client.post("tenants", Name="A", TenantTags=["Region/EU"], ProjectEnvironments={})
    tenant = {"Name": "B", "ProjectEnvironments": {}}
    for tags, said in (
        (["EU"], "Canonical Tag Name expected"),
        (["Region/US"], '"Region/US"'),
        (["Zone/EU"], '"Zone/EU"'),
    ):
        assert said in client.refused("POST", "tenants", {**tenant, "TenantTags": tags})
    wrong = {"Name": "E", "EnvironmentTags": ["Region/EU"]}
    assert "scopes" in client.refused("POST", "environments", wrong)


@pytest.mark.parametrize(
    ("body", "said"),
    [
        ({"AccountType": "UsernamePassword"}, "Please provide a username."),
        ({"AccountType": "Token"}, "Please provide a token."),
        ({"AccountType": "AmazonWebServicesAccount"}, "Access Key is required."),
        (
            {"AccountType": "AmazonWebServicesAccount", "AccessKey": "A"},
            "Secret Key is required.",
        ),
        (
            {
                "AccountType": "AzureServicePrincipal",
                "SubscriptionNumber": "x",
                "Password": secret("p"),
            },
            "Subscription ID should be a GUID",
        ),
        (
            {"AccountType": "AzureServicePrincipal", "SubscriptionNumber": _GUID},
            "Must provide a Azure Service Principal key/password.",
        ),
    ],
)
def test_an_account_must_be_complete(client, body, said):
    assert said in client.refused("POST", "accounts", {"Name": "A", **body})


@pytest.mark.parametrize("is_flat", [True, False])
def test_an_account_may_be_flat_or_in_details(client, is_flat):
    details = {"AccountType": "Token", "Token": secret("t0")}
    made = client.post("accounts", Name="A", **(details if is_flat else {"Details": details}))
    assert made["AccountType"] == "Token"
    assert "Details" not in made
    assert client.cloud.store.secret(made["Id"], "Token") == "t0"


@pytest.mark.parametrize("mode", ["Tenanted", "Untenanted"])
def test_participation_and_tenants_must_agree(client, mode):
    tenant = client.post("tenants", Name="T", TenantTags=[], ProjectEnvironments={})["Id"]
    body = {
        "Name": "A",
        "AccountType": "Token",
        "Token": secret("t"),
        "TenantedDeploymentParticipation": mode,
        "TenantIds": [] if mode == "Tenanted" else [tenant],
    }
    assert "tenant" in client.refused("POST", "accounts", body)


def test_git_credentials_answer_next_to_nothing(client):
    body = {
        "Name": "G",
        "Details": {"Type": "UsernamePassword", "Username": "u", "Password": secret("p")},
    }
    made = client.post("git-credentials", **body)
    assert set(made) == {"Id"}
    assert client.put(f"git-credentials/{made['Id']}", body) == {}
    assert client.cloud.store.secret(made["Id"], "Details", "Password") == "p"
    assert client.get("git-credentials")["Items"][0]["Details"]["Password"]["HasValue"] is True


def test_dynamic_pools_take_known_types_and_no_workers(client):
    body = {"Name": "P", "WorkerPoolType": "DynamicWorkerPool", "WorkerType": "Mainframe"}
    assert "is not available" in client.refused("POST", "workerpools", body)
    types = client.get("workerpools/dynamicworkertypes")["WorkerTypes"]
    assert {"WindowsDefault", "UbuntuDefault"} <= {t["Type"] for t in types}
    hosted = client.named("workerpools", "Hosted Ubuntu")
    worker = {"Name": "W", "IsDisabled": True, "WorkerPoolIds": [hosted["Id"]]}
    worker["Endpoint"] = _tentacle()
    said = client.refused("POST", "workers", worker)
    assert said == "Worker Pools 'Hosted Ubuntu' do not support adding workers directly"


def _tentacle(**more):
    return {
        "CommunicationStyle": "TentaclePassive",
        "Uri": "https://h:10933/",
        "Thumbprint": "AB",
        **more,
    }


def test_only_one_pool_is_the_default(client):
    made = client.post("workerpools", Name="P", WorkerPoolType="StaticWorkerPool", IsDefault=True)
    pools = client.get("workerpools/all")
    assert [p["Id"] for p in pools if p["IsDefault"]] == [made["Id"]]


def test_a_policy_is_completed_and_the_default_stays(client):
    made = client.post("machinepolicies", Name="P")
    assert made["MachineHealthCheckPolicy"]["HealthCheckType"] == "RunScript"
    assert client.get("machinepolicies/template")["ConnectionConnectTimeout"] == "00:01:00"
    default = client.named("machinepolicies", "Default Machine Policy")
    said = client.refused("DELETE", f"machinepolicies/{default['Id']}")
    assert said == "You cannot delete your default machine policy."


def test_a_target_gets_the_default_policy_and_its_endpoint_is_checked(client):
    environment = client.environment()
    body = {"Name": "M", "EnvironmentIds": [environment], "Roles": ["web"]}
    made = client.post("machines", **body, Endpoint=_tentacle())
    assert (
        made["MachinePolicyId"] == client.named("machinepolicies", "Default Machine Policy")["Id"]
    )
    other = {**body, "Name": "N"}
    for endpoint, said in (
        (_tentacle(Thumbprint=""), "Please provide a thumbprint for this machine."),
        (_tentacle(ProxyId="Proxies-1"), '"Proxies-1"'),
        ({"CommunicationStyle": "Ssh", "AccountId": "A"}, "The Endpoint.Host field is required."),
        ({"CommunicationStyle": "Pigeon"}, "CommunicationStyle is not valid"),
        ({"CommunicationStyle": "None", "DefaultWorkerPoolId": "WorkerPools-1"}, "WorkerPools-1"),
    ):
        assert said in client.refused("POST", "machines", {**other, "Endpoint": endpoint})


def test_an_ssh_target_needs_an_account_of_the_right_type(client):
    token = client.post("accounts", Name="A", AccountType="Token", Token=secret("t"))["Id"]
    endpoint = {
        "CommunicationStyle": "Ssh",
        "AccountId": token,
        "Host": "h",
        "Port": 22,
        "Fingerprint": "f",
    }
    body = {
        "Name": "M",
        "EnvironmentIds": [client.environment()],
        "Roles": ["r"],
        "Endpoint": endpoint,
    }
    assert "cannot be used for Ssh" in client.refused("POST", "machines", body)


def test_an_offline_drop_keeps_its_password_to_itself(client):
    endpoint = {
        "CommunicationStyle": "OfflineDrop",
        "ApplicationsDirectory": "c:/a",
        "OctopusWorkingDirectory": "c:/w",
        "SensitiveVariablesEncryptionPassword": secret("drop"),
    }
    body = {"EnvironmentIds": [client.environment()], "Roles": ["r"], "Endpoint": endpoint}
    made = client.post("machines", Name="M", **body)
    path = ("Endpoint", "SensitiveVariablesEncryptionPassword")
    assert client.cloud.store.secret(made["Id"], *path) == "drop"
    assert made["Endpoint"][path[1]]["HasValue"] is True


def test_a_package_is_pushed_once_unless_told_otherwise(client):
    def push(mode="", content=b"zip"):
        files = {"fileToUpload": ("Acme.Web.1.2.3-beta.1.zip", content)}
        return client.call("POST", f"packages/raw{mode}", files=files)

    first = push()
    assert first.status_code == 201
    body = first.json()
    assert (body["PackageId"], body["Version"]) == ("Acme.Web", "1.2.3-beta.1")
    assert body["Hash"] == "f13e27693c85aed522df8c3fcb0bb0110ca54e14"
    assert push().status_code == 409
    assert push("?overwriteMode=IgnoreIfExists").status_code == 200
    assert push("?overwriteMode=OverwriteExisting", b"other").status_code == 201
    assert client.call("GET", "packages/packages-Acme.Web.1.2.3-beta.1/raw").content == b"other"
    assert client.get("packages?nuGetPackageId=Acme.Web")["TotalResults"] == 1
    assert client.get("feeds/stats")["TotalPackages"] == 1


def test_a_package_without_content_or_version_is_refused(client):
    assert client.call("POST", "packages/raw", data={"a": "b"}).status_code == 400
    for name, content in (("A.1.0.zip", b""), ("noversion.zip", b"x")):
        answer = client.call("POST", "packages/raw", files={"f": (name, content)})
        assert answer.status_code == 400


def test_retention_defaults_are_read_and_changed(client):
    policy = client.get("retentionpolicies?retentionType=RunbookRetention")
    changed = {"RetentionType": "RunbookRetention", "Strategy": "Forever"}
    assert client.put(f"retentionpolicies/{policy['Id']}", changed)["Strategy"] == "Forever"
