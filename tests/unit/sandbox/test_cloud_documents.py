"""The common rules: required fields, names, slugs, ids, references, secrets, whole writes."""

import pytest

from tests.unit.sandbox.cloud_client import connected, secret


@pytest.fixture(name="client")
def _client():
    with connected() as client:
        yield client


def test_ids_start_where_no_source_is(client):
    assert client.environment("A") == "Environments-1001"
    assert client.environment("B") == "Environments-1002"


def test_the_first_stage_tells_all_faults_at_once(client):
    answer = client.call("POST", "feeds", {"Name": "x" * 45, "FeedType": "Wrong"})
    assert answer.status_code == 400
    body = answer.json()
    assert body["ErrorMessage"] == "There was a problem with your request."
    assert set(body["Details"]) == {"Name", "FeedType"}
    assert len(body["Errors"]) == 2


@pytest.mark.parametrize(
    ("collection", "body", "field"),
    [
        ("environments", {}, "Name"),
        ("environments", {"Name": " "}, "Name"),
        ("proxies", {"Name": "P", "Host": "h"}, "Port"),
        ("machines", {"Name": "M", "Roles": ["r"]}, "EnvironmentIds"),
        ("workers", {"Name": "W", "WorkerPoolIds": [], "IsDisabled": True}, "Endpoint"),
        ("lifecycles", {"Name": "L", "Phases": [{}]}, "Phases[0].Name"),
    ],
)
def test_a_required_field_that_is_absent_is_named(client, collection, body, field):
    answer = client.call("POST", collection, body)
    assert answer.status_code == 400
    assert answer.json()["Details"][field] == f"The {field} field is required."


@pytest.mark.parametrize(
    "wrong",
    [{"Name": 5}, {"Name": "E", "SortOrder": "1"}, {"Name": "E", "UseGuidedFailure": "yes"}],
)
def test_a_wrong_type_is_refused(client, wrong):
    assert client.call("POST", "environments", wrong).status_code == 400


def test_a_null_list_is_refused(client):
    environment = client.environment()
    body = {"Name": "M", "EnvironmentIds": [environment], "Roles": ["r"], "TenantTags": None}
    assert "Value cannot be null" in client.refused("POST", "machines", body)


def test_names_are_compared_trimmed_and_without_case(client):
    client.environment("Production")
    said = client.refused("POST", "environments", {"Name": " production "})
    expected = "A environment with this name already exists. Please choose a different name."
    assert said == expected


def test_a_document_may_keep_its_own_name(client):
    environment = client.environment("Dev")
    client.put(f"environments/{environment}", {"Name": "DEV"})
    assert client.get(f"environments/{environment}")["Name"] == "DEV"


def test_slugs_are_derived_and_made_unique(client):
    first = client.post("environments", Name="ES_DB Backup!")
    second = client.post("environments", Name="ES DB Backup")
    assert (first["Slug"], second["Slug"]) == ("es-db-backup", "es-db-backup-1")
    assert len(client.post("environments", Name="n" * 50)["Slug"]) == 50


def test_a_slug_that_is_sent_is_kept_and_a_taken_one_refused(client):
    made = client.post("environments", Name="A", Slug="mine")
    assert made["Slug"] == "mine"
    assert "slug 'mine'" in client.refused("POST", "environments", {"Name": "B", "Slug": "mine"})
    assert client.put(f"environments/{made['Id']}", {"Name": "C"})["Slug"] == "mine"


def test_a_document_is_found_by_its_slug(client):
    made = client.post("environments", Name="A", Slug="mine")
    assert client.get("environments/mine")["Id"] == made["Id"]


def test_a_put_replaces_the_whole_document(client):
    made = client.post("environments", Name="A", Description="d", UseGuidedFailure=True)
    changed = client.put(f"environments/{made['Id']}", {"Name": "A"})
    assert (changed["Description"], changed["UseGuidedFailure"]) == (None, False)


def test_get_change_put_works_and_unknown_members_are_ignored(client):
    made = client.post("environments", Name="A", Whatever=1)
    assert "Whatever" not in made
    back = client.put(f"environments/{made['Id']}", {**made, "Name": "B", "Whatever": 2})
    assert back["Id"] == made["Id"]
    assert "Whatever" not in client.cloud.store.documents("Environment")[0]


def test_members_are_bound_without_case(client):
    assert client.post("environments", name="A")["Name"] == "A"


def test_a_wrong_space_or_id_in_the_body_is_refused(client):
    made = client.post("environments", Name="A", SpaceId="Spaces-1")
    body = {"Name": "B", "SpaceId": "Spaces-2"}
    assert "does not match the space" in client.refused("POST", "environments", body)
    wrong = {"Name": "A", "Id": "Environments-1"}
    assert "does not match" in client.refused("PUT", f"environments/{made['Id']}", wrong)


def test_a_reference_that_leads_nowhere_is_refused(client):
    phases = [{"Name": "P", "OptionalDeploymentTargets": ["Environments-1"]}]
    said = client.refused("POST", "lifecycles", {"Name": "L", "Phases": phases})
    assert said == (
        'One or more referenced resources do not exist: "Environments-1" provided for '
        "Phases[0].OptionalDeploymentTargets"
    )


def test_a_reference_into_another_space_is_refused(client):
    other = client.post(
        "/api/spaces",
        Name="Other",
        SpaceManagersTeams=["teams-managers"],
        SpaceManagersTeamMembers=[],
    )
    environment = client.post(f"/api/{other['Id']}/environments", Name="There")["Id"]
    phases = [{"Name": "P", "OptionalDeploymentTargets": [environment]}]
    body = {"Name": "L", "Phases": phases}
    assert environment in client.refused("POST", "lifecycles", body)


def test_a_refused_request_changes_nothing(client):
    client.refused(
        "POST",
        "lifecycles",
        {"Name": "L", "Phases": [{"Name": "P", "OptionalDeploymentTargets": ["x"]}]},
    )
    assert len(client.get("lifecycles/all")) == 1


def test_a_secret_is_kept_and_never_shown(client):
    body = {"Name": "F", "FeedType": "NuGet", "FeedUri": "https://n", "Password": secret("pw-1")}
    answer = client.call("POST", "feeds", body)
    assert "pw-1" not in answer.text
    feed = answer.json()
    assert feed["Password"]["HasValue"] is True
    assert client.cloud.store.secret(feed["Id"], "Password") == "pw-1"


@pytest.mark.parametrize(
    ("written", "stored"),
    [
        ({"HasValue": True, "NewValue": "new"}, "new"),
        ({"HasValue": True, "NewValue": None}, "old"),
        ({"HasValue": True}, "old"),
        ({"HasValue": False, "NewValue": None}, None),
    ],
)
def test_a_secret_is_set_kept_or_cleared_as_written(client, written, stored):
    body = {"Name": "F", "FeedType": "NuGet", "Password": secret("old")}
    feed = client.post("feeds", **body)
    shown = client.put(f"feeds/{feed['Id']}", {**body, "Password": written})
    assert client.cloud.store.secret(feed["Id"], "Password") == stored
    assert shown["Password"]["HasValue"] is (stored is not None)


def test_a_secret_must_not_come_as_plain_text(client):
    body = {"Name": "F", "FeedType": "NuGet", "Password": "plain"}
    assert "Password" in client.call("POST", "feeds", body).json()["Details"]


def test_built_in_feeds_are_neither_made_nor_deleted(client):
    body = {"Name": "F", "FeedType": "BuiltIn"}
    assert "cannot be created" in client.refused("POST", "feeds", body)
    built_in = next(f for f in client.get("feeds/all") if f["FeedType"] == "BuiltIn")
    assert "cannot be deleted" in client.refused("DELETE", f"feeds/{built_in['Id']}")
    changed = {**built_in, "DeleteUnreleasedPackagesAfterDays": 7}
    assert client.put(f"feeds/{built_in['Id']}", changed)["DeleteUnreleasedPackagesAfterDays"] == 7
    releases = next(f for f in client.get("feeds/all") if f["FeedType"] == "OctopusProject")
    assert "read-only" in client.refused("PUT", f"feeds/{releases['Id']}", releases)


def test_a_sort_order_must_hold_every_id(client):
    ids = [client.environment(name) for name in "AB"]
    assert client.call("PUT", "environments/sortorder", ids[:1]).status_code == 400
    assert client.call("PUT", "environments/sortorder", ids[::-1]).status_code == 200
    assert [e["Name"] for e in client.get("environments/all")] == ["B", "A"]


def test_what_is_in_use_cannot_be_deleted(client):
    environment = client.environment()
    phases = [{"Name": "P", "AutomaticDeploymentTargets": [environment]}]
    client.post("lifecycles", Name="Mine", Phases=phases)
    said = client.refused("DELETE", f"environments/{environment}")
    assert said == (
        "This environment cannot be deleted because it is being used by the following "
        "lifecycles: [Mine]"
    )


def test_what_is_not_in_use_is_deleted(client):
    environment = client.environment()
    assert client.call("DELETE", f"environments/{environment}").status_code == 200
    assert client.call("GET", f"environments/{environment}").status_code == 404


def test_an_older_server_knows_neither_tag_set_types_nor_scoped_tenant_variables():
    with connected(version="2024.4.4121") as client:
        tag_set = client.post("tagsets", Name="T", Tags=[])
        assert "Type" not in tag_set
        tenant = client.post("tenants", Name="T", ProjectEnvironments={}, TenantTags=[])
        assert client.call("GET", f"tenants/{tenant['Id']}/commonvariables").status_code == 404
