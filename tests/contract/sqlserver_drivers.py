"""The drivers on this machine, and how each of them connects and asks."""

from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from pathlib import Path
from struct import unpack

import mssql_python
import mssql_python_odbc
import pyodbc
import pytds

from migrator.sandbox.certificates import TlsMaterial

DATABASE = "OctopusDeploy"
USER, PASSWORD = "octopus_reader", "p;w d' ü{1"


@dataclass(frozen=True)
class Wanted:
    """How to connect."""

    port: int
    tls: TlsMaterial
    encryption: str = "none"
    user: str = USER
    password: str = PASSWORD
    database: str = DATABASE
    timeout_s: int = 10
    query_timeout_s: int = 0
    autocommit: bool = True


@dataclass(frozen=True)
class Driver:
    """A driver's way to connect and its root error."""

    name: str
    connect: Callable
    error: type[Exception]
    encryptions: tuple[str, ...] = ("none", "tls")


def microsoft_library() -> str:
    root = Path(mssql_python_odbc.get_libs_dir())
    found = sorted(root.glob("linux/debian_ubuntu/*/lib/libmsodbcsql*.so*"))
    return str(found[0]) if found else ""


def read_datetimeoffset(raw: bytes | None) -> datetime | None:
    if raw is None:
        return None
    year, month, day, hour, minute, second, nanoseconds, hours, minutes = unpack("<6hI2h", raw)
    zone = timezone(timedelta(hours=hours, minutes=minutes))
    return datetime(year, month, day, hour, minute, second, nanoseconds // 1000, zone)


def quote(value: str) -> str:
    return "{" + value.replace("}", "}}") + "}"


def connect_odbc(parts: str, wanted: Wanted):
    # FreeTDS 1.3 keeps the closing brace of a value with an umlaut that stands at the very end.
    text = (
        f"{parts};UID={quote(wanted.user)};PWD={quote(wanted.password)};DATABASE={wanted.database}"
    )
    connection = pyodbc.connect(text, timeout=wanted.timeout_s, autocommit=wanted.autocommit)
    connection.timeout = wanted.query_timeout_s
    connection.add_output_converter(-155, read_datetimeoffset)
    return connection


def connect_microsoft(wanted: Wanted):
    encryption = {
        "none": "Encrypt=no",
        "tls": "Encrypt=yes;TrustServerCertificate=yes",
        "strict": f"Encrypt=strict;ServerCertificate={wanted.tls.cert_pem}",
    }[wanted.encryption]
    driver = f"DRIVER={microsoft_library()};SERVER=127.0.0.1,{wanted.port}"
    return connect_odbc(f"{driver};ApplicationIntent=ReadOnly;{encryption}", wanted)


def connect_freetds(wanted: Wanted):
    encryption = {"none": "off", "tls": "require"}[wanted.encryption]
    driver = f"DRIVER=FreeTDS;SERVER=127.0.0.1;PORT={wanted.port};TDS_Version=7.4"
    return connect_odbc(f"{driver};Encryption={encryption}", wanted)


def connect_mssql_python(wanted: Wanted):
    encryption = {"none": "no", "tls": "yes;TrustServerCertificate=yes"}[wanted.encryption]
    text = f"SERVER=127.0.0.1,{wanted.port};Encrypt={encryption}"
    if wanted.database:
        text += f";DATABASE={wanted.database}"
    text += f";UID={quote(wanted.user)};PWD={quote(wanted.password)}"
    connection = mssql_python.connect(text, autocommit=wanted.autocommit)
    if wanted.query_timeout_s:
        connection.timeout = wanted.query_timeout_s
    return connection


def connect_pytds(wanted: Wanted):
    tls = {"cafile": str(wanted.tls.ca_pem)} if wanted.encryption == "tls" else {}
    return pytds.connect(
        "127.0.0.1" if wanted.encryption == "none" else "localhost",
        database=wanted.database,
        user=wanted.user,
        password=wanted.password,
        port=wanted.port,
        login_timeout=wanted.timeout_s,
        timeout=wanted.query_timeout_s or None,
        autocommit=wanted.autocommit,
        **tls,
    )


def available_drivers() -> list[Driver]:
    drivers = [
        Driver("mssql-python", connect_mssql_python, mssql_python.Error),
        Driver("python-tds", connect_pytds, pytds.Error),
    ]
    if "FreeTDS" in pyodbc.drivers():
        drivers.insert(0, Driver("freetds", connect_freetds, pyodbc.Error))
    if microsoft_library():
        encryptions = ("none", "tls", "strict")
        microsoft = Driver("microsoft", connect_microsoft, pyodbc.Error, encryptions=encryptions)
        drivers.insert(0, microsoft)
    return drivers


DRIVERS = available_drivers()


def ask(driver: Driver, connection, text: str, *values) -> list[tuple]:
    with closing(connection.cursor()) as cursor:
        execute(driver, cursor, text, *values)
        return [tuple(row) for row in cursor.fetchall()]


def execute(driver: Driver, cursor, text: str, *values) -> None:
    if values and driver.name == "python-tds":
        # It takes bytes for text unless they are wrapped.
        wrapped = [pytds.Binary(value) if isinstance(value, bytes) else value for value in values]
        cursor.execute(text.replace("?", "%s"), wrapped)
    elif values:
        cursor.execute(text, values)
    else:
        cursor.execute(text)


def fetch_all(driver: Driver, connection, text: str) -> int:
    with closing(connection.cursor()) as cursor:
        execute(driver, cursor, text)
        count = 0
        while rows := cursor.fetchmany(100):
            count += len(rows)
        return count
