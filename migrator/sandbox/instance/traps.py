"""Rows that a careless reader stumbles over: orphans, odd spellings, leftovers."""

from __future__ import annotations

from migrator.sandbox.instance.builder import Builder, Site
from migrator.sandbox.instance.documents import Body, Slot
from migrator.sandbox.instance.projects import Project, Runbook, add_project
from migrator.sandbox.instance.steps import Step, inline_script, mirrored, on_server, package
from migrator.sandbox.instance.tenants import add_value
from migrator.sandbox.instance.variables import Variable, frozen_suffix, secret

LEGACY_PROJECT = "Legacy Tools"


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


def _add_orphans(site: Site) -> None:
    """Add rows whose owners are gone; the server never cleans them away."""
    shop = site.ref("Project", "Web Shop")
    builder = site.builder

    def orphan(table: str, body: Body) -> None:
        identifier = builder.add(table, body, is_live=False)
        builder.trap("orphan", table, identifier, moves=False)

    # Source: OctopusDeploy/Issues #5909, #7573.
    value = add_value(site, ("", "Test"), (shop, "Tenant.Alias"), "orphan", "Tenants-9999")
    builder.trap("orphan", "TenantVariable", value, moves=False)
    for owner, template in (("Projects-9999", "Tenant.Alias"), (shop, "Gone.Template")):
        orphan("TenantVariable", _value(site, owner, template))
    # Source: OctopusDeploy/Issues #4157.
    orphan(
        "Channel",
        _named(
            site,
            "Channels-9999",
            "Default",
            ProjectId="Projects-9999",
            TenantTags=[],
            IsDefault=True,
            Rules=[],
        ),
    )
    gone: Body = {"SpaceId": site.id, "Version": 1, "RelatedDocumentIds": []}
    lost = [
        {
            "Id": builder.guid("lost"),
            "Name": "Lost",
            "Type": "Sensitive",
            "Value": Slot("secret of a project that is gone"),
        }
    ]
    orphan(
        "VariableSet",
        {
            "Id": "variableset-Projects-9999",
            "OwnerId": "Projects-9999",
            "OwnerType": "Project",
            "IsFrozen": False,
            "Variables": lost,
            **gone,
        },
    )
    orphan(
        "DeploymentProcess",
        {
            "Id": "deploymentprocess-Projects-9999",
            "OwnerId": "Projects-9999",
            "IsFrozen": False,
            "Steps": [],
            **gone,
        },
    )
    orphan(
        "ProjectTrigger",
        _named(
            site,
            "ProjectTriggers-9999",
            "gone",
            ProjectId="Projects-9999",
            TriggerType="ScheduledTrigger",
            IsDisabled=False,
            Filter={},
            Action={},
        ),
    )
    if builder.shape.has_runbooks:
        orphan(
            "RunbookProcess",
            {
                "Id": "RunbookProcess-Runbooks-9999",
                "OwnerId": "Runbooks-9999",
                "IsFrozen": False,
                "Steps": [],
                **gone,
            },
        )
    _add_deleted_space(builder)


def _value(site: Site, owner: str, template: str) -> Body:
    return {
        "Id": site.builder.next_id("TenantVariable"),
        "TenantId": site.ref("Tenant", "Contoso"),
        "EnvironmentId": site.ref("DeploymentEnvironment", "Test"),
        "OwnerId": owner,
        "VariableTemplateId": site.builder.guid("template", owner, template),
        "SpaceId": site.id,
        "Value": "orphan",
    }


def _named(site: Site, identifier: str, name: str, **members: object) -> Body:
    return {"Id": identifier, "Name": name, "SpaceId": site.id, **members}


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
    """Add frozen copies in the old spelling, and types that newer servers no longer write."""
    shared = site.ref("LibraryVariableSet", "Shared")
    old = "variablesets-libraryvariablesets-legacy-snapshot1"
    body: Body = {
        "OwnerId": shared,
        "OwnerType": "LibraryVariableSet",
        "Version": 1,
        "IsFrozen": True,
        "RelatedDocumentIds": [],
        "SpaceId": site.id,
        "Variables": [],
    }
    site.builder.add("VariableSet", {"Id": old, **body}, is_live=False)
    site.trap("frozen copy", "VariableSet", old, moves=False)
    # An upgrade left a copy of a table behind, with secrets in it.
    table = "Script0129RepairLegacyLibraryVariableSet"
    lost: Body = {
        "Id": site.builder.guid("left"),
        "Name": "Left",
        "Type": "Sensitive",
        "Value": Slot("secret in a forgotten table"),
    }
    copy = {**body, "Id": f"variableset-{shared}", "Variables": [lost]}
    del copy["SpaceId"], copy["OwnerType"]
    site.trap("forgotten table", table, site.builder.add(table, copy, is_live=False), moves=False)
    gone = "variableset-Projects-9999-s-1-ABCDE"
    frozen_orphan = {**body, "Id": gone, "OwnerId": "Projects-9999", "OwnerType": "Project"}
    site.builder.add("VariableSet", frozen_orphan, is_live=False)
    site.trap("orphan", "VariableSet", gone, moves=False)
    shop = site.ref("Project", "Web Shop")
    # Its version is above the live one's. Source: OctopusDeploy/Issues #9455.
    newer = f"variableset-{shop}" + frozen_suffix(f"variableset-{shop}", 99)
    frozen = {**body, "OwnerId": shop, "OwnerType": "Project", "Version": 99}
    site.builder.add("VariableSet", {"Id": newer, **frozen}, is_live=False)
    site.trap("frozen copy", "VariableSet", newer, moves=False)
    identifier = site.add(
        "Feed",
        "typed leftovers",
        {
            "$type": "Octopus.Core.Model.Feeds.NuGetFeed, Octopus.Core",
            "FeedType": "NuGet",
            "FeedUri": "https://old.example.test/nuget",
            "EnhancedMode": False,
            "DownloadAttempts": 5,
            "DownloadRetryBackoffSeconds": 10,
            "Username": "old",
            "Password": Slot("old feed password"),
            "Unknown": {
                "Huge": 123456789012345678901234567890,
                "When": "2016-01-01T00:00:00+10:00",
            },
        },
    )
    site.trap("$type members", "Feed", identifier)
