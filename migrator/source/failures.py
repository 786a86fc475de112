"""From what a driver raises to an error of ours, the same whichever driver it is.

pyodbc gives the SQLSTATE as first argument and SQL Server's number in parentheses within the text;
mssql-python gives neither, only its own name for the SQLSTATE and the text.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from migrator.model.errors import SourceError
from migrator.source.errors import (
    ConnectionLostError,
    ConnectTimeoutError,
    DatabaseMissingError,
    DeadlockVictimError,
    DriverUnusableError,
    LoginFailedError,
    NoSelectRightError,
    StalledError,
    StatementFailedError,
    StatementTimeoutError,
    TlsNotTrustedError,
    TlsUnavailableError,
    UpgradeUnderWayError,
)


@dataclass(frozen=True, slots=True)
class Diagnosis:
    """What a driver's exception tells.

    Attributes:
        number: SQL Server's or the driver's native number; 0 where there is none.
        text: the driver's words in lower case: to be looked at, never to be shown.
    """

    sqlstate: str
    number: int
    text: str


@dataclass(frozen=True, slots=True)
class Place:
    """What we were connected to, for messages.

    Attributes:
        who: the sign-in in words.
    """

    server: str
    database: str
    who: str
    driver: str
    encrypt: str
    timeout_s: float


_STATES_BY_NAME = {
    "invalid authorization specification": "28000",
    "communication link failure": "08S01",
    "client unable to establish connection": "08001",
    "server rejected the connection": "08004",
    "connection not open": "08003",
    "timeout expired": "HYT00",
    "connection timeout expired": "HYT01",
    "serialization failure": "40001",
    "base table or view not found": "42S02",
    "column not found": "42S22",
    "operation canceled": "HY008",
    "invalid cursor state": "24000",
    "syntax error or access violation": "42000",
    "general error": "HY000",
    "general warning": "01000",
}


def diagnose(error: BaseException) -> Diagnosis:
    """Read a driver's exception."""
    name = str(getattr(error, "driver_error", "")).casefold()
    text = " ".join(str(part) for part in error.args).casefold()
    if name:
        return Diagnosis(_STATES_BY_NAME.get(name, ""), 0, text)
    first = str(error.args[0]) if error.args else ""
    state = first if re.fullmatch(r"[0-9A-Z]{5}", first) else ""
    if not state:
        # pyodbc swaps the two for errors that it makes up itself.
        swapped = re.search(r"'([0-9A-Z]{5})'\)?$", str(error))
        state = swapped[1] if swapped else ""
    numbers = re.findall(r"\((-?\d+)\)(?= \(sql|$)", text)
    return Diagnosis(state, int(numbers[0]) if numbers else 0, text)


_LOGIN_REASONS = {
    18452: "the login is from an untrusted domain",
    18456: "",
    18461: "the server is in single-user mode",
    18470: "the login is disabled",
    18486: "the login is locked out",
    18487: "the password has expired",
    18488: "the password must be changed",
    40615: "the server's firewall does not let this machine in",
}
_DATABASE_NUMBERS = frozenset({911, 916, 4060, 4063, 4064})
_RIGHT_NUMBERS = frozenset({229, 230, 262, 297, 300})
_LOST_STATES = frozenset({"08S01", "08001", "08003", "08007"})
_LOST_NUMBERS = frozenset(
    {64, 233, 596, 6005, 10053, 10054, 20003, 20004, 20006, 20017, 20047, 40197, 40501, 40613}
)
_LOST_WORDS = (
    "unexpected eof",
    "did not supply an error",
    "no longer usable",
    "communication link failure",
    "write to the server failed",
    "read from the server failed",
    "dbprocess is dead",
)


def explain_connecting(error: BaseException, place: Place) -> SourceError:
    """Why a connection could not be made."""
    found = diagnose(error)
    text = found.text
    if _is_driver_problem(found):
        return DriverUnusableError(place.driver, "the driver manager cannot load it")
    if found.number in _DATABASE_NUMBERS or "cannot open database" in text:
        return DatabaseMissingError(place.server, place.database)
    is_login = found.number in _LOGIN_REASONS or found.sqlstate == "28000"
    if is_login or "login failed for user" in text:
        return LoginFailedError(place.server, place.who, _LOGIN_REASONS.get(found.number, ""))
    tls = _explain_tls(text, place)
    if tls is not None:
        return tls
    is_late = "timeout expired" in text or "timeout error" in text
    if is_late or found.sqlstate in ("HYT00", "HYT01"):
        return ConnectTimeoutError(place.server, place.timeout_s)
    if _is_lost(found):
        if place.encrypt == "strict":
            # A server without TDS 8 drops the TLS greeting.
            return TlsUnavailableError(place.server, place.encrypt)
        return ConnectionLostError(place.server)
    return StatementFailedError("signing in", found.number, found.sqlstate)


def _is_driver_problem(found: Diagnosis) -> bool:
    return found.sqlstate in ("IM002", "IM003", "IM004") or "can't open lib" in found.text


def _explain_tls(text: str, place: Place) -> SourceError | None:
    if "encryption not supported" in text or "does not support encryption" in text:
        return TlsUnavailableError(place.server, place.encrypt)
    if "does not match host name" in text or "target principal name is incorrect" in text:
        return TlsNotTrustedError(place.server, is_wrong_name=True)
    untrusted = ("certificate verify failed", "certificate doesn't match", "not trusted")
    if any(words in text for words in untrusted):
        return TlsNotTrustedError(place.server)
    if "ssl provider" in text or "ssl routines" in text:
        return TlsUnavailableError(place.server, place.encrypt)
    return None


def explain_reading(
    error: BaseException, place: Place, table: str, *, is_fetching: bool
) -> SourceError:
    """Why a statement failed, or the fetching of its rows."""
    found = diagnose(error)
    if found.number in _RIGHT_NUMBERS or "permission was denied" in found.text:
        return NoSelectRightError(table)
    if found.number == 1205 or found.sqlstate == "40001":  # noqa: PLR2004
        return DeadlockVictimError(table)
    if found.number == 3961 or "modified by a ddl statement" in found.text:  # noqa: PLR2004
        return UpgradeUnderWayError(f"{table or 'a table'} was changed while we read")
    if found.number in (207, 208) or found.sqlstate in ("42S02", "42S22"):
        return UpgradeUnderWayError(f"{table or 'a table'} or a column of it has gone")
    # Before the time-out: after a cancel that the server did not obey, drivers report both.
    if _is_lost(found) or (is_fetching and _is_torn(found)):
        return ConnectionLostError(place.server)
    if found.sqlstate in ("HYT00", "HYT01"):
        late = StalledError if is_fetching else StatementTimeoutError
        return late(table, place.timeout_s)
    return StatementFailedError(table, found.number, found.sqlstate)


def _is_torn(found: Diagnosis) -> bool:
    """What mssql-python says where a result ends in the middle: within a document or between."""
    return "error fetching lob" in found.text or found.sqlstate == "24000"


def _is_lost(found: Diagnosis) -> bool:
    return (
        found.sqlstate in _LOST_STATES
        or found.number in _LOST_NUMBERS
        or any(words in found.text for words in _LOST_WORDS)
    )
