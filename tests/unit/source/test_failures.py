import inspect

import pytest

from migrator.model.errors import ExitCode, SourceError
from migrator.source import errors
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
from migrator.source.failures import Place, diagnose, explain_connecting, explain_reading

PLACE = Place("sql01", "OctopusDeploy", "the SQL login 'reader'", "a driver", "yes", 30)
MS = "[Microsoft][ODBC Driver 18 for SQL Server]"


class OdbcError(Exception):
    """As pyodbc raises: SQLSTATE, text."""


class NamedError(Exception):
    """As mssql-python raises: a name for the SQLSTATE, and one text."""

    def __init__(self, driver_error, ddbc_error):
        super().__init__(f"Driver Error: {driver_error}; DDBC Error: {ddbc_error}")
        self.driver_error = driver_error


def odbc(state, text):
    return OdbcError(state, f"[{state}] {text}")


# Each text as the drivers were seen to give it.
CONNECTING = [
    (
        odbc("28000", f"{MS}[SQL Server]Login failed for user 'x'. (18456) (SQLDriverConnect)"),
        LoginFailedError,
    ),
    (
        odbc("42000", "[FreeTDS][SQL Server]Login failed for user 'x'. (18456) (SQLDriverConnect)"),
        LoginFailedError,
    ),
    (
        odbc(
            "28000", f"{MS}[SQL Server]Échec de l'ouverture de session. (18456) (SQLDriverConnect)"
        ),
        LoginFailedError,
    ),
    (
        NamedError(
            "Invalid authorization specification",
            "[Microsoft][SQL Server]Login failed for user 'x'.",
        ),
        LoginFailedError,
    ),
    (
        odbc("42000", f'{MS}[SQL Server]Cannot open database "x". (4060) (SQLDriverConnect)'),
        DatabaseMissingError,
    ),
    (
        odbc("08004", f"{MS}[SQL Server]Database 'x' does not exist. (911) (SQLDriverConnect)"),
        DatabaseMissingError,
    ),
    (odbc("HYT00", f"{MS}Login timeout expired (0) (SQLDriverConnect)"), ConnectTimeoutError),
    (
        NamedError(
            "Client unable to establish connection",
            "[Microsoft]TCP Provider: Timeout error [258]. ",
        ),
        ConnectTimeoutError,
    ),
    (
        odbc("08001", f"{MS}Encryption not supported on SQL Server. (20) (SQLDriverConnect)"),
        TlsUnavailableError,
    ),
    (
        odbc(
            "08001",
            f"{MS}SSL Provider: [error:0A000086:SSL routines::certificate verify failed:self-signed certificate] (-1) (SQLDriverConnect)",
        ),
        TlsNotTrustedError,
    ),
    (
        odbc(
            "08001",
            f"{MS}SSL Provider: [error:40000044:lib(128)::reason(68):unexpected errorProvided certificate doesn't match with server/peer certificate] (-1) (SQLDriverConnect)",
        ),
        TlsNotTrustedError,
    ),
    (
        odbc(
            "08001",
            f"{MS}SSL Provider: The certificate chain was issued by an authority that is not trusted. (-2146893019) (SQLDriverConnect)",
        ),
        TlsNotTrustedError,
    ),
    (
        odbc(
            "08001",
            f"{MS}SSL Provider: [error:0A000102:SSL routines::unsupported protocol] (-1) (SQLDriverConnect)",
        ),
        TlsUnavailableError,
    ),
    (
        odbc(
            "01000",
            "[unixODBC][Driver Manager]Can't open lib '/x.so' : file not found (0) (SQLDriverConnect)",
        ),
        DriverUnusableError,
    ),
    (
        odbc(
            "IM002",
            "[Microsoft][ODBC Driver Manager] Data source name not found (0) (SQLDriverConnect)",
        ),
        DriverUnusableError,
    ),
    (
        odbc("08001", f"{MS}TCP Provider: Error code 0x68 (104) (SQLDriverConnect)"),
        ConnectionLostError,
    ),
    (odbc("HY000", "[FreeTDS]anything (123) (SQLDriverConnect)"), StatementFailedError),
]
READING = [
    (
        odbc(
            "42000",
            f"{MS}[SQL Server]The SELECT permission was denied on the object 'X'. (229) (SQLExecDirectW)",
        ),
        NoSelectRightError,
    ),
    (
        NamedError(
            "Syntax error or access violation",
            "[Microsoft][SQL Server]The SELECT permission was denied on the object 'X'.",
        ),
        NoSelectRightError,
    ),
    (
        odbc("40001", f"{MS}[SQL Server]deadlock victim (1205) (SQLExecDirectW)"),
        DeadlockVictimError,
    ),
    (
        odbc("42000", "[FreeTDS][SQL Server]deadlock victim (1205) (SQLExecDirectW)"),
        DeadlockVictimError,
    ),
    (NamedError("Serialization failure", "[Microsoft][SQL Server]deadlock"), DeadlockVictimError),
    (
        odbc("42S02", f"{MS}[SQL Server]Invalid object name 'X'. (208) (SQLExecDirectW)"),
        UpgradeUnderWayError,
    ),
    (
        odbc("42S22", "[FreeTDS][SQL Server]Invalid column name 'X'. (207) (SQLExecDirectW)"),
        UpgradeUnderWayError,
    ),
    (
        NamedError("Column not found", "[Microsoft][SQL Server]Invalid column name 'X'."),
        UpgradeUnderWayError,
    ),
    (
        odbc(
            "42000",
            f"{MS}[SQL Server]Snapshot isolation transaction failed (3961) (SQLExecDirectW)",
        ),
        UpgradeUnderWayError,
    ),
    (
        NamedError(
            "Syntax error or access violation",
            "[Microsoft][SQL Server]the object has been modified by a DDL statement",
        ),
        UpgradeUnderWayError,
    ),
    (
        odbc("08S01", f"{MS}TCP Provider: Error code 0x2746 (10054) (SQLExecDirectW)"),
        ConnectionLostError,
    ),
    (
        odbc(
            "01000", "[FreeTDS][SQL Server]Unexpected EOF from the server (20017) (SQLExecDirectW)"
        ),
        ConnectionLostError,
    ),
    (OdbcError("HY000", "The driver did not supply an error!"), ConnectionLostError),
    (
        odbc(
            "08S01",
            f"{MS}The connection is no longer usable because the server failed to respond (0) (SQLExecDirectW)",
        ),
        ConnectionLostError,
    ),
    (
        NamedError("Communication link failure", "[Microsoft]TCP Provider: Error code 0x2746"),
        ConnectionLostError,
    ),
    (
        odbc("42000", f"{MS}[SQL Server]There is insufficient memory (701) (SQLExecDirectW)"),
        StatementFailedError,
    ),
    (
        OdbcError("ODBC SQL type -155 is not yet supported.  column-index=0  type=-155", "HY106"),
        StatementFailedError,
    ),
]


@pytest.mark.parametrize(("raised", "expected"), CONNECTING)
def test_a_failed_sign_in_has_the_same_class_by_every_driver(raised, expected):
    assert type(explain_connecting(raised, PLACE)) is expected


@pytest.mark.parametrize(("raised", "expected"), READING)
def test_a_failed_read_has_the_same_class_by_every_driver(raised, expected):
    assert type(explain_reading(raised, PLACE, "Project", is_fetching=False)) is expected


@pytest.mark.parametrize(
    "raised",
    [
        odbc("HYT00", f"{MS}Query timeout expired (0) (SQLExecDirectW)"),
        odbc("HYT00", "[FreeTDS][SQL Server]Timeout expired (0) (SQLFetch)"),
        NamedError("Timeout expired", "[Microsoft]Query timeout expired"),
    ],
)
def test_a_time_out_is_of_the_statement_or_of_the_answer(raised):
    before = explain_reading(raised, PLACE, "Project", is_fetching=False)
    within = explain_reading(raised, PLACE, "Project", is_fetching=True)
    assert type(before) is StatementTimeoutError
    assert type(within) is StalledError


@pytest.mark.parametrize(
    "raised",
    [
        RuntimeError("Error fetching LOB for column 2, cType=-8, loop=1, SQLGetData return=-1"),
        NamedError("Invalid cursor state", "[Microsoft]Invalid cursor state"),
    ],
)
def test_a_torn_answer_is_a_lost_connection(raised):
    assert type(explain_reading(raised, PLACE, "P", is_fetching=True)) is ConnectionLostError


def test_a_greeting_dropped_by_the_server_means_no_strict_encryption():
    place = Place("sql01", "db", "me", "a driver", "strict", 30)
    dropped = odbc("08001", f"{MS}TCP Provider: Error code 0x68 (104) (SQLDriverConnect)")
    assert type(explain_connecting(dropped, place)) is TlsUnavailableError


def test_the_reason_of_a_refused_login_is_told_by_number():
    locked = odbc("42000", f"{MS}[SQL Server]whatever (18486) (SQLDriverConnect)")
    assert "locked out" in str(explain_connecting(locked, PLACE))


@pytest.mark.parametrize(
    "explain",
    [explain_connecting, lambda e, p: explain_reading(e, p, "Project", is_fetching=False)],
)
def test_a_drivers_words_never_get_into_a_message(explain):
    for state in ("28000", "42000", "HY000", "08001", "HYT00", "01S00", ""):
        raised = odbc(state, f"{MS}Invalid attribute PWD=canary (4711) (SQLDriverConnect)")
        found = explain(raised, PLACE)
        assert "canary" not in str(found) + found.hint


def test_an_unknown_failure_keeps_its_number_and_state():
    raised = odbc("42000", f"{MS}[SQL Server]memory (701) (SQLExecDirectW)")
    found = explain_reading(raised, PLACE, "Project", is_fetching=False)
    assert str(found) == "A statement about Project failed (error 701, SQLSTATE 42000)."


def test_the_number_is_the_one_before_the_call_not_one_in_the_text():
    found = diagnose(odbc("42000", f"{MS}[SQL Server]Table (1205) is odd. (229) (SQLExecDirectW)"))
    assert found.number == 229


def test_every_error_of_the_source_has_a_code_of_its_own_and_a_branch():
    classes = [
        one
        for _, one in inspect.getmembers(errors, inspect.isclass)
        if issubclass(one, SourceError) and one is not SourceError
    ]
    codes = [one.code for one in classes]
    assert len(set(codes)) == len(codes) == 20
    assert all(code.startswith("OCM-21") for code in codes)
    assert {one.exit_code for one in classes} == {ExitCode.SOURCE, ExitCode.USAGE}
