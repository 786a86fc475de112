"""Reads the whole source by name: what there is, what it needs, which secrets open."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Protocol

from migrator.model.documents import Json, Kind, Omitted, Ref
from migrator.model.settings import BuiltInFeed
from migrator.rules.kinds import match_key
from migrator.rules.naming import Directory, Identity, ref_of, twins
from migrator.rules.people import address_of
from migrator.rules.tenant_values import learn_templates
from migrator.rules.version_control import link_ref
from migrator.source.built_in_feed import Packages
from migrator.source.channels import Channels, rules_in_git, without_rules_in_git
from migrator.source.community import LIBRARY_COLUMNS, LIBRARY_TABLE, Library
from migrator.source.documents import Read, action_names, convert
from migrator.source.grants import GRANTS_TABLE, Grants, is_built_in_role
from migrator.source.in_git import GitSettings, git_settings, lies_in_git
from migrator.source.left import is_carried
from migrator.source.logos import logos_of
from migrator.source.owning import Owners, is_foreign
from migrator.source.project_parts import link_of_project, settings_of_project
from migrator.source.releases import Releases
from migrator.source.rows import BrokenRow, RawDocument
from migrator.source.snapshots import Snapshots
from migrator.source.tables import INCLUDED_SETS_TABLE, TABLES, TableFacts, kind_of, member, text
from migrator.source.tags import learn_tags
from migrator.source.templates import is_newest, learn_template, under_todays_name
from migrator.source.tenant_values import TABLE as VALUES_TABLE
from migrator.source.tenant_values import TenantRows
from migrator.source.variables import refused_variables, without_refused_variables


class Rows(Protocol):
    """What is needed of an open database."""

    def has_table(self, name: str) -> bool:
        """Whether there is such a table that we may read."""
        ...

    def documents(
        self, table: str, *, ids: Collection[str] | None = None, live_only: bool = True
    ) -> Iterator[RawDocument | BrokenRow]:
        """The rows, in the order of their ids; without those that snapshots keep."""
        ...

    def rows(self, table: str, columns: tuple[str, ...]) -> Iterator[Mapping[str, Json]]:
        """Some columns of a table without documents."""
        ...


@dataclass(slots=True)
class Names:
    """What the first pass learns.

    Attributes:
        refs: by table and id (without case).
        git_projects: projects whose process lies in a Git repository.
        omitted: rows that become no document.
        orphans: rows that nothing owns, by table.
    """

    directory: Directory = field(default_factory=Directory)
    refs: dict[tuple[str, str], Ref] = field(default_factory=dict)
    spaces: dict[str, str] = field(default_factory=dict)
    included_sets: dict[str, list[str]] = field(default_factory=dict)
    git_projects: dict[Ref, GitSettings] = field(default_factory=dict)
    omitted: list[Omitted] = field(default_factory=list)
    orphans: Counter[str] = field(default_factory=Counter)
    settings_from_project: set[Ref] = field(default_factory=set)
    taken: set[Ref] = field(default_factory=set)
    owners: Owners = field(default_factory=Owners)
    channels: Channels = field(default_factory=Channels)
    tenant_rows: TenantRows = field(default_factory=TenantRows)
    library: Library = field(default_factory=Library)
    grants: Grants = field(default_factory=Grants)
    snapshots: Snapshots = field(default_factory=Snapshots)
    releases: Releases = field(default_factory=Releases)
    packages: Packages = field(default_factory=Packages)
    with_logos: bool = False
    read_at: datetime = field(default_factory=lambda: datetime.now(UTC))


def read_names(
    source: Rows,
    *,
    with_releases: bool = False,
    feed: BuiltInFeed = BuiltInFeed.NONE,
    with_logos: bool = False,
) -> Names:
    """First pass: every id and the ref that it stands for; of releases only where wanted.

    Rows of deleted spaces, projects and sets are orphans and are only counted.
    Source: OctopusDeploy/Issues #3071, #5909, #4157.
    """
    names = Names(packages=Packages(feed), with_logos=with_logos)
    if source.has_table(INCLUDED_SETS_TABLE):
        for row in source.rows(INCLUDED_SETS_TABLE, ("ProjectId", "LibraryVariableSetId")):
            sets = names.included_sets.setdefault(text(row, "ProjectId").casefold(), [])
            sets.append(text(row, "LibraryVariableSetId"))
    if source.has_table(LIBRARY_TABLE):
        names.library.remember(source.rows(LIBRARY_TABLE, LIBRARY_COLUMNS))
    for facts in TABLES:
        if source.has_table(facts.name):
            for raw in _in_order(source, facts):
                if isinstance(raw, BrokenRow):
                    where = f"{raw.table} {raw.id}"
                    names.omitted.append(Omitted("unreadable-row", where, "", raw.why))
                else:
                    _learn(facts, raw, names)
    _learn_gathered(source, names, VALUES_TABLE, names.tenant_rows.remember)
    _learn_gathered(source, names, GRANTS_TABLE, names.grants.remember)
    if with_releases:
        names.releases.learn(source, names.directory, names.spaces.values(), names.git_projects)
    names.packages.learn(source, names.directory, names.spaces, names.omitted)
    return names


def _learn_gathered(
    source: Rows,
    names: Names,
    table: str,
    remember: Callable[[RawDocument, Directory, Mapping[str, str]], Omitted | bool],
) -> None:
    """Take note of rows that become one document with others; False is one that nothing owns."""
    for raw in source.documents(table) if source.has_table(table) else ():
        if isinstance(raw, BrokenRow):
            where = f"{raw.table} {raw.id}"
            names.omitted.append(Omitted("unreadable-row", where, "", raw.why))
            continue
        met = remember(raw, names.directory, names.spaces)
        if isinstance(met, Omitted):
            names.omitted.append(met)
        elif not met:
            names.orphans[table] += 1


def _in_order(source: Rows, facts: TableFacts) -> Iterator[RawDocument | BrokenRow]:
    """The rows by id; of certificates the live ones first, for an archived twin steps back."""
    if facts.kind is not Kind.CERTIFICATE:
        yield from source.documents(facts.name)
        return
    for archived in (False, True):
        for raw in source.documents(facts.name):
            is_archived = isinstance(raw, RawDocument) and bool(member(raw.body, "Archived"))
            if is_archived is archived:
                yield raw


def _learn(facts: TableFacts, raw: RawDocument, names: Names) -> None:
    body = raw.body
    ref = _free_name(facts, raw, names)
    if ref is None:
        return
    names.refs[(facts.name, str(raw.id).casefold())] = ref
    names.owners.remember(facts, raw, ref)
    if ref.kind is Kind.SPACE:
        names.spaces[str(raw.id).casefold()] = ref.name
        names.directory.add("", str(raw.id), ref)
        return
    space = ref.space
    names.directory.add(space, str(raw.id), ref)
    learn_templates(ref, str(raw.id), member(body, "Templates"), names.directory)
    if ref.kind is Kind.TENANT:
        names.tenant_rows.remember_links(ref, body)
    if ref.kind is Kind.RUNBOOK and not lies_in_git(ref, names.git_projects):
        names.snapshots.remember(ref, body)
    _learn_parts(ref, body, names)


def _learn_parts(ref: Ref, body: Mapping[str, Json], names: Names) -> None:
    space = ref.space
    match ref.kind:
        case Kind.TAG_SET:
            learn_tags(ref, body, names.directory)
        case Kind.FEED:
            names.directory.add_name(space, text(body, "Name"), ref)
        case Kind.STEP_TEMPLATE | Kind.STEP_TEMPLATE_VERSION:
            learn_template(ref, body, names.directory)
            names.library.remember_installed(ref, body)
        case Kind.DEPLOYMENT_PROCESS | Kind.RUNBOOK_PROCESS:
            for identity, name in action_names(body):
                names.directory.add(space, identity, Ref(Kind.ACTION, (*ref.path, name)))
            names.packages.remember_process(ref, body)
        case Kind.PROJECT:
            names.git_projects.update(git_settings(ref, body))
        case Kind.CHANNEL:
            names.channels.remember(ref, body)
        case Kind.PROJECT_VARIABLES | Kind.LIBRARY_VARIABLES:
            names.omitted.extend(refused_variables(ref, body))
        case _:
            pass
    if _is_in_git(ref, names):
        names.omitted.extend(rules_in_git(ref, body))


def _is_in_git(ref: Ref, names: Names) -> bool:
    return Ref(Kind.PROJECT, ref.path[:2]) in names.git_projects


def _free_name(facts: TableFacts, raw: RawDocument, names: Names) -> Ref | None:
    """The row's ref, if it becomes a document and no row before it bears that name."""
    ref = _name(facts, raw, names)
    if ref is None:
        return None
    if ref.kind is Kind.CERTIFICATE:
        ref = next(twin for twin in twins(ref) if match_key(twin) not in names.taken)
    elif match_key(ref) in names.taken:
        where = f"{facts.name} {raw.id}"
        message = f"Another row is {ref.label!r} too, and only one can bear that name."
        names.omitted.append(Omitted("duplicate-name", where, "", message))
        return None
    names.taken.add(match_key(ref))
    return ref


def _name(facts: TableFacts, raw: RawDocument, names: Names) -> Ref | None:
    body = raw.body
    kind = kind_of(facts, body)
    owner: tuple[str, ...] = ()
    if facts.owner_member:
        found = names.owners.find(facts, raw)
        if found is None:
            if not is_foreign(facts, raw):
                names.orphans[facts.name] += 1
            return None
        owner, space = found.path, found.space
        if kind is Kind.STEP_TEMPLATE_VERSION and is_newest(found, body, names.directory):
            return None  # the template itself is its newest version
        if facts.name == "VariableSet" and found.kind is not Kind.PROJECT:
            kind = Kind.LIBRARY_VARIABLES
    else:
        space = _space(kind, body, names)
        is_of_system = kind in _OF_SYSTEM and not _has_space(body)
        if kind is not Kind.SPACE and not space and not is_of_system:
            names.orphans[facts.name] += 1
            return None
    if kind is Kind.ENVIRONMENT and text(body, "Type").casefold() not in {"", "static"}:
        where = f"{facts.name} {raw.id}"
        message = f"Environment {text(body, 'Name')!r} is {text(body, 'Type').lower()}."
        names.omitted.append(Omitted("dynamic-environment", where, "", message))
        return None
    return ref_of(
        kind,
        Identity(
            space=space,
            name=_own_name(kind, body),
            id=str(raw.id),
            owner=owner,
            email=address_of(body),
            feed_type=text(body, "FeedType"),
            thumbprint=text(body, "Thumbprint"),
        ),
    )


def _own_name(kind: Kind, body: Mapping[str, Json]) -> str:
    match kind:
        case Kind.USER:
            return text(body, "Username")
        case Kind.STEP_TEMPLATE_VERSION:
            return str(member(body, "Version"))
        case _:
            return text(body, "Name")


_OF_SYSTEM = frozenset({Kind.TEAM, Kind.USER, Kind.USER_ROLE, Kind.DEPLOYMENT_FREEZE})
"""Kinds that may belong to no space."""


def _has_space(body: Mapping[str, Json]) -> bool:
    return bool(text(body, "SpaceId"))


def _space(kind: Kind, body: Mapping[str, Json], names: Names) -> str:
    """Name of the row's space, or "" for none or one that is gone."""
    space_id = text(body, "SpaceId")
    if space_id:
        return names.spaces.get(space_id.casefold(), "")
    is_unsaid = not any(name.casefold() == "spaceid" for name in body)
    if is_unsaid and kind not in _OF_SYSTEM and len(names.spaces) == 1:
        return next(iter(names.spaces.values()))
    return ""


def read_documents(
    source: Rows, names: Names, wanted: Collection[Ref] | None = None
) -> Iterator[Read]:
    """Second pass: every document with its refs, or only the wanted ones; owners come first.

    What a version-controlled project keeps in Git has stale rows or none; those are left out.
    """
    by_table: dict[str, list[str]] = {}
    chosen = frozenset(wanted or ())
    if wanted is not None:
        for (table, identity), ref in names.refs.items():
            if ref in chosen:
                by_table.setdefault(table, []).append(identity)
    for facts in TABLES:
        if not source.has_table(facts.name):
            continue
        ids = None if wanted is None else by_table.get(facts.name, [])
        if ids is not None and not ids and facts.kind is not Kind.PROJECT:
            continue
        for raw in source.documents(facts.name, ids=ids):
            if isinstance(raw, RawDocument):
                # A project's row may hold its deployment settings, which need not be wanted.
                yield from (
                    read
                    for read in _read(facts, raw, names)
                    if wanted is None or read.converted.document.ref in chosen
                )
    yield from _read_values(source, names, wanted)
    for grants in names.grants.gather(wanted):
        size = len(json.dumps(grants.body, ensure_ascii=False, default=str))
        converted = convert(grants.ref, grants.body, names.directory)
        yield Read(GRANTS_TABLE, grants.first_row, converted, size, is_disabled=False)
    yield from names.snapshots.read(source, names.directory, wanted, names.omitted)
    yield from names.releases.read(source, names.directory, wanted, names.omitted)
    yield from names.packages.read(source, names.directory, wanted)


def _read_values(source: Rows, names: Names, wanted: Collection[Ref] | None) -> Iterator[Read]:
    def read(ids: Collection[str]) -> Iterator[RawDocument]:
        found = source.documents(VALUES_TABLE, ids=ids)
        return (raw for raw in found if isinstance(raw, RawDocument))

    for values in names.tenant_rows.gather(wanted, read):
        size = len(json.dumps(values.body, ensure_ascii=False, default=str))
        converted = convert(values.ref, values.body, names.directory)
        if converted.document.body["Values"]:
            yield Read(VALUES_TABLE, values.first_row, converted, size, is_disabled=False)


def _read(facts: TableFacts, raw: RawDocument, names: Names) -> Iterator[Read]:
    ref = names.refs.get((facts.name, str(raw.id).casefold()))
    if ref is None or lies_in_git(ref, names.git_projects):
        return
    if ref.kind is Kind.USER_ROLE and is_built_in_role(str(raw.id)):
        return  # the target has its own
    if ref.kind is Kind.DEPLOYMENT_FREEZE and not is_carried(raw.body, names.read_at):
        return  # it is over, or told of
    body: dict[str, Json] = dict(raw.body)
    if ref.kind is Kind.PROJECT and str(raw.id).casefold() in names.included_sets:
        body["IncludedLibraryVariableSetIds"] = list(names.included_sets[str(raw.id).casefold()])
    if ref.kind is Kind.CHANNEL:
        body = names.channels.complete(ref, body)
    if _is_in_git(ref, names):
        body = without_rules_in_git(ref, body)
    if ref.kind is Kind.STEP_TEMPLATE_VERSION:
        body = under_todays_name(ref, body)
    body = names.library.complete(ref, body)
    body = without_refused_variables(ref, body)
    disabled = member(body, "IsDisabled") is True
    size = len(json.dumps(body, ensure_ascii=False, default=str))
    logos = logos_of(ref, raw, body, are_wanted=names.with_logos)
    converted = convert(ref, body, names.directory)
    needs = frozenset(names.packages.needs.get(ref, ()))
    yield Read(facts.name, raw.id, converted, size, disabled, needs=needs)
    yield from logos
    if ref in names.git_projects:
        link = convert(link_ref(ref), link_of_project(body), names.directory)
        yield Read(facts.name, raw.id, link, 0, disabled)
    if ref.kind is Kind.PROJECT and ref in names.settings_from_project:
        settings = Ref(Kind.DEPLOYMENT_SETTINGS, ref.path)
        derived = settings_of_project(body)
        yield Read(facts.name, raw.id, convert(settings, derived, names.directory), 0, disabled)


def find_settings_owners(names: Names) -> None:
    """Mark the projects whose settings must be taken from the project's own row."""
    with_row = {ref.path for ref in names.refs.values() if ref.kind is Kind.DEPLOYMENT_SETTINGS}
    for ref in tuple(names.refs.values()):
        if ref.kind is Kind.PROJECT and ref.path not in with_row and ref not in names.git_projects:
            names.settings_from_project.add(ref)
