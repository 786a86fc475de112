import pytest

from migrator.model.documents import Kind, Slot
from migrator.rules.writing import (
    has_own_actions,
    is_as_made,
    unreadable_need,
    waiting_members,
    waits,
)
from tests.unit.rules.making import ACTION, IDS, PROCESS, PROJECT, document, process, ref

ACCOUNT = ref(Kind.ACCOUNT, "A")
UNREADABLE = Slot(readable=False)


@pytest.mark.parametrize(
    ("kind", "secret"),
    [
        ("SshKeyPair", "PrivateKeyFile"),
        ("AmazonWebServicesAccount", "SecretKey"),
        ("AzureServicePrincipal", "Password"),
        ("GoogleCloudAccount", "JsonKey"),
        ("Token", "Token"),
    ],
)
def test_an_account_cannot_be_made_without_the_secret_of_its_type(kind, secret):
    held = document(ACCOUNT, {"AccountType": kind, secret: UNREADABLE})
    assert unreadable_need(held) == secret
    assert not unreadable_need(document(ACCOUNT, {"AccountType": kind, secret: Slot()}))
    assert not unreadable_need(document(ACCOUNT, {"AccountType": "Other", secret: UNREADABLE}))


def test_an_ssh_account_can_be_made_without_its_passphrase():
    body = {
        "AccountType": "SshKeyPair",
        "PrivateKeyFile": Slot(),
        "PrivateKeyPassphrase": UNREADABLE,
    }
    assert not unreadable_need(document(ACCOUNT, body))


def test_a_certificate_cannot_be_made_without_its_data_but_without_its_password():
    found = ref(Kind.CERTIFICATE, "Site", "AB")
    assert unreadable_need(document(found, {"CertificateData": UNREADABLE})) == "CertificateData"
    assert not unreadable_need(document(found, {"CertificateData": Slot(), "Password": UNREADABLE}))


def test_other_kinds_can_be_made_without_any_secret():
    assert not unreadable_need(document(ref(Kind.PROXY, "x"), {"Password": UNREADABLE}))


@pytest.mark.parametrize(
    ("found", "body", "must_wait"),
    [
        (PROJECT, {"AutoCreateRelease": True}, True),
        (PROJECT, {"AutoCreateRelease": False}, False),
        (PROJECT, {"ReleaseCreationStrategy": {"ChannelId": "x"}}, True),
        (ref(Kind.CERTIFICATE, "Site", "AB"), {"Archived": True}, True),
        (ref(Kind.CERTIFICATE, "Site", "AB"), {"Archived": False}, False),
        (ref(Kind.CHANNEL, "Web Shop", "Beta"), {"Rules": [{}]}, True),
        (ref(Kind.CHANNEL, "Web Shop", "Beta"), {"Rules": []}, False),
        (PROCESS, process({"x": ACTION}), True),
        (PROCESS, process({"x": IDS["Feeds-1"]}), False),
        (ref(Kind.FEED, "x"), {}, False),
    ],
)
def test_a_document_waits_for_what_comes_later(found, body, must_wait):
    assert waits(found, body) is must_wait


def test_the_members_that_wait_are_named():
    assert waiting_members(Kind.CHANNEL) == {"Rules", "GitResourceRules"}
    assert not waiting_members(Kind.FEED)


def test_only_a_process_has_actions_of_its_own():
    assert has_own_actions(PROCESS, process({"x": ACTION}))
    assert not has_own_actions(ref(Kind.DEPLOYMENT_PROCESS, "Other"), process({"x": ACTION}))
    assert not has_own_actions(PROJECT, {"x": ACTION})


@pytest.mark.parametrize(
    ("kind", "body", "is_as_the_server_makes_it"),
    [
        (Kind.DEPLOYMENT_PROCESS, {"Steps": []}, True),
        (Kind.RUNBOOK_PROCESS, process(), False),
        (Kind.PROJECT_VARIABLES, {"Variables": []}, True),
        (Kind.LIBRARY_VARIABLES, {"Variables": [{}]}, False),
        (
            Kind.CHANNEL,
            {"Name": "Default", "IsDefault": True, "Slug": "default", "Rules": []},
            True,
        ),
        (Kind.CHANNEL, {"Name": "Default", "IsDefault": True, "Description": "x"}, False),
        (Kind.CHANNEL, {"Name": "Beta", "IsDefault": True}, False),
        (Kind.LIFECYCLE, {}, False),
    ],
)
def test_what_says_nothing_new_need_not_be_written(kind, body, is_as_the_server_makes_it):
    assert is_as_made(kind, body) is is_as_the_server_makes_it
