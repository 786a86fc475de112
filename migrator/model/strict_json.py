"""JSON as the standard has it: Python's parser also takes NaN, and makes 1e999 infinite."""

from __future__ import annotations

import json
import math

from migrator.model.documents import Json


def parse_json(text: str | bytes) -> Json:
    """The value of a JSON text, whose numbers can all be written again.

    Source: RFC 8259, section 6.

    Raises:
        ValueError: it is no JSON.
        RecursionError: it is nested too deeply.
    """
    value: Json = json.loads(text, parse_constant=_refuse, parse_float=_finite)
    return value


def _refuse(name: str) -> float:
    message = f"{name} is no JSON"
    raise ValueError(message)


def _finite(text: str) -> float:
    number = float(text)
    if math.isinf(number):
        message = "the number is too large"
        raise ValueError(message)
    return number
