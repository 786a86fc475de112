"""Spaces, users, teams and what they may do."""

from migrator.sandbox.cloud.crud import found_by, list_page, listed, shown
from migrator.sandbox.cloud.documents import Document, flag, text, texts
from migrator.sandbox.cloud.exchange import Answer, invalid
from migrator.sandbox.cloud.instance import Behaviour, Call, Instance, Saving
from migrator.sandbox.cloud.kind import Where
from migrator.sandbox.cloud.kinds import KINDS
from migrator.sandbox.cloud.permissions import (
    NEVER_ON_CLOUD,
    PERMISSIONS,
    SYSTEM_PERMISSIONS,
)
from migrator.sandbox.cloud.routing import DEFAULT_SPACE, Route

_USER = KINDS["User"]
_ROLE_LISTS = ("GrantedSpacePermissions", "GrantedSystemPermissions")


def _check_space(saving: Saving) -> None:
    document = saving.document
    if not texts(document, "SpaceManagersTeams") and not texts(
        document, "SpaceManagersTeamMembers"
    ):
        raise invalid("A space must have at least one space manager.")
    if saving.stored is None:
        # Only a later PUT can stop the queue. Source: terraform-provider-octopusdeploy,
        # resource_space.go.
        document["TaskQueueStopped"] = False
        document["IsDefault"] = saving.body.get("IsSeed") is True
        return
    details = {
        key: f"The {key} field is required."
        for key in ("IsDefault", "TaskQueueStopped")
        if key not in saving.body
    }
    if details:
        raise invalid(*details.values(), details=details)


def _delete_space(instance: Instance, document: Document) -> None:
    if not flag(document, "TaskQueueStopped"):
        raise invalid("The task queue of a space must be stopped before it can be deleted.")
    space_id = text(document, "Id")
    if space_id == DEFAULT_SPACE:
        raise invalid("The default space cannot be deleted.")
    for kind in (*KINDS, *_PARTS):
        for owned in instance.store.all_of(kind, space_id):
            instance.store.remove(kind, text(owned, "Id"))


_PARTS = (
    "VariableSet",
    "DeploymentProcess",
    "RunbookProcess",
    "DeploymentSettings",
    "TenantVariables",
    "ActionTemplateVersion",
    "Package",
    "RetentionPolicy",
    "Task",
)


def _check_team(saving: Saving) -> None:
    document, stored = saving.document, saving.stored or {}
    if saving.stored is None:
        document["SpaceId"] = document["SpaceId"] or saving.space_id or None
    if flag(stored, "IsBuiltIn") and text(document, "Name") != text(stored, "Name"):
        raise invalid("This resource is read-only and cannot be modified.")
    is_built_in = flag(stored, "IsBuiltIn") or saving.body.get("IsSeed") is True
    document["IsBuiltIn"] = is_built_in
    document |= {
        "CanBeDeleted": not is_built_in,
        "CanBeRenamed": not is_built_in,
        "CanChangeRoles": True,
        "CanChangeMembers": text(stored, "Id") != "teams-everyone",
    }


def _check_role(saving: Saving) -> None:
    if flag(saving.stored or {}, "IsBuiltIn"):
        raise invalid("This resource is read-only and cannot be modified.")
    for key in _ROLE_LISTS:
        for permission in texts(saving.document, key):
            if permission not in PERMISSIONS:
                raise invalid(f"The permission '{permission}' is not known.")
    saving.document["IsBuiltIn"] = saving.body.get("IsSeed") is True
    saving.document["CanBeDeleted"] = not flag(saving.document, "IsBuiltIn")


def _check_scoped_role(saving: Saving) -> None:
    """Source: OctopusDeployLabs/terraform-provider-octopusdeploy #330."""
    document = saving.document
    if saving.stored is None:
        document["SpaceId"] = document["SpaceId"] or saving.space_id or None
    role = saving.instance.store.find("UserRole", text(document, "UserRoleId")) or {}
    if text(document, "SpaceId") and not texts(role, "GrantedSpacePermissions"):
        raise invalid(
            "You cannot use a role without any Space level permissions at the Space level."
        )


def _check_user(saving: Saving) -> None:
    if saving.stored is None:
        saving.document["IsActive"] = True
    if saving.document["IsService"] and saving.body.get("Password"):
        raise invalid("A service account cannot have a password.")


def _show_user(instance: Instance, document: Document) -> Document:
    return document | {"IsRequestor": text(document, "Id") == instance.user_id}


def _me(call: Call) -> Answer:
    user = call.instance.store.find("User", call.instance.user_id) or {}
    return Answer(200, shown(call.instance, _USER, user))


def held_permissions(instance: Instance) -> list[str]:
    """What the key's user may do."""
    missing = instance.trouble.missing_permissions | NEVER_ON_CLOUD
    return [permission for permission in PERMISSIONS if permission not in missing]


def _permissions_of(call: Call) -> Answer:
    user = found_by(call, _USER, call.params["id"])
    held = held_permissions(call.instance)
    space = call.space_id or None
    restriction: dict[str, object] = {
        "RestrictedToProjectIds": [],
        "RestrictedToEnvironmentIds": [],
        "RestrictedToTenantIds": [],
        "RestrictedToProjectGroupIds": [],
        "SpaceId": space,
    }
    return Answer(
        200,
        {
            "Id": user["Id"],
            "SpacePermissions": {p: [restriction] for p in held if p not in SYSTEM_PERMISSIONS},
            "SystemPermissions": [p for p in held if p in SYSTEM_PERMISSIONS],
            "IsPermissionsComplete": True,
            "IsTeamsComplete": True,
            "Teams": [{"Id": "teams-managers", "Name": "Octopus Managers"}],
            "Links": {},
        },
    )


def _all_permissions(_call: Call) -> Answer:
    return Answer(200, {p: {"Description": p, "SupportedRestrictions": []} for p in PERMISSIONS})


def _roles_of_team(call: Call) -> Answer:
    team = found_by(call, KINDS["Team"], call.params["id"])
    kind = KINDS["ScopedUserRole"]
    found = [d for d in listed(call, kind) if d["TeamId"] == team["Id"]]
    return list_page(call, kind, found)


def _freezes(call: Call) -> Answer:
    """A list in a form of its own. Source: the API's description of 2026."""
    found = listed(call, KINDS["DeploymentFreeze"])
    skip, take = (int(call.request.query.get(name, "0") or 0) for name in ("skip", "take"))
    shown_here: list[object] = [*found[skip : skip + (take or 30)]]
    return Answer(200, {"DeploymentFreezes": shown_here, "Count": len(found)})


def _check_freeze(saving: Saving) -> None:
    """Creation takes neither a schedule nor tenants."""
    document = saving.document
    if text(document, "End") <= text(document, "Start"):
        raise invalid("The end of a freeze must be after its start.")
    if saving.stored is None:
        document["RecurringSchedule"], document["TenantProjectEnvironmentScope"] = None, []


def routes() -> list[Route]:
    """The routes beside the common ones."""
    permissions = "users/{id}/permissions"
    return [
        Route("GET", "users/me", Where.SYSTEM, "", _me),
        Route("GET", permissions, Where.EITHER, "", _permissions_of),
        Route("GET", f"{permissions}/configuration", Where.EITHER, "", _permissions_of),
        Route("GET", "deploymentfreezes", Where.SYSTEM, "DeploymentFreezeAdminister", _freezes),
        Route("GET", "permissions/all", Where.SYSTEM, "", _all_permissions),
        Route("GET", "teams/{id}/scopeduserroles", Where.EITHER, "TeamView", _roles_of_team),
    ]


BEHAVIOURS = {
    "Space": Behaviour(check=_check_space, delete=_delete_space),
    "Team": Behaviour(check=_check_team),
    "UserRole": Behaviour(check=_check_role),
    "ScopedUserRole": Behaviour(check=_check_scoped_role),
    "User": Behaviour(check=_check_user, show=_show_user),
    "DeploymentFreeze": Behaviour(check=_check_freeze),
}
