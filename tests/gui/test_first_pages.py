"""Start, Source, Master key and Choose against the sandbox."""

import base64
import os

import pytest
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDropEvent

from migrator.engine.select import is_ticked
from migrator.gui.flow import PageName, Route, SecretName
from migrator.model.documents import Kind
from migrator.model.inventory import KeyVerdict

PATIENCE_MS = 60_000


def until_idle(qtbot, page):
    qtbot.waitUntil(lambda: not page.is_busy, timeout=PATIENCE_MS)


def press_next(qtbot, wizard):
    """Press the primary button, and wait for the page after this one."""
    page = wizard.page
    wizard.next.click()
    qtbot.waitUntil(lambda: wizard.page is not page or page.error.isVisible(), timeout=PATIENCE_MS)
    return wizard.page


@pytest.fixture
def opened(wizard, job):
    wizard.session.open_job(job)
    wizard.go_to(PageName.SOURCE)
    return wizard


@pytest.fixture
def surveyed(opened, qtbot):
    press_next(qtbot, opened)
    press_next(qtbot, opened)
    assert opened.page.name is PageName.CHOOSE
    qtbot.waitUntil(lambda: opened.session.outcomes.selection is not None, timeout=PATIENCE_MS)
    return opened


def test_the_sample_starts_by_one_button_and_fills_everything_in(wizard, qtbot):
    start = wizard.page
    start.rehearse.click()
    assert start.is_busy
    assert not wizard.next.isEnabled()
    qtbot.waitUntil(lambda: wizard.page.name is PageName.SOURCE, timeout=PATIENCE_MS)
    assert wizard.session.answers.source.user == "octopus_reader"
    assert wizard.session.answers.cloud.url.startswith("https://127.0.0.1:")
    start.samples.close()


def test_a_job_that_is_dropped_on_the_window_opens(wizard, job):
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(job))])
    modifiers, buttons = Qt.KeyboardModifier.NoModifier, Qt.MouseButton.LeftButton
    event = QDropEvent(QPointF(9, 9), Qt.DropAction.CopyAction, data, buttons, modifiers)
    wizard.dropEvent(event)
    assert wizard.page.name is PageName.SOURCE
    assert wizard.session.path == job


def test_a_package_that_is_dropped_on_the_window_begins_its_route(wizard, tmp_path):
    wizard.page.take_file(tmp_path / "acme.ocmpack")
    assert wizard.session.answers.route is Route.FROM_PACKAGE
    assert wizard.session.answers.package.path == str(tmp_path / "acme.ocmpack")
    assert wizard.page.name is PageName.PACKAGE


def test_a_broken_job_is_told_on_the_page_with_its_line(wizard, tmp_path):
    path = tmp_path / "broken.toml"
    path.write_text("[source]\nserverr = 1\n", "utf-8")
    wizard.page.take_file(path)
    assert wizard.page.name is PageName.START
    assert wizard.page.error.isVisible()
    assert "line 2" in wizard.page.error.text


def test_a_job_that_was_open_is_offered_again(wizard, job):
    wizard.page.take_file(job)
    wizard.go_to(PageName.START)
    rows = wizard.page._recent_rows
    assert rows.count() == 1
    wizard.session.begin(job.parent / "other.toml")
    rows.itemAt(0).widget()._open()
    assert wizard.session.path == job


def test_what_lacks_is_told_beneath_its_field_and_nothing_is_tried(wizard):
    wizard.go_to(PageName.SOURCE)
    wizard.next.click()
    page = wizard.page
    assert page.name is PageName.SOURCE
    assert not page.is_busy
    fields = (page._server_field, page._database_field, page._user_field, page._password_field)
    assert all(field.complaint for field in fields)
    page._server.insert("sql01")
    page._server.textEdited.emit("sql01")
    assert not page._server_field.complaint


def test_the_test_tells_version_spaces_sizes_and_driver(opened, qtbot):
    page = opened.page
    page.test.click()
    assert page.is_busy
    assert opened.stop.isVisible()
    until_idle(qtbot, page)
    looked = opened.session.outcomes.looked
    assert looked.spaces == ("Default", "Payments", "Playground")
    assert looked.size_bytes > 100_000
    assert "2023.4" in page._found.text
    assert page._found.isVisible()
    assert opened.page is page


@pytest.mark.parametrize(
    ("member", "value", "code"),
    [
        ("_database", "NoSuchDatabase", "OCM-2"),
        ("_host_name", "elsewhere.example", "OCM-2"),
        ("_server", "127.0.0.1,1", "OCM-2"),
        ("_driver", "No Such Driver", "OCM-2"),
    ],
)
def test_what_goes_wrong_at_the_source_is_told_inline(opened, qtbot, member, value, code):
    page = opened.page
    getattr(page, member).setText(value)
    assert press_next(qtbot, opened) is page
    assert page.error.isVisible()
    assert page.error._code.text().startswith(code)
    assert page.error.text.count("\n") == 1


def test_a_wrong_password_is_told_inline_and_never_shown(opened, qtbot):
    page = opened.page
    page._password.setText("wr0ng-passw0rd")
    assert press_next(qtbot, opened) is page
    assert "octopus_reader" in page.error.text
    page.error._copy.click()
    shown = page.error.text + page.error._details.toPlainText()
    assert "wr0ng-passw0rd" not in shown
    page._password.setText("")  # what the job file says is good again
    page._outdate()
    assert press_next(qtbot, opened).name is PageName.MASTER_KEY


def test_stop_leaves_at_once_and_the_answers_stay(opened, qtbot):
    page = opened.page
    page.test.click()
    opened.stop.click()
    assert not page.is_busy
    assert opened.back.isVisible()
    assert page._server.text().startswith("127.0.0.1,")
    assert page.task.wait(PATIENCE_MS / 1000)


def test_the_right_key_opens_all_but_what_nothing_opens(opened, qtbot):
    press_next(qtbot, opened)
    page = opened.page
    page.check.click()
    until_idle(qtbot, page)
    inventory = opened.session.outcomes.inventory
    assert inventory.verdict in {KeyVerdict.RIGHT, KeyVerdict.PARTLY_FOREIGN}
    assert 0 < inventory.secrets_opened < inventory.secrets_total
    closed = inventory.secrets_total - inventory.secrets_opened
    assert page._places.topLevelItemCount() == closed
    assert press_next(qtbot, opened).name is PageName.CHOOSE


def test_a_wrong_key_is_told_inline_and_one_cannot_pass(opened, qtbot):
    press_next(qtbot, opened)
    page = opened.page
    page._key.setText(base64.b64encode(os.urandom(32)).decode())
    page._older.setText(base64.b64encode(os.urandom(32)).decode())
    assert press_next(qtbot, opened) is page
    assert page.error._code.text() == "OCM-2203"
    opened.next.click()
    assert opened.page is page


def test_a_key_that_cannot_be_one_is_told_inline(opened, qtbot):
    press_next(qtbot, opened)
    opened.page._key.setText("not base64!")
    page = press_next(qtbot, opened)
    assert page.name is PageName.MASTER_KEY
    assert page.error.isVisible()
    assert "not base64!" not in page.error.text


def test_without_a_key_the_secrets_stay_behind_if_one_says_so(opened, qtbot):
    press_next(qtbot, opened)
    opened.page._without.click()
    press_next(qtbot, opened)
    assert opened.session.outcomes.inventory.verdict is KeyVerdict.NOT_GIVEN
    assert SecretName.MASTER_KEY not in opened.session.answers.places
    assert "master_key" not in opened.session.path.read_text("utf-8")


def test_unticking_a_project_leaves_it_out_and_tells_the_new_total(surveyed, qtbot):
    page = surveyed.page
    before = surveyed.session.outcomes.selection
    leaf = next(leaf for leaf in page._tree._leaves() if leaf.text(0) == "Empty Project")
    leaf.setCheckState(0, Qt.CheckState.Unchecked)
    qtbot.waitUntil(
        lambda: surveyed.session.outcomes.selection not in (None, before), timeout=PATIENCE_MS
    )
    assert surveyed.session.answers.select.exclude == (("projects", "Empty Project"),)
    after = surveyed.session.outcomes.selection
    gone = {ref for ref in before.refs - after.refs if ref.kind is Kind.PROJECT}
    assert {ref.name for ref in gone} == {"Empty Project"}


def test_only_the_ticked_projects_bring_what_they_need_and_say_why(surveyed, qtbot):
    page = surveyed.page
    for space in page._tree._spaces():
        space.setCheckState(0, Qt.CheckState.Unchecked)
    assert not surveyed.next.isEnabled()
    leaf = next(leaf for leaf in page._tree._leaves() if leaf.text(0) == "Web Shop")
    leaf.setCheckState(0, Qt.CheckState.Checked)
    page._only.click()
    qtbot.waitUntil(
        lambda: (
            surveyed.session.outcomes.selection is not None
            and surveyed.session.answers.select.projects != ("*",)
        ),
        timeout=PATIENCE_MS,
    )
    select = surveyed.session.answers.select
    assert (select.spaces, select.projects) == (("Default",), ("Web Shop",))
    selection = surveyed.session.outcomes.selection
    assert {ref.name for ref in selection.refs if ref.kind is Kind.PROJECT} >= {"Web Shop"}
    assert page._along.topLevelItemCount() > 0
    assert "because" in page._total.text


def test_the_ticks_come_back_from_a_saved_job(surveyed, qtbot):
    page, session = surveyed.page, surveyed.session
    leaf = next(leaf for leaf in page._tree._leaves() if leaf.text(0) == "Legacy Tools")
    ref = leaf.data(0, Qt.ItemDataRole.UserRole)
    leaf.setCheckState(0, Qt.CheckState.Unchecked)
    page.commit()
    session.save()
    session.open_job(session.path)
    assert not is_ticked(ref, session.answers.select)


def test_the_search_shows_what_fits_and_says_when_nothing_does(surveyed):
    tree = surveyed.page._tree
    surveyed.page._search.setText("web sh")
    shown = [leaf.text(0) for leaf in tree._leaves() if not leaf.isHidden()]
    assert "Web Shop" in shown
    assert all("web sh" in name.casefold() for name in shown)
    surveyed.page._search.setText("no such thing")
    assert not tree.tree.isVisible()
    assert tree._nothing.isVisible()


def test_a_pattern_that_is_none_is_told_beneath_its_field(surveyed):
    page = surveyed.page
    page._exclude.setText("gadgets")
    page.commit()
    assert "gadgets" in page._exclude_field.complaint
    page._exclude.setText("tenants: Test*")
    page.commit()
    assert not page._exclude_field.complaint
    assert surveyed.session.answers.select.exclude == (("tenants", "Test*"),)
