"""Reads exactly the statements that the sandbox's SQL Server answers, and refuses all others."""

from __future__ import annotations

from migrator.sandbox.tds.conditions import parse_conditions, parse_operand
from migrator.sandbox.tds.cursor import TokenCursor
from migrator.sandbox.tds.errors import SqlError
from migrator.sandbox.tds.lexer import TokenKind, split_tokens
from migrator.sandbox.tds.syntax import (
    BeginTransaction,
    Call,
    Cast,
    ColumnReference,
    Constant,
    CountRows,
    DescribeType,
    EndTransaction,
    Expression,
    Item,
    MaxOf,
    Operand,
    OrderBy,
    Select,
    SetIsolation,
    SetOption,
    Source,
    Statement,
    SumOfLengths,
    UseDatabase,
    Write,
)

_WRITES_TEXT = (
    "ALTER BACKUP BULK CREATE DBCC DELETE DENY DROP EXEC EXECUTE GRANT INSERT INTO KILL MERGE "
    "RECONFIGURE RESTORE REVOKE SHUTDOWN TRUNCATE UPDATE UPDATETEXT WRITETEXT"
)
_WRITES = frozenset(_WRITES_TEXT.split())
_SET_OPTIONS_TEXT = (
    "ANSI_DEFAULTS ANSI_NULLS ANSI_NULL_DFLT_OFF ANSI_NULL_DFLT_ON ANSI_PADDING ANSI_WARNINGS "
    "ARITHABORT CONCAT_NULL_YIELDS_NULL CURSOR_CLOSE_ON_COMMIT DATEFIRST DATEFORMAT "
    "DEADLOCK_PRIORITY LANGUAGE LOCK_TIMEOUT NOCOUNT NUMERIC_ROUNDABORT QUOTED_IDENTIFIER "
    "TEXTSIZE XACT_ABORT"
)
_SET_OPTIONS = frozenset(_SET_OPTIONS_TEXT.split())
_CAST_LENGTHS = frozenset({"BINARY", "CHAR", "NCHAR", "NVARCHAR", "VARBINARY", "VARCHAR"})
_CAST_PLAIN = frozenset(
    {"BIGINT", "BIT", "DATETIME2", "DATETIMEOFFSET", "FLOAT", "INT", "UNIQUEIDENTIFIER"}
)


def parse_batch(text: str) -> tuple[Statement, ...]:
    """The statements of a batch in order.

    Raises:
        SqlError: 102 for whatever is none of the known forms.
    """
    cursor = TokenCursor(split_tokens(text))
    statements: list[Statement] = []
    while True:
        while cursor.accept_symbol(";"):
            pass
        if cursor.is_at_end():
            return tuple(statements)
        statement = _parse_statement(cursor)
        # T-SQL needs no semicolon here, but what follows is more often a clause not understood.
        if isinstance(statement, Select) and not (cursor.is_at_end() or cursor.accept_symbol(";")):
            raise cursor.error_here()
        statements.append(statement)


def is_write(text: str) -> bool:
    """Whether a batch would change anything if it were carried out."""
    try:
        tokens = split_tokens(text)
    except SqlError:
        # It is refused anyway; the careful answer is what the words alone say.
        return not _WRITES.isdisjoint(text.upper().split())
    return any(token.kind is TokenKind.WORD and token.text in _WRITES for token in tokens)


def _parse_statement(cursor: TokenCursor) -> Statement:
    word = cursor.take_word()
    match word:
        case "SELECT":
            return _parse_select(cursor)
        case "SET":
            return _parse_set(cursor)
        case "USE":
            return UseDatabase(cursor.take_name())
        case "BEGIN":
            cursor.expect_any_word("TRAN", "TRANSACTION")
            return BeginTransaction()
        case "COMMIT" | "ROLLBACK":
            cursor.accept_any_word("TRAN", "TRANSACTION", "WORK")
            return EndTransaction(is_commit=word == "COMMIT", is_guarded=False)
        case "IF":
            return _parse_guarded_end(cursor)
        case "SP_DATATYPE_INFO_100":
            odbc_type = cursor.take_integer()
            cursor.expect_symbol(",")
            cursor.take_integer()
            return DescribeType(odbc_type)
        case _ if word in _WRITES:
            return _parse_write(cursor, word)
        case _:
            raise cursor.error_before()


def _parse_guarded_end(cursor: TokenCursor) -> EndTransaction:
    if cursor.take_global() != "@@TRANCOUNT":
        raise cursor.error_before()
    cursor.expect_symbol(">")
    cursor.take_integer()
    word = cursor.expect_any_word("COMMIT", "ROLLBACK")
    cursor.accept_any_word("TRAN", "TRANSACTION", "WORK")
    return EndTransaction(is_commit=word == "COMMIT", is_guarded=True)


def _parse_write(cursor: TokenCursor, word: str) -> Write:
    right = "EXECUTE" if word == "EXEC" else word
    cursor.accept_any_word("INTO", "FROM", "TABLE", "TOP")
    target = cursor.take_optional_name()
    while target and cursor.accept_symbol("."):
        target = cursor.take_optional_name()
    cursor.skip_to_end()
    return Write(right, target)


def _parse_set(cursor: TokenCursor) -> SetOption | SetIsolation:
    if cursor.accept_any_word("TRANSACTION"):
        cursor.expect_words("ISOLATION", "LEVEL")
        if cursor.accept_any_word("SNAPSHOT"):
            return SetIsolation(is_snapshot=True)
        cursor.expect_words("READ", "COMMITTED")
        return SetIsolation(is_snapshot=False)
    # Implicit transactions would have to begin one at the next access: only OFF is true here.
    if cursor.accept_any_word("IMPLICIT_TRANSACTIONS"):
        cursor.expect_words("OFF")
        return SetOption()
    cursor.expect_any_word(*_SET_OPTIONS)
    while cursor.accept_symbol(","):
        cursor.expect_any_word(*_SET_OPTIONS)
    cursor.take_setting()
    return SetOption()


def _parse_select(cursor: TokenCursor) -> Select:
    top = _parse_top(cursor)
    items = _parse_items(cursor)
    if not cursor.accept_any_word("FROM"):
        if top is not None or not items:
            raise cursor.error_here()
        return Select(items)
    source = _parse_source(cursor)
    where = parse_conditions(cursor) if cursor.accept_any_word("WHERE") else ()
    group_by = None
    if cursor.accept_any_word("GROUP"):
        cursor.expect_words("BY")
        group_by = ColumnReference(cursor.take_name())
    return Select(items, source, top, where, group_by, _parse_order_by(cursor))


def _parse_top(cursor: TokenCursor) -> Operand | None:
    if not cursor.accept_any_word("TOP"):
        return None
    cursor.expect_symbol("(")
    top = parse_operand(cursor)
    cursor.expect_symbol(")")
    return top


def _parse_items(cursor: TokenCursor) -> tuple[Item, ...]:
    if cursor.accept_symbol("*"):
        return ()
    items = [_parse_item(cursor)]
    while cursor.accept_symbol(","):
        items.append(_parse_item(cursor))
    return tuple(items)


def _parse_item(cursor: TokenCursor) -> Item:
    expression = _parse_expression(cursor)
    return Item(expression, cursor.take_name() if cursor.accept_any_word("AS") else "")


def _parse_expression(cursor: TokenCursor) -> Expression:
    call = cursor.accept_call("COUNT", "COUNT_BIG", "MAX", "SUM", "CAST")
    match call:
        case "COUNT" | "COUNT_BIG":
            cursor.expect_symbol("*")
            cursor.expect_symbol(")")
            return CountRows(is_big=call == "COUNT_BIG")
        case "MAX":
            return MaxOf(_parse_column_and_close(cursor))
        case "SUM":
            return _parse_sum_of_lengths(cursor)
        case "CAST":
            value = _parse_value(cursor)
            return Cast(value, _parse_cast_type(cursor))
        case _:
            return _parse_value(cursor)


def _parse_value(cursor: TokenCursor) -> ColumnReference | Call | Constant:
    if cursor.is_at_name() and not cursor.is_at_call():
        return ColumnReference(cursor.take_name())
    operand = parse_operand(cursor)
    if isinstance(operand, Call) or (
        isinstance(operand, Constant) and isinstance(operand.value, int)
    ):
        return operand
    raise cursor.error_before()


def _parse_sum_of_lengths(cursor: TokenCursor) -> SumOfLengths:
    if not cursor.accept_call("CAST") or not cursor.accept_call("DATALENGTH"):
        raise cursor.error_here()
    column = _parse_column_and_close(cursor)
    cursor.expect_words("AS", "BIGINT")
    cursor.expect_symbol(")")
    cursor.expect_symbol(")")
    return SumOfLengths(column)


def _parse_column_and_close(cursor: TokenCursor) -> ColumnReference:
    column = ColumnReference(cursor.take_name())
    cursor.expect_symbol(")")
    return column


def _parse_cast_type(cursor: TokenCursor) -> str:
    """The type after AS, in lower case, and the closing bracket of the CAST."""
    cursor.expect_words("AS")
    word = cursor.expect_any_word(*_CAST_LENGTHS, *_CAST_PLAIN)
    type_text = word.lower()
    if word in _CAST_LENGTHS:
        # Without a length CAST means 30, whatever the value's own length is.
        length = "30"
        if cursor.accept_symbol("("):
            is_max = cursor.accept_any_word("MAX")
            length = "max" if is_max else str(cursor.take_integer())
            cursor.expect_symbol(")")
        type_text += f"({length})"
    cursor.expect_symbol(")")
    return type_text


def _parse_source(cursor: TokenCursor) -> Source:
    name = cursor.take_name()
    if cursor.accept_symbol("."):
        return Source(name, cursor.take_name())
    return Source("dbo", name)


def _parse_order_by(cursor: TokenCursor) -> tuple[OrderBy, ...]:
    if not cursor.accept_any_word("ORDER"):
        return ()
    cursor.expect_words("BY")
    entries: list[OrderBy] = []
    while True:
        column = ColumnReference(cursor.take_name())
        direction = cursor.accept_any_word("DESC", "ASC")
        entries.append(OrderBy(column, is_descending=direction == "DESC"))
        if not cursor.accept_symbol(","):
            return tuple(entries)
