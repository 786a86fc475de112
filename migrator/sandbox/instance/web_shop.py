"""The Web Shop: the project in which every kind of variable and most kinds of steps meet."""

from __future__ import annotations

from migrator.sandbox.instance.builder import Site
from migrator.sandbox.instance.documents import Body, secret_value
from migrator.sandbox.instance.library import template
from migrator.sandbox.instance.projects import (
    Project,
    Runbook,
    add_channel,
    add_project,
    channel_rule,
    simple_runbook,
)
from migrator.sandbox.instance.step_catalogue import (
    health_step,
    hotfix_step,
    iis_step,
    package_step,
    package_template_step,
    people_steps,
    rolling_step,
    script_steps,
    template_step,
)
from migrator.sandbox.instance.steps import Step, inline_script, on_server
from migrator.sandbox.instance.variables import (
    awkward_variables,
    scoped_variables,
    typed_variables,
)

NAME = "Web Shop"


def add_web_shop(site: Site) -> None:
    """Add the project with its channels, runbooks and templates for tenants."""
    identifier = site.ref("Project", NAME)
    variables = (
        *typed_variables(site),
        *scoped_variables(site, identifier, NAME),
        *awkward_variables(site),
    )
    includes = site.refs("LibraryVariableSet", "Shared", "Helpers", "Defaults", "Shell Helpers")
    project = Project(
        NAME,
        _steps(site),
        variables,
        (simple_runbook(), _backup(site)),
        group="Shop",
        includes=tuple(includes),
        templates=_templates(site, identifier),
        members=_members(site),
        settings={
            "ReleaseNotesTemplate": "Notes: #{Octopus.Release.Notes}",
            "DefaultGuidedFailureMode": "On",
        },
    )
    add_project(site, project)
    _add_hotfix_channel(site)
    site.trap("template version pinned", "DeploymentProcess", f"deploymentprocess-{identifier}")


def _steps(site: Site) -> tuple[Step, ...]:
    approval, mail = people_steps(site)
    return (
        approval,
        iis_step(site, "Deploy web"),
        package_step(site, "Deploy api", "Shop.Api"),
        rolling_step(site, "Roll out workers"),
        *script_steps(site),
        template_step(site, "Chat", 3, "chat token of the step"),
        health_step(site, "Check health"),
        hotfix_step(site, "Note the hotfix", NAME),
        package_template_step(site, "Unpack payload"),
        mail,
    )


def _backup(site: Site) -> Runbook:
    steps = (
        Step("Dump", "Octopus.Script", on_server(inline_script("dump"))),
        template_step(site, "Say so", 5, "backup token"),
    )
    return Runbook("Backup", steps, ("Production",))


def _templates(site: Site, identifier: str) -> tuple[Body, ...]:
    default = secret_value("tenant default")
    return (
        template(site, identifier, "Tenant.Alias", "SingleLineText", "none"),
        template(site, identifier, "Tenant.DbPassword", "Sensitive", default),
        template(site, identifier, "Tenant.Account", "UsernamePasswordAccount"),
    )


def _members(site: Site) -> Body:
    strategy = {
        "ChannelId": site.ref("Channel", f"{NAME}/Default"),
        "ReleaseCreationPackage": {"DeploymentAction": "Deploy api", "PackageReference": ""},
    }
    return {
        "TenantedDeploymentMode": "TenantedOrUntenanted",
        "AutoCreateRelease": True,
        "ReleaseCreationStrategy": strategy,
        "ExtensionSettings": [{"ExtensionId": "jira-integration", "Values": {}}],
    }


def _add_hotfix_channel(site: Site) -> None:
    rules = [
        channel_rule("[1.0,2.0)", "^$", ("Deploy web", ""), ("Deploy api", "")),
        channel_rule("", "hotfix", ("Run from package", "tools")),
    ]
    add_channel(
        site,
        NAME,
        "Hotfix",
        LifecycleId=site.ref("Lifecycle", "Hotfix"),
        TenantTags=site.tags("Ring/Early"),
        Description="Straight to production",
        Rules=rules,
    )
