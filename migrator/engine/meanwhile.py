"""What an upload changes for as long as it runs: noted before, put back at the end.

The note lies in the state directory, apart from any plan, so that the next run puts back what a
process that died has left changed, whatever it does else.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

from migrator.engine.ports import Target
from migrator.engine.rate_limit import put_rate_back
from migrator.engine.state import StateDirectory
from migrator.model.documents import Json, Kind, Ref
from migrator.model.errors import MigratorError
from migrator.model.events import Found, Run, Stage
from migrator.model.report import Finding, Item, Report, Severity
from migrator.target.errors import (
    ForbiddenError,
    MethodNotAllowedError,
    NotFoundError,
    RejectedError,
    ServerFaultError,
    UnexpectedAnswerError,
)
from migrator.target.task_queue import is_queue_stopped, read_space, write_queue

MEANWHILE_FILE = "meanwhile.json"
"""Task queues that we have stopped and not started again: names of spaces by target and id."""

_REFUSALS = (
    ForbiddenError,
    MethodNotAllowedError,
    NotFoundError,
    RejectedError,
    ServerFaultError,
    UnexpectedAnswerError,
)


class Queues:
    """Stops the task queues of spaces; any thread may ask.

    Attributes:
        findings: the queues that could not be stopped.
    """

    def __init__(self, target: Target, state: StateDirectory) -> None:
        self._target = target
        self._state = state
        self._lock = threading.Lock()
        self.findings: list[Finding] = []

    def stop(self, space: str, space_id: str) -> None:
        """Stop the queue of a space, if it runs; what was stopped before is not our concern.

        Raises:
            StateUnusableError: it cannot be noted, so nothing was changed.
            WireError: the target cannot be reached any more, or the key is refused.
        """
        wire = self._target.wire
        with self._lock:
            try:
                found = read_space(wire, space_id)
                if is_queue_stopped(found):
                    return
                noted = _read(self._target, self._state)
                _write(self._target, self._state, {**noted, space_id: space})
                write_queue(wire, found, is_stopped=True)
            except _REFUSALS as error:
                self.findings.append(
                    Finding(
                        Severity.WARNING,
                        "queue-not-stopped",
                        str(_ref(space)),
                        f"The task queue cannot be stopped ({error.reason}): tasks of the space "
                        "run while it is being filled.",
                        "Give the key's user SpaceEdit, or see to it that nothing runs there.",
                    )
                )


@contextmanager
def putting_back(
    target: Target, state: StateDirectory, stage: Stage, run: Run
) -> Iterator[list[Finding]]:
    """Start the queues again at the end of this block, however it ends.

    Yields:
        What could not be put back, once the block has ended; it stays noted for the next run.

    Raises:
        StateUnusableError: whether a queue was stopped cannot be read, or not be noted.
    """
    left: list[Finding] = []
    try:
        yield left
    except BaseException:
        try:
            left.extend(_put_back(target, state))
        except MigratorError as error:  # what ended the block is told; this comes with it
            left.append(_not_put_back("", str(error)))
        _tell(left, stage, run)
        raise
    left.extend(_put_back(target, state))
    _tell(left, stage, run)


def _tell(left: list[Finding], stage: Stage, run: Run) -> None:
    for finding in left:
        run.emit(Found(stage, finding))


def with_left(report: Report, left: list[Finding]) -> Report:
    """The report, no longer clean where something could not be put back."""
    report = replace(report, findings=tuple(dict.fromkeys((*report.findings, *left))))
    failed = [finding for finding in left if finding.severity is not Severity.INFO]
    if not failed:
        return report
    kinds = {kind: dict(counts) for kind, counts in report.kinds.items()}
    counts = kinds.setdefault(str(Kind.SPACE), {})
    counts["failed"] = counts.get("failed", 0) + len(failed)
    return replace(
        report,
        kinds=kinds,
        items=(*report.items, *(Item(finding.ref, "failed") for finding in failed)),
    )


def _put_back(target: Target, state: StateDirectory) -> list[Finding]:
    return [*_start_queues(target, state), *put_rate_back(target, state)]


def _start_queues(target: Target, state: StateDirectory) -> list[Finding]:
    noted = _read(target, state)
    if not noted:
        return []
    left: list[Finding] = []
    # Who has stopped the upload has not asked for a target that stands still.
    wire = target.wire.past_stop()
    for space_id, space in list(noted.items()):
        try:
            found = read_space(wire, space_id)
            if is_queue_stopped(found):
                write_queue(wire, found, is_stopped=False)
        except NotFoundError:
            pass  # the space is gone, and its queue with it
        except MigratorError as error:
            left.append(_not_put_back(space, str(error)))
            continue
        noted = {one: name for one, name in noted.items() if one != space_id}
    _write(target, state, noted)
    return left


def _not_put_back(space: str, why: str) -> Finding:
    return Finding(
        Severity.WARNING,
        "queue-still-stopped",
        str(_ref(space)) if space else "",
        f"The task queue that the upload had stopped may stand still: it could not be started "
        f"again. {why}",
        "Run the same command again, or start it under Configuration, Spaces on the target.",
    )


def _ref(space: str) -> Ref:
    return Ref(Kind.SPACE, (space,))


def _read(target: Target, state: StateDirectory) -> dict[str, str]:
    stored = state.read_json(MEANWHILE_FILE)
    queues = stored.get(target.wire.root) if isinstance(stored, dict) else None
    named = queues.items() if isinstance(queues, dict) else ()
    return {space_id: str(space) for space_id, space in named}


def _write(target: Target, state: StateDirectory, queues: dict[str, str]) -> None:
    stored = state.read_json(MEANWHILE_FILE)
    every: dict[str, Json] = dict(stored) if isinstance(stored, dict) else {}
    every.pop(target.wire.root, None)
    if queues:
        every[target.wire.root] = dict(queues)
    if every:
        state.write_json(MEANWHILE_FILE, every)
    else:
        state.remove(MEANWHILE_FILE)
