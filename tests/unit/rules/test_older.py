"""Forms of older servers become those of today."""

import pytest

from migrator.model.documents import Kind
from migrator.rules.naming import missing_ref
from migrator.rules.older import (
    complete_endpoint,
    feed_text,
    is_sensitive,
    name_steps,
    participation,
    tidy_rules,
    tidy_scope,
)
from tests.unit.rules.making import ACTION, SPACE


@pytest.mark.parametrize(
    ("variable", "is_secret"),
    [
        ({"Type": "Sensitive"}, True),
        ({"type": "SENSITIVE"}, True),
        ({"Type": "String", "IsSensitive": True}, True),
        ({"IsSensitive": True}, True),
        ({"Type": "AzureAccount", "IsSensitive": True}, False),
        ({"Type": "String", "IsSensitive": False}, False),
        ({"Type": "String"}, False),
        ({}, False),
    ],
)
def test_a_variable_is_a_secret_by_its_type_or_the_older_mark(variable, is_secret):
    assert is_sensitive(variable) is is_secret


@pytest.mark.parametrize(
    ("body", "said"),
    [({"TenantIds": ["x"]}, "Tenanted"), ({"TenantTags": ["x"]}, "Tenanted"), ({}, "Untenanted")],
)
def test_what_has_tenants_or_tags_takes_part_in_their_deployments(body, said):
    assert participation(body) == said


@pytest.mark.parametrize(
    ("scope", "tidy"),
    [
        ({"environment": ["x"]}, {"Environment": ["x"]}),
        ({"Role": "web"}, {"Role": ["web"]}),
        ({"Role": [], "Machine": None, "Channel": ""}, {}),
        ({"Novelty": ["x"]}, {"Novelty": ["x"]}),
        ("x", "x"),
        (None, None),
    ],
)
def test_a_scope_is_spelt_as_today_and_never_lost(scope, tidy):
    assert tidy_scope(scope) == tidy


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("Feeds-1", "Feeds-1"),
        (None, None),
        ({"Id": "Feeds-1"}, "Feeds-1"),
        ({"Id": "Feeds-1", "Name": "x"}, None),
        ({"Id": 7}, None),
    ],
)
def test_a_feed_is_found_within_the_object_of_a_broken_row(value, text):
    assert feed_text(value) == text


@pytest.mark.parametrize(
    ("style", "name"),
    [("TentaclePassive", "Thumbprint"), ("TentacleActive", "Thumbprint"), ("Ssh", "Fingerprint")],
)
def test_an_endpoint_takes_from_the_columns_what_it_lacks(style, name):
    row = {"communicationstyle": style, "thumbprint": "T", "fingerprint": "F"}
    body = {"Endpoint": {}}
    complete_endpoint(body, row)
    assert body["Endpoint"] == {"CommunicationStyle": style, name: name[0]}
    own = {"Endpoint": {"CommunicationStyle": style, name: "own"}}
    complete_endpoint(own, row)
    assert own["Endpoint"][name] == "own"


def test_an_endpoint_of_another_style_or_form_takes_nothing_more():
    body = {"Endpoint": {"CommunicationStyle": "None"}}
    complete_endpoint(body, {"thumbprint": "T"})
    assert body == {"Endpoint": {"CommunicationStyle": "None"}}
    odd = {"Endpoint": "odd"}
    complete_endpoint(odd, {"thumbprint": "T"})
    assert odd == {"Endpoint": "odd"}


def test_channel_rules_name_the_packages_of_actions():
    rules = [
        {"Id": "r", "Links": {}, "Actions": ["Deploy"]},
        {"ActionPackages": [{"DeploymentAction": "Deploy", "PackageReference": None}, "odd"]},
        {"ActionPackages": None},
        "odd",
    ]
    tidy_rules(rules)
    primary = {"DeploymentAction": "Deploy", "PackageReference": ""}
    assert rules == [
        {"ActionPackages": [primary]},
        {"ActionPackages": [primary, "odd"]},
        {"ActionPackages": None},
        "odd",
    ]
    tidy_rules(None)


DONOR = "DonorPackageStepId"


@pytest.mark.parametrize(
    ("strategy", "tidy"),
    [
        ({DONOR: ACTION}, {"DonorPackage": {"DeploymentAction": "Deploy", "PackageReference": ""}}),
        ({DONOR: None, "Template": "1.#{x}", "DonorPackage": None}, {"Template": "1.#{x}"}),
        (
            {DONOR: ACTION, "DonorPackage": {"DeploymentAction": "Other"}, "Template": "x"},
            {"DonorPackage": {"DeploymentAction": "Other"}},
        ),
        (
            {DONOR: ACTION, "DonorPackage": {"DeploymentAction": None}},
            {"DonorPackage": {"DeploymentAction": "Deploy", "PackageReference": ""}},
        ),
        ({"DonorPackage": {}, "Template": "x"}, {"Template": "x"}),
    ],
)
def test_the_donor_of_a_version_is_named_by_its_step(strategy, tidy):
    body = {"VersioningStrategy": strategy}
    name_steps(Kind.DEPLOYMENT_SETTINGS, body)
    assert body == {"VersioningStrategy": tidy}


def test_a_donor_step_that_is_not_there_stays_missing():
    gone = missing_ref(Kind.ACTION, SPACE, "guid")
    body = {"VersioningStrategy": {DONOR: gone}}
    name_steps(Kind.DEPLOYMENT_SETTINGS, body)
    assert body == {"VersioningStrategy": {DONOR: gone}}


def test_a_strategy_that_says_nothing_is_none_and_other_kinds_have_none():
    body = {"ReleaseCreationStrategy": {"ReleaseCreationPackageStepId": "", "ChannelId": None}}
    name_steps(Kind.PROJECT, body)
    assert body == {}
    name_steps(Kind.PROJECT, body)
    channel = {"VersioningStrategy": {DONOR: ACTION}}
    name_steps(Kind.CHANNEL, channel)
    assert channel == {"VersioningStrategy": {DONOR: ACTION}}
