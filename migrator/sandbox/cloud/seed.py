"""What is there before anybody asks: a new instance, and what a new space starts with.

Source: OctopusDeploy/terraform-provider-octopusdeploy, test_space_helper_test.go;
OctopusDeployLabs/SpaceCloner; OctopusDeploy/docs, infrastructure/workers.
"""

from migrator.sandbox.cloud.crud import create
from migrator.sandbox.cloud.documents import Document, text, texts
from migrator.sandbox.cloud.exchange import not_in_space
from migrator.sandbox.cloud.instance import Behaviour, Instance, Saving
from migrator.sandbox.cloud.kinds import KINDS
from migrator.sandbox.cloud.permissions import NEVER_ON_CLOUD, PERMISSIONS, SYSTEM_PERMISSIONS
from migrator.sandbox.cloud.routing import DEFAULT_SPACE

_SPACE_PERMISSIONS = [p for p in PERMISSIONS if p not in SYSTEM_PERMISSIONS]
_VIEWS = [p for p in _SPACE_PERMISSIONS if p.endswith("View")]
_ROLES: dict[str, tuple[str, list[str], list[str]]] = {
    "userroles-spacemanager": ("Space manager", _SPACE_PERMISSIONS, []),
    "userroles-systemmanager": (
        "System manager",
        [],
        sorted(SYSTEM_PERMISSIONS - NEVER_ON_CLOUD),
    ),
    "userroles-systemadministrator": ("System administrator", [], sorted(SYSTEM_PERMISSIONS)),
    "userroles-projectlead": ("Project lead", [*_VIEWS, "ProjectEdit", "ProcessEdit"], []),
    "userroles-projectdeployer": ("Project deployer", [*_VIEWS, "DeploymentCreate"], []),
    "userroles-projectcontributor": ("Project contributor", [*_VIEWS, "ProcessEdit"], []),
    "userroles-projectviewer": ("Project viewer", _VIEWS, []),
    "userroles-environmentmanager": ("Environment manager", [*_VIEWS, "EnvironmentEdit"], []),
    "userroles-tenantmanager": ("Tenant manager", [*_VIEWS, "TenantEdit"], []),
    "userroles-runbookconsumer": ("Runbook consumer", [*_VIEWS, "RunbookRunCreate"], []),
    "userroles-buildserver": ("Build server", [*_VIEWS, "BuiltInFeedPush"], []),
}
_COMMUNITY: Document = {
    "Id": "CommunityActionTemplates-1001",
    "ExternalId": "6042d737-5902-0729-ae57-8b6650a299da",
    "Name": "HTTP - Test URL",
    "ActionType": "Octopus.Script",
    "Description": "Makes a GET request and checks the answer.",
    "Version": 3,
    "Properties": {
        "Octopus.Action.Script.ScriptSource": "Inline",
        "Octopus.Action.Script.Syntax": "PowerShell",
        "Octopus.Action.Script.ScriptBody": "Invoke-WebRequest $OctopusParameters['Uri']",
    },
    "Parameters": [
        {
            "Name": "Uri",
            "Label": "URI",
            "HelpText": None,
            "DefaultValue": None,
            "DisplaySettings": {"Octopus.ControlType": "SingleLineText"},
        }
    ],
    "Packages": [],
    "Links": {},
}


def seed_instance(instance: Instance) -> None:
    """Fill a new instance: the key's user, teams, roles and the default space."""
    user = create(
        instance,
        "",
        KINDS["User"],
        {"Username": "migration", "DisplayName": "Migration", "IsService": True},
    )
    instance.user_id = text(user, "Id")
    for role_id, (name, in_space, in_system) in _ROLES.items():
        body: Document = {
            "Name": name,
            "GrantedSpacePermissions": in_space,
            "GrantedSystemPermissions": in_system,
            "IsSeed": True,
        }
        create(instance, "", KINDS["UserRole"], body, fixed_id=role_id)
    for team_id, name in (("teams-everyone", "Everyone"), ("teams-managers", "Octopus Managers")):
        _team(instance, team_id, name, "", [instance.user_id])
    instance.store.put("CommunityActionTemplate", dict(_COMMUNITY))
    space: Document = {
        "Name": "Default",
        "SpaceManagersTeams": ["teams-managers"],
        "SpaceManagersTeamMembers": [],
        "IsSeed": True,
    }
    create(instance, "", KINDS["Space"], space, fixed_id=DEFAULT_SPACE)


def _team(instance: Instance, team_id: str, name: str, space_id: str, members: list[str]) -> None:
    body: Document = {
        "Name": name,
        "MemberUserIds": list(members),
        "ExternalSecurityGroups": [],
        "SpaceId": space_id or None,
        "IsSeed": True,
    }
    create(instance, space_id, KINDS["Team"], body, fixed_id=team_id)


def give_children(saving: Saving) -> None:
    """Give a new space what each space starts with; two of its children may come later."""
    if saving.stored is not None:
        return
    instance, space_id = saving.instance, text(saving.document, "Id")
    team_id = f"teams-spacemanagers-{space_id}"
    members = texts(saving.document, "SpaceManagersTeamMembers")
    _team(instance, team_id, "Space Managers", space_id, members)
    managers = saving.document["SpaceManagersTeams"]
    if isinstance(managers, list):
        managers.append(team_id)
    for kind, body in (
        ("MachinePolicy", {"Name": "Default Machine Policy", "IsSeed": True}),
        (
            "WorkerPool",
            {
                "Name": "Default Worker Pool",
                "WorkerPoolType": "StaticWorkerPool",
                "IsDefault": True,
            },
        ),
        ("WorkerPool", _hosted("Hosted Windows", "WindowsDefault", 1)),
        ("WorkerPool", _hosted("Hosted Ubuntu", "UbuntuDefault", 2)),
        ("Feed", {"Name": "Octopus Server (built-in)", "FeedType": "BuiltIn", "IsSeed": True}),
        (
            "Feed",
            {
                "Name": "Octopus Server Releases (built-in)",
                "FeedType": "OctopusProject",
                "IsSeed": True,
            },
        ),
    ):
        create(instance, space_id, KINDS[kind], dict(body))
    if instance.space_children_delay_s > 0 and space_id != DEFAULT_SPACE:
        instance.ready_at[space_id] = instance.clock() + instance.space_children_delay_s
    else:
        _give_late_children(instance, space_id)


def _hosted(name: str, worker_type: str, order: int) -> dict[str, object]:
    return {
        "Name": name,
        "WorkerPoolType": "DynamicWorkerPool",
        "WorkerType": worker_type,
        "SortOrder": order,
    }


def _give_late_children(instance: Instance, space_id: str) -> None:
    create(instance, space_id, KINDS["Lifecycle"], {"Name": "Default Lifecycle", "Phases": []})
    create(instance, space_id, KINDS["ProjectGroup"], {"Name": "Default Project Group"})


def fill_late_children(instance: Instance) -> None:
    """Give each new space whose time has come the children that come later."""
    for space_id, ready_at in list(instance.ready_at.items()):
        if instance.clock() >= ready_at:
            del instance.ready_at[space_id]
            if instance.store.find("Space", space_id):
                _give_late_children(instance, space_id)


def refuse_too_early(instance: Instance, space_id: str) -> None:
    """Refuse to know a space in the first half of the time that it needs to get ready."""
    ready_at = instance.ready_at.get(space_id)
    if ready_at is not None and instance.clock() < ready_at - instance.space_children_delay_s / 2:
        raise not_in_space()


def with_children(space: Behaviour) -> Behaviour:
    """The behaviour of spaces, completed by the children that each new one gets."""
    return Behaviour(
        read=space.read,
        check=space.check,
        saved=give_children,
        delete=space.delete,
        show=space.show,
    )
