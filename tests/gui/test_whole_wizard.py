"""The whole way as a person goes it, from an empty window to a verified cloud."""

import csv
import json

import pytest

from migrator.gui.flow import PageName
from migrator.sandbox.rehearsal import RehearsalSettings, start
from tests.gui import whole_way as way
from tests.gui.strays import no_strays
from tests.gui.user import User

# The platform without a screen says so when a dialog comes up.
pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")


@pytest.fixture
def fresh(tmp_path_factory):
    """Both servers, with a cloud that holds nothing yet."""
    with start(RehearsalSettings(tmp_path_factory.mktemp("fresh"))) as served:
        yield served


@pytest.fixture
def alone(wizard):
    """The window, beside which none other may come up but a dialog."""
    with no_strays(wizard):
        yield wizard


def test_the_wizard_leads_from_an_empty_window_to_a_verified_cloud(alone, qtbot, fresh, tmp_path):
    wizard = alone
    user, known, session = User(wizard), way.known_of(fresh), wizard.session

    user.goes_on("Next", PageName.SOURCE)
    way.fill_source(user, known)
    user.presses("Test connection", until=lambda: session.outcomes.looked)
    assert "Octopus Server" in user.page._found.text
    # Back keeps what was typed, and what was found.
    user.goes_back(PageName.START)
    user.goes_on("Next", PageName.SOURCE)
    assert user.field("Server").text() == known.server
    assert user.field("Password").text() == known.password
    user.goes_on("Next", PageName.MASTER_KEY)

    way.fill_master_key(user, known)
    user.goes_on("Check and go on", PageName.CHOOSE)
    user.goes_back(PageName.MASTER_KEY)
    assert user.field("Master key").text() == known.master_key
    assert user.field("Older master key").text() == known.older_key
    user.goes_on("Next", PageName.CHOOSE)
    user.waits(lambda: session.outcomes.selection, "nothing is counted")

    way.to_cloud(user, known)
    assert session.outcomes.package.facts["documents"] > 200
    user.presses("Test connection", until=lambda: session.outcomes.cloud)
    assert "Connected: Octopus Cloud" in user.page._found.text
    user.goes_back(PageName.PACKAGE)
    assert user.field("Passphrase").text() == known.passphrase
    user.goes_on("Next", PageName.CLOUD)
    assert user.field("Address").text() == known.url
    assert user.field("API key").text() == known.api_key

    user.goes_on("Next", PageName.REVIEW)
    plan = session.outcomes.plan
    assert user.page.table.model().rowCount() >= len(plan.steps) > 200
    assert [sent.method for sent in fresh.cloud.requests if sent.method != "GET"] == []
    line = user.field("The same without this window").text()
    assert line == f"migrator run {session.path}"
    user.goes_back(PageName.CLOUD)
    user.goes_on("Next", PageName.REVIEW)
    assert session.outcomes.plan is plan

    user.goes_on("Next", PageName.UPLOAD)
    user.goes_on("Start upload")
    assert "All" in user.page._stands.text
    user.goes_on("Next", PageName.VERIFY)
    way.assert_verified(session.outcomes.verified)
    assert "compared are equal" in user.page._verdict.text
    user.goes_on("Next", PageName.FINISH)

    equal = way.totals(session.outcomes.verified)["equal"]
    assert wizard._title.text() == "Complete"
    assert f"All {equal} compared documents are equal." in user.page._status.text
    assert user.field("The same without this window").text() == line
    left = user.page.to_do
    user.toggles(left.table, left.table.topLevelItem(0))
    assert left.done == 1
    assert f"1 of {left.total} done" in user.page._to_do_help.text()

    paths = {suffix: tmp_path / f"kept.{suffix}" for suffix in ("html", "csv", "json")}
    user.saves_as("Save as HTML...", paths["html"])
    user.saves_as("CSV...", paths["csv"])
    user.saves_as("JSON...", paths["json"])
    assert paths["html"].read_text("utf-8").startswith("<!doctype html>")
    report = json.loads(paths["json"].read_text("utf-8"))
    assert report["clean"] is True
    assert sum(kind.get("equal", 0) for kind in report["kinds"].values()) >= equal
    with paths["csv"].open(encoding="utf-8-sig", newline="") as file:
        assert len(list(csv.reader(file))) > 1
    user.saves_as("Support bundle...", tmp_path / "bundle.zip")
    user.settles()

    with qtbot.waitSignal(wizard.closed, timeout=60_000):
        user.presses("Close")
    job = session.path.read_text("utf-8")
    assert job.count("{ prompt = true }") == len(known.secrets)
    assert known.url in job
    # Job, plan, journal, package, list of jobs, reports, bundle: none holds a secret.
    assert way.files_that_hold(tmp_path, known.secrets) == []
