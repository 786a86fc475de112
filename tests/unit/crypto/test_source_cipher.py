import json
import os
from base64 import b64decode, b64encode
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from migrator.crypto.errors import MasterKeyUnusableError, NotOpened, NotOpenedError
from migrator.crypto.source_cipher import SourceCipher, looks_sealed, parse_master_key, parse_stored
from migrator.model.sealed import SourceSealed
from migrator.model.secret import Secret

ROOT = Path(__file__).parents[3]
SHEET = Path(os.environ.get("OCTOPUS_SHEETS") or ROOT.parent / "shared" / "octopus")
VECTORS = SHEET / "crypto-vectors.json"

# Sources: OctopusSolutionsEngineering/OctoterraWizard, decrypt_test.go;
# nine-lives-later/octopus-deploy-decryptor, decryptor_test.go; the rest computed with openssl.
PUBLISHED = [
    (
        "6EdU6IWsCtMEwk0kPKflQQ==",
        "tHdE5KI9QVdsFSq6F6HeSA==|7oD+XzuTFF1uCQLXm8A3eg==",
        "success",
    ),
    (
        "dEa8P4mxooIcSeakw8vvJw==",
        "B4OBO6VN2oNq1BM+PETW6Y27hkClRzFsiubWQLjYd7ks9rjz0/JsppRgmGbg59+f|Ka0Ws0lTnUnqEelkKjs3yQ==",
        "AlwaysLookOnTheBrightSideOfLife_and_also_42",
    ),
    (
        "SWQrU8/pNhJ7ZHi+ikQhhw==",
        "GtoxXUnzUnBfMPNSX3bm2w==|lS4OTkwv/0HOKgUcyGc8Cg==",
        "Cephalopod",
    ),
    (
        "He2rF9sJ7J6uoHD+Ee4g1w==",
        "2AYgzCqhfpPGlRi8zu+2Tg==|mrAxWLgw9vh8VOANbgNBtw==",
        "",
    ),
    (
        "BoqQFDMWWxbK72IPt3Gy2FGZfPEvvIp56XnXjDFiRJE=",
        "/TJXpOMQhy+A2r2XVgX6QQoKsZ1nPJqDYV7KpvDnx5o=|ZR6laHQVV885nwLM3q/f7Q==",
        "pässwörd-Ω-日本語-🐙",
    ),
]
KEY = PUBLISHED[0][0]
SEALED = PUBLISHED[0][1]


def cipher(*keys):
    main, *older = (parse_master_key(Secret(key)) for key in keys)
    return SourceCipher(main, tuple(older))


def failure(key, stored):
    with pytest.raises(NotOpenedError) as caught:
        cipher(key).open(SourceSealed(stored))
    return caught.value.kind


@pytest.fixture(scope="module")
def sheet():
    if not VECTORS.exists():
        pytest.skip(f"the vectors' file is not on this machine: {VECTORS}")
    return json.loads(VECTORS.read_text(encoding="utf-8"))


@pytest.mark.parametrize(("key", "stored", "plain"), PUBLISHED)
def test_published_values_open(key, stored, plain):
    assert looks_sealed(stored)
    assert cipher(key).open(SourceSealed(stored)).reveal().decode() == plain


def test_every_vector_of_the_sheet_opens(sheet):
    vectors = [*sheet["published"], *sheet["self_made"]]
    for vector in vectors:
        key = vector.get("master_key_b64") or vector["derived_key_b64"]
        opened = cipher(key).open(SourceSealed(vector["stored"]))
        assert opened.reveal().decode() == vector["plain"]
        assert looks_sealed(vector["stored"])
    assert len(vectors) >= 33


def test_every_wrong_key_of_the_sheet_gets_its_verdict(sheet):
    kinds = {"padding_error": NotOpened.WRONG_KEY, "padding_ok_but_not_utf8": NotOpened.NOT_TEXT}
    seen = set()
    for vector in sheet["wrong_key"]:
        seen.add(vector["expect"])
        match vector["expect"]:
            case "ok":
                opened = cipher(vector["master_key_b64"]).open(SourceSealed(vector["stored"]))
                assert opened.reveal().decode() == vector["plain"]
            case "padding_ok_utf8_ok_but_wrong":
                opened = cipher(vector["master_key_b64"]).open(SourceSealed(vector["stored"]))
                assert opened.reveal().hex() == vector["garbage_hex"]
            case expected:
                assert failure(vector["master_key_b64"], vector["stored"]) is kinds[expected]
    assert len(seen) == 4


def test_every_malformed_value_of_the_sheet_is_told_apart(sheet):
    assert len(sheet["malformed"]) >= 9
    for vector in sheet["malformed"]:
        stored = vector["stored"]
        if not stored:
            assert parse_stored(stored) is None
            continue
        assert not looks_sealed(stored)
        assert failure(vector["master_key_b64"], stored) is NotOpened.MALFORMED


@pytest.mark.parametrize(
    ("stored", "is_sealed"),
    [
        (SEALED, True),
        ("1fkhI3bsUT5C4pQ1BLxemg==", False),
        (SEALED + "|AA==", False),
        ("|JVZwv04UqQbxZf5BKbZV9w==", False),
        ("1fkhI3bsUT5C4pQ1BLxemg==|MTIzNDU2Nzg=", False),
        ("MTIz|JVZwv04UqQbxZf5BKbZV9w==", False),
        ("!!!|JVZwv04UqQbxZf5BKbZV9w==", False),
        (SEALED + "\n", False),
        (" " + SEALED, False),
        ("hunter2", False),
        ("", False),
    ],
)
def test_only_the_exact_form_looks_sealed(stored, is_sealed):
    assert looks_sealed(stored) is is_sealed


@pytest.mark.parametrize("around", ["{}", " {}\n", '"{}"', "'{}'\r\n", "\ufeff{}", "\t`{}` "])
def test_what_pasting_adds_around_a_key_is_dropped(around):
    typed = Secret(around.format(KEY))
    assert parse_master_key(typed).reveal() == b64decode(KEY)


@pytest.mark.parametrize(
    ("typed", "reason"),
    [
        ("", "empty"),
        (' "" ', "empty"),
        ("hello world!", "not base64"),
        (KEY[:-1], "not base64"),
        (KEY[:10] + " " + KEY[10:], "not base64"),
        ("pässword", "not base64"),
        (b64encode(bytes(24)).decode(), "24 bytes"),
        (b64encode(bytes(15)).decode(), "15 bytes"),
        (b64encode(bytes(64)).decode(), "64 bytes"),
    ],
)
def test_what_cannot_be_a_master_key_is_refused_with_its_reason_and_not_quoted(typed, reason):
    with pytest.raises(MasterKeyUnusableError, match=reason) as caught:
        parse_master_key(Secret(typed))
    assert caught.value.__cause__ is None
    assert len(typed) < 6 or typed not in f"{caught.value} {caught.value.hint}"


def test_an_older_key_opens_what_the_main_key_does_not():
    assert cipher(PUBLISHED[1][0], KEY).open(SourceSealed(SEALED)).reveal() == b"success"


def test_without_the_fitting_older_key_the_value_stays_closed():
    assert failure(PUBLISHED[1][0], SEALED) is NotOpened.WRONG_KEY


def test_plain_text_in_a_place_for_a_secret_is_a_secret():
    assert parse_stored("hunter2") == Secret("hunter2")
    assert parse_stored("a|b") == Secret("a|b")


def test_a_damaged_ciphertext_is_not_taken_for_plain_text():
    damaged = "MTIz|JVZwv04UqQbxZf5BKbZV9w=="
    assert parse_stored(damaged) == SourceSealed(damaged)
    assert parse_stored(SEALED) == SourceSealed(SEALED)


@given(st.text() | st.from_regex(r"[A-Za-z0-9+/=]{0,40}\|[A-Za-z0-9+/=]{0,26}", fullmatch=True))
def test_any_text_opens_or_is_our_error(text):
    try:
        opened = cipher(KEY).open(SourceSealed(text))
    except NotOpenedError:
        return
    assert looks_sealed(text)
    opened.reveal().decode()
