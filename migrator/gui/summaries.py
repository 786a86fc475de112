"""Titles of the pages in the rail, and what was chosen on each, in a few words."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import urlsplit

from PySide6.QtCore import QCoreApplication

from migrator.gui.flow import Answers, Outcomes, PageName, Route
from migrator.gui.wording import count, filled, number
from migrator.model.documents import Kind
from migrator.model.inventory import Inventory, KeyVerdict, Selection
from migrator.model.report import Report

translate = QCoreApplication.translate


def page_title(page: PageName) -> str:  # noqa: C901 - one line a page
    """What the rail calls it."""
    match page:
        case PageName.START:
            return translate("Rail", "Start")
        case PageName.SOURCE:
            return translate("Rail", "Source")
        case PageName.MASTER_KEY:
            return translate("Rail", "Master key")
        case PageName.CHOOSE:
            return translate("Rail", "Choose")
        case PageName.PACKAGE:
            return translate("Rail", "Package")
        case PageName.CLOUD:
            return translate("Rail", "Octopus Cloud")
        case PageName.REVIEW:
            return translate("Rail", "Review")
        case PageName.UPLOAD:
            return translate("Rail", "Upload")
        case PageName.VERIFY:
            return translate("Rail", "Verify")
        case PageName.FINISH:
            return translate("Rail", "Finish")


def summary(  # noqa: C901 - one line a page
    page: PageName, answers: Answers, outcomes: Outcomes
) -> str:
    """What was chosen or came out there; "" while nothing was."""
    match page:
        case PageName.START:
            return _route(answers.route)
        case PageName.SOURCE:
            return ", ".join(
                part for part in (answers.source.server, answers.source.database) if part
            )
        case PageName.MASTER_KEY:
            return _key(outcomes.inventory)
        case PageName.CHOOSE:
            return _chosen(outcomes.selection)
        case PageName.PACKAGE:
            return Path(answers.package.path).name
        case PageName.CLOUD:
            return urlsplit(answers.cloud.url).netloc
        case PageName.REVIEW:
            return _plan(outcomes)
        case PageName.UPLOAD:
            return _fact(outcomes.uploaded, "done")
        case PageName.VERIFY:
            return _verified(outcomes.verified)
        case PageName.FINISH:
            return ""


def _route(route: Route) -> str:
    match route:
        case Route.WHOLE:
            return translate("Rail", "Server to cloud")
        case Route.TO_PACKAGE:
            return translate("Rail", "Server to package")
        case Route.FROM_PACKAGE:
            return translate("Rail", "Package to cloud")


def _key(inventory: Inventory | None) -> str:
    if inventory is None:
        return ""
    if inventory.verdict is KeyVerdict.NOT_GIVEN:
        return translate("Rail", "Secrets stay behind")
    opened, total = number(inventory.secrets_opened), number(inventory.secrets_total)
    return filled(translate("Rail", "%1 of %2 secrets open"), opened, total)


def _chosen(selection: Selection | None) -> str:
    if selection is None:
        return ""
    refs = selection.refs
    return ", ".join(
        count(kind, sum(ref.kind is kind for ref in refs)) for kind in (Kind.SPACE, Kind.PROJECT)
    )


def _plan(outcomes: Outcomes) -> str:
    if outcomes.plan is None:
        return ""
    return filled(translate("Rail", "%1 steps"), number(len(outcomes.plan.steps)))


def _fact(report: Report | None, name: str) -> str:
    value = report.facts.get(name) if report else None
    return filled(translate("Rail", "%1 done"), number(value)) if isinstance(value, int) else ""


def _verified(report: Report | None) -> str:
    if report is None:
        return ""
    if report.is_clean:
        return translate("Rail", "All equal")
    return translate("Rail", "Differences found")
