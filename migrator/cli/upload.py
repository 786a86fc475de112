"""`migrator upload`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from migrator.cli.call import Outcome, judge
from migrator.cli.options import A_PATH, job_argument, verb

if TYPE_CHECKING:
    from migrator.cli.face import Face

# ruff: noqa: PLC0415 - a stage is loaded when it is carried out, so that help comes at once.


@verb("upload", example="migrator upload acme.toml")
@job_argument
@click.option(
    "--plan", "plan_path", type=A_PATH, metavar="FILE", help="The plan; else the last one made."
)
def command(face: Face, /, job: Path, plan_path: Path | None) -> Outcome:
    """Carry out the plan of JOB; called again, it goes on where it stopped."""
    from migrator.engine.connect import open_package, open_target
    from migrator.engine.job import load_job, resolve_package, resolve_target
    from migrator.engine.plan_file import load_plan, save_plan
    from migrator.engine.state import PLAN_FILE, open_state
    from migrator.engine.upload import upload

    wanted = load_job(job)
    package_settings = resolve_package(wanted, face.vault, with_files=wanted.passes_files_through)
    target_settings = resolve_target(wanted, face.vault)
    with open_state(wanted.state_directory) as state:
        plan = load_plan(plan_path or state.file(PLAN_FILE))
        if plan_path is not None:
            save_plan(plan, state.file(PLAN_FILE))  # verify asks about this one
        with (
            open_package(package_settings) as package,
            open_target(target_settings, face.run) as target,
        ):
            return judge(upload(plan, package, target, state, face.run))
