"""Where a step template came from is read from the library's table."""

from migrator.model.documents import Kind, Ref
from migrator.rules.community import MEMBER
from tests.unit.review.memory_rows import documents_of, tables

GUID = "6042d737-5902-0729-ae57-8b6650a299da"
LIBRARY = {"Id": "CommunityActionTemplates-4", "Name": "HTTP - Test URL", "ExternalId": GUID}


def template(number, community, **more):
    return {
        "Id": f"ActionTemplates-{number}",
        "Name": f"Template {number}",
        "SpaceId": "Spaces-1",
        "Version": 3,
        "ActionType": "Octopus.Script",
        MEMBER: community,
        **more,
    }


def origin(found, kind, *path):
    return found[Ref(kind, ("Default", *path))].body.get(MEMBER)


def test_a_template_and_its_earlier_versions_name_their_origin_without_an_id_of_the_source():
    version = {**template(1, None, Version=2), "LatestActionTemplateId": "ActionTemplates-1"}
    source = tables(
        CommunityActionTemplate=[LIBRARY],
        ActionTemplate=[
            template(1, "communityactiontemplates-4"),
            template(2, "CommunityActionTemplates-99"),
            template(3, None),
        ],
        ActionTemplateVersion=[{**version, "Id": "ActionTemplateVersions-1"}],
    )
    found = documents_of(source)
    known = {"ExternalId": GUID, "Name": "HTTP - Test URL"}
    assert origin(found, Kind.STEP_TEMPLATE, "Template 1") == known
    assert origin(found, Kind.STEP_TEMPLATE_VERSION, "Template 1", "2") == known
    assert origin(found, Kind.STEP_TEMPLATE, "Template 2") is None
    assert origin(found, Kind.STEP_TEMPLATE, "Template 3") is None


def test_a_database_whose_library_cannot_be_read_gives_the_templates_all_the_same():
    found = documents_of(tables(ActionTemplate=[template(1, "CommunityActionTemplates-4")]))
    assert origin(found, Kind.STEP_TEMPLATE, "Template 1") is None
