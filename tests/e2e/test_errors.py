"""Each exit code of the contract, once, as scripts see it."""

import json
import re
import signal
import socket
from collections.abc import Iterator
from pathlib import Path

import pytest

from migrator.sandbox.certificates import make_certificates
from migrator.sandbox.rehearsal import Rehearsal, RehearsalSettings, start
from tests.e2e.process import Ended, migrator, migrator_until


@pytest.fixture(scope="module")
def served(tmp_path_factory) -> Iterator[Rehearsal]:
    """Both servers; the tests that need a package share the one in its directory."""
    home = tmp_path_factory.mktemp("served")
    with start(RehearsalSettings(home)) as opened:
        make_certificates(home / "foreign")
        (home / "secrets" / "wrong").write_text("API-0123456789ABCDEF\n")
        yield opened


@pytest.fixture(scope="module")
def exported(served) -> Path:
    ended = migrator(served.directory, "export", served.job, "--json")
    assert ended.exit_code == 0, ended.err
    return served.directory / "sample.ocmpack"


def job(served: Rehearsal, name: str, *changes: tuple[str, str]) -> Path:
    """A copy of the job file with changes, with a state directory of its own."""
    text = served.job.read_text("utf-8")
    for old, new in (*changes, ('directory = "state"', f'directory = "state-{name}"')):
        assert old in text
        text = text.replace(old, new)
    path = served.directory / f"{name}.toml"
    path.write_text(text, "utf-8")
    return path


def failed(ended: Ended, exit_code: int) -> dict:
    """The error of the result, which people are told in the same words."""
    assert ended.exit_code == exit_code, ended.err
    error = ended.result["error"]
    assert re.fullmatch(r"OCM-\d{4}", error["code"])
    assert error["message"]
    assert error["hint"]
    assert error["code"] in ended.err
    assert "Traceback" not in ended.err
    return error


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return listener.getsockname()[1]


def test_2_a_job_file_with_an_error_is_told_by_line_and_key(tmp_path):
    path = tmp_path / "job.toml"
    path.write_text('[source]\nserver = "sql"\ndatabase = "OctopusDeploy"\nencrpyt = "yes"\n')
    error = failed(migrator(tmp_path, "run", path, "--yes", "--json"), 2)
    assert "line 4" in error["message"]
    assert "encrpyt" in error["message"]
    assert "encrypt" in error["message"] + error["hint"]


def test_2_a_wrong_verb_is_told_with_a_result(tmp_path):
    error = failed(migrator(tmp_path, "uplaod", "job.toml", "--json"), 2)
    assert "upload" in error["hint"] + error["message"]


@pytest.mark.parametrize(
    ("name", "changes", "code", "words"),
    [
        ("port", None, "OCM-2104", "127.0.0.1"),
        ("password", ("secrets/sql-password", "secrets/wrong"), "OCM-2108", "octopus_reader"),
        ("database", ('"OctopusDeploy"', '"OctopusDelpoy"'), "OCM-2109", "OctopusDelpoy"),
        (
            "trust",
            ('server_certificate = "ca.pem"', 'server_certificate = "foreign/ca.pem"'),
            "OCM-2106",
            "127.0.0.1",
        ),
    ],
)
def test_3_what_is_wrong_with_the_source_is_told(served, name, changes, code, words):
    change = changes or (f"127.0.0.1,{served.sql_port}", f"127.0.0.1,{free_port()}")
    ended = migrator(served.directory, "survey", job(served, f"source-{name}", change), "--json")
    error = failed(ended, 3)
    assert error["code"] == code
    assert words in error["message"]


def test_4_a_wrong_key_is_told(served, exported):
    path = job(served, "key", ("secrets/api-key", "secrets/wrong"))
    error = failed(migrator(served.directory, "plan", path, "--json"), 4)
    assert error["code"] == "OCM-5120"


def test_4_a_wrong_address_is_told(served, exported):
    path = job(served, "address", (served.url, f"https://127.0.0.1:{free_port()}"))
    error = failed(migrator(served.directory, "plan", path, "--json"), 4)
    assert error["code"] == "OCM-5103"


def test_5_a_wrong_passphrase_is_told(served, exported):
    path = served.directory / "secrets" / "wrong"
    words = ("check", exported, "--passphrase-file", path, "--json")
    assert failed(migrator(served.directory, *words), 5)["code"] == "OCM-4104"


def test_5_a_damaged_package_is_told(served, exported):
    data = bytearray(exported.read_bytes())
    data[len(data) // 2] ^= 1
    damaged = served.directory / "damaged.ocmpack"
    damaged.write_bytes(data)
    words = ("check", damaged, "--job", served.job, "--json")
    assert failed(migrator(served.directory, *words), 5)["code"] == "OCM-4103"


def test_6_a_reference_that_leads_nowhere_blocks(tmp_path):
    with start(RehearsalSettings(tmp_path / "served")) as served:
        tables = served.instance.database.tables
        lost = next(row["Id"] for row in tables["Feed"].rows if row["Name"] == "maven")
        tables["Feed"].rows[:] = [row for row in tables["Feed"].rows if row["Id"] != lost]
        ended = migrator(tmp_path, "run", served.job, "--yes", "--json")
        error = failed(ended, 6)
        assert str(lost) in error["message"] or "maven" in error["message"]
        findings = [line for line in ended.lines if line["event"] == "finding"]
        assert any(finding["severity"] == "blocks" for finding in findings)
        assert all(sent.method == "GET" for sent in served.cloud.requests)


def test_7_a_plan_is_stale_once_the_target_has_changed(tmp_path):
    with start(RehearsalSettings(tmp_path / "served")) as served:
        plan = tmp_path / "plan.json"
        assert migrator(tmp_path, "export", served.job).exit_code == 0
        assert migrator(tmp_path, "plan", served.job, "--out", plan).exit_code == 0
        group = served.cloud.store.all_of("ProjectGroup")[0]
        served.cloud.store.put("ProjectGroup", {**group, "Description": "changed by somebody"})
        served.cloud.requests.clear()
        ended = migrator(tmp_path, "upload", served.job, "--plan", plan, "--json")
        assert failed(ended, 7)["code"] == "OCM-3101"
        assert all(sent.method == "GET" for sent in served.cloud.requests)


def test_130_a_run_that_was_stopped_goes_on_when_it_is_called_again(tmp_path):
    with start(RehearsalSettings(tmp_path / "served", latency_ms=10)) as served:
        words = ("run", served.job, "--yes", "--json")

        def half_way() -> bool:
            return sum(sent.method != "GET" for sent in list(served.cloud.requests)) > 100

        stopped = migrator_until(tmp_path, *words, reached=half_way, stop_by=signal.SIGINT)
        assert failed(stopped, 130)["code"] == "OCM-9130"
        journal = next((served.directory / "state").glob("journal-*.jsonl")).read_text("utf-8")
        done = sum("done" in json.loads(line).values() for line in journal.splitlines())
        assert 50 < done < 250
        again = migrator(tmp_path, *words)
        assert again.exit_code == 0, again.err
        stages = [line["stage"] for line in again.lines if line["event"] == "started"]
        assert stages == ["check", "upload", "verify"]
        upload = next(line for line in again.lines if line.get("stage") == "upload")
        assert upload["done"] == done
