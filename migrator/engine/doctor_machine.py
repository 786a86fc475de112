"""What the doctor looks at on any machine, whatever is to be moved."""

from __future__ import annotations

import ctypes
import importlib.metadata
import importlib.util
import os
import platform
import re
import shutil
import ssl
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path

import migrator
from migrator.engine.doctor_check import Check, ok, problem, warning
from migrator.source.drivers import DriverFound, list_drivers
from migrator.source.installation import Installation, look_around

PACKAGES = (
    "click",
    "cryptography",
    "keyring",
    "mssql-python",
    "orjson",
    "platformdirs",
    "pyodbc",
    "pyrage",
    "requests",
    "rich",
    "tenacity",
    "truststore",
    "zstandard",
)
_UNKNOWN = "of unknown version"
_OLDEST_PYTHON = (3, 11)
_QT_PACKAGES = ("PySide6", "PySide6_Essentials")
# Kept in step with the `gui` extra of pyproject.toml; a test compares them.
OLDEST_QT, BROKEN_QT = (6, 10), "6.12.0"
_KERBEROS = ("libkrb5.so.3", "libgssapi_krb5.so.2")
# Where systems without OpenSSL's own default keep their roots. Source: sethmlarson/truststore.
_ROOTS = (
    "/etc/ssl/cert.pem",
    "/etc/pki/ca-trust/extracted/pem/tls-ca-bundle.pem",
    "/etc/pki/tls/cert.pem",
    "/etc/ssl/certs/ca-certificates.crt",
    "/etc/ssl/ca-bundle.pem",
)
_LITTLE_BYTES, _TOO_LITTLE_BYTES = 1 << 30, 100 << 20
_MIB = 1 << 20


def check_machine() -> Iterator[Check]:
    """Everything that needs no job, one by one."""
    yield judge_python(sys.version_info[:3], platform.machine())
    yield judge_packages({name: _version(name) for name in PACKAGES})
    installation = look_around()
    yield judge_driver_manager(installation)
    yield from judge_drivers(list_drivers(installation))
    if installation.system == "Linux":
        yield judge_kerberos([name for name in _KERBEROS if not _loads(name)])
    yield judge_qt(_qt_version())
    yield judge_store(*_store())
    yield judge_roots(platform.system(), _roots())
    yield judge_clock(datetime.now(UTC), _built_at())


def judge_python(version: Sequence[int], machine: str) -> Check:
    """Python itself, and which of us runs on it."""
    text = ".".join(map(str, version))
    found = f"{text} on {machine}, migrator {migrator.__version__}"
    if tuple(version[:2]) < _OLDEST_PYTHON:
        return problem("Python", found, "Install Python 3.11 or later.")
    return ok("Python", found)


def _version(name: str) -> str:
    try:
        return importlib.metadata.version(name)
    except importlib.metadata.PackageNotFoundError:
        # A frozen program holds the modules, and not what pip knows of them.
        is_there = importlib.util.find_spec(name.replace("-", "_")) is not None
        return _UNKNOWN if is_there else ""


def judge_packages(versions: Mapping[str, str]) -> Check:
    """The packages that we are made of."""
    if missing := [name for name, version in versions.items() if not version]:
        remedy = f"pip install {' '.join(missing)}"
        return problem("packages", f"not installed: {', '.join(missing)}", remedy)
    return ok("packages", ", ".join(f"{name} {version}" for name, version in versions.items()))


def judge_driver_manager(installation: Installation) -> Check:
    """The system's ODBC driver manager, libodbc, without which pyodbc does not load."""
    name = "ODBC driver manager"
    if installation.pyodbc_problem:
        remedy = (
            "apt-get install unixodbc, or your system's package of that name."
            if installation.system != "Windows"
            else "pip install --force-reinstall pyodbc"
        )
        return warning(name, installation.pyodbc_problem, remedy)
    return ok(name, "there, pyodbc loads")


def judge_drivers(found: Sequence[DriverFound]) -> Iterator[Check]:
    """Each driver for SQL Server; a problem only where none is of use."""
    usable = [driver for driver in found if driver.is_usable]
    for driver in found:
        version = f" {driver.version}" if driver.version else ""
        name = f"{driver.name}{version} by {driver.library}"
        if driver.is_usable:
            yield ok("ODBC driver", name)
        else:
            remedy = "Needed only if a job names it." if usable else _DRIVER_REMEDY
            yield warning("ODBC driver", f"{name}: {driver.why_not}", remedy)
    if not usable:
        yield problem("ODBC driver", "none that can be used", _DRIVER_REMEDY)


_DRIVER_REMEDY = (
    "Install Microsoft's ODBC Driver 18 for SQL Server, or the libraries that the one which "
    "came by pip lacks (apt-get install unixodbc libgssapi-krb5-2)."
)


def _loads(library: str) -> bool:
    try:
        ctypes.CDLL(library)
    except OSError:
        return False
    return True


def judge_kerberos(missing: Sequence[str]) -> Check:
    """What Microsoft's driver loads on Linux, whichever way one signs in."""
    if missing:
        found = f"missing: {', '.join(missing)}"
        return warning("Kerberos libraries", found, "apt-get install libgssapi-krb5-2")
    return ok("Kerberos libraries", "there")


def _qt_version() -> str:
    """Version of Qt's bindings, which are looked for and not loaded; "" where there are none."""
    if importlib.util.find_spec("PySide6") is None:
        return ""
    versions = [_version(name) for name in _QT_PACKAGES]
    return next((version for version in versions if version not in ("", _UNKNOWN)), _UNKNOWN)


def judge_qt(version: str) -> Check:
    """Qt, which the wizard needs and nothing else."""
    remedy = "pip install 'octopus-cloud-migrator[gui]'"
    if not version:
        return warning("Qt", "not installed; the wizard needs it", remedy)
    numbers = tuple(int(number) for number in re.findall(r"\d+", version)[:2])
    if (numbers and numbers < OLDEST_QT) or version == BROKEN_QT:
        return warning("Qt", f"PySide6 {version}, with which the wizard is not reliable", remedy)
    return ok("Qt", f"PySide6 {version}")


def _store() -> tuple[str, bool]:
    """Name of the credential store, and whether it keeps anything."""
    # Imported here: it looks for its backends at once, which takes long.
    try:
        import keyring  # noqa: PLC0415
        from keyring.backends import fail, null  # noqa: PLC0415

        store = keyring.get_keyring()
        is_usable = not isinstance(store, (fail.Keyring, null.Keyring))
        return str(store.name) if is_usable else "", is_usable
    except (ImportError, RuntimeError, OSError) as error:
        return type(error).__name__, False


def judge_store(name: str, is_usable: bool) -> Check:  # noqa: FBT001 - it is one answer of two parts
    """The system's credential store."""
    if is_usable:
        return ok("credential store", name)
    remedy = "Name secrets in the job by { env = ... }, { file = ... } or { prompt = true }."
    found = f"none that works ({name})" if name else "none that works"
    return warning("credential store", found, remedy)


def _roots() -> str:
    """Where OpenSSL finds certificates to trust; "" where it finds none."""
    paths = ssl.get_default_verify_paths()
    candidates = [paths.cafile or "", *_ROOTS]
    for path in filter(None, candidates):
        if Path(path).is_file():
            return path
    folder = Path(paths.capath) if paths.capath else None
    has_any = folder is not None and any(folder.glob("????????.[0-9]"))
    return str(folder) if has_any else ""


def judge_roots(system: str, place: str) -> Check:
    """Which certificates make the target trusted, where the job names no bundle."""
    if system in ("Windows", "Darwin"):
        return ok("TLS roots", "the system's certificate store")
    if not place:
        remedy = "apt-get install ca-certificates, or give a bundle as verify_tls in the job."
        return problem("TLS roots", "no certificates to trust were found", remedy)
    return ok("TLS roots", place)


def _built_at() -> datetime:
    here = Path(__file__) if Path(__file__).is_file() else Path(sys.executable)
    return datetime.fromtimestamp(here.stat().st_mtime, UTC)


def judge_clock(now: datetime, built_at: datetime) -> Check:
    """The clock: certificates are not valid yet on a machine that lives in the past."""
    found = now.isoformat(timespec="seconds").replace("+00:00", "Z")
    # A day of tolerance: files carry the time of the zone in which they were packed.
    if (built_at - now).total_seconds() > 24 * 3600:
        remedy = "Set the clock: it is before the day on which this program was installed."
        return problem("clock", found, remedy)
    return ok("clock", found)


def check_places(places: Iterable[tuple[str, Path]]) -> Iterator[Check]:
    """Room and right to write, for each place that a job writes to."""
    for name, place in places:
        yield judge_place(name, place)


def judge_place(name: str, place: Path, free_bytes: Callable[[Path], int] | None = None) -> Check:
    """A folder that need not exist yet: what counts is the nearest that does."""
    existing = next((path for path in (place, *place.parents) if path.is_dir()), None)
    if existing is None:
        return problem(name, f"{place}: no folder above it exists", "Name another place.")
    if not os.access(existing, os.W_OK | os.X_OK):
        remedy = "Name another place in the job, or get the right to write there."
        return problem(name, f"{existing} cannot be written", remedy)
    try:
        free = free_bytes(existing) if free_bytes else shutil.disk_usage(existing).free
    except OSError as error:
        why = error.strerror or type(error).__name__
        return warning(name, f"{existing}: free space is not known ({why})", "Check it yourself.")
    found = f"{place}: {free // _MIB:,} MiB free"
    if free < _TOO_LITTLE_BYTES:
        return problem(name, found, "Make room, or name another place in the job.")
    if free < _LITTLE_BYTES:
        return warning(name, found, "A large instance needs more; make room or name another place.")
    return ok(name, found)
