import pytest

from migrator.model.documents import (
    Embedded,
    Joined,
    Kind,
    Ref,
    Slot,
    parse_ref,
    refs_in,
    slots_in,
    walk,
)
from migrator.model.sealed import SecretAddress

SHOP, FEED = Ref(Kind.PROJECT, ("Default", "Web Shop")), Ref(Kind.FEED, ("Default", "Docker"))


def test_a_ref_reads_as_kind_and_path_and_is_labelled_without_the_kind():
    assert str(Ref(Kind.PROJECT, ("Default", "a/b"))) == "project:Default/a%2Fb"
    assert SHOP.label == "Default/Web Shop"
    assert Ref(Kind.TEAM, ("", "Everyone")).label == "Everyone"
    assert (SHOP.space, SHOP.name) == ("Default", "Web Shop")


@pytest.mark.parametrize("text", ["", "project", "gadget:Default/x"])
def test_other_text_is_no_ref(text):
    with pytest.raises(ValueError, match=r"ref|Kind"):
        parse_ref(text)


def test_every_leaf_is_met_with_its_pointer_also_within_text():
    body = {
        "a/b": [1, {"~": SHOP}],
        "Text": Embedded({"Feed": FEED}),
        "List": Joined(",", (SHOP, "x")),
        "Secret": Slot(),
    }
    assert list(walk(body)) == [
        ("/a~1b/0", 1),
        ("/a~1b/1/~0", SHOP),
        ("/Text/Feed", FEED),
        ("/List", SHOP),
        ("/List", "x"),
        ("/Secret", Slot()),
    ]
    assert refs_in(body) == {SHOP, FEED}
    assert slots_in(body) == {"/Secret": Slot()}


def test_a_secrets_address_names_document_and_place():
    assert str(SecretAddress(SHOP, "/a~1b")) == "project:Default/Web Shop#/a~1b"
