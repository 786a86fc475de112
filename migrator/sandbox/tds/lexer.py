"""Splits T-SQL into tokens."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum

from migrator.sandbox.tds.errors import syntax_error


class TokenKind(StrEnum):
    """What a token is."""

    WORD = "word"
    NAME = "name"
    STRING = "string"
    INTEGER = "integer"
    DECIMAL = "decimal"
    BINARY = "binary"
    PARAMETER = "parameter"
    GLOBAL = "global"
    SYMBOL = "symbol"
    END = "end"


@dataclass(frozen=True, slots=True)
class Token:
    """One token.

    Attributes:
        text: a WORD in upper case, a NAME and a STRING without quotes, the others as written.
        written: as it stands in the statement; for error messages and plain names.
    """

    kind: TokenKind
    text: str
    written: str


_PATTERN = re.compile(
    r"""
      (?P<string>N?'(?:[^']|'')*')
    | (?P<name>\[(?:[^\]]|\]\])+\]|"(?:[^"]|"")+")
    | (?P<binary>0[xX][0-9A-Fa-f]*(?![0-9A-Za-z_]))
    | (?P<decimal>-?[0-9]+\.[0-9]+(?![0-9A-Za-z_]))
    | (?P<integer>-?[0-9]+(?![0-9A-Za-z_.]))
    | (?P<global>@@[A-Za-z_]+)
    | (?P<parameter>@[A-Za-z0-9_]+)
    | (?P<word>[^\W\d][\w$\#]*)
    | (?P<symbol><>|>=|<=|!=|[(),.=<>*;+\-/%])
    """,
    re.VERBOSE,
)
_BLANK = re.compile(r"\s*")


def split_tokens(text: str) -> tuple[Token, ...]:
    """The tokens of a batch, with an END as the last one.

    Raises:
        SqlError: 102 at the first character that starts no token; comments are none either.
    """
    tokens: list[Token] = []
    position = _skip_blanks(text, 0)
    while position < len(text):
        match = _PATTERN.match(text, position)
        if match is None or match.lastgroup is None or text.startswith(("--", "/*"), position):
            raise syntax_error(text[position : position + 20])
        tokens.append(_make_token(TokenKind(match.lastgroup), match.group()))
        position = _skip_blanks(text, match.end())
    tokens.append(Token(TokenKind.END, "", "end of statement"))
    return tuple(tokens)


def _skip_blanks(text: str, position: int) -> int:
    match = _BLANK.match(text, position)
    return match.end() if match else position


def _make_token(kind: TokenKind, written: str) -> Token:
    match kind:
        case TokenKind.STRING:
            inner = written[written.index("'") + 1 : -1].replace("''", "'")
            return Token(kind, inner, written)
        case TokenKind.NAME:
            closing = written[-1]
            return Token(kind, written[1:-1].replace(closing * 2, closing), written)
        case TokenKind.WORD | TokenKind.GLOBAL:
            return Token(kind, written.upper(), written)
        case _:
            return Token(kind, written, written)
