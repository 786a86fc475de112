"""What is gone from the source, and what only has another name there."""

import pytest

from migrator.model.documents import Kind, Ref, TargetId
from migrator.rules.kinds import match_key
from migrator.rules.present import Present, PresentDocument, with_earlier
from migrator.rules.removals import (
    Earlier,
    Moved,
    SourceNow,
    at_new_name,
    below,
    find_earlier,
    removable,
)

SHOP = Ref(Kind.PROJECT, ("Default", "Shop"))
STORE = Ref(Kind.PROJECT, ("Default", "Store"))
CHANNEL = Ref(Kind.CHANNEL, ("Default", "Shop", "Hotfix"))
PROCESS = Ref(Kind.DEPLOYMENT_PROCESS, ("Default", "Shop"))
PROXY = Ref(Kind.PROXY, ("Default", "edge"))
SPACE = Ref(Kind.SPACE, ("Default",))
TABLES = frozenset({"Project", "Proxy", "Channel"})


def moved(origin: str, identity: str = "X-1") -> Moved:
    return Moved(origin, TargetId(identity), "v", "d")


def test_without_knowing_the_source_nothing_counts_as_gone():
    earlier = find_earlier({PROXY: moved("Proxy Proxies-1")}, None)
    assert (earlier.removed, dict(earlier.renamed)) == (frozenset(), {})


def test_a_row_that_is_not_there_any_more_is_gone():
    now = SourceNow({SHOP: "Project Projects-1"}, TABLES)
    known = {SHOP: moved("Project Projects-1"), PROXY: moved("Proxy Proxies-1")}
    assert find_earlier(known, now).removed == {PROXY}


def test_a_name_that_differs_in_case_alone_is_the_same():
    now = SourceNow({Ref(Kind.PROXY, ("default", "EDGE ")): "Proxy Proxies-2"}, TABLES)
    assert find_earlier({PROXY: moved("Proxy Proxies-1")}, now).removed == frozenset()


@pytest.mark.parametrize(
    ("origin", "now"),
    [
        ("Proxy Proxies-1", SourceNow({}, frozenset({"Project"}))),
        ("Proxy Proxies-1", SourceNow({}, TABLES, frozenset({"Proxy Proxies-1"}))),
        ("", SourceNow({}, TABLES)),
    ],
    ids=["its table cannot be seen", "its row cannot be read", "its row is not known"],
)
def test_what_cannot_be_told_does_not_count_as_gone(origin, now):
    assert find_earlier({PROXY: moved(origin)}, now).removed == frozenset()


def test_the_same_row_under_another_name_is_renamed():
    now = SourceNow({STORE: "Project Projects-1"}, TABLES)
    earlier = find_earlier({SHOP: moved("Project Projects-1")}, now)
    assert (earlier.removed, dict(earlier.renamed)) == (frozenset(), {STORE: SHOP})
    assert earlier.of(STORE) == moved("Project Projects-1")


def test_two_that_swap_their_names_are_not_renamed():
    now = SourceNow({STORE: "Project Projects-1", SHOP: "Project Projects-2"}, TABLES)
    known = {SHOP: moved("Project Projects-1"), STORE: moved("Project Projects-2")}
    earlier = find_earlier(known, now)
    assert (earlier.removed, dict(earlier.renamed)) == (frozenset(), {})


def test_what_goes_with_its_owner_and_what_octopus_makes_is_not_deleted_by_itself():
    gone = frozenset(
        {
            SHOP,
            CHANNEL,
            PROCESS,
            PROXY,
            Ref(Kind.USER, ("", "Ann")),
            Ref(Kind.FEED, ("Default", "Octopus Server (built-in)")),
        }
    )
    assert list(removable(Earlier({}, gone))) == [SHOP, PROXY]
    assert list(removable(Earlier({}, gone | {SPACE}))) == []


def test_what_lies_below_a_document_is_found_at_every_depth():
    process = Ref(Kind.RUNBOOK_PROCESS, ("Default", "shop", "Restart"))
    assert list(below(SHOP, [CHANNEL, PROXY, process, STORE])) == [CHANNEL, process]


@pytest.mark.parametrize(
    ("part", "new"),
    [
        (
            Ref(Kind.ACTION, ("default", "shop", "run")),
            Ref(Kind.ACTION, ("default", "store", "run")),
        ),
        (
            Ref(Kind.PROJECT_VARIABLES, ("default", "shop")),
            Ref(Kind.PROJECT_VARIABLES, ("default", "store")),
        ),
        (
            Ref(Kind.VARIABLE_TEMPLATE, ("default", "project", "shop", "x")),
            Ref(Kind.VARIABLE_TEMPLATE, ("default", "project", "store", "x")),
        ),
        (Ref(Kind.ACTION, ("default", "other", "run")), None),
        (Ref(Kind.TAG, ("default", "shop", "x")), None),
    ],
    ids=["action", "variables", "variable template", "of another project", "of another kind"],
)
def test_parts_go_with_the_document_that_is_renamed(part, new):
    assert at_new_name(part, {match_key(SHOP): match_key(STORE)}) == new


def test_a_renamed_document_is_found_under_its_new_name_only_if_it_is_the_one_we_made():
    found = PresentDocument(SHOP, TargetId("Projects-7"), "v", {})
    present = Present({match_key(SHOP): found}, {}, {}, "f")
    ours = Earlier({SHOP: moved("Project Projects-1", "Projects-7")}, renamed={STORE: SHOP})
    assert with_earlier(present, ours).find(STORE) is not None
    assert with_earlier(present, ours).find(SHOP) is None
    other = Earlier({SHOP: moved("Project Projects-1", "Projects-8")}, renamed={STORE: SHOP})
    assert with_earlier(present, other).find(STORE) is None
    assert with_earlier(present, other).find(SHOP) == found


@pytest.mark.parametrize("other", [Kind.PROJECT_LOGO, Kind.VERSION_CONTROL])
def test_a_renamed_document_is_found_though_another_comes_from_the_same_row(other):
    """A project's row may also give its logo, its settings and its link to a repository."""
    now = SourceNow(
        {STORE: "Project Projects-1", Ref(other, STORE.path): "Project Projects-1"}, TABLES
    )
    left = {
        SHOP: moved("Project Projects-1"),
        Ref(other, SHOP.path): moved("Project Projects-1"),
    }
    earlier = find_earlier(left, now)
    assert earlier.removed == frozenset()
    assert dict(earlier.renamed) == {
        STORE: SHOP,
        Ref(other, STORE.path): Ref(other, SHOP.path),
    }
