"""The sample to try things on: both servers of the sandbox, for as long as the window is open."""

from __future__ import annotations

# ruff: noqa: PLC0415 - the sandbox takes a quarter of the wizard's start, and few try it
from contextlib import ExitStack
from pathlib import Path
from tempfile import TemporaryDirectory

from migrator.model.events import Run


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
        from migrator.sandbox.rehearsal import RehearsalSettings, start

        run.check()
        if self.job is None:
            place = Path(self._open.enter_context(TemporaryDirectory(prefix="migrator-sample-")))
            self.job = self._open.enter_context(start(RehearsalSettings(place))).job
        return self.job

    def close(self) -> None:
        """Stop both and remove what they left."""
        self._open.close()
        self.job = None
