"""What an upload changes on the target for as long as it runs, and then puts back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from migrator.model.documents import Json


@dataclass(frozen=True, slots=True)
class Meanwhile:
    """The part of a plan that does not last.

    Attributes:
        stopped_queues: spaces of the package whose task queue stands still.
    """

    stopped_queues: tuple[str, ...] = ()

    @property
    def requests(self) -> int:
        """How many it takes: each queue is looked at and written, twice."""
        return 4 * len(self.stopped_queues)


def encode_meanwhile(meanwhile: Meanwhile) -> dict[str, Json]:
    """As JSON."""
    return {"stopped_queues": list(meanwhile.stopped_queues)}


def decode_meanwhile(value: Mapping[str, object]) -> Meanwhile:
    """From what `encode_meanwhile` gave.

    Raises:
        ValueError: the value is not one that we wrote.
    """
    match value:
        case {"stopped_queues": list(spaces)}:
            return Meanwhile(tuple(str(space) for space in spaces))
        case _:
            raise ValueError
