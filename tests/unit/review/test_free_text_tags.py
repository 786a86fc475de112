"""Tags of free text are written beside what they mark, and no tag set lists them."""

import pytest

from migrator.model.documents import Kind, Ref
from migrator.rules.naming import Directory, is_missing
from tests.unit.review.memory_rows import documents_of, tables

SET = {"Id": "TagSets-7", "Name": "Owner", "SpaceId": "Spaces-1", "Type": "FreeText", "Tags": []}
LISTED = {
    "Id": "TagSets-8",
    "Name": "Region",
    "SpaceId": "Spaces-1",
    "Tags": [{"Id": "TagSets-8/Tags-1", "Name": "EU", "Color": "#ffffff"}],
}


def tags_of(*stored):
    tenant = {"Id": "Tenants-1", "Name": "Acme", "SpaceId": "Spaces-1", "TenantTags": [*stored]}
    found = documents_of(tables(TagSet=[SET, LISTED], Tenant=[tenant]))
    return found[Ref(Kind.TENANT, ("Default", "Acme"))].body["TenantTags"]


@pytest.mark.parametrize("stored", ["Owner/Ada & Co", "owner/Ada & Co", "TagSets-7/Ada & Co"])
def test_any_text_of_such_a_set_is_a_tag(stored):
    assert tags_of(stored) == [Ref(Kind.TAG, ("Default", "Owner", "Ada & Co"))]


def test_a_text_may_hold_strokes_and_stands_beside_listed_tags():
    assert tags_of("Owner/a/b", "TagSets-8/Tags-1") == [
        Ref(Kind.TAG, ("Default", "Owner", "a/b")),
        Ref(Kind.TAG, ("Default", "Region", "EU")),
    ]


@pytest.mark.parametrize("stored", ["Region/US", "TagSets-8/US", "Nobody/x", "Owner/", "Owner"])
def test_what_no_set_has_is_missing_still(stored):
    (found,) = tags_of(stored)
    assert is_missing(found)


def test_a_set_of_one_space_gives_no_tags_to_another():
    directory = Directory()
    directory.add_free_text(Ref(Kind.TAG_SET, ("Default", "Owner")))
    assert directory.find("Default", "Owner/Ada", {Kind.TAG}) is not None
    assert directory.find("Other", "Owner/Ada", {Kind.TAG}) is None
    assert directory.find("Default", "Owner/Ada", {Kind.TENANT}) is None
