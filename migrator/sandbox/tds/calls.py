"""Reads remote procedure calls."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from migrator.sandbox.database import Cell
from migrator.sandbox.tds.errors import SqlError
from migrator.sandbox.tds.parameters import ParameterValue, parse_parameter
from migrator.sandbox.tds.reader import Reader

# Source: MS-TDS, 2.2.6.6 "RPC Request".
_NUMBERED = {
    10: "sp_executesql",
    11: "sp_prepare",
    12: "sp_execute",
    13: "sp_prepexec",
    15: "sp_unprepare",
}
_BY_NUMBER = 0xFFFF
_SEPARATORS = frozenset({0x80, 0xFE, 0xFF})
_MOST_PARAMETERS = 2100
_DECLARED_NAME = re.compile(r"@\w+")


@dataclass(frozen=True, slots=True)
class Call:
    """A procedure, in lower case without its schema, and its parameters."""

    name: str
    parameters: tuple[ParameterValue, ...]

    def text(self, index: int) -> str:
        """That parameter as text; empty where it is missing or NULL."""
        value = self.parameters[index].value if index < len(self.parameters) else None
        return value if isinstance(value, str) else ""

    def number(self, index: int) -> int:
        """That parameter as a whole number; 0 where it is missing or NULL."""
        value = self.parameters[index].value if index < len(self.parameters) else None
        return value if isinstance(value, int) else 0


def parse_calls(reader: Reader) -> tuple[Call, ...]:
    """The calls of one message, at least one.

    Raises:
        SqlError: 8003 for more parameters than the server takes, 8009 for an unknown type.
    """
    calls = [_parse_call(reader)]
    while not reader.is_at_end:
        reader.take(1)
        if not reader.is_at_end:
            calls.append(_parse_call(reader))
    return tuple(calls)


def name_values(declaration: str, values: Sequence[ParameterValue]) -> dict[str, Cell]:
    """The values by the names of their parameters, in lower case.

    A value without a name belongs to the declaration's name at the same place.
    """
    declared = _DECLARED_NAME.findall(declaration)
    names = [
        value.name or (declared[index] if index < len(declared) else f"@{index}")
        for index, value in enumerate(values)
    ]
    return {name.lower(): value.value for name, value in zip(names, values, strict=True)}


def _parse_call(reader: Reader) -> Call:
    length = reader.number(2)
    if length == _BY_NUMBER:
        number = reader.number(2)
        name = _NUMBERED.get(number, f"procedure {number}")
    else:
        name = reader.text(length)
    reader.take(2)
    parameters: list[ParameterValue] = []
    while not reader.is_at_end and reader.peek() not in _SEPARATORS:
        parameters.append(parse_parameter(reader))
    if len(parameters) > _MOST_PARAMETERS:
        raise SqlError(
            8003,
            "The incoming request has too many parameters. The server supports a maximum of "
            f"{_MOST_PARAMETERS} parameters. Reduce the number of parameters and resend the "
            "request.",
        )
    bare = name.replace("[", "").replace("]", "").lower()
    return Call(bare.rpartition(".")[2], tuple(parameters))
