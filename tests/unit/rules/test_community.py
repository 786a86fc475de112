"""Which template of a library a step template came from, and what becomes of it elsewhere."""

import pytest

from migrator.model.documents import Kind
from migrator.rules.community import LibraryEntry, find_copies, find_entry, origin_of
from tests.unit.rules.making import ref

ORIGIN = LibraryEntry("", "6042D737-5902-0729-AE57-8B6650A299DA", "HTTP - Test URL")
BODY = {"CommunityActionTemplateId": ORIGIN.as_json()}
SAME = LibraryEntry("CommunityActionTemplates-9", ORIGIN.external_id.lower(), "Now called so")
NAMED = LibraryEntry("CommunityActionTemplates-8", "", "http - test url ")
FALSE_FRIEND = LibraryEntry("CommunityActionTemplates-7", "another", ORIGIN.name)


def test_a_document_tells_its_origin_and_nothing_of_one_server():
    assert origin_of(BODY) == ORIGIN
    assert "CommunityActionTemplates-" not in str(SAME.as_json())


@pytest.mark.parametrize("value", [None, "CommunityActionTemplates-1", {}, {"Name": "x"}])
def test_what_names_no_template_of_the_library_has_no_origin(value):
    assert origin_of({"CommunityActionTemplateId": value}) is None


def test_the_librarys_own_id_goes_before_the_name_and_a_name_counts_where_no_id_is_told():
    assert find_entry(ORIGIN, [FALSE_FRIEND, NAMED, SAME]) == SAME
    assert find_entry(ORIGIN, [FALSE_FRIEND, NAMED]) == NAMED
    assert find_entry(ORIGIN, [FALSE_FRIEND]) is None


@pytest.mark.parametrize(
    ("library", "said"), [((), "shows nothing"), ((FALSE_FRIEND,), "does not have it")]
)
def test_a_copy_is_told_with_the_reason(library, said):
    template = ref(Kind.STEP_TEMPLATE, "Test URL")
    made = [(template, BODY), (ref(Kind.STEP_TEMPLATE, "Own"), {"Name": "Own"})]
    (found,) = find_copies(made, library)
    assert found.ref == str(template)
    assert said in found.message


def test_what_is_installed_is_not_told():
    assert find_copies([(ref(Kind.STEP_TEMPLATE, "Test URL"), BODY)], (SAME,)) == []
