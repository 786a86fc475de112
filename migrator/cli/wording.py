"""Numbers, times and foreign names as people read them."""

from __future__ import annotations

import unicodedata

_MINUTE_S, _HOUR_S = 60, 3600
_STEP = 1024


def printable(text: str) -> str:
    """The text without what could move the cursor, colour the screen or turn the line round."""
    # Names are the source's: a control character in one must not reach the terminal.
    return "".join(
        f"\\x{ord(letter):02x}" if unicodedata.category(letter) in {"Cc", "Cf", "Cs"} else letter
        for letter in text
    )


def duration(seconds: float) -> str:
    """Seconds as people say them, coarser the longer they are."""
    if seconds < 10:  # noqa: PLR2004 - one digit more is worth its place
        return f"{seconds:.1f} s"
    if seconds < _MINUTE_S:
        return f"{seconds:.0f} s"
    if seconds < _HOUR_S:
        return f"{seconds / _MINUTE_S:.0f} min"
    hours, minutes = divmod(round(seconds / _MINUTE_S), 60)
    return f"{hours} h {minutes:02} min"


def size(count: float) -> str:
    """Bytes as people say them."""
    for unit in ("bytes", "KiB", "MiB", "GiB"):
        if count < _STEP:
            return f"{count:,.0f} {unit}" if unit == "bytes" else f"{count:,.1f} {unit}"
        count /= _STEP
    return f"{count:,.1f} TiB"


def counted(count: int, word: str, plural: str = "") -> str:
    """A count with its noun."""
    return f"{count:,} {word if count == 1 else plural or word + 's'}"
