"""Which links to Git are made, and what is said of those that are not."""

import pytest

from migrator.model.documents import Kind, LogicalDocument, Ref, Slot, TargetId
from migrator.model.report import Severity
from migrator.model.settings import GitProjects, PolicySettings
from migrator.rules.kinds import match_key
from migrator.rules.present import Present, PresentDocument
from migrator.rules.removals import Earlier, Moved
from migrator.rules.version_control import folder_of, link_ref, settle_links, tidy_link

SHOP, BANK = (Ref(Kind.PROJECT, ("Default", name)) for name in ("Shop", "Bank"))
CONNECT = PolicySettings(git_projects=GitProjects.CONNECT)


def link(project=SHOP, **change):
    body = {
        "Url": "https://git.example/shop.git",
        "BasePath": ".octopus",
        "DefaultBranch": "main",
        "Credentials": {"Type": "UsernamePassword", "Username": "octo", "Password": Slot()},
    }
    return LogicalDocument(link_ref(project), body | change)


def target(*documents, made=()):
    held = {
        match_key(found.ref): PresentDocument(found.ref, TargetId("T-1"), "v", found.body)
        for found in documents
    }
    moved = {ref: Moved("Project 1", TargetId("T-1"), "v", "d", is_made=True) for ref in made}
    earlier = Earlier(moved)
    return Present(held, {}, {"Default": "Default"}, "fingerprint", earlier=earlier)


def settle(documents, present=None, policy=CONNECT):
    package = {found.ref: found for found in documents}
    return [*settle_links(package, present or target(), policy)]


def test_nothing_is_connected_without_consent():
    ((leave, finding),) = settle([link()], policy=PolicySettings())
    assert leave.ref == link_ref(SHOP)
    assert finding.severity is Severity.WARNING
    assert 'git_projects = "connect"' in finding.hint


def test_who_consents_is_told_that_both_servers_may_write():
    ((leave, finding),) = settle([link()])
    assert leave is None
    assert "whoever saves on both servers" in finding.message


def test_a_connection_to_github_is_left_to_a_person():
    ((leave, _),) = settle([link(Credentials={"Type": "GitHub"})])
    assert "by a person" in leave.message


@pytest.mark.parametrize(
    "other",
    [
        {"Url": "https://git.example/shop"},
        {"Url": "https://GIT.example/shop.git/"},
        {"BasePath": ".octopus/"},
    ],
)
def test_two_projects_never_share_a_folder(other):
    found = settle([link(), link(BANK, **other)])
    assert all("has the same folder" in leave.message for leave, _ in found)
    assert len(found) == 2


def test_a_folder_that_another_project_of_the_target_has_is_not_taken():
    ((leave, _),) = settle([link()], target(link(BANK)))
    assert "'Default/Bank' has the same folder" in leave.message
    ((leave, _),) = settle([link(BasePath=".octopus/shop")], target(link(BANK)))
    assert leave is None


def test_a_project_that_the_target_had_keeps_its_own_steps():
    """Connecting it would write them into the repository."""
    there = LogicalDocument(SHOP, {})
    ((leave, _),) = settle([link()], target(there))
    assert "keeps its own steps" in leave.message
    ((leave, _),) = settle([link()], target(there, made=[SHOP]))
    assert leave is None
    ((leave, _),) = settle([link()], target(there, link()))
    assert leave is None


def test_what_was_connected_by_hand_is_good_news():
    ((leave, finding),) = settle([link()], target(link()), PolicySettings())
    assert leave is not None
    assert finding.severity is Severity.INFO


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ({"Type": "Anonymous", "Username": "x"}, {"Type": "Anonymous"}),
        (None, {"Type": "Anonymous"}),
        ({"Type": "Reference", "Id": "G-1", "HasValue": 1}, {"Type": "Reference", "Id": "G-1"}),
    ],
)
def test_credentials_say_what_their_type_needs(given, expected):
    body = {"Credentials": given}
    tidy_link(body)
    assert body["Credentials"] == expected


def test_a_folder_is_told_by_repository_and_path():
    assert folder_of({"Url": " HTTPS://a/B.git ", "BasePath": "/.octopus/"}) == (
        "https://a/b",
        ".octopus",
    )
