"""Names for the target: what follows a name, which space stands for others, what is a conflict."""

import pytest

from migrator.model.documents import Embedded, Joined, Kind, LogicalDocument, Ref
from migrator.model.report import Severity
from migrator.model.settings import NameRule
from migrator.rules.joining import find_conflict, find_doubled, unequal_places
from migrator.rules.kinds import EVERYONE, FACTS
from migrator.rules.name_map import NAMEABLE, joined_spaces, make_naming, target_spaces
from migrator.rules.naming import missing_ref
from migrator.rules.removals import Moved, SourceNow, find_earlier

A, B = "A", "B"


def naming(*refs, rules=(), spaces=None):
    made, _, _ = make_naming(refs, spaces or {A: A}, rules)
    return made


def test_the_star_stands_for_every_space_that_is_not_named():
    found = target_spaces([A, B, "C"], {" a": "Main", "*": "Rest"})
    assert found == {A: "Main", B: "Rest", "C": "Rest"}
    assert target_spaces([A], {}) == {A: A}


def test_of_spaces_that_become_one_that_of_the_targets_name_stands_for_all_or_the_first():
    assert joined_spaces({A: "B", B: "b", "C": "C"}) == {A: B, B: B}
    assert joined_spaces({B: "Main", A: "Main"}) == {A: A, B: A}
    assert joined_spaces({A: A, B: B}) == {}


@pytest.mark.parametrize(
    ("of", "path", "after"),
    [
        (Kind.PROJECT, (), ()),
        (Kind.CHANNEL, ("Beta",), ("Beta",)),
        (Kind.RUNBOOK_PROCESS, ("Restart",), ("Restart",)),
        (Kind.ACTION, ("Deploy",), ("Deploy",)),
        (Kind.ACTION, ("Restart", "Stop"), ("Restart", "Stop")),
        (Kind.PROJECT_VARIABLES, (), ()),
        (Kind.TRIGGER, ("Nightly",), ("Nightly",)),
    ],
)
def test_what_belongs_to_a_project_follows_its_name(of, path, after):
    project = Ref(Kind.PROJECT, (A, "Web"))
    made = naming(project, rules=[NameRule(Kind.PROJECT, "web", "Shop")])
    assert made.ref(Ref(of, (A, "Web", *path))) == Ref(of, (A, "Shop", *after))
    assert made.ref(Ref(of, (B, "Web", *path))) == Ref(of, (B, "Web", *path))


def test_variable_templates_and_sets_and_tags_follow_too():
    refs = [
        Ref(Kind.PROJECT, (A, "Web")),
        Ref(Kind.SCRIPT_MODULE, (A, "Tools")),
        Ref(Kind.TAG_SET, (A, "Ring")),
        Ref(Kind.CERTIFICATE, (A, "Site", "ABCDEF01")),
    ]
    made = naming(*refs, rules=[NameRule(ref.kind, ref.path[1], "New") for ref in refs])
    for kind, path, place in (
        (Kind.VARIABLE_TEMPLATE, (A, "project", "Web", "Region"), 2),
        (Kind.LIBRARY_VARIABLES, (A, "Tools"), 1),
        (Kind.TAG, (A, "Ring", "Web"), 1),
        (Kind.CERTIFICATE, (A, "Site", "ABCDEF01"), 1),
    ):
        named = Ref(kind, (*path[:place], "New", *path[place + 1 :]))
        assert made.ref(Ref(kind, path)) == named
    library = Ref(Kind.VARIABLE_TEMPLATE, (A, "library", "Web", "Region"))
    assert made.ref(library) == library
    gone = missing_ref(Kind.PROJECT, A, "Projects-404")
    assert made.ref(gone) == gone


def test_names_may_change_places():
    refs = [Ref(Kind.ENVIRONMENT, (A, "One")), Ref(Kind.ENVIRONMENT, (A, "Two"))]
    rules = [
        NameRule(Kind.ENVIRONMENT, "One", "Two"),
        NameRule(Kind.ENVIRONMENT, "Two", "One"),
    ]
    made, sources, _ = make_naming(refs, {A: A}, rules)
    assert [made.ref(ref) for ref in refs] == [refs[1], refs[0]]
    assert {name: found for name, (found,) in sources.items()} == {
        refs[1]: refs[0],
        refs[0]: refs[1],
    }


def test_every_reference_in_a_document_follows_wherever_it_stands_and_stands_there_once():
    one, two = Ref(Kind.ENVIRONMENT, (A, "Prod")), Ref(Kind.ENVIRONMENT, (A, "Production"))
    made = naming(one, two, rules=[NameRule(Kind.ENVIRONMENT, "Prod", "production")])
    body = {"Ids": [one, two], "Comma": Joined(",", (one, "free", two)), "Deep": Embedded([one, 1])}
    found = made.document(LogicalDocument(Ref(Kind.ACCOUNT, (A, "Key")), body)).body
    assert found == {"Ids": [two], "Comma": Joined(",", (two, "free")), "Deep": Embedded([two, 1])}


def test_what_is_one_is_spelled_as_the_one_that_stands_for_it():
    refs = [
        Ref(Kind.PROJECT, (A, "Web")),
        Ref(Kind.RUNBOOK, (A, "Web", "Restart")),
        Ref(Kind.PROJECT, (B, "WEB")),
        Ref(Kind.RUNBOOK, (B, "WEB", "restart")),
        Ref(Kind.RUNBOOK, (B, "WEB", "Own")),
        Ref(Kind.CERTIFICATE, (B, "Site", "ABCDEF01")),
        Ref(Kind.RUNBOOK_PROCESS, (A, "Web", "Restart")),
        Ref(Kind.RUNBOOK_PROCESS, (B, "WEB", "restart")),
    ]
    made, sources, findings = make_naming(refs, {A: "Main", B: "Main"}, ())
    assert set(sources) == {
        refs[0],
        refs[1],
        Ref(Kind.RUNBOOK, (A, "Web", "Own")),
        Ref(Kind.CERTIFICATE, (A, "Site", "ABCDEF01")),
        refs[6],
    }
    assert sources[refs[1]] == (refs[1], refs[3])
    assert made.ref(Ref(Kind.ACTION, (B, "WEB", "restart", "Stop"))) == Ref(
        Kind.ACTION, (A, "Web", "Restart", "Stop")
    )
    assert made.ref(Ref(Kind.VARIABLE_TEMPLATE, (B, "project", "WEB", "R"))) == Ref(
        Kind.VARIABLE_TEMPLATE, (A, "project", "Web", "R")
    )
    assert made.ref(Ref(Kind.SPACE, (B,))) == Ref(Kind.SPACE, (A,))
    assert [(f.severity, f.code) for f in findings] == [(Severity.INFO, "space-joined")]


def test_every_kind_of_document_is_nameable_or_belongs_to_one_that_is():
    assert Kind.SPACE not in NAMEABLE
    for kind, facts in FACTS.items():
        # Who has which role in a space has no name; what a package is called is in its file.
        nameless = {
            Kind.STEP_TEMPLATE_VERSION,
            Kind.SCOPED_USER_ROLES,
            Kind.BUILT_IN_PACKAGE,
            Kind.BUILD_INFORMATION,
        }
        belongs = facts.owner is not None or kind in nameless
        assert (kind in NAMEABLE) is not (belongs or kind is Kind.SPACE), kind


def group(space, **body):
    return LogicalDocument(Ref(Kind.PROJECT_GROUP, (space, "Shops")), {"Name": "Shops", **body})


def test_names_slugs_and_places_in_an_order_may_differ_and_nothing_else():
    assert unequal_places(group(A, Slug="a"), group(A, Slug="b")) == ()
    assert unequal_places(group(A, Description="x"), group(A)) == ("/Description",)
    assert unequal_places(group(A), group(A, Description="x")) == ("/Description",)


def test_nothing_is_said_of_octopus_own_and_a_conflict_names_both_and_what_to_do():
    everyone = Ref(Kind.TEAM, ("", EVERYONE))
    assert find_conflict([everyone], everyone, ["/Name"]) is None
    sources = [Ref(Kind.CHANNEL, (A, "Web", "Beta")), Ref(Kind.CHANNEL, (B, "Web", "Beta"))]
    found = find_conflict(sources, sources[1], ["/A", "/B", "/C", "/D"])
    assert found is not None
    assert (found.severity, found.ref) == (Severity.BLOCKS, "channel:B/Web/Beta")
    assert "'A/Web/Beta' and 'B/Web/Beta'" in found.message
    assert "/C and 1 more" in found.message
    assert "the project 'Web' of the space 'B', such as 'B Web'" in found.hint


def test_items_that_were_the_same_before_are_no_loss():
    tags = LogicalDocument(Ref(Kind.TAG_SET, (A, "Ring")), {"Tags": [{"Name": "A"}, {"Name": "a"}]})
    assert list(find_doubled(tags, tags)) == []


def test_a_row_that_became_one_with_another_is_not_gone_from_the_source():
    production = Ref(Kind.ENVIRONMENT, (A, "Production"))
    prod = Ref(Kind.ENVIRONMENT, (A, "Prod"))
    now = SourceNow(
        {production: "DeploymentEnvironment 2"},
        frozenset({"DeploymentEnvironment"}),
        joined={"DeploymentEnvironment 1": production},
    )
    left = {
        ref: Moved(f"DeploymentEnvironment {at}", f"Environments-{at}", "v", "d")
        for at, ref in ((1, prod), (2, production))
    }
    found = find_earlier(left, now)
    assert (found.removed, dict(found.renamed)) == (frozenset(), {})
