"""What a signed-in client can do: run statements, in transactions."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from migrator.sandbox.database import Cell, Database, Row
from migrator.sandbox.tds.casting import cast_value
from migrator.sandbox.tds.catalog import (
    Surroundings,
    call_function,
    find_table,
    function_column,
    system_view,
)
from migrator.sandbox.tds.collation import text_key
from migrator.sandbox.tds.errors import (
    SqlError,
    missing_column,
    missing_database,
    missing_parameter,
    permission_denied,
    snapshot_not_allowed,
    snapshot_too_late,
    syntax_error,
)
from migrator.sandbox.tds.parser import parse_batch
from migrator.sandbox.tds.query import Evaluate, Relation, run_select
from migrator.sandbox.tds.results import (
    DatabaseChanged,
    Nothing,
    Result,
    ResultColumn,
    ResultSet,
    TransactionBegun,
    TransactionEnded,
)
from migrator.sandbox.tds.syntax import (
    BeginTransaction,
    Call,
    Cast,
    ColumnReference,
    Constant,
    DescribeType,
    EndTransaction,
    Item,
    Operand,
    Parameter,
    Select,
    SetIsolation,
    SetOption,
    Source,
    Statement,
    UseDatabase,
    Write,
)
from migrator.sandbox.tds.typeinfo import describe_type


@dataclass(slots=True)
class _Transaction:
    """An open transaction.

    Attributes:
        frozen: every table's rows as they were at the first access, by database and table name;
            empty before that.
    """

    descriptor: int
    is_snapshot: bool
    frozen: dict[tuple[str, str], list[Row]] = field(default_factory=dict)


class Session:
    """One client's database, isolation level and transaction."""

    def __init__(self, databases: Mapping[str, Database], user: str, database: Database) -> None:
        self._databases = databases
        self._user = user
        self._first_database = database
        self._database = database
        self._is_snapshot = False
        self._transaction: _Transaction | None = None
        self._descriptors = itertools.count(0x100)

    @property
    def database(self) -> str:
        """The name of the database that the session is in."""
        return self._database.name

    def reset(self) -> None:
        """As new, for the next user of a pooled connection."""
        self._transaction = None
        self._is_snapshot = False
        self._database = self._first_database

    def execute(self, text: str, parameters: Mapping[str, Cell]) -> Iterator[Result]:
        """The results of a batch, one for each statement, each carried out when it is asked for.

        Raises:
            SqlError: whatever the server has against it.
        """
        for statement in parse_batch(text):
            yield self._run(statement, parameters)

    def begin(self, *, is_snapshot: bool = False) -> TransactionBegun:
        """Open a transaction, under the session's isolation level unless a snapshot is wanted.

        Raises:
            SqlError: 3988 where one is open; the sandbox nests none.
        """
        if self._transaction is not None:
            raise SqlError(3988, "New transaction is not allowed: one is open in this session.")
        self._is_snapshot = self._is_snapshot or is_snapshot
        self._transaction = _Transaction(next(self._descriptors), self._is_snapshot)
        return TransactionBegun(self._transaction.descriptor)

    def end(self, *, is_commit: bool) -> TransactionEnded | None:
        """Close the transaction; nothing where none is open."""
        if self._transaction is None:
            return None
        descriptor = self._transaction.descriptor
        self._transaction = None
        return TransactionEnded(descriptor, is_commit)

    def _run(self, statement: Statement, parameters: Mapping[str, Cell]) -> Result:
        match statement:
            case Select():
                return self._select(statement, parameters)
            case SetOption():
                return Nothing()
            case SetIsolation(is_snapshot=is_snapshot):
                self._is_snapshot = is_snapshot
                return Nothing()
            case UseDatabase(name=name):
                return self._use(name)
            case BeginTransaction():
                return self.begin()
            case EndTransaction(is_commit=is_commit, is_guarded=is_guarded):
                ended = self.end(is_commit=is_commit)
                if ended is None and not is_guarded:
                    raise SqlError(3902 if is_commit else 3903, "There is no open transaction.")
                return ended or Nothing()
            case DescribeType(odbc_type=odbc_type):
                return describe_type(odbc_type)
            case Write(right=right, target=target):
                raise permission_denied(right, target, self.database)

    def _use(self, name: str) -> DatabaseChanged:
        old = self.database
        found = find_database(self._databases, name)
        if found is None:
            raise missing_database(name)
        self._database = found
        return DatabaseChanged(old, found.name)

    def _select(self, select: Select, parameters: Mapping[str, Cell]) -> ResultSet:
        around = Surroundings(self._database, tuple(self._databases.values()), self._user)

        def evaluate(operand: Operand) -> Cell:
            match operand:
                case Constant(value=value):
                    return value
                case Parameter(name=name):
                    if name not in parameters:
                        raise missing_parameter(name)
                    return parameters[name]
                case Call(arguments=arguments):
                    return call_function(operand, [evaluate(a) for a in arguments], around)

        if select.source is None:
            cells = [_scalar(item, evaluate) for item in select.items]
            return ResultSet(tuple(column for column, _ in cells), [[value for _, value in cells]])
        relation = system_view(around, select.source) or self._read_table(select.source)
        return run_select(select, relation, evaluate)

    def _read_table(self, source: Source) -> Relation:
        """The table as this statement may see it: its rows are copied, so a change replaces a row.

        Source: learn.microsoft.com, "SET TRANSACTION ISOLATION LEVEL (Transact-SQL)": a snapshot
        shows what was committed when the transaction first accessed data.
        """
        name, table = find_table(self._database, source)
        if not self._is_snapshot:
            return Relation(table.columns, list(table.rows))
        transaction = self._transaction
        if transaction is not None and not transaction.is_snapshot:
            raise snapshot_too_late(self.database)
        if not self._database.snapshot_isolation:
            raise snapshot_not_allowed(self.database)
        if transaction is None:
            return Relation(table.columns, list(table.rows))
        if not transaction.frozen:
            transaction.frozen = {
                (database.name, table_name): list(each.rows)
                for database in self._databases.values()
                for table_name, each in database.tables.items()
            }
        return Relation(table.columns, transaction.frozen.get((self.database, name), []))


def find_database(databases: Mapping[str, Database], name: str) -> Database | None:
    """The database of that name in whatever case."""
    wanted = text_key(name)
    return next((d for d in databases.values() if text_key(d.name) == wanted), None)


def _scalar(item: Item, evaluate: Evaluate) -> tuple[ResultColumn, Cell]:
    match item.expression:
        case Constant() as constant:
            return ResultColumn(item.alias, "int", nullable=False), constant.value
        case Call() as call:
            return function_column(call, item.alias), evaluate(call)
        case Cast(value=Call() | Constant() as inner, type=type_text):
            return ResultColumn(item.alias, type_text), cast_value(evaluate(inner), type_text)
        case Cast(value=ColumnReference(name=name)) | ColumnReference(name=name):
            raise missing_column(name)
        case _:
            raise syntax_error("*")
