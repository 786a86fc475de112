import pytest
from hypothesis import given
from hypothesis import strategies as st

from migrator.crypto.errors import SecretForeignError
from migrator.crypto.package_cipher import PackageCipher, SecretDigest, make_secrets_key
from migrator.model.documents import Kind, Ref
from migrator.model.sealed import PackageSealed, SecretAddress
from migrator.model.secret import Secret

HERE = SecretAddress(Ref(Kind.ACCOUNT, ("Default", "Azure")), "/Password")
ELSEWHERE = SecretAddress(Ref(Kind.ACCOUNT, ("Default", "Azure 2")), "/Password")
PLAIN = Secret(b"hunter2-hunter2")
KEY = Secret(bytes(range(32)))


def cipher(key=KEY, package_id="p-1"):
    return PackageCipher(key, package_id)


@given(st.binary(max_size=200), st.text(max_size=20))
def test_what_is_sealed_opens_at_its_place(plain, name):
    address = SecretAddress(Ref(Kind.FEED, ("Default", name)), f"/{name}")
    sealed = cipher().seal(Secret(plain), address)
    assert cipher().open(sealed, address).reveal() == plain


@pytest.mark.parametrize(
    ("opener", "address"),
    [
        (cipher(), ELSEWHERE),
        (cipher(), SecretAddress(HERE.ref, "/Token")),
        (cipher(package_id="p-2"), HERE),
        (cipher(make_secrets_key()), HERE),
    ],
)
def test_a_ciphertext_does_not_open_elsewhere(opener, address):
    with pytest.raises(SecretForeignError) as caught:
        opener.open(cipher().seal(PLAIN, HERE), address)
    assert "hunter2" not in f"{caught.value}{caught.value.hint}"


@pytest.mark.parametrize("data", [b"", b"short", bytes(12), bytes(28)])
def test_what_is_no_ciphertext_does_not_open(data):
    with pytest.raises(SecretForeignError):
        cipher().open(PackageSealed(data), HERE)


def test_sealing_twice_gives_different_ciphertexts():
    assert cipher().seal(PLAIN, HERE) != cipher().seal(PLAIN, HERE)


def test_half_a_surrogate_pair_in_a_name_does_not_stop_sealing():
    address = SecretAddress(Ref(Kind.FEED, ("Default", "\ud800")), "/\udfff")
    assert cipher().open(cipher().seal(PLAIN, address), address) == PLAIN


def test_a_digest_is_equal_in_two_exports_and_differs_by_value_place_and_master_key():
    master = Secret(bytes(16))
    first = SecretDigest(master).digest(PLAIN, HERE)
    assert SecretDigest(master).digest(PLAIN, HERE) == first
    others = {
        SecretDigest(master).digest(Secret(b"other"), HERE),
        SecretDigest(master).digest(PLAIN, ELSEWHERE),
        SecretDigest(Secret(bytes(32))).digest(PLAIN, HERE),
    }
    assert len(others | {first}) == 4
    assert len(first) == 64


def test_two_secrets_keys_are_never_the_same():
    keys = {make_secrets_key().reveal() for _ in range(50)}
    assert len(keys) == 50
    assert {len(key) for key in keys} == {32}
