"""`migrator demo`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from migrator.cli.call import Outcome, judge
from migrator.cli.options import A_PATH, verb

if TYPE_CHECKING:
    from migrator.cli.face import Face

# ruff: noqa: PLC0415 - a stage is loaded when it is carried out, so that help comes at once.


@verb("demo", example="migrator demo --keep demo")
@click.option(
    "--keep",
    type=A_PATH,
    metavar="DIR",
    help="Leave job file, package, plan, journal and reports in DIR.",
)
def command(face: Face, /, keep: Path | None) -> Outcome:
    """Rehearse a whole migration on this machine; nothing needs to be installed.

    It starts a SQL Server and an Octopus Cloud on loopback, fills the one with a sample
    instance, and carries out every stage from survey to verify.
    """
    import json
    from contextlib import ExitStack
    from tempfile import TemporaryDirectory

    from migrator.cli.face import write_output
    from migrator.cli.run import agree
    from migrator.engine.html_report import render_html
    from migrator.engine.job import load_job
    from migrator.engine.run import run
    from migrator.model.report import encode_report
    from migrator.sandbox.rehearsal import RehearsalSettings, start

    with ExitStack() as stack:
        place = keep or Path(stack.enter_context(TemporaryDirectory(prefix="migrator-demo-")))
        served = stack.enter_context(start(RehearsalSettings(place)))
        face.note(f"SQL Server on port {served.sql_port}, Octopus Cloud on {served.url}.")
        report = run(load_job(served.job, {}), face.vault, agree, fresh=True, run=face.run)
        if keep is not None:
            write_output(served.directory / "report.html", render_html(report).encode())
            text = json.dumps(encode_report(report), indent=1)
            write_output(served.directory / "report.json", text.encode())
            face.note(f"Job file, package, plan, journal and reports are in {served.directory}.")
        return judge(report)
