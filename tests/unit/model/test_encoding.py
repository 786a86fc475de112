import pytest
from hypothesis import given
from hypothesis import strategies as st

from migrator.model.documents import Embedded, Joined, Kind, LogicalDocument, Ref, Slot, parse_ref
from migrator.model.encoding import (
    NotOursError,
    copy_body,
    decode_document,
    decode_node,
    encode_document,
    encode_node,
)

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


@pytest.mark.parametrize(
    "value",
    [
        {"$ocm": ["ref", "gadget", "x"]},
        {"$ocm": ["ref", "feed"]},
        {"$ocm": ["ref", "feed", 7]},
        {"$ocm": ["slot", "yes"]},
        {"$ocm": ["joined", ",", "x"]},
        {"$ocm": ["literal", []]},
        {"$ocm": ["novelty"]},
        {"$ocm": "x"},
        {"$ocm": ["slot", True], "more": 1},
    ],
)
def test_a_tag_that_we_never_write_is_refused(value):
    with pytest.raises(NotOursError):
        decode_node([value])


WHOLE = {"ref": "feed:D/x", "body": {}, "unknown": {}, "digests": {}}


@pytest.mark.parametrize(
    "change",
    [
        {"ref": "x"},
        {"ref": "gadget:D/x"},
        {"body": []},
        {"body": {"$ocm": ["slot", True]}},
        {"unknown": None},
        {"digests": {"/a": 7}},
    ],
)
def test_what_is_no_document_of_ours_is_refused(change):
    assert decode_document(dict(WHOLE)).ref == Ref(Kind.FEED, ("D", "x"))
    with pytest.raises(NotOursError):
        decode_document({**WHOLE, **change})
    with pytest.raises(NotOursError):
        decode_document({name: WHOLE[name] for name in WHOLE if name not in change})


@given(nodes)
def test_a_copy_is_equal_and_shares_nothing_that_can_change(node):
    body = {"x": node}
    copied = copy_body(body)
    assert copied == body
    assert not containers(copied) & containers(body)


def containers(node):
    match node:
        case dict():
            return {id(node)}.union(*map(containers, node.values()))
        case list():
            return {id(node)}.union(*map(containers, node))
        case _:
            return set()
