"""The sample to try things on: both servers of the sandbox, for as long as the window is open."""

from __future__ import annotations

from contextlib import ExitStack
from pathlib import Path
from tempfile import TemporaryDirectory

from migrator.model.events import Run
from migrator.sandbox.rehearsal import RehearsalSettings, start


class SampleServers:
    """A SQL Server and an Octopus Cloud on loopback, filled with the sample instance."""

    def __init__(self) -> None:
        self._open = ExitStack()
        self.job: Path | None = None

    def start(self, run: Run) -> Path:
        """Start both; gives the job file that fits them. Takes some seconds.

        Raises:
            UsageError: a port or the directory cannot be had.
        """
        run.check()
        if self.job is None:
            place = Path(self._open.enter_context(TemporaryDirectory(prefix="migrator-sample-")))
            self.job = self._open.enter_context(start(RehearsalSettings(place))).job
        return self.job

    def close(self) -> None:
        """Stop both and remove what they left."""
        self._open.close()
        self.job = None
