"""Which driver reaches SQL Server: what is installed, and which of it to take.

pyodbc needs the system's ODBC driver manager (unixODBC) and a driver: one that is registered
there, or Microsoft's own library as the wheel `mssql-python-odbc` brings it, named by its path.
`mssql-python` brings its own way to that library and is the choice where unixODBC is missing.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from migrator.model.settings import Encryption, SourceSettings
from migrator.source.errors import DriverUnusableError, NoDriverError, SettingUnusableError
from migrator.source.installation import Installation, look_around, why_not_loadable


class Library(StrEnum):
    """The Python package that calls the driver."""

    PYODBC = "pyodbc"
    MSSQL_PYTHON = "mssql-python"


class Family(StrEnum):
    """Whose driver it is: that decides the connection string and what it can do."""

    MICROSOFT = "Microsoft"
    FREETDS = "FreeTDS"


@dataclass(frozen=True, slots=True)
class DriverFound:
    """A driver that is on this machine.

    Attributes:
        name: as the driver manager knows it, or the file's name.
        path: of the driver's library; "" where only the driver manager knows it.
        version: such as `18.6`; "" where nothing tells it.
        why_not: why it cannot be used; "" where it can.
    """

    name: str
    family: Family
    library: Library
    path: str = ""
    version: str = ""
    why_not: str = ""

    @property
    def is_usable(self) -> bool:
        """Whether nothing speaks against it."""
        return not self.why_not

    @property
    def major_version(self) -> int:
        """18 of `18.6`; 0 where the version is not known."""
        number = re.match(r"\d+", self.version)
        return int(number[0]) if number else 0


@dataclass(frozen=True, slots=True)
class Driver:
    """The driver that was chosen.

    Attributes:
        reason: one sentence that says why.
    """

    found: DriverFound
    reason: str

    @property
    def name(self) -> str:
        """How to name it to a person."""
        return f"{self.found.name} by {self.found.library}"


def find_drivers() -> tuple[DriverFound, ...]:
    """What is installed on this machine, best first; what cannot be used says why not."""
    return list_drivers(look_around())


def list_drivers(installation: Installation) -> tuple[DriverFound, ...]:
    """The drivers of an installation, best first."""
    found = [
        *_registered(installation),
        *_from_wheel(installation),
        *_mssql_python(installation),
    ]
    return tuple(sorted(found, key=_preference))


def _preference(found: DriverFound) -> tuple[int, int]:
    """Registered Microsoft drivers, then the wheel's, then mssql-python, then FreeTDS."""
    if found.family is Family.FREETDS:
        return (3, 0)
    if found.library is Library.MSSQL_PYTHON:
        return (2, 0)
    return (1 if found.name == _WHEEL_NAME else 0, -found.major_version)


_WHEEL_NAME = "Microsoft ODBC Driver of the mssql-python-odbc package"


def _registered(installation: Installation) -> list[DriverFound]:
    found = []
    for name, path in installation.registered.items():
        microsoft = re.fullmatch(r"ODBC Driver (\d+) for SQL Server", name)
        if microsoft:
            family, version = Family.MICROSOFT, microsoft[1]
        elif "freetds" in name.lower() or "tdsodbc" in path.lower():
            family, version = Family.FREETDS, ""
        else:
            continue
        why_not = why_not_loadable(Path(path)) if Path(path).is_absolute() else ""
        found.append(DriverFound(name, family, Library.PYODBC, path, version, why_not))
    return found


def _from_wheel(installation: Installation) -> list[DriverFound]:
    path = installation.wheel_driver
    if path is None:
        return []
    number = re.search(r"(\d+(?:\.\d+)?)", path.name)
    if installation.system == "Windows":
        # Windows' driver manager looks a driver up in the registry; a path is no name to it.
        why_not = "Windows' driver manager takes registered drivers only"
    else:
        why_not = installation.pyodbc_problem or why_not_loadable(path)
    version = number[1] if number else ""
    return [DriverFound(_WHEEL_NAME, Family.MICROSOFT, Library.PYODBC, str(path), version, why_not)]


def _mssql_python(installation: Installation) -> list[DriverFound]:
    if not installation.has_mssql_python:
        return []
    path = installation.wheel_driver
    number = re.search(r"(\d+(?:\.\d+)?)", path.name) if path else None
    why_not = why_not_loadable(path) if path else "its driver package is not installed"
    return [
        DriverFound(
            "mssql-python",
            Family.MICROSOFT,
            Library.MSSQL_PYTHON,
            str(path or ""),
            number[1] if number else "",
            why_not,
        )
    ]


def choose_driver(settings: SourceSettings, found: Sequence[DriverFound]) -> Driver:
    """The driver that the settings name, or the best one that can do what they ask.

    Raises:
        NoDriverError: there is none such.
        DriverUnusableError: the one that is named does not load.
        SettingUnusableError: the one that is named cannot do what is asked.
    """
    if settings.driver.strip().lower() in ("", "auto"):
        return _choose_best(settings, found)
    named = _find_named(settings.driver.strip(), found)
    if named.why_not:
        raise DriverUnusableError(named.name, named.why_not)
    problem = _why_unfit(named, settings, is_named=True)
    if problem:
        raise SettingUnusableError("driver", problem)
    return Driver(named, "The job names it.")


def _choose_best(settings: SourceSettings, found: Sequence[DriverFound]) -> Driver:
    problems: list[str] = []
    for one in found:
        problem = one.why_not or _why_unfit(one, settings, is_named=False)
        if not problem:
            return Driver(one, _reason(one, problems))
        problems.append(f"{one.name}: {problem}")
    raise NoDriverError("", problems)


def _why_unfit(found: DriverFound, settings: SourceSettings, *, is_named: bool) -> str:
    """Why a driver that loads cannot do what the settings ask, or ""."""
    is_strict = settings.encrypt is Encryption.STRICT
    if found.family is Family.FREETDS:
        if is_strict:
            return 'FreeTDS has no encrypt = "strict"'
        if not settings.trust_server_certificate and not is_named:
            return "FreeTDS verifies no certificate and trust_server_certificate is false"
    elif is_strict and 0 < found.major_version < 18:  # noqa: PLR2004
        return f'version {found.version} has no encrypt = "strict"'
    return ""


def _reason(chosen: DriverFound, problems: Sequence[str]) -> str:
    if chosen.family is Family.FREETDS:
        why = "It is the only driver here, and trust_server_certificate allows it."
    elif chosen.library is Library.MSSQL_PYTHON:
        why = "It needs no ODBC driver manager, and no better driver is usable here."
    elif chosen.name == _WHEEL_NAME:
        why = "No usable driver of Microsoft's is registered, and this one came by pip."
    else:
        why = "It is the newest driver of Microsoft's that is registered on this machine."
    return f"{why} Not taken: {'; '.join(problems)}." if problems else why


def _find_named(wanted: str, found: Sequence[DriverFound]) -> DriverFound:
    is_path = "/" in wanted or "\\" in wanted or wanted.endswith((".so", ".dll", ".dylib"))
    if is_path:
        path = Path(wanted)
        family = Family.FREETDS if "tdsodbc" in path.name.lower() else Family.MICROSOFT
        version = re.search(r"(\d+(?:\.\d+)?)", path.name) if family is Family.MICROSOFT else None
        why_not = why_not_loadable(path) if path.is_absolute() else ""
        number = version[1] if version else ""
        return DriverFound(wanted, family, Library.PYODBC, wanted, number, why_not)
    plain = wanted.strip("{}").casefold().replace("_", "-")
    for one in found:
        if one.name.casefold().replace("_", "-") == plain:
            return one
    seen = [f"{one.name} is installed" for one in found]
    raise NoDriverError(wanted, seen)
