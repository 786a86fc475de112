"""`migrator plan`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from migrator.cli.call import Outcome, judge
from migrator.cli.options import A_PATH, job_argument, verb

if TYPE_CHECKING:
    from migrator.cli.face import Face

# ruff: noqa: PLC0415 - a stage is loaded when it is carried out, so that help comes at once.


@verb("plan", example="migrator plan acme.toml --out acme-plan.json")
@job_argument
@click.option("--out", type=A_PATH, metavar="FILE", help="Also write the plan to FILE.")
def command(face: Face, /, job: Path, out: Path | None) -> Outcome:
    """Show what an upload of JOB's package would do; nothing is written to the target.

    What would be created, updated, kept and left, in which order, with how many requests,
    and how long that takes at the target's rate limit.
    """
    from migrator.engine.connect import open_package, open_target
    from migrator.engine.job import load_job, resolve_package, resolve_target
    from migrator.engine.plan import plan
    from migrator.engine.plan_file import save_plan
    from migrator.engine.state import PLAN_FILE, open_state

    wanted = load_job(job)
    package_settings = resolve_package(wanted, face.vault)
    target_settings = resolve_target(wanted, face.vault)
    with (
        open_state(wanted.state_directory) as state,
        open_package(package_settings) as package,
        open_target(target_settings, face.run) as target,
    ):
        made = plan(package, target, wanted.policy, state, face.run)
        save_plan(made, state.file(PLAN_FILE))
        if out is not None:
            save_plan(made, out)
        return judge(made.report())
