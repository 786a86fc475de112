"""What a kind of document is to the server."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TypedDict, Unpack

from migrator.sandbox.cloud.documents import mapping, text
from migrator.sandbox.cloud.fields import Field, parse_fields


class Where(StrEnum):
    """Where the documents of a kind live."""

    SPACE = "space"
    SYSTEM = "system"
    EITHER = "either"


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of document.

    Attributes:
        prefix: of its ids, as in `Projects-12`.
        collection: the route below the space (or below `/api`).
        word: how messages call it.
        unique_within: the field that names the owner inside which names are unique, or empty.
        variant_path: the member that decides which of `variants` applies.
        view, create, edit, delete: the permissions asked for; empty asks for none.
        links: further links by name; `{Field}` stands for a member of the document.
        answers_id_only: whether POST and PUT give next to nothing back.
    """

    name: str
    prefix: str
    collection: str
    word: str
    fields: tuple[Field, ...]
    where: Where = Where.SPACE
    unique_field: str = "Name"
    unique_within: str = ""
    has_all: bool = True
    has_slug: bool = False
    is_ordered: bool = False
    variant_path: tuple[str, ...] = ()
    variants: Mapping[str, tuple[Field, ...]] = field(default_factory=dict)
    view: str = ""
    create: str = ""
    edit: str = ""
    delete: str = ""
    links: Mapping[str, str] = field(default_factory=dict)
    answers_id_only: bool = False

    def fields_for(self, body: Mapping[str, object]) -> tuple[Field, ...]:
        """The fields of this kind and of the subtype that the body says it is."""
        if not self.variant_path:
            return self.fields
        *owners, last = self.variant_path
        for owner in owners:
            body = mapping(body, owner)
        return self.fields + tuple(self.variants.get(text(body, last), ()))


class _More(TypedDict, total=False):
    """What a kind may say of itself beside its name, route and fields."""

    prefix: str
    word: str
    where: Where
    unique_field: str
    unique_within: str
    has_all: bool
    has_slug: bool
    is_ordered: bool
    variant_path: tuple[str, ...]
    variants: Mapping[str, tuple[Field, ...]]
    view: str
    create: str
    edit: str
    delete: str
    links: Mapping[str, str]
    answers_id_only: bool


class _Permissions(TypedDict):
    view: str
    create: str
    edit: str
    delete: str


def make_kind(name: str, collection: str, table: str, **more: Unpack[_More]) -> Kind:
    """Give a kind whose prefix, word and permissions follow from its name unless they are said."""
    given: _More = {
        "prefix": name[:-1] + "ies" if name.endswith("y") else name + "s",
        "word": "".join(f" {c.lower()}" if c.isupper() else c for c in name).strip(),
        "view": f"{name}View",
        "create": f"{name}Create",
        "edit": f"{name}Edit",
        "delete": f"{name}Delete",
    }
    given.update(more)
    return Kind(name=name, collection=collection, fields=parse_fields(table), **given)


def permissions(view: str, edit: str) -> _Permissions:
    """The permissions of a kind that has one for reading and one for everything else."""
    return {"view": view, "create": edit, "edit": edit, "delete": edit}
