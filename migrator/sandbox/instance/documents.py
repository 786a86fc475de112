"""The words of the sample instance: bodies, slots for secrets, documents, traps."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum, StrEnum, auto
from typing import TypeAlias

Body: TypeAlias = dict[str, object]


class SealedBy(StrEnum):
    """Whose key closes a secret."""

    MASTER_KEY = auto()
    OLDER_KEY = auto()
    UNKNOWN_KEY = auto()
    NOBODY = auto()
    """Plain text lies in a slot for a secret. Source: OctopusDeploy/Issues #3090."""


@dataclass(frozen=True, slots=True)
class Slot:
    """Stands in a body where the database holds a secret."""

    plain: str
    sealed_by: SealedBy = SealedBy.MASTER_KEY


def secret_value(plain: str, sealed_by: SealedBy = SealedBy.MASTER_KEY) -> Body:
    """Give the object form of a secret, used where a property may also be plain."""
    return {"SensitiveValue": Slot(plain, sealed_by)}


@dataclass(frozen=True, slots=True)
class PlainSecret:
    """What a stored secret says.

    Attributes:
        pointer: JSON pointer into the logical document (columns and JSON laid together).
        readable: whether a master key of this instance opens it.
        is_live: whether its row is one that a migration moves.
    """

    table: str
    id: str
    pointer: str
    plain: str
    stored: str
    readable: bool
    is_live: bool


@dataclass(frozen=True, slots=True)
class Document:
    """A whole document, before a shape parts it into columns and JSON.

    Attributes:
        body: secrets are sealed; id lists are lists; dates are datetimes.
        is_live: False for frozen copies, orphans and history.
    """

    table: str
    body: Mapping[str, object]
    is_live: bool

    @property
    def id(self) -> str:
        """The document's id."""
        return str(self.body["Id"])


@dataclass(frozen=True, slots=True)
class Trap:
    """A row that shows a trap.

    Attributes:
        moves: whether the row is meant to reach the target.
        part: what in the row shows it, as a variable's name; empty for the row itself.
    """

    name: str
    table: str
    id: str
    moves: bool = True
    part: str = ""


class Storing(Enum):
    """An unusual way in which a row holds its JSON."""

    BLOB_ONLY = auto()
    BLOB_AND_EMPTY_TEXT = auto()
    BYTE_ORDER_MARK = auto()
