"""How hard a passphrase is to guess, roughly. No Qt."""

from __future__ import annotations

import itertools
import math
import secrets
from enum import IntEnum

_POOLS = (
    (str.islower, 26),
    (str.isupper, 26),
    (str.isdigit, 10),
    (lambda letter: not letter.isalnum(), 32),
)
_WORDS = ("password", "passphrase", "octopus", "qwerty", "letmein", "welcome", "migrat", "admin")
_WORD_BITS = 8
_ENOUGH_BITS, _GOOD_BITS, _STRONG_BITS = 40, 60, 80
# No letters that are mistaken for each other when read aloud or from paper.
_ALPHABET = "abcdefghjkmnpqrstuvwxyz23456789"
_GROUPS, _GROUP_LETTERS = 5, 5


class Strength(IntEnum):
    """What to say of a passphrase."""

    NONE = 0
    WEAK = 1
    FAIR = 2
    GOOD = 3
    STRONG = 4


def strength(passphrase: str) -> Strength:
    """Judge by length, kinds of letters, repetition and words that everyone tries."""
    bits = _bits(passphrase)
    if not passphrase:
        return Strength.NONE
    if bits < _ENOUGH_BITS:
        return Strength.WEAK
    if bits < _GOOD_BITS:
        return Strength.FAIR
    return Strength.GOOD if bits < _STRONG_BITS else Strength.STRONG


def _bits(passphrase: str) -> float:
    pool = sum(size for test, size in _POOLS if any(test(letter) for letter in passphrase))
    folded = passphrase.casefold()
    found = [word for word in _WORDS if word in folded]
    length = len(passphrase) - sum(len(word) for word in found)
    pairs = itertools.pairwise(passphrase)
    # A letter that repeats the one before or follows it in the alphabet adds nothing.
    expected = sum(ord(after) - ord(before) in (0, 1, -1) for before, after in pairs)
    counted = max(0, min(length - expected, len(set(passphrase)) * 2))
    return counted * math.log2(pool or 1) + len(found) * _WORD_BITS


def suggestion() -> str:
    """A passphrase that nobody guesses and everybody can type: 123 bits in groups of five."""
    letters = "".join(secrets.choice(_ALPHABET) for _ in range(_GROUPS * _GROUP_LETTERS))
    groups = (letters[at : at + _GROUP_LETTERS] for at in range(0, len(letters), _GROUP_LETTERS))
    return "-".join(groups)
