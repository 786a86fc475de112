"""Teams, roles, users, freezes and subscriptions."""

import pytest

from tests.unit.sandbox.cloud_client import connected, secret


@pytest.fixture(name="client")
def _client():
    with connected() as client:
        yield client


def test_the_built_in_teams_and_roles_are_there(client):
    assert {"teams-everyone", "teams-managers"} <= {t["Id"] for t in client.get("/api/teams/all")}
    assert "Space manager" in {r["Name"] for r in client.get("/api/userroles/all")}
    assert "read-only" in client.refused("DELETE", "/api/userroles/userroles-spacemanager")


def test_a_team_lives_where_it_was_made(client):
    made = client.post("teams", Name="T", MemberUserIds=["Users-1001"], ExternalSecurityGroups=[])
    assert made["SpaceId"] == "Spaces-1"
    system = client.post("/api/teams", Name="T", MemberUserIds=[], ExternalSecurityGroups=[])
    assert system["SpaceId"] is None


def test_a_role_without_space_permissions_is_none_for_a_space(client):
    role = client.post("/api/userroles", Name="R", GrantedSystemPermissions=["UserView"])["Id"]
    team = client.post("teams", Name="T", MemberUserIds=[], ExternalSecurityGroups=[])["Id"]
    body = {"TeamId": team, "UserRoleId": role}
    assert client.refused("POST", "scopeduserroles", body).startswith("You cannot use a role")
    client.post("scopeduserroles", TeamId=team, UserRoleId="userroles-projectviewer")
    assert client.get(f"/api/teams/{team}/scopeduserroles")["TotalResults"] == 1


def test_an_unknown_permission_is_refused(client):
    body = {"Name": "R", "GrantedSpacePermissions": ["FlyToTheMoon"]}
    assert "not known" in client.refused("POST", "/api/userroles", body)


def test_a_new_user_is_active_whatever_was_sent(client):
    made = client.post("/api/users", Username="u", DisplayName="U", IsActive=False, Password="p")
    assert made["IsActive"] is True
    assert "Password" not in made
    assert client.get("/api/users/me")["IsRequestor"] is True


def test_a_freeze_names_projects_that_are_there(client):
    body = {"Name": "F", "Start": "2026-01-01T00:00:00Z", "End": "2026-01-02T00:00:00Z"}
    scope = {"ProjectEnvironmentScope": {"Projects-1": []}}
    said = client.refused("POST", "/api/deploymentfreezes", {**body, **scope})
    assert "Projects-1" in said
    client.post("/api/deploymentfreezes", **body, ProjectEnvironmentScope={})


def test_a_subscription_keeps_its_webhook_secret(client):
    notification = {"WebhookURI": "https://w", "WebhookHeaderValue": secret("hook")}
    made = client.post("subscriptions", Name="S", EventNotificationSubscription=notification)
    path = ("EventNotificationSubscription", "WebhookHeaderValue")
    assert client.cloud.store.secret(made["Id"], *path) == "hook"


def test_a_scoped_role_refers_to_its_own_space_only(client):
    managers = {"SpaceManagersTeams": ["teams-managers"], "SpaceManagersTeamMembers": []}
    other = client.post("/api/spaces", Name="Other", **managers)["Id"]
    environment = client.post(f"/api/{other}/environments", Name="There")["Id"]
    team = client.post("teams", Name="T", MemberUserIds=[], ExternalSecurityGroups=[])["Id"]
    body = {
        "TeamId": team,
        "UserRoleId": "userroles-projectviewer",
        "SpaceId": "Spaces-1",
        "EnvironmentIds": [environment],
    }
    assert environment in client.refused("POST", "scopeduserroles", body)
