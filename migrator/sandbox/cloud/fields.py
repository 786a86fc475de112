"""What a request body of a kind may and must hold, written as a table.

A line is `path[!] form [max length] [=default]`. `!` makes the field required. A path goes
through lists (`Phases[].Name`) and maps (`ProjectEnvironments{keys}`). Forms:

    text, number, flag      a JSON scalar
    texts, list, map, any   a list of texts, a list of objects, an object, whatever comes
    secret, property        a SensitiveValue; a PropertyValue (text or SensitiveValue)
    one:A|B                 a text out of a closed set
    ref:Kind, refs:Kind     an id, ids; checked to exist in the same space
    tags:Scope              canonical tag names out of tag sets for that scope
"""

import json
from dataclasses import dataclass

from migrator.sandbox.cloud.documents import Kept, is_sensitive

# A retention period, to be formatted with the path of the member that holds it.
RETENTION = """
    {0} map =null
    {0}.Strategy one:Default|Count|Forever
    {0}.Unit one:Days|Items
    {0}.QuantityToKeep number
"""
_LISTS = ("texts", "list", "refs", "tags")


@dataclass(frozen=True, slots=True)
class Field:
    """One line of the table."""

    path: str
    form: str
    of: str = ""
    is_required: bool = False
    max_length: int | None = None
    default: object = None

    @property
    def is_top(self) -> bool:
        """Whether it is a member of the document itself."""
        return not set(self.path) & set(".[{")


def parse_fields(table: str) -> tuple[Field, ...]:
    """Parse the lines of a table; blank ones do not count."""
    return tuple(_parse_line(line) for line in table.splitlines() if line.strip())


def _parse_line(line: str) -> Field:
    declared, _, default = line.partition("=")
    path, form, *rest = declared.split()
    name, _, of = form.partition(":")
    return Field(
        path.removesuffix("!"),
        name,
        of,
        path.endswith("!"),
        int(rest[0]) if rest else None,
        json.loads(default) if default else _empty(name),
    )


def _empty(form: str) -> object:
    match form:
        case "secret":
            return Kept()
        case "map":
            return {}
        case "flag":
            return False
        case _ if form in _LISTS:
            return []
        case _:
            return None


def fault_in(field: Field, value: object, label: str) -> str | None:
    """What is wrong with the value of a field before any rule of the domain; None if nothing."""
    is_blank = isinstance(value, str) and not value.strip()
    if value is None or (is_blank and field.is_required):
        if field.is_required:
            return f"The {label} field is required."
        if field.form in _LISTS:
            return f"Value cannot be null. (Parameter '{label}')"
        return None
    if not _has_form(field, value):
        return f"The value provided for {label} is not valid: {_expected(field)} was expected."
    if field.max_length is not None and isinstance(value, str) and len(value) > field.max_length:
        return (
            f"The field {label} must be a string or array type with a maximum length of "
            f"'{field.max_length}'."
        )
    return None


def _expected(field: Field) -> str:
    return f"one of {field.of.replace('|', ', ')}" if field.form == "one" else field.form


def _has_form(field: Field, value: object) -> bool:
    match field.form:
        case "text" | "ref":
            return isinstance(value, str)
        case "number":
            return isinstance(value, int) and not isinstance(value, bool)
        case "flag":
            return isinstance(value, bool)
        case "texts" | "refs" | "tags":
            return isinstance(value, list) and all(isinstance(item, str) for item in value)
        case "list":
            return isinstance(value, list) and all(isinstance(item, dict) for item in value)
        case "map":
            return isinstance(value, dict)
        case "secret":
            return is_sensitive(value)
        case "property":
            return isinstance(value, str) or is_sensitive(value)
        case "one":
            return value in field.of.split("|")
        case _:
            return True
