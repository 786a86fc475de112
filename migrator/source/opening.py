"""Opens connections by whichever driver was chosen, encrypted as the settings ask."""

from __future__ import annotations

import contextlib
import importlib
import logging
import math
import os
import struct
import sys
import threading
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import cast

from migrator.model.errors import SourceError
from migrator.model.report import Finding, Severity
from migrator.model.settings import Encryption, SourceSettings
from migrator.source.address import Address, parse_address
from migrator.source.connection import Connection, DriverConnection, connect
from migrator.source.drivers import Driver, Family, Library
from migrator.source.errors import (
    ConnectionLostError,
    ConnectTimeoutError,
    DatabaseMissingError,
    DriverUnusableError,
    LoginFailedError,
    SettingUnusableError,
    StatementFailedError,
    TlsNotTrustedError,
    TlsUnavailableError,
)
from migrator.source.failures import Place
from migrator.source.isolated import IsolatedConnection
from migrator.source.probe import offers_encryption, probe
from migrator.source.signin import SignIn, Way, make_sign_in

log = logging.getLogger(__name__)

_SQL_SS_TIMESTAMPOFFSET = -155


@dataclass(frozen=True, slots=True)
class Opened:
    """A connection and how it came about.

    Attributes:
        encryption: in words.
        who: the sign-in in words.
    """

    connection: Connection
    encryption: str
    who: str
    findings: tuple[Finding, ...] = ()


def open_connection(settings: SourceSettings, driver: Driver) -> Opened:
    """Look whether the server is there, then sign in.

    Raises:
        SourceError: each reason has its own class.
    """
    if settings.server_certificate is not None and not settings.server_certificate.is_file():
        raise SettingUnusableError("server_certificate", "there is no such file")
    address = probe(parse_address(settings.server), settings.timeout_s)
    if settings.encrypt is not Encryption.OPTIONAL:
        opened = _open(settings, driver, address, settings.encrypt)
    else:
        try:
            opened = _open(settings, driver, address, Encryption.YES)
        except TlsUnavailableError:
            opened = _open(settings, driver, address, Encryption.OPTIONAL)
    return opened


def _open(
    settings: SourceSettings, driver: Driver, address: Address, encrypt: Encryption
) -> Opened:
    is_isolated = driver.found.library is Library.MSSQL_PYTHON
    way = Way(address, encrypt, has_large_packets=is_isolated)
    try:
        connection = _connect(settings, driver, way)
    except TlsNotTrustedError:
        if encrypt is not Encryption.STRICT or settings.server_certificate is None:
            raise
        # The file may be the server's own certificate, which `strict` compares byte for byte.
        way = replace(way, pins_certificate=True)
        connection = _connect(settings, driver, way)
    except LoginFailedError as error:
        raise _tell_database(error, settings, driver, way) from None
    except (ConnectionLostError, ConnectTimeoutError, StatementFailedError) as error:
        raise _tell_tls(error, address, settings, encrypt) from None
    return Opened(
        _widen(connection, settings, driver, way),
        _describe(settings, driver, encrypt),
        make_sign_in(settings, driver, way).who,
        tuple(_findings(settings, driver, encrypt)),
    )


def _connect(settings: SourceSettings, driver: Driver, way: Way) -> Connection:
    sign_in = make_sign_in(settings, driver, way)
    place = Place(
        server=str(way.address),
        database=settings.database,
        who=sign_in.who,
        driver=driver.name,
        encrypt=str(settings.encrypt),
        timeout_s=settings.timeout_s,
    )
    return connect(lambda: _open_raw(driver, sign_in, settings.timeout_s), place)


def _widen(
    connection: Connection, settings: SourceSettings, driver: Driver, way: Way
) -> Connection:
    """Sign in once more with larger packets, which are half as fast again, if that works.

    Not at once: with a packet size of ours whatever goes wrong is reported as `IM006 Packet size
    change not supported by server`, the true reason behind it where pyodbc cannot see it; and a
    wrong password shall not count twice. mssql-python tells the last of several errors instead.
    """
    if way.has_large_packets:
        return connection
    try:
        wide = _connect(settings, driver, replace(way, has_large_packets=True))
    except SourceError as error:
        log.info("no larger packets: %s", error.code)
        return connection
    connection.close()
    return wide


def _tell_database(
    error: LoginFailedError, settings: SourceSettings, driver: Driver, way: Way
) -> SourceError:
    """The missing database where a driver hides it, else the error itself.

    The server reports both; FreeTDS puts the login first, and mssql-python shows it alone.
    """
    is_told = driver.found.family is Family.MICROSOFT and driver.found.library is Library.PYODBC
    if is_told:
        return error
    try:
        _connect(settings, driver, replace(way, names_database=False)).close()
    except SourceError:
        return error
    return DatabaseMissingError(str(way.address), settings.database)


def _tell_tls(
    error: SourceError, address: Address, settings: SourceSettings, encrypt: Encryption
) -> SourceError:
    """The missing encryption where a driver's vague error hides it, else the error itself."""
    if encrypt is not Encryption.YES:
        return error
    if offers_encryption(address, min(settings.timeout_s, 5)) is False:
        return TlsUnavailableError(str(address), str(settings.encrypt))
    return error


def _describe(settings: SourceSettings, driver: Driver, encrypt: Encryption) -> str:
    if encrypt is Encryption.OPTIONAL:
        return "none"
    protocol = "TDS 8.0, TLS" if encrypt is Encryption.STRICT else "TLS"
    if _verifies(settings, driver, encrypt):
        return f"{protocol}, certificate verified"
    return f"{protocol}, certificate not verified"


def _verifies(settings: SourceSettings, driver: Driver, encrypt: Encryption) -> bool:
    if driver.found.family is Family.FREETDS:
        return False
    return encrypt is Encryption.STRICT or not settings.trust_server_certificate


def _findings(settings: SourceSettings, driver: Driver, encrypt: Encryption) -> Iterator[Finding]:
    if encrypt is Encryption.OPTIONAL:
        yield Finding(
            Severity.WARNING,
            "source-not-encrypted",
            "",
            "The SQL Server has no TLS, so the connection to it is not encrypted.",
            'Enable TLS on the server, then set encrypt = "yes" in [source].',
        )
    elif not _verifies(settings, driver, encrypt):
        yield Finding(
            Severity.WARNING,
            "source-certificate-not-verified",
            "",
            "The SQL Server's certificate was not verified, so someone in between could read "
            "along.",
            "Use Microsoft's driver with trust_server_certificate = false in [source].",
        )
    if settings.server_certificate is not None and _ignores_certificate_file(encrypt):
        yield Finding(
            Severity.INFO,
            "source-certificate-file-unused",
            "",
            "On Windows server_certificate counts only with strict encryption; the system's "
            "trusted authorities verified the server.",
        )


def _ignores_certificate_file(encrypt: Encryption) -> bool:
    return sys.platform == "win32" and encrypt is Encryption.YES


def _open_raw(driver: Driver, sign_in: SignIn, timeout_s: float) -> DriverConnection:
    login_s = max(1, math.ceil(timeout_s))
    if driver.found.library is Library.MSSQL_PYTHON:
        return IsolatedConnection(sign_in.text, login_s, sign_in.certificate_file)
    with _trusting(sign_in.certificate_file):
        return _open_pyodbc(driver, sign_in, login_s)


def _open_pyodbc(driver: Driver, sign_in: SignIn, login_s: int) -> DriverConnection:
    try:
        # Not at the top: without the system's libodbc the import itself fails.
        pyodbc = importlib.import_module("pyodbc")
    except ImportError as error:
        raise DriverUnusableError(driver.name, f"pyodbc cannot be imported ({error})") from error
    # A pooled connection would come back with the isolation level of the one before.
    vars(pyodbc)["pooling"] = False
    raw = pyodbc.connect(
        sign_in.text.reveal(),
        autocommit=True,
        timeout=login_s,
        attrs_before=dict(sign_in.attributes),
    )
    raw.add_output_converter(_SQL_SS_TIMESTAMPOFFSET, parse_datetimeoffset)
    return cast("DriverConnection", raw)


_environment_lock = threading.Lock()


@contextlib.contextmanager
def _trusting(certificate_file: Path | None) -> Iterator[None]:
    """Let OpenSSL trust a file's certificates for as long as the block runs.

    Microsoft's driver on Linux and macOS ignores ServerCertificate with `Encrypt=yes` and asks
    OpenSSL for its default paths anew at each connect; SSL_CERT_FILE is the only door to those.
    It is the whole process's, hence the lock and the shortest time possible. OpenSSL then takes
    this file in the place of the system's bundle.
    """
    if certificate_file is None:
        yield
        return
    with _environment_lock:
        before = os.environ.get("SSL_CERT_FILE")
        os.environ["SSL_CERT_FILE"] = str(certificate_file)
        try:
            yield
        finally:
            if before is None:
                del os.environ["SSL_CERT_FILE"]
            else:
                os.environ["SSL_CERT_FILE"] = before


_DATETIMEOFFSET = struct.Struct("<6hI2h")


def parse_datetimeoffset(raw: bytes) -> datetime:
    """SQL_SS_TIMESTAMPOFFSET_STRUCT, which pyodbc does not know.

    Source: learn.microsoft.com, "Data type support for ODBC date and time improvements".
    """
    year, month, day, hour, minute, second, nanoseconds, hours, minutes = _DATETIMEOFFSET.unpack(
        raw
    )
    # Both are negative for a negative offset.
    zone = timezone(timedelta(hours=hours, minutes=minutes))
    return datetime(year, month, day, hour, minute, second, nanoseconds // 1000, tzinfo=zone)
