"""The wizard in a real window, used by a real mouse and keyboard; a process of its own.

    python -m tests.gui.real_window PICTURES < known.json

It is `migrator gui`, in which a person sits who sees the window from within and acts through
the X server alone. The first line of the output is what was verified, as JSON.
"""

import json
import sys
import traceback
from pathlib import Path

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication

from migrator.cli.main import main
from migrator.gui.flow import PageName
from migrator.gui.window import Wizard
from tests.gui import whole_way as way
from tests.gui.user import ScreenHands, User

_STILL = 12  # looks at the screen that all show the same


class Person:
    """Goes the whole way, and takes a picture of the screen at each station."""

    def __init__(self, pictures, known):
        self._pictures, self._known = pictures, known
        self._taken = 0
        self.result = {}
        self.trouble = ""

    def start(self):
        [wizard] = [w for w in QApplication.topLevelWidgets() if isinstance(w, Wizard)]
        try:
            self._user = User(wizard, ScreenHands())
            self._go(self._user)
        except BaseException:
            self.trouble = traceback.format_exc()
            self._take("trouble", moves=True)
            wizard.close()

    def _go(self, user):
        known, session = self._known, user.wizard.session
        self._take("start")
        user.goes_on("Next", PageName.SOURCE)
        way.fill_source(user, known)
        user.presses("Test connection", until=lambda: session.outcomes.looked)
        self._take("source")
        user.goes_on("Next", PageName.MASTER_KEY)
        way.fill_master_key(user, known)
        user.presses("Check the key", until=lambda: session.outcomes.inventory)
        self._take("master-key")
        user.goes_on("Next", PageName.CHOOSE)
        way.untick_project(user, "Empty Project")
        self._take("choose")
        user.goes_on("Next", PageName.PACKAGE)
        way.fill_package(user, known)
        user.goes_on("Create package")
        self._take("package")
        user.goes_on("Next", PageName.CLOUD)
        way.fill_cloud(user, known)
        user.presses("Test connection", until=lambda: session.outcomes.cloud)
        self._take("cloud")
        user.goes_on("Next", PageName.REVIEW)
        self._take("review")
        user.goes_on("Next", PageName.UPLOAD)
        user.clicks(user.wizard.next)
        user.waits(lambda: user.page._tally.counts().done, "nothing is done")
        self._take("uploading", moves=True)
        user.waits(lambda: session.outcomes.uploaded, "no end of the upload")
        self._take("uploaded")
        user.goes_on("Next", PageName.VERIFY)
        self._take("verify")
        user.goes_on("Next", PageName.FINISH)
        user.saves_as("Save as HTML...", session.path.with_name("report.html"))
        self._take("finish")
        verified = session.outcomes.verified
        way.assert_verified(verified)
        self.result = {
            "kinds": {str(kind): dict(counts) for kind, counts in verified.kinds.items()},
            "job": str(session.path),
            "title": user.wizard._title.text(),
        }
        user.presses("Close")

    def _take(self, name, *, moves=False):
        """Save the screen, once it lies still."""
        self._taken += 1
        screen, pictures = QApplication.primaryScreen(), []

        def lies_still():
            pictures.append(screen.grabWindow(0))
            return moves or (len(pictures) > _STILL and _are_same(pictures[-_STILL:]))

        self._user.waits(lies_still, "the screen does not come to rest")
        assert pictures[-1].save(str(self._pictures / f"{self._taken:02}-{name}.png"))


def _are_same(pictures):
    images = [picture.toImage() for picture in pictures]
    return all(image == images[0] for image in images)


def run():
    pictures = Path(sys.argv[1])
    known = way.Known(**json.load(sys.stdin))
    app = QApplication(["migrator"])
    app.setCursorFlashTime(0)
    person = Person(pictures, known)
    QTimer.singleShot(0, app, person.start)
    code = main(["gui", "--theme", "light", "--language", "en"])
    print(json.dumps(person.result))
    sys.stderr.write(person.trouble)
    return code or int(bool(person.trouble))


if __name__ == "__main__":
    sys.exit(run())
