from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import given, settings
from hypothesis import strategies as st

from migrator.model.documents import (
    Embedded,
    Joined,
    Kind,
    LogicalDocument,
    Omitted,
    Ref,
    Slot,
    slots_in,
)
from migrator.model.sealed import SecretAddress
from migrator.model.secret import Secret
from migrator.package.reader import open_package
from migrator.package.writer import write_package
from tests.unit.package.making import HEADER, KEYS

# Names from SQL Server may hold any UTF-16 code unit, half of a pair too.
texts = st.text(max_size=12) | st.sampled_from(["\ud800", "a/b", "~", "$ocm", "\n", "\0", ""])
refs = st.builds(
    Ref, st.sampled_from(list(Kind)), st.lists(texts, min_size=1, max_size=3).map(tuple)
)
leaves = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False)
    | texts
    | refs
    | st.builds(Slot, st.booleans())
    | st.builds(Joined, texts, st.lists(texts | refs, max_size=3).map(tuple))
)
nodes = st.recursive(
    leaves,
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(texts, inner, max_size=3)
        | st.builds(Embedded, inner)
    ),
    max_leaves=8,
)
documents = st.lists(
    st.builds(LogicalDocument, refs, st.dictionaries(texts, nodes, max_size=4)),
    max_size=4,
    unique_by=lambda document: document.ref,
)
omissions = st.lists(st.builds(Omitted, texts, texts, texts, texts), max_size=3)


@settings(max_examples=60, deadline=None)
@given(documents, omissions, st.binary(max_size=40))
def test_whatever_is_written_is_read_and_every_secret_opens_at_its_place(found, left, plain):
    with TemporaryDirectory() as directory:
        path = Path(directory) / "x.ocmpack"
        with write_package(KEYS.sealing(path), HEADER) as writer:
            for document in found:
                sealed = {
                    pointer: writer.cipher.seal(Secret(plain), SecretAddress(document.ref, pointer))
                    for pointer, slot in slots_in(document.body).items()
                    if slot.readable
                }
                writer.write(document, sealed)
            for omitted in left:
                writer.omit(omitted)
        with open_package(KEYS.opening(path)) as package:
            assert list(package.documents()) == found
            assert list(package.omitted) == left
            for document in found:
                for pointer in package.secret_pointers(document.ref):
                    address = SecretAddress(document.ref, pointer)
                    assert package.secret(address).reveal() == plain
