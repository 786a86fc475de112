"""The instance that requests act on, and what one save of a document knows."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from migrator.sandbox.cloud.documents import Document
from migrator.sandbox.cloud.exchange import Answer, Request, forbidden
from migrator.sandbox.cloud.kind import Kind
from migrator.sandbox.cloud.limits import Licence, RateLimiter
from migrator.sandbox.cloud.store import Store
from migrator.sandbox.cloud.trouble import Trouble

_TAG_SET_TYPES_SINCE = (2025, 4)
_TAGS_OF_OTHERS = frozenset({"EnvironmentTags", "ProjectTags", "RunbookTags"})
_RETENTION_STRATEGY_SINCE = (2025, 1)
_NEWER_FEEDS_SINCE = (2026, 1)


@dataclass
class Instance:
    """One Octopus Cloud instance: what it holds and how it is set up.

    Attributes:
        behaviours: what kinds do beside the common, by name of the kind.
        ready_at: for a new space, when its late children appear.
    """

    api_key: str = field(repr=False)
    version: str
    installation_id: str
    store: Store
    trouble: Trouble
    licence: Licence
    limiter: RateLimiter
    clock: Callable[[], float]
    behaviours: Mapping[str, "Behaviour"]
    space_children_delay_s: float = 0.0
    user_id: str = ""
    ready_at: dict[str, float] = field(default_factory=dict)

    @property
    def is_recent(self) -> bool:
        """Whether tag sets have types and tenant variables have scopes."""
        return self._numbers >= _TAG_SET_TYPES_SINCE

    @property
    def has_retention_strategy(self) -> bool:
        """Whether retention policies have a strategy, not only a number that may be 0."""
        return self._numbers >= _RETENTION_STRATEGY_SINCE

    @property
    def has_newer_feeds(self) -> bool:
        """Whether there are feeds of PyPI and Google Cloud Storage."""
        return self._numbers >= _NEWER_FEEDS_SINCE

    @property
    def _numbers(self) -> tuple[int, ...]:
        return tuple(int(part) for part in re.findall(r"\d+", self.version)[:2])

    def known(self, document: Document) -> Document:
        """A copy of the document without members that came with tag sets for others."""
        is_new = self.is_recent
        return {k: v for k, v in document.items() if is_new or k not in _TAGS_OF_OTHERS}

    def demand(self, permission: str) -> None:
        """Refuse what the user may not do."""
        if permission and permission in self.trouble.missing_permissions:
            raise forbidden(permission)


@dataclass(frozen=True, slots=True)
class Call:
    """A request that found its route.

    Attributes:
        space_id: empty for what belongs to the system.
        params: the parts of the path that the pattern leaves open.
    """

    instance: Instance
    request: Request
    space_id: str
    params: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Saving:
    """One document on its way into the store.

    Attributes:
        body: as it was sent.
        document: as it will be stored; checks may complete it.
        stored: what is there now; None for a new one.
    """

    instance: Instance
    kind: Kind
    space_id: str
    body: Mapping[str, object]
    document: Document
    stored: Document | None


def _nothing(_saving: Saving) -> None:
    """Leave it at that."""


def _no_more(_instance: Instance, _document: Document) -> None:
    """Leave it at that."""


def _unchanged(_instance: Instance, document: Document) -> Document:
    return document


def _as_sent(body: Document) -> Document:
    return body


@dataclass(frozen=True, slots=True)
class Behaviour:
    """What a kind does beside the common.

    Attributes:
        read: rewrites the body before it is bound.
        check: rules of the domain; raises at the first fault, completes the document.
        saved: what follows a save, such as children of a new document.
        delete: refuses a delete, or removes what goes with the document.
        show: completes the copy that an answer shows.
    """

    read: Callable[[Document], Document] = _as_sent
    check: Callable[[Saving], None] = _nothing
    saved: Callable[[Saving], None] = _nothing
    delete: Callable[[Instance, Document], None] = _no_more
    show: Callable[[Instance, Document], Document] = _unchanged


Act = Callable[[Call], Answer]
