"""The steps of the sample projects that deploy to machines and talk to people."""

from __future__ import annotations

from migrator.sandbox.instance.builder import Site
from migrator.sandbox.instance.documents import secret_value
from migrator.sandbox.instance.feeds import BUILT_IN_FEED, RELEASES_FEED
from migrator.sandbox.instance.infrastructure import ROLES
from migrator.sandbox.instance.steps import Step, inline_script, mirrored, on_server, package
from migrator.sandbox.instance.storing import render_json

WEB = (ROLES["web"],)
_IIS_BINDINGS = [
    {
        "protocol": "https",
        "port": "443",
        "host": "#{Site.Host}",
        "thumbprint": None,
        "certificateVariable": "Site.Certificate",
        "requireSni": "True",
        "enabled": "True",
    },
    {"protocol": "http", "port": "80", "host": "", "thumbprint": None, "enabled": "False"},
]


def built_in(site: Site) -> str:
    """Give the id of the space's built-in feed."""
    return site.ref("Feed", BUILT_IN_FEED)


def package_step(site: Site, name: str, package_id: str, feed: str = "") -> Step:
    """Give a package deployment to the web servers, from the built-in feed if none is named."""
    feed = feed or built_in(site)
    return Step(
        name,
        "Octopus.TentaclePackage",
        mirrored(package_id, feed),
        WEB,
        {"Packages": [package(site, "", package_id, feed)]},
    )


def iis_step(site: Site, name: str) -> Step:
    """Give an IIS deployment with bindings in JSON and a secret pool password."""
    plain = package_step(site, name, "Shop.Web")
    scoped = {
        "ExcludedEnvironments": site.refs("DeploymentEnvironment", "Production"),
        "TenantTags": site.tags("Region/EU"),
    }
    iis = {
        "Octopus.Action.EnabledFeatures": "Octopus.Features.IISWebSite",
        "Octopus.Action.IISWebSite.DeploymentType": "webSite",
        "Octopus.Action.IISWebSite.CreateOrUpdateWebSite": "True",
        "Octopus.Action.IISWebSite.Bindings": render_json(_IIS_BINDINGS),
        "Octopus.Action.IISWebSite.ApplicationPoolIdentityType": "SpecificUser",
        "Octopus.Action.IISWebSite.ApplicationPoolUsername": "CORP\\svc_web",
        "Octopus.Action.IISWebSite.ApplicationPoolPassword": secret_value("pool|pass #{word}"),
    }
    return Step(name, plain.kind, {**plain.properties, **iis}, WEB, {**plain.action, **scoped})


def nginx_step(site: Site, name: str) -> Step:
    """Give an Nginx deployment with its bindings in JSON."""
    plain = package_step(site, name, "Shop.Static", site.ref("Feed", "nuget"))
    bindings = [
        {"protocol": "https", "port": "443", "certificateVariable": "Site.Certificate"},
        {"protocol": "http", "port": "80", "ipAddress": "*"},
    ]
    nginx = {
        "Octopus.Action.EnabledFeatures": "Octopus.Features.Nginx",
        "Octopus.Action.Nginx.Server.HostName": "#{Site.Host}",
        "Octopus.Action.Nginx.Server.Bindings": render_json(bindings),
    }
    return Step(name, plain.kind, {**plain.properties, **nginx}, WEB, plain.action)


def script_steps(site: Site) -> tuple[Step, ...]:
    """Give scripts: on targets, on the server, on a pool, in a container, from a package."""
    github = site.ref("Feed", "github")
    embedded = "# Calls the API with an id of this very server.\r\nInvoke-Api '/Projects-1'\r\n"
    return (
        Step("Warm up", "Octopus.Script", inline_script("curl -s localhost", "Bash"), WEB),
        Step("Count targets", "Octopus.Script", on_server(inline_script(embedded))),
        Step(
            "Build index",
            "Octopus.Script",
            on_server(inline_script("print('index')", "Python")),
            action={
                "WorkerPoolId": site.ref("WorkerPool", "Linux Workers"),
                "Container": {
                    "Image": "octopusdeploy/worker-tools:6",
                    "FeedId": site.ref("Feed", "docker hub"),
                },
            },
        ),
        Step(
            "Run from package",
            "Octopus.Script",
            {
                **on_server(mirrored("acme/scripts", github)),
                "Octopus.Action.Script.ScriptSource": "Package",
                "Octopus.Action.Script.ScriptFileName": "deploy.ps1",
            },
            action={
                "WorkerPoolVariable": "Build.Pool",
                "Packages": [
                    package(site, "", "acme/scripts", github),
                    package(site, "tools", "acme/tools", github),
                ],
            },
        ),
    )


def people_steps(site: Site) -> tuple[Step, ...]:
    """Give a manual intervention and an e-mail, with teams as comma lists."""
    operators = site.ref("Team", "Operators")
    return (
        Step(
            "Approve",
            "Octopus.Manual",
            {
                "Octopus.Action.Manual.Instructions": "Look at the dashboard first.",
                "Octopus.Action.Manual.ResponsibleTeamIds": f"{operators},teams-administrators",
                "Octopus.Action.Manual.BlockConcurrentDeployments": "False",
            },
            action={"Environments": site.refs("DeploymentEnvironment", "Production")},
        ),
        Step(
            "Tell people",
            "Octopus.Email",
            {
                "Octopus.Action.Email.To": "shop@example.test",
                "Octopus.Action.Email.ToTeamIds": operators,
                "Octopus.Action.Email.CCTeamIds": f"{operators},teams-everyone",
                "Octopus.Action.Email.BccTeamIds": "teams-managers",
                "Octopus.Action.Email.Subject": "#{Octopus.Release.Number} is out",
                "Octopus.Action.Email.Body": "Ask #{Octopus.Deployment.CreatedBy.DisplayName}.",
            },
            step={"Octopus.Step.ConditionVariableExpression": "#{unless Quiet}1#{/unless}"},
        ),
    )


def deploy_release_step(site: Site, name: str, project: str) -> Step:
    """Give a step that deploys a release of another project."""
    identifier = site.ref("Project", project)
    feed = site.ref("Feed", RELEASES_FEED)
    return Step(
        name,
        "Octopus.DeployRelease",
        {
            "Octopus.Action.DeployRelease.ProjectId": identifier,
            "Octopus.Action.DeployRelease.DeploymentCondition": "IfNewer",
            "Octopus.Action.DeployRelease.Variables": "{}",
            **mirrored(identifier, feed),
        },
        action={
            "Packages": [package(site, "", identifier, feed, AcquisitionLocation="NotAcquired")]
        },
    )


def health_step(site: Site, name: str) -> Step:
    """Give a health check of the deployment targets."""
    health = {
        "Octopus.Action.HealthCheck.Type": "FullHealthCheck",
        "Octopus.Action.HealthCheck.ErrorHandling": "TreatExceptionsAsErrors",
        "Octopus.Action.HealthCheck.IncludeMachinesInDeployment": "IncludeCheckedMachines",
    }
    pool = {"WorkerPoolId": site.ref("WorkerPool", "Build Workers")}
    return Step(name, "Octopus.HealthCheck", health, WEB, pool)


def template_step(site: Site, name: str, version: int, token: str) -> Step:
    """Give a step made from the `Chat` template, pinned to a version of it."""
    return Step(
        name,
        "Octopus.Script",
        {
            **on_server(inline_script("Send-Chat $ChatToken $ChatChannel")),
            "Octopus.Action.Template.Id": site.ref("ActionTemplate", "Chat"),
            "Octopus.Action.Template.Version": str(version),
            "Chat.Token": secret_value(token),
            "Chat.Channel": "#ops",
        },
    )


def package_template_step(site: Site, name: str) -> Step:
    """Give a step made from a template with a package and an account as parameters."""
    feed = built_in(site)
    selected = {"SelectionMode": "deferred", "PackageParameterName": "Payload"}
    return Step(
        name,
        "Octopus.Script",
        {
            **on_server(inline_script("Expand-Payload")),
            "Octopus.Action.Template.Id": site.ref("ActionTemplate", "Deploy from package"),
            "Octopus.Action.Template.Version": "1",
            "Payload": render_json({"PackageId": "Shop.Api", "FeedId": feed}),
            "Payload.Account": site.ref("Account", "azure principal"),
            "Plain": "",
        },
        action={"Packages": [package(site, "payload", "Shop.Api", feed, Properties=selected)]},
    )


def hotfix_step(site: Site, name: str, project: str) -> Step:
    """Give a script that runs in the Hotfix channel alone."""
    action = {"Channels": site.refs("Channel", f"{project}/Hotfix")}
    return Step(name, "Octopus.Script", on_server(inline_script("Add-Note")), action=action)


def rolling_step(site: Site, name: str) -> Step:
    """Give a rolling deployment: three actions that go over the machines together."""
    first = Step(f"{name}: drain", "Octopus.Script", inline_script("Drain-Node"))
    last = Step(f"{name}: return", "Octopus.Script", inline_script("Return-Node"))
    middle = package_step(site, f"{name}: files", "Shop.Api")
    return Step(
        name,
        first.kind,
        first.properties,
        WEB,
        children=(middle, last),
        step={"Octopus.Action.MaxParallelism": "1"},
    )


def java_steps(site: Site) -> tuple[Step, ...]:
    """Give Java steps: archive, Tomcat, WildFly, certificate store."""
    maven = site.ref("Feed", "maven")
    artifact = "com.example:shop"
    roles = (ROLES["java"],)
    packages = {"Packages": [package(site, "", artifact, maven)]}
    tomcat = {
        "Tomcat.Deploy.Controller": "http://localhost:8080/manager",
        "Tomcat.Deploy.User": "deployer",
        "Tomcat.Deploy.Password": secret_value("tomcat password"),
        "Tomcat.Deploy.Enabled": "True",
    }
    wildfly = {
        "WildFly.Deploy.Controller": "localhost",
        "WildFly.Deploy.User": "admin",
        "WildFly.Deploy.Password": secret_value("wildfly|password"),
    }
    mirror = mirrored(artifact, maven)
    return (
        Step("Unpack archive", "Octopus.JavaArchive", mirror, roles, packages),
        Step("Deploy to Tomcat", "Octopus.TomcatDeploy", {**mirror, **tomcat}, roles, packages),
        Step("Deploy to WildFly", "Octopus.WildFlyDeploy", {**mirror, **wildfly}, roles, packages),
        Step(
            "Java key store",
            "Octopus.JavaKeyStore",
            {
                "Java.Certificate.Variable": "Site.Certificate",
                "Java.Certificate.KeystoreAlias": "shop",
                "Java.Certificate.Password": secret_value("key store password"),
            },
            roles,
        ),
        Step(
            "Import certificate",
            "Octopus.Certificate.Import",
            {
                "Octopus.Action.Certificate.Variable": "Site.Certificate",
                "Octopus.Action.Certificate.StoreLocation": "LocalMachine",
                "Octopus.Action.Certificate.StoreName": "My",
            },
            WEB,
        ),
    )
