import os
from contextlib import contextmanager

# Before Qt is loaded; a developer may set another platform to watch.
os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

import pytest

from migrator.gui.app import translate_to
from migrator.gui.session import Session
from migrator.gui.theme import Look, Theme
from migrator.gui.window import Wizard
from migrator.sandbox.rehearsal import RehearsalSettings, start
from tests.gui.on_the_way import make_trip


@pytest.fixture(scope="session")
def looks(qapp):
    """The application in our look."""
    theme = Theme(qapp, Look.LIGHT)
    yield theme
    theme.close()


@pytest.fixture(autouse=True)
def _english_at_home(qapp, looks, tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state-home"))
    translate_to(qapp, "en")
    looks.choose(Look.LIGHT)
    yield
    translate_to(qapp, "en")


@pytest.fixture(scope="session")
def served(tmp_path_factory):
    """Both servers of the sandbox with the sample."""
    with start(RehearsalSettings(tmp_path_factory.mktemp("sandbox"))) as rehearsal:
        yield rehearsal


@pytest.fixture(scope="module")
def trip(tmp_path_factory, qapp):
    """One space's way as far as the plan; its servers are those of the module alone."""
    with start(RehearsalSettings(tmp_path_factory.mktemp("served"))) as servers:
        yield make_trip(servers, tmp_path_factory.mktemp("trip") / "home")


@pytest.fixture
def job(served, tmp_path):
    """A job of the sample that a test may change."""
    text = served.job.read_text("utf-8")
    for name in ("secrets/", "ca.pem"):
        text = text.replace(f'"{name}', f'"{served.directory}/{name}')
    path = tmp_path / "sample.toml"
    path.write_text(text, "utf-8")
    return path


@pytest.fixture
def session(tmp_path, qapp):
    made = Session(tmp_path / "new.toml")
    yield made
    made.deleteLater()


@pytest.fixture
def wizard(qtbot, session):
    """A window that is closed, and through with its tasks, when the test ends."""
    with shown(qtbot, session) as made:
        yield made


@contextmanager
def shown(qtbot, session):
    """Show a window, and close it as a user does."""
    made = Wizard(session)  # not added to qtbot, which would close it before what runs has stopped
    made.show()
    qtbot.waitExposed(made)
    yield made
    if made.isVisible():
        with qtbot.waitSignal(made.closed, timeout=40_000):
            made.close()
    made.deleteLater()
    qtbot.wait(1)
