"""Events and results for programs: one JSON object a line.

Version 1. Members are only added within a version; who reads must bear with new ones.
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from datetime import UTC, datetime
from typing import IO, TextIO, assert_never

from migrator.cli.call import Outcome
from migrator.model.documents import Json
from migrator.model.errors import MigratorError
from migrator.model.events import Advanced, Event, Finished, Found, Paced, Retried, Started
from migrator.model.report import encode_finding, encode_report

VERSION = 1


def encode_event(event: Event) -> dict[str, Json]:
    """An event's own members."""
    match event:
        case Started(stage=stage, total=total, done=done):
            return {"event": "started", "stage": str(stage), "done": done, "total": total}
        case Advanced(stage=stage, done=done, total=total, ref=ref):
            return {
                "event": "advanced",
                "stage": str(stage),
                "done": done,
                "total": total,
                "ref": ref,
            }
        case Paced(stage=stage, wait_s=wait_s):
            return {"event": "paced", "stage": str(stage), "wait_s": round(wait_s, 3)}
        case Retried(stage=stage, reason=reason, attempt=attempt):
            return {
                "event": "retried",
                "stage": str(stage),
                "reason": reason,
                "attempt": attempt,
            }
        case Found(stage=stage, finding=finding):
            return {"event": "finding", "stage": str(stage), **encode_finding(finding)}
        case Finished(stage=stage):
            return {"event": "finished", "stage": str(stage)}
        case _:
            assert_never(event)


def encode_error(error: MigratorError) -> dict[str, Json]:
    """An error as JSON; `page` only where there is one."""
    full: dict[str, Json] = {"code": error.code, "message": str(error), "hint": error.hint}
    return {**full, "page": error.page} if error.page else full


def encode_result(verb: str, outcome: Outcome) -> dict[str, Json]:
    """The last line: how the verb ended."""
    result: dict[str, Json] = {
        "event": "result",
        "stage": verb,
        "exit_code": int(outcome.exit_code),
        "report": None if outcome.report is None else encode_report(outcome.report),
    }
    return {**result, "error": encode_error(outcome.error)} if outcome.error else result


def _now() -> datetime:
    return datetime.now(UTC)


class JsonLines:
    """Writes records as lines, each at once."""

    def __init__(
        self,
        stream: TextIO,
        mask: Callable[[str], str] = str,
        now: Callable[[], datetime] = _now,
    ) -> None:
        self._stream = stream
        self._mask = mask
        self._now = now

    def write(self, record: dict[str, Json]) -> None:
        """Write one line; nobody may be reading any more."""
        time = self._now().isoformat(timespec="milliseconds").replace("+00:00", "Z")
        full = {"v": VERSION, "event": record["event"], "time": time, **record}
        try:
            # ASCII alone: names of the source may hold what the stream's encoding lacks.
            self._stream.write(self._mask(json.dumps(full, allow_nan=False)) + "\n")
            self._stream.flush()
        except BrokenPipeError:
            leave_pipe(self._stream)


def leave_pipe(stream: IO[str]) -> None:
    """Let what follows go nowhere, since the reader has left (as `| head` does).

    Without this Python tries to flush at exit and prints a traceback.
    Source: Python documentation, signal module, "Note on SIGPIPE".
    """
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, stream.fileno())
    os.close(nowhere)
