import io
from base64 import b64encode

import pytest
from cryptography.hazmat.primitives.asymmetric import ed25519, rsa
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
)

from migrator.model.secret import Secret
from migrator.model.settings import PackageSettings
from migrator.package.age import (
    make_key_pair,
    open_stream,
    parse_identities,
    parse_recipient,
    seal_stream,
)
from migrator.package.errors import IdentityUnusableError, RecipientUnusableError
from migrator.package.reader import open_package
from tests.unit.package.making import KEYS, Keys, make_package


class Failing:
    def __init__(self, after=0):
        self._left = after

    def _count(self):
        self._left -= 1
        if self._left < 0:
            raise OSError(28, "as asked")

    def read(self, size):
        self._count()
        return bytes(size)

    def write(self, data):
        self._count()


@pytest.mark.parametrize(("size", "after"), [(1000, 0), (200_000, 1), (200_000, 3)])
def test_what_the_writer_raised_comes_out_of_sealing_even_at_the_very_end(size, after):
    with pytest.raises(OSError, match="as asked"):
        seal_stream(io.BytesIO(bytes(size)), Failing(after), [make_key_pair().recipient])


def test_what_the_reader_raised_comes_out_of_sealing_as_it_was():
    with pytest.raises(OSError, match="as asked"):
        seal_stream(Failing(2), io.BytesIO(), [make_key_pair().recipient])


def test_what_reader_or_writer_raised_comes_out_of_opening_as_it_was():
    pair = make_key_pair()
    sealed = io.BytesIO()
    seal_stream(io.BytesIO(bytes(1000)), sealed, [pair.recipient])
    sealed.seek(0)
    with pytest.raises(OSError, match="as asked"):
        open_stream(sealed, Failing(), parse_identities(pair.identity))
    with pytest.raises(OSError, match="as asked"):
        open_stream(Failing(), io.BytesIO(), parse_identities(pair.identity))


class _Stopping:
    """Ctrl-C while a file is read or written."""

    def read(self, _size):
        raise KeyboardInterrupt

    def write(self, _data):
        raise KeyboardInterrupt


def test_a_stop_while_sealing_or_opening_is_no_damage():
    pair = make_key_pair()
    sealed = io.BytesIO()
    seal_stream(io.BytesIO(bytes(1000)), sealed, [pair.recipient])
    sealed.seek(0)
    with pytest.raises(KeyboardInterrupt):
        open_stream(sealed, _Stopping(), parse_identities(pair.identity))
    with pytest.raises(KeyboardInterrupt):
        open_stream(_Stopping(), io.BytesIO(), parse_identities(pair.identity))
    with pytest.raises(KeyboardInterrupt):
        seal_stream(_Stopping(), io.BytesIO(), [pair.recipient])


PRIVATE = {
    "ed25519": ed25519.Ed25519PrivateKey.generate(),
    "rsa": rsa.generate_private_key(65537, 2048),
}


@pytest.mark.parametrize("kind", PRIVATE)
def test_a_package_can_be_sealed_to_an_ssh_key(tmp_path, kind):
    key = PRIVATE[kind]
    public = key.public_key().public_bytes(Encoding.OpenSSH, PublicFormat.OpenSSH).decode()
    private = key.private_bytes(Encoding.PEM, PrivateFormat.OpenSSH, NoEncryption()).decode()
    path = tmp_path / "x.ocmpack"
    make_package(PackageSettings(path, recipients=(public + " me@example\n", KEYS.recipient)))
    for identity in (Secret(private), KEYS.identity):
        with open_package(PackageSettings(path, identity=identity)) as package:
            assert package.has_secrets


def test_an_ssh_key_behind_its_own_passphrase_is_refused():
    """Built by hand. Source: openssh-portable, PROTOCOL.key."""

    def text(data):
        return len(data).to_bytes(4, "big") + data

    public = text(b"ssh-ed25519") + text(bytes(range(32)))
    kdf = text(bytes(16)) + (16).to_bytes(4, "big")
    parts = [b"aes256-ctr", b"bcrypt", kdf]
    blob = b"openssh-key-v1\0" + b"".join(map(text, parts)) + (1).to_bytes(4, "big")
    blob += text(public) + text(bytes(144))
    lines = ["-----BEGIN OPENSSH PRIVATE KEY-----", b64encode(blob).decode()]
    with pytest.raises(IdentityUnusableError):
        parse_identities(Secret("\n".join([*lines, "-----END OPENSSH PRIVATE KEY-----"])))


def test_an_identity_file_may_hold_several_keys_and_comments(tmp_path):
    both = Secret(f"{Keys().identity.reveal()}\n\n{KEYS.identity.reveal()}")
    path = tmp_path / "x.ocmpack"
    make_package(KEYS.sealing(path))
    with open_package(PackageSettings(path, identity=both)) as package:
        assert package.has_secrets


@pytest.mark.parametrize(
    "text", ["", "age1", "ssh-ed25519 AAAA", "ssh-dss AAAA", "ecdsa-sha2-nistp256 A", "age1é"]
)
def test_other_text_is_no_recipient(text):
    with pytest.raises(RecipientUnusableError):
        parse_recipient(text)


def test_a_private_key_given_as_recipient_is_not_quoted():
    secret = KEYS.identity.reveal().splitlines()[1]
    with pytest.raises(RecipientUnusableError) as caught:
        parse_recipient(secret)
    assert secret[20:] not in f"{caught.value} {caught.value.hint}"
