"""A value that must never be written down."""

from __future__ import annotations

import hmac
from typing import Generic, NoReturn, TypeVar, final

T = TypeVar("T", str, bytes)


@final
class Secret(Generic[T]):
    """Text or bytes that no log, repr, JSON or pickle can show.

    It is no `str`, so the type checker refuses it where text is wanted; what takes
    any object (a log call, an f-string, a failing assert) gets the mask.
    """

    __slots__ = ("_value",)
    _value: T

    def __init__(self, value: T) -> None:
        self._value = value

    def reveal(self) -> T:
        """Return the plain value. tests/architecture lists the modules that may call this."""
        return self._value

    def __bool__(self) -> bool:
        return bool(self._value)

    def __repr__(self) -> str:
        return "Secret(***)"

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Secret):
            return NotImplemented
        return hmac.compare_digest(_as_bytes(self._value), _as_bytes(other._value))

    __hash__ = None  # type: ignore[assignment]

    def __reduce__(self) -> NoReturn:
        message = "A Secret cannot be copied or pickled."
        raise TypeError(message)


def _as_bytes(value: str | bytes) -> bytes:
    return value.encode(errors="surrogatepass") if isinstance(value, str) else value
