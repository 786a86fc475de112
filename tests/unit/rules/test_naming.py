from itertools import islice

import pytest

from migrator.model.documents import Kind, Ref
from migrator.rules.naming import (
    Directory,
    Identity,
    TemplateFacts,
    is_expression,
    is_missing,
    looks_like_id,
    missing_ref,
    missing_text,
    ref_of,
    twins,
)
from tests.unit.rules.making import IDS, PROJECT, SPACE, TEMPLATE, directory, ref


@pytest.mark.parametrize(
    ("kind", "identity", "path"),
    [
        (Kind.SPACE, Identity("", "Default"), ("Default",)),
        (Kind.ENVIRONMENT, Identity(SPACE, "Test"), (SPACE, "Test")),
        (Kind.FEED, Identity(SPACE, "Docker"), (SPACE, "Docker")),
        (
            Kind.FEED,
            Identity(SPACE, "Renamed feed", feed_type="BuiltIn"),
            (SPACE, "Octopus Server (built-in)"),
        ),
        (
            Kind.FEED,
            Identity(SPACE, "x", feed_type="OctopusProject"),
            (SPACE, "Octopus Server Releases (built-in)"),
        ),
        (
            Kind.CERTIFICATE,
            Identity(SPACE, "Site", thumbprint="abcd"),
            (SPACE, "Site", "ABCD"),
        ),
        (
            Kind.DEPLOYMENT_PROCESS,
            Identity(SPACE, "ignored", owner=(SPACE, "Web Shop")),
            (SPACE, "Web Shop"),
        ),
        (
            Kind.CHANNEL,
            Identity(SPACE, "Beta", owner=(SPACE, "Web Shop")),
            (SPACE, "Web Shop", "Beta"),
        ),
        (
            Kind.RUNBOOK_PROCESS,
            Identity(SPACE, "", owner=(SPACE, "Web Shop", "Restart")),
            (SPACE, "Web Shop", "Restart"),
        ),
        (Kind.TEAM, Identity(SPACE, "Ops", id="Teams-7"), (SPACE, "Ops")),
        (Kind.TEAM, Identity("", "Everybody", id="teams-everyone"), ("", "Everyone")),
        (
            Kind.TEAM,
            Identity("", "Admins", id="Teams-Administrators"),
            ("", "Octopus Administrators"),
        ),
        (Kind.TEAM, Identity("", "x", id="teams-managers"), ("", "Octopus Managers")),
        (
            Kind.TEAM,
            Identity(SPACE, "Spacers", id="teams-spacemanagers-Spaces-1"),
            (SPACE, "Space Managers"),
        ),
    ],
)
def test_a_document_is_named_by_what_survives_the_move(kind, identity, path):
    assert ref_of(kind, identity) == Ref(kind, path)


def test_a_missing_ref_keeps_the_id_and_is_told_from_a_real_one():
    gone = missing_ref(Kind.FEED, SPACE, "Feeds-9")
    assert is_missing(gone)
    assert missing_text(gone) == "Feeds-9"
    assert not is_missing(PROJECT)


@pytest.mark.parametrize("text", ["Projects-1", "TagSets-1/Tags-22", "projects-0"])
def test_what_has_the_form_of_an_id_looks_like_one(text):
    assert looks_like_id(text)


@pytest.mark.parametrize(
    "text", ["Projects-", "Projects-1a", "1-1", "feeds-builtin", "a Projects-1", "Ring/Canary"]
)
def test_what_has_another_form_does_not_look_like_an_id(text):
    assert not looks_like_id(text)


def test_an_expression_is_told_by_its_opening():
    assert is_expression("x #{Octopus.Environment.Id}")
    assert not is_expression("# {x}")


def test_ids_are_found_without_case_and_outer_blanks():
    assert directory().find(SPACE, " PROJECTS-1 ") == PROJECT


def test_what_is_in_no_space_is_found_from_every_space():
    assert directory().find("Payments", "teams-everyone") == IDS["teams-everyone"]


def test_the_kind_decides_where_one_text_names_two_documents():
    made = Directory()
    feed, account = ref(Kind.FEED, "Shared"), ref(Kind.ACCOUNT, "Shared")
    for found in (feed, account, feed):
        made.add(SPACE, "shared", found)
    assert made.find(SPACE, "Shared", {Kind.ACCOUNT}) == account
    assert made.find(SPACE, "Shared", {Kind.TEAM}) is None
    assert made.find(SPACE, "Shared") == feed


def test_a_templates_facts_are_found_by_its_ref_alone():
    facts = directory().template(TEMPLATE)
    assert facts == TemplateFacts(4, {"Account": "AmazonWebServicesAccount", "Image": "Package"})
    assert directory().template(PROJECT) is None


def test_only_whole_words_that_are_known_ids_are_tokens_of_a_text():
    text = "/api/Projects-1 Projects-10 xProjects-1 Projects-1-2 (Feeds-1) Projects-1"
    assert list(directory().tokens(SPACE, text)) == ["Projects-1", "Projects-10", "Feeds-1"]


def test_people_are_known_by_their_address_and_services_by_their_name():
    person = Identity("", "ada", email=" ada@example.test ")
    assert ref_of(Kind.USER, person) == Ref(Kind.USER, ("", "ada@example.test"))
    assert ref_of(Kind.USER, Identity("", "builder")) == Ref(Kind.USER, ("", "builder"))


def test_twins_of_a_certificate_are_told_apart_by_a_number():
    first = ref(Kind.CERTIFICATE, "Site", "AB")
    assert [twin.name for twin in islice(twins(first), 3)] == ["AB", "AB 2", "AB 3"]
    assert next(twins(first)) == first


@pytest.mark.parametrize(
    ("text", "kind", "found"),
    [
        ("feeds-builtin", Kind.FEED, ref(Kind.FEED, "Octopus Server (built-in)")),
        ("teams-everyone", Kind.TEAM, Ref(Kind.TEAM, ("", "Everyone"))),
        ("teams-spacemanagers-Spaces-9", Kind.TEAM, ref(Kind.TEAM, "Space Managers")),
        ("teams-nobody", Kind.TEAM, None),
        ("feeds-builtin", Kind.TEAM, None),
    ],
)
def test_octopus_own_ids_are_known_without_any_row(text, kind, found):
    assert Directory().find(SPACE, text, {kind}) == found


def test_a_name_that_reads_like_an_id_stands_behind_the_id_and_is_none_in_a_text():
    made = Directory()
    named, meant = ref(Kind.FEED, "Feeds-12"), ref(Kind.FEED, "Docker")
    made.add_name(SPACE, "Feeds-12", named)
    assert made.find(SPACE, "Feeds-12", {Kind.FEED}) == named
    assert made.find(SPACE, "Feeds-12") is None
    assert list(made.tokens(SPACE, "of Feeds-12")) == []
    made.add(SPACE, "Feeds-12", meant)
    assert made.find(SPACE, "Feeds-12", {Kind.FEED}) == meant
