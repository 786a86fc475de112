"""Once more in a real window, on a screen that nobody sees; pictures are left in build/wizard."""

import json
import os
import shutil
import subprocess
import sys
import time
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path

import pytest
from PySide6.QtGui import QImage

from migrator.sandbox.rehearsal import RehearsalSettings, start
from tests.e2e.end_state import end_state
from tests.e2e.process import ROOT, environment, migrator, started
from tests.gui import whole_way as way

DEADLINE_S = 300
PACKAGES = (
    "xvfb xdotool libegl1 libxkbcommon-x11-0 libxcb-cursor0 libxcb-icccm4 libxcb-image0 "
    "libxcb-keysyms1 libxcb-randr0 libxcb-render-util0 libxcb-shape0 libxcb-xkb1"
)
_NO_PLUGIN = "no Qt platform plugin could be initialized"


@pytest.fixture(scope="module")
def display(tmp_path_factory):
    """A screen of our own, on which Qt can show a window."""
    for program in ("Xvfb", "xdotool"):
        if shutil.which(program) is None:
            pytest.skip(f"{program} is missing: apt-get install {PACKAGES}")
    with screen() as name:
        home = tmp_path_factory.mktemp("probe")
        shows = ended(home, name, "-c", "from PySide6.QtWidgets import QApplication as A; A([])")
        if _NO_PLUGIN in shows.stderr:
            pytest.skip(f"Qt lacks libraries of X: apt-get install {PACKAGES}")
        assert shows.returncode == 0, shows.stderr
        yield name


@contextmanager
def screen():
    """An X server on a number that is free."""
    reads, writes = os.pipe()
    words = ("-displayfd", str(writes), "-screen", "0", "1280x900x24", "-nolisten", "tcp", "-noreset")  # fmt: skip
    with subprocess.Popen(
        ["Xvfb", *words], pass_fds=[writes], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    ) as server:
        os.close(writes)
        try:
            with os.fdopen(reads) as told:
                number = told.readline().strip()
            assert number, "The X server does not start."
            yield f":{number}"
        finally:
            server.terminate()


def on(display, home):
    return environment(home, DISPLAY=display, QT_QPA_PLATFORM="xcb", QT_SCALE_FACTOR="1")


def ended(home, display, *words, text=""):
    """Run Python on the display to its end."""
    return subprocess.run(
        [sys.executable, *map(str, words)],
        input=text,
        capture_output=True,
        text=True,
        encoding="utf-8",
        cwd=ROOT,
        env=on(display, home),
        timeout=DEADLINE_S,
        check=False,
    )


@pytest.fixture
def pictures():
    """Where pictures are kept: build output, which OCM_PICTURES may put elsewhere."""
    place = Path(os.environ.get("OCM_PICTURES") or ROOT / "build" / "wizard")
    place.mkdir(parents=True, exist_ok=True)
    for old in place.glob("[0-9][0-9]-*.png"):
        old.unlink()
    return place


def test_mouse_and_keyboard_lead_through_a_real_window_to_a_verified_cloud(
    tmp_path, display, pictures
):
    with start(RehearsalSettings(tmp_path / "served")) as served:
        known = way.known_of(served)
        told = json.dumps({**asdict(known), "ca": str(known.ca)})
        shown = ended(tmp_path / "home", display, "-m", "tests.gui.real_window", pictures, text=told)  # fmt: skip
        assert shown.returncode == 0, shown.stderr
        assert "Traceback" not in shown.stderr, shown.stderr
        state = end_state(served.cloud)
    assert len(state) > 200
    assert not any('"Empty Project"' in document for document in state)
    result = json.loads(shown.stdout.splitlines()[-1])
    assert result["title"] == "Complete"
    projects = result["kinds"]["project"]
    assert projects["equal"] == sum(projects.values()) > 20
    job = Path(result["job"])
    assert job.with_name("report.html").read_text("utf-8").startswith("<!doctype html>")
    assert job.read_text("utf-8").count("{ prompt = true }") == len(known.secrets)
    assert way.files_that_hold(tmp_path / "home", known.secrets) == []
    taken = sorted(pictures.glob("[0-9][0-9]-*.png"))
    assert len({path.read_bytes() for path in taken}) == len(taken) == 11
    assert {QImage(str(path)).size().toTuple() for path in taken} == {(1280, 900)}


def test_the_keyboard_alone_leads_the_window_of_a_job_to_a_verified_cloud(tmp_path, display):
    """Nothing but keys goes in, and nothing but what it leaves tells how it ended."""
    with start(RehearsalSettings(tmp_path / "served")) as served:
        words = ("gui", served.job, "--theme", "light", "--language", "en")
        more = {"DISPLAY": display, "QT_QPA_PLATFORM": "xcb"}
        with started(tmp_path / "home", *words, **more) as process:
            window = xdotool(display, "search", "--sync", "--onlyvisible", "--pid", str(process.pid), "--name", "Octopus Cloud Migrator")  # fmt: skip
            xdotool(display, "windowfocus", window.split()[-1])
            until = time.monotonic() + DEADLINE_S
            while process.poll() is None and time.monotonic() < until:
                # Return goes on from every question; then Next, Start upload, and at last Close.
                is_planned = (served.directory / "state" / "plan.json").is_file()
                is_begun = any(sent.method != "GET" for sent in list(served.cloud.requests))
                last = "alt+c" if is_begun else "alt+u"
                xdotool(display, "key", *(["alt+n", last] if is_planned else ["Return"]))
            assert process.poll() == 0
        state = end_state(served.cloud)
        assert any('"Web Shop"' in document for document in state)
        again = migrator(tmp_path / "home", "run", served.job, "--yes")
    assert again.exit_code == 0, again.err
    assert "nothing had to be written" in again.out.splitlines()[-1]


def xdotool(display, *words):
    ended = subprocess.run(
        ["xdotool", *words],
        env={**os.environ, "DISPLAY": display},
        capture_output=True,
        text=True,
        timeout=DEADLINE_S,
        check=True,
    )
    return ended.stdout
