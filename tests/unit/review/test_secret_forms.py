"""A secret is one in whatever form it lies there; what only looks like one is none."""

import pytest

from migrator.model.documents import Body, Json, Kind, Node, Slot
from migrator.rules.secrets import is_secret_object, replace_secrets


def _default(value: Node, control: str) -> Node:
    body: Body = {
        "Parameters": [
            {
                "Name": "A",
                "DefaultValue": value,
                "DisplaySettings": {"Octopus.ControlType": control},
            }
        ]
    }
    seen: list[tuple[str, Json]] = []

    def take(pointer: str, found: Json) -> Slot:
        seen.append((pointer, found))
        return Slot()

    replace_secrets(Kind.STEP_TEMPLATE, body, take)
    assert seen in ([], [("/Parameters/0/DefaultValue", value)])
    parameters = body["Parameters"]
    assert isinstance(parameters, list)
    (parameter,) = parameters
    assert isinstance(parameter, dict)
    return parameter["DefaultValue"]


def test_a_secret_parameters_default_in_clear_becomes_a_slot() -> None:
    assert _default("s3cret", "Sensitive") == Slot()


@pytest.mark.parametrize(
    ("value", "control"),
    [("plain", "SingleLineText"), ("#{From.Variable}", "Sensitive"), ("", "Sensitive")],
)
def test_other_defaults_stay_as_they_are(value: str, control: str) -> None:
    assert _default(value, control) == value


@pytest.mark.parametrize(
    ("value", "is_secret"),
    [
        ({"HasValue": True}, True),
        ({"HasValue": True, "NewValue": None, "Hint": None}, True),
        ({"HasValue": True, "NewValue": None, "SomethingNewer": None}, True),
        ({"SensitiveValue": "x"}, True),
        ({"HasValue": "maybe", "Name": "x"}, False),
        ({"HasValue": True, "Name": "x"}, False),
        ({"SensitiveValue": "x", "Name": "y"}, False),
    ],
)
def test_secret_objects_are_told_by_their_members(value: Node, is_secret: bool) -> None:
    assert is_secret_object(value) is is_secret
