"""Other names on the Review page: given, taken back, kept, and what each change drops."""

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QCheckBox, QComboBox, QLabel, QLineEdit, QPushButton

from migrator.gui.answers import read_answers, render_job
from migrator.gui.pages.review_page import ReviewPage
from migrator.gui.widgets.name_map import NameMap
from migrator.model.documents import Kind
from migrator.model.report import Finding, Severity
from migrator.model.settings import NameRule
from tests.gui.acme import JOB, acme_session

STAGING = NameRule(Kind.ENVIRONMENT, "Staging", "Acceptance", "Payments")


@pytest.fixture
def page(qtbot, looks):
    made = ReviewPage(acme_session(None))
    qtbot.addWidget(made)
    made.enter()
    made.show()
    made.poses()["rules"]()
    return made


def control(page, kind, name):
    return next(w for w in page.findChildren(kind) if w.accessibleName() == name)


def type_into(line, text):
    line.setFocus()
    line.selectAll()
    QTest.keyClicks(line, text)
    QTest.keyClick(line, Qt.Key.Key_Return)


def add_name(page, source, target):
    add = next(b for b in page.findChildren(QPushButton) if "another name" in b.text())
    add.click()
    at = len(page.session.answers.cloud.name_map) + 1
    type_into(control(page, QComboBox, f"Name {at}: on the source").lineEdit(), source)
    type_into(control(page, QLineEdit, f"Name {at}: on the cloud"), target)


def names(page):
    return page.session.answers.cloud.name_map


def test_the_names_of_the_job_file_are_shown(page):
    assert control(page, QComboBox, "Name 1: kind").currentText() == "Environment"
    assert control(page, QComboBox, "Name 1: on the source").currentText() == "Staging"
    assert control(page, QLineEdit, "Name 1: on the cloud").text() == "Acceptance"
    assert control(page, QComboBox, "Name 1: space").currentText() == "Payments"


def test_a_name_goes_into_the_job_file_and_asks_for_a_new_plan_alone(page, tmp_path):
    cloud = page.session.outcomes.cloud
    add_name(page, "Production", "Live")
    assert names(page) == (STAGING, NameRule(Kind.ENVIRONMENT, "Production", "Live"))
    assert page.session.outcomes.plan is None
    assert page.session.outcomes.cloud is cloud
    job = tmp_path / JOB.name
    job.write_text(render_job(page.session.answers, job), encoding="utf-8")
    assert set(read_answers(job).cloud.name_map) == set(names(page))


def test_the_names_to_choose_from_are_those_of_the_kind(page):
    kind = control(page, QComboBox, "Name 1: kind")
    kind.setCurrentIndex(kind.findData("project"))
    kind.activated.emit(kind.currentIndex())
    box = control(page, QComboBox, "Name 1: on the source")
    offered = [box.itemText(at) for at in range(box.count())]
    assert offered == ["Card Gateway", "Legacy Intranet", "Orders", "Web Shop"]
    assert names(page) == (replace(STAGING, kind=Kind.PROJECT),)


def test_a_line_that_is_half_filled_in_changes_nothing(page):
    plan = page.session.outcomes.plan
    add_name(page, "Production", "")
    assert names(page) == (STAGING,)
    assert page.session.outcomes.plan is plan


def test_a_name_that_is_given_twice_is_told_and_not_taken(page):
    add_name(page, "Production", "Live")
    add_name(page, "production", "Prod")
    assert len(names(page)) == 2
    told = [w.text() for w in page.findChild(NameMap).findChildren(QLabel) if w.isVisible()]
    assert any("stands here twice" in text for text in told)


def test_a_name_can_be_taken_back(page):
    control(page, QPushButton, "Name 1: remove").click()
    assert names(page) == ()
    assert page.session.outcomes.plan is None


def test_a_conflict_of_names_opens_the_rules(qtbot, looks):
    session = acme_session(None)
    conflict = Finding(Severity.BLOCKS, "name-conflict", "", "Two are called 'Prod'.", "")
    session.outcomes = replace(
        session.outcomes, plan=replace(session.outcomes.plan, findings=(conflict,))
    )
    page = ReviewPage(session)
    qtbot.addWidget(page)
    page.enter()
    page.show()
    assert page.findChild(NameMap).isVisible()


def test_the_task_queue_may_go_on(page):
    box = next(b for b in page.findChildren(QCheckBox) if "task" in b.text())
    assert box.isChecked()
    box.click()
    assert page.session.answers.policy.stop_task_queue is False
