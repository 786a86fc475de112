"""The jobs that were open lately, and where new ones go. No Qt."""

from __future__ import annotations

import contextlib
import json
from dataclasses import dataclass
from pathlib import Path

import platformdirs

from migrator.engine.files import write_whole
from migrator.engine.job import load_job
from migrator.engine.progress import UploadProgress, read_progress
from migrator.model.errors import MigratorError

_KEPT = 8


@dataclass(frozen=True, slots=True)
class RecentJob:
    """A job that was open lately.

    Attributes:
        progress: of its upload; None where none was begun.
    """

    path: Path
    progress: UploadProgress | None


def _directory() -> Path:
    return platformdirs.user_state_path("octopus-cloud-migrator", appauthor=False)


def new_job_path() -> Path:
    """A job file that is not there yet."""
    directory = _directory() / "jobs"
    number = 1
    while (path := directory / f"migration-{number}.toml").exists():
        number += 1
    return path


def note_recent(path: Path) -> None:
    """Put a job on top of the list; a list that cannot be kept is no reason to stop."""
    paths = [path.absolute(), *(known for known in _read() if known != path.absolute())]
    text = json.dumps([str(known) for known in paths[:_KEPT]], indent=1)
    with contextlib.suppress(OSError):
        write_whole(_directory() / "recent.json", text.encode())


def recent_jobs() -> tuple[RecentJob, ...]:
    """Those that are still there, the latest first."""
    return tuple(RecentJob(path, _progress_of(path)) for path in _read() if path.is_file())


def _progress_of(path: Path) -> UploadProgress | None:
    try:
        return read_progress(load_job(path, {}).state_directory)
    except MigratorError:
        return None


def _read() -> list[Path]:
    try:
        value: object = json.loads((_directory() / "recent.json").read_bytes())
    except (OSError, ValueError, RecursionError):
        return []
    return (
        [Path(item) for item in value if isinstance(item, str)] if isinstance(value, list) else []
    )
