"""Variables that the API refuses, and with them the whole set in which they lie."""

from __future__ import annotations

from collections.abc import Mapping

from migrator.model.documents import Json, Kind, Omitted, Ref
from migrator.source.tables import member, text

_OF_LIBRARY = frozenset({"environment", "role", "machine", "tenanttag"})
_OF_PROMPTED = frozenset({"environment"})


def refused_variables(ref: Ref, body: Mapping[str, Json]) -> list[Omitted]:
    """Those of the set that cannot go, for a scope that today's servers do not take.

    Without that scope they would hold in more places, so they stay behind.
    Source: OctopusDeploy/Issues #3615; swagger of Octopus Server 2020.5 (`PUT variables`).
    """
    found: list[Omitted] = []
    for variable in _variables(body):
        why = _fault(ref, variable)
        if why:
            message = f"Variable {text(variable, 'Name')!r}: {why}"
            found.append(Omitted("refused-scope", str(ref), "/Variables", message))
    return found


def without_refused_variables(ref: Ref, body: Mapping[str, Json]) -> dict[str, Json]:
    """The set's members without those variables."""
    variables = member(body, "Variables")
    if ref.kind not in _KINDS or not isinstance(variables, list):
        return dict(body)
    kept: list[Json] = [
        item for item in variables if not isinstance(item, dict) or not _fault(ref, item)
    ]
    return {key: kept if key.casefold() == "variables" else value for key, value in body.items()}


_KINDS = frozenset({Kind.PROJECT_VARIABLES, Kind.LIBRARY_VARIABLES})


def _variables(body: Mapping[str, Json]) -> list[dict[str, Json]]:
    found = member(body, "Variables")
    return [item for item in found if isinstance(item, dict)] if isinstance(found, list) else []


def _fault(ref: Ref, variable: Mapping[str, Json]) -> str:
    scope = member(variable, "Scope")
    fields = {name for name, values in scope.items() if values} if isinstance(scope, dict) else ()
    if ref.kind is Kind.LIBRARY_VARIABLES:
        over = sorted(name for name in fields if name.casefold() not in _OF_LIBRARY)
        if over:
            return f"a library set takes no scope by {', '.join(over)}."
    if member(variable, "Prompt") is not None:
        over = sorted(name for name in fields if name.casefold() not in _OF_PROMPTED)
        if over:
            return f"a prompted variable takes no scope by {', '.join(over)}."
    return ""
