"""Variable sets: every type, every scope, prompts, awkward secrets; and their frozen copies."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass

from migrator.sandbox.instance.builder import Site, related_ids
from migrator.sandbox.instance.documents import Body, SealedBy, Slot
from migrator.sandbox.instance.steps import action_id

LARGE_VALUE_CHARACTERS = 65_536
LOOKS_SEALED = "tHdE5KI9QVdsFSq6F6HeSA==|7oD+XzuTFF1uCQLXm8A3eg=="
Scope = Mapping[str, list[str]]


@dataclass(frozen=True, slots=True)
class Variable:
    """A variable as the database holds it; `type` is empty where the member is missing."""

    name: str
    value: object
    type: str = "String"
    scope: Scope | None = None
    prompt: Mapping[str, object] | None = None
    description: str | None = None


def secret(name: str, plain: str, scope: Scope | None = None) -> Variable:
    """Give a sensitive variable under the master key."""
    return Variable(name, Slot(plain), "Sensitive", scope)


def prompted(name: str, control: str, *, required: bool, scope: Scope | None = None) -> Variable:
    """Give a variable that asks for its value at deployment; a secret one has none."""
    is_secret = control == "Sensitive"
    prompt: Body = {
        "Label": name,
        "Description": f"Asks for {name}",
        "Required": required,
        "DisplaySettings": {"Octopus.ControlType": control},
    }
    kind = "Sensitive" if is_secret else "String"
    return Variable(name, None if is_secret else "", kind, scope, prompt)


def _render(site: Site, owner: str, index: int, variable: Variable) -> Body:
    body: Body = {
        "Id": site.builder.guid("variable", owner, str(index), variable.name),
        "Name": variable.name,
        "Description": variable.description,
        "Type": variable.type,
        "Value": variable.value,
    }
    if not variable.type:
        del body["Type"]
    if variable.scope:
        body["Scope"] = dict(variable.scope)
    if variable.prompt:
        body["Prompt"] = dict(variable.prompt)
    return body


def add_variable_set(
    site: Site, owner: str, owner_type: str, variables: tuple[Variable, ...], *, version: int = 12
) -> str:
    """Add the live variable set of a project or library set."""
    identifier = f"variableset-{owner}"
    body = _set(site, owner, owner_type, variables)
    return site.builder.add("VariableSet", {"Id": identifier, "Version": version, **body})


def _set(site: Site, owner: str, owner_type: str, variables: tuple[Variable, ...]) -> Body:
    bodies = [_render(site, owner, index, item) for index, item in enumerate(variables)]
    return {
        "OwnerId": owner,
        "OwnerType": owner_type,
        "IsFrozen": False,
        "RelatedDocumentIds": related_ids(bodies),
        "SpaceId": site.id,
        "Variables": bodies,
    }


def frozen_suffix(base: str, version: int) -> str:
    """Give the end of a frozen copy's id. Source: OctopusDeploy/Issues #9455."""
    digest = hashlib.sha256(f"{base}|{version}".encode()).hexdigest().upper()
    return f"-s-{version}-{digest[:5]}"


def add_frozen_variable_set(site: Site, owner: str, owner_type: str, version: int) -> str:
    """Add a frozen copy with a secret that is no longer true."""
    base = f"variableset-{owner}"
    identifier = base + frozen_suffix(base, version)
    variables = (
        Variable("Log.Level", "Verbose"),
        secret("Db.Password", f"stale password {version} of {owner}"),
    )
    body: Body = {
        "Id": identifier,
        "Version": version,
        **_set(site, owner, owner_type, variables),
        "IsFrozen": True,
    }
    return site.builder.add("VariableSet", body, is_live=False)


def plain_variables(site: Site, count: int, secret_count: int) -> tuple[Variable, ...]:
    """Give variables without surprises: the last `secret_count` of them are sensitive."""
    environments = ("Development", "Test", "Production")
    found: list[Variable] = []
    for index in range(count - secret_count):
        environment = environments[index % len(environments)]
        scope = {"Environment": site.refs("DeploymentEnvironment", environment)}
        number = index // len(environments)
        found.append(Variable(f"Setting.{number:02}", f"{environment} {number}", scope=scope))
    for index in range(secret_count):
        environment = environments[index % len(environments)]
        scope = {"Environment": site.refs("DeploymentEnvironment", environment)}
        name = f"Secret.{index // len(environments):02}"
        found.append(secret(name, f"{environment} secret {index}", scope))
    return tuple(found)


def typed_variables(site: Site) -> tuple[Variable, ...]:
    """Give a variable of each type whose value is an id, and what steps name."""
    accounts = (
        ("Aws.Account", "AmazonWebServicesAccount", "aws"),
        ("Azure.Account", "AzureAccount", "azure principal"),
        ("Google.Account", "GoogleCloudAccount", "google"),
        ("Login.Account", "UsernamePasswordAccount", "service user"),
        ("Oidc.Account", "GenericOidcAccount", "generic oidc"),
    )
    production = {"Environment": site.refs("DeploymentEnvironment", "Production")}
    return (
        *(Variable(name, site.ref("Account", account), kind) for name, kind, account in accounts),
        Variable("Aws.Account", "#{Chosen.Account}", "AmazonWebServicesAccount", production),
        Variable("Site.Certificate", site.ref("Certificate", "Shop TLS#2"), "Certificate"),
        Variable(
            "Site.Certificate", site.ref("Certificate", "Shop TLS"), "Certificate", production
        ),
        Variable("Build.Pool", site.ref("WorkerPool", "Build Workers"), "WorkerPool"),
        Variable("Site.Host", "shop.example.test"),
        Variable("Tools.Image", "octopusdeploy/worker-tools:6"),
        Variable("Feed.Name", "nuget"),
    )


def scoped_variables(site: Site, project: str, project_name: str) -> tuple[Variable, ...]:
    """Give variables with each field of a scope."""
    test = site.refs("DeploymentEnvironment", "Test")
    found = [
        Variable("Where", "unscoped"),
        Variable(
            "Where", "environment and role", scope={"Environment": test, "Role": ["web-server"]}
        ),
        Variable("Where", "machine", scope={"Machine": site.refs("Machine", "web-01")}),
        Variable(
            "Where", "channel", scope={"Channel": site.refs("Channel", f"{project_name}/Hotfix")}
        ),
        Variable("Where", "tag", scope={"TenantTag": site.tags("Region/EU", "Ring/Early")}),
        Variable("Where", "tag by name", scope={"TenantTag": ["Region/US"]}),
        Variable("Where", "action", scope={"Action": [action_id(site, project, "Deploy web")]}),
        Variable("Where", "process", scope={"ProcessOwner": [project]}),
        secret(
            "Db.Password",
            "Pröd|pw#{x}",
            {
                "Environment": site.refs("DeploymentEnvironment", "Production"),
                "Machine": site.refs("Machine", "web-01", "db-01"),
                "Channel": site.refs("Channel", f"{project_name}/Default"),
                "TenantTag": site.tags("Region/EU"),
                "Action": [action_id(site, project, "Deploy web")],
            },
        ),
        secret("Db.Password", "test password", {"Environment": test}),
    ]
    if site.builder.shape.has_runbooks:
        runbook = site.ref("Runbook", f"{project_name}/Restart")
        actions = [action_id(site, runbook, "Restart site")]
        found += [
            Variable("Where", "runbook", scope={"ProcessOwner": [runbook]}),
            secret("Restart.Token", "runbook action token", {"Action": actions}),
        ]
    return tuple(found)


def awkward_variables(site: Site) -> tuple[Variable, ...]:
    """Give values that a careless tool would trim, substitute, seal or lose."""
    test = {"Environment": site.refs("DeploymentEnvironment", "Test")}
    found = [
        prompted("Release.Ticket", "SingleLineText", required=True, scope=test),
        prompted("One.Time.Secret", "Sensitive", required=True),
        Variable("Empty.Secret", "", "Sensitive"),
        Variable("Null.Secret", None, "Sensitive"),
        secret("Sealed.Empty.Secret", ""),
        Variable("No.Type.Member", "newer servers leave the type out", type=""),
        Variable("Null.Value", None),
        Variable("Looks.Sealed", LOOKS_SEALED),
        secret("Looks.Sealed.Secret", LOOKS_SEALED),
        secret("Pipes", "a|b||c|"),
        secret("Lines", "one\r\ntwo\nthree\r\n"),
        secret("Blanks", "  trailing and leading \t "),
        secret("Substitution", "#{Octopus.Environment.Name} #{if x}#{/if} $OctopusParameters"),
        secret("Unicode", "pässwörd-Ω-日本語-🐙 \u200b\ufeff"),
        secret("Json", '{"password":"a\\"b","n":[1,2]}'),
        Variable("Large.Value", "0123456789abcde\n" * (LARGE_VALUE_CHARACTERS // 16)),
        secret("Large.Secret", "fedcba9876543210" * (LARGE_VALUE_CHARACTERS // 16)),
        Variable("Embedded.Id", f"see {site.ref('Project', 'Web Shop')} and Environments-1"),
        Variable("Looks.Like.Id", site.ref("DeploymentEnvironment", "Test")),
        Variable("Description", "with one", description="A note, with ünicode"),
        Variable("Never.Sealed", Slot("plain since 3.0", SealedBy.NOBODY), "Sensitive"),
        Variable("Foreign.Key", Slot("lost for good", SealedBy.UNKNOWN_KEY), "Sensitive"),
    ]
    if site.builder.sealer.has_older_key:
        older = Slot("missed by the rotation", SealedBy.OLDER_KEY)
        found.append(Variable("Older.Key", older, "Sensitive"))
    return tuple(found)
