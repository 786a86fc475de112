"""`migrator run`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from migrator.cli.call import Outcome, judge
from migrator.cli.options import job_argument, verb

if TYPE_CHECKING:
    from migrator.cli.face import Face
    from migrator.model.report import Report

# ruff: noqa: PLC0415 - a stage is loaded when it is carried out, so that help comes at once.


def agree(report: Report) -> bool:
    """Stand in for a person's yes."""
    del report
    return True


@verb("run", example="migrator run acme.toml")
@job_argument
@click.option("--yes", is_flag=True, help="Write to the target without asking.")
@click.option("--fresh", is_flag=True, help="Begin anew, also where the last run stopped.")
@click.option(
    "--delete-removed",
    is_flag=True,
    help="Delete on the target what an earlier run made there and the source no longer has.",
)
def command(face: Face, /, job: Path, *, yes: bool, fresh: bool, delete_removed: bool) -> Outcome:
    """Carry JOB out, from survey to verify; called again, it goes on.

    Without --yes it shows the plan and asks before it writes to the target.
    """
    from migrator.engine.job import load_job
    from migrator.engine.run import run

    confirm = agree if yes else face.confirm
    report = run(
        load_job(job),
        face.vault,
        confirm,
        fresh=fresh,
        run=face.run,
        deletes_removed=delete_removed,
    )
    return judge(report)
