"""A second reader, written from FORMAT.md: stock `age`, and nothing of migrator.package."""

import hashlib
import io
import json
import shutil
import subprocess
import sys
import zipfile
from base64 import b64decode

import pytest
import zstandard
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from migrator.model.secret import Secret
from migrator.model.settings import PackageSettings
from tests.unit.package.making import ACCOUNT, KEYS, PLAIN, PROJECT, make_package

needs_age = pytest.mark.skipif(
    shutil.which("age") is None, reason="the stock `age` program is not on this machine"
)


def age(*arguments):
    done = subprocess.run(["age", "-d", *arguments], capture_output=True, timeout=60, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout


def age_with_passphrase(path, out, passphrase):
    """`age` asks for a passphrase on a terminal only, so it gets one of its own."""
    on_terminal = (
        "import os, pty, sys; sys.exit(os.waitstatus_to_exitcode(pty.spawn(sys.argv[1:])))"
    )
    command = [sys.executable, "-c", on_terminal, "age", "-d", "-o", str(out), str(path)]
    typed = passphrase.encode() + b"\n"
    done = subprocess.run(command, input=typed, capture_output=True, timeout=60, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def unpack(path, directory):
    with zipfile.ZipFile(path) as outer:
        outer.extractall(directory)
    return json.loads((directory / "manifest.json").read_text())


def read_lines(directory, slot):
    packed = age("-i", str(slot), str(directory / "documents.age"))
    with zstandard.ZstdDecompressor().stream_reader(io.BytesIO(packed)) as stream:
        return stream.read().splitlines(keepends=True)


def associated(*parts):
    return b"".join(len(part).to_bytes(8, "big") + part for part in parts)


def secrets_key(slot):
    (line,) = [
        part for part in slot.read_text().splitlines() if part.startswith("# ocm-secrets-key: ")
    ]
    return b64decode(line.split(": ")[1])


def canonical_sha256(value):
    text = json.dumps(value, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


@needs_age
def test_stock_age_opens_a_slot_then_the_documents_then_the_secrets(tmp_path):
    path, out = tmp_path / "x.ocmpack", tmp_path / "out"
    summary = make_package(KEYS.sealing(path))
    manifest = unpack(path, out)
    key = tmp_path / "key.txt"
    key.write_text(KEYS.identity.reveal())
    slot = out / "slot.txt"
    age("-i", str(key), "-o", str(slot), str(out / "keys" / "1.age"))

    lines = read_lines(out, slot)
    header, *middle, trailer = (json.loads(line) for line in lines)
    assert header["header"] == {"format": 1, "package_id": manifest["package_id"]}
    assert trailer["trailer"]["sha256"] == hashlib.sha256(b"".join(lines[:-1])).hexdigest()
    bound = {key: manifest[key] for key in manifest if key not in ("entries", "slots")}
    assert trailer["trailer"]["manifest_sha256"] == canonical_sha256(bound)
    named = {**bound, "documents_sha256": manifest["entries"][0]["sha256"]}
    assert canonical_sha256(named) == summary.digest

    documents = [line for line in middle if "document" in line]
    refs = [line["document"]["ref"] for line in documents]
    assert refs == [str(ACCOUNT.ref), str(PROJECT.ref)]
    cipher = AESGCM(secrets_key(slot))
    opened = {}
    for line in documents:
        for pointer, sealed in line["secrets"].items():
            data = b64decode(sealed)
            place = f"{line['document']['ref']}#{pointer}".encode()
            context = associated(b"ocmpack secret v1", manifest["package_id"].encode(), place)
            opened[line["document"]["ref"], pointer] = cipher.decrypt(data[:12], data[12:], context)
    assert opened == {(str(ref), pointer): plain for (ref, pointer), plain in PLAIN.items()}


@needs_age
def test_stock_age_opens_a_passphrase_slot_then_the_documents(tmp_path):
    path, out = tmp_path / "x.ocmpack", tmp_path / "out"
    make_package(PackageSettings(path, passphrase=Secret("correct horse battery")))
    unpack(path, out)
    slot = out / "slot.txt"
    age_with_passphrase(out / "keys" / "1.age", slot, "correct horse battery")
    assert len(read_lines(out, slot)) == 5
    assert len(secrets_key(slot)) == 32


def test_every_entry_has_the_size_and_sum_that_the_manifest_says(tmp_path):
    path, out = tmp_path / "x.ocmpack", tmp_path / "out"
    make_package(KEYS.sealing(path))
    manifest = unpack(path, out)
    for entry in manifest["entries"]:
        data = (out / entry["name"]).read_bytes()
        assert (entry["size"], entry["sha256"]) == (len(data), hashlib.sha256(data).hexdigest())
