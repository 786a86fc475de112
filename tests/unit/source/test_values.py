# ruff: noqa: DTZ001  (a datetime of SQL Server has no zone)

import contextlib
import gzip
import json
from datetime import UTC, date, datetime, time, timedelta, timezone
from decimal import Decimal
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from migrator.source.opening import parse_datetimeoffset
from migrator.source.shape import ColumnShape
from migrator.source.values import (
    UnreadableError,
    drop_type_names,
    expand_blob,
    overlay,
    parse_body,
    parse_cell,
    parse_json,
)


def column(name, type_name="nvarchar"):
    return ColumnShape(name, type_name)


@pytest.mark.parametrize(
    ("cell", "name", "type_name", "value"),
    [
        (True, "IsDisabled", "bit", True),
        (2**40, "AutoId", "bigint", 2**40),
        (1.5, "Rank", "float", 1.5),
        (Decimal(3), "Rank", "decimal", 3),
        (Decimal("3.25"), "Rank", "decimal", 3.25),
        (b"\0\0\0\0\0\0\x03\xe9", "DataVersion", "timestamp", "AAAAAAAAA+k="),
        (bytearray(b"\xff"), "Hash", "varbinary", "/w=="),
        (UUID("0F8FAD5B-D9CB-469F-A165-70867728950E"), "X", "uniqueidentifier", "0f8fad5b-d9cb-469f-a165-70867728950e"),
        ("0F8FAD5B-D9CB-469F-A165-70867728950E", "X", "uniqueidentifier", "0f8fad5b-d9cb-469f-a165-70867728950e"),
        (datetime(1, 1, 1, tzinfo=UTC), "LastModified", "datetimeoffset", "0001-01-01T00:00:00+00:00"),
        (datetime(2024, 2, 3, 4, 5, 6, 120000), "Applied", "datetime", "2024-02-03T04:05:06.12"),
        (date(2024, 2, 3), "Day", "date", "2024-02-03"),
        (time(4, 5), "Hour", "time", "04:05:00"),
        (None, "Slug", "nvarchar", None),
        (None, "SomeIds", "int", None),
        (" a ", "Name", "nvarchar", " a "),
    ],
)  # fmt: skip
def test_a_cell_is_json_whatever_the_driver_calls_it(cell, name, type_name, value):
    found = parse_cell(cell, column(name, type_name))
    assert found == value
    assert type(found) is type(value)


@pytest.mark.parametrize(
    ("name", "text", "value"),
    [
        ("EnvironmentIds", "|Environments-1|Environments-2|", ["Environments-1", "Environments-2"]),
        ("EnvironmentIds", "||Environments-1||", ["Environments-1"]),
        ("EnvironmentIds", "", []),
        ("EnvironmentIds", None, []),
        ("EnvironmentIds", "|", []),
        ("TENANTTAGS", "|TagSets-1/Tags-1|", ["TagSets-1/Tags-1"]),
        ("Roles", "|web server|db|", ["web server", "db"]),
        ("EnvironmentIds", "Environments-1", ["Environments-1"]),
        ("EnvironmentIds", '["Environments-1"]', ["Environments-1"]),
        ("EnvironmentIds", "[damaged", ["[damaged"]),
        ("Environments", "|Environments-1|feeds-builtin|", ["Environments-1", "feeds-builtin"]),
        ("Environments", "|two words|", "|two words|"),
        ("Name", "|Environments-1|", "|Environments-1|"),
        ("Name", "|a|b|", "|a|b|"),
        ("Description", "", ""),
        ("Comment", "a|b", "a|b"),
        ("Comment", "|", "|"),
    ],
)
def test_id_lists_are_told_by_name_and_value(name, text, value):
    assert parse_cell(text, column(name)) == value


def test_projects_1_is_not_found_within_projects_10():
    assert "Projects-1" not in parse_cell("|Projects-10|", column("ProjectIds"))


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        (
            "e807 0100 0200 0300 0400 0500 00ca5b07 fdff e2ff",
            datetime(2024, 1, 2, 3, 4, 5, 123456, timezone(-timedelta(hours=3, minutes=30))),
        ),
        ("0100 0100 0100 0000 0000 0000 00000000 0000 0000", datetime(1, 1, 1, tzinfo=UTC)),
    ],
)
def test_the_driver_managers_datetimeoffset_is_understood(raw, expected):
    found = parse_datetimeoffset(bytes.fromhex(raw))
    assert found == expected
    assert found.utcoffset() == expected.utcoffset()


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ('{"a":1}', {"a": 1}),
        ("\ufeff{}", {}),
        ('{"a":NaN,"b":-Infinity}', {"a": "NaN", "b": "-Infinity"}),
        ('{"a":1e999}', {"a": "1e999"}),
        ('{"a":123456789012345678901234567890}', {"a": 123456789012345678901234567890}),
        ('{"a":"\\ud83d"}', {"a": "\ud83d"}),
        ('{"a":"\ud83d"}', {"a": "\ud83d"}),
        ('{"a":"x\ty"}', {"a": "x\ty"}),
        ('{"a":{"b":null}}', {"a": {"b": None}}),
    ],
)
def test_odd_json_is_read_without_loss(text, value):
    assert parse_json(text) == value


@pytest.mark.parametrize(
    "text", ["{", '{"a":tru}', "[1,]", "{}x", "[" * 100_000, "1" * 5000 + "x", '"\\ud8"']
)
def test_damaged_json_says_where_and_quotes_nothing(text):
    with pytest.raises(UnreadableError) as caught:
        parse_json(text)
    assert "JSON" in str(caught.value)
    assert text not in str(caught.value)


@given(st.text(max_size=200))
def test_any_text_gives_a_value_or_our_error(text):
    with contextlib.suppress(UnreadableError):
        parse_body(text, None)


@given(st.binary(max_size=200))
def test_any_blob_gives_a_text_or_our_error(blob):
    with contextlib.suppress(UnreadableError):
        assert isinstance(expand_blob(blob), str)


def blob(text):
    return gzip.compress(text.encode("utf-16-le"), mtime=0)


@pytest.mark.parametrize(
    ("text", "compressed", "body"),
    [
        (None, None, {}),
        ("", None, {}),
        ("null", None, {}),
        ('{"a":1}', blob('{"a":2}'), {"a": 1}),
        (" ", blob('{"a":2}'), {"a": 2}),
        (None, blob('{"a":"ü😀"}'), {"a": "ü😀"}),
        (None, blob(""), {}),
        (None, b"", {}),
    ],
)
def test_the_document_is_in_the_json_or_the_blob_or_empty(text, compressed, body):
    assert parse_body(text, compressed) == body


@pytest.mark.parametrize("text", ["[]", "1", '"x"', "true"])
def test_a_document_that_is_no_object_is_unreadable(text):
    with pytest.raises(UnreadableError, match="not an object"):
        parse_body(text, None)


@pytest.mark.parametrize(
    ("damaged", "why"),
    [
        (b"no gzip", "not gzip"),
        (blob('{"a":1}')[:-9], "cut short"),
        (gzip.compress(b"abc", mtime=0), "not UTF-16"),
    ],
)
def test_a_damaged_blob_is_unreadable(damaged, why):
    with pytest.raises(UnreadableError, match=why):
        parse_body(None, damaged)


def test_a_blob_that_expands_without_end_is_refused():
    with pytest.raises(UnreadableError, match="too large"):
        expand_blob(gzip.compress(bytes(1_000_000), mtime=0), limit=1000)


def test_the_type_names_of_old_rows_are_dropped_at_any_depth():
    text = (
        '{"$type":"A, B","x":[{"$type":"C, D","y":1}],'
        '"z":{"$type":"System.Collections.List, mscorlib","$values":[1,{"$type":"E, F"}]}}'
    )
    assert parse_body(text, None) == {"x": [{"y": 1}], "z": [1, {}]}


def test_a_document_too_deep_to_walk_is_unreadable():
    deep = 1020
    text = '{"$type":"x","a":' + "[" * deep + "]" * deep + "}"
    with pytest.raises(UnreadableError, match="deeply"):
        parse_body(text, None)


def test_dropping_leaves_ordinary_documents_alone():
    body = {"Steps": [{"Properties": {"a": "$type", "$values": 1}}]}
    assert drop_type_names(body) == body


def test_a_column_replaces_the_member_of_its_name_in_any_case():
    body = {"name": "old", "NAME": "older", "details": {"x": 1}, "Unknown": 1}
    assert overlay(body, {"Name": "new", "Slug": None}) == {
        "Name": "new",
        "Slug": None,
        "details": {"x": 1},
        "Unknown": 1,
    }


def test_compressed_text_is_what_the_server_would_decompress():
    # SELECT COMPRESS(CAST(N'{"a":1}' AS nvarchar(max))) is a plain gzip member of UTF-16LE.
    text = json.dumps({"Message": "deployed ✓"}, ensure_ascii=False)
    assert parse_body(None, blob(text)) == {"Message": "deployed ✓"}
