"""The answer to sp_datatype_info_100, by which drivers learn how precise a type is."""

from __future__ import annotations

from migrator.sandbox.database import Cell
from migrator.sandbox.tds.results import ResultColumn, ResultSet

_INTEGER, _SMALL, _TEXT, _NAME = "int", "smallint", "varchar(32)", "nvarchar(128)"
_COLUMNS = tuple(
    ResultColumn(name, type_text)
    for name, type_text in (
        ("TYPE_NAME", _NAME),
        ("DATA_TYPE", _SMALL),
        ("PRECISION", _INTEGER),
        ("LITERAL_PREFIX", _TEXT),
        ("LITERAL_SUFFIX", _TEXT),
        ("CREATE_PARAMS", _TEXT),
        ("NULLABLE", _SMALL),
        ("CASE_SENSITIVE", _SMALL),
        ("SEARCHABLE", _SMALL),
        ("UNSIGNED_ATTRIBUTE", _SMALL),
        ("MONEY", _SMALL),
        ("AUTO_INCREMENT", _SMALL),
        ("LOCAL_TYPE_NAME", _NAME),
        ("MINIMUM_SCALE", _SMALL),
        ("MAXIMUM_SCALE", _SMALL),
        ("SQL_DATA_TYPE", _SMALL),
        ("SQL_DATETIME_SUB", _SMALL),
        ("NUM_PREC_RADIX", _INTEGER),
        ("INTERVAL_PRECISION", _SMALL),
        ("USERTYPE", _SMALL),
    )
)
# By the numbers that ODBC gives to the types. Without a row for 93 a driver sends its datetime
# parameters without their fraction of a second.
_TYPES = {
    12: ("varchar", 8000),
    -9: ("nvarchar", 4000),
    -3: ("varbinary", 8000),
    93: ("datetime2", 27),
}


def describe_type(odbc_type: int) -> ResultSet:
    """One row for a type that is known, else none.

    Source: learn.microsoft.com, "sp_datatype_info (Transact-SQL)".
    """
    if odbc_type not in _TYPES:
        return ResultSet(_COLUMNS, [])
    name, precision = _TYPES[odbc_type]
    row: list[Cell] = [name, odbc_type, precision, "'", "'", "max length", 1, 0, 3, None, 0, None]
    return ResultSet(_COLUMNS, [[*row, name, None, None, odbc_type, None, None, None, 0]])
