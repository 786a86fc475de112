"""Deployment targets of every communication style."""

from __future__ import annotations

from migrator.sandbox.instance.builder import Site
from migrator.sandbox.instance.documents import Body, Slot
from migrator.sandbox.instance.infrastructure import DEFAULT_POLICY, DEFAULT_POOL, ROLES

_TYPES = {
    "AzureWebApp": "AzureWebApp",
    "Kubernetes": "KubernetesCluster",
    "StepPackage": "aws-ecs-target",
}


def add_target(
    site: Site, name: str, roles: tuple[str, ...], endpoint: Body, **members: object
) -> None:
    """Add a target in Test and Production; untenanted unless the members say otherwise."""
    style = str(endpoint["CommunicationStyle"])
    body: Body = {
        "IsDisabled": False,
        "Roles": list(roles),
        "EnvironmentIds": site.refs("DeploymentEnvironment", "Test", "Production"),
        "MachinePolicyId": site.ref("MachinePolicy", DEFAULT_POLICY),
        "TenantIds": [],
        "TenantTags": [],
        "Thumbprint": endpoint.get("Thumbprint"),
        "Fingerprint": endpoint.get("Fingerprint"),
        "CommunicationStyle": style,
        "Endpoint": endpoint,
        "Status": "Online",
        "StatusSummary": "",
        "HasLatestCalamari": True,
        "TenantedDeploymentParticipation": "Untenanted",
        **members,
    }
    if site.builder.shape.has_runbooks:
        body["DeploymentTargetType"] = _TYPES.get(style)
    site.add("Machine", name, body)


def listening(site: Site, host: str, digit: str, proxy: str = "") -> Body:
    """Give the endpoint of a listening Tentacle; the digit makes its thumbprint."""
    return {
        "CommunicationStyle": "TentaclePassive",
        "Uri": f"https://{host}.example.test:10933/",
        "Thumbprint": f"{digit}A1B2C3D4E5F60718293A4B5C6D7E8F901234567",
        "ProxyId": site.ref("Proxy", proxy) if proxy else None,
        "TentacleVersionDetails": {"Version": "8.1.1000"},
        "CertificateSignatureAlgorithm": "sha256RSA",
    }


def add_every_target(site: Site) -> None:
    """Add a target of each style, tenanted and disabled ones among them."""
    web = (ROLES["web"],)
    add_target(site, "web-01", web, listening(site, "web01", "0", "edge"))
    add_target(
        site,
        "db-01",
        (ROLES["database"], ROLES["java"]),
        listening(site, "db01", "4"),
        MachinePolicyId=site.ref("MachinePolicy", "Elastic machines"),
    )
    add_target(
        site,
        "contoso-web",
        web,
        listening(site, "contoso", "5"),
        TenantIds=site.refs("Tenant", "Contoso"),
        TenantTags=site.tags("Ring/Early"),
        TenantedDeploymentParticipation="Tenanted",
    )
    polling: Body = {
        "CommunicationStyle": "TentacleActive",
        "Uri": "poll://abcdefghijklmnopqrst/",
        "Thumbprint": "1A1B2C3D4E5F60718293A4B5C6D7E8F901234567",
    }
    add_target(site, "polling-01", (*web, "docker"), polling, IsDisabled=True)
    site.trap("polling tentacle", "Machine", site.ref("Machine", "polling-01"))
    _add_machines_without_tentacle(site)
    _add_azure_targets(site)
    _add_clusters(site)
    _add_agents_and_services(site)


def _add_machines_without_tentacle(site: Site) -> None:
    over_ssh: Body = {
        "CommunicationStyle": "Ssh",
        "AccountId": site.ref("Account", "ssh without passphrase"),
        "Host": "linux01.example.test",
        "Port": 22,
        "Fingerprint": "SHA256:bGludXgwMQ",
        "HostKeyAlgorithm": "ssh-ed25519",
        "ProxyId": None,
        "DotNetCorePlatform": "linux-x64",
    }
    drop: Body = {
        "CommunicationStyle": "OfflineDrop",
        "Destination": {"DestinationType": "FileSystem", "DropFolderPath": "\\\\share\\drop"},
        "SensitiveVariablesEncryptionPassword": Slot("offline drop password"),
        "ApplicationsDirectory": "C:\\Apps",
        "OctopusWorkingDirectory": "C:\\Octopus",
    }
    region: Body = {"CommunicationStyle": "None", "DefaultWorkerPoolId": ""}
    add_target(site, "linux-01", (ROLES["web"], ROLES["java"]), over_ssh)
    add_target(site, "offline", (ROLES["web"],), drop)
    add_target(site, "region eu", ("region",), region)


def _add_azure_targets(site: Site) -> None:
    pool = site.ref("WorkerPool", DEFAULT_POOL)
    web_app: Body = {
        "CommunicationStyle": "AzureWebApp",
        "AccountId": site.ref("Account", "azure principal"),
        "ResourceGroupName": "shop",
        "WebAppName": "shop",
        "WebAppSlotName": "",
        "DefaultWorkerPoolId": pool,
    }
    cloud_service: Body = {
        "CommunicationStyle": "AzureCloudService",
        "AccountId": site.ref("Account", "azure management"),
        "CloudServiceName": "shop",
        "StorageAccountName": "shopstore",
        "Slot": "Staging",
        "SwapIfPossible": False,
        "UseCurrentInstanceCount": False,
        "DefaultWorkerPoolId": "",
    }
    fabric: Body = {
        "CommunicationStyle": "AzureServiceFabricCluster",
        "ConnectionEndpoint": "fabric.example.test:19000",
        "SecurityMode": "SecureAzureAD",
        "ServerCertThumbprint": "AB",
        "ClientCertVariable": "",
        "CertificateStoreLocation": "LocalMachine",
        "CertificateStoreName": "MY",
        "AadCredentialType": "UserCredential",
        "AadClientCredentialSecret": "",
        "AadUserCredentialUsername": "sf",
        "AadUserCredentialPassword": Slot("service fabric password"),
        "DefaultWorkerPoolId": "",
    }
    add_target(site, "azure web app", ("azure-web",), web_app)
    add_target(site, "azure cloud service", ("azure-web",), cloud_service)
    add_target(site, "service fabric", ("fabric",), fabric)


def _add_clusters(site: Site) -> None:
    hub = site.ref("Feed", "docker hub")
    cluster: Body = {
        "CommunicationStyle": "Kubernetes",
        "ClusterUrl": "https://k8s.example.test",
        "ClusterCertificate": site.ref("Certificate", "Internal CA"),
        "Namespace": "shop",
        "SkipTlsVerification": "False",
        "ProxyId": site.ref("Proxy", "edge"),
        "DefaultWorkerPoolId": site.ref("WorkerPool", "Linux Workers"),
        "Authentication": {
            "AuthenticationType": "KubernetesStandard",
            "AccountId": site.ref("Account", "cluster token"),
        },
        "Container": {"Image": "octopusdeploy/worker-tools:6", "FeedId": hub},
    }
    by_certificate: Body = {
        **cluster,
        "ProxyId": None,
        "DefaultWorkerPoolId": "",
        "Authentication": {
            "AuthenticationType": "KubernetesCertificate",
            "ClientCertificate": site.ref("Certificate", "Shop TLS#2"),
        },
    }
    add_target(site, "cluster", (ROLES["k8s"],), cluster)
    add_target(site, "cluster by certificate", (ROLES["k8s"],), by_certificate)


def _add_agents_and_services(site: Site) -> None:
    agent: Body = {
        "CommunicationStyle": "KubernetesTentacle",
        "TentacleEndpointConfiguration": {
            "CommunicationMode": "Polling",
            "Thumbprint": "6A1B2C3D4E5F60718293A4B5C6D7E8F901234567",
            "Uri": "poll://kubernetesagentagent/",
        },
        "UpgradeLocked": False,
        "DefaultNamespace": "shop",
    }
    elastic: Body = {
        "CommunicationStyle": "StepPackage",
        "DeploymentTargetTypeId": "aws-ecs-target",
        "StepPackageVersion": "2.0.0",
        "Inputs": {
            "clusterName": "shop",
            "region": "eu-west-1",
            "authentication": {"type": "key", "account": site.ref("Account", "aws")},
        },
        "DefaultWorkerPoolId": site.ref("WorkerPool", DEFAULT_POOL),
    }
    ecs: Body = {
        "CommunicationStyle": "AwsEcsCluster",
        "ClusterName": "shop",
        "Region": "eu-west-1",
        "AccountId": site.ref("Account", "aws"),
        "UseInstanceRole": False,
        "AssumeRole": False,
        "DefaultWorkerPoolId": "",
    }
    add_target(site, "cluster agent", (ROLES["k8s"],), agent)
    add_target(site, "ecs", ("ecs",), elastic)
    add_target(site, "ecs cluster", ("ecs",), ecs)
