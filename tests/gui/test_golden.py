"""Golden pictures; `python -m tests.gui.golden --renew` makes them anew, see there."""

import re
import subprocess
import sys

import PySide6
import pytest
from PySide6.QtCore import QRect
from PySide6.QtGui import QColor, QPainter

from tests.gui import golden

BUILD = golden.ROOT / "build" / "golden"
NAMES = tuple(f"{pose.name}.png" for pose in golden.POSES)


def version_note():
    pins = (golden.ROOT / "installer" / "constraints.txt").read_text("utf-8")
    pinned = re.search(r"^PySide6[-_]Essentials==(\d+\.\d+)", pins, re.MULTILINE | re.IGNORECASE)
    ours = ".".join(PySide6.__version__.split(".")[:2])
    if pinned is None or pinned[1] == ours:
        return ""
    return f"; PySide6 is {ours}, the pictures are of {pinned[1]} (installer/constraints.txt)"


def complaint(name, actual, expected):
    share, marks = golden.compare(actual, expected)
    if share <= golden.ALLOWED_SHARE:
        return ""
    BUILD.mkdir(parents=True, exist_ok=True)
    for word, picture in (("actual", actual), ("diff", marks)):
        picture.save(str(BUILD / f"{name.removesuffix('.png')}-{word}.png"))
    return f"{name}: {share:.3%} of the pixels differ, see {BUILD}{version_note()}"


def test_the_pages_look_as_in_the_committed_pictures(tmp_path):
    words = [sys.executable, "-m", "tests.gui.golden", str(tmp_path / "made")]
    done = subprocess.run(
        words,
        cwd=golden.ROOT,
        env=golden.pinned_environment(tmp_path / "state"),
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    made = {name: golden.open_picture(tmp_path / "made" / name) for name in NAMES}
    wrong = [
        complaint(name, made[name], golden.open_picture(golden.GOLDEN / name)) for name in NAMES
    ]
    assert [line for line in wrong if line] == []


def test_no_picture_is_left_over_and_all_are_small():
    files = list(golden.GOLDEN.iterdir())
    assert sorted(path.name for path in files) == sorted(NAMES)
    assert max(path.stat().st_size for path in files) < 64_000


@pytest.fixture(params=["review-light-en.png", "cloud-dark-de.png"])
def expected(request, qapp):
    return golden.open_picture(golden.GOLDEN / request.param)


def test_the_same_picture_passes(expected):
    assert golden.compare(expected.copy(), expected)[0] == 0


def test_a_button_that_moves_by_three_pixels_fails(expected):
    moved, button = expected.copy(), QRect(880, 646, 110, 46)  # the primary one
    painter = QPainter(moved)
    painter.drawImage(button.topLeft().x() - 3, button.y(), expected.copy(button))
    painter.end()
    assert golden.compare(moved, expected)[0] > golden.ALLOWED_SHARE


@pytest.mark.parametrize("levels", [16, -16])
def test_a_shade_that_changes_fails(expected, levels):
    changed, ground = expected.copy(), expected.pixelColor(100, 600)  # the rail's
    shade = [min(255, max(0, value + levels)) for value in ground.getRgb()[:3]]
    if shade == [255, 255, 255]:
        shade = [ground.red() - 16, ground.green() - 16, ground.blue() - 16]
    painter = QPainter(changed)
    painter.fillRect(QRect(60, 600, 100, 40), QColor(*shade))
    painter.end()
    assert golden.compare(changed, expected)[0] > golden.ALLOWED_SHARE


def test_a_word_that_is_missing_fails(expected):
    changed = expected.copy()
    painter = QPainter(changed)
    painter.fillRect(QRect(308, 30, 70, 16), expected.pixelColor(300, 20))  # "Step 7 of 10"
    painter.end()
    assert golden.compare(changed, expected)[0] > golden.ALLOWED_SHARE


def test_what_another_processor_rounds_otherwise_passes(expected):
    changed = expected.copy()
    for x in range(0, expected.width(), 7):
        colour = expected.pixelColor(x, 50)
        near = [value - 8 if value > 128 else value + 8 for value in colour.getRgb()[:3]]
        changed.setPixelColor(x, 50, QColor(*near))
    assert golden.compare(changed, expected)[0] == 0


def test_another_size_fails(expected):
    assert golden.compare(expected.copy(0, 0, 1000, 700), expected)[0] == 1


def test_a_mismatch_leaves_the_picture_and_its_difference(expected, tmp_path, monkeypatch):
    monkeypatch.setattr(f"{__name__}.BUILD", tmp_path)
    changed = expected.copy()
    changed.fill(QColor("teal"))
    monkeypatch.setattr(PySide6, "__version__", "6.3.1")
    told = complaint("page.png", changed, expected)
    assert "PySide6 is 6.3, the pictures are of 6." in told
    assert {path.name for path in tmp_path.iterdir()} == {"page-actual.png", "page-diff.png"}
