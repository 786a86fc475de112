"""The newest release of each channel."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Protocol

from migrator.model.documents import Json, Kind, Omitted, Ref
from migrator.rules.naming import Directory
from migrator.source.documents import Read
from migrator.source.frozen import FrozenFacts, FrozenRows, read_frozen
from migrator.source.tables import text

RELEASES_TABLE = "Release"
_COLUMNS = ("Id", "ChannelId", "Assembled")
_FACTS = FrozenFacts(
    RELEASES_TABLE,
    "DeploymentProcess",
    "ProjectDeploymentProcessSnapshotId",
    lambda ref: Ref(Kind.DEPLOYMENT_PROCESS, ref.path[:2]),
)


class ReleaseRows(Protocol):
    """What is needed of an open database to find them."""

    def has_table(self, name: str) -> bool:
        """Whether there is such a table that we may read."""
        ...

    def rows(self, table: str, columns: tuple[str, ...]) -> Iterator[Mapping[str, Json]]:
        """Some columns of a table."""
        ...


@dataclass(slots=True)
class Releases:
    """What the first pass learns of them, where they are wanted.

    Attributes:
        newest: the release's id, by the ref of the channel.
    """

    newest: dict[Ref, str] = field(default_factory=dict)

    def learn(
        self,
        source: ReleaseRows,
        directory: Directory,
        spaces: Collection[str],
        in_git: Collection[Ref],
    ) -> None:
        """Find the newest one of each channel, but of projects whose process lies in Git."""
        found: dict[Ref, tuple[str, str]] = {}
        is_there = source.has_table(RELEASES_TABLE)
        for row in source.rows(RELEASES_TABLE, _COLUMNS) if is_there else ():
            channel = _channel(text(row, "ChannelId"), directory, spaces)
            if channel is None or Ref(Kind.PROJECT, channel.path[:2]) in in_git:
                continue
            mark = (text(row, "Assembled"), text(row, "Id"))
            found[channel] = max(found.get(channel, mark), mark)
        self.newest = {channel: identity for channel, (_, identity) in found.items()}

    def read(
        self,
        source: FrozenRows,
        directory: Directory,
        wanted: Collection[Ref] | None,
        omitted: list[Omitted],
    ) -> Iterator[Read]:
        """Each of them, or the wanted ones; those that cannot be read are added to `omitted`."""
        asked = {
            identity.casefold(): ref
            for channel, identity in self.newest.items()
            for ref in (Ref(Kind.RELEASE, channel.path),)
            if wanted is None or ref in wanted
        }
        yield from read_frozen(source, directory, _FACTS, asked, omitted)


def _channel(identity: str, directory: Directory, spaces: Collection[str]) -> Ref | None:
    found = (directory.find(space, identity, {Kind.CHANNEL}) for space in spaces)
    return next((channel for channel in found if channel is not None), None)
