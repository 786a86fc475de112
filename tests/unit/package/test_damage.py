import json
import zipfile
from base64 import b64encode

import pytest
import zstandard

from migrator.model.errors import ExitCode
from migrator.model.secret import Secret
from migrator.model.settings import PackageSettings
from migrator.package import reader
from migrator.package.errors import (
    DamagedPackageError,
    HostileCostError,
    IdentityUnusableError,
    NewerFormatError,
    NotAPackageError,
    WrongPassphraseError,
)
from migrator.package.reader import open_package, read_manifest
from tests.unit.package.forging import PACKAGE_ID, Forge, canonical, document_line, line, zipped
from tests.unit.package.making import KEYS


@pytest.fixture
def forge():
    return Forge(KEYS.recipient)


@pytest.fixture
def path(tmp_path):
    return tmp_path / "x.ocmpack"


def opened(path, data):
    path.write_bytes(data)
    with open_package(KEYS.opening(path)) as package:
        return package.refs()


def refused(path, data, words, kind=DamagedPackageError):
    with pytest.raises(kind, match=words) as caught:
        opened(path, data)
    assert caught.value.exit_code is ExitCode.PACKAGE
    assert caught.value.hint


def test_a_package_made_by_hand_from_the_format_opens(path, forge):
    (ref,) = opened(path, forge.build())
    assert str(ref) == "project:Default/Web Shop"


def test_other_files_are_no_packages(path):
    for data in (b"", b"hello", b"\x7fELF" + bytes(1000), b"PK\x05\x06" + bytes(18)):
        refused(path, data, "is not a package", NotAPackageError)


def test_a_cut_at_any_place_is_found(path, forge):
    data = forge.build()
    for size in range(4, len(data), 7):
        refused(path, data[:size], "cut short|directory")


def test_any_flipped_byte_is_found_or_changes_nothing(path, forge):
    """What may change unseen is in ZIP fields that nobody uses, such as a member's clock."""
    data = forge.build()
    refs = opened(path, data)
    found = 0
    for at in range(len(data)):
        changed = bytearray(data)
        changed[at] ^= 0x20
        try:
            assert opened(path, bytes(changed)) == refs
        except (DamagedPackageError, NotAPackageError, NewerFormatError):
            found += 1
    assert found > 0.8 * len(data)


def test_bytes_in_front_behind_or_between_are_found(path, forge):
    data = forge.build()
    refused(path, data + b"x", "put behind it")
    refused(path, data + bytes(22), "put behind it")
    refused(path, b"x" + data, "is not a package", NotAPackageError)
    refused(path, data[:4] + data, "directory")
    with zipfile.ZipFile(path, "w") as outer:
        for name, content in forge.members().items():
            outer.writestr(zipfile.ZipInfo(name), content)
            if name == "documents.age":
                outer.fp.write(b"between")
                outer.start_dir += 7
    refused(path, path.read_bytes(), "do not follow one another")


def test_a_zip_comment_is_found(path, forge):
    path.write_bytes(forge.build())
    with zipfile.ZipFile(path, "a") as outer:
        outer.comment = b"hello"
    refused(path, path.read_bytes(), "put behind it")


def test_compressed_members_are_refused(path, forge):
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as outer:
        for name, content in forge.members().items():
            outer.writestr(name, content)
    refused(path, path.read_bytes(), "not stored")


def test_members_that_are_added_doubled_missing_renamed_or_moved_are_found(path, forge):
    members = list(forge.members().items())
    names = "not those that the manifest names"
    refused(path, zipped([*members[:2], ("keys/2.age", b"x"), members[2]]), names)
    refused(path, zipped([members[0], *members]), names)
    refused(path, zipped([members[0], members[2]]), names)
    refused(path, zipped([members[0], ("../1.age", members[1][1]), members[2]]), names)
    refused(path, zipped([members[1], members[0], members[2]]), "another order")
    refused(path, zipped([members[2], *members[:2]]), "another order")
    refused(path, zipped(members[:2]), "exactly one manifest")
    refused(path, zipped([*members, members[2]]), "exactly one manifest")


def test_a_large_file_in_zip64_form_opens(path, forge, monkeypatch):
    monkeypatch.setattr(zipfile, "ZIP64_LIMIT", 10)
    monkeypatch.setattr(zipfile, "ZIP_FILECOUNT_LIMIT", 1)
    # A small file of the form that a large one has: each field that overflows is all ones.
    data = forge.build()[:-12] + b"\xff" * 10 + bytes(2)
    assert b"PK\x06\x06" in data
    assert len(opened(path, data)) == 1
    at = data.index(b"PK\x06\x07")
    refused(path, data[: at + 8] + bytes(8) + data[at + 16 :], "directory")
    refused(path, data[:at] + b"XX" + data[at + 2 :], "directory")
    at = data.index(b"PK\x06\x06")
    refused(path, data[:at] + b"XX" + data[at + 2 :], "directory")


@pytest.mark.parametrize(
    "change",
    [
        {"format_version": 0},
        {"format_version": True},
        {"format_version": "1"},
        {"package_id": "x"},
        {"package_id": None},
        {"counts": []},
        {"counts": {"project": -1}},
        {"counts": {"project": 1.5}},
        {"secrets": True},
        {"omitted": None},
        {"created": "yesterday"},
        {"created": "2026-02-03T04:05:06"},
        {"created": "2026-02-03T04:05:06Z"},
        {"source": {}},
        {"entries": [1]},
        {"entries": []},
        {"slots": [1]},
        {"slots": []},
        {"slots": [{"name": "keys/1.age", "kind": "magic", "keys": "both"}]},
        {"slots": [{"name": "../1.age", "kind": "recipients", "keys": "both"}]},
    ],
)
def test_a_manifest_that_is_none_of_ours_is_refused(path, forge, change):
    members = forge.members()
    manifest = {**json.loads(members["manifest.json"]), **change}
    refused(
        path, zipped({**members, "manifest.json": json.dumps(manifest).encode()}), "manifest|key"
    )


@pytest.mark.parametrize("data", [b"", b"{", b"[]", b"\xff", b"1", b"[" * 100_000])
def test_a_manifest_that_is_no_object_is_refused(path, forge, data):
    refused(path, zipped({**forge.members(), "manifest.json": data}), "manifest is no")


def test_a_newer_format_is_told_apart_from_damage_whatever_else_it_holds(path, forge):
    forge.bound["format_version"] = 3
    members = {**forge.members(), "new.bin": b"x"}
    refused(path, zipped(members), "format version 3", NewerFormatError)


def test_a_manifest_or_slot_larger_than_it_may_be_is_refused(path, forge, monkeypatch):
    forge.slots = bytes(1 << 17)
    refused(path, forge.build(), "far larger")
    monkeypatch.setattr(reader, "MAX_MANIFEST_BYTES", 100)
    with pytest.raises(DamagedPackageError, match="far larger"):
        read_manifest(path)


def test_a_wrong_sum_is_found(path, forge):
    members = forge.members()
    manifest = json.loads(members["manifest.json"])
    for entry in (0, 1):
        changed = json.loads(members["manifest.json"])
        changed["entries"][entry]["sha256"] = "0" * 64
        data = zipped({**members, "manifest.json": json.dumps(changed).encode()})
        refused(path, data, f"{manifest['entries'][entry]['name']} is not what the manifest says")


def test_the_manifest_of_another_package_is_found(path, forge):
    other = Forge(KEYS.recipient)
    other.bound["source"] = {"installation_id": "another", "server_version": "2025.3.1"}
    mine, theirs = forge.members(), json.loads(other.members()["manifest.json"])
    mixed = {**theirs, "entries": json.loads(mine["manifest.json"])["entries"]}
    data = zipped({**mine, "manifest.json": json.dumps(mixed).encode()})
    refused(path, data, "of another package")
    mixed["package_id"] = PACKAGE_ID.replace("1", "9")
    data = zipped({**mine, "manifest.json": json.dumps(mixed).encode()})
    refused(path, data, "not of this package")


def test_documents_of_another_package_are_found(path, forge):
    forge.header["header"]["package_id"] = PACKAGE_ID.replace("1", "9")
    refused(path, forge.build(), "of another package")


def test_a_slot_of_another_package_is_found(path, forge):
    forge.slot_text = forge.slot_text.replace(PACKAGE_ID, PACKAGE_ID.replace("1", "9"))
    refused(path, forge.build(), "not of this package")


def test_a_slot_that_opens_other_documents_is_found(path, forge):
    forge.sealed_to = [Forge(KEYS.recipient).identity.to_public()]
    refused(path, forge.build(), "another package's documents")


def test_a_slot_that_carries_less_or_nothing_is_found(path, forge):
    text = forge.slot_text
    forge.slot_text = "\n".join(part for part in text.splitlines() if "secrets-key" not in part)
    refused(path, forge.build(), "not of this package")
    forge.slot_text = text.replace("AGE-SECRET-KEY-1", "")
    refused(path, forge.build(), "carries no key")
    forge.slot_text = text.replace(b64encode(bytes(32)).decode(), "AAAA")
    refused(path, forge.build(), "secrets key that is none")
    forge.slot_text = text.replace(b64encode(bytes(32)).decode(), "!")
    refused(path, forge.build(), "secrets key that is none")
    forge.slot_text = text.replace(str(forge.identity), str(forge.identity)[:-1] + "!")
    refused(path, forge.build(), "carries no key")
    wrong = "Q" if str(forge.identity)[-1] != "Q" else "P"
    forge.slot_text = text.replace(str(forge.identity), str(forge.identity)[:-1] + wrong)
    refused(path, forge.build(), "carries no key")


def test_a_slot_that_is_no_age_file_is_found(path, forge):
    forge.slots = b"age-encryption.org/v1\nnonsense"
    refused(path, forge.build(), "not an age file")


@pytest.mark.parametrize("factor", [21, 30, 63, 99999999])
def test_a_cost_beyond_ours_is_refused_before_it_is_paid(path, forge, factor):
    forge.slot["kind"] = "passphrase"
    forge.slots = (
        b"age-encryption.org/v1\n-> scrypt attQu4mNiJcUB1hUv9n2eA %d\n"
        b"svG3rHgcMTiI1MYlkghRr839g9vwNRHo1YclxgmTTRg\n--- mmzw+qzOJH3JCk\n" % factor
    )
    path.write_bytes(forge.build())
    settings = PackageSettings(path, passphrase=Secret("x"))
    with pytest.raises(HostileCostError), open_package(settings):
        pass


def test_a_passphrase_slot_without_a_cost_is_damaged(path, forge):
    forge.slot["kind"] = "passphrase"
    path.write_bytes(forge.build())
    settings = PackageSettings(path, passphrase=Secret("x"))
    with pytest.raises(DamagedPackageError, match="for a passphrase"), open_package(settings):
        pass


def test_a_slot_with_a_small_cost_opens_with_its_passphrase_alone(path, forge):
    # Made with scrypt at N = 2: the product never seals so cheaply, but a cheap slot is a slot.
    forge.slot["kind"] = "passphrase"
    forge.slots = (
        b"age-encryption.org/v1\n-> scrypt AAAAAAAAAAAAAAAAAAAAAA 1\n"
        b"svG3rHgcMTiI1MYlkghRr839g9vwNRHo1YclxgmTTRg\n"
        b"--- AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA\n" + bytes(32)
    )
    path.write_bytes(forge.build())
    settings = PackageSettings(path, passphrase=Secret("x"))
    with pytest.raises(WrongPassphraseError), open_package(settings):
        pass


def test_sealed_documents_that_were_changed_are_found_though_the_sum_was_changed_too(path, forge):
    members = forge.members()
    changed = bytearray(members["documents.age"])
    changed[-20] ^= 1
    forge.documents = bytes(changed)
    refused(path, forge.build(), "changed or cut short")
    forge.documents = members["documents.age"][:-1]
    refused(path, forge.build(), "changed or cut short")
    forge.documents = members["documents.age"] + b"x"
    refused(path, forge.build(), "changed or cut short")


def test_what_does_not_unpack_is_found(path, forge):
    forge.packed = b"not zstd at all, but long enough"
    refused(path, forge.build(), "do not unpack")


def test_lines_that_are_missing_doubled_or_out_of_place_are_found(path, forge):
    plain = forge.plain()
    head, body, tail = plain.splitlines(keepends=True)
    second = document_line("Second")
    cases = {
        "end too early": [b"", head, head + body],
        "not in its place": [body + head + tail, head + head + body + tail, plain + tail, tail],
        "changed, taken out": [head + tail, head + second + tail, head + body + second + tail],
        "there twice": [head + body + body + tail],
        "cut short": [plain + b"{", plain[:-1]],
        "not one of ours": [head + b"\n", head + b"{}\n", head + b"[" * 90_000 + b"\n"],
    }
    for words, plains in cases.items():
        for changed in plains:
            forge.packed = zstandard.compress(changed)
            refused(path, forge.build(), words)


@pytest.mark.parametrize(
    "bad",
    [
        {"document": {}, "secrets": {}},
        {"document": {"ref": "x", "body": {}, "unknown": {}, "digests": {}}, "secrets": {}},
        {"document": {"ref": "tag:a", "body": 1, "unknown": {}, "digests": {}}, "secrets": {}},
        {"omitted": {"code": "x"}},
        {"header": {"format": "1", "package_id": PACKAGE_ID}},
        {"trailer": {}},
        "text",
    ],
)
def test_a_line_of_another_form_is_refused(path, forge, bad):
    forge.lines.append(line(bad))
    refused(path, forge.build(), "not one of ours")


@pytest.mark.parametrize("secret", [1, "!", "AAA"])
def test_a_secret_that_is_no_base64_is_refused(path, forge, secret):
    body = {"Password": {"$ocm": ["slot", True]}}
    forge.lines = [document_line(body=body, secrets={"/Password": secret})]
    refused(path, forge.build(), "not one of ours")


def test_a_secret_without_a_slot_is_refused(path, forge):
    forge.lines = [document_line(secrets={"/Password": "AAAA"})]
    refused(path, forge.build(), "no slot")


def test_counts_that_are_not_true_are_found(path, forge):
    forge.bound["counts"] = {"project": 2}
    refused(path, forge.build(), "not as much inside")


def test_a_trailer_for_another_manifest_is_found(path, forge):
    forge.trailer = {"manifest_sha256": "0" * 64}
    refused(path, forge.build(), "manifest is of another")


def test_a_bomb_is_stopped_as_it_unfolds(path, forge, monkeypatch):
    monkeypatch.setattr(reader, "FREE_EXPANSION_BYTES", 1 << 20)
    forge.packed = zstandard.compress(forge.plain() + b"\n" * 300_000_000, 19)
    refused(path, forge.build(), "unpack to far more|not one of ours|not in its place")
    forge.packed = zstandard.compress(b"x" * 300_000_000, 19)
    refused(path, forge.build(), "unpack to far more")


def test_a_line_without_end_is_stopped(path, forge, monkeypatch):
    monkeypatch.setattr(reader, "MAX_LINE_BYTES", 1 << 20)
    forge.packed = zstandard.compress(b"x" * 8_000_000)
    refused(path, forge.build(), "far longer")


def test_a_window_that_would_fill_memory_is_refused(path, forge):
    parameters = zstandard.ZstdCompressionParameters(window_log=30)
    packer = zstandard.ZstdCompressor(compression_params=parameters).compressobj()
    forge.packed = packer.compress(forge.plain()) + packer.flush()
    refused(path, forge.build(), "do not unpack")


def test_an_identity_that_is_none_is_said_so_and_not_quoted(path, forge):
    path.write_bytes(forge.build())
    for text in ("", "# only a comment", "AGE-SECRET-KEY-1NOTHING", "-----BEGIN nonsense"):
        settings = PackageSettings(path, identity=Secret(text or " "))
        with pytest.raises(IdentityUnusableError) as caught, open_package(settings):
            pass
        assert "NOTHING" not in f"{caught.value} {caught.value.hint}"


def test_the_bound_digest_is_that_of_the_format(path, forge):
    path.write_bytes(forge.build())
    import hashlib

    expected = hashlib.sha256(canonical(forge.bound)).hexdigest()
    assert read_manifest(path).bound_digest() == expected
