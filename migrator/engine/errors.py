"""What can stop a stage, beside what its edges report."""

from __future__ import annotations

from migrator.model.errors import PlanError, SourceError, TargetError


class MasterKeyWrongError(SourceError):
    """The master key opens none of the secrets."""

    code = "OCM-2203"
    page = "https://octopus.com/docs/security/data-encryption"

    def __init__(self, opened: int, total: int) -> None:
        super().__init__(
            f"The master key is the wrong one: it opens {opened} of {total} secrets.",
            hint="Show the key on the server with `Octopus.Server.exe show-master-key`; to leave "
            "all secrets behind on purpose, remove master_key from [source].",
        )


class SourceChangingError(SourceError):
    """The source changes faster than it can be read."""

    code = "OCM-2204"

    def __init__(self, what: str) -> None:
        super().__init__(
            f"The source changed again and again while it was read ({what}).",
            hint="Put Octopus Server into maintenance mode for the time of the export, or allow "
            "snapshot isolation on the database.",
        )


class SameInstanceError(TargetError):
    """The target is the source."""

    code = "OCM-5201"

    def __init__(self) -> None:
        super().__init__(
            "The target is the very server that the package came from.",
            hint="Give the address of the new Octopus Cloud instance as url under [target].",
        )


class NothingToResumeError(PlanError):
    """There is no plan."""

    code = "OCM-3107"

    def __init__(self, path: str) -> None:
        super().__init__(
            f"There is no plan at {path}.", hint="Make one with `migrator plan JOB` first."
        )


class SourceServerError(SourceError):
    """The source server's own API, which has the packages, cannot be used."""

    code = "OCM-2121"

    def __init__(self, why: str) -> None:
        super().__init__(
            f"The packages cannot be had from the source server: {why}",
            hint="Check api_url and api_key in [source]; the key's user needs FeedView and "
            "BuiltInFeedDownload. Or give packages_directory instead.",
        )
