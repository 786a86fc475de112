"""Changes of good data that a machine, a person or an attacker could make."""

import json

from hypothesis import strategies as st

ODD_TEXTS = (
    "",
    " ",
    "\0",
    "\ud800",
    "\u202eevil",
    "\u0410",
    "../../x",
    "x" * 5000,
    "Spaces-1",
    "NaN",
)
ODD_NUMBERS = (0, -1, 2**31, 2**63, 10**40, 1e308, float("nan"), float("inf"), 0.5)
ODD = (None, True, False, *ODD_TEXTS, *ODD_NUMBERS, [], {}, [[]], {"": None}, [None], {"Id": {}})


@st.composite
def mutations(draw, whole):
    """The bytes with some overwritten, taken out, doubled or put in."""
    data = bytearray(whole)
    for _ in range(draw(st.integers(1, 3))):
        at = draw(st.integers(0, max(0, len(data) - 1)))
        to = at + draw(st.integers(0, 40))
        match draw(st.sampled_from(["overwrite", "take out", "double", "put in"])):
            case "overwrite":
                new = draw(st.binary(min_size=1, max_size=8))
                data[at : at + len(new)] = new
            case "take out":
                del data[at:to]
            case "double":
                data[at:at] = data[at:to]
            case _:
                data[at:at] = draw(st.binary(max_size=40))
    return bytes(data)


def changed(value, draw):
    """The JSON value with one node of it, drawn by a `random.Random`, made something odd."""
    value = json.loads(json.dumps(value))
    places = list(_places(value))
    if not places:
        return draw.choice(ODD)
    holder, key = draw.choice(places)
    match draw.randrange(4):
        case 0 if isinstance(holder, dict):
            del holder[key]
        case 1:
            holder[key] = nested(draw.choice((3, 40, 300, 800)))
        case 2 if isinstance(holder, list):
            holder.insert(0, holder[key])
        case _:
            holder[key] = draw.choice(ODD)
    return value


def nested(depth):
    """Lists in lists."""
    value = []
    for _ in range(depth):
        value = [value]
    return value


def _places(value):
    """Each node by its holder and its key there."""
    match value:
        case dict():
            for key, inner in value.items():
                yield value, key
                yield from _places(inner)
        case list():
            for index, inner in enumerate(value):
                yield value, index
                yield from _places(inner)
        case _:
            pass
