import pytest

from migrator.model.documents import Kind, Ref
from migrator.rules.fields import FIELDS
from migrator.rules.kinds import (
    DOCUMENT_KINDS,
    FACTS,
    document_of,
    is_default_channel,
    is_made_with_space,
    is_mapped_only,
    kind_named,
    match_key,
    owner_of,
    owners_of,
)
from migrator.rules.references import RULES
from tests.unit.rules.making import SPACE, ref

PARTS = {Kind.TAG, Kind.ACTION, Kind.TEMPLATE_VERSION, Kind.VARIABLE_TEMPLATE}


def test_every_kind_of_document_has_facts_and_fields():
    assert set(FACTS) == set(FIELDS) == set(Kind) - PARTS
    assert len(DOCUMENT_KINDS) == len(FACTS)


def test_what_a_document_refers_to_is_written_before_it_unless_it_waits():
    waiting = {(kind, item.name) for kind, items in FIELDS.items() for item in items if item.waits}
    for rule in RULES:
        is_late = (rule.holder, rule.pointer[0]) in waiting
        for kind in rule.kinds - PARTS:
            # A template is saved version by version, all of them of one rank.
            is_same = {kind, rule.holder} == {Kind.STEP_TEMPLATE, Kind.STEP_TEMPLATE_VERSION}
            if kind is not rule.holder and not is_late and not is_same:
                assert FACTS[kind].rank < FACTS[rule.holder].rank, rule


def test_owners_are_written_before_what_they_own():
    for facts in FACTS.values():
        if facts.owner is not None:
            assert FACTS[facts.owner].rank < facts.rank


@pytest.mark.parametrize(
    ("found", "owner"),
    [
        (Ref(Kind.SPACE, (SPACE,)), None),
        (ref(Kind.FEED, "Docker"), Ref(Kind.SPACE, (SPACE,))),
        (Ref(Kind.TEAM, ("", "Everyone")), None),
        (ref(Kind.CHANNEL, "Shop", "Beta"), ref(Kind.PROJECT, "Shop")),
        (ref(Kind.RUNBOOK, "Shop", "Restart"), ref(Kind.PROJECT, "Shop")),
        (ref(Kind.RUNBOOK_PROCESS, "Shop", "Restart"), ref(Kind.RUNBOOK, "Shop", "Restart")),
        (ref(Kind.PROJECT_VARIABLES, "Shop"), ref(Kind.PROJECT, "Shop")),
        (ref(Kind.DEPLOYMENT_PROCESS, "Shop"), ref(Kind.PROJECT, "Shop")),
        (ref(Kind.DEPLOYMENT_SETTINGS, "Shop"), ref(Kind.PROJECT, "Shop")),
        (ref(Kind.LIBRARY_VARIABLES, "Shared"), ref(Kind.LIBRARY_VARIABLE_SET, "Shared")),
    ],
)
def test_a_document_belongs_to_its_owner(found, owner):
    assert owner_of(found) == owner


def test_library_variables_belong_to_a_set_or_to_a_script_module():
    path = (SPACE, "Tools")
    assert owners_of(Ref(Kind.LIBRARY_VARIABLES, path)) == (
        Ref(Kind.LIBRARY_VARIABLE_SET, path),
        Ref(Kind.SCRIPT_MODULE, path),
    )
    assert owners_of(ref(Kind.CHANNEL, "Shop", "Beta")) == (ref(Kind.PROJECT, "Shop"),)
    assert owners_of(Ref(Kind.SPACE, (SPACE,))) == ()


@pytest.mark.parametrize(
    ("part", "holder"),
    [
        (ref(Kind.TAG, "Ring", "Canary"), ref(Kind.TAG_SET, "Ring")),
        (ref(Kind.TEMPLATE_VERSION, "Notify"), ref(Kind.STEP_TEMPLATE, "Notify")),
        (ref(Kind.ACTION, "Shop", "Deploy"), ref(Kind.DEPLOYMENT_PROCESS, "Shop")),
        (ref(Kind.ACTION, "Shop", "Restart", "Stop"), ref(Kind.RUNBOOK_PROCESS, "Shop", "Restart")),
        (ref(Kind.FEED, "Docker"), ref(Kind.FEED, "Docker")),
    ],
)
def test_a_part_lies_in_its_document(part, holder):
    assert document_of(part) == holder


def test_names_match_without_case_and_outer_blanks():
    assert match_key(ref(Kind.PROJECT, " Web Shop")) == match_key(ref(Kind.PROJECT, "web shop "))
    assert match_key(ref(Kind.PROJECT, "web shop")) != match_key(ref(Kind.PROJECT, "webshop"))


def test_a_certificate_that_was_renamed_for_its_thumbprint_matches_its_old_name():
    thumbprint = "ABCDEF0123456789"
    plain = ref(Kind.CERTIFICATE, "Site", thumbprint)
    renamed = ref(Kind.CERTIFICATE, "Site (ABCDEF01)", thumbprint)
    assert match_key(plain) == match_key(renamed)
    other = ref(Kind.CERTIFICATE, "Site (ABCDEF01)", "F" * 16)
    assert match_key(plain) != match_key(other)


def test_what_comes_with_a_space_is_known_by_name_in_any_case():
    assert is_made_with_space(ref(Kind.LIFECYCLE, "DEFAULT lifecycle "))
    assert not is_made_with_space(ref(Kind.PROJECT_GROUP, "Default Lifecycle"))


def test_octopus_own_teams_are_only_mapped():
    assert is_mapped_only(Ref(Kind.TEAM, ("", "everyone")))
    assert not is_mapped_only(ref(Kind.TEAM, "Ops"))


def test_the_default_channel_is_known_by_name():
    assert is_default_channel(ref(Kind.CHANNEL, "Shop", "default"))
    assert not is_default_channel(ref(Kind.CHANNEL, "Shop", "Beta"))
    assert not is_default_channel(ref(Kind.PROJECT, "Default"))


@pytest.mark.parametrize("word", ["library variable sets", "LibraryVariableSets",
                                  "library_variable_set", "Library-Variable-Set"])  # fmt: skip
def test_a_kind_is_named_in_any_spelling(word):
    assert kind_named(word) is Kind.LIBRARY_VARIABLE_SET


def test_an_unknown_word_names_no_kind():
    assert kind_named("gadgets") is None
