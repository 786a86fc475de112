"""Packages of the built-in feed, from a folder or the source server's API, to the cloud."""

import hashlib
import json
import shutil
from contextlib import contextmanager
from dataclasses import dataclass, replace
from types import SimpleNamespace
from urllib.request import Request, urlopen

import pytest

from migrator.engine import carrying
from migrator.engine.connect import open_package, open_source, open_target
from migrator.engine.errors import SourceServerError
from migrator.engine.export import export
from migrator.engine.plan import plan
from migrator.engine.state import open_state
from migrator.engine.survey import survey
from migrator.engine.upload import upload
from migrator.engine.verify import verify
from migrator.model.documents import Kind
from migrator.model.errors import Cancelled
from migrator.model.events import Advanced, Retried, Run, Stage
from migrator.model.plan import Create, Update
from migrator.model.secret import Secret
from migrator.model.settings import (
    BuiltInFeed,
    Carriage,
    Existing,
    FileSettings,
    PackageSettings,
    PolicySettings,
    Releases,
    SelectSettings,
    TargetSettings,
)
from migrator.rules.kinds import package_ref
from migrator.sandbox.cloud import OctopusCloud, packages
from migrator.sandbox.instance import Shape, sample_instance
from migrator.sandbox.tds import SqlServer
from migrator.target import feed
from migrator.target.multipart import Multipart
from tests.fakes.read_sample import KEY, OLDER, PASSWORD, settings_for

CLOUD_KEY, SOURCE_KEY = "API-FEEDTARGET12345", "API-FEEDSOURCE12345"
USED = {("Shop.Web", "1.2.0"), *(("Shop.Api", version) for version in ("1.0.0", "1.1.0", "1.2.0"))}
EVERY = {(name, f"1.{minor}.0") for name in ("Shop.Web", "Shop.Api") for minor in range(3)}


@dataclass
class World:
    """A source whose packages lie in a folder, and an empty cloud."""

    sql: SqlServer
    instance: object
    cloud: OctopusCloud
    folder: object
    work: object

    def files(self, carriage=Carriage.SEALED):
        return FileSettings(directory=self.folder, carriage=carriage)

    def settings(self, files):
        return PackageSettings(self.work / "x.ocmpack", passphrase=Secret("horse"), files=files)

    def export(self, files, feed=BuiltInFeed.USED, select=SelectSettings(), run=None, **more):  # noqa: B008
        run = run or Run()
        source = replace(settings_for(self.sql.port), built_in_feed=feed, **more)
        with open_source(source, run) as opened:
            inventory = survey(opened, run)
            return inventory, export(opened, inventory, select, self.settings(files), run)

    @contextmanager
    def opened(self, files, run):
        with (
            open_package(self.settings(files)) as package,
            open_target(
                TargetSettings(url=self.cloud.url, api_key=Secret(CLOUD_KEY)), run
            ) as target,
            open_state(self.work / "state") as state,
        ):
            yield package, target, state

    def plan(self, files):
        run = Run()
        with self.opened(files, run) as (package, target, state):
            return plan(package, target, PolicySettings(), state, run)

    def move(self, files, policy=None, run=None):
        run = run or Run()
        with self.opened(files, run) as (package, target, state):
            made = plan(package, target, policy or PolicySettings(), state, run)
            assert not made.is_blocked, made.findings
            uploaded = upload(made, package, target, state, run, is_fresh=True)
            return made, uploaded, verify(made, package, target, state, run)

    def pushed(self):
        found = self.cloud.store.all_of("Package")
        for package in found:
            content = self.cloud.store.contents[package["Id"]]
            name = f"{package['PackageId']}.{package['Version']}.zip"
            (own,) = (c for path, c in self.instance.package_files.items() if path.endswith(name))
            assert content == own
        return {(package["PackageId"], package["Version"]) for package in found}


@pytest.fixture
def world(tmp_path):
    instance = sample_instance(master_key=KEY, older_master_key=OLDER, shape=Shape.V2024_4)
    folder = tmp_path / "Packages"
    for name, content in instance.package_files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    with (
        SqlServer(
            {"OctopusDeploy": instance.database}, users={"reader": PASSWORD}, tls=None
        ) as sql,
        OctopusCloud(api_key=CLOUD_KEY) as cloud,
    ):
        yield World(sql, instance, cloud, folder, tmp_path)


def steps_of(made):
    return [step for step in made.steps if step.ref.kind is Kind.BUILT_IN_PACKAGE]


@pytest.mark.parametrize("carriage", Carriage)
@pytest.mark.parametrize(("feed", "wanted"), [(BuiltInFeed.USED, USED), (BuiltInFeed.ALL, EVERY)])
def test_packages_arrive_as_they_were_and_once(world, carriage, feed, wanted):
    files = world.files(carriage)
    world.export(files, feed)
    if carriage is Carriage.SEALED:
        shutil.rmtree(world.folder)  # the package holds all that is needed
    made, uploaded, verified = world.move(files)
    assert uploaded.facts["failed"] == 0, uploaded.findings
    assert verified.is_clean, verified.items
    assert world.pushed() == wanted
    (volume,) = (f for f in made.findings if f.code == "package-volume")
    assert f" {len(wanted)} packages " in volume.message
    again, *_ = world.move(files)
    assert steps_of(again) == []


def test_the_key_for_no_files_leaves_the_feed_alone(world):
    _, report = world.export(world.files(), BuiltInFeed.NONE)
    world.move(None)
    assert world.pushed() == set()
    assert "built_in_package" not in report.kinds


def test_packages_come_along_with_the_projects_that_use_them(world):
    select = SelectSettings(projects=("Order Service",))
    _, report = world.export(world.files(), select=select)
    assert "built_in_package" not in report.kinds
    _, report = world.export(world.files(), select=SelectSettings(projects=("Web Shop",)))
    assert report.kinds["built_in_package"] == {"written": len(USED)}
    select = SelectSettings(exclude=(("packages", "Shop.A*"),))
    _, report = world.export(world.files(), select=select)
    assert report.kinds["built_in_package"] == {"written": 1}


def test_a_package_that_the_target_has_otherwise_follows_the_policy(world):
    files = world.files()
    world.export(files)
    world.move(files)
    package = world.cloud.store.find("Package", "Spaces-1/packages-Shop.Web.1.2.0")
    right = package["Hash"]

    def spoil():
        world.cloud.store.contents[package["Id"]] = b"another"
        sha1 = hashlib.sha1(b"another", usedforsecurity=False).hexdigest()
        package.update(Hash=sha1, PackageSizeBytes=7)

    def held():
        return world.cloud.store.find("Package", package["Id"])["Hash"]

    spoil()
    made, _, _ = world.move(files, PolicySettings(existing=Existing.KEEP))
    assert steps_of(made) == []
    assert held() != right
    world.cloud.trouble.missing_permissions.add("BuiltInFeedAdminister")
    (lack,) = (f for f in world.plan(files).findings if f.code == "permission-missing")
    assert "BuiltInFeedAdminister" in lack.message
    world.cloud.trouble.missing_permissions.clear()
    made, uploaded, verified = world.move(files)
    assert [(type(step), step.changes) for step in steps_of(made)] == [
        (Update, ("/Hash", "/PackageSizeBytes"))
    ]
    assert uploaded.facts["failed"] == 0
    assert verified.is_clean, verified.items
    assert held() == right


def test_a_target_that_states_hashes_of_another_kind_is_compared_by_length(world, monkeypatch):
    """That they are SHA-1 is promised nowhere."""
    other = SimpleNamespace(sha1=lambda content, **_: hashlib.sha256(content))
    monkeypatch.setattr(packages, "hashlib", other)
    files = world.files()
    world.export(files)
    _, uploaded, verified = world.move(files)
    assert uploaded.facts["failed"] == 0, uploaded.findings
    assert verified.is_clean, verified.items
    assert world.pushed() == USED
    again, *_ = world.move(files)
    assert steps_of(again) == []
    package = world.cloud.store.find("Package", "Spaces-1/packages-Shop.Web.1.2.0")
    world.cloud.store.contents[package["Id"]] = b"another"
    package.update(PackageSizeBytes=7)
    made, uploaded, verified = world.move(files)
    assert [step.changes for step in steps_of(made)] == [("/PackageSizeBytes",)]
    assert uploaded.facts["failed"] == 0
    assert verified.is_clean, verified.items
    assert world.pushed() == USED


def test_what_is_missing_or_damaged_stays_behind_and_is_named(world):
    files = world.files()
    folder = world.folder / "Spaces-1/feeds-builtin"
    (folder / "Shop.Web/Shop.Web.1.2.0.zip").unlink()
    damaged = folder / "Shop.Api/Shop.Api.1.1.0.zip"
    damaged.write_bytes(damaged.read_bytes()[:-1] + b"!")
    short = folder / "Shop.Api/Shop.Api.1.0.0.zip"
    short.write_bytes(b"short")
    world.export(files)
    made, uploaded, verified = world.move(files)
    assert uploaded.facts["failed"] == 0
    assert verified.is_clean
    assert world.pushed() == {("Shop.Api", "1.2.0")}
    told = {f.ref: f.message for f in made.findings if f.code == "package-file"}
    ref = "built_in_package:Default/{}/{}".format
    assert set(told) == {
        ref("Shop.Web", "1.2.0"),
        ref("Shop.Api", "1.1.0"),
        ref("Shop.Api", "1.0.0"),
    }
    assert "no file" in told[ref("Shop.Web", "1.2.0")]
    assert "hashes differ" in told[ref("Shop.Api", "1.1.0")]


@pytest.mark.parametrize("carriage", Carriage)
def test_what_is_larger_than_the_cloud_takes_stays_behind_and_is_named(world, carriage):
    size = (5 << 30) + 1
    with (world.folder / "Spaces-1/feeds-builtin/Shop.Web/Shop.Web.1.2.0.zip").open("r+b") as file:
        file.truncate(size)  # a hole: no room is taken
    rows = world.instance.database.tables["NuGetPackage"].rows
    at = next(i for i, row in enumerate(rows) if row["Id"] == "packages-Shop.Web.1.2.0")
    said = json.loads(rows[at]["JSON"]) | {"PackageSizeBytes": size}
    rows[at] = {**rows[at], "JSON": json.dumps(said)}
    files = world.files(carriage)
    world.export(files)
    made, _, verified = world.move(files)
    assert verified.is_clean
    assert world.pushed() == USED - {("Shop.Web", "1.2.0")}
    (told,) = (f for f in made.findings if f.code == "package-file")
    assert "5 GB" in told.message


def test_a_file_that_changes_before_it_is_passed_through_is_never_pushed_whole(world):
    files = world.files(Carriage.PASSED_THROUGH)
    world.export(files)
    path = world.folder / "Spaces-1/feeds-builtin/Shop.Web/Shop.Web.1.2.0.zip"
    right = path.read_bytes()
    path.write_bytes(right[:-1] + b"!")
    _, uploaded, verified = world.move(files)
    assert uploaded.facts["failed"] == 1
    (failed,) = (f for f in uploaded.findings if f.code == "failed")
    assert "hashes differ" in failed.message
    assert not verified.is_clean
    assert world.pushed() == USED - {("Shop.Web", "1.2.0")}
    path.write_bytes(right)
    made, uploaded, verified = world.move(files)
    assert [type(step) for step in steps_of(made)] == [Create]
    assert uploaded.facts["failed"] == 0
    assert verified.is_clean
    assert world.pushed() == USED


@pytest.mark.parametrize("drops", ["drop_before", "drop_after"])
def test_a_push_whose_answer_is_lost_is_looked_for_before_it_is_sent_again(world, drops):
    files = world.files()
    world.export(files, select=SelectSettings(projects=("Web Shop",)))
    seen = []

    def schedule(method):
        if method == "POST" and not world.cloud.store.all_of("Package") and not seen:
            seen.append(method)

    world.cloud.trouble.schedule = schedule
    getattr(world.cloud.trouble, drops)(3)
    _, uploaded, verified = world.move(files)
    assert uploaded.facts["failed"] == 0, uploaded.findings
    assert verified.is_clean, verified.items
    assert world.pushed() == USED
    pushes = [r for r in world.cloud.requests if r.path.endswith("/packages/raw")]
    assert len(pushes) >= len(USED)


def test_releases_and_their_packages_move_together(world):
    """Without its packages a release cannot be made; with them it can."""
    table = world.instance.database.tables
    live = next(
        r["JSON"] for r in table["DeploymentProcess"].rows if r["Id"].endswith("Projects-1")
    )
    for at, row in enumerate(table["DeploymentProcess"].rows):
        if "-Projects-1-s-" in row["Id"]:
            table["DeploymentProcess"].rows[at] = {**row, "JSON": live}
    chosen = [
        {"ActionName": action["Name"], "PackageReferenceName": package["Name"], "Version": "1.2.0"}
        for step in json.loads(live)["Steps"]
        for action in step["Actions"]
        for package in action.get("Packages", ())
    ]
    for at, row in enumerate(table["Release"].rows):
        said = json.loads(row["JSON"]) | {"SelectedPackages": chosen}
        table["Release"].rows[at] = {**row, "JSON": json.dumps(said)}
    files = world.files()
    world.export(files, releases=Releases.LATEST)
    _, uploaded, verified = world.move(files, PolicySettings(releases=Releases.LATEST))
    assert uploaded.facts["failed"] == 0, uploaded.findings
    assert verified.is_clean, verified.items
    made = [
        release
        for release in world.cloud.store.all_of("Release")
        if world.cloud.store.find("Project", release["ProjectId"])["Name"] == "Web Shop"
    ]
    (release,) = made
    selected = {(p["ActionName"], p["Version"]) for p in release["SelectedPackages"]}
    assert {("Deploy api", "1.2.0"), ("Deploy web", "1.2.0")} <= selected


@pytest.fixture
def source_server(world):
    """Another server of the sandbox, as the source's own API."""
    with OctopusCloud(api_key=SOURCE_KEY) as server:
        for name, content in world.instance.package_files.items():
            body = (
                b'--b\r\nContent-Disposition: form-data; name="f"; filename="'
                + name.rpartition("/")[2].encode()
                + b'"\r\n\r\n'
                + content
                + b"\r\n--b--\r\n"
            )
            request = Request(
                f"{server.url}/api/Spaces-1/packages/raw",
                body,
                {
                    "X-Octopus-ApiKey": SOURCE_KEY,
                    "Content-Type": "multipart/form-data; boundary=b",
                },
            )
            with urlopen(request, timeout=10) as answer:
                assert answer.status == 201
        server.requests.clear()
        yield server


def from_server(server, carriage=Carriage.SEALED):
    return FileSettings(api_url=server.url, api_key=Secret(SOURCE_KEY), carriage=carriage)


@pytest.mark.parametrize("carriage", Carriage)
def test_packages_come_from_the_source_server_which_is_only_read(world, source_server, carriage):
    files = from_server(source_server, carriage)
    world.export(files)
    _, uploaded, verified = world.move(files)
    assert uploaded.facts["failed"] == 0, uploaded.findings
    assert verified.is_clean, verified.items
    assert world.pushed() == USED
    assert {request.method for request in source_server.requests} == {"GET"}


def fetched(server):
    return sorted(r.path for r in server.requests if r.path.endswith("/raw"))


def at_last_file(then):
    """A run that does something once all files are sealed and the documents come next."""

    def heard(event):
        match event:
            case Advanced(stage=Stage.EXPORT, done=done, ref="packages") if done == len(USED):
                then()
            case Retried():
                events.append(event)
            case _:
                pass

    events = []
    return Run(heard), events


def test_files_are_sealed_once_though_the_connection_breaks_behind_them(world, source_server):
    def cut():
        world.sql.trouble.cut_table, world.sql.trouble.cut_after_rows = "[Project]", 1
        world.sql.trouble.cut_times = 1

    files = from_server(source_server)
    run, retried = at_last_file(cut)
    world.export(files, run=run)
    assert [event.stage for event in retried] == [Stage.EXPORT]
    assert len(fetched(source_server)) == len(set(fetched(source_server))) == len(USED)
    _, uploaded, verified = world.move(files)
    assert uploaded.facts["failed"] == 0, uploaded.findings
    assert verified.is_clean, verified.items
    assert world.pushed() == USED


def test_what_changes_while_many_files_are_sealed_is_read_then_and_they_are_not_sealed_again(
    world, source_server, monkeypatch
):
    """Nor is the database held open for so long."""
    monkeypatch.setattr(carrying, "LONG_COUNT", 0)
    held = []

    def rename():
        held.append(world.sql.connection_count)
        rows = world.instance.database.tables["Project"].rows
        at = next(i for i, row in enumerate(rows) if row["Name"] == "Order Service")
        rows[at] = {**rows[at], "Name": "Orders", "DataVersion": b"\0" * 7 + b"\xff"}

    files = from_server(source_server)
    run, retried = at_last_file(rename)
    _, report = world.export(files, run=run)
    assert held == [0]
    assert retried == []
    assert len(fetched(source_server)) == len(set(fetched(source_server))) == len(USED)
    assert report.kinds["built_in_package"] == {"written": len(USED)}
    with open_package(world.settings(files)) as package:
        names = {ref.name for ref in package.refs() if ref.kind is Kind.PROJECT}
    assert "Orders" in names
    assert "Order Service" not in names


def test_a_package_that_is_pushed_anew_meanwhile_is_sealed_anew(world, monkeypatch):
    monkeypatch.setattr(carrying, "LONG_COUNT", 0)
    path = world.folder / "Spaces-1/feeds-builtin/Shop.Web/Shop.Web.1.2.0.zip"

    def push():
        if path.read_bytes() != b"another":
            path.write_bytes(b"another")
            sha1 = hashlib.sha1(b"another", usedforsecurity=False).hexdigest()
            rows = world.instance.database.tables["NuGetPackage"].rows
            at = next(i for i, row in enumerate(rows) if row["Id"] == "packages-Shop.Web.1.2.0")
            said = json.loads(rows[at]["JSON"]) | {"Hash": sha1, "PackageSizeBytes": 7}
            rows[at] = {**rows[at], "JSON": json.dumps(said)}

    run, _ = at_last_file(push)
    _, report = world.export(world.files(), run=run)
    assert report.kinds["built_in_package"] == {"written": len(USED)}
    ref = package_ref("Default", "Shop.Web", "1.2.0")
    with open_package(world.settings(world.files())) as package:
        assert not [item for item in package.omitted if item.code == "package-file"]
        with package.open_file(ref) as reader:
            assert reader.read(100) == b"another"


def test_a_source_server_that_refuses_the_key_ends_the_export(world, source_server):
    source_server.trouble.revoke_key()
    with pytest.raises(SourceServerError, match="source server"):
        world.export(from_server(source_server))
    assert not (world.work / "x.ocmpack").exists()


def test_what_the_source_server_does_not_have_is_named(world, source_server):
    source_server.store.remove("Package", "Spaces-1/packages-Shop.Web.1.2.0")
    files = from_server(source_server)
    world.export(files)
    made, _, verified = world.move(files)
    assert verified.is_clean
    assert world.pushed() == USED - {("Shop.Web", "1.2.0")}
    assert [f.ref for f in made.findings if f.code == "package-file"] == [
        "built_in_package:Default/Shop.Web/1.2.0"
    ]


def test_build_information_goes_along_and_is_kept_equal(world):
    files = world.files()
    world.export(files)
    made, uploaded, verified = world.move(files)
    assert uploaded.facts["failed"] == 0, uploaded.findings
    assert verified.is_clean, verified.items
    (build,) = world.cloud.store.all_of("BuildInformation")
    assert (build["PackageId"], build["Version"], build["BuildNumber"]) == (
        "Shop.Api",
        "1.2.0",
        "402",
    )
    assert [commit["Comment"] for commit in build["Commits"]] == ["Sell more\n\nSHOP-17"]
    assert [f.message for f in made.findings if f.code == "build-information"] == [
        "1 record of build information, whose packages do not move."
    ]
    build["Branch"] = "other"
    made, uploaded, verified = world.move(files)
    changed = [step.changes for step in made.steps if step.ref.kind is Kind.BUILD_INFORMATION]
    assert changed == [("/Branch",)]
    assert verified.is_clean, verified.items
    (build,) = world.cloud.store.all_of("BuildInformation")
    assert build["Branch"] == "main"


def test_who_stops_in_the_midst_of_a_file_goes_on_later(world, monkeypatch):
    files = world.files()
    world.export(files)
    pieces = []

    class Slow(Multipart):
        """Is asked to stop while its first piece is on its way."""

        def read(self, size=-1, /):
            pieces.append(size)
            return super().read(size)

    monkeypatch.setattr(feed, "Multipart", Slow)
    with pytest.raises(Cancelled):
        world.move(files, run=Run(cancelled=lambda: bool(pieces)))
    assert world.cloud.store.all_of("Package") == []
    monkeypatch.undo()
    _, uploaded, verified = world.move(files)
    assert uploaded.facts["failed"] == 0, uploaded.findings
    assert verified.is_clean, verified.items
    assert world.pushed() == USED


def test_a_package_that_the_target_reads_under_another_name_is_told(world):
    """From `Shop.Web.9.1.2.0.zip` servers read a version of four numbers."""
    rows = world.instance.database.tables["NuGetPackage"].rows
    at = next(i for i, row in enumerate(rows) if row["Id"] == "packages-Shop.Web.1.2.0")
    rows[at] = {**rows[at], "PackageId": "Shop.Web.9"}
    folder = world.folder / "Spaces-1/feeds-builtin/Shop.Web"
    (folder / "Shop.Web.1.2.0.zip").rename(folder / "Shop.Web.9.1.2.0.zip")
    files = world.files()
    world.export(files, BuiltInFeed.ALL)
    _, uploaded, _ = world.move(files)
    (failed,) = (f for f in uploaded.findings if f.code == "failed")
    assert failed.ref == "built_in_package:Default/Shop.Web.9/1.2.0"
    assert "Shop.Web 9.1.2.0" in failed.message
