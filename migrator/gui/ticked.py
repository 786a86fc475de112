"""Which things of a to-do list are done, kept beside the list of recent jobs. No Qt."""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
from pathlib import Path

import platformdirs

from migrator.engine.files import write_whole
from migrator.model.report import Finding


def tick_of(finding: Finding) -> str:
    """What a finding is known by from one run to the next."""
    text = f"{finding.code}\n{finding.ref}\n{finding.pointer}\n{finding.message}"
    return hashlib.sha256(text.encode(errors="surrogatepass")).hexdigest()[:16]


class Ticked:
    """The ticks of one job; a file that cannot be kept is no reason to stop."""

    def __init__(self, job: Path) -> None:
        mark = hashlib.sha256(os.fsencode(job.absolute())).hexdigest()[:16]
        root = platformdirs.user_state_path("octopus-cloud-migrator", appauthor=False)
        self._path = root / "ticks" / f"{mark}.json"
        self._written: frozenset[str] | None = None

    def read(self) -> frozenset[str]:
        """Those that are done."""
        try:
            value: object = json.loads(self._path.read_bytes())
        except (OSError, ValueError, RecursionError):
            return frozenset()
        items = value if isinstance(value, list) else []
        return frozenset(item for item in items if isinstance(item, str))

    def write(self, ticks: frozenset[str]) -> None:
        """Keep them, where that is news."""
        if ticks != self._written and (ticks or self._path.exists()):
            self._written = ticks
            with contextlib.suppress(OSError):
                write_whole(self._path, json.dumps(sorted(ticks)).encode())
