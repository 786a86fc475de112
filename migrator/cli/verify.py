"""`migrator verify`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from migrator.cli.call import Outcome, judge
from migrator.cli.options import A_PATH, job_argument, verb

if TYPE_CHECKING:
    from migrator.cli.face import Face

# ruff: noqa: PLC0415 - a stage is loaded when it is carried out, so that help comes at once.


@verb("verify", example="migrator verify acme.toml --html acme-report.html")
@job_argument
@click.option("--html", type=A_PATH, metavar="FILE", help="Also write the report as one HTML file.")
def command(face: Face, /, job: Path, html: Path | None) -> Outcome:
    """Read back everything that JOB moved, and compare it field by field with the package."""
    from migrator.cli.face import write_output
    from migrator.engine.connect import open_package, open_target
    from migrator.engine.html_report import render_html
    from migrator.engine.job import load_job, resolve_package, resolve_target
    from migrator.engine.plan_file import load_plan
    from migrator.engine.state import PLAN_FILE, open_state
    from migrator.engine.verify import verify

    wanted = load_job(job)
    package_settings = resolve_package(wanted, face.vault)
    target_settings = resolve_target(wanted, face.vault)
    with open_state(wanted.state_directory) as state:
        plan = load_plan(state.file(PLAN_FILE))
        with (
            open_package(package_settings) as package,
            open_target(target_settings, face.run) as target,
        ):
            report = verify(plan, package, target, state, face.run)
    if html is not None:
        write_output(html, render_html(report).encode())
    return judge(report)
