"""Variables under a tag of a set that has another name on the source since the last run.

Tags are named where they are used, never numbered, and renaming their set breaks what names
them. So a set of the new name is made, and what we carry is written with its tags; the set of the
old name stays for whatever else uses it.
Source: octopus.com/docs/octopus-rest-api (canonical tag names); OctopusDeploy/Issues #9609.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from migrator.model.documents import Body, Json, Kind, Node, Ref
from migrator.rules.fields import is_variables
from migrator.rules.kinds import document_of, match_key
from migrator.rules.merging import variable_key

_TAGS = "TenantTag"


def find_retagged(renamed: Mapping[Ref, Ref], is_there: Callable[[Ref], bool]) -> dict[Ref, Ref]:
    """For each tag set that the target has under an old name, what it is called now."""
    return {
        old: new
        for new, old in renamed.items()
        if old.kind is Kind.TAG_SET and is_there(old) and match_key(new) != match_key(old)
    }


def retagged(kind: Kind, ours: Body, theirs: Body, sets: Mapping[Ref, Ref]) -> Body:
    """Their body with each variable under the new tags under which ours is the same one.

    A variable that only they have keeps its tags: nobody says that the new set has these.
    """
    mine, others = ours.get("Variables"), theirs.get("Variables")
    if not sets or not is_variables(kind):
        return theirs
    if not isinstance(mine, list) or not isinstance(others, list):
        return theirs
    new = {match_key(old): found for old, found in sets.items()}

    def named(tag: Node) -> Node:
        if isinstance(tag, Ref) and tag.kind is Kind.TAG:
            found = new.get(match_key(document_of(tag)))
            return Ref(Kind.TAG, (*found.path, tag.name)) if found else tag
        return tag

    known = {variable_key(item) for item in mine}
    renamed: list[Node] = []
    for item in others:
        again = _with_tags(item, named)
        is_same = variable_key(again) in known and variable_key(item) not in known
        renamed.append(again if is_same else item)
    return {**theirs, "Variables": renamed}


def _with_tags(item: Node, named: Callable[[Node], Node]) -> Node:
    scope = item.get("Scope") if isinstance(item, dict) else None
    tags = scope.get(_TAGS) if isinstance(scope, dict) else None
    if isinstance(item, dict) and isinstance(scope, dict) and isinstance(tags, list):
        return {**item, "Scope": {**scope, _TAGS: [named(tag) for tag in tags]}}
    return item


def retagged_texts(
    ours: Sequence[Mapping[str, Json]],
    theirs: Sequence[Mapping[str, Json]],
    sets: Mapping[str, str],
    key: Callable[[Mapping[str, Json]], str],
) -> list[Json]:
    """The same for variables as the API has them.

    Args:
        ours: those that are about to be written.
        theirs: those that the target holds.
        sets: for each old name of a set, folded, the new one.
        key: what tells variables apart.
    """
    known = {key(item) for item in ours}
    renamed: list[Json] = []
    for item in theirs:
        scope = item.get("Scope")
        tags = scope.get(_TAGS) if isinstance(scope, dict) else None
        again = dict(item)
        if isinstance(scope, dict) and isinstance(tags, list):
            again["Scope"] = {**scope, _TAGS: [_renamed_text(tag, sets) for tag in tags]}
        is_same = key(again) in known and key(item) not in known
        renamed.append(again if is_same else dict(item))
    return renamed


def _renamed_text(tag: Json, sets: Mapping[str, str]) -> Json:
    if not isinstance(tag, str):
        return tag
    name, slash, rest = tag.partition("/")
    return f"{sets.get(name.strip().casefold(), name)}{slash}{rest}"
