"""All stages in order; called again, it goes on with what is unfinished."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from migrator.engine.check import check
from migrator.engine.connect import open_package, open_source, open_target
from migrator.engine.earlier import note_source
from migrator.engine.export import export
from migrator.engine.files import is_absent
from migrator.engine.forecast import read_forecast
from migrator.engine.job import Job, resolve_package, resolve_source, resolve_target
from migrator.engine.journal import Journal
from migrator.engine.meanwhile import putting_back, with_left
from migrator.engine.named_package import as_named
from migrator.engine.plan import SAID_AGAIN, plan
from migrator.engine.plan_file import journal_name, load_plan, save_plan
from migrator.engine.ports import Documents
from migrator.engine.secrets import Vault
from migrator.engine.state import PLAN_FILE, StateDirectory, open_state
from migrator.engine.survey import survey
from migrator.engine.upload import plan_blocked, upload
from migrator.engine.verify import verify
from migrator.model.documents import Json
from migrator.model.errors import Cancelled, MigratorError
from migrator.model.events import Found, Run, Stage
from migrator.model.plan import Plan
from migrator.model.report import (
    Finding,
    Report,
    Severity,
    decode_finding,
    encode_finding,
)

RUN_FILE = "run.json"
SURVEY_FILE = "survey.json"
_TOLD_BY_PLAN = frozenset({"missing-reference", "unreadable-secret"}) | SAID_AGAIN
_ALWAYS_TOLD = frozenset({"id-in-text"})  # no id crosses unseen, not even in a text

_DELETES_LATER = Finding(
    Severity.WARNING,
    "deletes-later",
    "",
    "A run that was begun goes on first, with its plan; nothing is deleted yet.",
    "Run the same command again when it has ended.",
)

Confirm = Callable[[Report], bool]


@dataclass(frozen=True, slots=True)
class _Unfinished:
    """A run that was begun and not ended.

    Attributes:
        has_package: its package was written.
    """

    has_package: bool


def run(  # noqa: PLR0913 - what, with whose leave, how
    job: Job,
    vault: Vault,
    confirm: Confirm,
    *,
    fresh: bool,
    run: Run,
    deletes_removed: bool = False,
) -> Report:
    """Survey, export, check, plan, upload, verify.

    An unfinished run of the same job file goes on: with its package, and with its plan once
    that was begun. A finished one is done anew, and writes only what has changed since.

    Args:
        job: what to do.
        vault: fetches its secrets.
        confirm: shown the plan; False stops before anything is written to the target.
        fresh: forget an unfinished run.
        run: the line to the caller.
        deletes_removed: delete on the target what an earlier run made there and the source no
            longer has.

    Raises:
        MigratorError: whatever stopped a stage.
        Cancelled: the plan was not agreed to.
    """
    with open_state(job.state_directory) as state:
        package_settings = resolve_package(job, vault, with_files=True)
        target_settings = resolve_target(job, vault)
        unfinished = None if fresh else _find_unfinished(job, state)
        exported: Report | None = None
        if unfinished is None or not unfinished.has_package:
            _note(job, state, has_package=False)
            source_settings = resolve_source(job, vault)
            with open_source(source_settings, run) as source:
                inventory = survey(source, run)
                forecast = read_forecast(inventory, package_settings.path, job.package.files)
                for finding in forecast.findings():
                    run.emit(Found(Stage.EXPORT, finding))
                exported = export(source, inventory, job.select, package_settings, run)
                _keep_findings(inventory.findings, state)
                note_source(inventory, str(exported.facts["digest"]), state)
            _note(job, state, has_package=True)
        with (
            open_package(package_settings) as package,
            open_target(target_settings, run) as target,
            putting_back(target, state, Stage.PLAN, run) as left,
        ):
            checked = check(package, run)
            made = _begun_plan(as_named(package, target.settings), state)
            is_fresh = made is None
            if made is not None and deletes_removed:
                run.emit(Found(Stage.PLAN, _DELETES_LATER))
            if made is None:
                made = plan(
                    package, target, job.policy, state, run, deletes_removed=deletes_removed
                )
                save_plan(made, state.file(PLAN_FILE))
            _agree(made, confirm, is_begun=not is_fresh)
            uploaded = upload(made, package, target, state, run, is_fresh=is_fresh)
            verified = verify(made, package, target, state, run)
        surveyed = _kept_findings(state)
        note_finished(state)
    report = whole_report(made, exported, checked, uploaded, verified)
    told = tuple(dict.fromkeys((*report.findings, *surveyed)))
    return with_left(replace(report, findings=told), left)


def note_exported(digest: str, findings: tuple[Finding, ...], state: StateDirectory) -> None:
    """Let a later `run` of the same job file go on from its package: another face wrote it.

    Args:
        digest: of the job file.
        findings: what the survey found.
        state: where the run is noted.
    """
    _keep_findings(findings, state)
    value: dict[str, Json] = {"job": digest, "has_package": True}
    state.write_json(RUN_FILE, value)


def note_finished(state: StateDirectory) -> None:
    """Let a later `run` begin anew."""
    state.remove(RUN_FILE)


def told_by_survey(findings: tuple[Finding, ...]) -> tuple[Finding, ...]:
    """What the survey found and a report of the whole way must tell."""
    return tuple(
        item
        for item in findings
        if (item.severity is not Severity.INFO or item.code in _ALWAYS_TOLD)
        and item.code not in _TOLD_BY_PLAN
    )


def _keep_findings(findings: tuple[Finding, ...], state: StateDirectory) -> None:
    """A run that goes on later must still tell what the survey found."""
    state.write_json(SURVEY_FILE, [encode_finding(item) for item in told_by_survey(findings)])


def _kept_findings(state: StateDirectory) -> tuple[Finding, ...]:
    stored = state.read_json(SURVEY_FILE)
    items = stored if isinstance(stored, list) else []
    try:
        return tuple(decode_finding(item) for item in items if isinstance(item, dict))
    except (KeyError, ValueError):
        return ()


def _find_unfinished(job: Job, state: StateDirectory) -> _Unfinished | None:
    match state.read_json(RUN_FILE):
        case {"job": str(digest), "has_package": bool(has_package)} if digest == job.digest:
            return _Unfinished(has_package and not is_absent(job.package.path))
        case _:
            return None


def _note(job: Job, state: StateDirectory, *, has_package: bool) -> None:
    value: dict[str, Json] = {"job": job.digest, "has_package": has_package}
    state.write_json(RUN_FILE, value)


def _begun_plan(package: Documents, state: StateDirectory) -> Plan | None:
    try:
        made = load_plan(state.file(PLAN_FILE))
    except MigratorError:
        return None
    if made.basis.package_digest != package.digest:
        return None
    path = state.file(journal_name(made))
    if is_absent(path):
        return None
    with Journal(path, made.digest) as journal:
        return None if journal.is_new else made


def _agree(made: Plan, confirm: Confirm, *, is_begun: bool) -> None:
    if made.is_blocked:
        raise plan_blocked(made)
    # What was begun was agreed to. A journal alone is no sign of that: verify makes one too.
    if made.steps and not is_begun and not confirm(made.report()):
        raise Cancelled


def whole_report(
    made: Plan, exported: Report | None, checked: Report, uploaded: Report, verified: Report
) -> Report:
    """Verify's report with the figures of the stages before it."""
    facts: dict[str, Json] = {
        **verified.facts,
        "planned_steps": len(made.steps),
        "written": uploaded.facts.get("done", 0),
        "requests": uploaded.facts.get("requests", 0),
        "rejected_requests": uploaded.facts.get("rejected_requests", 0),
        "documents": checked.facts.get("documents", 0),
    }
    if exported is not None:
        facts["package"] = exported.facts.get("path", "")
        facts["package_size_bytes"] = exported.facts.get("size_bytes", 0)
        facts["secrets"] = exported.facts.get("secrets", 0)
    findings = tuple(dict.fromkeys((*uploaded.findings, *verified.findings)))
    return replace(verified, stage="run", findings=findings, facts=facts)
