"""A variable whose scope the API refuses stays behind alone, and is listed; it loses no scope."""

import pytest

from migrator.model.documents import Json, Kind, Ref
from tests.unit.review.memory_rows import documents_of, names_of, tables

_PROMPT: Json = {"Label": "x"}


def _set(owner: str, *variables: Json) -> dict[str, Json]:
    return {"Id": f"variableset-{owner}", "OwnerId": owner, "Variables": list(variables)}


_LIBRARY: dict[str, Json] = {
    "Id": "LibraryVariableSets-1",
    "Name": "Shared",
    "SpaceId": "Spaces-1",
}


@pytest.mark.parametrize(
    ("owner", "variable", "is_kept"),
    [
        ("LibraryVariableSets-1", {"Name": "A", "Scope": {"Role": ["web"]}}, True),
        ("LibraryVariableSets-1", {"Name": "A", "Scope": {"Channel": ["Channels-1"]}}, False),
        ("LibraryVariableSets-1", {"Name": "A", "Scope": {"channel": []}}, True),
        ("Projects-1", {"Name": "A", "Scope": {"Channel": ["Channels-1"]}}, True),
        ("Projects-1", {"Name": "A", "Prompt": _PROMPT, "Scope": {"Role": ["web"]}}, False),
        (
            "Projects-1",
            {"Name": "A", "Prompt": _PROMPT, "Scope": {"Environment": ["Environments-1"]}},
            True,
        ),
        ("Projects-1", {"Name": "A", "Prompt": None, "Scope": {"Role": ["web"]}}, True),
    ],
)
def test_only_a_variable_of_a_refused_scope_stays_behind(
    owner: str, variable: dict[str, Json], is_kept: bool
) -> None:
    source = tables(
        LibraryVariableSet=[_LIBRARY], VariableSet=[_set(owner, variable, {"Name": "B"})]
    )
    kinds = {Kind.PROJECT_VARIABLES, Kind.LIBRARY_VARIABLES}
    (document,) = (found for ref, found in documents_of(source).items() if ref.kind in kinds)
    variables = document.body["Variables"]
    assert isinstance(variables, list)
    names = [item["Name"] for item in variables if isinstance(item, dict)]
    assert names == (["A", "B"] if is_kept else ["B"])
    listed = [item.code for item in names_of(source).omitted]
    assert listed == ([] if is_kept else ["refused-scope"])


def test_other_documents_with_a_member_of_that_name_are_left_alone() -> None:
    row: dict[str, Json] = {**_LIBRARY, "Variables": [{"Name": "A", "Scope": {"Channel": ["x"]}}]}
    source = tables(LibraryVariableSet=[row])
    assert Ref(Kind.LIBRARY_VARIABLE_SET, ("Default", "Shared")) in documents_of(source)
    assert names_of(source).omitted == []
