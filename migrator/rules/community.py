"""Step templates that were installed from the community's library.

They are known by what is the same on every server: the library's own id, and the name.

Source: OctopusDeploy/Library (each template has a GUID of its own); full schema script of a
2018.12 database (CommunityActionTemplate: ExternalId and Name are unique).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from migrator.model.documents import Body, Json, Ref
from migrator.model.report import Finding, Severity

MEMBER = "CommunityActionTemplateId"
"""An id in rows and answers; in a document of ours an object that names it everywhere."""


@dataclass(frozen=True, slots=True)
class LibraryEntry:
    """A template of the library.

    Attributes:
        id: that of one server; "" where it is not asked for.
        external_id: the library's own; "" where a server does not tell it.
    """

    id: str
    external_id: str
    name: str

    def as_json(self) -> Json:
        """What a document says of it: nothing of one server."""
        return {"ExternalId": self.external_id, "Name": self.name}


def origin_of(body: Body) -> LibraryEntry | None:
    """Which template of the library it was installed from, or None."""
    match body.get(MEMBER):
        case {"ExternalId": str(external_id), "Name": str(name)} if external_id or name:
            return LibraryEntry("", external_id, name)
        case _:
            return None


def find_entry(origin: LibraryEntry, library: Iterable[LibraryEntry]) -> LibraryEntry | None:
    """The same template in another server's library: by its own id, else by name.

    Source: the API description of 2026.1, whose resource does not list the external id.
    """
    entries = tuple(library)
    for entry in entries:
        if entry.external_id and entry.external_id.casefold() == origin.external_id.casefold():
            return entry
    for entry in entries:
        is_told_apart = bool(entry.external_id and origin.external_id)
        if not is_told_apart and _folded(entry.name) == _folded(origin.name):
            return entry
    return None


def _folded(name: str) -> str:
    return name.strip().casefold()


def find_copies(
    made: Iterable[tuple[Ref, Body]], library: tuple[LibraryEntry, ...]
) -> list[Finding]:
    """Say which templates will be the space's own, because the target's library lacks them."""
    findings: list[Finding] = []
    for ref, body in made:
        origin = origin_of(body)
        if origin is not None and find_entry(origin, library) is None:
            why = "does not have it" if library else "shows nothing to this key yet"
            findings.append(
                Finding(
                    Severity.INFO,
                    "community-copy",
                    str(ref),
                    f"It was installed as {origin.name!r} from the community's library; the "
                    f"target's library {why}, so it is made as a step template of the space.",
                    "Let the target synchronise its library of community step templates before "
                    "the upload to have it installed instead.",
                )
            )
    return findings
