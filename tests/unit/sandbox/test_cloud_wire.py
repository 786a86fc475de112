"""The way in: routes, login, errors, pages and what goes wrong on cue."""

import pytest
import requests

from migrator.sandbox.certificates import make_certificates
from migrator.sandbox.cloud import OctopusCloud
from migrator.sandbox.cloud.trouble import Cue
from tests.unit.sandbox.cloud_client import KEY, TIMEOUT_S, connected


@pytest.fixture(name="client")
def _client():
    with connected() as client:
        yield client


def test_the_root_needs_no_login_and_tells_version_and_installation(client):
    answer = requests.get(f"{client.cloud.url}/api", timeout=TIMEOUT_S)
    body = answer.json()
    assert answer.status_code == 200
    assert (body["Version"], body["ApiVersion"]) == ("2026.1.9674", "3.0.0")
    assert body["InstallationId"] == client.cloud.installation_id
    assert body["Links"]["Spaces"].startswith("/api/spaces{/id}")


@pytest.mark.parametrize("key", ["", "API-OTHER"])
def test_anything_but_the_root_needs_the_key(client, key):
    headers = {"X-Octopus-ApiKey": key}
    answer = requests.get(f"{client.cloud.url}/api/users/me", headers=headers, timeout=TIMEOUT_S)
    assert answer.status_code == 401
    assert "logged in" in answer.json()["ErrorMessage"]


def test_a_key_in_the_query_is_a_key(client):
    at = f"{client.cloud.url}/api/users/me?apikey={KEY}"
    assert requests.get(at, timeout=TIMEOUT_S).status_code == 200


def test_a_revoked_key_is_refused(client):
    client.cloud.trouble.revoke_key()
    assert client.call("GET", "/api/users/me").status_code == 401


@pytest.mark.parametrize(
    "path",
    [
        "/api/Spaces-1/environments",
        "/api/spaces/Spaces-1/environments",
        "/api/spaces/default/environments",
        "/api/environments",
        "/API/spaces-1/Environments",
    ],
)
def test_all_forms_of_a_route_lead_to_the_same_collection(client, path):
    client.environment()
    assert [e["Name"] for e in client.get(path)["Items"]] == ["Production"]


def test_an_unknown_route_is_404_and_a_wrong_verb_405(client):
    assert client.refused("GET", "nothing", status=404).startswith("The resource you requested")
    assert client.call("DELETE", "environments").status_code == 405
    assert client.call("PUT", "/api/users/me", {}).status_code in (404, 405)


def test_an_unknown_id_is_404_and_named(client):
    said = client.refused("GET", "environments/Environments-1", status=404)
    assert said == "The resource 'Environments-1' was not found."


def test_what_another_space_has_is_404(client):
    space = client.post(
        "/api/spaces",
        Name="Other",
        SpaceManagersTeams=["teams-managers"],
        SpaceManagersTeamMembers=[],
    )
    environment = client.environment()
    at = f"/api/{space['Id']}/environments/{environment}"
    assert "current space context" in client.refused("GET", at, status=404)


def test_server_configuration_is_closed_on_cloud(client):
    said = client.refused("GET", "/api/configuration/x/values", status=403)
    assert said.endswith("Missing permission: AdministerSystem")


def test_a_missing_permission_is_named(client):
    client.cloud.trouble.missing_permissions.add("EnvironmentCreate")
    said = client.refused("POST", "environments", {"Name": "A"}, status=403)
    assert said.endswith("Missing permission: EnvironmentCreate")
    held = client.get("/api/Spaces-1/users/Users-1001/permissions")
    assert "EnvironmentCreate" not in held["SpacePermissions"]
    assert "EnvironmentEdit" in held["SpacePermissions"]


def test_without_the_right_to_view_a_document_is_not_there(client):
    environment = client.environment()
    client.cloud.trouble.missing_permissions.add("EnvironmentView")
    assert client.call("GET", f"environments/{environment}").status_code == 404
    assert client.call("GET", "environments").status_code == 403


def test_an_empty_body_and_a_broken_one_are_400(client):
    assert client.refused("POST", "environments") == "No request body was supplied."
    headers = {"Content-Type": "application/json"}
    answer = client.call("POST", "environments", data=b"{", headers=headers)
    assert answer.status_code == 400


def test_pages_hold_what_was_asked_for_and_link_on(client):
    for name in "cab":
        client.environment(name)
    page = client.get("environments?skip=1&take=1")
    assert [e["Name"] for e in page["Items"]] == ["b"]
    assert (page["TotalResults"], page["NumberOfPages"], page["LastPageNumber"]) == (3, 3, 2)
    assert page["Links"]["Page.Next"] == "/api/Spaces-1/environments?skip=2&take=1"
    assert page["Links"]["Page.Previous"] == "/api/Spaces-1/environments?skip=0&take=1"
    assert "Page.Next" not in client.get("environments?skip=2&take=1")["Links"]


def test_take_zero_only_counts(client):
    client.environment()
    page = client.get("environments?take=0")
    assert (page["Items"], page["TotalResults"]) == ([], 1)


def test_lists_are_filtered_by_ids_name_and_part_of_the_name(client):
    ids = [client.environment(name) for name in ("Dev", "Development", "Test")]
    assert [e["Id"] for e in client.get(f"environments?ids={ids[0]},{ids[2]}")["Items"]] == [
        ids[0],
        ids[2],
    ]
    assert [e["Id"] for e in client.get("environments?name=dev")["Items"]] == [ids[0]]
    assert client.get("environments?partialName=DEV")["TotalResults"] == 2


@pytest.mark.parametrize("collection", ["git-credentials", "projecttriggers", "scopeduserroles"])
def test_some_collections_have_no_all(client, collection):
    assert client.call("GET", f"{collection}/all").status_code == 404


def test_requests_are_logged_with_their_bodies(client):
    client.environment("Dev")
    client.get("environments")
    first, second = client.cloud.requests
    assert (first.method, first.path, first.status) == ("POST", "/api/Spaces-1/environments", 201)
    assert first.body == {"Name": "Dev"}
    assert second.method == "GET"
    client.cloud.requests.clear()
    assert client.cloud.requests == []


def test_the_next_requests_fail_as_told(client):
    client.cloud.trouble.fail_next(503, 2)
    statuses = [client.call("GET", "environments").status_code for _ in range(3)]
    assert statuses == [503, 503, 200]


def test_every_nth_request_fails_as_told(client):
    client.cloud.trouble.fail_every(3, 500)
    statuses = [client.call("GET", "environments").status_code for _ in range(6)]
    assert statuses == [200, 200, 500, 200, 200, 500]


def test_chance_is_the_same_for_the_same_seed(client):
    def draw():
        client.cloud.trouble.fail_sometimes(0.5, 502, seed=7)
        return [client.call("GET", "environments").status_code for _ in range(12)]

    first = draw()
    assert first == draw()
    assert set(first) == {200, 502}


def test_gateway_errors_come_as_html_with_retry_after(client):
    client.cloud.trouble.html_errors = True
    client.cloud.trouble.retry_after_s = 3
    client.cloud.trouble.fail_next(503)
    answer = client.call("GET", "environments")
    assert answer.headers["Content-Type"] == "text/html"
    assert answer.headers["Retry-After"] == "3"
    assert answer.text.startswith("<html>")


def test_a_write_dropped_before_its_effect_did_nothing(client):
    client.cloud.trouble.drop_before()
    with pytest.raises(requests.ConnectionError):
        client.environment()
    assert client.get("environments")["TotalResults"] == 0


def test_a_write_dropped_after_its_effect_was_done(client):
    client.cloud.trouble.drop_after()
    with pytest.raises(requests.ConnectionError):
        client.environment()
    assert client.cloud.requests[-1].status == 0
    assert client.get("environments")["TotalResults"] == 1


def test_an_answer_that_is_cut_was_done(client):
    client.cloud.trouble.schedule = lambda method: Cue(cuts=True) if method == "POST" else None
    with pytest.raises(requests.RequestException):
        client.environment()
    assert client.get("environments")["TotalResults"] == 1


def test_a_schedule_is_asked_before_the_other_cues(client):
    client.cloud.trouble.fail_next(500)
    client.cloud.trouble.schedule = lambda _method: Cue(status=418)
    assert client.call("GET", "environments").status_code == 418
    client.cloud.trouble.schedule = lambda _method: None
    assert client.call("GET", "environments").status_code == 500
    assert client.call("GET", "environments").status_code == 200


def test_calm_takes_all_cues_back(client):
    client.cloud.trouble.schedule = lambda _method: Cue(status=418)
    client.cloud.trouble.fail_next(500, 9)
    client.cloud.trouble.drop_before(9)
    client.cloud.trouble.revoke_key()
    client.cloud.trouble.calm()
    client.environment()


def test_the_bucket_empties_refuses_and_fills_again():
    now = [0.0]
    with connected(rate_per_minute=60, burst=2, clock=lambda: now[0]) as client:
        first = client.call("GET", "environments")
        assert first.headers["Octopus-RateLimit-Policy"] == "l=2;rpm=60"
        assert first.headers["Octopus-RateLimit"] == "r=1;t=0"
        assert client.call("GET", "environments").status_code == 200
        refused = client.call("GET", "environments")
        assert (refused.status_code, refused.headers["Retry-After"]) == (429, "1")
        assert refused.headers["Octopus-RateLimit"] == "r=0;t=1"
        now[0] += 1.0
        assert client.call("GET", "environments").status_code == 200


def test_without_a_limit_no_header_tells_of_one(client):
    assert "Octopus-RateLimit" not in client.call("GET", "environments").headers


def test_the_rate_limiting_policy_can_be_read_and_changed(client):
    listed = client.get("/api/ratelimitingpolicies")["Items"]
    (policy,) = [p for p in listed if p["ScopeType"] == "AuthenticatedHuman"]
    assert policy["IsEnabled"] is False
    changed = {**policy, "IsEnabled": True, "RequestsPerMinute": 60, "BurstLimit": 5}
    client.put(f"/api/ratelimitingpolicies/{policy['Id']}", changed)
    answer = client.call("GET", "environments")
    assert answer.headers["Octopus-RateLimit-Policy"] == "l=5;rpm=60"
    assert client.get(f"/api/ratelimitingpolicies/{policy['Id']}") == changed


def test_it_speaks_tls_to_who_trusts_its_ca(tmp_path):
    tls = make_certificates(tmp_path)
    with OctopusCloud(api_key=KEY, tls=tls) as cloud, requests.Session() as session:
        answer = session.get(f"{cloud.url}/api", verify=str(tls.ca_pem), timeout=TIMEOUT_S)
        assert answer.status_code == 200
        with pytest.raises(requests.exceptions.SSLError):
            requests.get(f"{cloud.url}/api", timeout=TIMEOUT_S)


def test_a_connection_is_kept_alive(client):
    with client.call("GET", "environments", stream=True) as answer:
        first = answer.raw.connection
        assert answer.content
    with client.call("GET", "environments", stream=True) as answer:
        assert answer.raw.connection is first
        assert answer.content


def test_a_stopped_cloud_answers_no_more():
    cloud = OctopusCloud(api_key=KEY)
    cloud.stop()
    cloud.stop()
    with pytest.raises(requests.ConnectionError):
        requests.get(f"{cloud.url}/api", timeout=TIMEOUT_S)


def test_licence_limits_hold_on_create(client):
    client.cloud.limits["Projects"] = 1
    project = client.project("One")
    body = {k: project[k] for k in ("ProjectGroupId", "LifecycleId")} | {"Name": "Two"}
    assert "limits of your current license" in client.refused("POST", "projects", body)
    status = client.get("/api/licenses/licenses-current-status")
    assert status["HostingEnvironment"] == "OctopusCloud"
    limit = next(entry for entry in status["Limits"] if entry["Name"] == "Projects")
    assert (limit["EffectiveLimit"], limit["CurrentUsage"]) == (1, 1)


def test_events_tell_what_was_done_to_a_document(client):
    environment = client.environment()
    client.put(f"environments/{environment}", {"Name": "Renamed"})
    events = client.get(f"events?regarding={environment}")["Items"]
    assert [event["Category"] for event in events] == ["Modified", "Created"]


def test_counts_count_the_whole_instance(client):
    client.environment()
    assert client.get("/api/serverstatus/counts")["Infrastructure"]["Environments"] == 1


def test_a_health_task_runs_unless_the_queue_is_stopped(client):
    task = client.post(
        "/api/tasks", Name="Health", Description="Check", SpaceId="Spaces-1", Arguments={}
    )
    states = [client.get(f"/api/tasks/{task['Id']}")["State"] for _ in range(2)]
    assert states == ["Executing", "Success"]
    space = client.get("/api/spaces/Spaces-1")
    client.put("/api/spaces/Spaces-1", {**space, "TaskQueueStopped": True})
    waiting = client.post("/api/tasks", Name="Health", Description="Check", SpaceId="Spaces-1")
    assert client.get(f"/api/tasks/{waiting['Id']}")["State"] == "Queued"


def test_a_fault_of_the_server_itself_is_a_500(client):
    broken = {"Id": "Projects-9", "SpaceId": "Spaces-1", "Name": "no variable set"}
    client.cloud.store.put("Project", broken)
    assert client.call("GET", "projects/Projects-9").status_code == 500
