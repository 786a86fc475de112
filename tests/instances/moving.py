"""Moves an instance to a sandbox cloud, stage by stage, in this process."""

import base64
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import mkdtemp

import pyrage

from migrator.engine.connect import open_package, open_source, open_target
from migrator.engine.earlier import note_source
from migrator.engine.export import export
from migrator.engine.plan import plan
from migrator.engine.state import open_state
from migrator.engine.survey import survey
from migrator.engine.upload import upload
from migrator.engine.verify import verify
from migrator.model.events import Run
from migrator.model.plan import Step
from migrator.model.report import Finding, Report, Severity
from migrator.model.secret import Secret
from migrator.model.settings import (
    BuiltInFeed,
    Encryption,
    FileSettings,
    GitProjects,
    MissingReference,
    PackageSettings,
    PolicySettings,
    Releases,
    SelectSettings,
    SourceSettings,
    TargetSettings,
)
from migrator.sandbox.cloud import OctopusCloud
from migrator.sandbox.tds import SqlServer
from tests.instances.generate import KEY, Instance
from tests.instances.source_server import API_KEY as SOURCE_KEY
from tests.instances.source_server import serving

_API_KEY, _PASSWORD = "API-INSTANCES1234567", "Pa;ss{}word1"


@dataclass(frozen=True)
class Moved:
    """What a migration left.

    Attributes:
        findings: of all stages.
        verified: what verify saw.
        steps: what was written.
        again: what a second plan from the same package would write.
    """

    cloud: OctopusCloud
    findings: tuple[Finding, ...]
    verified: Report
    steps: tuple[Step, ...]
    again: tuple[Step, ...]


@contextmanager
def moved(
    instance: Instance, directory: Path, version: str = "2026.1.9674", times: int = 1
) -> Iterator[Moved]:
    """The cloud after survey, export, plan, upload and verify.

    Args:
        instance: the source.
        directory: for files.
        version: of the cloud.
        times: how often it is done, each time as if the first.
    """
    with OctopusCloud(api_key=_API_KEY, version=version) as cloud:
        for _ in range(times - 1):
            move(instance, cloud, directory, Path(mkdtemp(dir=directory)))
        yield move(instance, cloud, directory, directory / "state")


def move(instance: Instance, cloud: OctopusCloud, directory: Path, state_directory: Path) -> Moved:
    """Survey, export, plan, upload and verify."""
    if instance.asks_server:
        with serving(instance) as server:
            files = FileSettings(api_url=server.url, api_key=Secret(SOURCE_KEY))
            return _move(instance, files, cloud, directory, state_directory)
    folder = directory / "Packages"
    folder.mkdir(exist_ok=True)
    for name, content in instance.packages.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(content)
    return _move(instance, FileSettings(folder), cloud, directory, state_directory)


def _move(
    instance: Instance,
    files: FileSettings,
    cloud: OctopusCloud,
    directory: Path,
    state_directory: Path,
) -> Moved:
    database = instance.database
    identity = pyrage.x25519.Identity.generate()
    path = directory / "instance.ocmpack"
    sealing = PackageSettings(path, recipients=(str(identity.to_public()),), files=files)
    opening = PackageSettings(path, identity=Secret(f"{identity}\n"))
    policy = PolicySettings(
        missing_reference=MissingReference.SKIP_ITEM,
        releases=Releases.LATEST,
        git_projects=GitProjects.CONNECT,
    )
    run = Run()
    sql = SqlServer({database.name: database}, users={"reader": _PASSWORD}, tls=None)
    with sql, open_source(_source(sql.port, logos=bool(files.api_url)), run) as source:
        inventory = survey(source, run)
        exported = export(source, inventory, SelectSettings(), sealing, run)
    settings = TargetSettings(url=cloud.url, api_key=Secret(_API_KEY))
    with (
        open_package(opening) as package,
        open_target(settings, run) as target,
        open_state(state_directory) as state,
    ):
        note_source(inventory, str(exported.facts["digest"]), state)
        made = plan(package, target, policy, state, run)
        blocking = [one for one in made.findings if one.severity is Severity.BLOCKS]
        assert not blocking
        uploaded = upload(made, package, target, state, run, is_fresh=True)
        verified = verify(made, package, target, state, run)
        again = plan(package, target, policy, state, run)
    told = (*inventory.findings, *exported.findings, *made.findings)
    findings = (*told, *uploaded.findings, *verified.findings)
    return Moved(cloud, tuple(dict.fromkeys(findings)), verified, made.steps, again.steps)


def _source(port: int, *, logos: bool) -> SourceSettings:
    return SourceSettings(
        server=f"127.0.0.1,{port}",
        database="OctopusDeploy",
        user="reader",
        password=Secret(_PASSWORD),
        encrypt=Encryption.OPTIONAL,
        trust_server_certificate=True,
        master_key=Secret(base64.b64encode(KEY).decode()),
        built_in_feed=BuiltInFeed.USED,
        releases=Releases.LATEST,
        logos=logos,
    )
