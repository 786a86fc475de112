"""Names that a target refuses, told before anything is written."""

from __future__ import annotations

from collections.abc import Mapping

from migrator.model.documents import Kind
from migrator.rules.kinds import FACTS

# Source: the API's description of 2026, `maxLength` of the create and modify requests.
_MOST_LETTERS: Mapping[Kind, int] = {
    Kind.SPACE: 50,
    Kind.ENVIRONMENT: 50,
    Kind.FEED: 44,
    Kind.TEAM: 200,
}
_NAMELESS = frozenset({Kind.USER})


def refused_name(kind: Kind, name: object) -> str | None:
    """Why no document of the kind can bear the name; None if it can.

    Lengths are counted in UTF-16, as the server counts.
    """
    if kind in _NAMELESS or FACTS[kind].comes_with_owner or not isinstance(name, str):
        return None
    if not name.strip():
        return "It has no name, and the target makes nothing without one."
    most = _MOST_LETTERS.get(kind)
    letters = len(name.encode("utf-16-le", errors="surrogatepass")) // 2
    if most is not None and letters > most:
        return f"Its name has {letters} characters, and the target takes at most {most}."
    return None
