"""A whole migration of one small space, stage by stage, on the sandbox's two servers."""

import base64
import functools
import json
import shutil
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from unittest import mock

import pyrage

import migrator.engine.connect
from migrator.engine.check import check
from migrator.engine.connect import open_package, open_source, open_target
from migrator.engine.export import export
from migrator.engine.forecast import read_forecast
from migrator.engine.job import load_job, resolve_package, resolve_source, resolve_target
from migrator.engine.plan import KNOWN_SECRETS, plan
from migrator.engine.plan_file import load_plan, save_plan
from migrator.engine.run import run
from migrator.engine.secrets import Vault
from migrator.engine.state import PLAN_FILE, open_state
from migrator.engine.survey import survey
from migrator.engine.upload import upload
from migrator.engine.verify import verify
from migrator.model.events import Run
from migrator.model.plan import encode_plan
from migrator.model.report import Report, encode_report
from migrator.model.sealed import SecretAddress
from migrator.model.settings import Carriage
from migrator.sandbox.cloud import OctopusCloud
from migrator.sandbox.database import Database, Table
from migrator.sandbox.instance import sample_instance
from migrator.sandbox.instance.packages import package_files
from migrator.sandbox.tds import SqlServer
from tests.e2e.end_state import counts, end_state
from tests.fakes.job_text import SOURCE
from tests.unit.target.scripted_server import FastClock

KEY, OLDER, API_KEY, PASSWORD = (
    bytes(range(16)),
    bytes(range(16, 32)),
    "API-FAULTS1",
    "Pa;ss{}word1",
)
SPACE = "Playground"
ENVIRONMENT = {
    "PASSWORD": PASSWORD,
    "MASTER_KEY": base64.b64encode(KEY).decode(),
    "OLDER_KEY": base64.b64encode(OLDER).decode(),
    "API_KEY": API_KEY,
}
_JOB = (
    SOURCE
    + """\
timeout_s = 20

[package]
path = "disk/play.ocmpack"
recipients = ["{recipient}"]
identity = {{ file = "identity.txt" }}

[target]
url = "{url}"
api_key = {{ env = "API_KEY" }}
connections = {connections}

[state]
directory = "disk/state"
"""
)


def small_database(*, has_packages: bool = False) -> Database:
    """The sample's smallest space with what belongs to the whole instance.

    Args:
        has_packages: its built-in feed has those that are another space's in the sample.
    """
    database = sample_instance(master_key=KEY, older_master_key=OLDER).database
    tables = database.tables
    kept = next(row["Id"] for row in tables["Space"].rows if row["Name"] == SPACE)

    def is_kept(row: dict) -> bool:
        return row.get("SpaceId") in (None, kept) and row.get("Id") not in ("Spaces-1", "Spaces-2")

    small = {
        name: Table(table.columns, [row for row in table.rows if is_kept(row)])
        for name, table in tables.items()
    }
    if has_packages:
        feeds = small["Feed"].rows
        feed = next(row["Id"] for row in feeds if row["FeedType"] == "BuiltIn")
        packages = tables["NuGetPackage"]
        moved = [{**row, "SpaceId": kept, "FeedId": feed} for row in packages.rows]
        small["NuGetPackage"] = Table(packages.columns, moved)
    return Database(database.name, small)


def write_packages(folder: Path) -> None:
    """The files of the packages, as a server has them in its folder."""
    for name, content in package_files().items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)


@contextmanager
def source(database: Database) -> Iterator[SqlServer]:
    with SqlServer({"OctopusDeploy": database}, users={"reader": PASSWORD}, tls=None) as sql:
        yield sql


End = Callable[[], object]


@dataclass
class World:
    """Both servers, a job, and the files that it makes; `disk` is below one directory."""

    directory: Path
    sql: SqlServer
    cloud: OctopusCloud
    clock: FastClock
    identity: pyrage.x25519.Identity
    timeout_s: float | None = None
    asked: list[Report] = field(default_factory=list)

    @property
    def disk(self) -> Path:
        return self.directory / "disk"

    @property
    def package(self) -> Path:
        return self.disk / "play.ocmpack"

    @property
    def state(self) -> Path:
        return self.disk / "state"

    @functools.cached_property
    def job(self):
        return load_job(self.directory / "job.toml", ENVIRONMENT)

    @functools.cached_property
    def vault(self) -> Vault:
        return Vault(environment=ENVIRONMENT)

    @contextmanager
    def _reading(self, line: Run | None):
        settings = resolve_source(self.job, self.vault)
        if self.timeout_s is not None:
            settings = replace(settings, timeout_s=self.timeout_s)
        with open_source(settings, line or Run()) as opened:
            yield opened

    def survey(self, line: Run | None = None) -> End:
        with self._reading(line) as opened:
            inventory = survey(opened, line or Run())
        return lambda: (
            sorted(map(repr, inventory.entries.values())),
            sorted(map(repr, inventory.findings)),
        )

    def export(self, line: Run | None = None) -> End:
        settings = resolve_package(self.job, self.vault)
        with self._reading(line) as opened:
            inventory = survey(opened, Run())
            read_forecast(inventory, settings.path)
            export(opened, inventory, self.job.select, settings, line or Run())
        return self.packed

    def packed(self) -> object:
        """What the package holds, its secrets in plain; nothing lies beside it."""
        assert [path.name for path in self.disk.glob(".*.part")] == []
        with open_package(resolve_package(self.job, self.vault)) as package:
            documents = {str(one.ref): repr(one.body) for one in package.documents()}
            secrets = {
                f"{one.ref} {pointer}": package.secret(SecretAddress(one.ref, pointer)).reveal()
                for one in package.documents()
                for pointer in one.digests
            }
            return documents, secrets, sorted(map(repr, package.omitted))

    def check(self, line: Run | None = None) -> End:
        with open_package(resolve_package(self.job, self.vault)) as package:
            report = check(package, line or Run())
        return lambda: _told(report)

    @contextmanager
    def _moving(self, line: Run | None):
        with (
            open_state(self.job.state_directory) as state,
            open_package(resolve_package(self.job, self.vault)) as package,
            open_target(resolve_target(self.job, self.vault), line or Run()) as target,
        ):
            yield package, target, state, line or Run()

    def plan(self, line: Run | None = None) -> End:
        with self._moving(line) as (package, target, state, run_line):
            made = plan(package, target, self.job.policy, state, run_line)
            save_plan(made, state.file(PLAN_FILE))
        return lambda: encode_plan(load_plan(self.state / PLAN_FILE))

    def upload(self, line: Run | None = None) -> End:
        with self._moving(line) as (package, target, state, run_line):
            made = load_plan(state.file(PLAN_FILE))
            report = upload(made, package, target, state, run_line)
            assert report.items == (), report.findings
        return self.held

    def held(self) -> object:
        """What the cloud holds; nothing of it twice."""
        held = counts(self.cloud)
        assert max(held.values()) == 1, [name for name, count in held.items() if count > 1]
        assert not self.cloud.store.wiped
        return [*end_state(self.cloud), *self._packages()]

    def _packages(self) -> list[str]:
        """Those of the built-in feed, each once and of the content that the source has."""
        store, own = self.cloud.store, package_files()
        contents = {Path(name).name: content for name, content in own.items()}
        found = [(f"{p['PackageId']}.{p['Version']}.zip", p["Id"]) for p in store.all_of("Package")]
        for name, identifier in found:
            assert store.contents[identifier] == contents[name], name
        names = [name for name, _ in found]
        assert len(set(names)) == len(names), names
        return sorted(names)

    def verify(self, line: Run | None = None) -> End:
        with self._moving(line) as (package, target, state, run_line):
            made = load_plan(state.file(PLAN_FILE))
            report = verify(made, package, target, state, run_line)
            assert report.is_clean, report.items
        return lambda: (_told(report), self.known())

    def known(self) -> object:
        """Which documents' secrets the target is known to hold."""
        (known,) = json.loads((self.state / KNOWN_SECRETS).read_bytes()).values()
        return sorted(known)

    def run(self, line: Run | None = None) -> Report:
        return run(self.job, self.vault, self._agree, fresh=False, run=line or Run())

    def _agree(self, report: Report) -> bool:
        self.asked.append(report)
        return True


def _told(report: Report) -> object:
    return json.dumps(encode_report(report), sort_keys=True)


# Each gives a way to look at its end, which is for when the trouble is over.
STAGES: dict[str, Callable[[World], End]] = {
    "survey": World.survey,
    "export": World.export,
    "check": World.check,
    "plan": World.plan,
    "upload": World.upload,
    "verify": World.verify,
}


@contextmanager
def world(
    directory: Path,
    sql: SqlServer,
    connections: int = 1,
    like: World | None = None,
    *,
    rate: int | None = None,
    files: Carriage | None = None,
) -> Iterator[World]:
    """An empty cloud and a job of its own; waiting for the target takes no time.

    Args:
        directory: for its files; made if absent.
        sql: the source.
        connections: how many requests at once.
        like: another world, whose files it begins with.
        rate: requests that the cloud allows in a minute and at once, by the world's clock.
        files: how the packages of the built-in feed move; without it they do not.
    """
    identity = like.identity if like else pyrage.x25519.Identity.generate()
    directory.mkdir(parents=True, exist_ok=True)
    if like:
        shutil.copytree(like.disk, directory / "disk")
    (directory / "disk").mkdir(exist_ok=True)
    (directory / "identity.txt").write_text(f"{identity}\n", "utf-8")
    clock = FastClock()
    with ExitStack() as stack:
        cloud = stack.enter_context(
            OctopusCloud(api_key=API_KEY, rate_per_minute=rate, burst=rate or 200, clock=clock.now)
        )
        job = _JOB.format(
            port=sql.port,
            url=cloud.url,
            recipient=identity.to_public(),
            connections=connections,
        )
        if files is not None:
            write_packages(directory / "packages")
            moved = f'built_in_feed = "all"\nfiles = "{files}"\n'
            job = job.replace("[package]\n", f'packages_directory = "packages"\n[package]\n{moved}')
        (directory / "job.toml").write_text(job, "utf-8")
        quick = functools.partial(migrator.engine.connect.open_wire, clock=clock)
        stack.enter_context(mock.patch.object(migrator.engine.connect, "open_wire", quick))
        yield World(directory, sql, cloud, clock, identity)
