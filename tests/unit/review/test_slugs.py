"""Slugs that are taken are left to the server, and nothing else is."""

from migrator.model.documents import Kind, LogicalDocument, Ref, TargetId
from migrator.model.plan import Create
from migrator.model.settings import PolicySettings
from migrator.rules.planning import plan_changes
from migrator.rules.preparing import prepare
from migrator.rules.present import Present, PresentDocument
from migrator.rules.slugs import Named, slug_clashes


def _group(name: str) -> Ref:
    return Ref(Kind.PROJECT_GROUP, ("Default", name))


def test_a_slug_of_another_document_clashes_and_ones_own_does_not() -> None:
    documents: list[Named] = [
        (_group("ES DB"), {"Slug": "es-db"}),
        (_group("Web"), {"Slug": "web"}),
    ]
    present: list[Named] = [(_group("ES_DB"), {"Slug": "ES-DB"}), (_group("web "), {"Slug": "web"})]
    assert slug_clashes(documents, present) == {_group("ES DB")}


def test_the_same_slug_in_another_project_or_kind_does_not_clash() -> None:
    documents: list[Named] = [
        (Ref(Kind.CHANNEL, ("Default", project, "Beta")), {"Slug": "beta"}) for project in "AB"
    ]
    present: list[Named] = [(_group("Beta"), {"Slug": "beta"})]
    assert slug_clashes(documents, present) == frozenset()


def test_a_document_whose_slug_is_taken_is_planned_without_it() -> None:
    space = Ref(Kind.SPACE, ("Default",))
    found = [
        PresentDocument(space, TargetId("Spaces-1"), "v", {"Name": "Default"}),
        PresentDocument(
            _group("ES_DB"), TargetId("ProjectGroups-1"), "v", {"Name": "ES_DB", "Slug": "es-db"}
        ),
    ]
    present = Present(
        {
            Ref(item.ref.kind, tuple(part.casefold() for part in item.ref.path)): item
            for item in found
        },
        {},
        {"Default": "Default"},
        "print",
    )
    document = LogicalDocument(_group("ES DB"), {"Name": "ES DB", "Slug": "es-db"})
    made = plan_changes([document], "digest", present, PolicySettings())
    assert [type(step) for step in made.steps] == [Create]
    ready = prepare(document, made.choices)
    assert ready.body == {"Name": "ES DB"}
    assert [change.code for change in ready.changes] == ["slug-taken"]
