"""Compares and sorts values as SQL_Latin1_General_CP1_CI_AS does for Unicode text."""

from __future__ import annotations

import unicodedata
import uuid
from collections.abc import Callable
from datetime import UTC, date, datetime, time
from decimal import Decimal
from typing import TypeAlias

from migrator.sandbox.database import Cell
from migrator.sandbox.tds.errors import conversion_failed

TextKey: TypeAlias = tuple[str, str]
SortKey: TypeAlias = TextKey | int | float | Decimal | bytes | datetime | date | time

_NOT_WEIGHED = str.maketrans("", "", "-'")
_NUMBERS = frozenset(
    {"bit", "tinyint", "smallint", "int", "bigint", "float", "real", "decimal", "numeric"}
)
_BYTES = frozenset({"binary", "varbinary", "timestamp", "rowversion"})
_MOMENTS = frozenset({"datetime", "datetime2", "smalldatetime", "datetimeoffset"})
_TEXTS = frozenset({"char", "varchar", "nchar", "nvarchar", "sysname"})


def text_key(text: str) -> TextKey:
    """Orders text: without case and trailing blanks, with accents; hyphens weigh next to nothing.

    Two texts are equal for the server when their keys are. The first part orders by base letters,
    so that an accent decides only between words that are otherwise the same.
    Source: learn.microsoft.com, "Collation and Unicode support" (case-insensitive,
    accent-sensitive) and "CompareOptions": word sort gives hyphen and apostrophe a small weight.
    """
    if text.isascii():
        folded = text.lower().rstrip(" ")
        return folded.translate(_NOT_WEIGHED), folded
    folded = unicodedata.normalize("NFC", text.casefold()).rstrip(" ")
    letters = (c for c in unicodedata.normalize("NFD", folded) if not unicodedata.combining(c))
    return "".join(letters).translate(_NOT_WEIGHED), folded


def key_maker(type_text: str) -> Callable[[Cell], SortKey]:
    """The function that makes a value, not NULL, comparable with others in a column of this type.

    It raises SqlError 245 for a value that does not convert to the type.
    """
    base = type_text.partition("(")[0]
    if base in _TEXTS:
        return _key_of_text
    if base in _NUMBERS:
        return _key_of_number
    if base in _BYTES:
        return _key_of_bytes
    if base in _MOMENTS:
        return _key_of_moment
    if base == "uniqueidentifier":
        return _key_of_guid
    return _key_of_day


def _key_of_text(value: Cell) -> SortKey:
    if isinstance(value, str):
        return text_key(value)
    if isinstance(value, (int, Decimal)):
        return text_key(str(int(value) if isinstance(value, bool) else value))
    raise conversion_failed(value, "text")


def _key_of_number(value: Cell) -> SortKey:
    if isinstance(value, (int, float, Decimal)):
        return value
    if isinstance(value, str):
        try:
            return Decimal(value)
        except ArithmeticError:
            raise conversion_failed(value, "a number") from None
    raise conversion_failed(value, "a number")


def _key_of_bytes(value: Cell) -> SortKey:
    if isinstance(value, bytes):
        # The shorter of two binary values is filled up with zeros.
        return value.rstrip(b"\0")
    raise conversion_failed(value, "binary")


def _key_of_moment(value: Cell) -> SortKey:
    if isinstance(value, str):
        try:
            value = datetime.fromisoformat(value)
        except ValueError:
            raise conversion_failed(value, "a date and time") from None
    if isinstance(value, datetime):
        # A value without an offset counts as UTC.
        return value if value.tzinfo else value.replace(tzinfo=UTC)
    raise conversion_failed(value, "a date and time")


def _key_of_guid(value: Cell) -> SortKey:
    """The last part counts first. Source: learn.microsoft.com, "Comparing GUID values"."""
    try:
        raw = uuid.UUID(value if isinstance(value, str) else "").bytes
    except ValueError:
        raise conversion_failed(value, "uniqueidentifier") from None
    return raw[10:16] + raw[8:10] + raw[6:8] + raw[4:6] + raw[0:4]


def _key_of_day(value: Cell) -> SortKey:
    if isinstance(value, (date, time)):
        return value
    raise conversion_failed(value, "a date or time")
