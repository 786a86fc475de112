"""Foreign names as people read them."""

from __future__ import annotations

import unicodedata


def printable(text: str) -> str:
    """The text without what could move the cursor, colour the screen or turn the line round."""
    # Names are the source's: a control character in one must not reach the terminal.
    return "".join(
        f"\\x{ord(letter):02x}" if unicodedata.category(letter) in {"Cc", "Cf", "Cs"} else letter
        for letter in text
    )
