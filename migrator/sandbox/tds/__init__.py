"""A SQL Server on loopback that speaks TDS 7.4 and strict TDS 8.0 and answers from memory."""

from migrator.sandbox.tds.errors import SqlError
from migrator.sandbox.tds.isolated import IsolatedSqlServer
from migrator.sandbox.tds.server import SqlServer
from migrator.sandbox.tds.statements import LoggedLogin, LoggedStatement, Refusal
from migrator.sandbox.tds.trouble import Trouble

__all__ = [
    "IsolatedSqlServer",
    "LoggedLogin",
    "LoggedStatement",
    "Refusal",
    "SqlError",
    "SqlServer",
    "Trouble",
]
