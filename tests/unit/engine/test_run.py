"""All stages in one call, on the sandbox's two servers: going on, asking, finishing."""

import base64
import json
from dataclasses import dataclass
from pathlib import Path

import pyrage
import pytest

from migrator.engine.errors import MasterKeyWrongError
from migrator.engine.job import load_job
from migrator.engine.journal import Journal
from migrator.engine.plan_file import journal_name, load_plan
from migrator.engine.run import RUN_FILE, run
from migrator.engine.secrets import Vault
from migrator.engine.state import PLAN_FILE
from migrator.model.documents import Kind, Ref
from migrator.model.errors import Cancelled, PlanBlockedError
from migrator.model.events import Advanced, Run, Stage, Started
from migrator.model.plan import Create
from migrator.sandbox.cloud import OctopusCloud
from migrator.sandbox.instance import SampleInstance, sample_instance
from migrator.sandbox.tds import SqlServer
from tests.fakes.job_text import SOURCE

KEY, OLDER, API_KEY = bytes(range(16)), bytes(range(16, 32)), "API-RUNOFALLSTAGES1"
PASSWORD = "Pa;ss{}word1"
JOB = (
    SOURCE
    + """\

[select]
spaces = ["Playground"]

[package]
path = "play.ocmpack"
recipients = ["{recipient}"]
identity = {{ file = "identity.txt" }}

[target]
url = "{url}"
api_key = {{ env = "API_KEY" }}
connections = 1

[state]
directory = "state"
"""
)
SPACE = Ref(Kind.SPACE, ("Playground",))


@pytest.fixture(scope="module")
def source():
    instance = sample_instance(master_key=KEY, older_master_key=OLDER)
    users = {"reader": PASSWORD}
    with SqlServer({"OctopusDeploy": instance.database}, users=users, tls=None) as sql:
        yield sql, instance


@pytest.fixture
def cloud():
    with OctopusCloud(api_key=API_KEY) as made:
        yield made


@dataclass
class Rehearsal:
    directory: Path
    cloud: OctopusCloud
    instance: SampleInstance
    environment: dict[str, str]

    def run(self, *, agree=True, fresh=False, line=None):
        asked = []
        vault = Vault(environment=self.environment)

        def confirm(report):
            asked.append(report)
            return agree

        job = load_job(self.directory / "job.toml", self.environment)
        report = run(job, vault, confirm, fresh=fresh, run=line or Run())
        return report, len(asked)

    @property
    def state(self):
        return self.directory / "state"

    def stages(self, **more):
        """The stages that a run begins."""
        seen = []
        report, asked = self.run(line=Run(seen.append), **more)
        stages = [str(event.stage) for event in seen if isinstance(event, Started)]
        return stages, report, asked

    def stop_at(self, stage, count):
        """Run and stop once that many items of the stage are settled."""
        told = []

        def emit(event):
            if isinstance(event, (Advanced, Started)) and event.stage is stage:
                told.append(event)

        with pytest.raises(Cancelled):
            self.run(line=Run(emit, cancelled=lambda: len(told) > count))

    def edit(self, old, new):
        path = self.directory / "job.toml"
        text = path.read_text()
        assert old in text
        path.write_text(text.replace(old, new))


@pytest.fixture
def rehearsal(source, cloud, tmp_path):
    sql, instance = source
    identity = pyrage.x25519.Identity.generate()
    recipient = str(identity.to_public())
    (tmp_path / "identity.txt").write_text(f"{identity}\n")
    job = JOB.format(port=sql.port, url=cloud.url, recipient=recipient)
    (tmp_path / "job.toml").write_text(job)
    environment = {
        "PASSWORD": PASSWORD,
        "MASTER_KEY": base64.b64encode(KEY).decode(),
        "OLDER_KEY": base64.b64encode(OLDER).decode(),
        "API_KEY": API_KEY,
    }
    return Rehearsal(tmp_path, cloud, instance, environment)


ALL = ["survey", "export", "check", "plan", "upload", "verify"]


def test_all_stages_run_in_order_and_everything_is_equal(rehearsal):
    stages, report, asked = rehearsal.stages()
    assert stages == ALL
    assert report.stage == "run"
    assert report.is_clean
    assert asked == 1
    assert report.facts["written"] == report.facts["planned_steps"] > 5
    assert "Playground" in {d["Name"] for d in rehearsal.cloud.store.documents("Space")}
    assert not (rehearsal.state / RUN_FILE).exists()


def test_a_second_run_exports_anew_and_writes_nothing_and_asks_nobody(rehearsal):
    rehearsal.run()
    rehearsal.cloud.requests.clear()
    stages, report, asked = rehearsal.stages(agree=False)
    assert stages == ALL
    assert report.is_clean
    assert (report.facts["written"], asked) == (0, 0)
    assert {item.method for item in rehearsal.cloud.requests} == {"GET"}


def test_a_run_that_is_declined_writes_nothing_and_asks_again_next_time(rehearsal):
    with pytest.raises(Cancelled):
        rehearsal.run(agree=False)
    assert {item.method for item in rehearsal.cloud.requests} == {"GET"}
    stages, report, asked = rehearsal.stages()
    assert stages == ["check", "plan", "upload", "verify"]
    assert asked == 1
    assert report.is_clean


def test_a_run_that_stopped_in_the_upload_goes_on_with_its_package_and_plan(rehearsal):
    rehearsal.stop_at(Stage.UPLOAD, 3)
    package = (rehearsal.directory / "play.ocmpack").read_bytes()
    stages, report, asked = rehearsal.stages(agree=False)
    assert stages == ["check", "upload", "verify"]
    assert asked == 0
    assert report.is_clean
    assert (rehearsal.directory / "play.ocmpack").read_bytes() == package


def test_a_run_that_stopped_in_the_export_begins_it_again(rehearsal):
    rehearsal.stop_at(Stage.EXPORT, 0)
    assert not (rehearsal.directory / "play.ocmpack").exists()
    stages, report, _ = rehearsal.stages()
    assert stages == ALL
    assert report.is_clean


def test_an_unfinished_run_whose_package_has_gone_begins_again(rehearsal):
    rehearsal.stop_at(Stage.UPLOAD, 3)
    (rehearsal.directory / "play.ocmpack").unlink()
    stages, report, asked = rehearsal.stages()
    assert stages == ALL
    assert asked == 1
    assert report.is_clean


def test_fresh_forgets_an_unfinished_run(rehearsal):
    rehearsal.stop_at(Stage.UPLOAD, 3)
    stages, report, asked = rehearsal.stages(fresh=True)
    assert stages == ALL
    assert asked == 1
    assert report.is_clean


def test_an_unfinished_run_of_another_job_file_is_not_gone_on_with(rehearsal):
    rehearsal.stop_at(Stage.UPLOAD, 3)
    rehearsal.edit('spaces = ["Playground"]', 'spaces = ["Playground"]  # edited')
    stages, report, _ = rehearsal.stages()
    assert stages == ALL
    assert report.is_clean


def test_a_damaged_plan_of_an_unfinished_run_is_made_anew(rehearsal):
    rehearsal.stop_at(Stage.UPLOAD, 3)
    (rehearsal.state / PLAN_FILE).write_text("{")
    stages, report, asked = rehearsal.stages()
    assert stages == ["check", "plan", "upload", "verify"]
    assert asked == 1
    assert report.is_clean


def test_a_journal_in_which_nothing_was_begun_is_no_agreement(rehearsal):
    with pytest.raises(Cancelled):
        rehearsal.run(agree=False)
    made = load_plan(rehearsal.state / PLAN_FILE)
    Journal(rehearsal.state / journal_name(made), made.digest).__exit__()
    rehearsal.cloud.requests.clear()
    with pytest.raises(Cancelled):
        rehearsal.run(agree=False)
    assert {item.method for item in rehearsal.cloud.requests} <= {"GET"}


def test_a_blocked_plan_stops_before_anybody_is_asked(rehearsal):
    rehearsal.edit("[state]", '[policy]\nexisting = "stop"\n\n[state]')
    rehearsal.run()
    with pytest.raises(PlanBlockedError):
        rehearsal.run(fresh=True)


def test_a_wrong_master_key_stops_the_export_and_writes_no_package(rehearsal):
    rehearsal.environment["MASTER_KEY"] = base64.b64encode(bytes(16)).decode()
    rehearsal.edit('older_master_keys = [{ env = "OLDER_KEY" }]', "older_master_keys = []")
    with pytest.raises(MasterKeyWrongError):
        rehearsal.run()
    assert not (rehearsal.directory / "play.ocmpack").exists()


def test_the_plan_that_is_kept_is_the_one_that_was_carried_out(rehearsal):
    rehearsal.run()
    made = load_plan(rehearsal.state / PLAN_FILE)
    assert any(isinstance(step, Create) and step.ref == SPACE for step in made.steps)
    with Journal(rehearsal.state / journal_name(made), made.digest) as journal:
        assert set(journal.done()) == {step.id for step in made.steps}


def test_no_file_of_the_state_directory_holds_a_secret(rehearsal):
    rehearsal.run()
    plain = {s.plain.encode() for s in rehearsal.instance.secrets if len(s.plain) > 5}
    for path in rehearsal.state.rglob("*"):
        content = path.read_bytes() if path.is_file() else b""
        assert not [secret for secret in plain if secret in content]
    json.loads((rehearsal.state / "secrets.json").read_text())
