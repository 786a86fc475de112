"""Tenants with links and values, and deployment targets."""

from migrator.sandbox.instance.documents import Slot
from tests.instances.foundation import Space
from tests.instances.symbols import Differs, To


def add_tenant(space: Space) -> None:
    author, draw = space.author, space.draw
    name = space.words.name("Tenant")
    space.tenants.append(name)
    chosen = draw.sample(space.projects, draw.randint(0, min(2, len(space.projects))))
    links = {
        To("Project", p): space.some("DeploymentEnvironment", space.environments) for p in chosen
    }
    links = {project: environments for project, environments in links.items() if environments}
    body = {
        **space.slugged(name),
        "ProjectIds": Differs(list(links), None, "told by its links"),
        "TenantTags": space.tag_some(),
        "ClonedFromTenantId": None,
        "Description": space.words.text(),
        "ProjectEnvironments": links,
        "LogoAttachmentKey": None,
        "LogoAttachmentMimeType": None,
    }
    author.add("Tenant", name, body)


def add_target(space: Space) -> None:
    author, draw = space.author, space.draw
    name = space.words.name("Machine")
    space.machines.append(name)
    style, endpoint = draw.choice((_listening, _polling, _drop))(space)
    tenants = space.some("Tenant", space.tenants)
    body = {
        **space.slugged(name),
        "IsDisabled": Differs(draw.random() < 0.3, True, "until cut-over"),
        "Roles": draw.sample(["web", "db", "ünï code"], 2),
        "EnvironmentIds": [
            space.to("DeploymentEnvironment", one) for one in draw.sample(space.environments, 2)
        ],
        "MachinePolicyId": space.to("MachinePolicy", draw.choice(space.policies)),
        "TenantIds": tenants,
        "TenantTags": [],
        "Thumbprint": endpoint.get("Thumbprint"),
        "Fingerprint": None,
        "CommunicationStyle": Differs(style, None, "said by the endpoint"),
        "Endpoint": endpoint,
        "Status": Differs("Online", None, "for the target to find out"),
        "StatusSummary": Differs("", None, "for the target to find out"),
        "HasLatestCalamari": Differs(True, None, "for the target to find out"),
        "TenantedDeploymentParticipation": "Tenanted" if tenants else "Untenanted",
    }
    if author.shape.has_runbooks:
        body["DeploymentTargetType"] = None
    author.add("Machine", name, body)


def _listening(space: Space) -> tuple[str, dict]:
    return "TentaclePassive", {
        "CommunicationStyle": "TentaclePassive",
        "Uri": "https://web.example.test:10933/",
        "Thumbprint": f"{space.draw.getrandbits(160):040X}",
        "ProxyId": space.to("Proxy", space.proxies[0]),
    }


def _polling(space: Space) -> tuple[str, dict]:
    return "TentacleActive", {
        "CommunicationStyle": "TentacleActive",
        "Uri": f"poll://{space.draw.getrandbits(80):020x}/",
        "Thumbprint": f"{space.draw.getrandbits(160):040X}",
    }


def _drop(space: Space) -> tuple[str, dict]:
    return "OfflineDrop", {
        "CommunicationStyle": "OfflineDrop",
        "Destination": {"DestinationType": "FileSystem", "DropFolderPath": "\\\\share\\drop"},
        "SensitiveVariablesEncryptionPassword": Slot(space.words.secret()),
        "ApplicationsDirectory": "C:\\Apps",
        "OctopusWorkingDirectory": "C:\\Octopus",
    }
