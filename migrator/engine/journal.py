"""What upload has done so far, one JSON line per fact, so that a broken run can go on."""

from __future__ import annotations

import json
import os
import threading
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from enum import Enum, auto
from pathlib import Path
from typing import Self, TypeAlias, assert_never

from migrator.model.documents import Ref, parse_ref
from migrator.model.errors import JournalDamagedError, StalePlanError, StateUnusableError
from migrator.model.plan import StepId
from migrator.model.strict_json import parse_json


class Progress(Enum):
    """How far a step got."""

    UNTOUCHED = auto()
    IN_DOUBT = auto()
    DONE = auto()


@dataclass(frozen=True, slots=True)
class Opened:
    """The plan that this journal belongs to; always the first line."""

    plan_digest: str


@dataclass(frozen=True, slots=True)
class Begun:
    """We were about to ask the target for this step."""

    step: StepId


@dataclass(frozen=True, slots=True)
class Done:
    """The target confirmed this step.

    Attributes:
        ids: every id that it gave, by ref.
    """

    step: StepId
    ids: Mapping[Ref, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Refused:
    """The target refused this step; nothing of it was stored."""

    step: StepId
    message: str


Fact: TypeAlias = Opened | Begun | Done | Refused


def parse_fact(line: str) -> Fact:
    """Read one line of a journal.

    Raises:
        JournalDamagedError: the line is not one that we wrote.
    """
    try:
        raw: object = parse_json(line)
    except (ValueError, RecursionError):
        raw = None
    match raw:
        case {"fact": "plan", "digest": str(digest)}:
            return Opened(digest)
        case {"fact": "begun", "step": str(step)}:
            return Begun(StepId(step))
        case {"fact": "done", "step": str(step), "ids": dict(ids)}:
            return Done(StepId(step), _parse_ids(ids))
        case {"fact": "refused", "step": str(step), "message": str(message)}:
            return Refused(StepId(step), message)
        case _:
            raise JournalDamagedError


def _parse_ids(ids: Mapping[str, object]) -> Mapping[Ref, str]:
    try:
        return {parse_ref(ref): str(found) for ref, found in ids.items()}
    except ValueError:
        raise JournalDamagedError from None


def render_fact(fact: Fact) -> str:
    """One line, without its end."""
    match fact:
        case Opened(digest):
            line: dict[str, object] = {"fact": "plan", "digest": digest}
        case Begun(step):
            line = {"fact": "begun", "step": step}
        case Done(step, ids):
            named = {str(ref): found for ref, found in ids.items()}
            line = {"fact": "done", "step": step, "ids": named}
        case Refused(step, message):
            line = {"fact": "refused", "step": step, "message": message}
        case _:
            assert_never(fact)
    return json.dumps(line)


class Journal:
    """Append-only record of intents and outcomes; any thread may record.

    Each line is on the disk before the call returns, so a crash tears at most the
    last one; reading drops a torn last line and refuses any other damage.
    """

    def __init__(self, path: Path, plan_digest: str) -> None:
        """Open or begin the journal.

        Raises:
            StalePlanError: it belongs to another plan.
            JournalDamagedError: a line in it is not ours.
            StateUnusableError: it cannot be read or written.
        """
        self._path = path
        self._lock = threading.Lock()
        self._begun: set[StepId] = set()
        self._done: dict[StepId, Mapping[Ref, str]] = {}
        self._refused: dict[StepId, str] = {}
        self._failed: OSError | None = None
        try:
            stored = path.read_bytes() if path.exists() else b""
            whole = stored[: stored.rfind(b"\n") + 1]
            lines = whole.decode(errors="replace").split("\n")[:-1]
            facts = [parse_fact(line) for line in lines]
            if facts and facts[0] != Opened(plan_digest):
                raise StalePlanError("journal")
            for fact in facts:
                self._learn(fact)
            # Unbuffered: what a full disk refused must not be tried again on closing.
            handle = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
            self._file = os.fdopen(handle, "r+b", buffering=0)
        except OSError as error:
            raise self._unusable(error) from None
        try:
            self._begin(len(whole))
            if not facts:
                self.record(Opened(plan_digest))
        except StateUnusableError:
            with suppress(OSError):
                self._file.close()
            raise

    def _begin(self, length: int) -> None:
        """Go on after the whole lines; a torn last one is cut off."""
        try:
            self._file.truncate(length)
            self._file.seek(length)
        except OSError as error:
            raise self._unusable(error) from None

    @property
    def is_new(self) -> bool:
        """Whether no step was ever begun."""
        return not self._begun

    def progress(self, step: StepId) -> Progress:
        """Say how far the step got. In doubt: begun, but we never heard how it ended."""
        if step in self._done:
            return Progress.DONE
        if step in self._begun and step not in self._refused:
            return Progress.IN_DOUBT
        return Progress.UNTOUCHED

    def done(self) -> Mapping[StepId, Mapping[Ref, str]]:
        """The steps that are done, each with the ids that the target gave."""
        with self._lock:
            return dict(self._done)

    def refusal(self, step: StepId) -> str | None:
        """The target's words where it refused the step when that was last tried."""
        with self._lock:
            return self._refused.get(step)

    def refused(self) -> Mapping[StepId, str]:
        """The steps that the target refused when they were last tried, with its words."""
        with self._lock:
            return dict(self._refused)

    def record(self, fact: Fact) -> None:
        """Put the fact on the disk, then in memory.

        Raises:
            StateUnusableError: the disk is full, or the file has gone.
        """
        with self._lock:
            if self._failed is not None:
                raise self._unusable(self._failed)
            try:
                self._append(render_fact(fact).encode() + b"\n")
            except OSError as error:
                # The last line may be torn, so nothing may follow it.
                self._failed = error
                raise self._unusable(error) from None
            self._learn(fact)

    def _append(self, line: bytes) -> None:
        rest = memoryview(line)
        while rest:
            rest = rest[self._file.write(rest) :]
        os.fsync(self._file.fileno())

    def _unusable(self, error: OSError) -> StateUnusableError:
        return StateUnusableError(str(self._path), error.strerror or "it cannot be written")

    def _learn(self, fact: Fact) -> None:
        match fact:
            case Opened():
                pass
            case Begun(step):
                self._begun.add(step)
                self._refused.pop(step, None)
            case Done(step, ids):
                self._done[step] = ids
                self._refused.pop(step, None)
            case Refused(step, message):
                self._refused[step] = message
            case _:
                assert_never(fact)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_error: object) -> None:
        with suppress(OSError):  # every line is on the disk already
            self._file.close()
