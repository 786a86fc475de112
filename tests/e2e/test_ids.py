"""No id of the source reaches the target, free text and secrets excepted."""

import json
import re
from collections.abc import Iterator

from migrator.sandbox.rehearsal import Rehearsal

# The same in every installation: what Octopus itself brings along.
_BUILT_IN = re.compile(r"(?i)feeds-builtin(-releases)?|(teams|userroles)-[a-z].*|Spaces-1|.*-all")
_SHAPE = re.compile(r"\b[A-Za-z]+(?:-[A-Za-z]+)*-[0-9]+\b")


def source_ids(served: Rehearsal) -> set[str]:
    """The ids of all rows, and of what lies within them."""
    found = {document.id for document in served.instance.documents}
    for document in served.instance.documents:
        found |= {str(value) for value in _members(document.body, "Id")}
    return {i for i in found if _SHAPE.search(i) and not _BUILT_IN.fullmatch(i)}


def _members(value: object, name: str) -> Iterator[object]:
    match value:
        case dict():
            if isinstance(value.get(name), str):
                yield value[name]
            for item in value.values():
                yield from _members(item, name)
        case list():
            for item in value:
                yield from _members(item, name)
        case _:
            return


def _texts(value: object, path: str) -> Iterator[tuple[str, str]]:
    match value:
        case dict():
            for key, item in value.items():
                yield f"{path}/{key}#", str(key)
                yield from _texts(item, f"{path}/{key}")
        case list():
            for index, item in enumerate(value):
                yield from _texts(item, f"{path}/{index}")
        case str():
            yield path, value
        case _:
            return


def test_no_id_of_the_source_is_sent_but_in_text_that_is_reported(moved):
    ids = source_ids(moved.served)
    assert len(ids) > 400
    word = re.compile("|".join(rf"(?<![\w-]){re.escape(i)}(?![\w-])" for i in sorted(ids)))
    sent = [request for request in moved.requests if request.method != "GET"]
    assert len(sent) > 200
    for request in moved.requests:
        assert not word.search(request.path), request.path
        assert not word.search(json.dumps(dict(request.query)))
    secret = {s.plain for s in moved.served.instance.secrets}
    hits = [
        (request.path, path, hit[0], text[:80])
        for request in sent
        for path, text in _texts(request.body, "")
        if text not in secret and (hit := word.search(text))
    ]
    assert hits, "The sample has ids in its texts, so the search must find some."
    reported = {
        (finding["pointer"], finding["message"])
        for finding in moved.run.result["report"]["findings"]
        if finding["code"] == "id-in-text"
    }
    for route, pointer, identifier, text in hits:
        assert any(pointer == told and identifier in message for told, message in reported), (
            *(route, pointer, identifier, text),
        )
