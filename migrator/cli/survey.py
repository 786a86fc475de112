"""`migrator survey`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from migrator.cli.call import Outcome
from migrator.cli.options import job_argument, verb

if TYPE_CHECKING:
    from migrator.cli.face import Face

# ruff: noqa: PLC0415 - a stage is loaded when it is carried out, so that help comes at once.


@verb("survey", example="migrator survey acme.toml")
@job_argument
def command(face: Face, /, job: Path) -> Outcome:
    """Show what the source of JOB holds.

    Every kind with counts and sizes, the server's version, the secrets found, and whether
    the master key opens them. Nothing is written.
    """
    from migrator.engine.connect import open_source
    from migrator.engine.job import load_job, resolve_source
    from migrator.engine.survey import survey

    settings = resolve_source(load_job(job), face.vault)
    with open_source(settings, face.run) as source:
        return Outcome(survey(source, face.run).report)
