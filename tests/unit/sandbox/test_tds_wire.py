"""The bytes of the sandbox's SQL Server, and what it makes of bytes that no driver would send."""

import errno
import socket
import struct
import threading
from contextlib import closing
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from migrator.sandbox.database import Column, Database, Table
from migrator.sandbox.tds import SqlError, SqlServer, Trouble
from migrator.sandbox.tds.calls import name_values, parse_calls
from migrator.sandbox.tds.login import parse_encryption, parse_login
from migrator.sandbox.tds.parameters import ParameterValue, parse_parameter
from migrator.sandbox.tds.parser import parse_batch
from migrator.sandbox.tds.reader import Reader
from migrator.sandbox.tds.results import ResultColumn
from migrator.sandbox.tds.tokens import row_encoder
from migrator.sandbox.tds.transport import ConnectionClosed, MessageKind, Transport
from migrator.sandbox.tds.values import wire_type

VALUES = {
    "bit": st.booleans(),
    "tinyint": st.integers(0, 255),
    "int": st.integers(-(2**31), 2**31 - 1),
    "bigint": st.integers(-(2**63), 2**63 - 1),
    "float": st.floats(allow_nan=False),
    "nvarchar(40)": st.text(max_size=20),
    "nvarchar(max)": st.text(),
    "varchar(20)": st.text(
        st.characters(max_codepoint=255, exclude_categories=["Cc"]), max_size=20
    ),
    "varbinary(8)": st.binary(max_size=8),
    "varbinary(max)": st.binary(),
    "date": st.dates(),
    "time": st.times(),
    "datetime2": st.datetimes(),
    "datetimeoffset": st.datetimes(
        datetime.fromisoformat("1900-01-01"),
        datetime.fromisoformat("2100-01-01"),
        timezones=st.just(UTC),
    ),
    "uniqueidentifier": st.uuids().map(lambda value: str(value).upper()),
    "decimal(20,4)": st.decimals(-(10**12), 10**12, places=4, allow_nan=False),
}


@given(data=st.data(), type_text=st.sampled_from(sorted(VALUES)))
def test_a_value_that_is_written_can_be_read_as_a_parameter(data, type_text):
    value = data.draw(VALUES[type_text])
    kind = wire_type(type_text)
    payload = b"\x00\x00" + kind.type_info + kind.encode(value)
    reader = Reader(payload)
    assert parse_parameter(reader) == ParameterValue("", value)
    assert reader.is_at_end


@pytest.mark.parametrize(
    ("type_text", "value", "number"),
    [
        ("nvarchar(3)", "four", 2628),
        ("nvarchar(3)", 4, 245),
        ("int", "1", 245),
        ("int", 2**31, 8115),
        ("bit", "true", 245),
        ("date", datetime(2020, 1, 1, tzinfo=UTC), 245),
        ("datetime2", date(2020, 1, 1), 245),
        ("varbinary(max)", "text", 245),
        ("uniqueidentifier", b"x", 245),
        ("decimal(5,1)", 0.5, 245),
        ("time", "12:00", 245),
    ],
)
def test_a_value_that_is_not_of_its_columns_type_is_an_error(type_text, value, number):
    with pytest.raises(SqlError) as caught:
        wire_type(type_text).encode(value)
    assert caught.value.number == number


def test_an_unknown_type_is_an_error():
    with pytest.raises(SqlError, match="Cannot find data type geometry"):
        wire_type("geometry")


def test_a_datetime_is_rounded_to_a_three_hundredth_of_a_second_even_over_midnight():
    encoded = wire_type("datetime").encode(datetime(2020, 1, 1, 23, 59, 59, 999999))  # noqa: DTZ001
    days, ticks = struct.unpack("<iI", encoded[1:])
    assert (date(1900, 1, 1) + timedelta(days=days), ticks) == (date(2020, 1, 2), 0)


def test_a_row_with_null_names_its_nulls_in_a_bitmap():
    encode = row_encoder([ResultColumn(str(number), "bit") for number in range(9)])
    row = [None, True, True, True, True, True, True, True, None]
    assert encode(row) == b"\xd2\x01\x01" + b"\x01\x01" * 7
    assert encode([True] * 9) == b"\xd1" + b"\x01\x01" * 9


def test_parameters_are_named_by_the_declaration_unless_they_name_themselves():
    values = [ParameterValue("", 1), ParameterValue("@Own", 2), ParameterValue("", 3)]
    declaration = "@P1 decimal(10,2),@P2 nvarchar(5)"
    assert name_values(declaration, values) == {"@p1": 1, "@own": 2, "@2": 3}


def remote_call(number: int, *parameters: bytes) -> bytes:
    return struct.pack("<HHH", 0xFFFF, number, 0) + b"".join(parameters)


INT_PARAMETER = b"\x00\x00\x26\x04\x04" + struct.pack("<i", 7)


def test_several_calls_in_one_message_are_told_apart():
    payload = remote_call(15, INT_PARAMETER) + b"\xff" + remote_call(12, INT_PARAMETER)
    calls = parse_calls(Reader(payload))
    assert [(call.name, call.number(0)) for call in calls] == [
        ("sp_unprepare", 7),
        ("sp_execute", 7),
    ]


def test_more_parameters_than_the_server_takes_are_refused():
    assert len(parse_calls(Reader(remote_call(10, *[INT_PARAMETER] * 2100)))[0].parameters) == 2100
    with pytest.raises(SqlError) as caught:
        parse_calls(Reader(remote_call(10, *[INT_PARAMETER] * 2101)))
    assert caught.value.number == 8003


@pytest.mark.parametrize(
    ("payload", "value"),
    [
        (b"\x00\x00\x38" + struct.pack("<i", -5), -5),
        (b"\x00\x00\x32\x01", True),
        (b"\x00\x00\x6e\x08\x08" + struct.pack("<iI", 0, 12500), Decimal("1.25")),
        (b"\x00\x00\x6e\x04\x04" + struct.pack("<i", -12500), Decimal("-1.25")),
        (b"\x00\x00\x6d\x04\x04" + struct.pack("<f", 0.5), 0.5),
        (b"\x00\x00\x29\x00\x03\x01\x00\x00", time(0, 0, 1)),
        (b"\x00\x00\x63" + bytes(9) + struct.pack("<I", 2) + b"a\0", "a"),
        (b"\x00\x00\x22" + bytes(4) + struct.pack("<I", 2**32 - 1), None),
        (b"\x00\x00\xe7\xff\xff" + bytes(5) + b"\xff" * 8, None),
        (b"\x00\x00\xa5\x08\x00\xff\xff", None),
        (b"\x00\x00\x26\x04\x00", None),
    ],
)
def test_a_parameter_of_each_older_form_is_read(payload, value):
    assert parse_parameter(Reader(payload)).value == value


@given(st.binary(max_size=200))
def test_any_bytes_as_a_message_are_a_value_or_a_clean_refusal(payload):
    parse_encryption(payload)
    for parse in (parse_login, lambda raw: parse_calls(Reader(raw))):
        try:
            parse(payload)
        except (ConnectionClosed, SqlError):
            continue


@given(st.text(st.sampled_from("SELECT *,()=>'[]@0x1.;\nfromWHEREdboinandorNULL"), max_size=60))
def test_any_text_is_statements_or_a_syntax_error(text):
    numbers = []
    try:
        parse_batch(text)
    except SqlError as error:
        numbers.append(error.number)
    assert numbers in ([], [102])


def test_messages_are_cut_into_packets_and_put_together_again():
    left, right = socket.socketpair()
    with closing(left), closing(right):
        sender, receiver = Transport(left), Transport(right)
        sender.set_packet_size(512)
        body = bytes(range(256)) * 20
        sender.send_message(body, MessageKind.RPC)
        assert receiver.read_message() == (MessageKind.RPC, body, False)
        sender.send_message(b"", MessageKind.ATTENTION)
        assert receiver.read_message() == (MessageKind.ATTENTION, b"", False)


@pytest.mark.parametrize(
    "garbage", [b"GET / HTTP/1.1\r\n\r\n", b"\x12\x01\x00\x04\0\0\0\0", b"\x16\x03\x01"]
)
def test_a_client_that_speaks_something_else_is_hung_up_on(garbage):
    with (
        SqlServer({}, users={}, tls=None) as server,
        socket.create_connection(("127.0.0.1", server.port), timeout=10) as client,
    ):
        client.sendall(garbage)
        try:
            client.shutdown(socket.SHUT_WR)
            while client.recv(4096):
                continue
        except OSError as error:
            # What the server had not read makes its close a reset, or it has gone already.
            if error.errno not in {errno.ECONNRESET, errno.ENOTCONN, errno.EPIPE}:
                raise


def test_stopping_ends_silent_connections_and_frees_the_port():
    server = SqlServer({}, users={}, tls=None)
    server.trouble.silent_accept = True
    server.start()
    port = server.port
    with socket.create_connection(("127.0.0.1", port), timeout=10) as client:
        client.sendall(b"hello")
        server.stop()
        assert client.recv(1) == b""
    assert server.connection_count == 0
    server.stop()
    with pytest.raises(ConnectionRefusedError):
        socket.create_connection(("127.0.0.1", port), timeout=10)


def test_a_server_that_does_not_listen_has_no_port():
    with pytest.raises(RuntimeError):
        _ = SqlServer(
            {"x": Database("x", {"t": Table((Column("a", "int"),))})}, users={}, tls=None
        ).port


def test_a_cued_failure_counts_down_over_all_threads():
    trouble = Trouble(fail_statement_containing="from X", fail_times=5, fail_number=1222)
    taken: list[int | None] = []

    def take() -> None:
        taken.extend(trouble.take_failure("SELECT a FROM x") for _ in range(10))

    threads = [threading.Thread(target=take) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(taken, key=bool) == [None] * 35 + [1222] * 5
    assert trouble.take_failure("SELECT a FROM y") is None
