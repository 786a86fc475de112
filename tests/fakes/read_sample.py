"""The sample instance of the sandbox, read over the wire, surveyed and exported."""

import base64
from pathlib import Path

import pyrage

from migrator.engine.connect import open_package, open_source
from migrator.engine.export import export
from migrator.engine.survey import survey
from migrator.model.documents import Kind, LogicalDocument, Ref, slots_in
from migrator.model.events import Run
from migrator.model.sealed import SecretAddress
from migrator.model.secret import Secret
from migrator.model.settings import Encryption, PackageSettings, SelectSettings, SourceSettings
from migrator.sandbox.instance import Shape, Trap, sample_instance
from migrator.sandbox.tds import SqlServer
from migrator.source.tenant_values import TABLE as VALUES_TABLE

KEY, OLDER, PASSWORD = bytes(range(16)), bytes(range(16, 32)), "Pa;ss{}word1"


def settings_for(port: int) -> SourceSettings:
    return SourceSettings(
        server=f"127.0.0.1,{port}",
        database="OctopusDeploy",
        user="reader",
        password=Secret(PASSWORD),
        encrypt=Encryption.OPTIONAL,
        trust_server_certificate=True,
        master_key=Secret(base64.b64encode(KEY).decode()),
        older_master_keys=(Secret(base64.b64encode(OLDER).decode()),),
    )


def export_sample(path: Path, shape: Shape) -> PackageSettings:
    """Export a shape's whole instance to a package at the path; how to open it again."""
    instance = sample_instance(master_key=KEY, older_master_key=OLDER, shape=shape)
    package, run = PackageSettings(path=path, passphrase=Secret("horse")), Run()
    with (
        SqlServer(
            {"OctopusDeploy": instance.database}, users={"reader": PASSWORD}, tls=None
        ) as sql,
        open_source(settings_for(sql.port), run) as source,
    ):
        export(source, survey(source, run), SelectSettings(), package, run)
    return package


class ReadSample:
    """One shape's instance, surveyed and exported."""

    def __init__(self, shape: Shape, directory: Path) -> None:
        self.shape = shape
        self.instance = sample_instance(master_key=KEY, older_master_key=OLDER, shape=shape)
        identity = pyrage.x25519.Identity.generate()
        path = directory / "x.ocmpack"
        sealing = PackageSettings(path, recipients=(str(identity.to_public()),))
        self.settings = PackageSettings(path, identity=Secret(f"{identity}\n"))
        databases = {"OctopusDeploy": self.instance.database}
        with (
            SqlServer(databases, users={"reader": PASSWORD}, tls=None) as sql,
            open_source(settings_for(sql.port), Run()) as source,
        ):
            self.inventory = survey(source, Run())
            self.report = export(source, self.inventory, SelectSettings(), sealing, Run())
            values = {
                (VALUES_TABLE, row): ref
                for ref, rows in source.names().tenant_rows.rows.items()
                for row in rows
            }
        with open_package(self.settings) as package:
            self.documents = {document.ref: document for document in package.documents()}
            self.plain = {
                (ref, pointer): package.secret(SecretAddress(ref, pointer)).reveal().decode()
                for ref, document in self.documents.items()
                for pointer, slot in slots_in(document.body).items()
                if slot.readable
            }
        self.places = {
            (entry.table, str(entry.source_id)): ref
            for ref, entry in self.inventory.entries.items()
            if ref.kind is not Kind.DEPLOYMENT_SETTINGS or entry.table == "DeploymentSettings"
        } | values

    def shows(self, trap: str, table: str = "") -> Trap:
        """The first row that shows a trap."""
        found = [item for item in self.instance.traps[trap] if table in {"", item.table}]
        return found[0]

    def ref(self, trap: Trap) -> Ref:
        return self.places[trap.table, trap.id]

    def document(self, trap: Trap) -> LogicalDocument:
        return self.documents[self.ref(trap)]
