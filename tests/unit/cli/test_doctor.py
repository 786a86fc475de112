import json
import subprocess
import sys
import tomllib
import zipfile
from pathlib import Path

import pytest

from migrator.cli.main import main
from migrator.model.errors import ExitCode
from migrator.sandbox.rehearsal import RehearsalSettings, start

ROOT = Path(__file__).parents[3]
PASSWORD, KEY = "CANARY-71;x", "6EdU6IWsCtMEwk0kPKflQQ=="
STRING = f'Server=mssql,1433;Database=Octopus;User Id=SA;Password="{PASSWORD}";Pooling=False'


@pytest.fixture
def container(monkeypatch):
    monkeypatch.setenv("DB_CONNECTION_STRING", STRING)
    monkeypatch.setenv("MASTER_KEY", KEY)


def test_a_job_that_works_is_shown_as_one_table_and_ends_with_0(capsys, tmp_path):
    with start(RehearsalSettings(tmp_path)) as served:
        assert main(["doctor", str(served.job)]) == ExitCode.OK
    out, err = capsys.readouterr()
    assert out.count("────") >= 1
    for word in (
        "Python",
        "ODBC driver",
        "Qt",
        "TLS roots",
        "source",
        "target",
        "is Octopus Server",
    ):
        assert word in out
    assert "problem" not in out
    assert err == ""


def test_a_problem_is_shown_with_its_remedy_and_ends_with_1(capsys, tmp_path):
    job = tmp_path / "job.toml"
    job.write_text('[source]\nserver="no such host"\ndatabase="d"\nauthentication="windows"\n')
    assert main(["doctor", str(job)]) == ExitCode.FINDINGS
    out, _err = capsys.readouterr()
    assert "problem   source" in out
    assert "→ " in out
    assert out.splitlines()[-1].startswith("1 problem")


@pytest.mark.parametrize(
    "words", [["--bundle", "x.zip"], ["j.toml", "--find", "--bundle", "x.zip"], ["--with-log"]]
)
def test_a_bundle_is_of_a_job(capsys, tmp_path, monkeypatch, words):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "some.log").write_text("a line\n")
    more = ["some.log"] if words == ["--with-log"] else []
    assert main(["doctor", *words, *more]) == ExitCode.USAGE
    assert "bundle" in capsys.readouterr().err
    assert [path.name for path in tmp_path.iterdir()] == ["some.log"]


def test_a_bundle_is_saved_where_there_is_a_problem_too(capsys, tmp_path):
    """That is when one asks for help; of a long log the end is taken."""
    job, log, saved = (tmp_path / name for name in ("job.toml", "run.log", "help.zip"))
    job.write_text('[source]\nserver="no such host"\ndatabase="d"\nauthentication="windows"\n')
    log.write_text("".join(f"line {number:09}\n" for number in range(500_000)))
    words = ["doctor", str(job), "--bundle", str(saved), "--with-log", str(log)]
    assert main(words) == ExitCode.FINDINGS
    with zipfile.ZipFile(saved) as bundle:
        report = json.loads(bundle.read("report.json"))
        lines = bundle.read("log.txt").decode().splitlines()
    assert "must be host" in json.dumps(report["findings"])
    assert lines[-1] == "line 000499999"
    assert all(len(line) == len(lines[-1]) for line in lines)
    assert 300_000 < len(lines) < 400_000


def test_a_job_file_with_an_error_is_wrong_usage(capsys, tmp_path):
    (tmp_path / "job.toml").write_text("[sauce]\n")
    assert main(["doctor", str(tmp_path / "job.toml")]) == ExitCode.USAGE
    assert "OCM-1003" in capsys.readouterr().err


def test_json_has_every_check(capsys):
    code = main(["doctor", "--json"])
    out, err = capsys.readouterr()
    result = json.loads(out.splitlines()[-1])
    assert (result["stage"], result["exit_code"]) == ("doctor", code)
    checks = result["report"]["facts"]["checks"]
    assert {check["name"] for check in checks} >= {"Python", "packages", "clock"}
    assert set(checks[0]) == {"name", "verdict", "found", "remedy"}
    worse = [check for check in checks if check["verdict"] != "ok"]
    assert len(result["report"]["findings"]) == len(worse)
    assert "ODBC driver" in err


def test_find_prints_a_job_file_and_nothing_else(capsys, container):
    assert main(["doctor", "--find", "--no-color"]) == ExitCode.OK
    out, err = capsys.readouterr()
    source = tomllib.loads(out)["source"]
    assert source == {
        "server": "mssql,1433",
        "database": "Octopus",
        "user": "SA",
        "password": {"env": "SOURCE_PASSWORD"},
        "master_key": {"env": "MASTER_KEY"},
    }
    assert err == ""


def test_long_lines_of_what_is_found_stay_whole(capsys, monkeypatch):
    host = "h" * 200
    monkeypatch.setenv("DB_CONNECTION_STRING", f"Server={host};Database=d;UID=u;PWD=p")
    assert main(["doctor", "--find"]) == 0
    assert f'server = "{host}"' in capsys.readouterr().out.splitlines()


@pytest.mark.parametrize("more", [[], ["--json"]])
def test_find_shows_neither_password_nor_key(capsys, container, tmp_path, more):
    log = tmp_path / "run.log"
    main(["doctor", "--find", "--log", str(log), *more])
    out, err = capsys.readouterr()
    for hidden in ("CANARY", KEY, STRING):
        assert hidden not in out + err + log.read_text()


def test_find_that_finds_nothing_says_so_and_ends_with_1(capsys, monkeypatch):
    monkeypatch.setattr("migrator.engine.here.find_servers", lambda machine: ())
    assert main(["doctor", "--find"]) == ExitCode.FINDINGS
    assert "No Octopus Server was found" in capsys.readouterr().out


def test_find_that_can_read_none_ends_with_1(capsys, monkeypatch):
    monkeypatch.setenv("DB_CONNECTION_STRING", "CANARY-71")
    assert main(["doctor", "--find"]) == ExitCode.FINDINGS
    out, _err = capsys.readouterr()
    assert "# Not readable: " in out
    assert "CANARY" not in out


def test_its_help_loads_nothing_heavy():
    script = (
        "import sys; from migrator.cli.main import main; main(['doctor', '--help']); "
        "print(sorted({n.partition('.')[0] for n in sys.modules}), file=sys.stderr)"
    )
    done = subprocess.run(
        [sys.executable, "-c", script],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    )
    assert "--find" in done.stdout
    for heavy in ("'rich'", "'pyodbc'", "'keyring'", "'requests'"):
        assert heavy not in done.stderr
