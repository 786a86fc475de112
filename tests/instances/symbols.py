"""Bodies written once in names, which become rows of a source and what a target should hold.

A body of an instance holds *symbols* where a server holds ids and secrets. `as_stored` puts in
the ids of the source; `as_told` puts in words that are the same on both sides.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from migrator.sandbox.instance.documents import Slot

ANY = "<whatever the target makes>"
"""Stands where nothing is expected in particular."""
ABSENT = "<not in the source>"
KIND_OF_TABLE = {"DeploymentEnvironment": "Environment", "Machine": "DeploymentTarget"}


@dataclass(frozen=True)
class To:
    """The id of a document of the same space.

    Attributes:
        name: what is named within a project is `Project/Name`.
        cased: how the source spells the id; Octopus compares ids without case.
    """

    table: str
    name: str
    cased: Callable[[str], str] = str


@dataclass(frozen=True)
class Gone:
    """The id of something that is no more."""

    series: str


@dataclass(frozen=True)
class Tag:
    """A tag by its canonical name.

    Attributes:
        by_name: old rows hold the name where newer ones hold the id.
    """

    name: str
    by_name: bool = False


@dataclass(frozen=True)
class ActionOf:
    """The id of an action: a GUID, which is another one on the target."""

    owner: To
    name: str


@dataclass(frozen=True)
class Own:
    """The GUID of what lies within a document; nothing refers to it, and the target gives its own."""

    parts: tuple[str, ...]


@dataclass(frozen=True)
class JsonText:
    """A text that holds JSON, with ids in it."""

    value: dict[str, object]


@dataclass(frozen=True)
class Differs:
    """A member that does not arrive as it was.

    Attributes:
        why: what a reader of the test must know.
    """

    stored: object
    told: object
    why: str


@dataclass(frozen=True)
class Later:
    """What the target should hold, known once the whole instance is."""

    told: Callable[[], object]


def word(kind: str, space: str, *names: str) -> str:
    """What stands for an id: the same on both sides."""
    return f"<{kind} of {space}: {'/'.join(names)}>"


def as_told(value: object, space: str) -> object:
    """The value as the target should hold it, in words."""
    match value:
        case To(table, name):
            return word(KIND_OF_TABLE.get(table, table), space, name)
        case Tag(name):
            return name
        case ActionOf(owner, name):
            return word(f"Action of {owner.table}", space, owner.name, name)
        case Slot(plain):
            return plain
        case JsonText(inner):
            return as_told(inner, space)
        case Later(told):
            return as_told(told(), space)
        case Differs(told=told):
            return as_told(told, space)
        case {"SensitiveValue": Slot(plain)}:
            return plain
        case Mapping():
            kept = {key: item for key, item in value.items() if not isinstance(item, Own)}
            return {as_told(key, space): as_told(item, space) for key, item in kept.items()}
        case list():
            return [as_told(item, space) for item in value]
        case _:
            return value


def tidy(value: object) -> object:
    """Without what says nothing: null, no text, an empty list or object, and what is off."""
    match value:
        case Mapping():
            items = {str(key): tidy(item) for key, item in value.items()}
            return {
                key: item for key, item in items.items() if item not in (None, "", [], {}, False)
            }
        case list():
            return [tidy(item) for item in value]
        case _:
            return value
