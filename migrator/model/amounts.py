"""Counts, sizes and times as people say them."""

from __future__ import annotations

_STEP = 1024
_MINUTE_S, _HOUR_S = 60, 3600


def size(count: float) -> str:
    """Bytes, such as `718 bytes` or `1.4 MiB`."""
    for unit in ("bytes", "KiB", "MiB", "GiB"):
        if count < _STEP:
            return f"{count:,.0f} {unit}" if unit == "bytes" else f"{count:,.1f} {unit}"
        count /= _STEP
    return f"{count:,.1f} TiB"


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


def counted(count: int, word: str, plural: str = "") -> str:
    """A count with its noun."""
    return f"{count:,} {word if count == 1 else plural or word + 's'}"
