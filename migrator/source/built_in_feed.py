"""The built-in feed as the database knows it: its index, and who uses what of it.

The files are not in the database. Source: octopus.com/docs/administration/managing-infrastructure
(server configuration and file storage); full schema script of a 2018.12 database (NuGetPackage).
"""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Protocol

from migrator.model.amounts import counted
from migrator.model.documents import Json, Kind, Omitted, Ref, SourceId
from migrator.model.settings import BuiltInFeed
from migrator.rules.built_in_feed import Taken, packages_of, version_key
from migrator.rules.kinds import BUILT_IN_FEED, build_ref, match_key, package_ref
from migrator.rules.naming import Directory, is_expression
from migrator.source.documents import Read, convert
from migrator.source.rows import BrokenRow, RawDocument
from migrator.source.tables import member, text

INDEX_TABLE, BUILDS_TABLE = "NuGetPackage", "BuildInformation"
_MEMBERS = ("PackageId", "Version", "FileExtension", "Hash", "PackageSizeBytes")
_PARTS = ("VersionMajor", "VersionMinor", "VersionBuild", "VersionRevision", "VersionSpecial")
_SPACE_ID = re.compile(r"(?<![A-Za-z0-9])Spaces-\d+(?!\d)", re.IGNORECASE)
_AT_ONCE = 50
"""Frozen processes that are asked for together."""


class FeedRows(Protocol):
    """What is needed of an open database."""

    def has_table(self, name: str) -> bool:
        """Whether there is such a table that we may read."""
        ...

    def documents(
        self, table: str, *, ids: Collection[str] | None = None, live_only: bool = True
    ) -> Iterator[RawDocument | BrokenRow]:
        """The rows; with `live_only` False also the copies that releases keep."""
        ...


@dataclass(frozen=True, slots=True)
class _Row:
    ref: Ref
    row_id: SourceId
    body: Mapping[str, Json]
    order: tuple[int, int, int, int, bool, str]


@dataclass(frozen=True, slots=True)
class _Frozen:
    """A table of releases or snapshots, and where the processes are that they froze."""

    table: str
    member: str
    processes: str
    kind: Kind


_FROZEN = (
    _Frozen(
        "Release",
        "ProjectDeploymentProcessSnapshotId",
        "DeploymentProcess",
        Kind.DEPLOYMENT_PROCESS,
    ),
    _Frozen("RunbookSnapshot", "FrozenRunbookProcessId", "RunbookProcess", Kind.RUNBOOK_PROCESS),
)


@dataclass(frozen=True, slots=True)
class _Selected:
    """What one release selected: names of action or step, of the reference, and the version."""

    action: str
    reference: str
    version: str


@dataclass(slots=True)
class Packages:
    """What the first pass learns of the built-in feed.

    Attributes:
        wanted: which of it shall move.
        needs: the packages that each project uses.
    """

    wanted: BuiltInFeed = BuiltInFeed.NONE
    needs: dict[Ref, set[Ref]] = field(default_factory=dict)
    _rows: dict[Ref, _Row] = field(default_factory=dict)
    _live: dict[Ref, list[Taken]] = field(default_factory=dict)
    _builds: dict[str, Ref] = field(default_factory=dict)

    @property
    def count(self) -> int:
        """How many packages and records of build information move."""
        return len(self._rows) + len(self._builds)

    def remember_process(self, ref: Ref, body: Mapping[str, Json]) -> None:
        """Take note of what a live process takes."""
        if self.wanted is not BuiltInFeed.NONE:
            self._live[ref] = list(packages_of(ref.kind, body))

    def learn(
        self,
        source: FeedRows,
        directory: Directory,
        spaces: Mapping[str, str],
        omitted: list[Omitted],
    ) -> None:
        """Read the index, once all processes are remembered, and tell who uses what.

        Args:
            source: an open database.
            directory: the source's ids.
            spaces: names of the spaces by id, casefolded.
            omitted: what stays behind is added to it.
        """
        if self.wanted is BuiltInFeed.NONE or not source.has_table(INDEX_TABLE):
            return
        self._read_index(source, directory, spaces, omitted)
        self._learn_live(directory, omitted)
        for frozen in _FROZEN:
            if source.has_table(frozen.table):
                self._learn_frozen(source, directory, frozen, omitted)
        if self.wanted is BuiltInFeed.USED:
            used = frozenset().union(*self.needs.values())
            rows = {row.row_id for row in self._rows.values()}
            unused = len(rows - {self._rows[ref].row_id for ref in used})
            self._rows = {ref: row for ref, row in self._rows.items() if ref in used}
            if unused:
                why = (
                    f"{counted(unused, 'package')} of the built-in feed that no process and no "
                    "release uses."
                )
                omitted.append(Omitted("unused-packages", INDEX_TABLE, "", why))
        if source.has_table(BUILDS_TABLE):
            self._learn_builds(source, directory, spaces, omitted)

    def read(
        self, source: FeedRows, directory: Directory, wanted: Collection[Ref] | None
    ) -> Iterator[Read]:
        """Each package, or the wanted ones, oldest version first; then their build information."""
        builds = frozenset(self._builds.values())
        for row in sorted(self._rows.values(), key=lambda row: (row.ref.path[:2], row.order)):
            if wanted is None or row.ref in wanted:
                converted = convert(row.ref, row.body, directory)
                size = row.body.get("PackageSizeBytes")
                yield Read(
                    INDEX_TABLE,
                    row.row_id,
                    converted,
                    size if isinstance(size, int) else len(json.dumps(dict(row.body))),
                    is_disabled=False,
                    needs=frozenset({build_ref(row.ref)}) & builds,
                )
        ids = [row for row, ref in self._builds.items() if wanted is None or ref in wanted]
        for raw in source.documents(BUILDS_TABLE, ids=ids) if ids else ():
            ref = self._builds.get(str(raw.id).casefold())
            if isinstance(raw, RawDocument) and ref is not None:
                length = len(json.dumps(raw.body, ensure_ascii=False, default=str))
                converted = convert(ref, raw.body, directory)
                yield Read(BUILDS_TABLE, raw.id, converted, length, is_disabled=False)

    def _read_index(
        self,
        source: FeedRows,
        directory: Directory,
        spaces: Mapping[str, str],
        omitted: list[Omitted],
    ) -> None:
        """Take every row in; one that tells no space counts for each that may use it."""
        taken: set[Ref] = set()
        for raw in source.documents(INDEX_TABLE):
            where = f"{raw.table} {raw.id}"
            if isinstance(raw, BrokenRow):
                omitted.append(Omitted("unreadable-row", where, "", raw.why))
                continue
            space = _space_of(raw, directory, spaces)
            names = (text(raw.body, "PackageId"), text(raw.body, "Version"))
            is_open = space is None and self.wanted is BuiltInFeed.USED
            possible = [*spaces.values()] if is_open else [space or ""]
            if not all((*possible, *names)):
                why = "The index does not tell to which space, id and version the package belongs."
                omitted.append(Omitted("package-unclear", where, "", why))
                continue
            body = {name: member(raw.body, name) for name in _MEMBERS}
            order = version_key({name: member(raw.body, name) for name in _PARTS})
            for ref in (package_ref(one, *names) for one in possible):
                if match_key(ref) not in taken:
                    self._rows[ref] = _Row(ref, raw.id, body, order)
                elif len(possible) == 1:
                    why = f"Another row is {ref.label!r} too, and only one can bear that name."
                    omitted.append(Omitted("duplicate-name", where, "", why))
                taken.add(match_key(ref))

    def _learn_builds(
        self,
        source: FeedRows,
        directory: Directory,
        spaces: Mapping[str, str],
        omitted: list[Omitted],
    ) -> None:
        """Find the build information of packages that move; of others nothing is left to tell."""
        index = {match_key(ref): ref for ref in self._rows}
        left = 0
        for raw in source.documents(BUILDS_TABLE):
            found: Ref | None = None
            if isinstance(raw, RawDocument):
                space = _space_of(raw, directory, spaces) or ""
                names = (text(raw.body, "PackageId"), text(raw.body, "Version"))
                found = index.pop(match_key(package_ref(space, *names)), None)
            if found is None:
                left += 1
            else:
                self._builds[str(raw.id).casefold()] = build_ref(found)
        if left:
            why = f"{counted(left, 'record')} of build information, whose packages do not move."
            omitted.append(Omitted("build-information", BUILDS_TABLE, "", why))

    def _learn_live(self, directory: Directory, omitted: list[Omitted]) -> None:
        """What processes take as they are now is the newest version of it."""
        newest: dict[tuple[str, str], _Row] = {}
        for row in self._rows.values():
            key = (row.ref.space, row.ref.path[1].strip().casefold())
            newest[key] = max(newest.get(key, row), row, key=lambda found: found.order)
        for process, taken in self._live.items():
            for package in taken:
                if not _is_built_in(package, process.space, directory):
                    continue
                if package.is_expression and self.wanted is BuiltInFeed.USED:
                    why = (
                        f"Variables decide which package it takes ({package.package_id}); what "
                        'they may come to moves with built_in_feed = "all" only.'
                    )
                    omitted.append(Omitted("package-by-variable", str(process), "", why))
                found = newest.get((process.space, package.package_id.strip().casefold()))
                if found is not None:
                    self._need(Ref(Kind.PROJECT, process.path[:2]), found.ref)

    def _learn_frozen(
        self, source: FeedRows, directory: Directory, frozen: _Frozen, omitted: list[Omitted]
    ) -> None:
        """What releases selected, by the processes that they froze."""
        projects: dict[str, Ref] = {}
        selected = _read_selected(source, directory, frozen, projects, omitted)
        index = {match_key(ref): ref for ref in self._rows}
        for identity, taken in _read_processes(source, frozen, sorted(selected), omitted):
            project = projects[identity]
            for package in taken:
                if not _is_built_in(package, project.space, directory):
                    continue
                for chosen in selected[identity]:
                    ref = package_ref(project.space, package.package_id, chosen.version)
                    found = index.get(match_key(ref)) if _fits(package, chosen) else None
                    if found is not None:
                        self._need(project, found)

    def _need(self, project: Ref, package: Ref) -> None:
        self.needs.setdefault(project, set()).add(package)


def _space_of(raw: RawDocument, directory: Directory, spaces: Mapping[str, str]) -> str | None:
    """The name of the package's space: said, by its feed, by its own id, or the only one.

    "" for a space that is gone; None where nothing tells.
    """
    space_id = text(raw.body, "SpaceId")
    if space_id:
        return spaces.get(space_id.casefold(), "")
    feed = directory.find_anywhere(text(raw.body, "FeedId"), {Kind.FEED})
    if feed is not None:
        return feed.space
    named = [token.casefold() for token in _SPACE_ID.findall(str(raw.id))]
    found = [spaces[token] for token in named if token in spaces]
    if found or len(spaces) == 1:
        return found[0] if found else next(iter(spaces.values()))
    return None


def _is_built_in(package: Taken, space: str, directory: Directory) -> bool:
    """Whether it comes from the built-in feed, as far as can be told: one unsaid may do so."""
    if not package.feed or is_expression(package.feed):
        return True
    found = directory.find(space, package.feed, {Kind.FEED})
    return found is None or found.name == BUILT_IN_FEED


def _read_selected(
    source: FeedRows,
    directory: Directory,
    frozen: _Frozen,
    projects: dict[str, Ref],
    omitted: list[Omitted],
) -> dict[str, set[_Selected]]:
    """What was selected by the id of the frozen process, casefolded; `projects` is filled."""
    selected: dict[str, set[_Selected]] = {}
    for raw in source.documents(frozen.table):
        if isinstance(raw, BrokenRow):
            omitted.append(Omitted("unreadable-row", f"{raw.table} {raw.id}", "", raw.why))
            continue
        project = directory.find_anywhere(text(raw.body, "ProjectId"), {Kind.PROJECT})
        identity = text(raw.body, frozen.member).casefold()
        chosen = set(_selected_in(raw.body))
        if project is not None and identity and chosen:
            projects[identity] = project
            selected.setdefault(identity, set()).update(chosen)
    return selected


def _read_processes(
    source: FeedRows, frozen: _Frozen, identities: list[str], omitted: list[Omitted]
) -> Iterator[tuple[str, list[Taken]]]:
    """What the frozen processes take, by their ids; those that are gone are left out."""
    for begin in range(0, len(identities), _AT_ONCE):
        batch = identities[begin : begin + _AT_ONCE]
        for raw in list(source.documents(frozen.processes, ids=batch, live_only=False)):
            if isinstance(raw, BrokenRow):
                omitted.append(Omitted("unreadable-row", f"{raw.table} {raw.id}", "", raw.why))
            else:
                yield str(raw.id).casefold(), list(packages_of(frozen.kind, raw.body))


def _selected_in(body: Mapping[str, Json]) -> Iterator[_Selected]:
    chosen = member(body, "SelectedPackages")
    for item in chosen if isinstance(chosen, list) else ():
        if isinstance(item, dict):
            action = text(item, "ActionName") or text(item, "StepName")
            reference = text(item, "PackageReferenceName")
            yield _Selected(action.strip().casefold(), reference.casefold(), text(item, "Version"))


def _fits(package: Taken, chosen: _Selected) -> bool:
    return chosen.action in package.names and chosen.reference == package.reference
