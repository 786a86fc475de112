"""Users, teams, roles and what ties them together; subscriptions and triggers."""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime

from migrator.sandbox.instance.builder import Builder, Site, slug
from migrator.sandbox.instance.documents import Body, secret_value

_USERS = (
    ("admin", "Ada Admin", "ada@example.test", False),
    ("deployer", "Dora Deployer", "dora@example.test", False),
    ("build-server", "Build Server", "", True),
)
_SYSTEM_TEAMS = {
    "teams-administrators": ("Octopus Administrators", ("Users-1",)),
    "teams-everyone": ("Everyone", ()),
    "teams-managers": ("Octopus Managers", ("Users-1",)),
}
_ROLES = {
    "userroles-systemadministrator": ("System administrator", (), ("AdministerSystem",)),
    "userroles-spacemanager": ("Space manager", ("SpaceView", "SpaceEdit"), ()),
    "userroles-projectdeployer": ("Project deployer", ("ProjectView", "DeploymentCreate"), ()),
    "UserRoles-1": ("Release watcher", ("ProjectView", "ReleaseView", "EventView"), ()),
}


def add_people(builder: Builder) -> None:
    """Add what is system-wide: users, an API key, built-in teams and roles."""
    _add_users(builder)
    for identifier, (name, members) in _SYSTEM_TEAMS.items():
        _add_team(builder, identifier, name, None, members)
        builder.trap("system-level row", "Team", identifier)
    for identifier, (name, space, system) in _ROLES.items():
        role: Body = {
            "Id": identifier,
            "Name": name,
            "Description": "",
            "GrantedSpacePermissions": list(space),
            "GrantedSystemPermissions": list(system),
        }
        # Those that Octopus brings along are every server's own.
        builder.add("UserRole", role, is_live=not identifier.startswith("userroles-"))
    grant = _grant(builder, "teams-administrators", "userroles-systemadministrator", None)
    builder.add("ScopedUserRole", grant)


def _add_users(builder: Builder) -> None:
    for username, display_name, email, is_service in _USERS:
        identifier = builder.next_id("User")
        body: Body = {
            "Id": identifier,
            "Username": username,
            "IsActive": True,
            "IsService": is_service,
            "IdentificationToken": builder.guid("user", username).upper(),
            "EmailAddress": email or None,
            "ExternalId": None,
            "ExternalIdentifiers": [],
            "DisplayName": display_name,
            "PasswordHashed": None if is_service else f"1$50000${_hash(username)}",
            "Identities": [],
        }
        if builder.shape.has_git:
            body["Created"] = builder.moment(1)
        builder.add("User", body, is_live=False)
    key: Body = {
        "Id": builder.next_id("ApiKey"),
        "UserId": "Users-3",
        "ApiKeyHashed": _hash("an API key"),
        "Created": builder.moment(2),
        "Purpose": "build",
        "Expires": None,
    }
    identifier = builder.add("ApiKey", key, is_live=False)
    builder.trap("API key is a hash", "ApiKey", identifier, moves=False)


def _hash(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:40]


def _add_team(
    builder: Builder, identifier: str, name: str, space: str | None, members: tuple[str, ...]
) -> None:
    directory = {"Id": "S-1-5-21-1000", "DisplayName": "CORP\\Octopus"}
    entra = {"Id": builder.guid("group", name), "DisplayName": f"{name} of Entra"}
    group = [directory, entra] if members else []
    body: Body = {
        "Id": identifier,
        "Name": name,
        "Slug": slug(name),
        "MemberUserIds": list(members),
        "SpaceId": space,
        "Description": "",
        "ExternalSecurityGroups": group,
    }
    builder.add("Team", body)


def _grant(builder: Builder, team: str, role: str, space: str | None, **scopes: list[str]) -> Body:
    return {
        "Id": builder.next_id("ScopedUserRole"),
        "TeamId": team,
        "UserRoleId": role,
        "SpaceId": space,
        "ProjectIds": [],
        "EnvironmentIds": [],
        "TenantIds": [],
        "TenantTags": [],
        "ProjectGroupIds": [],
        **scopes,
    }


def add_space_managers(site: Site, space_name: str) -> None:
    """Add the team that the server makes for each space."""
    identifier = f"teams-spacemanagers-{site.id}"
    _add_team(site.builder, identifier, f"Space Managers {space_name}", site.id, ("Users-1",))
    grant = _grant(site.builder, identifier, "userroles-spacemanager", site.id)
    site.builder.add("ScopedUserRole", grant)


def add_teams(site: Site) -> None:
    """Add the Default space's own team with scoped roles."""
    team = site.ref("Team", "Operators")
    _add_team(site.builder, team, "Operators", site.id, ("Users-1", "Users-2"))
    deployer = _grant(
        site.builder,
        team,
        "userroles-projectdeployer",
        site.id,
        ProjectIds=site.refs("Project", "Web Shop"),
        EnvironmentIds=site.refs("DeploymentEnvironment", "Production"),
        TenantIds=site.refs("Tenant", "Contoso"),
        ProjectGroupIds=site.refs("ProjectGroup", "Shop"),
    )
    site.builder.add("ScopedUserRole", deployer)
    site.builder.add("ScopedUserRole", _grant(site.builder, team, "UserRoles-1", site.id))


def add_freeze(site: Site) -> None:
    """Add a deployment freeze that comes every week, for a project and for one tenant of it."""
    shop = site.ref("Project", "Web Shop")
    production = site.ref("DeploymentEnvironment", "Production")
    entry = {
        "TenantId": site.ref("Tenant", "Contoso"),
        "ProjectId": shop,
        "EnvironmentId": production,
    }
    body: Body = {
        "Id": site.builder.next_id("DeploymentFreeze"),
        "Name": "Weekend",
        "Description": "Nobody is there.",
        "Start": datetime(2026, 1, 3, tzinfo=UTC),
        "End": datetime(2026, 1, 5, tzinfo=UTC),
        "ProjectEnvironmentScope": {shop: [production]},
        "TenantProjectEnvironmentScope": [entry],
        "RecurringSchedule": {"Type": "Weekly", "Unit": 1, "EndType": "Never"},
    }
    site.builder.add("DeploymentFreeze", body)


def add_subscription(site: Site) -> None:
    """Add a subscription with a secret header."""
    team = site.ref("Team", "Operators")
    body: Body = {
        "Type": "Event",
        "IsDisabled": False,
        "EventNotificationSubscription": {
            "Filter": {
                "EventCategories": ["DeploymentFailed"],
                "Projects": site.refs("Project", "Web Shop"),
                "Environments": site.refs("DeploymentEnvironment", "Production"),
                "Users": ["Users-1"],
            },
            "EmailTeams": [team],
            "EmailFrequencyPeriod": "01:00:00",
            "WebhookURI": "https://hook.example.test",
            "WebhookTeams": [team],
            "WebhookTimeout": "00:00:10",
            "WebhookHeaderKey": "X-Key",
            "WebhookHeaderValue": secret_value("webhook header secret"),
        },
    }
    site.add("Subscription", "failures", body)
