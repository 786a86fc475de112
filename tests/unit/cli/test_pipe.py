import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[3]
SCRIPT = """
import sys
from migrator.cli.call import Call, FaceOptions, Outcome
from migrator.cli.main import carry_out
from migrator.model.events import Advanced, Stage
from migrator.model.report import Report
def act(face):
    for done in range(5000):
        face.run.emit(Advanced(Stage.UPLOAD, done, 5000, "x" * 200))
    return Outcome(Report("verify", {"project": {"equal": 3, "failed": 1}}), 1)
sys.exit(carry_out(Call("upload", FaceOptions(json=sys.argv[1] == "json"), act)))
"""


@pytest.mark.parametrize("form", ["json", "text"])
def test_a_reader_that_leaves_early_changes_neither_the_work_nor_its_exit_code(form):
    theirs, ours = os.pipe()
    process = subprocess.Popen(
        [sys.executable, "-c", SCRIPT, form], stdout=ours, stderr=subprocess.PIPE, cwd=ROOT
    )
    os.close(theirs)
    os.close(ours)
    _, err = process.communicate(timeout=60)
    assert process.returncode == 1
    assert b"Traceback" not in err
