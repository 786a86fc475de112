"""What can go wrong with what a server on this machine tells of itself."""

from __future__ import annotations

from migrator.model.errors import SourceError


class MasterKeyNotShownError(SourceError):
    """The server's own program did not show the master key."""

    code = "OCM-2205"
    page = (
        "https://octopus.com/docs/octopus-rest-api/octopus.server.exe-command-line/show-master-key"
    )

    def __init__(self, instance: str, why: str) -> None:
        super().__init__(
            f"The master key of {instance} was not shown: {why}.",
            hint="Run the migrator as administrator on the server, or show the key there yourself "
            "with `Octopus.Server.exe show-master-key`.",
        )


class ConnectionStringUnusableError(SourceError):
    """The server's connection string is none that we understand; it is not quoted."""

    code = "OCM-2206"
    page = "https://learn.microsoft.com/dotnet/framework/data/adonet/connection-string-syntax"

    def __init__(self, why: str) -> None:
        super().__init__(
            f"The connection string of the server cannot be used: {why}.",
            hint="Write server, database and sign-in under [source] by hand.",
        )
