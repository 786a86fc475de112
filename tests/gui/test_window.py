import threading

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from migrator.gui.flow import PageName, SecretName
from migrator.gui.session import Session
from migrator.gui.typed import TypedSecrets
from migrator.model.errors import UsageError
from migrator.model.secret import Secret
from tests.gui.conftest import shown
from tests.gui.strays import no_strays

PASSWORD = "canary-5fQ2"


@pytest.fixture
def filled(wizard):
    wizard.go_to(PageName.SOURCE)
    page = wizard.page
    page._server.setText("sql01")
    page._database.setText("Octo")
    page._user.setText("reader")
    page._password.setText(PASSWORD)
    return wizard


def test_back_and_next_keep_what_was_typed(filled):
    filled.back.click()
    assert filled.page.name is PageName.START
    filled.next.click()
    assert filled.page._server.text() == "sql01"
    assert filled.page._password.text() == PASSWORD


def test_closing_saves_the_answers_and_no_secret(filled, qtbot):
    with qtbot.waitSignal(filled.closed, timeout=5_000):
        filled.close()
    text = filled.session.path.read_text("utf-8")
    assert 'server = "sql01"' in text
    assert "password = { prompt = true }" in text
    assert PASSWORD not in text


def test_a_window_in_which_nothing_was_typed_leaves_no_file(wizard, qtbot):
    with qtbot.waitSignal(wizard.closed, timeout=5_000):
        wizard.close()
    assert not wizard.session.path.exists()


def test_where_the_job_cannot_be_saved_closing_says_so_once(filled, qtbot, tmp_path):
    (tmp_path / "file").write_text("", "utf-8")
    filled.session.path = tmp_path / "file" / "job.toml"
    assert not filled.close()
    assert filled._save_error.isVisible()
    with qtbot.waitSignal(filled.closed, timeout=5_000):
        assert filled.close()


@pytest.mark.parametrize("writes", [False, True])
def test_closing_while_a_page_is_at_work_stops_it_and_does_not_crash(wizard, qtbot, writes):
    wizard.go_to(PageName.SOURCE)
    page, begun = wizard.page, threading.Event()

    def call(run):
        begun.set()
        while True:
            run.check()

    page.run("At work", call, print, writes=writes)
    assert begun.wait(5)
    with qtbot.waitSignal(wizard.closed, timeout=5_000):
        wizard.close()
    assert not page.is_busy
    assert page.task.wait(5)


def test_no_part_of_a_page_is_ever_a_window_of_its_own(wizard, qapp):
    with no_strays(wizard):
        for name in PageName:
            wizard.go_to(name)
            page = wizard.page
            page.run("At work", lambda run: None, print)
            page.show_failure(UsageError("It failed.", hint="Try again."))
            for pose in page.poses().values():
                pose()
            qapp.processEvents()
            assert page.task.wait(60)


def test_stop_takes_the_place_of_back_while_a_page_is_at_work(wizard, qtbot):
    wizard.go_to(PageName.SOURCE)
    page = wizard.page
    page.run("At work", lambda run: [run.check() for _ in iter(int, 1)], print)
    assert (wizard.stop.isVisible(), wizard.back.isVisible()) == (True, False)
    wizard.stop.click()
    assert (wizard.stop.isVisible(), wizard.back.isVisible()) == (False, True)
    assert page.task.wait(5)


def test_return_in_a_field_goes_on_and_on_a_button_presses_it(wizard, qtbot):
    wizard.go_to(PageName.SOURCE)
    page = wizard.page
    page._server.setFocus()
    QTest.keyClick(page._server, Qt.Key.Key_Return)
    assert page._server_field.complaint
    wizard.back.setFocus()
    QTest.keyClick(wizard.back, Qt.Key.Key_Return)
    assert wizard.page.name is PageName.START


def test_return_in_a_search_does_not_leave_the_page(wizard):
    wizard.go_to(PageName.CHOOSE)
    wizard.next.setEnabled(True)
    wizard.page._search.setFocus()
    QTest.keyClick(wizard.page._search, Qt.Key.Key_Return)
    assert wizard.page.name is PageName.CHOOSE


def test_the_rail_shows_what_was_chosen_and_leads_back(filled):
    filled.page.commit()
    rail = filled.rail
    spoken = rail.item(1).data(Qt.ItemDataRole.AccessibleTextRole)
    assert spoken == "Step 2 of 10: Source, current"
    assert rail.item(1).data(Qt.ItemDataRole.UserRole).summary == "sql01, Octo"
    rail.setFocus()
    rail.setCurrentRow(0)
    QTest.keyClick(rail, Qt.Key.Key_Return)
    assert filled.page.name is PageName.START


def test_the_rail_leads_to_no_page_whose_questions_are_not_answered_yet(filled):
    filled._jump(6)
    assert filled.page.name is PageName.SOURCE


def test_a_long_name_is_elided_and_whole_in_the_tooltip(filled):
    filled.session.path = filled.session.path.with_name("x" * 200 + ".toml")
    filled.resize(1024, 700)
    filled._refresh()
    assert filled.width() == 1024
    assert "x" * 200 in filled._job.toolTip()


def test_secrets_are_masked_in_what_is_kept_of_them():
    secrets = TypedSecrets()
    assert secrets.put(SecretName.API_KEY, Secret(PASSWORD))
    assert not secrets.put(SecretName.API_KEY, Secret(PASSWORD))
    assert PASSWORD not in repr(vars(secrets))
    assert secrets.ask("api key of the target").reveal() == PASSWORD
    assert secrets.put(SecretName.API_KEY, Secret(""))
    with pytest.raises(UsageError):
        secrets.ask("api key of the target")


def test_secrets_go_into_the_credential_store_only_if_the_user_agrees(filled, monkeypatch):
    from dataclasses import replace

    import keyring

    stored = {}
    monkeypatch.setattr(keyring, "set_password", lambda service, entry, value: stored.update({entry: value}))  # fmt: skip
    filled.page.commit()
    filled.session.save()
    assert stored == {}
    filled.session.change(replace(filled.session.answers, remembers=True))
    filled.session.save()
    [(entry, value)] = stored.items()
    assert value == PASSWORD
    assert f'password = {{ keyring = "{entry}" }}' in filled.session.path.read_text("utf-8")


def test_a_job_opens_with_its_answers_filled_in(qtbot, session, job):
    with shown(qtbot, session) as window:
        session.open_job(job)
        window.go_to(PageName.SOURCE)
        assert window.page._user.text() == "octopus_reader"
        assert window.page._password.placeholderText() == "As the job file says"
        assert isinstance(window.session, Session)
