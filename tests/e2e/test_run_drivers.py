"""`migrator run` against the sandbox in another process, over TLS, by each driver there is."""

from pathlib import Path

import mssql_python_odbc
import pyodbc
import pytest

from tests.e2e.process import migrator, sandbox


def microsoft_library() -> str:
    root = Path(mssql_python_odbc.get_libs_dir())
    found = sorted(root.glob("linux/debian_ubuntu/*/lib/libmsodbcsql*.so*"))
    return str(found[0]) if found else ""


MICROSOFT = pytest.mark.skipif(
    not microsoft_library(), reason="the wheel of Microsoft's driver has none for this system"
)
FREETDS = pytest.mark.skipif(
    "FreeTDS" not in pyodbc.drivers(), reason="FreeTDS is not registered with the driver manager"
)
MICROSOFT_BY_PATH = f'driver = "{microsoft_library()}"'


@pytest.mark.parametrize(
    ("members", "driver"),
    [
        pytest.param("", "Microsoft", id="auto"),
        pytest.param(MICROSOFT_BY_PATH, "libmsodbcsql", id="microsoft", marks=MICROSOFT),
        pytest.param(
            f'{MICROSOFT_BY_PATH}\nencrypt = "strict"',
            "libmsodbcsql",
            id="microsoft-strict",
            marks=MICROSOFT,
        ),
        pytest.param('driver = "mssql-python"', "mssql-python", id="mssql-python"),
        pytest.param(
            'driver = "FreeTDS"\ntrust_server_certificate = true',
            "FreeTDS",
            id="freetds",
            marks=FREETDS,
        ),
    ],
)
def test_a_run_over_tls_in_processes_of_their_own_is_verified(tmp_path, members, driver):
    with sandbox(tmp_path, "--directory", tmp_path / "served") as served:
        job = Path(served["job"])
        text = job.read_text("utf-8")
        job.write_text(text.replace("[source]\n", f"[source]\n{members}\n"), "utf-8")
        ended = migrator(tmp_path, "run", job, "--yes", "--json", "--log", tmp_path / "log")
        assert ended.exit_code == 0, ended.err
        assert ended.result["report"]["clean"] is True
        assert ended.facts["compared"] > 250
        assert ended.facts["written"] == ended.facts["planned_steps"] > 200
        assert driver in (tmp_path / "log").read_text("utf-8")
