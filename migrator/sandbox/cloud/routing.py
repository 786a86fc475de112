"""Which act a path leads to: three forms for what lives in a space, case ignored."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import unquote

from migrator.sandbox.cloud.documents import text
from migrator.sandbox.cloud.exchange import Refusal, not_in_space, unknown_route
from migrator.sandbox.cloud.instance import Act, Instance
from migrator.sandbox.cloud.kind import Where

DEFAULT_SPACE = "Spaces-1"
_SPACE_ID = re.compile(r"spaces-\d+", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Route:
    """One route.

    Attributes:
        pattern: below the space or `/api`; `{name}` is open, the rest ignores case.
        permission: what the user must have; empty asks for none.
        is_open: whether it needs no login.
    """

    method: str
    pattern: str
    where: Where
    permission: str
    act: Act
    is_open: bool = False

    def match(self, parts: list[str]) -> dict[str, str] | None:
        """The open parts of the path; None where it is another route's."""
        wanted = [part for part in self.pattern.split("/") if part]
        if len(wanted) != len(parts):
            return None
        params: dict[str, str] = {}
        for pattern, part in zip(wanted, parts, strict=True):
            if pattern.startswith("{"):
                params[pattern.strip("{}")] = part
            elif pattern.casefold() != part.casefold():
                return None
        return params


@dataclass(frozen=True, slots=True)
class Found:
    """The route of a request, with what its path says."""

    route: Route
    space_id: str
    params: dict[str, str]


class Router:
    """Finds routes; of two that fit, the first one wins."""

    def __init__(self, routes: Iterable[Route]) -> None:
        self._routes = tuple(routes)

    def find(self, instance: Instance, method: str, path: str) -> Found:
        """Find the route of a request.

        Raises:
            Refusal: there is none (404), or none for this verb (405), or no such space (404).
        """
        parts = [unquote(part) for part in path.split("/") if part]
        if not parts or parts[0].casefold() != "api":
            raise unknown_route()
        parts = parts[1:]
        if parts and _SPACE_ID.fullmatch(parts[0]):
            # `/api/Spaces-1` alone is the root of the space.
            return self._in_space(instance, method, parts[0], parts[1:])
        wheres = (Where.SYSTEM, Where.EITHER)
        found, has_other_verb = self._first(method, parts, wheres)
        if found:
            return Found(found[0], "", found[1])
        if len(parts) > 2 and parts[0].casefold() == "spaces":  # noqa: PLR2004 - spaces/{id}/x
            return self._in_space(instance, method, parts[1], parts[2:])
        if parts and not has_other_verb:
            return self._in_space(instance, method, DEFAULT_SPACE, parts)
        raise _wrong_verb(method) if has_other_verb else unknown_route()

    def _in_space(self, instance: Instance, method: str, key: str, parts: list[str]) -> Found:
        found, has_other_verb = self._first(method, parts, (Where.SPACE, Where.EITHER))
        if not found:
            raise _wrong_verb(method) if has_other_verb else unknown_route()
        return Found(found[0], _space_id(instance, key), found[1])

    def _first(
        self, method: str, parts: list[str], wheres: tuple[Where, ...]
    ) -> tuple[tuple[Route, dict[str, str]] | None, bool]:
        has_other_verb = False
        for route in self._routes:
            if route.where not in wheres:
                continue
            params = route.match(parts)
            if params is None:
                continue
            if route.method == method:
                return (route, params), False
            has_other_verb = True
        return None, has_other_verb


def _wrong_verb(method: str) -> Refusal:
    return Refusal(405, f"The requested resource does not support http method '{method}'.")


def _space_id(instance: Instance, key: str) -> str:
    for space in instance.store.all_of("Space"):
        if key.casefold() in (text(space, "Id").casefold(), text(space, "Slug").casefold()):
            return text(space, "Id")
    raise not_in_space()
