"""JSON documents: reading them safely, walking them by path, and the secrets inside."""

import copy
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

Document = dict[str, object]


@dataclass(frozen=True, slots=True)
class Kept:
    """A secret as the server keeps it, or the place of one that is not set."""

    plain: str | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True)
class Spot:
    """A place in a document that a path leads to; `is_present` is False where it is absent."""

    label: str
    value: object
    is_present: bool


def text(document: Mapping[str, object], key: str) -> str:
    """The text of a member; empty where it is absent or no text."""
    value = document.get(key)
    return value if isinstance(value, str) else ""


def texts(document: Mapping[str, object], key: str) -> list[str]:
    """The texts of a list member."""
    value = document.get(key)
    return [item for item in value if isinstance(item, str)] if isinstance(value, list) else []


def items(document: Mapping[str, object], key: str) -> list[Document]:
    """The objects of a list member: the very ones, so that a change shows in the document."""
    value = document.get(key)
    return [item for item in value if isinstance(item, dict)] if isinstance(value, list) else []


def mapping(document: Mapping[str, object], key: str) -> Document:
    """The object of a member; empty where it is absent."""
    value = document.get(key)
    return value if isinstance(value, dict) else {}


def number(document: Mapping[str, object], key: str, default: int = 0) -> int:
    """The whole number of a member."""
    value = document.get(key)
    return value if isinstance(value, int) and not isinstance(value, bool) else default


def flag(document: Mapping[str, object], key: str) -> bool:
    """Whether a member is true."""
    return document.get(key) is True


def same_name(one: str, other: str) -> bool:
    """Whether two names are one to Octopus, which ignores case and outer blanks.

    Source: OctopusDeploy/Issues #3128.
    """
    return one.strip().casefold() == other.strip().casefold()


def spots(value: object, path: str, label: str = "") -> Iterator[Spot]:
    """Every place that a path such as `Phases[].Name`, `Map{}` or `Map{keys}` leads to."""
    head, _, rest = path.partition(".")
    name, kind = _opened(head)
    if not isinstance(value, dict):
        return
    here = f"{label}.{name}" if label else name
    for member, place in _members(value, name, kind, here):
        if rest:
            yield from spots(member, rest, place)
        else:
            yield Spot(place, member, is_present=True)
    if not kind and not rest and name not in value:
        yield Spot(here, None, is_present=False)


def _opened(head: str) -> tuple[str, str]:
    for ending in ("[]", "{keys}", "{}"):
        if head.endswith(ending):
            return head.removesuffix(ending), ending
    return head, ""


def _members(
    value: Mapping[str, object], name: str, kind: str, here: str
) -> Iterator[tuple[object, str]]:
    member = value.get(name)
    match kind, member:
        case "", _ if name in value:
            yield member, here
        case "[]", list():
            yield from ((item, f"{here}[{at}]") for at, item in enumerate(member))
        case "{}", dict():
            yield from ((item, f"{here}.{key}") for key, item in member.items())
        case "{keys}", dict():
            yield from ((key, here) for key in member)
        case _:
            return


def is_sensitive(value: object) -> bool:
    """Whether a value is a SensitiveValue as clients write it."""
    return (
        isinstance(value, dict)
        and isinstance(value.get("HasValue"), bool)
        and value.keys() <= {"HasValue", "NewValue", "Hint"}
    )


def settle_secrets(new: object, old: object) -> object:
    """Copy a written value, its secrets set, kept from `old` or cleared as it says.

    Source: OctopusDeploy/OctopusClients, Model/SensitiveValue.cs.
    """
    if isinstance(new, dict):
        if is_sensitive(new):
            return _settled(new, old)
        before = old if isinstance(old, dict) else {}
        return {key: settle_secrets(item, before.get(key)) for key, item in new.items()}
    if isinstance(new, list):
        was = old if isinstance(old, list) else []
        return [settle_secrets(item, _counterpart(item, at, was)) for at, item in enumerate(new)]
    return new


def _settled(written: Mapping[str, object], old: object) -> Kept:
    if written.get("HasValue") is not True:
        return Kept()
    fresh = written.get("NewValue")
    if isinstance(fresh, str):
        return Kept(fresh)
    return old if isinstance(old, Kept) else Kept()


def _counterpart(item: object, at: int, old: list[object]) -> object:
    if not isinstance(item, dict):
        return None
    for key in ("Id", "Name"):
        wanted = item.get(key)
        if wanted:
            found = (o for o in old if isinstance(o, dict) and o.get(key) == wanted)
            return next(found, None)
    return old[at] if at < len(old) else None


def public(value: object) -> object:
    """Copy a stored value as an answer may show it: of a secret, whether there is one."""
    if isinstance(value, Kept):
        return {"HasValue": value.plain is not None, "Hint": None}
    if isinstance(value, dict):
        return {key: public(item) for key, item in value.items()}
    if isinstance(value, list):
        return [public(item) for item in value]
    return value


def inside(value: object) -> object:
    """Copy a stored value with its secrets open, for a test that looks into the server."""
    if isinstance(value, Kept):
        return {"HasValue": value.plain is not None, "NewValue": value.plain}
    if isinstance(value, dict):
        return {key: inside(item) for key, item in value.items()}
    if isinstance(value, list):
        return [inside(item) for item in value]
    return copy.deepcopy(value)


def strings(value: object) -> Iterator[str]:
    """Every text in a value, keys of maps too."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for key, item in value.items():
            yield key
            yield from strings(item)
    elif isinstance(value, list):
        for item in value:
            yield from strings(item)
