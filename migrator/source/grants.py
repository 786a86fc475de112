"""Scoped user roles: a row for each, all of one space gathered into one document."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field

from migrator.model.documents import Json, Kind, Omitted, Ref, SourceId
from migrator.rules.granting import GRANTS, LIMITS, grants_ref
from migrator.rules.naming import Directory
from migrator.source.rows import RawDocument
from migrator.source.tables import member, text

GRANTS_TABLE = "ScopedUserRole"
_SPACE_MANAGERS, _SPACE_MANAGER = "teams-spacemanagers-", "userroles-spacemanager"


def is_built_in_role(identity: str) -> bool:
    """Whether it is a user role that Octopus brings along: its id is a word, not a number.

    Source: OctopusDeploy/go-octopusdeploy; the schema of 2018.12.
    """
    return not identity.rpartition("-")[2].isdecimal()


@dataclass(frozen=True, slots=True)
class SpaceGrants:
    """The scoped user roles of a space, as the members of one raw document."""

    ref: Ref
    first_row: SourceId
    body: dict[str, Json]


@dataclass(slots=True)
class Grants:
    """Rows as the first pass met them: they are small, and there are few.

    Attributes:
        rows: by the name of the space.
    """

    rows: dict[str, list[tuple[SourceId, dict[str, Json]]]] = field(default_factory=dict)

    def remember(
        self, raw: RawDocument, directory: Directory, spaces: Mapping[str, str]
    ) -> Omitted | bool:
        """Take note of a row.

        Returns:
            False for one whose space, team or role is gone; why it stays behind, for one that
            cannot go with the limits that it has.
        """
        space_id, team, role = (text(raw.body, n) for n in ("SpaceId", "TeamId", "UserRoleId"))
        space = spaces.get(space_id.casefold(), "")
        named = (
            directory.find(space, team, {Kind.TEAM}),
            directory.find(space, role, {Kind.USER_ROLE}),
        )
        if None in named or (space_id and not space):
            return False
        if _is_made_by_server(space_id, team, role):
            return True
        what = f"The role {_label(named[1])!r} of the team {_label(named[0])!r}"
        if not space_id:
            why = f"{what} holds outside of spaces; give it on the target by hand."
            return Omitted("role-of-system", f"{GRANTS_TABLE} {raw.id}", "", why)
        fault = _fault(raw.body)
        if fault:
            return Omitted("refused-scope", f"{GRANTS_TABLE} {raw.id}", "", f"{what} {fault}")
        body = {name: member(raw.body, name) for name in ("TeamId", "UserRoleId", *LIMITS)}
        self.rows.setdefault(space, []).append((raw.id, body))
        return True

    def gather(self, wanted: Collection[Ref] | None) -> Iterator[SpaceGrants]:
        """The scoped user roles of each space, or of the wanted ones."""
        for space, rows in self.rows.items():
            ref = grants_ref(space)
            if wanted is None or ref in wanted:
                grants: list[Json] = [body for _, body in rows]
                yield SpaceGrants(ref, rows[0][0], {GRANTS: grants})


def _is_made_by_server(space_id: str, team: str, role: str) -> bool:
    if space_id:
        is_managers = team.casefold().startswith(_SPACE_MANAGERS)
        return is_managers and role.casefold() == _SPACE_MANAGER
    return not team.rpartition("-")[2].isdecimal()  # a team of Octopus' own


def _fault(body: Mapping[str, Json]) -> str:
    """Why its limits cannot be written; what is not said must not count as no limit."""
    known = {name.casefold() for name in body}
    unsaid = [name for name in LIMITS if name.casefold() not in known]
    if unsaid:
        return f"has limits that its row does not say ({', '.join(unsaid)}); give it by hand."
    if member(body, "TenantTags"):
        return "is limited by tenant tags, which the API does not take; give it by hand."
    return ""


def _label(ref: Ref | None) -> str:
    return ref.name if ref is not None else ""
