from dataclasses import replace

import pytest

from migrator.model.documents import Kind, Ref, SourceId
from migrator.model.inventory import Entry, Inventory, KeyVerdict, SourceVersion
from migrator.model.settings import SelectSettings
from migrator.rules.selection import matches, select
from tests.unit.rules.making import ref

SPACE, OTHER_SPACE = Ref(Kind.SPACE, ("Default",)), Ref(Kind.SPACE, ("Payments",))
SHOP, LEDGER = ref(Kind.PROJECT, "Web Shop"), Ref(Kind.PROJECT, ("Payments", "Ledger"))
GROUP, LIFECYCLE = ref(Kind.PROJECT_GROUP, "Shops"), ref(Kind.LIFECYCLE, "Standard")
TEST, FEED = ref(Kind.ENVIRONMENT, "Test"), ref(Kind.FEED, "Docker")
PROCESS, VARIABLES = ref(Kind.DEPLOYMENT_PROCESS, "Web Shop"), ref(Kind.PROJECT_VARIABLES, "Web Shop")  # fmt: skip
CHANNEL = ref(Kind.CHANNEL, "Web Shop", "Beta")
RUNBOOK, RUNBOOK_PROCESS = (
    ref(kind, "Web Shop", "Restart") for kind in (Kind.RUNBOOK, Kind.RUNBOOK_PROCESS)
)
TAGS, TENANT = ref(Kind.TAG_SET, "Ring"), ref(Kind.TENANT, "Acme")
TEAM = Ref(Kind.TEAM, ("", "Everyone"))
MODULE, MODULE_BODY = ref(Kind.SCRIPT_MODULE, "Tools"), ref(Kind.LIBRARY_VARIABLES, "Tools")
CERTIFICATE = ref(Kind.CERTIFICATE, "Site", "ABCD")


def inventory(**changes):
    needs = {
        SPACE: set(), OTHER_SPACE: set(), TEST: set(), GROUP: set(), TEAM: set(),
        LIFECYCLE: {TEST}, FEED: set(), TAGS: set(), CERTIFICATE: set(),
        TENANT: {ref(Kind.TAG, "Ring", "Canary")},
        SHOP: {GROUP, LIFECYCLE}, CHANNEL: {LIFECYCLE},
        PROCESS: {FEED, TEAM, ref(Kind.ACTION, "Web Shop", "Deploy"), ref(Kind.FEED, "Gone")},
        VARIABLES: {TEST}, RUNBOOK: set(), RUNBOOK_PROCESS: {TENANT},
        LEDGER: set(), MODULE: set(), MODULE_BODY: set(),
    }  # fmt: skip
    disabled = changes.get("disabled", set())
    entries = {
        found: Entry(found, "T", SourceId("x"), frozenset(wanted), is_disabled=found in disabled)
        for found, wanted in needs.items()
    }
    return Inventory(SourceVersion("", "", "", ""), entries, KeyVerdict.RIGHT, 0, 0)


def wanted(**settings):
    return SelectSettings(**settings)


def test_everything_moves_by_default():
    chosen = select(inventory(), wanted())
    assert chosen.refs == frozenset(inventory().entries)
    assert not chosen.excluded


def test_one_project_brings_its_parts_and_all_that_they_need_and_nothing_else():
    chosen = select(inventory(), wanted(projects=("web*",), spaces=("Default",)))
    assert chosen.refs == {
        SPACE, SHOP, GROUP, LIFECYCLE, TEST, FEED, TEAM, PROCESS, VARIABLES, CHANNEL, RUNBOOK,
        RUNBOOK_PROCESS, TENANT, TAGS,
    }  # fmt: skip


@pytest.mark.parametrize("kind", [Kind.USER_ROLE, Kind.TEAM])
def test_roles_and_teams_of_no_space_move_though_nothing_needs_them_where_all_moves(kind):
    unused = Ref(kind, ("", "Watchers"))
    entry = Entry(unused, "T", SourceId("x"), frozenset())
    known = inventory()
    known = replace(known, entries={**known.entries, unused: entry})
    assert unused in select(known, wanted()).refs
    assert unused not in select(known, wanted(spaces=("Default",))).refs
    assert unused not in select(known, wanted(projects=("Web Shop",))).refs


def test_each_thing_that_comes_along_names_one_that_needs_it():
    chosen = select(inventory(), wanted(projects=("Web Shop",), spaces=("Default",)))
    assert chosen.because[LIFECYCLE] in {SHOP, CHANNEL}
    assert chosen.because[TEST] in {LIFECYCLE, VARIABLES}
    assert chosen.because[TAGS] == TENANT
    assert chosen.because[RUNBOOK_PROCESS] == RUNBOOK
    assert SHOP not in chosen.because
    assert SPACE not in chosen.because


def test_a_tenant_brings_its_values_along_but_no_project_by_its_links_or_values():
    values, other = ref(Kind.TENANT_VARIABLES, "Acme"), ref(Kind.PROJECT, "Other")
    shared = ref(Kind.LIBRARY_VARIABLE_SET, "Shared")
    templates = {
        ref(Kind.VARIABLE_TEMPLATE, "project", "Other", "Host"),
        ref(Kind.VARIABLE_TEMPLATE, "library", "Shared", "Region"),
    }
    held = inventory()
    needs = {TENANT: {other, SHOP, TEST}, values: {*templates, TEST, CERTIFICATE}}
    needs |= {other: {FEED}, shared: set()}
    entries = dict(held.entries) | {
        found: Entry(found, "T", SourceId("x"), frozenset(wanted))
        for found, wanted in needs.items()
    }
    chosen = select(replace(held, entries=entries), wanted(projects=("Web*",), spaces=("Default",)))
    assert {TENANT, values, TEST, CERTIFICATE} <= chosen.refs
    assert not {other, shared} & chosen.refs
    assert {other, shared} <= select(replace(held, entries=entries), wanted()).refs


def test_only_the_wanted_spaces_move():
    chosen = select(inventory(), wanted(spaces=("pay*",)))
    assert chosen.refs == {OTHER_SPACE, LEDGER}


def test_what_is_in_no_space_moves_only_where_something_needs_it():
    chosen = select(inventory(), wanted(spaces=("Payments",)))
    assert TEAM not in chosen.refs
    assert TEAM in select(inventory(), wanted(projects=("Web Shop",))).refs


@pytest.mark.parametrize("plural", ["feeds", "Feed", "FEEDS", "feed "])
def test_what_is_excluded_stays_behind_and_is_listed_where_something_needs_it(plural):
    chosen = select(inventory(), wanted(exclude=((plural, "dock*"),)))
    assert FEED not in chosen.refs
    assert chosen.excluded == {FEED}
    assert PROCESS in chosen.refs


def test_what_belongs_to_something_excluded_stays_behind_with_it():
    chosen = select(inventory(), wanted(exclude=(("projects", "Web Shop"),)))
    assert not {SHOP, PROCESS, VARIABLES, CHANNEL, RUNBOOK, RUNBOOK_PROCESS} & chosen.refs
    assert FEED in chosen.refs


def test_a_certificate_is_excluded_by_its_name_not_by_its_thumbprint():
    assert CERTIFICATE not in select(inventory(), wanted(exclude=(("certificates", "Site"),))).refs
    assert CERTIFICATE in select(inventory(), wanted(exclude=(("certificates", "ABCD"),))).refs


def test_what_is_disabled_moves_unless_it_is_not_wanted():
    held = inventory(disabled={SHOP})
    assert SHOP in select(held, wanted()).refs
    chosen = select(held, wanted(include_disabled=False))
    assert not {SHOP, PROCESS, RUNBOOK_PROCESS} & chosen.refs


@pytest.mark.parametrize(
    ("name", "pattern", "fits"),
    [
        ("Web Shop", "web ?hop", True),
        (" Web Shop ", "WEB*", True),
        ("[Old] Shop", "[old]*", True),
        ("O Shop", "[Old] Shop", False),
        ("Shop", "Sho", False),
    ],
)
def test_a_pattern_knows_stars_and_question_marks_only(name, pattern, fits):
    assert matches(name, (pattern,)) is fits


def test_the_body_of_a_script_module_moves_and_stays_with_it():
    assert {MODULE, MODULE_BODY} <= select(inventory(), wanted()).refs
    left = select(inventory(), wanted(exclude=(("script modules", "Tools"),)))
    assert not {MODULE, MODULE_BODY} & left.refs
