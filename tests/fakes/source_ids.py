"""The ids of a source, and the texts of what was sent, to look for them there."""

import re
from collections.abc import Iterable, Iterator, Mapping

from migrator.sandbox.cloud.exchange import LoggedRequest
from migrator.sandbox.instance.documents import Document

# The same in every installation: what Octopus itself brings along.
_BUILT_IN = re.compile(r"(?i)feeds-builtin(-releases)?|(teams|userroles)-[a-z].*|Spaces-1|.*-all")
_SHAPE = re.compile(r"\b[A-Za-z]+(?:-[A-Za-z]+)*-[0-9]+\b")


def source_ids(documents: Iterable[Document]) -> set[str]:
    """The ids of all rows, and of what lies within them."""
    held = list(documents)
    found = {document.id for document in held}
    for document in held:
        found |= {str(value) for value in _members(document.body, "Id")}
    return {i for i in found if _SHAPE.search(i) and not _BUILT_IN.fullmatch(i)}


def _members(value: object, name: str) -> Iterator[object]:
    match value:
        case Mapping():
            if isinstance(value.get(name), str):
                yield value[name]
            for item in value.values():
                yield from _members(item, name)
        case list():
            for item in value:
                yield from _members(item, name)
        case _:
            return


def texts_in(value: object, path: str = "") -> Iterator[tuple[str, str]]:
    """Every text with the pointer to it, names of members among them."""
    match value:
        case dict():
            for key, item in value.items():
                yield f"{path}/{key}#", str(key)
                yield from texts_in(item, f"{path}/{key}")
        case list():
            for index, item in enumerate(value):
                yield from texts_in(item, f"{path}/{index}")
        case str():
            yield path, value
        case _:
            return


def any_of(ids: Iterable[str]) -> re.Pattern[str]:
    """Finds any of the ids as a word, whatever the case."""
    words = "|".join(re.escape(i) for i in sorted(ids))
    return re.compile(rf"(?i)(?<![\w-])(?:{words})(?![\w-])")


def hits(
    requests: Iterable[LoggedRequest], word: re.Pattern[str], secrets: set[str]
) -> Iterator[tuple[str, str, str]]:
    """Where a source's id was sent: route, pointer in what was sent ("" for the route), id."""
    for request in requests:
        for text in (request.path, *map(str, request.query.values())):
            if hit := word.search(text):
                yield request.path, "", hit[0]
        for pointer, text in texts_in(request.body):
            if text not in secrets and (hit := word.search(text)):
                yield request.path, pointer, hit[0]
