import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
HEAVY = ("PySide6", "cryptography", "keyring", "mssql_python", "platformdirs", "pyodbc", "pyrage", "requests", "rich", "truststore", "zstandard")  # fmt: skip
SHOW = """
import sys
from migrator.cli.main import main
code = main(sys.argv[1:])
heavy = sorted({name.partition(".")[0] for name in sys.modules})
print(code, *heavy, file=sys.stderr)
"""


@pytest.mark.parametrize(
    "words",
    [
        ["--version"],
        ["--help"],
        [],
        ["run", "--help"],
        ["package", "rekey", "--help"],
        ["check", "--help"],
        ["sandbox", "--help"],
        ["demo", "--help"],
        ["gui", "--help"],
    ],
)
def test_version_and_help_load_nothing_heavy(words):
    done = subprocess.run(
        [sys.executable, "-c", SHOW, *words],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
        # On a desktop `migrator` alone opens the wizard.
        env={name: value for name, value in os.environ.items() if "DISPLAY" not in name},
    )
    code, *loaded = done.stderr.splitlines()[-1].split()
    assert code == "0"
    assert "click" in loaded
    assert set(loaded) & set(HEAVY) == set()
