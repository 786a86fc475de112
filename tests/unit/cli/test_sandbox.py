import json
import os
import signal
import socket
import ssl
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from migrator.cli.main import main
from migrator.engine.job import load_job, resolve_package, resolve_source, resolve_target
from migrator.engine.secrets import Vault
from migrator.sandbox.rehearsal import RehearsalSettings, SandboxPortError, start

ROOT = Path(__file__).parents[3]


@pytest.mark.skipif(sys.platform == "win32", reason="signals and modes of POSIX")
def test_the_sandbox_serves_a_job_that_fits_until_it_is_stopped(tmp_path):
    process = subprocess.Popen(
        [
            sys.executable,
            "-m",
            "migrator.cli.main",
            "sandbox",
            "--json",
            "--quiet",
            "--directory",
            str(tmp_path),
        ],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        cwd=ROOT,
        text=True,
    )
    try:
        started = json.loads(process.stdout.readline())
        assert (started["event"], started["stage"]) == ("started", "sandbox")
        assert started["job"] == str(tmp_path / "job.toml")
        vault = Vault(environment={})
        job = load_job(tmp_path / "job.toml", {})
        source = resolve_source(job, vault)
        assert source.server == f"127.0.0.1,{started['sql_port']}"
        assert source.server_certificate == Path(started["ca"])
        assert resolve_package(job, vault).passphrase
        assert resolve_target(job, vault).url == started["url"]
        context = ssl.create_default_context(cafile=started["ca"])
        with (
            socket.create_connection(("127.0.0.1", started["cloud_port"]), timeout=10) as plain,
            context.wrap_socket(plain, server_hostname="127.0.0.1"),
        ):
            pass
        for path in (tmp_path / "secrets").iterdir():
            assert stat.S_IMODE(path.stat().st_mode) == 0o600
    finally:
        process.send_signal(signal.SIGTERM)
        out, _err = process.communicate(timeout=30)
    assert process.returncode == 0
    result = json.loads(out.splitlines()[-1])
    assert (result["event"], result["exit_code"]) == ("result", 0)


def test_a_port_that_is_taken_is_named(capsys, tmp_path):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        assert main(["sandbox", "--sql-port", str(port), "--directory", str(tmp_path)]) == 2
    err = capsys.readouterr().err
    assert err.startswith(f"OCM-1031: The sandbox cannot listen on port {port}: ")


def test_a_directory_that_cannot_be_written_is_named(capsys, tmp_path):
    (tmp_path / "file").write_text("")
    assert main(["sandbox", "--directory", str(tmp_path / "file")]) == 2
    assert capsys.readouterr().err.startswith("OCM-1032: ")


def test_a_rehearsal_can_be_started_again_in_the_same_directory(tmp_path):
    settings = RehearsalSettings(tmp_path, latency_ms=5, rate_per_minute=600)
    with start(settings) as first:
        first_key = (tmp_path / "secrets/api-key").read_text()
        assert first.cloud.trouble.latency_s == 0.005
        taken = RehearsalSettings(tmp_path / "other", cloud_port=first.cloud_port)
        with pytest.raises(SandboxPortError), start(taken):
            pass
    with start(settings) as second:
        assert (tmp_path / "secrets/api-key").read_text() != first_key
        assert f"127.0.0.1,{second.sql_port}" in second.job.read_text()


def test_without_json_the_job_file_itself_is_printed(tmp_path):
    process = subprocess.Popen(
        [sys.executable, "-m", "migrator.cli.main", "sandbox"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        cwd=ROOT,
        env={**os.environ, "TMPDIR": str(tmp_path)},
        text=True,
    )
    try:
        first = process.stdout.readline()
        assert first.startswith("# ")
        assert Path(first[2:].strip()).parent.parent == tmp_path
        assert any(
            line.startswith("[source]") for line in iter(process.stdout.readline, "[select]\n")
        )
    finally:
        process.terminate()
        process.communicate(timeout=30)
    assert process.returncode == 0
    assert list(tmp_path.iterdir()) == []
