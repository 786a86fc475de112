"""Reads what stands behind WHERE."""

from __future__ import annotations

from decimal import Decimal

from migrator.sandbox.tds.cursor import TokenCursor
from migrator.sandbox.tds.lexer import TokenKind
from migrator.sandbox.tds.syntax import (
    AnyOf,
    Call,
    ColumnReference,
    Compare,
    Condition,
    Constant,
    IsNull,
    OneOf,
    Operand,
    Operator,
    Parameter,
)

_FUNCTIONS = frozenset({"DB_ID", "DB_NAME", "HAS_PERMS_BY_NAME", "SERVERPROPERTY", "SUSER_SNAME"})
_GLOBALS = frozenset({"@@DBTS", "@@VERSION"})
_OPERATORS: dict[str, Operator] = {"=": "=", ">": ">", ">=": ">="}


def parse_conditions(cursor: TokenCursor) -> tuple[Condition, ...]:
    """Conditions joined by AND; OR is known only within brackets."""
    conditions = [_parse_condition(cursor)]
    while cursor.accept_any_word("AND"):
        conditions.append(_parse_condition(cursor))
    return tuple(conditions)


def parse_operand(cursor: TokenCursor) -> Operand:
    """A literal, a parameter or a call of one of the known functions."""
    token = cursor.take()
    match token.kind:
        case TokenKind.STRING:
            return Constant(token.text)
        case TokenKind.INTEGER:
            return Constant(int(token.text))
        case TokenKind.DECIMAL:
            return Constant(Decimal(token.text))
        case TokenKind.BINARY:
            digits = token.text[2:]
            return Constant(bytes.fromhex("0" * (len(digits) % 2) + digits))
        case TokenKind.PARAMETER:
            return Parameter(token.text.lower())
        case TokenKind.GLOBAL if token.text in _GLOBALS:
            return Call(token.text)
        case TokenKind.WORD if token.text == "NULL":
            return Constant(None)
        case TokenKind.WORD if token.text in _FUNCTIONS:
            cursor.expect_symbol("(")
            return Call(token.text, _parse_arguments(cursor))
        case _:
            raise cursor.error_before()


def _parse_arguments(cursor: TokenCursor) -> tuple[Operand, ...]:
    """Operands up to the closing bracket, which is taken; maybe none."""
    if cursor.accept_symbol(")"):
        return ()
    arguments = [parse_operand(cursor)]
    while cursor.accept_symbol(","):
        arguments.append(parse_operand(cursor))
    cursor.expect_symbol(")")
    return tuple(arguments)


def _parse_condition(cursor: TokenCursor) -> Condition:
    if cursor.accept_symbol("("):
        groups = [parse_conditions(cursor)]
        while cursor.accept_any_word("OR"):
            groups.append(parse_conditions(cursor))
        cursor.expect_symbol(")")
        return AnyOf(tuple(groups))
    column = ColumnReference(cursor.take_name())
    if cursor.accept_any_word("IS"):
        is_negated = cursor.accept_any_word("NOT") is not None
        cursor.expect_words("NULL")
        return IsNull(column, is_negated)
    if cursor.accept_any_word("IN"):
        cursor.expect_symbol("(")
        values = _parse_arguments(cursor)
        if not values:
            raise cursor.error_before()
        return OneOf(column, values)
    operator = _OPERATORS.get(cursor.take().text)
    if operator is None:
        raise cursor.error_before()
    return Compare(column, operator, parse_operand(cursor))
