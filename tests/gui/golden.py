"""The golden pictures: how they are made, and how two pictures are compared.

Makes them anew, after a change of looks that is wanted: `python -m tests.gui.golden --renew`.
Look at each one that `git status` then shows as changed before you commit it.
Any other word is a folder to put them in, and `--renew` puts them in `tests/gui/golden/`.
"""

import os
import sys
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
GOLDEN = HERE / "golden"
SIZE = (1024, 700)
# What differs less is one step of the palette, or the rounding of another processor.
LEVELS = 12
ALLOWED_SHARE = 0.0002


def pinned_environment(state):
    """An environment in which Qt draws the same on every machine. `state` is an empty folder."""
    ours = {
        "QT_QPA_PLATFORM": "offscreen",
        "QT_SCALE_FACTOR": "1",
        "QT_ENABLE_HIGHDPI_SCALING": "1",
        "QT_FONT_DPI": "96",
        "FONTCONFIG_FILE": str(HERE / "fonts.conf"),
        "XDG_CACHE_HOME": str(state),
        "XDG_STATE_HOME": str(state),
        "XDG_DATA_HOME": str(state),
        "LC_ALL": "C.UTF-8",
        "TZ": "UTC",
        "PYTHONPATH": str(ROOT),
    }
    others = {name: value for name, value in os.environ.items() if not name.startswith("QT_")}
    return others | ours


@dataclass(frozen=True)
class Pose:
    """One picture: a page, a pose of that page or "", and the look and language of both."""

    page: str
    pose: str
    look: str
    language: str
    without: tuple[str, ...] = ()
    also: Callable[[object], None] | None = None

    @property
    def name(self):
        """Of the file."""
        return "-".join(part for part in (self.page, self.pose, self.look, self.language) if part)


def _two_recent(page):
    from migrator.engine.progress import UploadProgress
    from migrator.gui.recent import RecentJob

    stopped = RecentJob(Path("/jobs/acme.toml"), UploadProgress(412, 1120))
    new = RecentJob(Path("/jobs/rehearsal.toml"), None)
    page._show_recent((stopped, new))


POSES = (
    Pose("start", "", "light", "en", also=_two_recent),
    Pose("source", "missing", "dark", "en", ("looked",)),
    Pose("master-key", "wrong", "light", "de", ("inventory",)),
    Pose("choose", "", "light", "zh_CN"),
    Pose("choose", "wrong", "contrast", "en"),
    Pose("cloud", "", "dark", "de"),
    Pose("review", "", "light", "en"),
    Pose("upload", "running", "dark", "en", ("uploaded", "verified")),
    Pose("upload", "failing", "contrast", "de", ("uploaded", "verified")),
    Pose("verify", "", "light", "en"),
    Pose("finish", "", "dark", "zh_CN"),
)


def take(directory):
    """Put all pictures into a folder; only in a process that began in `pinned_environment`."""
    from PySide6.QtWidgets import QApplication

    from migrator.gui.app import make_application, translate_to
    from migrator.gui.theme import Look, Theme

    app = make_application(Look.LIGHT, "en")
    app.setCursorFlashTime(0)
    theme = app.findChild(Theme)
    for pose in POSES:
        translate_to(app, pose.language)
        theme.choose(Look(pose.look))
        window = _posed(pose, app)
        save_small(window.grab().toImage(), directory / f"{pose.name}.png")
        window.hide()
        window.deleteLater()
        QApplication.processEvents()


def _posed(pose, app):
    from migrator.gui.flow import PageName
    from migrator.gui.window import Wizard
    from tests.gui.acme import acme_session

    window = Wizard(acme_session(app, without=pose.without))
    window.resize(*SIZE)
    window.show()
    window.activateWindow()
    window.go_to(PageName(pose.page))
    page = window.page
    settle(app, page)
    if pose.pose:
        page.poses()[pose.pose]()
    if pose.also is not None:
        pose.also(page)
    settle(app, page)
    return window


def settle(app, page):
    """Let a page come to rest: its task, its counting on the pool, and the layouts."""
    from PySide6.QtCore import QDeadlineTimer, QThreadPool

    deadline = QDeadlineTimer(60_000)
    counting = getattr(page, "_counting", None)
    while page.is_busy or (counting is not None and counting.is_running):
        app.processEvents()
        assert not deadline.hasExpired(), f"{page.name} does not come to rest"
    assert QThreadPool.globalInstance().waitForDone(60_000)
    for _ in range(4):
        app.processEvents()


def open_picture(path):
    """A picture as RGB, five bits a channel, as it is committed."""
    from PySide6.QtGui import QImage

    image = QImage(str(path))
    assert not image.isNull(), f"{path} is no picture"
    return coarse(image)


def coarse(image):
    """The same in steps of eight levels: what is committed stays small."""
    from PySide6.QtCore import Qt
    from PySide6.QtGui import QImage

    exactly = Qt.ImageConversionFlag.ThresholdDither | Qt.ImageConversionFlag.AvoidDither
    fewer = image.convertToFormat(QImage.Format.Format_RGB555, exactly)
    return fewer.convertToFormat(QImage.Format.Format_RGB888)


def rows_of(image):
    """The bytes of each line."""
    width, step = image.width() * 3, image.bytesPerLine()
    data = bytes(image.constBits())
    return [data[at * step : at * step + width] for at in range(image.height())]


def save_small(image, path):
    """Save with a palette; of more than 256 colours the rare ones become their neighbours."""
    from PySide6.QtGui import QImage

    rows = rows_of(coarse(image))
    lines = [[row[at : at + 3] for at in range(0, len(row), 3)] for row in rows]
    counts = Counter(colour for line in lines for colour in line)
    palette = [colour for colour, _ in sorted(counts.items(), key=lambda pair: (-pair[1], pair[0]))]
    del palette[256:]
    near = {colour: min(range(len(palette)), key=lambda at: _far(palette[at], colour)) for colour in counts}  # fmt: skip
    width = image.width()
    data = b"".join(bytes(near[colour] for colour in line) + bytes(-width % 4) for line in lines)
    small = QImage(data, width, image.height(), QImage.Format.Format_Indexed8)
    small.setColorTable([0xFF000000 | int.from_bytes(colour) for colour in palette])
    if not small.save(str(path), "PNG", 0):
        raise OSError(path)


def _far(one, other):
    return max(abs(ours - theirs) for ours, theirs in zip(one, other, strict=True))


def compare(actual, expected):
    """The share of pixels that differ by more than LEVELS in a channel, and a picture of them."""
    from PySide6.QtGui import QColor, QImage

    if actual.size() != expected.size():
        return 1.0, actual
    marks = QImage(expected.size(), QImage.Format.Format_RGB888)
    marks.fill(QColor("white"))
    differing = 0
    for y, (ours, theirs) in enumerate(zip(rows_of(actual), rows_of(expected), strict=True)):
        if ours == theirs:
            continue
        for at in range(0, len(ours), 3):
            if _far(ours[at : at + 3], theirs[at : at + 3]) > LEVELS:
                differing += 1
                marks.setPixelColor(at // 3, y, QColor("red"))
    return differing / (expected.width() * expected.height()), marks


def main(words):
    """Start once more where Qt must find its settings before it begins."""
    os.environ.update(pinned_environment(words[1]))
    directory = Path(words[0])
    directory.mkdir(parents=True, exist_ok=True)
    take(directory)


if __name__ == "__main__":
    where = GOLDEN if sys.argv[1:] == ["--renew"] else Path(sys.argv[1])
    with TemporaryDirectory() as scratch:
        main([str(where), scratch])
