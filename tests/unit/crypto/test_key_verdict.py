import json
import os
from base64 import b64decode, b64encode

import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    NoEncryption,
    PrivateFormat,
    pkcs12,
)

from migrator.crypto.key_verdict import Candidate, Verdict, has_structure, judge_key, sample
from migrator.crypto.source_cipher import SourceCipher
from migrator.model.sealed import SourceSealed
from migrator.model.secret import Secret
from tests.unit.crypto.sealing import seal_as_source

KEY = bytes(range(16))
OTHER = bytes(range(32))
PRIVATE = ec.generate_private_key(ec.SECP256R1())


def candidates(plains, key=KEY, table="Account"):
    return [
        Candidate(table, f"{table}s-{index}", seal_as_source(plain, key))
        for index, plain in enumerate(plains)
    ]


def judge(values, key=KEY, older=()):
    return judge_key(values, SourceCipher(Secret(key), tuple(Secret(o) for o in older)))


def test_a_key_that_opens_ten_long_texts_is_right_and_proven():
    verdict = judge(candidates([b"a password of size"] * 10))
    assert (verdict.verdict, verdict.is_proven) == (Verdict.RIGHT, True)
    assert (verdict.tried, verdict.opened, verdict.long_texts) == (10, 10, 10)


def test_one_structured_value_proves_the_key():
    verdict = judge(candidates([b"pw", b64encode(b'{"type": "service_account"}')]))
    assert (verdict.verdict, verdict.structured, verdict.is_proven) == (Verdict.RIGHT, 1, True)


def test_a_few_short_values_open_without_being_proof():
    verdict = judge(candidates([b"pw", b"secret"]))
    assert (verdict.verdict, verdict.is_proven) == (Verdict.RIGHT, False)


def test_a_key_that_opens_nearly_nothing_is_wrong_though_one_value_opens_by_chance():
    # Found by trying 29 684 random keys: padding and UTF-8 both pass.
    chance = SourceSealed("c6PH1Ili21Fzoc0qkK0noA==|8WUJ9MA0nQOLQ92E+0BFpw==")
    wrong = b64decode("VsKu3odDTEJj0N33UMMVcA==")
    values = [*candidates([b"a longer text value"] * 30), Candidate("Proxy", "Proxies-1", chance)]
    verdict = judge(values, wrong)
    assert (verdict.verdict, verdict.opened) == (Verdict.WRONG, 1)


def test_values_of_another_key_make_it_partly_foreign_and_are_named():
    mine = candidates([b"a longer text value"] * 8)
    foreign = candidates([b"older"] * 2, OTHER, "Feed")
    verdict = judge([*mine, *foreign])
    assert verdict.verdict is Verdict.PARTLY_FOREIGN
    assert [failed.place for failed in verdict.failed] == ["Feeds-0", "Feeds-1"]


def test_values_under_an_older_key_that_we_hold_are_not_foreign():
    values = [*candidates([b"new"] * 5), *candidates([b"old"] * 5, OTHER)]
    assert judge(values, KEY, [OTHER]).verdict is Verdict.RIGHT


def test_a_few_failures_in_many_leave_the_key_right_and_are_named():
    values = [*candidates([b"a longer text value"] * 99), *candidates([b"x"], OTHER)]
    verdict = judge(values)
    assert (verdict.verdict, len(verdict.failed)) == (Verdict.RIGHT, 1)


def test_without_secrets_the_key_cannot_be_checked():
    assert judge([]).verdict is Verdict.CANNOT_BE_CHECKED


def test_the_sample_takes_the_tables_in_turn_and_the_longest_first():
    many = candidates([b"x" * (16 * size) for size in range(300)], table="VariableSet")
    few = candidates([b"short", b"y" * 100], table="Account")
    chosen = sample([*many, *few])
    assert len(chosen) == 200
    assert [c.place for c in chosen[:4]] == [
        "VariableSets-299",
        "Accounts-1",
        "VariableSets-298",
        "Accounts-0",
    ]


def test_the_sample_keeps_the_order_of_equally_long_values():
    values = candidates([b"same"] * 3)
    assert sample(values, 2) == tuple(values[:2])


PEM = PRIVATE.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
STRUCTURED = {
    "pem": PEM,
    "openssh": PRIVATE.private_bytes(Encoding.PEM, PrivateFormat.OpenSSH, NoEncryption()),
    "der": PRIVATE.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption()),
    "pfx": pkcs12.serialize_key_and_certificates(
        b"n", PRIVATE, None, None, BestAvailableEncryption(b"its own password")
    ),
    "ber pfx": b"\x30\x80\x02\x01\x03\x30\x80\x06\x00\x00\x00",
    "json": json.dumps({"type": "service_account"}).encode(),
    "list": b' ["a"]',
}
PLAIN = {
    "text": b"correct horse battery staple",
    "base64 of text": b64encode(b"correct horse battery staple"),
    "brace": b"{not json",
    "deep": b"[" * 100_000,
    "random": os.urandom(300).replace(b"0", b"1").replace(b"{", b"1").replace(b"[", b"1"),
    "cut der": STRUCTURED["pfx"][:-1],
    "begun pem": PEM[:60],
    "empty": b"",
}


@pytest.mark.parametrize("name", STRUCTURED)
def test_a_file_has_structure_as_it_stands_and_as_base64(name):
    assert has_structure(Secret(STRUCTURED[name]))
    assert has_structure(Secret(b64encode(STRUCTURED[name])))


@pytest.mark.parametrize("name", PLAIN)
def test_other_text_has_no_structure(name):
    assert not has_structure(Secret(PLAIN[name]))
