"""What the pages ask of the engine: each opens what the stage needs, calls it and closes. No Qt.

Called on a pool thread; nothing is decided here.
"""

from __future__ import annotations

from migrator.engine.check import check
from migrator.engine.connect import open_package, open_source, open_target
from migrator.engine.earlier import note_source
from migrator.engine.export import export
from migrator.engine.job import (
    Job,
    load_job,
    resolve_package,
    resolve_source,
    resolve_target,
)
from migrator.engine.look_target import TargetLook, look_at_target
from migrator.engine.plan import plan
from migrator.engine.plan_file import load_plan, save_plan
from migrator.engine.run import note_exported, note_finished
from migrator.engine.secrets import Vault
from migrator.engine.state import PLAN_FILE, open_state
from migrator.engine.upload import upload
from migrator.engine.verify import verify
from migrator.model.events import Run, Stage
from migrator.model.inventory import Inventory
from migrator.model.plan import Plan
from migrator.model.report import Finding, Report


def make_package(job: Job, vault: Vault, inventory: Inventory, run: Run) -> Report:
    """Export what the job selects.

    Raises:
        MigratorError: as `engine.export` does.
    """
    package = resolve_package(job, vault, with_files=True)
    with open_source(resolve_source(job, vault), run) as source:
        exported = export(source, inventory, job.select, package, run)
    with open_state(job.state_directory) as state:
        note_source(inventory, str(exported.facts["digest"]), state)
    return exported


def open_given(job: Job, vault: Vault, run: Run) -> Report:
    """Open a package that is there, and look at each document in it.

    Raises:
        PackageError: it is damaged, or the key does not open it.
    """
    with open_package(resolve_package(job, vault)) as package:
        return check(package, run)


def look_at_cloud(job: Job, vault: Vault, run: Run) -> TargetLook:
    """Ask the target what it is and what the key may do there.

    Raises:
        MigratorError: as `engine.look_target` does.
    """
    target_settings = resolve_target(job, vault)
    with (
        open_package(resolve_package(job, vault)) as package,
        open_target(target_settings, run, tells_at_once=Stage.PLAN) as target,
    ):
        return look_at_target(package, target, run)


def make_plan(job: Job, vault: Vault, run: Run) -> Plan:
    """Plan anew; the state directory keeps it.

    Raises:
        MigratorError: as `engine.plan` does.
    """
    with (
        open_state(job.state_directory) as state,
        open_package(resolve_package(job, vault)) as package,
        open_target(resolve_target(job, vault), run, tells_at_once=Stage.PLAN) as target,
    ):
        made = plan(package, target, job.policy, state, run)
        save_plan(made, state.file(PLAN_FILE))
        return made


def begun_plan(job: Job) -> Plan:
    """The plan that an upload was stopped in.

    Raises:
        PlanError: there is none, or it cannot be read.
    """
    return load_plan(job.state_directory / PLAN_FILE)


def carry_out(
    job: Job, vault: Vault, made: Plan, findings: tuple[Finding, ...], run: Run
) -> Report:
    """Upload, or go on with it; until it is verified, `migrator run` would go on with it too.

    Args:
        job: its file is saved.
        vault: fetches its secrets.
        made: what to do.
        findings: of the survey.
        run: the line to the caller.

    Raises:
        MigratorError: as `engine.upload` does.
    """
    digest = load_job(job.path).digest
    with (
        open_state(job.state_directory) as state,
        open_package(resolve_package(job, vault, with_files=job.passes_files_through)) as package,
        open_target(resolve_target(job, vault), run) as target,
    ):
        note_exported(digest, findings, state)
        return upload(made, package, target, state, run)


def compare(job: Job, vault: Vault, made: Plan, run: Run) -> Report:
    """Read everything back and compare.

    Raises:
        MigratorError: as `engine.verify` does.
    """
    with (
        open_state(job.state_directory) as state,
        open_package(resolve_package(job, vault)) as package,
        open_target(resolve_target(job, vault), run, tells_at_once=Stage.VERIFY) as target,
    ):
        report = verify(made, package, target, state, run)
        note_finished(state)
        return report
