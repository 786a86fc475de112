"""Tenants with links and values, and deployment targets."""

from migrator.sandbox.instance.documents import Slot
from tests.instances.foundation import Space
from tests.instances.symbols import Differs, Own, To, as_told


def add_tenant(space: Space) -> None:
    author, draw = space.author, space.draw
    name = space.words.name("Tenant")
    space.tenants.append(name)
    chosen = draw.sample(space.projects, draw.randint(0, min(2, len(space.projects))))
    links = {
        To("Project", p): space.some("DeploymentEnvironment", space.environments) for p in chosen
    }
    links = {project: environments for project, environments in links.items() if environments}
    space.links[name] = {
        project.name: [environment.name for environment in environments]
        for project, environments in links.items()
    }
    body = {
        **space.slugged(name),
        "ProjectIds": Differs(list(links), None, "told by its links"),
        "TenantTags": space.tag_some(),
        "ClonedFromTenantId": None,
        "Description": space.words.text(),
        "ProjectEnvironments": links,
        "LogoAttachmentKey": None,
        "LogoAttachmentMimeType": None,
        **space.logo(To("Tenant", name)),
    }
    author.add("Tenant", name, body)


def add_values(space: Space, tenant: str) -> None:
    """Add what a tenant gives to the templates of its projects and of the sets in them."""
    told: dict[str, object] = {}
    for project, environments in space.links[tenant].items():
        owner = To("Project", project)
        for environment in environments:
            for template in ("Tenant.Alias", "Tenant.Password", "Tenant.Account"):
                if space.draw.random() < 0.6:
                    _add_value(space, tenant, (owner, template), environment, told)
    included = {one for project in space.links[tenant] for one in space.includes[project]}
    for library in sorted(included & set(space.sets)):
        for template in ("Common.Note", "Common.Key", "Common.Account"):
            if space.draw.random() < 0.6:
                owner = To("LibraryVariableSet", library)
                _add_value(space, tenant, (owner, template), "", told)
    if told:
        space.author.expect(To("TenantVariables", tenant), {"Values": told})


def _add_value(
    space: Space, tenant: str, slot: tuple[To, str], environment: str, told: dict[str, object]
) -> None:
    author = space.author
    owner, template = slot
    if template.endswith(("Password", "Key")):
        value: object = {"SensitiveValue": Slot(space.words.secret())}
    elif template.endswith("Account"):
        account = space.draw.choice(space.accounts["AmazonWebServicesAccount"])
        value = space.to("Account", account)
    else:
        value = space.words.text() or "something"
    where = To("DeploymentEnvironment", environment) if environment else None
    row = {
        "Id": author.builder.next_id("TenantVariable"),
        "TenantId": To("Tenant", tenant),
        "EnvironmentId": where,
        "OwnerId": owner,
        "OwnerType": owner.table,
        "VariableTemplateId": Own(("template", owner.table, owner.name, template)),
        "RelatedDocumentId": value if isinstance(value, To) else None,
        "SpaceId": author.site.id,
        "Value": value,
    }
    author.builder.add("TenantVariable", author.stored(row))
    words = [
        as_told(owner, author.space),
        template,
        *([as_told(where, author.space)] if where else []),
    ]
    told[" ".join(str(word) for word in words)] = value


def add_target(space: Space, name: str) -> None:
    author, draw = space.author, space.draw
    style, endpoint = draw.choice((_listening, _polling, _drop, _ssh, _cluster))(space)
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
        "Fingerprint": Differs(endpoint.get("Fingerprint"), None, "said by the endpoint"),
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


def _ssh(space: Space) -> tuple[str, dict]:
    return "Ssh", {
        "CommunicationStyle": "Ssh",
        "AccountId": space.to("Account", space.draw.choice(space.accounts["UsernamePassword"])),
        "Host": "linux.example.test",
        "Port": 22,
        "Fingerprint": "SHA256:bGludXgwMQ",
        "HostKeyAlgorithm": "ssh-ed25519",
        "ProxyId": None,
        "DotNetCorePlatform": "linux-x64",
    }


def _cluster(space: Space) -> tuple[str, dict]:
    return "Kubernetes", {
        "CommunicationStyle": "Kubernetes",
        "ClusterUrl": "https://k8s.example.test",
        "ClusterCertificate": space.to("Certificate", space.draw.choice(space.certificates)),
        "Namespace": "shop",
        "SkipTlsVerification": "False",
        "ProxyId": space.to("Proxy", space.proxies[0]),
        "DefaultWorkerPoolId": space.to("WorkerPool", space.draw.choice(space.pools)),
        "Authentication": {
            "AuthenticationType": "KubernetesStandard",
            "AccountId": space.to("Account", space.draw.choice(space.accounts["Token"])),
        },
        "Container": {
            "Image": "tools:6",
            "FeedId": space.to("Feed", space.draw.choice(space.feeds)),
        },
    }
