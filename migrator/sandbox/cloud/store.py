"""What the server holds, and the inside view that tests have of it."""

import re
from datetime import UTC, datetime

from migrator.sandbox.cloud.documents import Document, Kept, inside, text

_SLUG_LENGTH = 50


class Store:
    """All documents by kind and id, in the order in which they were made.

    Attributes:
        wiped: how many stored secrets a client has silently lost by sending a sensitive
            variable without its id and value. Source: OctopusDeploy/go-octopusdeploy #449.
        events: what was done, oldest first.
    """

    def __init__(self, first_id: int) -> None:
        self._first_id = first_id
        self._last: dict[str, int] = {}
        self._rows: dict[str, dict[str, Document]] = {}
        self.wiped = 0
        self.events: list[Document] = []
        self.contents: dict[str, bytes] = {}

    def documents(self, kind: str) -> list[Document]:
        """Copies of all documents of a kind, their secrets open: for tests alone."""
        return [_opened(document) for document in list(self._rows.get(kind, {}).values())]

    def secret(self, document_id: str, *path: str) -> str | None:
        """The secret at a path, as stored: for tests alone.

        Args:
            document_id: of whatever kind.
            path: members; in a list, the `Id` or the `Name` of the item.

        Raises:
            KeyError: there is no such document or no secret at that path.
        """
        value: object = next(
            (rows[document_id] for rows in self._rows.values() if document_id in rows), None
        )
        for step in path:
            value = _step_into(value, step)
        if not isinstance(value, Kept):
            raise KeyError(document_id, *path)
        return value.plain

    def next_id(self, prefix: str) -> str:
        """Give the next id of a series; each series starts at the first id."""
        self._last[prefix] = self._last.get(prefix, self._first_id - 1) + 1
        return f"{prefix}-{self._last[prefix]}"

    def put(self, kind: str, document: Document) -> None:
        """Store a document under its id."""
        self._rows.setdefault(kind, {})[text(document, "Id")] = document

    def remove(self, kind: str, document_id: str) -> None:
        """Forget a document."""
        del self._rows[kind][document_id]

    def find(self, kind: str, document_id: str, space_id: str | None = None) -> Document | None:
        """The document of that id if a space (any, if None) may refer to it."""
        document = self._rows.get(kind, {}).get(document_id)
        if document is None or space_id is None:
            return document
        return document if text(document, "SpaceId") in ("", space_id) else None

    def all_of(self, kind: str, space_id: str | None = None) -> list[Document]:
        """The documents of a kind that live in a space (`""`: in none; None: all there are)."""
        rows = self._rows.get(kind, {}).values()
        return [d for d in rows if space_id is None or text(d, "SpaceId") == space_id]

    def owned_by(self, kind: str, field: str, owner_id: str) -> list[Document]:
        """The documents of a kind whose owner field names that id."""
        return [d for d in self._rows.get(kind, {}).values() if d.get(field) == owner_id]

    def record(self, category: str, kind: str, document: Document, user_id: str) -> None:
        """Note in the audit log what was done."""
        number = len(self.events) + 1
        name = text(document, "Name") or text(document, "Id")
        self.events.append(
            {
                "Id": f"Events-{number}",
                "Category": category,
                "DocumentType": kind,
                "RelatedDocumentIds": [text(document, "Id")],
                "SpaceId": document.get("SpaceId"),
                "UserId": user_id,
                "Message": f"{kind} {name} was {category.lower()}",
                "Occurred": now(),
                "AutoId": number,
                "Links": {"Self": f"/api/events/Events-{number}"},
            }
        )


def _opened(document: Document) -> Document:
    copied = inside(document)
    return copied if isinstance(copied, dict) else {}


def _step_into(value: object, step: str) -> object:
    if isinstance(value, dict):
        return value[step]
    if isinstance(value, list):
        for item in value:
            if isinstance(item, dict) and step in (item.get("Id"), item.get("Name")):
                return item
    raise KeyError(step)


def now() -> str:
    """The time as Octopus writes it."""
    return datetime.now(UTC).isoformat(timespec="milliseconds")


def make_slug(name: str) -> str:
    """Derive a slug: lower case, dashes, at most 50 characters."""
    slug = re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-")[:_SLUG_LENGTH].strip("-")
    return slug or "unnamed"


def free_slug(name: str, taken: set[str]) -> str:
    """Derive a slug that nothing else has."""
    slug = base = make_slug(name)
    count = 0
    while slug in taken:
        count += 1
        ending = f"-{count}"
        slug = base[: _SLUG_LENGTH - len(ending)] + ending
    return slug
