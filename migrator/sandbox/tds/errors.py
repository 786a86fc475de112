"""Errors as SQL Server words and numbers them."""

from __future__ import annotations

_DEADLOCK = (
    "Transaction (Process ID 51) was deadlocked on lock resources with another process and has "
    "been chosen as the deadlock victim. Rerun the transaction."
)
_CUED = {
    1205: (13, _DEADLOCK),
    1222: (16, "Lock request time out period exceeded."),
    3960: (16, "Snapshot isolation transaction aborted due to update conflict."),
    8645: (17, "A timeout occurred while waiting for memory resources to execute the query."),
}


class SqlError(Exception):
    """An error that the server reports to its client.

    Source: learn.microsoft.com, "Database Engine events and errors", for every number and text.
    """

    def __init__(self, number: int, message: str, *, severity: int = 16, state: int = 1) -> None:
        super().__init__(message)
        self.number = number
        self.message = message
        self.severity = severity
        self.state = state


def syntax_error(near: str) -> SqlError:
    """The statement is none that is understood."""
    return SqlError(102, f"Incorrect syntax near '{near}'.", severity=15)


def missing_table(name: str) -> SqlError:
    """There is no such table or view."""
    return SqlError(208, f"Invalid object name '{name}'.")


def missing_column(name: str) -> SqlError:
    """The table has no such column."""
    return SqlError(207, f"Invalid column name '{name}'.")


def missing_parameter(name: str) -> SqlError:
    """The statement names a parameter that did not come with it."""
    return SqlError(137, f'Must declare the scalar variable "{name}".', severity=15)


def missing_database(name: str) -> SqlError:
    """USE names a database that is not there."""
    return SqlError(
        911, f"Database '{name}' does not exist. Make sure that the name is entered correctly."
    )


def conversion_failed(value: object, type_text: str) -> SqlError:
    """The value is not one of the type."""
    kind = type(value).__name__
    return SqlError(245, f"Conversion failed when converting the {kind} value to {type_text}.")


def permission_denied(right: str, name: str, database: str, schema: str = "dbo") -> SqlError:
    """The login lacks a right on an object."""
    return SqlError(
        229,
        f"The {right} permission was denied on the object '{name}', "
        f"database '{database}', schema '{schema}'.",
        severity=14,
    )


def action_denied() -> SqlError:
    """The login lacks a right on the server."""
    return SqlError(297, "The user does not have permission to perform this action.")


def login_failed(user: str) -> SqlError:
    """Name or password is wrong."""
    return SqlError(18456, f"Login failed for user '{user}'.", severity=14)


def cannot_open_database(name: str) -> SqlError:
    """The login asks for a database that is not there."""
    return SqlError(
        4060,
        f'Cannot open database "{name}" requested by the login. The login failed.',
        severity=11,
    )


def snapshot_too_late(database: str) -> SqlError:
    """The isolation level was changed within a transaction."""
    return SqlError(
        3951,
        f"Transaction failed in database '{database}' because the statement was run under "
        "snapshot isolation but the transaction did not start in snapshot isolation. You cannot "
        "change the isolation level of the transaction to snapshot after the transaction has "
        "started unless the transaction was originally started under snapshot isolation level.",
    )


def snapshot_not_allowed(database: str) -> SqlError:
    """The database has ALLOW_SNAPSHOT_ISOLATION off."""
    return SqlError(
        3952,
        f"Snapshot isolation transaction failed accessing database '{database}' because snapshot "
        "isolation is not allowed in this database. Use ALTER DATABASE to allow snapshot "
        "isolation.",
    )


def cued_error(number: int) -> SqlError:
    """The error that a test asked for, with the server's own text where it matters."""
    severity, message = _CUED.get(number, (16, f"Error {number}, as cued."))
    return SqlError(number, message, severity=severity)
