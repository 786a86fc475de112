"""Every failure of the source that we foresee: one class for each, whichever driver reports it.

A driver's own text never gets into a message: it may quote what was typed. Codes OCM-21xx.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from migrator.model.errors import ExitCode, SourceError

PACKAGES = (
    "Install a driver: `pip install pyodbc mssql-python-odbc`, and on Debian or Ubuntu "
    "`apt-get install unixodbc libgssapi-krb5-2`; or Microsoft ODBC Driver 18 for SQL Server "
    "from Microsoft; or FreeTDS by `apt-get install unixodbc tdsodbc` (it does not verify "
    "certificates, so it also needs trust_server_certificate = true)."
)


class NoDriverError(SourceError):
    """No driver is there that could do what is asked."""

    code = "OCM-2101"

    def __init__(self, wanted: str, problems: Sequence[str]) -> None:
        seen = f" ({'; '.join(problems)})" if problems else ""
        what = "No SQL Server driver is usable" if not wanted else f"There is no driver {wanted!r}"
        super().__init__(f"{what}{seen}.", hint=PACKAGES)


class DriverUnusableError(SourceError):
    """The driver is there but does not load."""

    code = "OCM-2102"

    def __init__(self, driver: str, why: str) -> None:
        super().__init__(f"The driver {driver} cannot be loaded: {why}.", hint=PACKAGES)


class HostUnknownError(SourceError):
    """The server's name has no address."""

    code = "OCM-2103"

    def __init__(self, host: str) -> None:
        super().__init__(
            f"There is no host named {host!r}.",
            hint="Check the spelling of [source] server, and that this machine's DNS knows it.",
        )


class PortClosedError(SourceError):
    """Nothing listens there."""

    code = "OCM-2104"

    def __init__(self, host: str, port: int) -> None:
        super().__init__(
            f"{host} accepts no connection on port {port}.",
            hint="Check the port (`host,port`; 1433 is the default), that TCP/IP is enabled in "
            "SQL Server Configuration Manager, and that no firewall refuses it.",
        )


class ConnectTimeoutError(SourceError):
    """No answer to the attempt to connect."""

    code = "OCM-2105"

    def __init__(self, server: str, timeout_s: float) -> None:
        super().__init__(
            f"{server} did not answer within {timeout_s:g} seconds.",
            hint="A firewall may drop the packets: check the way from this machine to the "
            "server. A slow server may need a larger timeout_s in [source].",
        )


class TlsNotTrustedError(SourceError):
    """The server's certificate cannot be verified."""

    code = "OCM-2106"

    def __init__(self, server: str, *, is_wrong_name: bool = False) -> None:
        if is_wrong_name:
            message = f"The certificate of {server} is made out to another name."
            hint = (
                "Use the name that the certificate has as server, or name it in "
                "host_name_in_certificate in [source]."
            )
        else:
            message = f"The certificate of {server} is not signed by anyone whom we trust."
            hint = (
                "Give the file of the CA's certificate as server_certificate in [source] (on "
                "Windows: import it into the trusted root authorities). Only in a network that "
                "you trust: trust_server_certificate = true."
            )
        super().__init__(message, hint=hint)


class TlsUnavailableError(SourceError):
    """The server does not offer the encryption that is asked for."""

    code = "OCM-2107"

    def __init__(self, server: str, encrypt: str) -> None:
        super().__init__(
            f"{server} does not offer the encryption that `encrypt = {encrypt}` asks for.",
            hint="Enable TLS on the server (`strict` needs SQL Server 2022 or Azure SQL), or "
            'choose encrypt = "yes" or, in a network that you trust, "optional" in [source].',
        )


class LoginFailedError(SourceError):
    """The server refuses the sign-in."""

    code = "OCM-2108"

    def __init__(self, server: str, who: str, why: str = "") -> None:
        reason = f": {why}" if why else ""
        super().__init__(
            f"{server} refused the sign-in of {who}{reason}.",
            hint="Check authentication, user and password in [source]; the server's error log "
            "names the exact cause. For Windows and Entra sign-in the account that runs this "
            "program counts.",
        )


class DatabaseMissingError(SourceError):
    """There is no such database, or the login may not open it."""

    code = "OCM-2109"

    def __init__(self, server: str, database: str) -> None:
        super().__init__(
            f"{server} has no database {database!r} that this login may open.",
            hint="Check database in [source] (its name stands in the connection string of the "
            "Octopus server), and that the login has a user with db_datareader in it.",
        )


class NoSelectRightError(SourceError):
    """The login may not read a table."""

    code = "OCM-2110"

    def __init__(self, table: str) -> None:
        where = f"the table {table}" if table else "what was asked for"
        super().__init__(
            f"The login may not read {where}.",
            hint="Add the login's user to the role db_datareader of the database, and see that "
            "no DENY SELECT takes it away again.",
        )


class StatementTimeoutError(SourceError):
    """A statement took too long."""

    code = "OCM-2111"

    def __init__(self, table: str, timeout_s: float) -> None:
        about = f" about {table}" if table else ""
        super().__init__(
            f"A statement{about} was not answered within {timeout_s:g} seconds.",
            hint="Run again when the server is less busy, or give a larger timeout_s in [source].",
        )


class StalledError(SourceError):
    """The server stopped in the middle of an answer."""

    code = "OCM-2112"

    def __init__(self, table: str, timeout_s: float) -> None:
        about = f" about {table}" if table else ""
        super().__init__(
            f"The server stopped in the middle of its answer{about}: nothing came for "
            f"{timeout_s:g} seconds.",
            hint="Check the network and the server's load, then run again; a larger timeout_s in "
            "[source] waits longer.",
        )


class ConnectionLostError(SourceError):
    """The connection broke."""

    code = "OCM-2113"

    def __init__(self, server: str) -> None:
        super().__init__(
            f"The connection to {server} broke off.",
            hint="Check the network and whether the server was restarted, then run again: it "
            "begins a new consistent read.",
        )


class DeadlockVictimError(SourceError):
    """The server sacrificed our statement to end a deadlock."""

    code = "OCM-2114"

    def __init__(self, table: str) -> None:
        super().__init__(
            f"The server ended our read of {table or 'a table'} to resolve a deadlock.",
            hint="Run again, best while Octopus is in maintenance mode; or let the database "
            "administrator switch on ALLOW_SNAPSHOT_ISOLATION, under which this cannot happen.",
        )


class NotAnOctopusDatabaseError(SourceError):
    """Tables are missing that every Octopus database has."""

    code = "OCM-2115"

    def __init__(self, database: str, missing: Sequence[str]) -> None:
        super().__init__(
            f"{database!r} does not look like an Octopus Server database: {', '.join(missing)} "
            "cannot be seen in it.",
            hint="Check database in [source]. A login without rights sees no tables either: it "
            "needs db_datareader.",
        )


class TooOldError(SourceError):
    """The database is of a server without spaces."""

    code = "OCM-2116"

    def __init__(self, version: str) -> None:
        of = f" of version {version}" if version else ""
        super().__init__(
            f"The Octopus server{of} is older than 2019.1, the first with spaces.",
            hint="Upgrade the Octopus server (or a restored copy of it), then run again.",
        )


class UpgradeUnderWayError(SourceError):
    """The schema changed while we read."""

    code = "OCM-2117"

    def __init__(self, what: str) -> None:
        super().__init__(
            f"The database is being upgraded: {what}.",
            hint="Wait until the upgrade of the Octopus server is done, then run again.",
        )


class StatementFailedError(SourceError):
    """The server refused a statement for a reason that has no class of its own."""

    code = "OCM-2118"

    def __init__(self, table: str, number: int, sqlstate: str) -> None:
        self.number = number
        about = f" about {table}" if table else ""
        which = ", ".join(
            part
            for part in (
                f"error {number}" if number else "",
                f"SQLSTATE {sqlstate}" if sqlstate else "",
            )
            if part
        )
        super().__init__(
            f"A statement{about} failed ({which or 'no number given'}).",
            hint="Look the number up in Microsoft's list of database engine errors; if it does "
            "not help, report it with the server's version.",
        )


class SettingUnusableError(SourceError):
    """A setting of [source] cannot be honoured."""

    code = "OCM-2119"
    exit_code = ExitCode.USAGE

    def __init__(self, setting: str, why: str) -> None:
        super().__init__(
            f"{setting} in [source] cannot be used: {why}.", hint="Change the job's [source]."
        )


class PackagesFolderError(SourceError):
    """The folder of the built-in feed's packages cannot be read."""

    code = "OCM-2120"
    exit_code = ExitCode.USAGE

    def __init__(self, directory: Path, why: str) -> None:
        super().__init__(
            f"packages_directory {directory} in [source] cannot be read: {why}.",
            hint="Give the folder `Packages` of the server's home directory, a share of it or a "
            "copy; or give api_url and api_key, and the server is asked for the packages.",
        )
