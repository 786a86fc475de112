"""What the target tells of itself, and what happens where it tells nothing."""

import pytest

from migrator.model.documents import Kind
from migrator.target import errors
from migrator.target.http import open_wire
from migrator.target.pacing import RatePolicy
from migrator.target.permissions import check_permissions
from migrator.target.probe import Limit, probe_target
from tests.unit.target.scripted_server import FastClock, Reply, serving, settings_for

ROOT = {
    "Application": "Octopus Deploy",
    "Version": "2026.1.9674",
    "ApiVersion": "3.0.0",
    "InstallationId": "6d1a4a0e-8b0f-4d2c-9b57-2f5f0c1a7b11",
}
GOOD = {
    "/api": ROOT,
    "/api/users/me": {"Id": "Users-21", "Username": "migrator", "IsService": True},
    "/api/licenses/licenses-current-status": {
        "HostingEnvironment": "OctopusCloud",
        "IsCompliant": True,
        "EffectiveClusterTaskLimit": 20,
        "Limits": [
            {"Name": "Projects", "EffectiveLimit": 10, "CurrentUsage": 8, "IsUnlimited": False},
            {
                "Name": "Tenants",
                "EffectiveLimit": 2147483647,
                "CurrentUsage": 1,
                "IsUnlimited": True,
            },
            {"Name": "Broken"},
            7,
        ],
    },
    "/api/serverstatus": {"IsInMaintenanceMode": False},
    "/api/ratelimitingpolicies": {
        "Items": [
            {
                "ScopeType": "Unauthenticated",
                "IsEnabled": True,
                "RequestsPerHour": 60,
                "BurstLimit": 1,
            },
            {
                "ScopeType": "AuthenticatedHuman",
                "IsEnabled": True,
                "AuditMode": False,
                "RequestsPerMinute": 200,
                "BurstLimit": 200,
            },
        ],
        "TotalResults": 2,
    },
    "/api/spaces/Spaces-1": {"Id": "Spaces-1", "Name": "Default", "TaskQueueStopped": True},
    "/api/Spaces-1/users/Users-21/permissions": {
        "SpacePermissions": {"EnvironmentCreate": [{}], "EnvironmentEdit": [{}]},
        "SystemPermissions": [],
        "IsPermissionsComplete": True,
    },
}


NOTHING = Reply(404, {"ErrorMessage": "Not found."})


def answering(bodies, refusal=NOTHING):
    return lambda asked: Reply(200, bodies[asked.path]) if asked.path in bodies else refusal


def probe(bodies, refusal=None):
    script = answering(bodies) if refusal is None else answering(bodies, refusal)
    with serving(script) as server, open_wire(settings_for(server), clock=FastClock()) as wire:
        return probe_target(wire, ["Spaces-1"]), wire.budget.policy


def test_all_that_it_tells_is_understood():
    facts, policy = probe(GOOD)
    assert facts.version == "2026.1.9674"
    assert facts.installation_id == ROOT["InstallationId"]
    assert (facts.user_id, facts.user_name) == ("Users-21", "migrator")
    assert facts.is_cloud is True
    assert facts.is_compliant is True
    assert facts.task_cap == 20
    assert facts.limits == (Limit("Projects", 10, 8), Limit("Tenants", None, 1))
    assert [limit.left for limit in facts.limits] == [2, None]
    assert facts.is_in_maintenance is False
    assert facts.spaces["Spaces-1"].name == "Default"
    assert facts.spaces["Spaces-1"].is_queue_stopped is True
    assert facts.findings == ()
    assert check_permissions("Default", facts.spaces["Spaces-1"].rights, [Kind.ENVIRONMENT]) == ()
    assert facts.rate_policy == policy == RatePolicy(200, 200)


@pytest.mark.parametrize(
    "refusal",
    [
        Reply(403, {"ErrorMessage": "Missing permission: ConfigureServer"}),
        Reply(404),
        Reply(500),
        Reply(200, b"<html>", {"Content-Type": "text/html"}),
        Reply(200, ["another form"]),
    ],
)
def test_what_it_refuses_is_a_finding_and_the_rest_goes_on(refusal):
    bodies = {path: GOOD[path] for path in ("/api", "/api/users/me")}
    facts, policy = probe(bodies, refusal)
    assert facts.version == "2026.1.9674"
    assert facts.is_cloud is None
    assert facts.limits == ()
    assert facts.is_in_maintenance is None
    assert facts.spaces["Spaces-1"].rights is None
    assert policy is None
    if refusal.body != ["another form"]:
        assert {finding.code for finding in facts.findings} == {"target-not-readable"}
        assert len(facts.findings) == 5


def test_a_policy_by_the_hour_is_read_too():
    items = [{**GOOD["/api/ratelimitingpolicies"]["Items"][1], "RequestsPerHour": 12000}]
    del items[0]["RequestsPerMinute"]
    facts, _ = probe({**GOOD, "/api/ratelimitingpolicies": {"Items": items}})
    assert facts.rate_policy == RatePolicy(200, 200)


@pytest.mark.parametrize("change", [{"IsEnabled": False}, {"AuditMode": True}, {"BurstLimit": 0}])
def test_a_policy_that_is_not_enforced_paces_nobody(change):
    items = [{**GOOD["/api/ratelimitingpolicies"]["Items"][1], **change}]
    facts, policy = probe({**GOOD, "/api/ratelimitingpolicies": {"Items": items}})
    assert facts.rate_policy is None
    assert policy is None


def test_headers_tell_the_rate_of_this_key_and_the_configuration_is_not_asked():
    headers = {"Octopus-RateLimit-Policy": "l=50;rpm=100", "Octopus-RateLimit": "r=49;t=1"}
    asked = []

    def script(request):
        asked.append(request.path)
        return Reply(200, GOOD[request.path], headers)

    with serving(script) as server, open_wire(settings_for(server), clock=FastClock()) as wire:
        facts = probe_target(wire, ["Spaces-1"])
    assert facts.rate_policy == RatePolicy(50, 100)
    assert "/api/ratelimitingpolicies" not in asked


@pytest.mark.parametrize(
    "root",
    [
        Reply(404),
        Reply(200, b"<html>welcome</html>", {"Content-Type": "text/html"}),
        Reply(200, {}),
        Reply(200, {**ROOT, "Application": "Other"}),
        Reply(200, {**ROOT, "InstallationId": None}),
        Reply(200, [1]),
    ],
)
def test_what_is_no_octopus_server_is_said_to_be_none(root):
    with (
        serving(lambda _asked: root) as server,
        open_wire(settings_for(server), clock=FastClock()) as wire,
        pytest.raises(errors.NotOctopusError),
    ):
        probe_target(wire)


def test_another_version_of_the_api_is_refused():
    with pytest.raises(errors.ApiUnknownError, match=r"4\.0\.0"):
        probe({**GOOD, "/api": {**ROOT, "ApiVersion": "4.0.0"}})


def test_a_key_that_is_not_valid_is_said_so():
    refusal = Reply(401, {"ErrorMessage": "You must be logged in."})
    with pytest.raises(errors.UnauthorisedError):
        probe({"/api": ROOT}, refusal)
