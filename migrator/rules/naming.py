"""What makes a ref: how each kind is named, and which id stands for which ref."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import count

from migrator.model.documents import Kind, Ref
from migrator.rules.kinds import (
    ADMINISTRATORS,
    BUILT_IN_FEED,
    EVERYONE,
    FACTS,
    MANAGERS,
    RELEASES_FEED,
    SPACE_MANAGERS,
)

_ID = re.compile(r"[A-Za-z]+-\d+(?:/[A-Za-z]+-\d+)?")
TOKEN = re.compile(r"(?<![A-Za-z0-9_-])[A-Za-z]+-\d+(?![A-Za-z0-9_-])")
"""A whole token that reads like an id, also in a route: never a part of a longer one."""

_MISSING = "\0"
# Legacy and built-in ids without number. Source: OctopusDeploy/Issues #1761, #5338, #5504;
# OctopusDeploy/terraform-provider-octopusdeploy, resource_space_test.go.
_TEAMS: Mapping[str, str] = {
    "teams-everyone": EVERYONE,
    "teams-administrators": ADMINISTRATORS,
    "teams-managers": MANAGERS,
}
_SPACE_MANAGERS_ID = "teams-spacemanagers-"
_FEEDS: Mapping[str, str] = {"BuiltIn": BUILT_IN_FEED, "OctopusProject": RELEASES_FEED}


def ref_of(kind: Kind, identity: Identity) -> Ref:
    """Name a document.

    Attributes of the identity that a kind does not use are ignored. Certificates may share a
    name, so their thumbprint is part of the ref. Source: the schema of 2018.12, where
    Certificate has no unique name.
    """
    space, name = identity.space, identity.name
    match kind:
        case Kind.SPACE:
            return Ref(kind, (name,))
        case Kind.FEED:
            return Ref(kind, (space, _FEEDS.get(identity.feed_type, name)))
        case Kind.CERTIFICATE:
            return Ref(kind, (space, name, identity.thumbprint.upper()))
        case Kind.TEAM:
            return _team(identity)
        case Kind.USER_ROLE | Kind.DEPLOYMENT_FREEZE:
            return Ref(kind, ("", name))
        case Kind.USER:
            # People are known by their address; service accounts have none.
            return Ref(kind, ("", identity.email.strip() or name))
        case _ if FACTS[kind].comes_with_owner:
            return Ref(kind, identity.owner)
        case _ if FACTS[kind].owner or kind is Kind.STEP_TEMPLATE_VERSION:
            return Ref(kind, (*identity.owner, name))
        case _:
            return Ref(kind, (space, name))


@dataclass(frozen=True, slots=True)
class Identity:
    """What a document is named by.

    Attributes:
        space: name of its space, or "" for none.
        owner: path of the owner's ref, for kinds that have one.
    """

    space: str
    name: str
    id: str = ""
    owner: tuple[str, ...] = ()
    feed_type: str = ""
    email: str = ""
    thumbprint: str = ""


def _team(identity: Identity) -> Ref:
    key = identity.id.casefold()
    if key in _TEAMS:
        return Ref(Kind.TEAM, ("", _TEAMS[key]))
    if key.startswith(_SPACE_MANAGERS_ID):
        return Ref(Kind.TEAM, (identity.space, SPACE_MANAGERS))
    return Ref(Kind.TEAM, (identity.space, identity.name))


def twins(ref: Ref) -> Iterator[Ref]:
    """The ref and, without end, others for certificates of the same name and thumbprint.

    A certificate that was replaced or archived may be there again, as the same one.
    """
    yield ref
    for number in count(2):
        yield Ref(ref.kind, (*ref.path[:-1], f"{ref.name} {number}"))


_FEED_IDS: Mapping[str, str] = {
    "feeds-builtin": BUILT_IN_FEED,
    "feeds-builtin-releases": RELEASES_FEED,
}


def _built_in(space: str, key: str, kinds: Collection[Kind]) -> Ref | None:
    """What an id of Octopus' own stands for, also where no row or resource has it.

    Old data use these ids in every space, and not every database has rows for them.
    Source: OctopusDeployLabs/SpaceCloner, Util.ps1; OctopusDeploy/go-octopusdeploy.
    """
    if Kind.FEED in kinds and key in _FEED_IDS and space:
        return Ref(Kind.FEED, (space, _FEED_IDS[key]))
    if Kind.TEAM in kinds and key in _TEAMS:
        return Ref(Kind.TEAM, ("", _TEAMS[key]))
    if Kind.TEAM in kinds and key.startswith(_SPACE_MANAGERS_ID) and space:
        return Ref(Kind.TEAM, (space, SPACE_MANAGERS))
    return None


def missing_ref(kind: Kind, space: str, text: str) -> Ref:
    """Stands for an id that names nothing in its installation."""
    return Ref(kind, (space, _MISSING + text))


def is_missing(ref: Ref) -> bool:
    """Whether the ref stands for an id that names nothing."""
    return ref.name.startswith(_MISSING)


def missing_text(ref: Ref) -> str:
    """The id behind a missing ref."""
    return ref.name.removeprefix(_MISSING)


def is_expression(text: str) -> bool:
    """Whether the server computes the value when it deploys; such text is left as it is."""
    return "#{" in text


def looks_like_id(text: str) -> bool:
    """Whether the text has the usual form of an id."""
    return _ID.fullmatch(text) is not None


@dataclass(frozen=True, slots=True)
class TemplateFacts:
    """What steps made from a step template need to know of it.

    Attributes:
        version: its newest version.
        controls: control type of each parameter, by its name.
    """

    version: int
    controls: Mapping[str, str] = field(default_factory=dict)


class Directory:
    """The ids of one installation and what they stand for; compares ids without case.

    Source: OctopusDeploy's databases compare without case (SQL_Latin1_General_CP1_CI_AS).
    """

    def __init__(self) -> None:
        self._refs: dict[tuple[str, str], list[Ref]] = {}
        self._by_id: dict[str, list[Ref]] = {}
        self._names: dict[tuple[str, str], list[Ref]] = {}
        self._templates: dict[Ref, TemplateFacts] = {}
        self._controls: dict[Ref, str] = {}
        self._versions: dict[tuple[Ref, str], Ref] = {}
        self._free: dict[tuple[str, str], Ref] = {}

    def add(self, space: str, text: str, ref: Ref) -> None:
        """Say that the id stands for the ref."""
        _put(self._refs, space, text, ref)
        self._by_id.setdefault(text.strip().casefold(), []).append(ref)

    def add_name(self, space: str, text: str, ref: Ref) -> None:
        """Say that references may give the ref by this name, where nothing has it as its id."""
        _put(self._names, space, text, ref)

    def add_template(self, ref: Ref, facts: TemplateFacts) -> None:
        """Remember a step template's version and parameters."""
        self._templates[ref] = facts

    def template(self, ref: Ref) -> TemplateFacts | None:
        """Version and parameters of a step template."""
        return self._templates.get(ref)

    def add_version(self, template: Ref, number: str, ref: Ref) -> None:
        """Say which earlier version of a step template bears a number in this installation."""
        self._versions[template, number] = ref

    def version(self, template: Ref, number: str) -> Ref | None:
        """The earlier version that bears a number; None if it is not known, or is the newest."""
        return self._versions.get((template, number))

    def add_control(self, ref: Ref, control: str) -> None:
        """Remember what sort of value a variable template takes."""
        self._controls[ref] = control

    def control(self, ref: Ref) -> str:
        """What sort of value a variable template takes; "" where it is not known."""
        return self._controls.get(ref, "")

    def find(self, space: str, text: str, kinds: Collection[Kind] = ()) -> Ref | None:
        """What the id stands for: in the space, else in no space; None if in neither.

        Names count where it is said of which kinds the thing may be.
        """
        for known in (self._refs, self._names) if kinds else (self._refs,):
            for scope in dict.fromkeys((space, "")):
                for ref in known.get((scope, text.strip().casefold()), ()):
                    if not kinds or ref.kind in kinds:
                        return ref
        if Kind.TAG in kinds:
            return self._free_text(space, text)
        return _built_in(space, text.strip().casefold(), kinds)

    def find_anywhere(self, text: str, kinds: Collection[Kind]) -> Ref | None:
        """What the id stands for in whatever space: what belongs to none may name it in any."""
        found = self._by_id.get(text.strip().casefold(), ())
        return next((ref for ref in found if ref.kind in kinds), None)

    def add_free_text(self, tag_set: Ref) -> None:
        """Say that any text may stand as a tag of the set, whose tags are not listed.

        Source: octopus.com/docs/tenants/tag-sets (types of tag sets).
        """
        self._free[tag_set.space, tag_set.name.strip().casefold()] = tag_set

    def _free_text(self, space: str, text: str) -> Ref | None:
        name, _, tag = text.partition("/")
        held = self.find(space, name, {Kind.TAG_SET})
        found = held if held is not None and held in self._free.values() else None
        found = self._free.get((space, name.strip().casefold()), found)
        return Ref(Kind.TAG, (*found.path, tag.strip())) if found and tag.strip() else None

    def tokens(self, space: str, text: str) -> Iterator[str]:
        """Each whole word in the text that is a known id of the space, once."""
        seen: set[str] = set()
        for match in TOKEN.finditer(text):
            word = match.group()
            if word not in seen and self.find(space, word) is not None:
                seen.add(word)
                yield word


def _put(known: dict[tuple[str, str], list[Ref]], space: str, text: str, ref: Ref) -> None:
    refs = known.setdefault((space, text.strip().casefold()), [])
    if ref not in refs:
        refs.append(ref)
