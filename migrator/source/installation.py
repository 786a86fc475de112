"""What of SQL Server drivers is installed on this machine."""

from __future__ import annotations

import configparser
import ctypes
import importlib
import importlib.util
import logging
import os
import platform
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Installation:
    """What is there.

    Attributes:
        registered: drivers of the driver manager, name to library path (or "").
        pyodbc_problem: why pyodbc cannot be used; "" where it can.
        wheel_driver: Microsoft's library as the `mssql-python-odbc` wheel brings it.
        system: `Linux`, `Darwin` or `Windows`.
    """

    registered: Mapping[str, str] = field(default_factory=dict)
    pyodbc_problem: str = ""
    wheel_driver: Path | None = None
    has_mssql_python: bool = False
    system: str = "Linux"


def look_around() -> Installation:
    """Look at this machine."""
    registered, problem = _registered_drivers()
    system = platform.system()
    libs = _wheel_libraries()
    driver = None
    if libs is not None:
        driver = find_wheel_driver(libs, system, platform.machine(), _distribution_ids())
    return Installation(
        registered=registered,
        pyodbc_problem=problem,
        wheel_driver=driver,
        has_mssql_python=importlib.util.find_spec("mssql_python") is not None,
        system=system,
    )


def _registered_drivers() -> tuple[dict[str, str], str]:
    try:
        # Not at the top: without the system's libodbc the import itself fails.
        pyodbc = importlib.import_module("pyodbc")
    except ImportError as error:
        return {}, f"pyodbc cannot be imported ({error})"
    paths = _registered_paths()
    return {str(name): paths.get(str(name), "") for name in pyodbc.drivers()}, ""


def _registered_paths() -> dict[str, str]:
    """Library of each driver in unixODBC's odbcinst.ini files; empty where there is none."""
    system_folder = os.environ.get("ODBCSYSINI", "/etc")
    parser = configparser.RawConfigParser(strict=False)
    try:
        parser.read([Path(system_folder) / "odbcinst.ini", Path.home() / ".odbcinst.ini"])
    except (configparser.Error, OSError, UnicodeError, RuntimeError):
        return {}
    return {name: parser.get(name, "driver", fallback="").strip() for name in parser.sections()}


def _wheel_libraries() -> Path | None:
    if importlib.util.find_spec("mssql_python_odbc") is None:
        return None
    package = importlib.import_module("mssql_python_odbc")
    return Path(str(package.get_libs_dir()))


def _distribution_ids() -> tuple[str, ...]:
    """ID and ID_LIKE of /etc/os-release, the closest first."""
    try:
        release = platform.freedesktop_os_release()
    except OSError:
        return ()
    return (release.get("ID", ""), *release.get("ID_LIKE", "").split())


_MACHINES = {
    "x86_64": "x86_64",
    "amd64": "x86_64",
    "aarch64": "arm64",
    "arm64": "arm64",
}
_FAMILIES = {
    "debian": "debian_ubuntu",
    "ubuntu": "debian_ubuntu",
    "rhel": "rhel",
    "fedora": "rhel",
    "centos": "rhel",
    "rocky": "rhel",
    "almalinux": "rhel",
    "amzn": "rhel",
    "suse": "suse",
    "opensuse": "suse",
    "sles": "suse",
    "alpine": "alpine",
}


def find_wheel_driver(
    libs: Path, system: str, machine: str, distribution_ids: tuple[str, ...]
) -> Path | None:
    """Microsoft's library below the wheel's folder that fits this machine, if the file exists.

    An unknown distribution takes the first that the wheel has, as glibc is what counts.
    """
    word = _MACHINES.get(machine.lower(), machine.lower())
    match system:
        case "Windows":
            word = {"x86_64": "x64"}.get(word, word)
            folders = [libs / "windows" / word]
            pattern = "msodbcsql*.dll"
        case "Darwin":
            folders = [libs / "macos" / word / "lib"]
            pattern = "libmsodbcsql*.dylib"
        case _:
            families = [_FAMILIES[one] for one in distribution_ids if one in _FAMILIES]
            others = ["debian_ubuntu", "rhel", "suse"] if "alpine" not in families else []
            folders = [libs / "linux" / family / word / "lib" for family in (*families, *others)]
            pattern = "libmsodbcsql*.so*"
    for folder in folders:
        libraries = sorted(path for path in folder.glob(pattern) if path.is_file())
        if libraries:
            return libraries[-1]
    return None


def why_not_loadable(path: Path) -> str:
    """Why the system cannot load a library, naming what is missing; "" where it can."""
    if not path.is_file():
        return f"the file {path} is not there"
    try:
        ctypes.CDLL(str(path))
    except OSError as error:
        missing = re.match(r"([\w.+-]+): cannot open shared object file", str(error))
        if missing and missing[1] not in path.name:
            return f"the system lacks {missing[1]}"
        return "the system cannot load it"
    return ""
