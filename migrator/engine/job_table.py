"""One table of a job file, read member by member; each error names file, line and key."""

from __future__ import annotations

import json
import math
import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import TypeVar

from migrator.engine.job_errors import (
    JobSyntaxError,
    LiteralSecretError,
    MissingMemberError,
    Place,
    UnknownMemberError,
    WrongTypeError,
    WrongValueError,
    nearest,
)
from migrator.model.settings import (
    FromEnvironment,
    FromFile,
    FromKeyring,
    FromPrompt,
    SecretSource,
)

Choice = TypeVar("Choice", bound=StrEnum)
_SECRET_SOURCES = ("env", "file", "keyring", "prompt")
_LONGEST_SEARCH = 2000  # lines; finding a line parses the file once per line


@dataclass(frozen=True, slots=True)
class JobText:
    """A job file as read."""

    path: Path
    text: str

    @property
    def is_json(self) -> bool:
        """Whether it is JSON; no TOML file begins with a brace."""
        return self.text.lstrip().startswith("{")

    def parse(self) -> Mapping[str, object]:
        """All of it, as plain values.

        Raises:
            JobSyntaxError: neither TOML nor JSON.
        """
        if not self.is_json:
            try:
                return tomllib.loads(self.text)
            except tomllib.TOMLDecodeError as error:
                raise self._toml_error(str(error)) from None
        try:
            parsed: object = json.loads(self.text, object_pairs_hook=_without_repeats)
        except json.JSONDecodeError as error:
            raise JobSyntaxError(self.path, error.lineno, error.msg) from None
        except _RepeatedNameError as error:
            line = self._line_in_json((str(error),))
            raise JobSyntaxError(self.path, line, f"{error} is there twice") from None
        except RecursionError:
            raise JobSyntaxError(self.path, 0, "it is nested too deeply") from None
        return _as_table(parsed)

    def line_of(self, keys: tuple[str, ...]) -> int:
        """The line, from 1, on which the member begins, or that of its table; 0 if unknown."""
        while keys:
            line = self._line_in_json(keys) if self.is_json else self._line_in_toml(keys)
            if line:
                return line
            keys = keys[:-1]
        return 0

    def _line_in_toml(self, keys: tuple[str, ...]) -> int:
        # tomllib tells no positions. The first lines of a TOML file are a TOML file, unless
        # they end within a value: so the member's statement begins after the last such part
        # that lacks it.
        lines = self.text.splitlines()
        if len(lines) > _LONGEST_SEARCH:
            return 0
        begins = 1
        for count in range(1, len(lines) + 1):
            try:
                part: object = tomllib.loads("\n".join(lines[:count]))
            except tomllib.TOMLDecodeError:
                continue
            if _holds(part, keys):
                return begins
            begins = count + 1
        return 0

    def _line_in_json(self, keys: tuple[str, ...]) -> int:
        at = 0
        for key in keys:
            found = re.compile(re.escape(json.dumps(key)) + r"\s*:").search(self.text, at)
            if not found:
                return 0
            at = found.start()
        return self.text.count("\n", 0, at) + 1

    def _toml_error(self, message: str) -> JobSyntaxError:
        why, _, where = message.partition(" (at ")
        found = re.search(r"line (\d+)", where)
        last = self.text.count("\n") + 1
        return JobSyntaxError(self.path, int(found[1]) if found else last, why)


class _RepeatedNameError(ValueError):
    pass


def _without_repeats(pairs: list[tuple[str, object]]) -> dict[str, object]:
    table: dict[str, object] = {}
    for name, value in pairs:
        if name in table:
            raise _RepeatedNameError(name)
        table[name] = value
    return table


def _as_table(value: object) -> Mapping[str, object]:
    return {str(key): item for key, item in value.items()} if isinstance(value, dict) else {}


def _holds(value: object, keys: tuple[str, ...]) -> bool:
    for key in keys:
        if not isinstance(value, dict) or key not in value:
            return False
        value = value[key]
    return True


@dataclass(frozen=True, slots=True)
class Table:
    """One table and its way from the top of the file."""

    file: JobText
    keys: tuple[str, ...]
    members: Mapping[str, object]

    def place(self, *key: str) -> Place:
        """Where a member stands, or where it would stand."""
        keys = (*self.keys, *key)
        return Place(self.file.path, ".".join(keys), self.file.line_of(keys))

    def check_names(self, known: Iterable[str]) -> None:
        """Refuse a member that is not known."""
        names = tuple(known)
        for name in self.members:
            if name not in names:
                raise UnknownMemberError(self.place(name), name, names)

    def table(self, key: str) -> Table | None:
        """A table within this one, or None."""
        match self.members.get(key):
            case None:
                return None
            case dict() as members:
                return Table(self.file, (*self.keys, key), members)
            case other:
                raise self._wrong(key, "a table", other)

    def text(self, key: str, default: str | None = None, *, example: str = "") -> str:
        """Text; without a default it must be there and not be empty."""
        match self.members.get(key, default):
            case str(value) if value or default is not None:
                return value
            case None | "":
                raise MissingMemberError(self.place(key), example)
            case other:
                raise self._wrong(key, "text", other)

    def flag(self, key: str, *, default: bool) -> bool:
        """True or false."""
        match self.members.get(key, default):
            case bool(value):
                return value
            case other:
                raise self._wrong(key, "true or false", other)

    def number(self, key: str, default: float, *, low: float, high: float) -> float:
        """A number within bounds."""
        match self.members.get(key, default):
            case bool() as other:
                raise self._wrong(key, "a number", other)
            case int() | float() as value:
                # The comparison is false for NaN too.
                if low <= value <= high and math.isfinite(value):
                    return value
                why = f"this must be a number from {low:g} to {high:g}"
                raise WrongValueError(self.place(key), why)
            case other:
                raise self._wrong(key, "a number", other)

    def whole_number(self, key: str, default: int, *, low: int, high: int) -> int:
        """A whole number within bounds."""
        value = self.number(key, default, low=low, high=high)
        if value != int(value):
            raise WrongValueError(self.place(key), "this must be a whole number")
        return int(value)

    def choice(self, key: str, default: Choice) -> Choice:
        """One of a closed set of words."""
        word = self.text(key, default)
        words = [str(member) for member in type(default)]
        if word not in words:
            why = f"`{word}` is none of {', '.join(words)}; the nearest is `{nearest(word, words)}`"
            raise WrongValueError(self.place(key), why)
        return type(default)(word)

    def texts(self, key: str, default: tuple[str, ...] = ()) -> tuple[str, ...]:
        """A list of texts."""
        match self.members.get(key, list(default)):
            case list(values):
                for value in values:
                    if not isinstance(value, str):
                        raise self._wrong(key, "a list of texts", value, "a list with ")
                return tuple(str(value) for value in values)
            case other:
                raise self._wrong(key, "a list of texts", other)

    def names(self, key: str) -> Mapping[str, str]:
        """A table of texts."""
        inner = self.table(key)
        return {name: inner.text(name, "") for name in inner.members} if inner else {}

    def path(self, key: str) -> Path | None:
        """A path, relative to the job file."""
        text = self.text(key, "")
        return self.beside_job(text) if text else None

    def beside_job(self, text: str) -> Path:
        """A path as the job file means it."""
        return self.file.path.parent / Path(text).expanduser()

    def secret(self, key: str) -> SecretSource | None:
        """Where a secret is, or None."""
        value = self.members.get(key)
        return None if value is None else self._secret(key, value)

    def secrets(self, key: str) -> tuple[SecretSource, ...]:
        """Where each of a list of secrets is."""
        match self.members.get(key, []):
            case list(values):
                return tuple(self._secret(key, value) for value in values)
            case str():
                raise LiteralSecretError(self.place(key))
            case other:
                raise self._wrong(key, "a list of secrets' places", other)

    def _secret(self, key: str, value: object) -> SecretSource:
        match value:
            case {"env": str(name), **rest} if name and not rest:
                return FromEnvironment(name)
            case {"file": str(name), **rest} if name and not rest:
                return FromFile(self.beside_job(name))
            case {"keyring": str(name), **rest} if name and not rest:
                return FromKeyring(name)
            case {"prompt": True, **rest} if not rest:
                return FromPrompt(f"{key.replace('_', ' ')} of the {self.keys[-1]}")
            case dict():
                raise self._wrong_source(key, _as_table(value))
            case str():
                raise LiteralSecretError(self.place(key))
            case other:
                raise self._wrong(key, "a secret's place", other)

    def _wrong_source(
        self, key: str, members: Mapping[str, object]
    ) -> UnknownMemberError | WrongValueError:
        for name in members:
            if name not in _SECRET_SOURCES:
                return UnknownMemberError(self.place(key), name, _SECRET_SOURCES)
        return WrongValueError(
            self.place(key),
            'this must be exactly one of env = "...", file = "...", keyring = "..." '
            "and prompt = true",
        )

    def _wrong(self, key: str, wanted: str, found: object, prefix: str = "") -> WrongTypeError:
        return WrongTypeError(self.place(key), wanted, prefix + _type_name(found))


def _type_name(value: object) -> str:
    match value:
        case None:
            return "null"
        case str():
            return "text"
        case bool():
            return "true or false"
        case int() | float():
            return "a number"
        case list():
            return "a list"
        case dict():
            return "a table"
        case _:
            return "a date or time"
