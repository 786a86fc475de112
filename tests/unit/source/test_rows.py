import pytest

from migrator.model.documents import SourceId
from migrator.source.rows import (
    BrokenRow,
    RawDocument,
    Wanted,
    parse_cells,
    parse_row,
    select_count,
    select_ids,
    select_page,
    select_size,
)
from migrator.source.shape import parse_shape, quote_name

SHAPE = parse_shape(
    [
        ("VariableSet", "Id", "nvarchar", "NO"),
        ("VariableSet", "IsFrozen", "bit", "NO"),
        ("VariableSet", "SpaceId", "nvarchar", "YES"),
        ("VariableSet", "DataVersion", "timestamp", "NO"),
        ("VariableSet", "Json", "nvarchar", "YES"),
        ("variableset", "JSONBlob", "varbinary", "YES"),
        ("User", "Id", "nvarchar", "NO"),
        ("User", "Weird]Name", "nvarchar", "YES"),
        ("RunbookProcess", "Id", "nvarchar", "NO"),
        ("RunbookProcess", "IsFrozen", "bit", "YES"),
        ("DeploymentProcess", "Id", "nvarchar", "NO"),
        ("DeploymentProcess", "JSON", "nvarchar", "YES"),
    ]
)
SETS = SHAPE.table("VARIABLESET")
USERS = SHAPE.table("user")


def test_a_table_is_found_in_any_case_and_keeps_its_spelling():
    assert SETS.name == "VariableSet"
    assert [column.name for column in SETS.columns.values()] == [
        "Id",
        "IsFrozen",
        "SpaceId",
        "DataVersion",
        "Json",
        "JSONBlob",
    ]
    assert SETS.row_version.name == "DataVersion"
    assert SETS.json.name == "Json"
    assert SHAPE.missing(["variableset", "Nothing"]) == ("Nothing",)


def test_names_are_quoted_so_that_none_can_break_out():
    assert quote_name("JSON") == "[JSON]"
    assert quote_name("a]; DROP TABLE x") == "[a]]; DROP TABLE x]"
    select = select_page(Wanted(USERS), tuple(USERS.columns.values()), None, 5)
    assert select.sql == (
        "SELECT TOP (5) [Id], CAST([Weird]]Name] AS varbinary(max)) FROM [dbo].[User] ORDER BY [Id]"
    )


def test_a_page_begins_behind_the_last_id_and_filters_in_sql():
    wanted = Wanted(SETS, space_id="Spaces-1")
    select = select_page(wanted, (SETS.columns["id"],), "x'--", 200)
    assert select.sql == (
        "SELECT TOP (200) [Id] FROM [dbo].[VariableSet] "
        "WHERE [IsFrozen] = 0 AND [SpaceId] = ? AND [Id] > ? ORDER BY [Id]"
    )
    assert select.parameters == ("Spaces-1", "x'--")


def test_rows_of_the_system_are_asked_for_without_a_null_parameter():
    select = select_count(Wanted(SETS, any_space=False, live_only=False))
    assert select.sql == "SELECT COUNT_BIG(*) FROM [dbo].[VariableSet] WHERE [SpaceId] IS NULL"
    assert select.parameters == ()


def test_a_mark_that_may_be_null_counts_null_as_live():
    select = select_count(Wanted(SHAPE.table("RunbookProcess")))
    assert select.sql.endswith("WHERE ([IsFrozen] = 0 OR [IsFrozen] IS NULL)")


def test_ids_and_sizes_are_asked_for_by_parameters():
    select = select_ids(Wanted(USERS), (USERS.columns["id"],), ["a", "b"])
    assert select.sql == "SELECT [Id] FROM [dbo].[User] WHERE [Id] IN (?, ?) ORDER BY [Id]"
    assert select.parameters == ("a", "b")
    size = select_size(Wanted(SETS), SETS.json)
    assert size.sql == (
        "SELECT SUM(CAST(DATALENGTH([Json]) AS bigint)) FROM [dbo].[VariableSet] "
        "WHERE [IsFrozen] = 0"
    )


def test_a_row_becomes_a_document_with_the_columns_on_top():
    row = ("variableset-Projects-1", False, None, b"\0" * 8, '{"ID":"x","Variables":[]}', None)
    assert parse_row(SETS, row) == RawDocument(
        "VariableSet",
        SourceId("variableset-Projects-1"),
        {
            "Id": "variableset-Projects-1",
            "IsFrozen": False,
            "SpaceId": None,
            "DataVersion": "AAAAAAAAAAA=",
            "Variables": [],
        },
        "AAAAAAAAAAA=",
    )


def test_a_row_that_cannot_be_rebuilt_is_a_value():
    row = ("variableset-Projects-1", False, None, b"\0" * 8, "{", None)
    found = parse_row(SETS, row)
    assert isinstance(found, BrokenRow)
    assert found.id == "variableset-Projects-1"


@pytest.mark.parametrize(
    ("row_id", "is_frozen"),
    [
        ("deploymentprocess-Projects-314", False),
        ("deploymentprocess-Projects-314-s-2-XM74V", True),
        ("deploymentprocess-Projects-314-S-1.0-rc-s-9-ABCDE", True),
        ("variablesets-libraryvariablesets-legacy-snapshot1", True),
        ("RunbookProcess-Runbooks-5", False),
        ("deploymentprocess-Projects-s-1", False),
    ],
)
def test_a_frozen_copy_is_known_by_its_id_where_no_column_marks_it(row_id, is_frozen):
    assert Wanted(SHAPE.table("DeploymentProcess")).excludes_id(row_id) is is_frozen
    assert Wanted(SHAPE.table("DeploymentProcess"), live_only=False).excludes_id(row_id) is False
    # Where a column marks it, the id is only a name.
    assert Wanted(SETS).excludes_id(row_id) is False
    assert Wanted(USERS).excludes_id(row_id) is False


def test_cells_are_given_by_the_names_that_were_asked_for():
    columns = {"ID": USERS.column("ID"), "gone": None, "weird]name": USERS.column("weird]name")}
    assert parse_cells(columns, ("Users-1", "x")) == {
        "ID": "Users-1",
        "gone": None,
        "weird]name": "x",
    }
