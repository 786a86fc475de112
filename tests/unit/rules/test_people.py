"""A person is known by the address, wherever it stands."""

import json

import pytest

from migrator.rules.people import address_of

CLAIMS = [{"IdentityProviderName": "Entra ID", "Claims": {"email": {"Value": "a@x.example"}}}]


@pytest.mark.parametrize(
    ("user", "address"),
    [
        ({"EmailAddress": " a@x.example "}, "a@x.example"),
        ({"emailaddress": "a@x.example", "Identities": []}, "a@x.example"),
        ({"EmailAddress": "", "Identities": CLAIMS}, "a@x.example"),
        ({"EmailAddress": None, "Identities": json.dumps(CLAIMS)}, "a@x.example"),
        ({"Identities": [{"Claims": {"UPN": "a@x.example"}}]}, "a@x.example"),
        ({"Identities": [{"Claims": {"dn": {"Value": "CORP\\a"}, "upn": {"Value": "a"}}}]}, ""),
        ({"Identities": "no JSON"}, ""),
        ({"Identities": [None, {"Claims": None}, {"Claims": {"email": {"Value": None}}}]}, ""),
        ({}, ""),
    ],
)
def test_the_address_is_the_user_s_own_or_that_of_an_identity(user, address):
    assert address_of(user) == address
