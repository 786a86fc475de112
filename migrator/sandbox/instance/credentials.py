"""Accounts, certificates and git credentials: one of every type."""

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

_AZURE_SUBSCRIPTION = "6d3c1f00-0000-4000-8000-000000000000"
_AZURE_APPLICATION = "5d3c1f00-0000-4000-8000-000000000000"
_AZURE_DIRECTORY = "4d3c1f00-0000-4000-8000-000000000000"


def service_account(name: str) -> str:
    """Give base64 of a Google service account's key file."""
    key = {"type": "service_account", "project_id": "shop", "client_email": f"{name}@example.test"}
    return base64.b64encode(json.dumps(key).encode()).decode("ascii")


def add_account(site: Site, name: str, account_type: str, members: Body) -> str:
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
    return site.add("Account", name, body)


def add_every_account(site: Site) -> None:
    """Add an account of each type, some with scopes, one with a legacy id."""
    for name, account_type, members in (
        *_login_accounts(site),
        *_key_accounts(),
        *_azure_accounts(),
        *_trusting_accounts(),
    ):
        add_account(site, name, account_type, members)
    site.ref("Account", "Legacy ssh", "sshkeypair-legacy-ssh")
    legacy: Body = {
        "Username": "root",
        "PrivateKeyFile": Slot(make_key_file("ssh-2", "legacy phrase")),
        "PrivateKeyPassphrase": Slot("legacy phrase"),
    }
    site.trap("legacy id", "Account", add_account(site, "Legacy ssh", "SshKeyPair", legacy))
    without = site.ref("Account", "ssh without passphrase")
    site.trap("ssh key without passphrase", "Account", without)


def _login_accounts(site: Site) -> tuple[tuple[str, str, Body], ...]:
    aws: Body = {
        "EnvironmentIds": site.refs("DeploymentEnvironment", "Test", "Production"),
        "AccessKey": "AKIDEXAMPLE",
        "SecretKey": Slot("aws/secret+key"),
    }
    tenant: Body = {
        "Username": "contoso",
        "Password": Slot("contoso-login"),
        "TenantIds": site.refs("Tenant", "Contoso"),
        "TenantTags": site.tags("Region/EU"),
        "TenantedDeploymentParticipation": "Tenanted",
    }
    user: Body = {"Username": "svc_octo", "Password": Slot("line one\r\nline two  ")}
    return (
        ("aws", "AmazonWebServicesAccount", aws),
        ("service user", "UsernamePassword", user),
        ("tenant login", "UsernamePassword", tenant),
    )


def _key_accounts() -> tuple[tuple[str, str, Body], ...]:
    ssh: Body = {
        "Username": "deploy",
        "PrivateKeyFile": Slot(make_key_file("ssh-1")),
        "PrivateKeyPassphrase": None,
    }
    token: Body = {"Token": Slot("eyJhbGciOiJSUzI1NiJ9.e30.c2ln")}
    return (
        ("ssh without passphrase", "SshKeyPair", ssh),
        ("cluster token", "Token", token),
        ("google", "GoogleCloudAccount", {"JsonKey": Slot(service_account("gcp"))}),
    )


def _azure_principal() -> Body:
    return {
        "SubscriptionNumber": _AZURE_SUBSCRIPTION,
        "ClientId": _AZURE_APPLICATION,
        "TenantId": _AZURE_DIRECTORY,
        "AzureEnvironment": "",
        "ResourceManagementEndpointBaseUri": "",
        "ActiveDirectoryEndpointBaseUri": "",
    }


def _azure_accounts() -> tuple[tuple[str, str, Body], ...]:
    made = make_pkcs12("azure-management", 7, "")
    management: Body = {
        "SubscriptionNumber": _AZURE_SUBSCRIPTION,
        "AzureEnvironment": "",
        "CertificateBytes": Slot(made.data),
        "CertificateThumbprint": made.thumbprint,
        "ServiceManagementEndpointBaseUri": "",
        "ServiceManagementEndpointSuffix": "",
    }
    principal: Body = {**_azure_principal(), "Password": Slot("azure~secret|with.pipe")}
    return (
        ("azure principal", "AzureServicePrincipal", principal),
        ("azure management", "AzureSubscription", management),
    )


def _trusting_accounts() -> tuple[tuple[str, str, Body], ...]:
    """Give the accounts that hold no secret: the cloud trusts the server's tokens."""
    keys: Body = {"DeploymentSubjectKeys": ["space", "environment"]}
    tests: Body = {"HealthCheckSubjectKeys": ["space"], "AccountTestSubjectKeys": ["space"]}
    azure: Body = {**_azure_principal(), "Audience": "api://AzureADTokenExchange"}
    aws: Body = {"RoleArn": "arn:aws:iam::000000000000:role/octopus", "SessionDuration": "3600"}
    google: Body = {"Audience": "//iam.example.test/pool", "TokenLifetimeSeconds": 3600}
    return (
        ("azure oidc", "AzureOidc", {**azure, **keys, **tests}),
        ("aws oidc", "AmazonWebServicesOidcAccount", {**aws, **keys, **tests}),
        ("generic oidc", "GenericOidcAccount", {**keys, "Audience": "api://default"}),
        ("google oidc", "GoogleCloudOidcAccount", {**google, **keys, **tests}),
    )


def add_unreadable_accounts(site: Site) -> None:
    """Add an account whose password was never sealed and one under a key that nobody has."""
    old: Body = {"Username": "old", "Password": Slot("plain since 3.0", SealedBy.NOBODY)}
    identifier = add_account(site, "never sealed", "UsernamePassword", old)
    site.trap("plain text in a secret slot", "Account", identifier)
    # Of a type that the target takes without its secret.
    lost: Body = {"Username": "lost", "Password": Slot("lost for good", SealedBy.UNKNOWN_KEY)}
    identifier = add_account(site, "foreign key", "UsernamePassword", lost)
    site.trap("secret under an unknown key", "Account", identifier)


def add_certificate(site: Site, label: str, made: MadeCertificate, members: Body) -> str:
    """Add a certificate; several may share a name, so `Name#2` finds the second."""
    body: Body = {
        "Id": site.ref("Certificate", label),
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
        "CertificateDataFormat": made.format,
        "CertificateData": Slot(made.data),
        "Password": None,
        "HasPrivateKey": made.format == "Pkcs12",
        "SelfSigned": True,
        "ReplacedBy": None,
        "TenantedDeploymentParticipation": "Untenanted",
        **members,
    }
    return site.builder.add("Certificate", body)


def add_certificates(site: Site) -> None:
    """Add one with a password, one without key, two of one name, one archived."""
    phrase = "pfx|päss #{phrase}"
    production = site.refs("DeploymentEnvironment", "Production")
    with_phrase: Body = {"Password": Slot(phrase), "EnvironmentIds": production}
    replaced: Body = {
        "Archived": site.builder.moment(90_000),
        "ReplacedBy": site.ref("Certificate", "Shop TLS"),
    }
    tenanted: Body = {
        "TenantIds": site.refs("Tenant", "Contoso"),
        "TenantedDeploymentParticipation": "Tenanted",
    }
    made: tuple[tuple[str, MadeCertificate, Body], ...] = (
        ("Shop TLS", make_pkcs12("shop.example.test", 1, phrase), with_phrase),
        ("Shop TLS#2", make_pkcs12("shop.example.test", 2, ""), {}),
        ("Internal CA", make_pem("ca.example.test", 3), {"Notes": "Root of the house"}),
        ("Old TLS", make_der("old.example.test", 4), replaced),
        ("Contoso TLS", make_pem("contoso.example.test", 5), tenanted),
    )
    traps = {
        "Shop TLS": "certificates of one name",
        "Shop TLS#2": "certificates of one name",
        "Internal CA": "certificate without password",
        "Old TLS": "archived certificate",
    }
    for label, certificate, members in made:
        identifier = add_certificate(site, label, certificate, members)
        if label in traps:
            site.trap(traps[label], "Certificate", identifier)


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
