"""Rows that must not arrive: dead ones, and what points at things that are gone."""

from migrator.sandbox.instance.documents import Slot
from tests.instances.foundation import Space
from tests.instances.symbols import Gone, Own, To

_GONE_PROJECT = "Projects-99999"


def add_dead_rows(space: Space) -> None:
    """Add frozen copies with stale secrets, rows without owners, and those of a deleted space."""
    for project in space.projects:
        _add_frozen(space, To("Project", project))
    _add_orphans(space)
    _add_deleted_space(space)


def _dead(space: Space, table: str, row: dict) -> None:
    body = {"SpaceId": space.author.site.id, **row}
    space.author.builder.add(table, space.author.stored(body), is_live=False)


def _variables(space: Space, label: str) -> list[dict]:
    secret = {"Name": "Password", "Type": "Sensitive", "Value": Slot(space.words.secret())}
    return [{"Id": Own(("dead", label)), **secret}]


def _add_frozen(space: Space, owner: To) -> None:
    base = {"OwnerId": owner, "RelatedDocumentIds": []}
    identifier = space.author.id_of(owner)
    for version in (3, 99):  # above the live one's, too. Source: OctopusDeploy/Issues #9455
        frozen = {**base, "IsFrozen": True, "Version": version}
        suffix = f"{identifier}-s-{version}-AB{version:03}"
        variables = {"OwnerType": "Project", "Variables": _variables(space, suffix)}
        _dead(space, "VariableSet", {"Id": f"variableset-{suffix}", **frozen, **variables})
        process = {"Id": f"deploymentprocess-{suffix}", **frozen, "Steps": []}
        _dead(space, "DeploymentProcess", process)


def _add_orphans(space: Space) -> None:
    """Add rows of a project that is gone. Source: OctopusDeploy/Issues #4157, #5909, #7573."""
    number = space.draw.randint(90_000, 99_000)
    gone = {"ProjectId": _GONE_PROJECT}
    channel = {"Name": "Default", "IsDefault": True, "Rules": [], "TenantTags": []}
    _dead(space, "Channel", {"Id": f"Channels-{number}", **channel, **gone})
    trigger = {"Name": "gone", "TriggerType": "ScheduledTrigger", "IsDisabled": False}
    parts = {"Filter": {}, "Action": {}}
    _dead(space, "ProjectTrigger", {"Id": f"ProjectTriggers-{number}", **trigger, **parts, **gone})
    owner = f"Projects-{number}"
    live = {"OwnerId": owner, "Version": 1, "IsFrozen": False, "RelatedDocumentIds": []}
    variables = {"OwnerType": "Project", "Variables": _variables(space, owner)}
    _dead(space, "VariableSet", {"Id": f"variableset-{owner}", **live, **variables})
    _dead(space, "DeploymentProcess", {"Id": f"deploymentprocess-{owner}", **live, "Steps": []})
    value = {
        "Id": f"TenantVariables-{number}",
        "TenantId": f"Tenants-{number}",
        "EnvironmentId": space.to("DeploymentEnvironment", space.environments[0]),
        "OwnerId": To("Project", space.projects[0]),
        "OwnerType": "Project",
        "VariableTemplateId": Own(("template", "Project", space.projects[0], "Tenant.Alias")),
        "RelatedDocumentId": None,
        "Value": "of nobody",
    }
    _dead(space, "TenantVariable", value)


def _add_deleted_space(space: Space) -> None:
    """Add rows of a space that was deleted. Source: OctopusDeploy/Issues #4676, #9330."""
    number = space.draw.randint(90_000, 99_000)
    ghost = {"Name": "Ghost", "SortOrder": 0, "Description": "", "SpaceId": "Spaces-99999"}
    _dead(space, "DeploymentEnvironment", {"Id": f"Environments-{number}", **ghost})
    token = {"AccountType": "Token", "EnvironmentIds": [], "Token": Slot(space.words.secret())}
    account = {"Name": "ghost", "SpaceId": "Spaces-99999", **token}
    _dead(space, "Account", {"Id": f"Accounts-{number}", **account})


def add_dangling(space: Space) -> None:
    """Add documents that point at an environment that is gone: they stay behind whole."""
    author = space.author
    gone = [Gone("Environments"), *space.some("DeploymentEnvironment", space.environments)]
    account = {
        **space.slugged(""),
        "AccountType": "UsernamePassword",
        "EnvironmentIds": gone,
        "TenantIds": [],
        "TenantTags": [],
        "TenantedDeploymentParticipation": "Untenanted",
        "Username": "svc",
        "Password": Slot(space.words.secret()),
    }
    author.add("Account", space.words.name("Account"), account, stays=True)
    machine = {
        **space.slugged(""),
        "IsDisabled": False,
        "Roles": ["web"],
        "EnvironmentIds": gone,
        "MachinePolicyId": space.to("MachinePolicy", space.policies[0]),
        "TenantIds": [],
        "TenantTags": [],
        "Thumbprint": None,
        "Fingerprint": None,
        "CommunicationStyle": "None",
        "Endpoint": {"CommunicationStyle": "None", "DefaultWorkerPoolId": ""},
        "TenantedDeploymentParticipation": "Untenanted",
    }
    author.add("Machine", space.words.name("Machine"), machine, stays=True)
