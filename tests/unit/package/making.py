"""Makes packages for tests."""

from datetime import UTC, datetime

import pyrage

from migrator.model.documents import Kind, LogicalDocument, Omitted, Ref, Slot
from migrator.model.sealed import SecretAddress
from migrator.model.secret import Secret
from migrator.model.settings import PackageSettings
from migrator.package.manifest import PackageHeader
from migrator.package.writer import write_package

HEADER = PackageHeader(
    created=datetime(2026, 2, 3, 4, 5, 6, tzinfo=UTC),
    tool_version="1.0.0",
    installation_id="3f2b6c1e-0000-4000-8000-5d5d5d5d5d5d",
    server_version="2025.3.14000",
)
ACCOUNT = LogicalDocument(
    Ref(Kind.ACCOUNT, ("Default", "Azure / Ω")),
    {"Name": "Azure / Ω", "Password": Slot(), "Token": Slot(readable=False), "Big": 2**70},
    {"Odd": [1, 2.5, None, "\ud800"]},
    {"/Password": "ab" * 32},
)
PROJECT = LogicalDocument(
    Ref(Kind.PROJECT, ("Default", "Web Shop")),
    {"Name": "Web Shop", "Accounts": [ACCOUNT.ref], "Templates": [{"DefaultValue": Slot()}]},
)
PLAIN = {
    (ACCOUNT.ref, "/Password"): b"p\xc3\xa4ssword-canary",
    (PROJECT.ref, "/Templates/0/DefaultValue"): b"second-canary",
}
OMITTED = Omitted("unreadable-secret", str(ACCOUNT.ref), "/Token", "does not open")


class Keys:
    """An identity and its public key."""

    def __init__(self):
        identity = pyrage.x25519.Identity.generate()
        self.recipient = str(identity.to_public())
        self.identity = Secret(f"# made for a test\n{identity}\n")

    def sealing(self, path, **more):
        return PackageSettings(path, recipients=(self.recipient,), **more)

    def opening(self, path):
        return PackageSettings(path, identity=self.identity)


KEYS = Keys()


def fill(writer, documents=(ACCOUNT, PROJECT)):
    for document in documents:
        secrets = {
            pointer: writer.cipher.seal(Secret(plain), SecretAddress(ref, pointer))
            for (ref, pointer), plain in PLAIN.items()
            if ref == document.ref
        }
        writer.write(document, secrets)
    writer.omit(OMITTED)


def make_package(settings):
    with write_package(settings, HEADER) as writer:
        fill(writer)
    return writer.summary
