"""Carries out a SELECT on a table that is already found."""

from __future__ import annotations

import heapq
import operator
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial

from migrator.sandbox.database import Cell, Column, Row
from migrator.sandbox.tds.casting import cast_value, data_length
from migrator.sandbox.tds.collation import SortKey, key_maker, text_key
from migrator.sandbox.tds.errors import SqlError, missing_column
from migrator.sandbox.tds.results import ResultColumn, ResultSet
from migrator.sandbox.tds.syntax import (
    AnyOf,
    Cast,
    ColumnReference,
    Compare,
    Condition,
    CountRows,
    Expression,
    IsNull,
    Item,
    MaxOf,
    OneOf,
    Operand,
    OrderBy,
    Select,
    SumOfLengths,
)

Predicate = Callable[[Row], bool]
OrderKey = Callable[[Row], tuple[bool, SortKey | None]]


@dataclass(frozen=True, slots=True)
class Relation:
    """A table's columns and the rows that a statement may see."""

    columns: tuple[Column, ...]
    rows: Sequence[Row]
    _by_name: Mapping[object, Column] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        names = {text_key(column.name): column for column in self.columns}
        object.__setattr__(self, "_by_name", names)

    def column(self, reference: ColumnReference) -> Column:
        """The column of that name in whatever case.

        Raises:
            SqlError: 207 where there is none.
        """
        try:
            return self._by_name[text_key(reference.name)]
        except KeyError:
            raise missing_column(reference.name) from None


Evaluate = Callable[[Operand], Cell]


def run_select(select: Select, relation: Relation, evaluate: Evaluate) -> ResultSet:
    """The rows of the answer, made while they are read.

    Raises:
        SqlError: 207 for a column that is not there, 245 for a value of the wrong type, 8120 for
            a plain column beside an aggregate.
    """
    predicates = [_predicate(condition, relation, evaluate) for condition in select.where]
    rows = filter_rows(relation.rows, predicates)
    limit = _limit(select.top, evaluate)
    if select.group_by is not None or any(_is_aggregate(i.expression) for i in select.items):
        return _aggregate(select, relation, rows, limit)
    items = select.items or tuple(Item(ColumnReference(c.name)) for c in relation.columns)
    columns = tuple(_result_column(item, relation) for item in items)
    project = _projection(items, relation)
    ordered = _ordered(rows, select.order_by, relation, limit)
    return ResultSet(columns, map(project, ordered))


def filter_rows(rows: Iterable[Row], predicates: Sequence[Predicate]) -> Iterable[Row]:
    """The rows for which all predicates hold, one after the other."""
    for predicate in predicates:
        rows = filter(predicate, rows)
    return rows


def _limit(top: Operand | None, evaluate: Evaluate) -> int | None:
    if top is None:
        return None
    limit = evaluate(top)
    if not isinstance(limit, int) or limit < 0:
        raise SqlError(1060, "The number of rows provided for a TOP clause must be an integer.")
    return limit


def _predicate(condition: Condition, relation: Relation, evaluate: Evaluate) -> Predicate:
    match condition:
        case AnyOf(groups=groups):
            compiled = [[_predicate(c, relation, evaluate) for c in group] for group in groups]
            return lambda row: any(all(p(row) for p in group) for group in compiled)
        case IsNull(column=reference, is_negated=is_negated):
            name = relation.column(reference).name
            if is_negated:
                return lambda row: row[name] is not None
            return lambda row: row[name] is None
        case OneOf(column=reference, values=operands):
            column = relation.column(reference)
            make_key = key_maker(column.type)
            values = [evaluate(operand) for operand in operands]
            keys = frozenset(make_key(value) for value in values if value is not None)
            return partial(_is_one_of, column.name, make_key, keys)
        case Compare():
            return _comparison(condition, relation, evaluate)


def _is_one_of(
    name: str, make_key: Callable[[Cell], SortKey], keys: frozenset[SortKey], row: Row
) -> bool:
    value = row[name]
    return value is not None and make_key(value) in keys


def _comparison(condition: Compare, relation: Relation, evaluate: Evaluate) -> Predicate:
    column = relation.column(condition.column)
    name, make_key = column.name, key_maker(column.type)
    operand = evaluate(condition.value)
    if operand is None:
        return lambda _row: False
    wanted = make_key(operand)
    compare = {"=": operator.eq, ">": operator.gt, ">=": operator.ge}[condition.operator]

    def holds(row: Row) -> bool:
        value = row[name]
        return value is not None and bool(compare(make_key(value), wanted))

    return holds


def _ordered(
    rows: Iterable[Row], order_by: Sequence[OrderBy], relation: Relation, limit: int | None
) -> Iterator[Row]:
    if not order_by:
        return iter(rows) if limit is None else _first(rows, limit)
    # Sorting by the last column first keeps each direction apart; Python's sort is stable.
    if len(order_by) == 1 and limit is not None:
        key = _order_key(order_by[0], relation)
        pick = heapq.nlargest if order_by[0].is_descending else heapq.nsmallest
        return iter(pick(limit, rows, key=key))
    chosen = list(rows)
    for entry in reversed(order_by):
        chosen.sort(key=_order_key(entry, relation), reverse=entry.is_descending)
    return iter(chosen) if limit is None else _first(chosen, limit)


def _first(rows: Iterable[Row], limit: int) -> Iterator[Row]:
    return (row for row, _ in zip(rows, range(limit), strict=False))


def _order_key(entry: OrderBy, relation: Relation) -> OrderKey:
    column = relation.column(entry.column)
    name, make_key = column.name, key_maker(column.type)

    def key(row: Row) -> tuple[bool, SortKey | None]:
        # NULL comes before every value; two NULLs are equal and never compared any further.
        value = row[name]
        return (False, None) if value is None else (True, make_key(value))

    return key


def _projection(items: Sequence[Item], relation: Relation) -> Callable[[Row], Sequence[Cell]]:
    if all(isinstance(item.expression, ColumnReference) for item in items):
        names = [
            relation.column(i.expression).name
            for i in items
            if isinstance(i.expression, ColumnReference)
        ]

        def project(row: Row) -> Sequence[Cell]:
            return [row[name] for name in names]

        return project
    makers = [_value_maker(item.expression, relation) for item in items]
    return lambda row: [make(row) for make in makers]


def _value_maker(expression: Expression, relation: Relation) -> Callable[[Row], Cell]:
    match expression:
        case ColumnReference():
            return operator.itemgetter(relation.column(expression).name)
        case Cast(value=ColumnReference() as reference, type=type_text):
            name = relation.column(reference).name
            return lambda row: cast_value(row[name], type_text)
        case _:
            raise SqlError(102, "Incorrect syntax near the select list.", severity=15)


def _result_column(item: Item, relation: Relation) -> ResultColumn:
    match item.expression:
        case ColumnReference(name=written) as reference:
            column = relation.column(reference)
            return ResultColumn(item.alias or written, column.type, column.nullable)
        case CountRows(is_big=is_big):
            return ResultColumn(item.alias, "bigint" if is_big else "int")
        case SumOfLengths():
            return ResultColumn(item.alias, "bigint")
        case MaxOf(column=reference):
            return ResultColumn(item.alias, relation.column(reference).type)
        case Cast(type=type_text):
            return ResultColumn(item.alias, type_text)
        case _:
            raise SqlError(102, "Incorrect syntax near the select list.", severity=15)


def _is_aggregate(expression: Expression) -> bool:
    return isinstance(expression, (CountRows, MaxOf, SumOfLengths))


def _aggregate(
    select: Select, relation: Relation, rows: Iterable[Row], limit: int | None
) -> ResultSet:
    columns = tuple(_result_column(item, relation) for item in select.items)
    for item in select.items:
        if isinstance(item.expression, Cast) or (
            isinstance(item.expression, ColumnReference)
            and not _is_group_column(item.expression, select, relation)
        ):
            raise SqlError(8120, "A column of the select list is neither grouped nor aggregated.")
    groups = _groups(select, relation, rows)
    for entry in reversed(select.order_by):
        if not _is_group_column(entry.column, select, relation):
            raise SqlError(8127, "A column of ORDER BY is neither grouped nor aggregated.")
        _sort_groups(groups, _order_key(entry, relation), is_descending=entry.is_descending)
    values = [[_summarise(i.expression, relation, group) for i in select.items] for group in groups]
    return ResultSet(columns, values[:limit])


def _sort_groups(groups: list[list[Row]], key: OrderKey, *, is_descending: bool) -> None:
    groups.sort(key=lambda group: key(group[0]), reverse=is_descending)


def _is_group_column(reference: ColumnReference, select: Select, relation: Relation) -> bool:
    return select.group_by is not None and (
        relation.column(reference) == relation.column(select.group_by)
    )


def _groups(select: Select, relation: Relation, rows: Iterable[Row]) -> list[list[Row]]:
    """Without GROUP BY one group, even where there is no row."""
    if select.group_by is None:
        return [list(rows)]
    key = _order_key(OrderBy(select.group_by, is_descending=False), relation)
    groups: dict[tuple[bool, SortKey | None], list[Row]] = {}
    for row in rows:
        groups.setdefault(key(row), []).append(row)
    return list(groups.values())


def _summarise(expression: Expression, relation: Relation, rows: Sequence[Row]) -> Cell:
    match expression:
        case CountRows():
            return len(rows)
        case MaxOf(column=reference):
            return _maximum(relation.column(reference), rows)
        case SumOfLengths(column=reference):
            column = relation.column(reference)
            lengths = (data_length(row[column.name], column.type) for row in rows)
            known = [length for length in lengths if length is not None]
            return sum(known) if known else None
        case ColumnReference():
            return rows[0][relation.column(expression).name]
        case _:
            raise SqlError(102, "Incorrect syntax near the select list.", severity=15)


def _maximum(column: Column, rows: Sequence[Row]) -> Cell:
    if column.type == "bit":
        raise SqlError(8117, "Operand data type bit is invalid for max operator.")
    make_key = key_maker(column.type)
    values = [value for row in rows if (value := row[column.name]) is not None]
    # All keys of one column are of one kind, which the type of a key cannot say.
    return max(values, key=lambda value: _Ordered(make_key(value)), default=None)


@dataclass(frozen=True, slots=True)
class _Ordered:
    key: SortKey

    def __lt__(self, other: _Ordered) -> bool:
        return bool(operator.lt(self.key, other.key))
