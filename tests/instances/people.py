"""User roles, teams with what they may do, and subscriptions."""

from migrator.sandbox.instance.builder import Builder
from migrator.sandbox.instance.documents import Slot
from tests.instances.author import Place
from tests.instances.foundation import Space
from tests.instances.symbols import ABSENT, ANY, Differs, To, tidy, word
from tests.instances.words import Words

_PERMISSIONS = ("ProjectView", "ReleaseView", "EventView", "ProcessEdit", "DeploymentCreate")
# Those that the sandbox's sample of people brings along.
_GIVEN = {"Release watcher": ["ProjectView", "ReleaseView", "EventView"]}


def add_roles(builder: Builder, words: Words, draw) -> tuple[dict[str, str], dict[Place, object]]:
    """Add user roles of the instance, and a team of no space.

    Returns:
        Their ids by name, and what the target should hold.
    """
    granted = dict(_GIVEN)
    ids = {"Release watcher": "UserRoles-1"}
    for _ in range(2):
        name = words.name("UserRole")
        granted[name] = draw.sample(_PERMISSIONS, 3)
        ids[name] = f"UserRoles-{draw.randint(10, 900)}{len(ids)}"
        body = {"Id": ids[name], "Name": name, "Description": words.text()}
        rights = {"GrantedSpacePermissions": granted[name], "GrantedSystemPermissions": []}
        builder.add("UserRole", {**body, **rights})
        granted[name] = [body["Description"], *granted[name]]
    expected: dict[Place, object] = {
        Place("UserRole", name, name): tidy(
            {
                "Name": name,
                "Description": "" if name in _GIVEN else rest[0],
                "GrantedSpacePermissions": rest if name in _GIVEN else rest[1:],
                "CanBeDeleted": True,
            }
        )
        for name, rest in granted.items()
    }
    name = words.name("Team of no space")
    members = {"Name": name, "MemberUserIds": [], "Description": words.text()}
    row = {"Id": f"Teams-{draw.randint(901, 999)}", **members, "ExternalSecurityGroups": []}
    builder.add("Team", {**row, "SpaceId": None, "Slug": "of-no-space"})
    slug = {"Slug": "of-no-space" if builder.shape.has_git else ANY}
    expected[Place("Team", name, name)] = tidy({**members, **slug})
    return ids, expected


def add_team(space: Space, roles: dict[str, str]) -> None:
    """Add a team of the space with a role, and a subscription that tells it of something."""
    author, draw = space.author, space.draw
    name = space.words.name("Team")
    team = To("Team", name)
    role = draw.choice(sorted(roles))
    scope = {
        "ProjectIds": space.some("Project", space.projects),
        "EnvironmentIds": space.some("DeploymentEnvironment", space.environments),
        "TenantIds": space.some("Tenant", space.tenants),
        "ProjectGroupIds": space.some("ProjectGroup", space.groups),
    }
    grant = {
        "Id": author.builder.next_id("ScopedUserRole"),
        "TeamId": team,
        "UserRoleId": roles[role],
        "SpaceId": author.site.id,
        "TenantTags": [],
        **scope,
    }
    author.builder.add("ScopedUserRole", author.stored(grant))
    body = {
        **space.slugged(name),
        "MemberUserIds": [],
        "Description": space.words.text(),
        "ExternalSecurityGroups": Differs(
            [
                {"Id": f"S-1-5-21-{draw.getrandbits(30)}", "DisplayName": "CORP\\Web"},
                {"Id": author.builder.guid("group", name), "DisplayName": name},
            ],
            None,
            "told of, and not carried unless asked for",
        ),
        "Grants": Differs(ABSENT, [{"UserRoleId": word("UserRole", role, role), **scope}], "apart"),
    }
    author.add("Team", name, body)
    _add_subscription(space, team)


def _add_subscription(space: Space, team: To) -> None:
    body = {
        "Type": Differs("Event", None, "there is one type"),
        "IsDisabled": Differs(False, True, "until cut-over"),
        "EventNotificationSubscription": {
            "Filter": {
                "EventCategories": ["DeploymentFailed"],
                "Projects": space.some("Project", space.projects),
                "Environments": space.some("DeploymentEnvironment", space.environments),
            },
            "EmailTeams": [team],
            "EmailFrequencyPeriod": "01:00:00",
            "WebhookURI": "https://hook.example.test",
            "WebhookTeams": [team],
            "WebhookTimeout": "00:00:10",
            "WebhookHeaderKey": "X-Key",
            "WebhookHeaderValue": {"SensitiveValue": Slot(space.words.secret())},
        },
    }
    space.author.add("Subscription", space.words.name("Subscription"), body)
