"""What each version of a target can, and how documents are made to fit."""

import pytest

from migrator.model.documents import Kind, LogicalDocument, Ref
from migrator.model.plan import Choices
from migrator.model.settings import PolicySettings
from migrator.rules.preparing import prepare
from migrator.rules.versions import Ability, can, fit, is_older, numbers_of, unsupported
from tests.unit.rules.making import process

OLD, NEW = "2024.4.7065", "2026.1.9674"


@pytest.mark.parametrize(
    ("version", "numbers"),
    [
        ("2024.4.7065", (2024, 4, 7065)),
        ("2025.1.0-ci.3", (2025, 1, 0)),
        (" 2026.1 ", (2026, 1)),
        ("", ()),
        ("unknown", ()),
    ],
)
def test_a_version_is_its_first_three_numbers(version, numbers):
    assert numbers_of(version) == numbers


def test_only_a_lower_version_is_older_and_an_unknown_one_is_not():
    assert is_older("2024.4.7065", "2025.1.1")
    assert is_older("2025.1.1", "2025.1.2")
    assert not is_older("2025.1.2", "2025.1.2")
    assert not is_older("2026.1.1", "2025.4.9")
    assert not is_older("", "2025.1.1")
    assert not is_older("2025.1.1", "unknown")


def test_abilities_come_with_their_version_and_the_unknown_one_has_all():
    assert not can("2025.4.3896", Ability.TAG_SET_TYPES)
    assert can("2025.4.3897", Ability.TAG_SET_TYPES)
    assert not can("2024.4.9999", Ability.RETENTION_STRATEGY)
    assert can("2025.1.1", Ability.RETENTION_STRATEGY)
    assert all(can("", ability) for ability in Ability)


def fitted(kind, body, version):
    told = list(fit(kind, body, version))
    return body, told


def test_types_and_scopes_of_tag_sets_go_only_where_they_are_known():
    plain = {"Name": "Ring", "Type": "MultiSelect", "Scopes": ["Tenant"]}
    assert fitted(Kind.TAG_SET, dict(plain), NEW) == (plain, [])
    assert fitted(Kind.TAG_SET, dict(plain), OLD) == ({"Name": "Ring"}, [])
    body, told = fitted(
        Kind.TAG_SET, {"Type": "SingleSelect", "Scopes": ["Tenant", "Project"]}, OLD
    )
    assert body == {}
    assert [pointer for pointer, _ in told] == ["/Type", "/Scopes"]


@pytest.mark.parametrize(
    ("kind", "member"),
    [
        (Kind.ENVIRONMENT, "EnvironmentTags"),
        (Kind.PROJECT, "ProjectTags"),
        (Kind.RUNBOOK, "RunbookTags"),
    ],
)
def test_tags_of_others_than_tenants_go_only_where_they_are_known(kind, member):
    assert fitted(kind, {member: []}, OLD) == ({}, [])
    body, told = fitted(kind, {member: ["a tag"]}, OLD)
    assert (body, [pointer for pointer, _ in told]) == ({}, [f"/{member}"])
    assert fitted(kind, {member: ["a tag"]}, NEW) == ({member: ["a tag"]}, [])


def test_the_default_of_the_space_becomes_for_ever_where_spaces_have_none():
    default, count = {"Strategy": "Default"}, {"Strategy": "Count", "QuantityToKeep": 3}

    def made():
        return {
            "ReleaseRetentionPolicy": dict(default),
            "TentacleRetentionPolicy": dict(count),
            "Phases": [{"ReleaseRetentionPolicy": dict(default), "TentacleRetentionPolicy": None}],
        }

    body, told = fitted(Kind.LIFECYCLE, made(), OLD)
    for policy in (body["ReleaseRetentionPolicy"], body["Phases"][0]["ReleaseRetentionPolicy"]):
        assert policy["Strategy"] == "Forever"
    assert body["TentacleRetentionPolicy"] == count
    assert [pointer for pointer, _ in told] == [
        "/ReleaseRetentionPolicy",
        "/Phases/0/ReleaseRetentionPolicy",
    ]
    assert fitted(Kind.LIFECYCLE, made(), NEW) == (made(), [])


@pytest.mark.parametrize("of_type", ["PyPi", "GcsStorage"])
def test_feeds_of_newer_types_are_unsupported_by_older_versions(of_type):
    feed = LogicalDocument(Ref(Kind.FEED, ("Default", "f")), {"FeedType": of_type})
    assert of_type in unsupported(feed, OLD)
    assert not unsupported(feed, NEW)
    assert not unsupported(feed, "")


def test_other_feeds_and_other_kinds_are_supported_by_every_version():
    feed = LogicalDocument(Ref(Kind.FEED, ("Default", "f")), {"FeedType": "Docker"})
    assert not unsupported(feed, OLD)
    assert not unsupported(LogicalDocument(Ref(Kind.ENVIRONMENT, ("Default", "e")), {}), OLD)


def limited(version, **members):
    body = process({"a": "b"})
    body["Steps"][0]["Actions"][0].update(members)
    document = LogicalDocument(Ref(Kind.DEPLOYMENT_PROCESS, ("Default", "Web")), body)
    return prepare(document, Choices(PolicySettings(run_on_server=""), version=version))


def test_a_step_that_an_older_version_would_not_limit_stays_behind():
    ready = limited(OLD, EnvironmentsVariable="Where")
    assert ready.body["Steps"] == []
    (left,) = ready.left_out
    assert left.pointer == "/Steps/0"
    assert "EnvironmentsVariable" in left.message


def test_a_step_without_such_limits_or_on_a_newer_version_goes():
    for ready in (limited(OLD, EnvironmentsVariable=""), limited(NEW, EnvironmentsVariable="W")):
        assert len(ready.body["Steps"]) == 1
        assert ready.left_out == ()


def test_what_was_made_to_fit_is_a_change_of_the_document():
    document = LogicalDocument(
        Ref(Kind.PROJECT, ("Default", "Web")), {"Name": "Web", "ProjectTags": ["t"]}
    )
    (change,) = prepare(document, Choices(version=OLD)).changes
    assert (change.code, change.pointer) == ("adapted", "/ProjectTags")
