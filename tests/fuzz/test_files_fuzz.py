"""Whatever a job, a plan, a journal or the state directory holds: a value, or our error."""

import json
import os
import random
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given
from hypothesis import settings as bound
from hypothesis import strategies as st

from migrator.engine.earlier import MOVED_FILE, SOURCE_FILE
from migrator.engine.job import load_job
from migrator.engine.journal import Journal
from migrator.engine.meanwhile import MEANWHILE_FILE
from migrator.engine.plan import KNOWN_SECRETS, plan
from migrator.engine.plan_file import load_plan, save_plan
from migrator.engine.rate_limit import RATE_FILE
from migrator.engine.upload import upload
from migrator.engine.verify import verify
from migrator.model.errors import MigratorError
from migrator.model.events import Run
from migrator.model.plan import encode_plan
from migrator.model.settings import PolicySettings
from migrator.sandbox.cloud import OctopusCloud
from tests.fakes.small_migration import API_KEY, moving, write
from tests.fuzz.mutating import changed, mutations

EXAMPLES = int(os.environ.get("FUZZ_EXAMPLES", "150"))
JOB = b"""\
[source]
server = "sql01.corp.example,1433"
database = "OctopusDeploy"
authentication = "sql"
user = "octopus_reader"
password = { env = "SOURCE_PASSWORD" }
encrypt = "yes"
master_key = { env = "OCTOPUS_MASTER_KEY" }
older_master_keys = [{ file = "old" }]
timeout_s = 30

[select]
spaces = ["*"]
exclude = ["projects:Playground*"]

[package]
path = "acme.ocmpack"
passphrase = { keyring = "acme-package" }

[target]
url = "https://acme.octopus.app"
api_key = { env = "OCTOPUS_API_KEY" }
space_map = { "Default" = "Default", "Payments" = "Payments EU" }
name_map = { projects = { "Web" = "Site" } }
verify_tls = true
connections = 8

[policy]
existing = { default = "merge", projects = "keep" }
missing_reference = "fail"
raise_rate_limit = 1200

[state]
directory = "state/acme"
"""
bounded = bound(max_examples=EXAMPLES, deadline=10_000)
seeds = st.integers(0, 2**32)


def ours(call):
    """What it gives, or the code of our error; any other is a failure."""
    try:
        return call()
    except MigratorError as error:
        return error.code


def load(data, name):
    with TemporaryDirectory() as directory:
        path = Path(directory) / name
        path.write_bytes(data)
        return ours(lambda: load_job(path, {"OCTOPUS_URL": "https://x.octopus.app"}))


def test_the_job_that_is_changed_below_is_good():
    assert load(JOB, "job.toml").source.database == "OctopusDeploy"


@bounded
@given(mutations(JOB) | st.binary(max_size=200) | st.text(max_size=200).map(str.encode))
def test_any_text_is_a_job_or_our_error(data):
    load(data, "job.toml")


@bounded
@given(seeds)
def test_any_json_is_a_job_or_our_error(seed):
    import tomllib

    draw, value = random.Random(seed), tomllib.loads(JOB.decode())
    for _ in range(draw.randint(1, 3)):
        value = changed(value, draw)
    load(json.dumps(value).encode(), "job.json")


@pytest.fixture(scope="module")
def done(tmp_path_factory):
    """A plan, its journal and the state of a whole migration, each as it was left."""
    home = tmp_path_factory.mktemp("done")
    package = write(home / "small.ocmpack")
    with OctopusCloud(api_key=API_KEY) as cloud:
        with moving(package, cloud, home / "state") as (opened, target, state):
            made = plan(opened, target, PolicySettings(), state, Run())
            upload(made, opened, target, state, Run(), is_fresh=True)
            verify(made, opened, target, state, Run())
            save_plan(made, home / "plan.json")
        files = {path.name: path.read_bytes() for path in (home / "state").iterdir()}
        yield package, cloud, made, files


@bounded
@given(seeds, st.data())
def test_any_bytes_are_a_plan_or_our_error(done, seed, data):
    _, _, made, _ = done
    value = encode_plan(made)
    draw = random.Random(seed)
    for _ in range(draw.randint(1, 3)):
        value = changed(value, draw)
    text = json.dumps(value).encode()
    if draw.random() < 0.3:
        text = data.draw(mutations(json.dumps(encode_plan(made)).encode()))
    with TemporaryDirectory() as directory:
        path = Path(directory) / "plan.json"
        path.write_bytes(text)
        ours(lambda: load_plan(path))


@bounded
@given(st.data())
def test_any_bytes_are_a_journal_or_our_error(done, data):
    _, _, made, files = done
    (whole,) = (text for name, text in files.items() if name.startswith("journal-"))
    with TemporaryDirectory() as directory:
        path = Path(directory) / "journal.jsonl"
        path.write_bytes(data.draw(mutations(whole) | st.binary(max_size=100)))

        def read():
            with Journal(path, made.digest) as journal:
                return len(journal.done())

        ours(read)


@bound(max_examples=max(20, EXAMPLES // 3), deadline=None)
@given(seeds, st.data())
def test_any_state_is_gone_on_with_or_our_error(done, seed, data):
    package, cloud, _, files = done
    draw = random.Random(seed)
    held = dict(files)
    root = cloud.url
    held.setdefault(MEANWHILE_FILE, json.dumps({root: {"Spaces-1": "Default"}}).encode())
    limit = {"RequestsPerMinute": 200, "BurstLimit": 200}
    noted = {root: {"id": "RateLimitingPolicies-2", "was": limit, "is": limit}}
    held.setdefault(RATE_FILE, json.dumps(noted).encode())
    chosen = [MEANWHILE_FILE, RATE_FILE, MOVED_FILE, SOURCE_FILE, KNOWN_SECRETS]
    for name in chosen:
        if name in held and draw.random() < 0.5:
            value = changed(json.loads(held[name]), draw)
            held[name] = json.dumps(value).encode()
        elif name in held and draw.random() < 0.3:
            held[name] = data.draw(mutations(held[name]))
    with TemporaryDirectory() as directory:
        for name, content in held.items():
            (Path(directory) / name).write_bytes(content)

        def go_on():
            with moving(package, cloud, Path(directory)) as (opened, target, state):
                again = plan(opened, target, PolicySettings(), state, Run())
                upload(again, opened, target, state, Run(), is_fresh=True)

        ours(go_on)
