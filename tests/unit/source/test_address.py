import pytest

from migrator.model.errors import ExitCode
from migrator.source.address import Address, parse_address
from migrator.source.errors import SettingUnusableError


@pytest.mark.parametrize(
    ("text", "address"),
    [
        ("sql01", Address("sql01", 1433)),
        (" sql01.corp.example , 1444 ", Address("sql01.corp.example", 1444)),
        ("tcp:sql01,1444", Address("sql01", 1444)),
        ("sql01:1444", Address("sql01", 1444)),
        (r"sql01\OCTO", Address("sql01", None, "OCTO")),
        (r"sql01\OCTO,1444", Address("sql01", 1444, "OCTO")),
        (r".\SQLEXPRESS", Address("localhost", None, "SQLEXPRESS")),
        ("(local)", Address("localhost", 1433)),
        ("::1", Address("::1", 1433)),
        ("::1,1444", Address("::1", 1444)),
        ("[::1],1444", Address("::1", 1444)),
        ("[fe80::1%eth0]:1444", Address("fe80::1%eth0", 1444)),
        (r"(localdb)\v11.0", Address(r"(localdb)\v11.0", None, is_network=False)),
    ],
)
def test_a_server_is_understood_as_people_write_it(text, address):
    assert parse_address(text) == address


@pytest.mark.parametrize("text", ["", "  ", ",1433", "sql01,", "a b", "sql;UID=sa", "a{b}"])
def test_what_is_no_server_is_refused_or_has_the_default_port(text):
    if text == "sql01,":
        assert parse_address(text) == Address("sql01", 1433)
    else:
        with pytest.raises(SettingUnusableError) as caught:
            parse_address(text)
        assert caught.value.exit_code is ExitCode.USAGE


@pytest.mark.parametrize("port", ["0", "65536", "x", "-1", "14 33", "١٤٣٣"])
def test_what_is_no_port_is_refused(port):
    with pytest.raises(SettingUnusableError, match="port"):
        parse_address(f"sql01,{port}")


@pytest.mark.parametrize("text", ["sql01", "sql01,1444", r"sql01\OCTO", r"sql01\OCTO,1444"])
def test_an_address_reads_as_it_was_written(text):
    assert str(parse_address(text)) == text
