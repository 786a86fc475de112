"""Reports as files, and the bundle that one sends when asking for help."""

from __future__ import annotations

import io
import json
import platform
import zipfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from migrator import __version__
from migrator.engine.csv_report import render_csv
from migrator.engine.files import write_whole
from migrator.engine.html_report import render_html
from migrator.engine.state import PLAN_FILE
from migrator.model.errors import StateUnusableError
from migrator.model.report import Report, encode_report

_LIBRARIES = ("cryptography", "mssql-python", "pyodbc", "pyrage", "requests", "PySide6-Essentials")

_MOST_LOG_BYTES = 5_000_000


def save_report(report: Report, path: Path) -> None:
    """Write a report as HTML, CSV or JSON, which the file's suffix says; else as JSON.

    Raises:
        StateUnusableError: it cannot be written.
    """
    match path.suffix.casefold():
        case ".html" | ".htm":
            data = render_html(report).encode()
        case ".csv":
            # With the mark a spreadsheet takes it for UTF-8.
            data = render_csv(report).encode("utf-8-sig")
        case _:
            data = (json.dumps(encode_report(report), indent=1) + "\n").encode()
    _write(path, data)


@dataclass(frozen=True, slots=True)
class BundleParts:
    """What goes into a support bundle.

    Attributes:
        job: path of the job file, which only names secrets.
        state_directory: holds plan and journals.
        log: lines, the oldest first.
    """

    job: Path
    state_directory: Path
    report: Report | None
    log: Sequence[str]


def save_bundle(parts: BundleParts, path: Path, mask: Callable[[str], str]) -> None:
    """Write a ZIP of versions, job, plan, journals, report and log; each text is masked.

    Args:
        parts: what goes in; what is not there is left out.
        path: where.
        mask: takes every known secret out of a text.

    Raises:
        StateUnusableError: it cannot be written.
    """
    texts: dict[str, str] = {"versions.json": json.dumps(_versions(), indent=1)}
    if parts.report is not None:
        texts["report.json"] = json.dumps(encode_report(parts.report), indent=1)
    if parts.log:
        texts["log.txt"] = "\n".join(parts.log)
    files = [parts.job, parts.state_directory / PLAN_FILE]
    files += sorted(parts.state_directory.glob("journal-*.jsonl"))
    for file in files:
        try:
            texts[file.name] = file.read_text("utf-8", errors="replace")
        except OSError:
            continue  # not made yet, or gone
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as bundle:
        for name, text in texts.items():
            bundle.writestr(name, mask(text).encode(errors="backslashreplace"))
    _write(path, held.getvalue())


def read_end(log: Path) -> list[str]:
    """The last lines of a log, at most some megabytes; what is no UTF-8 is replaced.

    Raises:
        StateUnusableError: it cannot be read.
    """
    try:
        with log.open("rb") as file:
            begin = max(0, file.seek(0, 2) - _MOST_LOG_BYTES)
            file.seek(begin)
            lines = file.read(_MOST_LOG_BYTES).decode(errors="replace").splitlines()
    except OSError as error:
        raise StateUnusableError(str(log), error.strerror or type(error).__name__) from None
    return lines[1:] if begin else lines  # the first may be half a line


def _versions() -> Mapping[str, str]:
    found = {
        "migrator": __version__,
        "python": platform.python_version(),
        "system": f"{platform.system()} {platform.release()} {platform.machine()}",
    }
    for name in _LIBRARIES:
        try:
            found[name] = version(name)
        except PackageNotFoundError:
            found[name] = "not installed"
    return found


def _write(path: Path, data: bytes) -> None:
    try:
        write_whole(path, data)
    except OSError as error:
        why = error.strerror or type(error).__name__
        raise StateUnusableError(str(path), why) from None
