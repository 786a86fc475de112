"""Tag sets: what their tags are called by."""

from __future__ import annotations

from collections.abc import Mapping

from migrator.model.documents import Json, Kind, Ref
from migrator.rules.naming import Directory
from migrator.rules.versions import FREE_TEXT
from migrator.source.tables import member, text


def learn_tags(ref: Ref, body: Mapping[str, Json], directory: Directory) -> None:
    """Remember each tag of a set by its id and by its set's name and its own."""
    if member(body, "Type") == FREE_TEXT:
        directory.add_free_text(ref)
    tags = member(body, "Tags")
    for tag in tags if isinstance(tags, list) else ():
        if isinstance(tag, dict):
            name = text(tag, "Name")
            tag_ref = Ref(Kind.TAG, (*ref.path, name))
            if identity := text(tag, "Id"):
                directory.add(ref.space, identity, tag_ref)
            for known in (f"{ref.name}/{name}", text(tag, "CanonicalTagName")):
                if known:
                    directory.add_name(ref.space, known, tag_ref)
