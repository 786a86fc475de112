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
    numbers = space.draw.sample(range(1, 7), 3)
    first, second = space.words.names("Certificate", 2)
    for number, name in zip(numbers, (first, second, second), strict=True):
        _add_certificate(space, _made(number), name)
    if space.author.shape.has_git:
        _add_git_credential(space)


def _add_certificate(space: Space, made: MadeCertificate, name: str) -> None:
    """Add a certificate; names may be shared, so that thumbprints tell them apart."""
    space.certificates.append(made.thumbprint)
    names = frozenset({name, f"{name} ({made.thumbprint[:8]})"})
    is_protected = made.format == "Pkcs12"
    read = "read from the certificate itself"
    body = {
        "Name": Differs(name, names, "the target wants names of their own"),
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
    space.author.add("Certificate", made.thumbprint, body)


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
    name = space.words.name("GitCredential")
    space.author.add("GitCredential", name, body)
    space.git_credentials.append(name)
