from pathlib import Path

import pytest

from migrator.model.settings import Encryption, SourceSettings
from migrator.source.drivers import (
    DriverFound,
    Family,
    Library,
    choose_driver,
    find_drivers,
    list_drivers,
)
from migrator.source.errors import DriverUnusableError, NoDriverError, SettingUnusableError
from migrator.source.installation import Installation, find_wheel_driver, why_not_loadable

M18 = DriverFound(
    "ODBC Driver 18 for SQL Server", Family.MICROSOFT, Library.PYODBC, "/opt/ms.so", "18"
)
M17 = DriverFound(
    "ODBC Driver 17 for SQL Server", Family.MICROSOFT, Library.PYODBC, "/opt/17.so", "17"
)
WHEEL = DriverFound("the wheel's", Family.MICROSOFT, Library.PYODBC, "/w/x.so", "18.6")
MSSQL = DriverFound("mssql-python", Family.MICROSOFT, Library.MSSQL_PYTHON, "/w/x.so", "18.6")
FREETDS = DriverFound("FreeTDS", Family.FREETDS, Library.PYODBC, "libtdsodbc.so")
BROKEN = DriverFound(
    "ODBC Driver 18 for SQL Server",
    Family.MICROSOFT,
    Library.PYODBC,
    "/opt/ms.so",
    "18",
    "the system lacks libgssapi_krb5.so.2",
)


def settings(**more):
    return SourceSettings("sql01", "db", **more)


@pytest.mark.parametrize(
    ("found", "more", "chosen"),
    [
        ((M18, M17, WHEEL, MSSQL, FREETDS), {}, M18),
        ((BROKEN, M17, WHEEL), {}, M17),
        ((M17, WHEEL), {"encrypt": Encryption.STRICT}, WHEEL),
        ((BROKEN, MSSQL), {}, MSSQL),
        ((MSSQL, FREETDS), {"trust_server_certificate": True}, MSSQL),
        ((BROKEN, FREETDS), {"trust_server_certificate": True}, FREETDS),
        ((M18, FREETDS), {"driver": "freetds"}, FREETDS),
        ((M18, M17), {"driver": "{ODBC Driver 17 for SQL Server}"}, M17),
        ((M18, MSSQL), {"driver": "mssql_python"}, MSSQL),
    ],
)
def test_the_best_driver_that_can_do_it_is_taken_with_a_reason(found, more, chosen):
    driver = choose_driver(settings(**more), found)
    assert driver.found == chosen
    assert driver.reason.endswith(".")


def test_the_reason_says_what_was_passed_over_and_why():
    driver = choose_driver(settings(), (BROKEN, MSSQL))
    assert "libgssapi_krb5" in driver.reason


@pytest.mark.parametrize(
    ("found", "more"),
    [
        ((), {}),
        ((BROKEN,), {}),
        ((FREETDS,), {}),
        ((FREETDS,), {"trust_server_certificate": True, "encrypt": Encryption.STRICT}),
        ((M17,), {"encrypt": Encryption.STRICT}),
        ((M18,), {"driver": "SQL Anywhere"}),
    ],
)
def test_without_a_fitting_driver_the_packages_are_named(found, more):
    with pytest.raises(NoDriverError) as caught:
        choose_driver(settings(**more), found)
    for package in ("unixodbc", "libgssapi-krb5-2", "tdsodbc", "mssql-python-odbc"):
        assert package in caught.value.hint


def test_a_named_driver_is_not_replaced_by_another():
    with pytest.raises(DriverUnusableError, match="libgssapi"):
        choose_driver(settings(driver=BROKEN.name), (BROKEN, WHEEL))
    with pytest.raises(SettingUnusableError, match="strict"):
        choose_driver(settings(driver="FreeTDS", encrypt=Encryption.STRICT), (M18, FREETDS))


def test_a_path_is_taken_as_it_is_and_its_family_is_told_by_the_file(tmp_path):
    with pytest.raises(DriverUnusableError, match="not there"):
        choose_driver(settings(driver=str(tmp_path / "libmsodbcsql-18.6.so")), ())
    freetds = choose_driver(settings(driver="libtdsodbc.so"), ())
    assert freetds.found.family is Family.FREETDS


def test_registered_drivers_come_before_the_wheels_and_freetds_comes_last(tmp_path):
    installation = Installation(
        registered={
            "FreeTDS": "libtdsodbc.so",
            "PostgreSQL Unicode": "psqlodbcw.so",
            "ODBC Driver 17 for SQL Server": "",
            "ODBC Driver 18 for SQL Server": "",
        },
        wheel_driver=tmp_path / "libmsodbcsql-18.6.so.2.1",
        has_mssql_python=True,
    )
    names = [found.name for found in list_drivers(installation)]
    assert names[:2] == ["ODBC Driver 18 for SQL Server", "ODBC Driver 17 for SQL Server"]
    assert names[-2:] == ["mssql-python", "FreeTDS"]
    assert "PostgreSQL Unicode" not in names


def test_without_libodbc_only_mssql_python_is_left():
    wheel = next(f for f in find_drivers() if f.library is Library.MSSQL_PYTHON).path
    installation = Installation(
        pyodbc_problem="pyodbc cannot be imported (libodbc.so.2: cannot open shared object file)",
        wheel_driver=Path(wheel),
        has_mssql_python=True,
    )
    usable = [found for found in list_drivers(installation) if found.is_usable]
    assert [found.library for found in usable] == [Library.MSSQL_PYTHON]


def test_windows_driver_manager_cannot_take_the_wheels_library(tmp_path):
    library = tmp_path / "msodbcsql18.dll"
    installation = Installation(wheel_driver=library, system="Windows")
    (found,) = list_drivers(installation)
    assert "registered" in found.why_not


@pytest.mark.parametrize(
    ("system", "machine", "distributions", "place"),
    [
        (
            "Linux",
            "x86_64",
            ("ubuntu", "debian"),
            "linux/debian_ubuntu/x86_64/lib/libmsodbcsql-18.6.so.2.1",
        ),
        ("Linux", "aarch64", ("rocky", "rhel"), "linux/rhel/arm64/lib/libmsodbcsql-18.6.so.2.1"),
        (
            "Linux",
            "x86_64",
            ("opensuse-leap", "suse"),
            "linux/suse/x86_64/lib/libmsodbcsql-18.6.so.2.1",
        ),
        ("Linux", "x86_64", ("alpine",), "linux/alpine/x86_64/lib/libmsodbcsql-18.6.so.2.1"),
        ("Linux", "x86_64", ("void",), "linux/debian_ubuntu/x86_64/lib/libmsodbcsql-18.6.so.2.1"),
        ("Darwin", "arm64", (), "macos/arm64/lib/libmsodbcsql.18.dylib"),
        ("Windows", "AMD64", (), "windows/x64/msodbcsql18.dll"),
    ],
)
def test_the_wheels_library_is_found_by_distribution_and_machine(
    tmp_path, system, machine, distributions, place
):
    for other in ("debian_ubuntu", "rhel", "suse"):
        folder = tmp_path / "linux" / other / "x86_64" / "lib"
        folder.mkdir(parents=True)
        (folder / "libmsodbcsql-18.6.so.2.1").touch()
    library = tmp_path / place
    library.parent.mkdir(parents=True, exist_ok=True)
    library.touch()
    assert find_wheel_driver(tmp_path, system, machine, distributions) == library


def test_glibc_libraries_are_not_offered_to_alpine(tmp_path):
    folder = tmp_path / "linux" / "debian_ubuntu" / "x86_64" / "lib"
    folder.mkdir(parents=True)
    (folder / "libmsodbcsql-18.6.so.2.1").touch()
    assert find_wheel_driver(tmp_path, "Linux", "x86_64", ("alpine",)) is None
    assert find_wheel_driver(tmp_path, "Linux", "ppc64le", ("debian",)) is None


def test_a_library_that_does_not_load_says_so(tmp_path):
    damaged = tmp_path / "libmsodbcsql-18.6.so.2.1"
    damaged.write_bytes(b"no library")
    assert why_not_loadable(damaged) == "the system cannot load it"
    assert "not there" in why_not_loadable(tmp_path / "gone.so")
