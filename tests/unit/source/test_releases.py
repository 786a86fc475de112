"""The newest release of each channel, of projects whose process lies in the database."""

from migrator.model.documents import Kind, Ref
from migrator.rules.naming import Directory
from migrator.source.releases import Releases
from tests.unit.review.memory_rows import MemoryRows

STABLE, BETA = (Ref(Kind.CHANNEL, ("Default", "Shop", name)) for name in ("Stable", "Beta"))
OTHER = Ref(Kind.CHANNEL, ("Default", "Bank", "Stable"))


def learn(rows, in_git=()):
    directory = Directory()
    for identity, ref in (("Channels-1", STABLE), ("Channels-2", BETA), ("Channels-3", OTHER)):
        directory.add("Default", identity, ref)
    found = Releases()
    found.learn(MemoryRows({"Release": rows}), directory, ["Default"], in_git)
    return found.newest


def row(identity, channel, assembled):
    return {"Id": identity, "ChannelId": channel, "Assembled": assembled}


def test_the_newest_counts_by_the_time_it_was_made_not_by_its_number():
    rows = [
        row("Releases-3", "Channels-1", "2026-01-01T00:00:00+00:00"),
        row("Releases-1", "Channels-1", "2026-03-01T00:00:00+00:00"),
        row("Releases-2", "Channels-2", "2025-03-01T00:00:00+00:00"),
    ]
    assert learn(rows) == {STABLE: "Releases-1", BETA: "Releases-2"}


def test_one_of_a_channel_that_is_gone_or_of_a_project_in_git_is_none():
    rows = [
        row("Releases-1", "Channels-9", "2026-03-01T00:00:00+00:00"),
        row("Releases-2", "Channels-3", "2026-03-01T00:00:00+00:00"),
    ]
    assert learn(rows) == {OTHER: "Releases-2"}
    assert learn(rows, in_git={Ref(Kind.PROJECT, ("Default", "Bank"))}) == {}
    assert learn([]) == {}
