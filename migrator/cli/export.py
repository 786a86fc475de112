"""`migrator export`."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from migrator.cli.call import Outcome
from migrator.cli.options import job_argument, verb

if TYPE_CHECKING:
    from migrator.cli.face import Face

# ruff: noqa: PLC0415 - a stage is loaded when it is carried out, so that help comes at once.


@verb("export", example="migrator export acme.toml")
@job_argument
def command(face: Face, /, job: Path) -> Outcome:
    """Write what JOB selects, and all that it needs, into one package file.

    Secrets are re-keyed on the way: the package's key opens them, the master key does not.
    """
    from migrator.engine.connect import open_source
    from migrator.engine.export import export
    from migrator.engine.forecast import read_forecast
    from migrator.engine.job import load_job, resolve_package, resolve_source
    from migrator.engine.survey import survey
    from migrator.model.amounts import size

    wanted = load_job(job)
    settings = resolve_source(wanted, face.vault)
    package = resolve_package(wanted, face.vault, with_files=True)
    with open_source(settings, face.run) as source:
        inventory = survey(source, face.run)
        forecast = read_forecast(inventory, package.path, wanted.package.files)
        face.note(
            f"At most about {size(forecast.size_bytes)} will be written to {package.path}; "
            f"{size(forecast.free_bytes)} are free there."
        )
        report = export(source, inventory, wanted.select, package, face.run)
        return Outcome(replace(report, findings=(*forecast.findings(), *report.findings)))
