"""How to sign in: the connection string for each driver, quoted and never shown.

Source: MS-ODBCSTR 2.1 for the quoting; learn.microsoft.com, "DSN and connection string keywords
and attributes" of the ODBC driver for SQL Server.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from migrator.model.secret import Secret
from migrator.model.settings import Authentication, Encryption, SourceSettings
from migrator.source.address import Address
from migrator.source.drivers import Driver, Family, Library
from migrator.source.errors import SettingUnusableError

_APPLICATION = "Octopus Cloud Migrator"
# An encrypted connection takes no larger packets than this; a plain one the protocol's most.
# Source: learn.microsoft.com, "Configure the network packet size".
_ENCRYPTED_PACKET_BYTES = 16383 // 1024 * 1024
_PLAIN_PACKET_BYTES = 32767
_GUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Way:
    """Which way to try, where there are several.

    Attributes:
        encrypt: YES or STRICT to insist on encryption; OPTIONAL here means without.
        pins_certificate: take `server_certificate` for the server's own, not for a CA's; only
            `strict` knows that.
        has_large_packets: ask for larger packets than the driver's default of 4 KB.
        names_database: False to stay in the login's default database.
    """

    address: Address
    encrypt: Encryption
    pins_certificate: bool = False
    has_large_packets: bool = False
    names_database: bool = True


@dataclass(frozen=True, slots=True)
class SignIn:
    """Everything that a driver needs to connect.

    Attributes:
        text: the connection string.
        attributes: what must be set before connecting, by ODBC's numbers.
        certificate_file: certificates that OpenSSL must trust while connecting, or None.
        who: the sign-in in words, without a secret.
    """

    text: Secret[str]
    attributes: Mapping[int, int] = field(default_factory=dict)
    certificate_file: Path | None = None
    who: str = ""


def make_sign_in(settings: SourceSettings, driver: Driver, way: Way) -> SignIn:
    """How to sign in with this driver.

    Raises:
        SettingUnusableError: a value that the driver cannot take, or a sign-in without a user.
    """
    is_freetds = driver.found.family is Family.FREETDS
    is_encrypted = way.encrypt is not Encryption.OPTIONAL
    who, credentials = _authentication(settings, driver)
    parts = [*(_freetds(driver, way) if is_freetds else _microsoft(settings, driver, way))]
    if way.names_database:
        parts.append(("DATABASE", settings.database))
    parts += credentials
    attributes: dict[int, int] = {}
    if way.has_large_packets:
        packet = _ENCRYPTED_PACKET_BYTES if is_encrypted else _PLAIN_PACKET_BYTES
        if driver.found.library is Library.MSSQL_PYTHON:
            parts.append(("PacketSize", str(packet)))
        else:
            attributes[_SQL_ATTR_PACKET_SIZE] = packet
    certificate = None if way.pins_certificate or not is_encrypted else settings.server_certificate
    text = Secret(_join(parts, driver.found.family))
    return SignIn(text, attributes, certificate, who)


_SQL_ATTR_PACKET_SIZE = 112

Part = tuple[str, str]


def _microsoft(settings: SourceSettings, driver: Driver, way: Way) -> Iterable[Part]:
    encrypt = way.encrypt
    if driver.found.library is Library.PYODBC:
        yield "DRIVER", driver.found.path or driver.found.name
        yield "APP", _APPLICATION
    yield "SERVER", _microsoft_server(way.address)
    yield "ApplicationIntent", "ReadOnly"
    # A connection that the driver mends behind our back has lost its transaction.
    yield "ConnectRetryCount", "0"
    yield "Encrypt", {Encryption.YES: "yes", Encryption.STRICT: "strict"}.get(encrypt, "no")
    if encrypt is not Encryption.STRICT:
        yield "TrustServerCertificate", "yes" if settings.trust_server_certificate else "no"
    if settings.host_name_in_certificate:
        yield "HostnameInCertificate", settings.host_name_in_certificate
    if way.pins_certificate and settings.server_certificate is not None:
        yield "ServerCertificate", str(settings.server_certificate)


def _microsoft_server(address: Address) -> str:
    if not address.is_network:
        return address.host
    if address.port is None:
        return f"{address.host}\\{address.instance}"
    # `tcp:` keeps the driver from trying shared memory or pipes first on Windows.
    return f"tcp:{address.host},{address.port}"


def _freetds(driver: Driver, way: Way) -> Iterable[Part]:
    address = way.address
    # By its path where we know one: two registered names may mean different libraries.
    yield "DRIVER", driver.found.path or driver.found.name
    if address.port is None:
        yield "SERVER", f"{address.host}\\{address.instance}"
    else:
        # `SERVER=host,port` does not work with FreeTDS.
        yield "SERVER", address.host
        yield "PORT", str(address.port)
    yield "TDS_Version", "7.4"
    yield "APP", _APPLICATION
    yield "ApplicationIntent", "ReadOnly"
    yield "Encryption", "off" if way.encrypt is Encryption.OPTIONAL else "require"


def _authentication(settings: SourceSettings, driver: Driver) -> tuple[str, list[Part]]:
    user, password = settings.user, settings.password
    match settings.authentication:
        case Authentication.SQL:
            if not user:
                raise SettingUnusableError("user", 'authentication = "sql" needs one')
            secret = password.reveal() if password is not None else ""
            return f"the SQL login {user!r}", [("UID", user), ("PWD", secret)]
        case Authentication.WINDOWS:
            return (
                "the Windows account that runs this program",
                [("Trusted_Connection", "yes")],
            )
        case Authentication.ENTRA:
            if driver.found.family is Family.FREETDS:
                raise SettingUnusableError("authentication", "FreeTDS has no Entra sign-in")
            return _entra(user, password, driver)


def _entra(user: str, password: Secret[str] | None, driver: Driver) -> tuple[str, list[Part]]:
    if user and password:
        # A client id is a GUID, which no person's user name is.
        is_client = _GUID.fullmatch(user) is not None
        method = "ActiveDirectoryServicePrincipal" if is_client else "ActiveDirectoryPassword"
        what = "service principal" if is_client else "user"
        credentials = [("UID", user), ("PWD", password.reveal())]
        return f"the Entra {what} {user!r}", [("Authentication", method), *credentials]
    if driver.found.library is Library.MSSQL_PYTHON:
        method, how = "ActiveDirectoryDefault", "Entra's default credential chain"
    else:
        method, how = "ActiveDirectoryIntegrated", "Entra, as the account that runs this program"
    return how, [("Authentication", method)]


def _join(parts: Iterable[Part], family: Family) -> str:
    quote = quote_freetds if family is Family.FREETDS else quote_value
    # Each ends with a semicolon, the last too: FreeTDS looks for the end of a value as `};`.
    return "".join(f"{keyword}={quote(keyword, value)};" for keyword, value in parts)


_PLAIN = re.compile(r"[A-Za-z0-9_.,:\\/-]+")
_SETTING_NAMES = {
    "PWD": "password",
    "UID": "user",
    "DATABASE": "database",
    "SERVER": "server",
    "DRIVER": "driver",
    "HostnameInCertificate": "host_name_in_certificate",
    "ServerCertificate": "server_certificate",
}


def quote_value(keyword: str, value: str) -> str:
    """A value as ODBC quotes it: in braces, a closing brace doubled.

    Raises:
        SettingUnusableError: a NUL ends the string, whatever follows.
    """
    _refuse_nul(keyword, value)
    # SERVER and such stay bare: older drivers do not look into braces there.
    if _PLAIN.fullmatch(value):
        return value
    return "{" + value.replace("}", "}}") + "}"


def quote_freetds(keyword: str, value: str) -> str:
    """A value for FreeTDS, whose braces end at the first `};` and know no doubling.

    Raises:
        SettingUnusableError: no way to write the value means the same in all its versions.
    """
    _refuse_nul(keyword, value)
    if _PLAIN.fullmatch(value):
        return value
    if "}" not in value:
        return "{" + value + "}"
    if ";" in value or value != value.strip() or value.startswith("{"):
        setting = _SETTING_NAMES.get(keyword, keyword)
        raise SettingUnusableError(
            setting, "FreeTDS cannot take a closing brace beside a semicolon, brace or blank"
        )
    return value


def _refuse_nul(keyword: str, value: str) -> None:
    if "\0" in value:
        setting = _SETTING_NAMES.get(keyword, keyword)
        raise SettingUnusableError(setting, "it contains a NUL character")
