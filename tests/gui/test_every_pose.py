import subprocess
import sys

import pytest

from tests.gui.golden import ROOT, pinned_environment


def look(what, scale, state):
    environment = pinned_environment(state) | {"QT_SCALE_FACTOR": scale}
    done = subprocess.run(
        [sys.executable, "-m", "tests.gui.every_pose", what],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        timeout=400,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout.splitlines()


@pytest.mark.parametrize("scale", ["1", "1.5"])
def test_no_state_of_a_page_cuts_hides_or_doubles_anything_in_any_language(scale, tmp_path):
    assert look("layout", scale, tmp_path) == []


def test_every_text_stands_out_from_its_ground_in_every_look(tmp_path):
    assert look("contrast", "3", tmp_path) == []
