"""Icons in the forms that rows and answers have them."""

import pytest

from migrator.model.documents import Kind
from migrator.rules.shaping import shape
from migrator.rules.versions import fit

ICON = {"Id": "rocket", "Color": "#1A77CA"}


@pytest.mark.parametrize("kind", [Kind.SPACE, Kind.PROJECT, Kind.TENANT])
@pytest.mark.parametrize(
    "raw", [ICON, {"id": "rocket", "color": "#1A77CA"}, '{"Id": "rocket", "Color": "#1A77CA"}']
)
def test_an_icon_is_carried_however_it_is_stored(kind, raw):
    body, unknown = shape(kind, {"Name": "Shop", "Icon": raw})
    assert body["Icon"] == ICON
    assert unknown == {}


@pytest.mark.parametrize("raw", [None, {}, {"Id": None, "Color": None}, {"Id": "", "Color": ""}])
def test_no_icon_says_nothing(raw):
    body, unknown = shape(Kind.PROJECT, {"Name": "Shop", "Icon": raw})
    assert "Icon" not in body
    assert unknown == {}


@pytest.mark.parametrize("raw", ["rocket", {"Id": "rocket"}, {"Id": "rocket", "Color": "red"}])
def test_an_icon_that_the_api_does_not_take_is_told_as_left(raw):
    body, unknown = shape(Kind.TENANT, {"Name": "Acme", "Icon": raw})
    assert "Icon" not in body
    assert list(unknown) == ["Icon"]


@pytest.mark.parametrize(("version", "lost"), [("2023.4.8", 1), ("2024.4.1", 0), ("", 0)])
def test_an_older_target_gets_none_and_that_is_told(version, lost):
    body, _ = shape(Kind.SPACE, {"Name": "Default", "Icon": ICON})
    assert [pointer for pointer, _ in fit(Kind.SPACE, body, version)] == ["/Icon"] * lost
    assert ("Icon" in body) is (not lost)
