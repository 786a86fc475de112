"""Counts and foreign names as people read them."""

from __future__ import annotations

import unicodedata


def printable(text: str) -> str:
    """The text without what could move the cursor, colour the screen or turn the line round."""
    # Names are the source's: a control character in one must not reach the terminal.
    return "".join(
        f"\\x{ord(letter):02x}" if unicodedata.category(letter) in {"Cc", "Cf", "Cs"} else letter
        for letter in text
    )


def counted(count: int, word: str, plural: str = "") -> str:
    """A count with its noun."""
    return f"{count:,} {word if count == 1 else plural or word + 's'}"
