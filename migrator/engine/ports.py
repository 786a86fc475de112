"""What the stages hold of the package and of the target."""

from __future__ import annotations

import queue
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from typing import Protocol

from migrator.model.documents import LogicalDocument, Omitted, Ref
from migrator.model.events import Event, Paced, Retried, Stage
from migrator.model.package_files import Readable
from migrator.model.sealed import SecretAddress
from migrator.model.secret import Secret
from migrator.model.settings import TargetSettings
from migrator.package.manifest import Manifest
from migrator.target.http import Wire
from migrator.target.notices import Notice, RateWait, Repeat


@dataclass(frozen=True, slots=True)
class Notices:
    """What the wire tells from any thread, kept until a stage emits it from its own.

    Attributes:
        at_once: takes them from any thread instead, where somebody listens who can do that.
    """

    waiting: queue.SimpleQueue[Notice] = field(default_factory=queue.SimpleQueue)
    at_once: Callable[[Notice], None] | None = None

    def put(self, notice: Notice) -> None:
        """Take one from any thread."""
        (self.at_once or self.waiting.put)(notice)

    def emit(self, stage: Stage, emit: Callable[[Event], None]) -> None:
        """Pass on what has come, from the calling thread."""
        while not self.waiting.empty():
            emit(event_of(self.waiting.get(), stage))


def event_of(notice: Notice, stage: Stage) -> Event:
    """What the wire tells, as an event of a stage."""
    match notice:
        case RateWait(wait_s=wait_s):
            return Paced(stage, wait_s)
        case Repeat(reason=reason, attempt=attempt):
            return Retried(stage, reason, attempt)


@dataclass(frozen=True, slots=True)
class Target:
    """An open target."""

    wire: Wire
    settings: TargetSettings
    notices: Notices


class Documents(Protocol):
    """What the stages need of an opened package."""

    @property
    def manifest(self) -> Manifest:
        """What it says of itself."""

    @property
    def omitted(self) -> tuple[Omitted, ...]:
        """What stayed behind at the source."""

    @property
    def digest(self) -> str:
        """Names the contents; a plan is bound to it."""

    @property
    def has_secrets(self) -> bool:
        """Whether its secrets can be opened."""

    def refs(self) -> tuple[Ref, ...]:
        """Every document."""

    def documents(self) -> Iterator[LogicalDocument]:
        """Every document, one at a time."""

    def read(self, ref: Ref) -> LogicalDocument:
        """One document."""

    def secret(self, address: SecretAddress) -> Secret[bytes]:
        """Open one secret."""

    def holds_file(self, ref: Ref) -> bool:
        """Whether the file of a package lies sealed beside the documents."""

    def open_file(self, ref: Ref) -> AbstractContextManager[Readable]:
        """The content of a package's file, checked as it is read."""
