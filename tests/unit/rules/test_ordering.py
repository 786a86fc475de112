from hypothesis import given
from hypothesis import strategies as st

from migrator.model.documents import Kind
from migrator.rules.ordering import arranged, in_order, same_order
from tests.unit.rules.making import ref

A, B, C = (ref(Kind.ENVIRONMENT, name) for name in ("a", "B", "c"))
ids = st.lists(st.sampled_from("abcdef"), unique=True)


def test_documents_stand_by_their_sort_order_and_then_by_name():
    bodies = {C: {"SortOrder": 1}, B: {"SortOrder": 2}, A: {"SortOrder": 2}}
    assert in_order(bodies) == (C, A, B)
    assert in_order({B: {}, A: {"SortOrder": "odd"}}) == (A, B)


def test_an_order_is_the_same_whatever_stands_between():
    other = ref(Kind.ENVIRONMENT, "x")
    assert same_order([A, B, C], [A, other, ref(Kind.ENVIRONMENT, "b")])
    assert not same_order([A, B, C], [B, A])


@given(ids, ids)
def test_arranging_keeps_everyone_and_puts_ours_in_the_wanted_order(wanted, present):
    result = arranged(wanted, present)
    assert sorted(result) == sorted(present)
    ours = [identity for identity in wanted if identity in present]
    assert [identity for identity in result if identity in wanted] == ours
    for place, identity in enumerate(present):
        if identity not in wanted:
            assert result[place] == identity
