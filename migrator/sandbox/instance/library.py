"""Library variable sets, script modules and step templates."""

from __future__ import annotations

from migrator.sandbox.instance.builder import Site
from migrator.sandbox.instance.documents import Body, secret_value
from migrator.sandbox.instance.feeds import BUILT_IN_FEED
from migrator.sandbox.instance.steps import inline_script, package
from migrator.sandbox.instance.variables import (
    Variable,
    add_frozen_variable_set,
    add_variable_set,
    secret,
)

PACKAGE_TEMPLATE = "Deploy from package"


def template(site: Site, owner: str, name: str, control: str, default: object = None) -> Body:
    """Give a variable template of a project or library set, or a parameter of a step template."""
    return {
        "Id": site.builder.guid("template", owner, name),
        "Name": name,
        "Label": name,
        "HelpText": None,
        "DefaultValue": default,
        "DisplaySettings": {"Octopus.ControlType": control},
    }


def add_library_set(
    site: Site, name: str, variables: tuple[Variable, ...], templates: tuple[Body, ...] = ()
) -> str:
    """Add a library variable set with its variables."""
    return _add_set(site, name, "Variables", variables, templates)


def _add_set(
    site: Site,
    name: str,
    content: str,
    variables: tuple[Variable, ...],
    templates: tuple[Body, ...],
) -> str:
    identifier = site.ref("LibraryVariableSet", name)
    body: Body = {
        "VariableSetId": f"variableset-{identifier}",
        "ContentType": content,
        "Description": "",
        "Templates": list(templates),
    }
    if site.builder.shape.has_normalised_tables:
        body["Version"] = 1
    site.add("LibraryVariableSet", name, body)
    add_variable_set(site, identifier, "LibraryVariableSet", variables, version=3)
    return identifier


def add_script_module(site: Site, name: str, syntax: str, body: str) -> str:
    """Add a script module: a library set whose two variables carry its name."""
    variables = (
        Variable(f"Octopus.Script.Module[{name}]", body),
        Variable(f"Octopus.Script.Module.Language[{name}]", syntax),
    )
    identifier = _add_set(site, name, "ScriptModule", variables, ())
    site.trap("script module", "LibraryVariableSet", identifier)
    return identifier


def add_library(site: Site) -> None:
    """Add the Default space's sets, modules and templates."""
    shared = site.ref("LibraryVariableSet", "Shared")
    regions = {
        "Octopus.ControlType": "Select",
        "Octopus.SelectOptions": "eu|Europe\nus|United States",
    }
    templates = (
        template(site, shared, "Common.ApiKey", "Sensitive"),
        {**template(site, shared, "Common.Region", "Select", "eu"), "DisplaySettings": regions},
        template(site, shared, "Common.Account", "AmazonWebServicesAccount"),
        template(site, shared, "Common.Note", "MultiLineText", "line one\nline two"),
        template(site, shared, "Common.Secret", "Sensitive", secret_value("common default")),
        template(site, shared, "Common.Certificate", "Certificate"),
    )
    scope = {
        "Environment": site.refs("DeploymentEnvironment", "Production"),
        "Role": ["web-server"],
        "Machine": site.refs("Machine", "web-01"),
        "TenantTag": site.tags("Region/EU"),
    }
    variables = (
        Variable("Smtp.Host", "mail.example.test"),
        secret("Smtp.Password", "smtp|secret"),
        secret("Smtp.Password", "smtp production", scope),
        Variable("Shared.Account", site.ref("Account", "aws"), "AmazonWebServicesAccount"),
    )
    add_library_set(site, "Shared", variables, templates)
    for version in (1, 2):
        add_frozen_variable_set(site, shared, "LibraryVariableSet", version)
    add_library_set(site, "Defaults", (Variable("Log.Level", "Warning"),))
    add_library_set(site, "Nothing in it", ())
    add_script_module(
        site, "Helpers", "PowerShell", 'function Say-Hi() {\r\n    Write-Output "hi"\r\n}\r\n'
    )
    add_script_module(site, "Shell Helpers", "Bash", "say_hi() {\n  echo hi\n}\n")
    _add_chat_template(site)
    _add_package_template(site)
    _add_community_template(site)


def _chat(site: Site, version: int) -> Body:
    identifier = site.ref("ActionTemplate", "Chat")
    channel = template(site, identifier, "Chat.Channel", "SingleLineText", "#general")
    parameters: list[Body] = [
        template(site, identifier, "Chat.Token", "Sensitive", secret_value(f"token of {version}")),
        # Old templates have parameters without an id. Source: OctopusDeploy/Issues #7407.
        {**channel, "Id": None},
    ]
    body: Body = {
        "Version": version,
        "ActionType": "Octopus.Script",
        "CommunityActionTemplateId": None,
        "Description": f"Version {version}",
        "Properties": {
            **inline_script(f"Send-Chat {version}"),
            "Chat.Footer": secret_value(f"footer of {version}"),
        },
        "Packages": [],
        "Parameters": parameters,
    }
    if site.builder.shape.has_runbooks:
        body["ImmutableId"] = site.builder.guid("immutable", identifier)
    return body


def _add_chat_template(site: Site) -> None:
    newest = 5
    identifier = site.add("ActionTemplate", "Chat", _chat(site, newest))
    site.trap("parameter without id", "ActionTemplate", identifier)
    for version in range(1, newest + 1):
        body = _chat(site, version)
        del body["CommunityActionTemplateId"]
        versioned = {
            "Id": site.builder.next_id("ActionTemplateVersion"),
            "Name": "Chat",
            "SpaceId": site.id,
            "LatestActionTemplateId": identifier,
            **body,
        }
        site.builder.add("ActionTemplateVersion", versioned, is_live=version != newest)


def _add_package_template(site: Site) -> None:
    identifier = site.ref("ActionTemplate", PACKAGE_TEMPLATE)
    selected: Body = {"SelectionMode": "deferred", "PackageParameterName": "Payload"}
    feed = site.ref("Feed", BUILT_IN_FEED)
    body: Body = {
        "Version": 1,
        "ActionType": "Octopus.Script",
        "CommunityActionTemplateId": None,
        "Description": "",
        "Properties": inline_script("Expand-Payload"),
        "Packages": [package(site, "payload", "Shop.Api", feed, Properties=selected)],
        "Parameters": [
            template(site, identifier, "Payload", "Package"),
            template(site, identifier, "Payload.Account", "AzureAccount"),
            # Without a control type it counts as a line of text.
            {**template(site, identifier, "Plain", "SingleLineText", ""), "DisplaySettings": {}},
        ],
    }
    site.add("ActionTemplate", PACKAGE_TEMPLATE, body)


def _add_community_template(site: Site) -> None:
    community = site.builder.next_id("CommunityActionTemplate")
    properties = inline_script("Write-Host 'from the library'")
    site.builder.add(
        "CommunityActionTemplate",
        {
            "Id": community,
            "Name": "Library - Say Hello",
            "ExternalId": site.builder.guid("community", "say hello"),
            "Version": 3,
            "Type": "Octopus.Script",
            "Properties": dict(properties),
            "Parameters": [],
        },
    )
    body: Body = {
        "Version": 2,
        "ActionType": "Octopus.Script",
        "CommunityActionTemplateId": community,
        "Description": "Installed from the community library",
        "Properties": properties,
        "Packages": [],
        "Parameters": [],
    }
    site.add("ActionTemplate", "Library - Say Hello", body)
