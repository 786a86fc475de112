"""`migrator doctor`."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from migrator.cli.call import Outcome
from migrator.cli.cli_errors import CommandLineError
from migrator.cli.options import A_PATH, verb
from migrator.model.errors import ExitCode

if TYPE_CHECKING:
    from rich.console import RenderableType

    from migrator.cli.face import Face
    from migrator.engine.doctor_check import Check

# ruff: noqa: PLC0415 - what looks around is loaded when it does, so that help comes at once.


@verb("doctor", example="migrator doctor acme.toml")
@click.argument("job", type=A_PATH, required=False)
@click.option(
    "--find", is_flag=True, help="Find an Octopus Server on this machine; print its job file."
)
@click.option(
    "--bundle",
    type=A_PATH,
    metavar="FILE",
    help="Save a ZIP for whoever is asked for help: versions, job, plan, journals, what was found.",
)
@click.option(
    "--with-log",
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    multiple=True,
    metavar="FILE",
    help="Put the end of a log into the bundle; may be repeated.",
)
def command(
    face: Face,
    /,
    *,
    job: Path | None,
    find: bool,
    bundle: Path | None,
    with_log: tuple[Path, ...],
) -> Outcome:
    """Look whether a migration can work from this machine, and say what to do if not.

    Python and its packages, ODBC drivers, credential store, proxy, TLS roots, room and clock;
    with JOB also whether its source and target can be reached, without any of its secrets.
    Exits with 1 if there is a problem.

    With --find, look for an Octopus Server here instead, and print the [source] that fits it,
    to be pasted into a job file. Of its password and master key it tells only whether they
    were found.

    With JOB and --bundle, save what was found together with the job file, plan and journals,
    for whoever is asked for help. It holds names of servers, projects and people, and no secret.
    """
    if bundle is not None and (job is None or find):
        raise CommandLineError("--bundle needs a JOB, and goes without --find.", "migrator doctor")
    if with_log and bundle is None:
        raise CommandLineError("--with-log goes with --bundle.", "migrator doctor")
    if find:
        return _find()
    from migrator.engine.doctor import examine, has_problem, make_report
    from migrator.engine.job import load_job

    loaded = load_job(job) if job else None
    checks = examine(loaded, face.run)
    exit_code = ExitCode.FINDINGS if has_problem(checks) else ExitCode.OK
    report = make_report(checks)
    if bundle is not None and job is not None and loaded is not None:
        from migrator.engine.saved_report import BundleParts, read_end, save_bundle

        lines = [line for path in with_log for line in read_end(path)]
        parts = BundleParts(job, loaded.state_directory, report, lines)
        save_bundle(parts, bundle, face.vault.mask)
    return Outcome(report, exit_code, view=render_checks(checks))


def _find() -> Outcome:
    from migrator.engine.here import find_here, make_report, render_job

    servers = find_here()
    is_any_readable = any(server.settings is not None for server in servers)
    exit_code = ExitCode.OK if is_any_readable else ExitCode.FINDINGS
    return Outcome(make_report(servers), exit_code, view=render_job(servers) or None)


def render_checks(checks: Sequence[Check]) -> RenderableType:
    """One table, a row each, and how things stand in one sentence."""
    from rich import box
    from rich.console import Group
    from rich.table import Table
    from rich.text import Text

    from migrator.cli.wording import printable
    from migrator.engine.doctor_check import Verdict
    from migrator.model.amounts import counted

    styles = {Verdict.OK: "green", Verdict.WARNING: "yellow", Verdict.PROBLEM: "bold red"}
    table = Table(box=box.SIMPLE_HEAD, show_edge=False, pad_edge=False)
    table.add_column("", no_wrap=True)
    table.add_column("what", no_wrap=True)
    table.add_column("found", overflow="fold")
    for check in checks:
        found = Text(printable(check.found))
        if check.remedy:
            found.append(f"\n→ {printable(check.remedy)}")
        verdict = Text(str(check.verdict), style=styles[check.verdict])
        table.add_row(verdict, Text(printable(check.name)), found)
    worst = [
        counted(count, str(verdict))
        for verdict in (Verdict.PROBLEM, Verdict.WARNING)
        if (count := sum(check.verdict is verdict for check in checks))
    ]
    sentence = f"{', '.join(worst)}." if worst else "All is well."
    return Group(table, Text(), Text(sentence, style="bold"))
