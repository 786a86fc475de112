"""Reads a connection string as ADO.NET does, and keeps its password out of sight.

Source: learn.microsoft.com, "Connection string syntax" (ADO.NET), and dotnet/SqlClient,
DbConnectionOptions.Common.cs, for quoting; SqlConnection.ConnectionString for the keywords.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from pathlib import Path

from migrator.model.secret import Secret
from migrator.model.settings import Authentication, Encryption, SourceSettings
from migrator.source.here.errors import ConnectionStringUnusableError

_LONGEST = 1 << 16
# A keyword may hold `==` for one `=`; a quoted value its own quote doubled.
_PAIR = re.compile(
    r"[\s;]*+(?P<keyword>(?:[^=;\x00]|==)++)=(?!=)\s*+"
    r"""(?:"(?P<double>(?:[^"\x00]|"")*+)"|'(?P<single>(?:[^'\x00]|'')*+)'"""
    r"""|(?P<plain>(?!["'])[^;\x00]*+))"""
    r"\s*+(?:;|\x00*+\s*+\Z)"
)
_SYNONYMS: Mapping[str, str] = {
    "datasource": "server",
    "server": "server",
    "address": "server",
    "addr": "server",
    "networkaddress": "server",
    "initialcatalog": "database",
    "database": "database",
    "userid": "user",
    "uid": "user",
    "user": "user",
    "password": "password",
    "pwd": "password",
    "integratedsecurity": "integrated",
    "trustedconnection": "integrated",
    "authentication": "authentication",
    "encrypt": "encrypt",
    "trustservercertificate": "trust",
    "hostnameincertificate": "host_name",
    "servercertificate": "certificate",
}
_TRUE = frozenset({"true", "yes", "sspi"})
_FALSE = frozenset({"false", "no", ""})
_ENCRYPTION: Mapping[str, Encryption] = {
    # Octopus' own client encrypts where the string says nothing, since Microsoft.Data.SqlClient 4.
    "": Encryption.YES,
    "true": Encryption.YES,
    "yes": Encryption.YES,
    "mandatory": Encryption.YES,
    "strict": Encryption.STRICT,
    "false": Encryption.OPTIONAL,
    "no": Encryption.OPTIONAL,
    "optional": Encryption.OPTIONAL,
}


def parse_connection_string(text: Secret[str]) -> SourceSettings:
    """Where the database is and how the server signs in there.

    Raises:
        ConnectionStringUnusableError: it breaks the rules, or it names no server or database;
            nothing of it is quoted.
    """
    values: dict[str, str] = {}
    for keyword, value in _pairs(text.reveal()):
        if known := _SYNONYMS.get(re.sub(r"[\s_]", "", keyword).casefold()):
            values[known] = value  # the last one counts, whichever synonym it is
    for needed in ("server", "database"):
        if not values.get(needed, "").strip():
            raise ConnectionStringUnusableError(f"it names no {needed}")
    authentication = _authentication(values)
    signs_in = authentication is not Authentication.WINDOWS
    password = values.get("password", "")
    certificate = values.get("certificate", "")
    return SourceSettings(
        server=values["server"].strip(),
        database=values["database"].strip(),
        authentication=authentication,
        user=values.get("user", "") if signs_in else "",
        password=Secret(password) if password and signs_in else None,
        encrypt=_encryption(values.get("encrypt", "")),
        trust_server_certificate=_flag("TrustServerCertificate", values.get("trust", "")),
        server_certificate=Path(certificate) if certificate else None,
        host_name_in_certificate=values.get("host_name", ""),
    )


def _pairs(text: str) -> Iterator[tuple[str, str]]:
    if len(text) > _LONGEST:
        raise ConnectionStringUnusableError("it is longer than one can be")
    position, number = 0, 0
    text = text.rstrip("\x00; \t\r\n")
    while position < len(text):
        number += 1
        match = _PAIR.match(text, position)
        plain = (match["plain"] or "").strip() if match else ""
        if match is None or plain.endswith(('"', "'")):
            raise ConnectionStringUnusableError(f"its part {number} is not of the form name=value")
        position = match.end()
        yield match["keyword"].strip().replace("==", "="), _value(match, plain)


def _value(match: re.Match[str], plain: str) -> str:
    if match["double"] is not None:
        return match["double"].replace('""', '"')
    if match["single"] is not None:
        return match["single"].replace("''", "'")
    return plain


def _authentication(values: Mapping[str, str]) -> Authentication:
    method = re.sub(r"\s", "", values.get("authentication", "")).casefold()
    if method.startswith("activedirectory"):
        return Authentication.ENTRA
    if method not in ("", "sqlpassword", "notspecified"):
        raise ConnectionStringUnusableError("its Authentication is none that we know")
    is_windows = _flag("Integrated Security", values.get("integrated", ""))
    return Authentication.WINDOWS if is_windows else Authentication.SQL


def _encryption(value: str) -> Encryption:
    found = _ENCRYPTION.get(value.casefold())
    if found is None:
        raise ConnectionStringUnusableError("its Encrypt is none that we know")
    return found


def _flag(keyword: str, value: str) -> bool:
    word = value.casefold()
    if word not in _TRUE | _FALSE:
        raise ConnectionStringUnusableError(f"its {keyword} is neither true nor false")
    return word in _TRUE
