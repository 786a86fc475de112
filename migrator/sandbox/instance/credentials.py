"""Feeds, accounts, certificates and git credentials: one of every type."""

from __future__ import annotations

import base64
import json

from migrator.sandbox.instance.builder import Site
from migrator.sandbox.instance.certificates import (
    NOT_AFTER,
    NOT_BEFORE,
    MadeCertificate,
    make_der,
    make_key_file,
    make_pem,
    make_pkcs12,
)
from migrator.sandbox.instance.documents import Body, SealedBy, Slot

BUILT_IN_FEED = "Octopus Server (built-in)"
RELEASES_FEED = "Octopus Server Releases (built-in)"
_AZURE_SUBSCRIPTION = "6d3c1f00-0000-4000-8000-000000000000"
_AZURE_APPLICATION = "5d3c1f00-0000-4000-8000-000000000000"
_AZURE_DIRECTORY = "4d3c1f00-0000-4000-8000-000000000000"
_DOWNLOADS: Body = {"DownloadAttempts": 5, "DownloadRetryBackoffSeconds": 10}


def add_built_in_feeds(site: Site, *, built_in_id: str = "", releases_id: str = "") -> None:
    """Add the two feeds that every space has; the Default space's have legacy ids.

    Source: OctopusDeploy/Issues #1761, OctopusDeployLabs/SpaceCloner.
    """
    site.ref("Feed", BUILT_IN_FEED, built_in_id)
    site.ref("Feed", RELEASES_FEED, releases_id)
    built_in: Body = {"DeleteUnreleasedPackagesAfterDays": None, "IsBuiltInRepoSyncEnabled": False}
    site.add("Feed", BUILT_IN_FEED, {"FeedType": "BuiltIn", **built_in})
    site.add("Feed", RELEASES_FEED, {"FeedType": "OctopusProject"})
    for identifier in (built_in_id, releases_id):
        if identifier:
            site.trap("legacy id", "Feed", identifier)


def add_feed(site: Site, name: str, feed_type: str, uri: str = "", **members: object) -> None:
    """Add a feed of any type."""
    body: Body = {"FeedType": feed_type, **members}
    if uri:
        body["FeedUri"] = uri
    site.add("Feed", name, body)


def add_every_feed(site: Site) -> None:
    """Add a feed of each type that can be created."""
    login: Body = {"Username": "reader"}
    add_feed(
        site,
        "nuget",
        "NuGet",
        "https://nuget.example.test/v3/index.json",
        **login,
        Password=Slot("nuget-pässwörd"),
        EnhancedMode=False,
        **_DOWNLOADS,
    )
    add_feed(
        site,
        "docker hub",
        "Docker",
        "https://index.docker.io",
        **login,
        Password=Slot("docker-token"),
        ApiVersion="v2",
        RegistryPath=None,
        **_DOWNLOADS,
    )
    add_feed(
        site,
        "azure registry",
        "AzureContainerRegistry",
        "https://shop.azurecr.io",
        **login,
        Password=Slot("acr-token"),
        ApiVersion="v2",
        RegistryPath="shop",
        **_DOWNLOADS,
    )
    add_feed(
        site,
        "google registry",
        "GoogleContainerRegistry",
        "https://gcr.io",
        Username="_json_key",
        Password=Slot(_service_account("gcr")),
        ApiVersion="v2",
        RegistryPath="shop",
        **_DOWNLOADS,
    )
    add_feed(
        site,
        "ecr",
        "AwsElasticContainerRegistry",
        AccessKey="AKIDEXAMPLE",
        SecretKey=Slot("ecr/secret+key=="),
        Region="eu-west-1",
        UseMachineCredentials=False,
    )
    add_feed(
        site,
        "github",
        "GitHub",
        "https://api.github.com",
        Username=None,
        Password=None,
        **_DOWNLOADS,
    )
    add_feed(
        site,
        "maven",
        "Maven",
        "https://repo.example.test/maven2",
        **login,
        Password=Slot("maven-password"),
        **_DOWNLOADS,
    )
    add_feed(
        site,
        "npm",
        "Npm",
        "https://registry.example.test/npm",
        **login,
        Password=Slot("npm_token"),
        **_DOWNLOADS,
    )
    add_feed(
        site,
        "pypi",
        "PyPi",
        "https://pypi.example.test/simple",
        **login,
        Password=Slot("pypi-token"),
        **_DOWNLOADS,
    )
    add_feed(
        site,
        "helm charts",
        "Helm",
        "https://charts.example.test",
        **login,
        Password=Slot("helm-password"),
    )
    add_feed(
        site,
        "oci",
        "OciRegistry",
        "oci://registry.example.test",
        **login,
        Password=Slot("oci-password"),
    )
    add_feed(
        site,
        "artifactory",
        "ArtifactoryGeneric",
        "https://artifactory.example.test",
        **login,
        Password=Slot("artifactory-key"),
        Repository="generic-local",
        LayoutRegex="(?<orgPath>.+?)/(?<module>[^/]+)",
    )
    add_feed(
        site,
        "bucket",
        "S3",
        AccessKey="AKIDEXAMPLE",
        SecretKey=Slot("s3-secret"),
        Region="eu-west-1",
        UseMachineCredentials=False,
    )
    add_feed(
        site,
        "gcs",
        "GcsStorage",
        UseServiceAccountKey=True,
        Project="shop-project",
        ServiceAccountJsonKey=Slot(_service_account("gcs")),
        **_DOWNLOADS,
    )
    # The column allows 200 characters, a feed's name on the target 44.
    add_feed(
        site,
        "a feed whose name is exactly 44 letters long",
        "NuGet",
        "https://nuget2.example.test/v3/index.json",
        Username=None,
        Password=Slot(""),
        EnhancedMode=True,
        **_DOWNLOADS,
    )


def _service_account(name: str) -> str:
    key = {"type": "service_account", "project_id": "shop", "client_email": f"{name}@example.test"}
    return base64.b64encode(json.dumps(key).encode()).decode("ascii")


def add_account(site: Site, name: str, account_type: str, **members: object) -> None:
    """Add an account; without scope and untenanted unless the members say otherwise."""
    body: Body = {
        "AccountType": account_type,
        "EnvironmentIds": [],
        "TenantIds": [],
        "TenantTags": [],
        "Description": "",
        "TenantedDeploymentParticipation": "Untenanted",
        **members,
    }
    site.add("Account", name, body)


def add_every_account(site: Site) -> None:
    """Add an account of each type, some with scopes, one with a legacy id."""
    environments = site.refs("DeploymentEnvironment", "Test", "Production")
    azure: Body = {
        "SubscriptionNumber": _AZURE_SUBSCRIPTION,
        "ClientId": _AZURE_APPLICATION,
        "TenantId": _AZURE_DIRECTORY,
        "AzureEnvironment": "",
        "ResourceManagementEndpointBaseUri": "",
        "ActiveDirectoryEndpointBaseUri": "",
    }
    add_account(
        site,
        "aws",
        "AmazonWebServicesAccount",
        EnvironmentIds=environments,
        AccessKey="AKIDEXAMPLE",
        SecretKey=Slot("aws/secret+key"),
    )
    add_account(
        site,
        "service user",
        "UsernamePassword",
        Username="svc_octo",
        Password=Slot("line one\r\nline two  "),
    )
    add_account(
        site,
        "ssh without passphrase",
        "SshKeyPair",
        Username="deploy",
        PrivateKeyFile=Slot(make_key_file("ssh-1")),
        PrivateKeyPassphrase=None,
    )
    add_account(
        site,
        "azure principal",
        "AzureServicePrincipal",
        **azure,
        Password=Slot("azure~secret|with.pipe"),
    )
    add_account(
        site,
        "azure management",
        "AzureSubscription",
        SubscriptionNumber=_AZURE_SUBSCRIPTION,
        AzureEnvironment="",
        CertificateBytes=Slot(make_pkcs12("azure-management", 7, "").data),
        CertificateThumbprint=make_pkcs12("azure-management", 7, "").thumbprint,
        ServiceManagementEndpointBaseUri="",
        ServiceManagementEndpointSuffix="",
    )
    add_account(site, "cluster token", "Token", Token=Slot("eyJhbGciOiJSUzI1NiJ9.e30.c2ln"))
    add_account(site, "google", "GoogleCloudAccount", JsonKey=Slot(_service_account("gcp")))
    keys: Body = {"DeploymentSubjectKeys": ["space", "environment"]}
    tests: Body = {"HealthCheckSubjectKeys": ["space"], "AccountTestSubjectKeys": ["space"]}
    add_account(
        site,
        "azure oidc",
        "AzureOidc",
        **azure,
        **keys,
        **tests,
        Audience="api://AzureADTokenExchange",
    )
    add_account(
        site,
        "aws oidc",
        "AmazonWebServicesOidcAccount",
        **keys,
        **tests,
        RoleArn="arn:aws:iam::000000000000:role/octopus",
        SessionDuration="3600",
    )
    add_account(site, "generic oidc", "GenericOidcAccount", **keys, Audience="api://default")
    add_account(
        site,
        "google oidc",
        "GoogleCloudOidcAccount",
        **keys,
        **tests,
        Audience="//iam.example.test/pool",
        TokenLifetimeSeconds="3600",
    )
    add_account(
        site,
        "tenant login",
        "UsernamePassword",
        Username="contoso",
        Password=Slot("contoso-login"),
        TenantIds=[site.ref("Tenant", "Contoso")],
        TenantTags=site.tags("Region/EU"),
        TenantedDeploymentParticipation="Tenanted",
    )
    legacy = site.ref("Account", "Legacy ssh", "sshkeypair-legacy-ssh")
    add_account(
        site,
        "Legacy ssh",
        "SshKeyPair",
        Username="root",
        PrivateKeyFile=Slot(make_key_file("ssh-2", "legacy phrase")),
        PrivateKeyPassphrase=Slot("legacy phrase"),
    )
    site.trap("legacy id", "Account", legacy)
    site.trap(
        "ssh key without passphrase", "Account", site.ref("Account", "ssh without passphrase")
    )


def add_plain_text_account(site: Site) -> None:
    """Add an account whose password was never sealed and one under a key that nobody has."""
    add_account(
        site,
        "never sealed",
        "UsernamePassword",
        Username="old",
        Password=Slot("plain since 3.0", SealedBy.NOBODY),
    )
    add_account(site, "foreign key", "Token", Token=Slot("lost for good", SealedBy.UNKNOWN_KEY))
    site.trap("plain text in a secret slot", "Account", site.ref("Account", "never sealed"))
    site.trap("secret under an unknown key", "Account", site.ref("Account", "foreign key"))


def add_certificate(
    site: Site, label: str, made: MadeCertificate, kind: str, **members: object
) -> str:
    """Add a certificate; several may share a name, so `label` finds it.

    Args:
        label: `Name`, or `Name#2` for a second one of that name.
        kind: Pkcs12, Pem or Der.
    """
    identifier = site.ref("Certificate", label)
    body: Body = {
        "Id": identifier,
        "Name": label.partition("#")[0],
        "SpaceId": site.id,
        "Thumbprint": made.thumbprint,
        "NotAfter": NOT_AFTER,
        "Subject": made.subject,
        "EnvironmentIds": [],
        "TenantIds": [],
        "TenantTags": [],
        "Archived": None,
        "Created": NOT_BEFORE,
        "Notes": "",
        "CertificateDataFormat": kind,
        "CertificateData": Slot(made.data),
        "Password": None,
        "HasPrivateKey": kind == "Pkcs12",
        "SelfSigned": True,
        "ReplacedBy": None,
        "TenantedDeploymentParticipation": "Untenanted",
        **members,
    }
    return site.builder.add("Certificate", body)


def add_certificates(site: Site) -> None:
    """Add one with a password, one without key, two of one name, one archived."""
    production = site.refs("DeploymentEnvironment", "Production")
    phrase = "pfx|päss #{phrase}"
    shop = make_pkcs12("shop.example.test", 1, phrase)
    add_certificate(
        site, "Shop TLS", shop, "Pkcs12", Password=Slot(phrase), EnvironmentIds=production
    )
    add_certificate(site, "Shop TLS#2", make_pkcs12("shop.example.test", 2, ""), "Pkcs12")
    add_certificate(
        site, "Internal CA", make_pem("ca.example.test", 3), "Pem", Notes="Root of the house"
    )
    archived = add_certificate(
        site,
        "Old TLS",
        make_der("old.example.test", 4),
        "Der",
        Archived=site.builder.moment(90_000),
        ReplacedBy=site.ref("Certificate", "Shop TLS"),
    )
    add_certificate(
        site,
        "Contoso TLS",
        make_pem("contoso.example.test", 5),
        "Pem",
        TenantIds=[site.ref("Tenant", "Contoso")],
        TenantedDeploymentParticipation="Tenanted",
    )
    for label in ("Shop TLS", "Shop TLS#2"):
        site.trap("certificates of one name", "Certificate", site.ref("Certificate", label))
    site.trap("archived certificate", "Certificate", archived)
    site.trap("certificate without password", "Certificate", site.ref("Certificate", "Internal CA"))


def add_git_credential(site: Site, name: str, password: str) -> None:
    """Add a git credential; `details` is lower case in the database."""
    body: Body = {
        "Description": "",
        "details": {"Type": "UsernamePassword", "Username": "octo", "Password": Slot(password)},
        "RepositoryRestrictions": {
            "Enabled": True,
            "AllowedRepositories": ["https://git.example.test/*"],
        },
    }
    site.trap("lower-case details", "GitCredential", site.add("GitCredential", name, body))
