"""What an upload changes on the target for as long as it runs, and then puts back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from migrator.model.documents import Json


@dataclass(frozen=True, slots=True)
class RaisedRate:
    """A rate limit that is raised, in requests a minute.

    Attributes:
        before: what the target allows.
        to: what it allows meanwhile.
    """

    before: int
    to: int


@dataclass(frozen=True, slots=True)
class Meanwhile:
    """The part of a plan that does not last.

    Attributes:
        stopped_queues: spaces of the package whose task queue stands still.
        raised_rate: None where the rate limit stays as it is.
    """

    stopped_queues: tuple[str, ...] = ()
    raised_rate: RaisedRate | None = None

    @property
    def requests(self) -> int:
        """How many it takes: each queue, and the limit, is looked at and written, twice."""
        return 4 * (len(self.stopped_queues) + (self.raised_rate is not None))


def encode_meanwhile(meanwhile: Meanwhile) -> dict[str, Json]:
    """As JSON."""
    encoded: dict[str, Json] = {"stopped_queues": list(meanwhile.stopped_queues)}
    if meanwhile.raised_rate is not None:
        rate = meanwhile.raised_rate
        encoded["raised_rate"] = {"before": rate.before, "to": rate.to}
    return encoded


def decode_meanwhile(value: Mapping[str, object]) -> Meanwhile:
    """From what `encode_meanwhile` gave.

    Raises:
        ValueError: the value is not one that we wrote.
    """
    match value:
        case {
            "stopped_queues": list(spaces),
            "raised_rate": {"before": int(before), "to": int(to)},
        }:
            return Meanwhile(tuple(str(space) for space in spaces), RaisedRate(before, to))
        case {"stopped_queues": list(spaces)} if "raised_rate" not in value:
            return Meanwhile(tuple(str(space) for space in spaces))
        case _:
            raise ValueError
