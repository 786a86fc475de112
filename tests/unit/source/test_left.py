"""What stays behind because it is no document of ours is told by name."""

from datetime import UTC, datetime

import pytest

from migrator.model.documents import SourceId
from migrator.source.left import find_left, is_carried
from migrator.source.rows import BrokenRow
from tests.unit.review.memory_rows import MemoryRows

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)


def freeze(end, **more):
    start = "2026-02-01T00:00:00+00:00"
    return {"Id": "DeploymentFreezes-1", "Name": "Easter", "Start": start, "End": end, **more}


def left(**tables):
    return find_left(MemoryRows(tables), NOW)


@pytest.mark.parametrize(
    "row",
    [
        freeze("2026-03-01T12:00:01+00:00"),
        freeze("2026-03-01T14:00:01+02:00"),
        freeze("2026-03-01T12:00:01"),
        freeze("2025-01-01T00:00:00+00:00", RecurringSchedule={"Type": "Weekly"}),
        freeze("some day"),
        {"Id": "DeploymentFreezes-1", "Name": "Easter"},
    ],
)
def test_a_freeze_that_may_yet_hold_is_named(row):
    (found,) = left(DeploymentFreeze=[row])
    assert (found.code, found.where) == (
        "deployment-freeze",
        "DeploymentFreeze DeploymentFreezes-1",
    )
    assert "'Easter'" in found.message


def test_a_freeze_that_says_what_it_freezes_is_moved_and_not_told():
    scope = {"Projects-1": ["Environments-1"]}
    row = freeze("2026-03-01T12:00:01+00:00", ProjectEnvironmentScope=scope)
    assert left(DeploymentFreeze=[row]) == []
    assert is_carried(row, NOW)
    assert not is_carried(freeze("2026-03-01T12:00:01+00:00"), NOW)
    over = freeze("2026-02-01T12:00:01+00:00", ProjectEnvironmentScope=scope)
    assert not is_carried(over, NOW)


@pytest.mark.parametrize("end", ["2026-03-01T11:59:59+00:00", "2026-03-01T13:59:59+02:00"])
def test_a_freeze_that_is_over_is_not(end):
    assert left(DeploymentFreeze=[freeze(end)]) == []


def test_a_freeze_that_cannot_be_read_is_told_too():
    class Broken(MemoryRows):
        def documents(self, table, *, ids=None, live_only=True):
            yield BrokenRow(table, SourceId("DeploymentFreezes-9"), "its JSON is damaged")

    (found,) = find_left(Broken({"DeploymentFreeze": []}), NOW)
    assert (found.code, found.message) == ("unreadable-row", "its JSON is damaged")


@pytest.mark.parametrize(
    ("table", "code", "begins"),
    [
        ("BuildInformation", "build-information", "3 records"),
        ("NuGetPackage", "built-in-packages", "3 packages"),
    ],
)
def test_what_build_servers_push_is_counted_and_none_of_it_is_no_news(table, code, begins):
    rows = [{"Id": f"{table}-{number}"} for number in range(3)]
    (found,) = left(**{table: rows})
    assert found.code == code
    assert found.message.startswith(begins)
    assert left(**{table: []}) == left() == []
