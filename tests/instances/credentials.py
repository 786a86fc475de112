"""Certificates and git credentials."""

from functools import cache

from migrator.sandbox.instance.certificates import (
    NOT_AFTER,
    NOT_BEFORE,
    MadeCertificate,
    make_pem,
    make_pkcs12,
)
from migrator.sandbox.instance.documents import Slot
from tests.instances.foundation import Space
from tests.instances.symbols import ABSENT, Differs

_PHRASE = "pfx|päss #{phrase}"


@cache
def _made(number: int) -> MadeCertificate:
    """Certificates take time to make, so that all instances share some."""
    subject = f"host{number}.example.test"
    return make_pkcs12(subject, number, _PHRASE) if number % 2 else make_pem(subject, number)


def add_credentials(space: Space) -> None:
    """Add certificates with and without a password and, where servers had them, git credentials."""
    for _ in range(2):
        _add_certificate(space)
    if space.author.shape.has_git:
        _add_git_credential(space)


def _add_certificate(space: Space) -> None:
    made = _made(space.draw.randint(1, 6))
    name = space.words.name("Certificate")
    space.certificates.append(name)
    is_protected = made.format == "Pkcs12"
    read = "read from the certificate itself"
    body = {
        "Thumbprint": made.thumbprint,
        "NotAfter": Differs(NOT_AFTER, NOT_AFTER.isoformat(), read),
        "Subject": Differs(made.subject, None, read),
        "EnvironmentIds": space.some("DeploymentEnvironment", space.environments),
        "TenantIds": [],
        "TenantTags": [],
        "Archived": None,
        "Created": Differs(NOT_BEFORE, None, "the time of upload"),
        "Notes": space.words.text(),
        "CertificateDataFormat": made.format,
        "CertificateData": Slot(made.data),
        "Password": Slot(_PHRASE) if is_protected else None,
        "HasPrivateKey": is_protected,
        "SelfSigned": True,
        "ReplacedBy": None,
        "TenantedDeploymentParticipation": "Untenanted",
    }
    space.author.add("Certificate", name, body)


def _add_git_credential(space: Space) -> None:
    login = {"Type": "UsernamePassword", "Username": "octo", "Password": Slot(space.words.secret())}
    body = {
        "Description": space.words.text(),
        # It is lower case in databases alone.
        "details": Differs(login, None, "spelt another way"),
        "Details": Differs(ABSENT, login, "spelt another way"),
        "RepositoryRestrictions": {
            "Enabled": True,
            "AllowedRepositories": ["https://git.example.test/*"],
        },
    }
    space.author.add("GitCredential", space.words.name("GitCredential"), body)
