import math

import pytest

from migrator.model.strict_json import parse_json


@pytest.mark.parametrize("text", ["NaN", "Infinity", "[-Infinity]", '{"a":1e999}', "[-1e400]", "{"])
def test_what_cannot_be_written_again_is_no_json(text):
    with pytest.raises(ValueError, match=r"."):
        parse_json(text)


@pytest.mark.parametrize(
    ("text", "value"), [("1e308", 1e308), (b"[1, 0.5]", [1, 0.5]), ('"NaN"', "NaN"), ("1e-999", 0)]
)
def test_all_else_is_as_ever(text, value):
    assert parse_json(text) == value
    assert not isinstance(value, float) or math.isfinite(value)
