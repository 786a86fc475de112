"""Rows that a careless reader stumbles over: orphans, odd spellings, leftovers."""

from __future__ import annotations

from migrator.sandbox.instance.builder import Builder, Site
from migrator.sandbox.instance.documents import Body, Slot
from migrator.sandbox.instance.projects import Project, Runbook, add_project
from migrator.sandbox.instance.steps import Step, inline_script, mirrored, on_server, package
from migrator.sandbox.instance.tenants import add_value
from migrator.sandbox.instance.variables import Variable, frozen_suffix, secret

LEGACY_PROJECT = "Legacy Tools"
_GONE = "Projects-9999"


_VARIABLES = {
    "Release.Ticket": "prompted",
    "One.Time.Secret": "prompted secret without value",
    "Empty.Secret": "empty secret",
    "Null.Secret": "empty secret",
    "Sealed.Empty.Secret": "empty secret",
    "No.Type.Member": "type member missing",
    "Looks.Sealed": "plain text that looks sealed",
    "Pipes": "secret not to be trimmed or substituted",
    "Lines": "secret not to be trimmed or substituted",
    "Blanks": "secret not to be trimmed or substituted",
    "Substitution": "secret not to be trimmed or substituted",
    "Unicode": "secret not to be trimmed or substituted",
    "Large.Value": "large value",
    "Large.Secret": "large value",
    "Embedded.Id": "id in free text",
    "Looks.Like.Id": "id in free text",
    "Never.Sealed": "plain text in a secret slot",
    "Foreign.Key": "secret under an unknown key",
    "Older.Key": "secret under the older key",
    "Site.Certificate": "id as typed value",
}


def add_traps(site: Site) -> None:
    """Add the Default space's odd project and its orphans, and name what shows a trap."""
    shop = site.ref("Project", "Web Shop")
    for variable, trap in _VARIABLES.items():
        if variable != "Older.Key" or site.builder.sealer.has_older_key:
            site.trap(trap, "VariableSet", f"variableset-{shop}", part=variable)
    process = f"deploymentprocess-{shop}"
    site.trap("id in free text", "DeploymentProcess", process, part="Count targets")
    site.trap("variable scoped to an action", "VariableSet", f"variableset-{shop}", part="Where")
    site.trap("tag by canonical name", "VariableSet", f"variableset-{shop}", part="Where")
    _add_legacy_project(site)
    _add_orphans(site)
    _add_leftovers(site)


def _add_legacy_project(site: Site) -> None:
    helpers, shared = site.refs("LibraryVariableSet", "Helpers", "Shared")
    shouted = site.ref("Lifecycle", "Hotfix").upper()
    test = site.ref("DeploymentEnvironment", "Test").lower()
    twice = (
        Step("Same name", "Octopus.Script", on_server(inline_script("first")), key="same name 1"),
        Step("Same name", "Octopus.Script", on_server(inline_script("second")), key="same name 2"),
    )
    project = Project(
        LEGACY_PROJECT,
        _legacy_steps(site),
        (
            Variable("Case", "id in another case", scope={"Environment": [test]}),
            Variable("Nothing", "an empty scope list", scope={"Environment": []}),
            secret("Tool.Password", "legacy tool password"),
        ),
        (Runbook("Twice", twice),),
        # The same set twice. Source: OctopusDeploy/Issues #10005.
        includes=(helpers, shared, helpers),
        members={"LifecycleId": shouted},
    )
    identifier = add_project(site, project)
    site.trap("included set twice", "Project", identifier)
    site.trap("id in another case", "Project", identifier)
    site.trap("id in another case", "VariableSet", f"variableset-{identifier}")
    site.trap("feed by name or expression", "DeploymentProcess", f"deploymentprocess-{identifier}")
    if site.builder.shape.has_runbooks:
        process = f"RunbookProcess-{site.ref('Runbook', f'{LEGACY_PROJECT}/Twice')}"
        # Source: OctopusDeploy/Issues #4459.
        site.trap("step names repeated", "RunbookProcess", process)


def _legacy_steps(site: Site) -> tuple[Step, ...]:
    roles = ("web-server",)
    scoped: Body = {
        "Packages": [package(site, "", "Legacy.Tool", "nuget")],
        # Older rows hold canonical names, not tag ids (Script0369 repaired targets only).
        "TenantTags": ["Region/EU"],
    }
    return (
        Step(
            "Feed by name",
            "Octopus.TentaclePackage",
            mirrored("Legacy.Tool", "nuget"),
            roles,
            scoped,
        ),
        Step(
            "Feed by expression",
            "Octopus.TentaclePackage",
            mirrored("Legacy.Tool", "#{Feed.Id}"),
            roles,
            {"Packages": [package(site, "", "#{Tool.Package}", "#{Feed.Id}")]},
        ),
        Step(
            "Old feed property",
            "Octopus.TentaclePackage",
            {
                "Octopus.Action.Package.NuGetPackageId": "Legacy.Tool",
                "Octopus.Action.Package.NuGetFeedId": site.ref("Feed", "nuget"),
            },
            roles,
            {"Packages": [package(site, "", "Legacy.Tool", site.ref("Feed", "nuget"))]},
        ),
    )


def _add_orphan(site: Site, table: str, body: Body) -> None:
    identifier = site.builder.add(table, {"SpaceId": site.id, **body}, is_live=False)
    site.trap("orphan", table, identifier, moves=False)


def _add_orphans(site: Site) -> None:
    """Add rows whose owners are gone; the server never cleans them away."""
    _add_orphaned_values(site)
    gone: Body = {"ProjectId": _GONE}
    # Source: OctopusDeploy/Issues #4157.
    channel: Body = {"Id": "Channels-9999", "Name": "Default", "IsDefault": True, "Rules": []}
    trigger: Body = {
        "Id": "ProjectTriggers-9999",
        "Name": "gone",
        "TriggerType": "ScheduledTrigger",
        "IsDisabled": False,
    }
    _add_orphan(site, "Channel", {**channel, **gone, "TenantTags": []})
    _add_orphan(site, "ProjectTrigger", {**trigger, **gone, "Filter": {}, "Action": {}})
    lost = _lost(site, "secret of a project that is gone")
    live: Body = {"Version": 1, "IsFrozen": False, "RelatedDocumentIds": [], "OwnerId": _GONE}
    owned: Body = {**live, "OwnerType": "Project", "Variables": [lost]}
    _add_orphan(site, "VariableSet", {"Id": f"variableset-{_GONE}", **owned})
    frozen: Body = {**owned, "Id": f"variableset-{_GONE}-s-1-ABCDE", "IsFrozen": True}
    _add_orphan(site, "VariableSet", frozen)
    process = {"Id": f"deploymentprocess-{_GONE}", **live, "Steps": []}
    _add_orphan(site, "DeploymentProcess", process)
    if site.builder.shape.has_runbooks:
        owner: Body = {"Id": "RunbookProcess-Runbooks-9999", "OwnerId": "Runbooks-9999"}
        _add_orphan(site, "RunbookProcess", {**live, **owner, "Steps": []})
    _add_deleted_space(site.builder)


def _add_orphaned_values(site: Site) -> None:
    """Add values of a tenant, a project, a template that are gone.

    Source: OctopusDeploy/Issues #5909, #7573.
    """
    shop = site.ref("Project", "Web Shop")
    value = add_value(site, ("", "Test"), (shop, "Tenant.Alias"), "orphan", "Tenants-9999")
    site.trap("orphan", "TenantVariable", value, moves=False)
    for owner, template in ((_GONE, "Tenant.Alias"), (shop, "Gone.Template")):
        body: Body = {
            "Id": site.builder.next_id("TenantVariable"),
            "TenantId": site.ref("Tenant", "Contoso"),
            "EnvironmentId": site.ref("DeploymentEnvironment", "Test"),
            "OwnerId": owner,
            "VariableTemplateId": site.builder.guid("template", owner, template),
            "Value": "orphan",
        }
        _add_orphan(site, "TenantVariable", body)


def _lost(site: Site, plain: str) -> Body:
    identifier = site.builder.guid("lost", plain)
    return {"Id": identifier, "Name": "Lost", "Type": "Sensitive", "Value": Slot(plain)}


def _add_deleted_space(builder: Builder) -> None:
    """Add rows of a space that was deleted. Source: OctopusDeploy/Issues #4676, #9330."""
    rows: tuple[tuple[str, Body], ...] = (
        ("DeploymentEnvironment", {"Name": "Ghost", "SortOrder": 0, "Description": ""}),
        (
            "Account",
            {
                "Name": "ghost",
                "AccountType": "Token",
                "EnvironmentIds": [],
                "Token": Slot("secret of a space that is gone"),
            },
        ),
    )
    for table, body in rows:
        identifier = builder.next_id(table)
        builder.add(table, {"Id": identifier, "SpaceId": "Spaces-3", **body}, is_live=False)
        builder.trap("row of a deleted space", table, identifier, moves=False)


def _add_leftovers(site: Site) -> None:
    """Add frozen copies in the old spelling, and what newer servers no longer write."""
    shared = site.ref("LibraryVariableSet", "Shared")
    frozen: Body = {
        "OwnerId": shared,
        "Version": 1,
        "IsFrozen": True,
        "RelatedDocumentIds": [],
        "Variables": [],
    }
    shop = site.ref("Project", "Web Shop")
    base = f"variableset-{shop}"
    # Its version is above the live one's. Source: OctopusDeploy/Issues #9455.
    newer: Body = {**frozen, "Id": base + frozen_suffix(base, 99), "OwnerId": shop, "Version": 99}
    # Source: OctopusDeploy/Issues #4989.
    old: Body = {**frozen, "Id": "variablesets-libraryvariablesets-legacy-snapshot1"}
    for body, owner_type in ((old, "LibraryVariableSet"), (newer, "Project")):
        whole = {**body, "OwnerType": owner_type, "SpaceId": site.id}
        identifier = site.builder.add("VariableSet", whole, is_live=False)
        site.trap("frozen copy", "VariableSet", identifier, moves=False)
    # An upgrade left a copy of a table behind, with secrets in it.
    table = "Script0129RepairLegacyLibraryVariableSet"
    lost = [_lost(site, "secret in a forgotten table")]
    copy: Body = {**frozen, "Id": f"variableset-{shared}", "Variables": lost}
    site.trap("forgotten table", table, site.builder.add(table, copy, is_live=False), moves=False)
    site.trap("$type members", "Feed", site.add("Feed", "typed leftovers", _typed_feed()))


def _typed_feed() -> Body:
    huge = {"Huge": 123456789012345678901234567890, "When": "2016-01-01T00:00:00+10:00"}
    return {
        "$type": "Octopus.Core.Model.Feeds.NuGetFeed, Octopus.Core",
        "FeedType": "NuGet",
        "FeedUri": "https://old.example.test/nuget",
        "EnhancedMode": False,
        "DownloadAttempts": 5,
        "DownloadRetryBackoffSeconds": 10,
        "Username": "old",
        "Password": Slot("old feed password"),
        "Unknown": huge,
    }
