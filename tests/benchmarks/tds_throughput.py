"""Prints how many rows a second the sandbox's SQL Server streams to each driver.

Run it from the repository: python tests/benchmarks/tds_throughput.py [--rows N]
"""

from __future__ import annotations

import argparse
import resource
import time
from collections.abc import Callable
from pathlib import Path

import mssql_python
import mssql_python_odbc
import pyodbc
import pytds

from migrator.sandbox.database import Column, Database, Row, Table
from migrator.sandbox.tds import IsolatedSqlServer

_USER, _PASSWORD = "reader", "benchmark"
_COLUMNS = (
    Column("Id", "nvarchar(50)", nullable=False),
    Column("Name", "nvarchar(200)"),
    Column("IsDisabled", "bit"),
    Column("JSON", "nvarchar(max)"),
)


def make_table(rows: int, document_characters: int) -> Table:
    """The same document in every row, so that the server's store stays small."""
    document = '{"Text": "' + "x" * document_characters + '"}'
    made: list[Row] = [
        {"Id": f"Projects-{n}", "Name": f"Project {n}", "IsDisabled": False, "JSON": document}
        for n in range(rows)
    ]
    return Table(_COLUMNS, made)


def drivers(port: int) -> dict[str, Callable]:
    """A way to connect for each driver that is installed."""
    credentials = f"UID={_USER};PWD={_PASSWORD};DATABASE=Sample"
    found = sorted(Path(mssql_python_odbc.get_libs_dir()).glob("linux/debian_ubuntu/*/lib/libms*"))
    known: dict[str, Callable] = {}
    if found:
        text = f"DRIVER={found[0]};SERVER=127.0.0.1,{port};Encrypt=no;{credentials}"
        known["pyodbc + Microsoft"] = lambda: pyodbc.connect(text, autocommit=True)
        wide = {112: 32767}
        known["the same, packets of 32767"] = lambda: pyodbc.connect(
            text, autocommit=True, attrs_before=wide
        )
    if "FreeTDS" in pyodbc.drivers():
        freetds = f"DRIVER=FreeTDS;SERVER=127.0.0.1;PORT={port};TDS_Version=7.4;{credentials}"
        known["pyodbc + FreeTDS"] = lambda: pyodbc.connect(freetds, autocommit=True)
    mssql = f"SERVER=127.0.0.1,{port};Encrypt=no;{credentials}"
    known["mssql-python"] = lambda: mssql_python.connect(mssql, autocommit=True)
    known["python-tds"] = lambda: pytds.connect(
        "127.0.0.1", port=port, user=_USER, password=_PASSWORD, database="Sample", autocommit=True
    )
    return known


def measure(connect: Callable) -> tuple[int, float]:
    """How many rows came, and how long that took."""
    connection = connect()
    try:
        cursor = connection.cursor()
        begun = time.perf_counter()
        cursor.execute("SELECT * FROM dbo.Project")
        count = 0
        while rows := cursor.fetchmany(1000):
            count += len(rows)
        return count, time.perf_counter() - begun
    finally:
        connection.close()


def main() -> None:
    """Measure each driver with small and with larger documents."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=100_000)
    rows = parser.parse_args().rows
    for characters in (20, 2000):
        database = Database("Sample", {"Project": make_table(rows, characters)})
        users = {_USER: _PASSWORD}
        with IsolatedSqlServer({"Sample": database}, users=users, tls=None) as server:
            for name, connect in drivers(server.port).items():
                count, seconds = measure(connect)
                print(f"{name:28} {characters:5} characters {count / seconds:10,.0f} rows/s")
    peak_mb = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    print(f"largest server process: {peak_mb:.0f} MB")


if __name__ == "__main__":
    main()
