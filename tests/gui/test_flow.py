from dataclasses import replace

import pytest

from migrator.engine.look import SourceLook
from migrator.gui.flow import (
    Answers,
    Outcomes,
    PageName,
    Route,
    SecretName,
    SourceAnswers,
    after_change,
    after_secret,
    next_page,
    page_before,
    pages_of,
    reachable,
)
from migrator.model.inventory import Inventory, KeyVerdict, Selection, SourceVersion
from migrator.model.report import Report
from migrator.model.settings import PolicySettings, SelectSettings

VERSION = SourceVersion("2023.4", "", "", "")
LOOKED = SourceLook(VERSION, ("Default",), {}, 0)
INVENTORY = Inventory(VERSION, {}, KeyVerdict.RIGHT, 1, 1)
FULL = Outcomes(looked=LOOKED, inventory=INVENTORY, selection=Selection(frozenset()), package=Report("export"), verified=Report("verify"))  # fmt: skip


@pytest.mark.parametrize("route", list(Route))
def test_next_and_back_walk_a_route_from_start_to_finish(route):
    answers = Answers(route=route)
    page, seen = PageName.START, [PageName.START]
    while (following := next_page(page, answers)) is not None:
        assert page_before(following, answers) is page
        seen.append(page := following)
    assert tuple(seen) == pages_of(route)
    assert seen[-1] is PageName.FINISH
    assert page_before(PageName.START, answers) is None


def test_a_page_that_the_route_lacks_has_no_neighbours():
    answers = Answers(route=Route.TO_PACKAGE)
    assert next_page(PageName.UPLOAD, answers) is None
    assert page_before(PageName.UPLOAD, answers) is None


def test_one_may_go_to_all_complete_pages_and_the_one_after():
    assert reachable(Answers(), Outcomes()) == (PageName.START, PageName.SOURCE)
    outcomes = Outcomes(looked=LOOKED)
    assert reachable(Answers(), outcomes)[-1] is PageName.MASTER_KEY
    outcomes = Outcomes(looked=LOOKED, inventory=INVENTORY)
    assert reachable(Answers(), outcomes)[-1] is PageName.PACKAGE


@pytest.mark.parametrize(
    ("change", "kept"),
    [
        ({}, {"looked", "inventory", "selection", "package", "verified"}),
        (
            {"policy": PolicySettings(disable_targets=False)},
            {"looked", "inventory", "selection", "package"},
        ),
        ({"select": SelectSettings(spaces=("A",))}, {"looked", "inventory"}),
        ({"source": SourceAnswers(server="other")}, set()),
        ({"remembers": True}, {"looked", "inventory", "selection", "package", "verified"}),
    ],
)
def test_an_answer_outdates_what_followed_from_it_and_nothing_else(change, kept):
    left = after_change(Answers(), replace(Answers(), **change), FULL)
    assert {name for name in ("looked", "inventory", "selection", "package", "verified") if getattr(left, name) is not None} == kept  # fmt: skip


@pytest.mark.parametrize(
    ("name", "looked", "inventory", "package"),
    [
        (SecretName.SOURCE_PASSWORD, False, False, False),
        (SecretName.MASTER_KEY, True, False, False),
        (SecretName.OLDER_KEY, True, False, False),
        (SecretName.PASSPHRASE, True, True, False),
        (SecretName.API_KEY, True, True, True),
    ],
)
def test_a_secret_outdates_what_it_opened(name, looked, inventory, package):
    left = after_secret(name, FULL)
    assert (left.looked is not None, left.inventory is not None, left.package is not None) == (looked, inventory, package)  # fmt: skip
    assert left.verified is None
