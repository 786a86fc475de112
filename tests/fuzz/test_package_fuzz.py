"""Any bytes and any change of a good package give a value or a PackageError, soon."""

import json
import os
from pathlib import Path
from tempfile import TemporaryDirectory

import zstandard
from hypothesis import given, settings
from hypothesis import strategies as st

from migrator.model.errors import PackageError
from migrator.package.lines import encode_line, parse_line
from migrator.package.manifest import Manifest, encode_manifest, parse_manifest
from migrator.package.reader import open_package
from tests.fuzz.mutating import mutations
from tests.unit.package.forging import Forge, zipped
from tests.unit.package.making import KEYS

FORGE = Forge(KEYS.recipient)
MEMBERS = FORGE.members()
WHOLE = zipped(MEMBERS)
PLAIN = FORGE.plain()
bounded = settings(max_examples=int(os.environ.get("FUZZ_EXAMPLES", "150")), deadline=5_000)

jsons = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=10),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=10), inner),
    max_leaves=6,
)


def opened(data):
    with TemporaryDirectory() as directory:
        path = Path(directory) / "x.ocmpack"
        path.write_bytes(data)
        try:
            with open_package(KEYS.opening(path)) as package:
                return [str(document.ref) for document in package.documents()]
        except PackageError:
            return None


def test_the_package_that_is_changed_below_is_good():
    assert opened(WHOLE) == ["project:Default/Web Shop"]


@bounded
@given(st.binary(max_size=300) | st.binary(max_size=300).map(lambda rest: b"PK\x03\x04" + rest))
def test_any_bytes_are_a_package_or_our_error(data):
    assert opened(data) is None


@bounded
@given(mutations(WHOLE))
def test_a_changed_package_says_the_same_or_is_our_error(data):
    assert opened(data) in (None, ["project:Default/Web Shop"])


@bounded
@given(mutations(PLAIN))
def test_changed_lines_under_a_good_seal_are_our_error(plain):
    forge = Forge(KEYS.recipient)
    forge.packed = zstandard.compress(plain)
    assert opened(forge.build()) in (None, ["project:Default/Web Shop"])


@bounded
@given(st.binary(max_size=300) | mutations(zstandard.compress(PLAIN)))
def test_any_packed_bytes_under_a_good_seal_are_our_error(packed):
    forge = Forge(KEYS.recipient)
    forge.packed = packed or b"x"
    assert opened(forge.build()) in (None, ["project:Default/Web Shop"])


@bounded
@given(mutations(MEMBERS["keys/1.age"]) | mutations(FORGE.slot_text.encode()))
def test_any_slot_is_opened_or_our_error(slot):
    forge = Forge(KEYS.recipient)
    forge.slots = slot or b"x"
    assert opened(forge.build()) is None or slot == MEMBERS["keys/1.age"]


@bounded
@given(mutations(FORGE.slot_text.encode()))
def test_any_text_in_a_good_slot_is_opened_or_our_error(text):
    forge = Forge(KEYS.recipient)
    forge.sealed_to = [FORGE.identity.to_public()]
    forge.slot_text = text.decode(errors="replace")
    assert opened(forge.build()) in (None, ["project:Default/Web Shop"])


@bounded
@given(
    st.binary(max_size=100)
    | mutations(MEMBERS["manifest.json"])
    | jsons.map(lambda value: json.dumps(value).encode())
    | st.dictionaries(st.sampled_from([*json.loads(MEMBERS["manifest.json"])]), jsons).map(
        lambda changes: json.dumps({**json.loads(MEMBERS["manifest.json"]), **changes}).encode()
    )
)
def test_any_manifest_is_read_and_written_again_or_our_error(data):
    try:
        manifest = parse_manifest(data)
    except PackageError:
        return
    assert isinstance(manifest, Manifest)
    assert parse_manifest(encode_manifest(manifest)) == manifest


@bounded
@given(st.binary(max_size=100) | jsons.map(lambda value: json.dumps(value).encode()))
def test_any_line_is_read_or_our_error(data):
    try:
        line = parse_line(data)
    except PackageError:
        return
    assert encode_line(line).startswith(b"{")
