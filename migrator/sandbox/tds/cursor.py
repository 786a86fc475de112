"""Walks over the tokens of a statement for the parser."""

from __future__ import annotations

from collections.abc import Sequence

from migrator.sandbox.tds.errors import SqlError, syntax_error
from migrator.sandbox.tds.lexer import Token, TokenKind

# A plain word may be a name unless T-SQL reserves it: these are the reserved ones that occur in or
# near the statements understood here. Octopus' tables User, Table and so on need their brackets.
# Source: learn.microsoft.com, "Reserved Keywords (Transact-SQL)".
_RESERVED_TEXT = (
    "ADD ALL ALTER AND ANY AS ASC BACKUP BEGIN BETWEEN BULK BY CASE CHECK COLUMN COMMIT CREATE "
    "CROSS CURRENT DATABASE DBCC DELETE DENY DESC DISTINCT DROP ELSE END EXEC EXECUTE EXISTS "
    "EXTERNAL FILE FOR FROM FULL FUNCTION GRANT GROUP HAVING IDENTITY IF IN INDEX INNER INSERT "
    "INTO IS JOIN KEY KILL LEFT LIKE MERGE NOT NULL OF OFF ON OPEN OPTION OR ORDER OUTER PLAN "
    "PRIMARY PROC PROCEDURE PUBLIC READ RESTORE REVOKE RIGHT ROLLBACK RULE SCHEMA SELECT SET "
    "SHUTDOWN TABLE THEN TO TOP TRAN TRANSACTION TRIGGER TRUNCATE UNION UNIQUE UPDATE USE USER "
    "VALUES VIEW WHEN WHERE WHILE WITH"
)
_RESERVED = frozenset(_RESERVED_TEXT.split())


class TokenCursor:
    """A place in the tokens; each method either moves on or raises error 102."""

    def __init__(self, tokens: Sequence[Token]) -> None:
        self._tokens = tokens
        self._position = 0

    @property
    def _here(self) -> Token:
        return self._tokens[self._position]

    def is_at_end(self) -> bool:
        """Whether no token is left."""
        return self._here.kind is TokenKind.END

    def is_at_name(self) -> bool:
        """Whether a name comes next: quoted, or a plain word that is not reserved."""
        here = self._here
        return here.kind is TokenKind.NAME or (
            here.kind is TokenKind.WORD and here.text not in _RESERVED
        )

    def is_at_call(self) -> bool:
        """Whether a plain word with an opening bracket comes next."""
        return self._here.kind is TokenKind.WORD and self._tokens[self._position + 1].text == "("

    def error_here(self) -> SqlError:
        """The error about the token that comes next."""
        return syntax_error(self._here.written)

    def error_before(self) -> SqlError:
        """The error about the token that was taken last."""
        return syntax_error(self._tokens[max(0, self._position - 1)].written)

    def take(self) -> Token:
        """The next token, whatever it is."""
        token = self._here
        if token.kind is TokenKind.END:
            raise self.error_here()
        self._position += 1
        return token

    def skip_to_end(self) -> None:
        """Pass over the rest."""
        self._position = len(self._tokens) - 1

    def take_word(self) -> str:
        """The next plain word, in upper case."""
        return self._take_kind(TokenKind.WORD).text

    def take_global(self) -> str:
        """The next global variable, in upper case."""
        return self._take_kind(TokenKind.GLOBAL).text

    def take_integer(self) -> int:
        """The next whole number."""
        return int(self._take_kind(TokenKind.INTEGER).text)

    def take_name(self) -> str:
        """The next name, without its quotes."""
        if not self.is_at_name():
            raise self.error_here()
        return self.take_optional_name()

    def take_optional_name(self) -> str:
        """The name that stands here, or an empty string."""
        if not self.is_at_name():
            return ""
        token = self.take()
        return token.text if token.kind is TokenKind.NAME else token.written

    def take_setting(self) -> None:
        """Move over the value of a SET option: ON, OFF, a number or a word."""
        if self._here.kind not in (TokenKind.WORD, TokenKind.INTEGER):
            raise self.error_here()
        self.take()

    def accept_symbol(self, symbol: str) -> bool:
        """Pass over this symbol if it comes next; whether it did."""
        here = self._here
        if here.kind is TokenKind.SYMBOL and here.text == symbol:
            self._position += 1
            return True
        return False

    def expect_symbol(self, symbol: str) -> None:
        """Pass over this symbol."""
        if not self.accept_symbol(symbol):
            raise self.error_here()

    def accept_any_word(self, *words: str) -> str | None:
        """Pass over one of these words if one comes next; which."""
        here = self._here
        if here.kind is TokenKind.WORD and here.text in words:
            self._position += 1
            return here.text
        return None

    def expect_any_word(self, *words: str) -> str:
        """Pass over one of these words; which."""
        word = self.accept_any_word(*words)
        if word is None:
            raise self.error_here()
        return word

    def expect_words(self, *words: str) -> None:
        """Pass over these words in this order."""
        for word in words:
            self.expect_any_word(word)

    def accept_call(self, *names: str) -> str | None:
        """The function's name when one of them and its opening bracket come next."""
        if self._here.text in names and self.is_at_call():
            self._position += 2
            return self._tokens[self._position - 2].text
        return None

    def _take_kind(self, kind: TokenKind) -> Token:
        if self._here.kind is not kind:
            raise self.error_here()
        return self.take()
