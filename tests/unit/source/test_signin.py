from pathlib import Path

import pytest

from migrator.model.secret import Secret
from migrator.model.settings import Authentication, Encryption, SourceSettings
from migrator.source.address import Address
from migrator.source.drivers import Driver, DriverFound, Family, Library
from migrator.source.errors import SettingUnusableError
from migrator.source.signin import Way, make_sign_in, quote_freetds, quote_value

MICROSOFT = Driver(
    DriverFound("ODBC Driver 18 for SQL Server", Family.MICROSOFT, Library.PYODBC), "here"
)
FREETDS = Driver(DriverFound("FreeTDS", Family.FREETDS, Library.PYODBC), "here")
MSSQL_PYTHON = Driver(DriverFound("mssql-python", Family.MICROSOFT, Library.MSSQL_PYTHON), "here")
ADDRESS = Address("sql01", 1444)


def settings(**more):
    values = {
        "server": "sql01,1444",
        "database": "Octopus Deploy",
        "user": "reader",
        "password": Secret("p;w}"),
    }
    return SourceSettings(**{**values, **more})


def parts(sign_in):
    """The connection string taken apart by ODBC's rules."""
    text, found = sign_in.text.reveal(), {}
    while text:
        key, _, text = text.partition("=")
        if text.startswith("{"):
            end = 1
            while text[end : end + 1] != "}" or text[end + 1 : end + 2] == "}":
                end += 2 if text[end : end + 2] == "}}" else 1
            value, text = text[1:end].replace("}}", "}"), text[end + 2 :]
        else:
            value, _, text = text.partition(";")
        assert key not in found
        found[key] = value
    return found


def sign_in(driver=MICROSOFT, encrypt=Encryption.YES, *, way=None, **more):
    return make_sign_in(settings(**more), driver, way or Way(ADDRESS, encrypt))


def test_microsofts_driver_signs_in_for_reading_and_never_reconnects_by_itself():
    assert parts(sign_in()) == {
        "DRIVER": "ODBC Driver 18 for SQL Server",
        "APP": "Octopus Cloud Migrator",
        "SERVER": "tcp:sql01,1444",
        "ApplicationIntent": "ReadOnly",
        "ConnectRetryCount": "0",
        "Encrypt": "yes",
        "TrustServerCertificate": "no",
        "DATABASE": "Octopus Deploy",
        "UID": "reader",
        "PWD": "p;w}",
    }


def test_mssql_python_gets_neither_the_driver_nor_the_application():
    found = parts(sign_in(MSSQL_PYTHON))
    assert {"DRIVER", "APP"}.isdisjoint(found)


def test_freetds_gets_the_port_apart_and_its_own_word_for_encryption():
    found = parts(sign_in(FREETDS, password=Secret("p;w")))
    assert found["SERVER"] == "sql01"
    assert found["PORT"] == "1444"
    assert found["Encryption"] == "require"
    plain = parts(sign_in(FREETDS, Encryption.OPTIONAL, password=Secret("p")))
    assert plain["Encryption"] == "off"


def test_strict_never_trusts_blindly():
    found = parts(sign_in(encrypt=Encryption.STRICT, trust_server_certificate=True))
    assert found["Encrypt"] == "strict"
    assert "TrustServerCertificate" not in found


def test_an_instance_whose_port_is_unknown_is_left_to_the_driver():
    way = Way(Address("sql01", None, "OCTO"), Encryption.YES)
    assert parts(sign_in(way=way))["SERVER"] == r"sql01\OCTO"
    assert parts(sign_in(FREETDS, way=way, password=Secret("p")))["SERVER"] == r"sql01\OCTO"


def test_an_ipv6_address_stays_without_brackets():
    way = Way(Address("::1", 1444), Encryption.YES)
    assert "SERVER=tcp:::1,1444;" in sign_in(way=way).text.reveal()


def test_a_private_ca_is_for_the_driver_to_trust_or_the_certificate_to_compare():
    ca = Path("ca.pem")
    normal = sign_in(server_certificate=ca)
    assert normal.certificate_file == ca
    assert "ServerCertificate" not in parts(normal)
    pinned = sign_in(
        way=Way(ADDRESS, Encryption.STRICT, pins_certificate=True), server_certificate=ca
    )
    assert pinned.certificate_file is None
    assert parts(pinned)["ServerCertificate"] == "ca.pem"


@pytest.mark.parametrize(
    ("encrypt", "size"), [(Encryption.YES, 15360), (Encryption.OPTIONAL, 32767)]
)
def test_larger_packets_are_asked_for_within_the_limits_of_encryption(encrypt, size):
    way = Way(ADDRESS, encrypt, has_large_packets=True)
    assert sign_in(way=way).attributes == {112: size}
    assert parts(sign_in(MSSQL_PYTHON, way=way))["PacketSize"] == str(size)
    assert sign_in().attributes == {}


def test_windows_sign_in_needs_no_user_and_sends_none():
    found = sign_in(authentication=Authentication.WINDOWS)
    assert parts(found)["Trusted_Connection"] == "yes"
    assert {"UID", "PWD"}.isdisjoint(parts(found))
    assert "Windows account" in found.who


@pytest.mark.parametrize(
    ("driver", "user", "password", "method"),
    [
        (MICROSOFT, "ann@corp.example", Secret("p"), "ActiveDirectoryPassword"),
        (
            MICROSOFT,
            "11111111-2222-3333-4444-555555555555",
            Secret("p"),
            "ActiveDirectoryServicePrincipal",
        ),
        (MICROSOFT, "", None, "ActiveDirectoryIntegrated"),
        (MSSQL_PYTHON, "", None, "ActiveDirectoryDefault"),
    ],
)
def test_entra_sign_in_depends_on_what_is_given(driver, user, password, method):
    found = sign_in(driver, authentication=Authentication.ENTRA, user=user, password=password)
    assert parts(found)["Authentication"] == method
    assert "Entra" in found.who


@pytest.mark.parametrize(
    ("driver", "more"),
    [
        (MICROSOFT, {"user": ""}),
        (FREETDS, {"authentication": Authentication.ENTRA}),
        (MICROSOFT, {"password": Secret("a\0b")}),
        (FREETDS, {"password": Secret("a};b")}),
        (FREETDS, {"database": "{x}"}),
    ],
)
def test_what_cannot_be_honoured_is_refused_without_quoting_it(driver, more):
    with pytest.raises(SettingUnusableError) as caught:
        sign_in(driver, **more)
    assert "};b" not in str(caught.value)


def test_a_sign_in_shows_no_secret():
    assert "p;w}" not in repr(sign_in())
    assert "PWD" not in repr(sign_in())


@pytest.mark.parametrize("value", ["", "a", "a;b", "a}b", "}", "{}", " a ", "ü€😀", "a=b", "'\""])
def test_odbc_quoting_is_undone_by_odbc_reading(value):
    quoted = quote_value("PWD", value)
    inner = quoted[1:-1].replace("}}", "}") if quoted.startswith("{") else quoted
    assert inner == value
    assert quoted.startswith("{") or not set(value) & set(";{}= '\"")


def test_freetds_gets_a_closing_brace_bare_for_it_knows_no_doubling():
    assert quote_freetds("PWD", "a}b") == "a}b"
    assert quote_freetds("PWD", "a;b") == "{a;b}"
