from hypothesis import given
from hypothesis import strategies as st

from migrator.model.documents import Embedded, Joined, Kind, LogicalDocument, Ref, Slot, parse_ref
from migrator.model.encoding import decode_document, decode_node, encode_document, encode_node

names = st.text(max_size=8)
refs = st.builds(Ref, st.sampled_from(Kind), st.lists(names, min_size=1, max_size=3).map(tuple))
leaves = st.one_of(
    st.none(), st.booleans(), st.integers(), names, refs, st.builds(Slot, st.booleans())
)
nodes = st.recursive(
    st.one_of(leaves, st.builds(Joined, names, st.lists(st.one_of(names, refs)).map(tuple))),
    lambda inner: st.one_of(
        st.lists(inner, max_size=3),
        st.dictionaries(st.one_of(names, st.just("$ocm")), inner, max_size=3),
        st.builds(Embedded, inner),
    ),
    max_leaves=12,
)


@given(nodes)
def test_a_body_reads_back_as_it_was_written(node):
    assert decode_node(encode_node(node)) == node


@given(refs, st.dictionaries(names, nodes, max_size=3))
def test_a_document_reads_back_as_it_was_written(ref, body):
    document = LogicalDocument(ref, body, {"x": [1]}, {"/a": "00"})
    assert decode_document(encode_document(document)) == document


@given(refs)
def test_a_ref_reads_back_from_its_text(ref):
    assert parse_ref(str(ref)) == ref


def test_two_refs_with_slashes_in_names_never_read_the_same():
    assert str(Ref(Kind.PROJECT, ("a/b", "c"))) != str(Ref(Kind.PROJECT, ("a", "b/c")))
