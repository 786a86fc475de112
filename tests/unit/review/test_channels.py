"""Each project has one default channel, said or not; what names steps in Git is left and listed."""

import pytest

from migrator.model.documents import Json, Kind, Ref
from tests.unit.review.memory_rows import PROJECT, documents_of, names_of, tables


def _channel(number: int, name: str, **more: Json) -> dict[str, Json]:
    return {"Id": f"Channels-{number}", "Name": name, "ProjectId": "Projects-1", **more}


def _defaults(*rows: dict[str, Json]) -> list[str]:
    found = documents_of(tables(Channel=list(rows)))
    return [
        ref.name
        for ref, document in found.items()
        if ref.kind is Kind.CHANNEL and document.body["IsDefault"] is True
    ]


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        ((_channel(1, "Beta"), _channel(2, "default ")), "default "),
        ((_channel(1, "Beta"), _channel(2, "Alpha")), "Beta"),
        ((_channel(1, "Default"), _channel(2, "Main", IsDefault=True)), "Main"),
        ((_channel(1, "Main", isDefault=False), _channel(2, "X", IsDefault=False)), "Main"),
    ],
)
def test_one_channel_of_a_project_is_its_default(
    rows: tuple[dict[str, Json], ...], expected: str
) -> None:
    assert _defaults(*rows) == [expected]


def test_rules_of_steps_that_lie_in_git_are_left_out_and_listed() -> None:
    project: dict[str, Json] = {**PROJECT, "PersistenceSettings": {"Type": "VersionControlled"}}
    rules: Json = [{"VersionRange": "[1,2)", "ActionPackages": []}]
    source = {**tables(Channel=[_channel(1, "Default", Rules=rules)]), "Project": [project]}
    channel = Ref(Kind.CHANNEL, ("Default", "Web", "Default"))
    assert documents_of(source)[channel].body["Rules"] == []
    listed = [(item.code, item.where, item.pointer) for item in names_of(source).omitted]
    assert listed == [("steps-in-git", str(channel), "/Rules")]


def test_rules_of_a_project_in_the_database_stay() -> None:
    rules: Json = [{"VersionRange": "[1,2)", "ActionPackages": []}]
    source = tables(Channel=[_channel(1, "Default", Rules=rules)])
    channel = Ref(Kind.CHANNEL, ("Default", "Web", "Default"))
    assert documents_of(source)[channel].body["Rules"] == rules
    assert names_of(source).omitted == []
