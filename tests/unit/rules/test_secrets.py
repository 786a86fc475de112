import pytest

from migrator.model.documents import Kind, Slot
from migrator.rules.fields import SecretForm
from migrator.rules.secrets import form_at, is_secret_object, replace_secrets


def taken(kind, body):
    """The body with slots, and what was found where."""
    found = {}

    def take(pointer, value):
        found[pointer] = value
        return None if value in (None, "") else Slot()

    replace_secrets(kind, body, take)
    return found


def test_values_of_sensitive_variables_are_secrets_and_others_are_not():
    body = {
        "Variables": [
            {"Name": "A", "Type": "Sensitive", "Value": "x|y"},
            {"Name": "B", "Type": "String", "Value": "plain"},
            {"Name": "C", "Type": "Sensitive"},
            "odd",
        ]
    }
    assert taken(Kind.PROJECT_VARIABLES, body) == {
        "/Variables/0/Value": "x|y",
        "/Variables/2/Value": None,
    }
    assert body["Variables"][0]["Value"] == Slot()
    assert body["Variables"][1]["Value"] == "plain"
    assert body["Variables"][2]["Value"] is None


def test_variable_sets_without_a_list_hold_no_secret():
    assert not taken(Kind.LIBRARY_VARIABLES, {"Variables": None})


def test_secret_members_of_a_kind_are_found_by_name():
    body = {"Password": "a|b", "Username": "u", "PrivateKeyFile": None}
    assert taken(Kind.ACCOUNT, body) == {"/Password": "a|b", "/PrivateKeyFile": None}
    assert body == {"Password": Slot(), "Username": "u", "PrivateKeyFile": None}


def test_nested_secret_members_are_found_and_absent_ones_skipped():
    body = {"Details": {"Type": "UsernamePassword", "Password": "a|b"}}
    assert taken(Kind.GIT_CREDENTIAL, body) == {"/Details/Password": "a|b"}
    assert not taken(Kind.GIT_CREDENTIAL, {"Details": {"Type": "Anonymous"}})
    assert not taken(Kind.GIT_CREDENTIAL, {"Details": "odd"})
    assert not taken(Kind.GIT_CREDENTIAL, {})


def test_secret_objects_of_the_database_are_found_wherever_they_lie():
    body = {
        "Steps": [{"Actions": [{"Properties": {"a/b": {"SensitiveValue": "x|y"}}}]}],
        "Other": [{"SensitiveValue": None}],
    }
    assert taken(Kind.DEPLOYMENT_PROCESS, body) == {
        "/Steps/0/Actions/0/Properties/a~1b": "x|y",
        "/Other/0": None,
    }
    assert body["Steps"][0]["Actions"][0]["Properties"]["a/b"] == Slot()
    assert body["Other"] == [None]


@pytest.mark.parametrize(
    ("kind", "body", "pointer"),
    [
        (Kind.PROXY, {"Password": {"SensitiveValue": "x|y"}}, "/Password"),
        (
            Kind.SUBSCRIPTION,
            {"EventNotificationSubscription": {"WebhookHeaderValue": {"SensitiveValue": "x|y"}}},
            "/EventNotificationSubscription/WebhookHeaderValue",
        ),
        (
            Kind.PROJECT_VARIABLES,
            {"Variables": [{"Type": "Sensitive", "Value": {"SensitiveValue": "x|y"}}]},
            "/Variables/0/Value",
        ),
    ],
)
def test_a_member_that_is_a_secret_may_hold_it_as_text_or_as_an_object(kind, body, pointer):
    assert taken(kind, body) == {pointer: "x|y"}


def test_secret_objects_of_the_api_are_given_whole():
    body = {"Password": {"HasValue": True, "NewValue": None, "Hint": None}}
    assert taken(Kind.PROXY, body)["/Password"] == {
        "HasValue": True,
        "NewValue": None,
        "Hint": None,
    }


def test_a_list_in_a_place_for_a_secret_is_given_as_plain_json():
    assert taken(Kind.PROXY, {"Password": [Slot(), 1]}) == {"/Password": [None, 1]}


@pytest.mark.parametrize(
    ("value", "is_secret"),
    [
        ({"SensitiveValue": "x"}, True),
        ({"HasValue": True}, True),
        ({"HasValue": True, "NewValue": "x", "Hint": ""}, True),
        ({"SensitiveValue": "x", "More": 1}, False),
        ({"NewValue": "x"}, False),
        ({"HasValue": True, "Value": 1}, False),
        ({}, False),
        ("SensitiveValue", False),
    ],
)
def test_a_secret_object_is_told_by_its_members_alone(value, is_secret):
    assert is_secret_object(value) is is_secret


@pytest.mark.parametrize(
    ("kind", "pointer", "form"),
    [
        (Kind.PROJECT_VARIABLES, "/Variables/0/Value", SecretForm.TEXT),
        (Kind.ACCOUNT, "/Password", SecretForm.SENSITIVE),
        (Kind.DEPLOYMENT_TARGET, "/Endpoint/AadClientCredentialSecret", SecretForm.TEXT),
        (Kind.DEPLOYMENT_TARGET, "/Endpoint/AadUserCredentialPassword", SecretForm.SENSITIVE),
        (Kind.DEPLOYMENT_PROCESS, "/Steps/0/Actions/0/Properties/x", SecretForm.SENSITIVE),
    ],
)
def test_the_api_takes_each_secret_in_its_form(kind, pointer, form):
    assert form_at(kind, pointer) is form
