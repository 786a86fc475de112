import time

import pytest

from migrator.model.secret import Secret
from migrator.sandbox.database import Column, Database, Table
from migrator.sandbox.tds import SqlServer
from migrator.source.isolated import DriverFailure, IsolatedConnection

COLUMNS = (Column("Id", "nvarchar(50)"), Column("JSON", "nvarchar(max)"), Column("V", "timestamp"))


def database():
    rows = [{"Id": f"T-{n:03}", "JSON": "x" * 3000, "V": bytes(8)} for n in range(190)]
    return Database("d", {"T": Table(COLUMNS, rows)})


def connected(server):
    text = f"SERVER=localhost,{server.port};DATABASE=d;UID=u;PWD={{p;w}};Encrypt=no"
    return IsolatedConnection(Secret(text), 5, None)


def test_a_process_of_its_own_reads_rows_and_ends_with_the_connection():
    with SqlServer({"d": database()}, users={"u": "p;w"}, tls=None) as server:
        connection = connected(server)
        connection.timeout = 5
        connection.autocommit = False
        cursor = connection.cursor()
        cursor.execute("SELECT [Id], [V] FROM [dbo].[T] WHERE [Id] = ?", ("T-007",))
        assert cursor.fetchmany(5) == [("T-007", bytes(8))]
        assert cursor.fetchmany(5) == []
        cursor.close()
        connection.rollback()
        process = connection._process
        connection.close()
        assert not process.is_alive()
        assert (connection.timeout, connection.autocommit) == (5, False)


def test_the_drivers_error_arrives_with_its_name():
    with (
        SqlServer({"d": database()}, users={"u": "other"}, tls=None) as server,
        pytest.raises(DriverFailure, match="Login failed") as caught,
    ):
        connected(server)
    assert caught.value.driver_error == "Invalid authorization specification"


def test_a_cancel_ends_a_driver_that_holds_pythons_lock():
    with SqlServer({"d": database()}, users={"u": "p;w"}, tls=None) as server:
        connection = connected(server)
        server.trouble.stall_after_rows = 120
        cursor = connection.cursor()
        cursor.execute("SELECT [Id], [JSON], [V] FROM [dbo].[T]", ())
        connection._pipe.send(("fetchmany", 1, 190))
        assert not connection._pipe.poll(0.3)
        began = time.monotonic()
        cursor.cancel()
        assert time.monotonic() - began < 15
        assert not connection._process.is_alive()
        with pytest.raises(DriverFailure, match="has ended"):
            cursor.fetchmany(1)
        connection.close()
        server.trouble.stall_after_rows = None
