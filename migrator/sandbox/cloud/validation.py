"""The two stages of validation.

The first reports all faults of the payload at once, the second stops at the first fault.
Source: OctopusDeploy/Architecture, OctopusServer/DomainModel.md, "Client Feedback".
"""

from collections.abc import Iterable, Mapping

from migrator.sandbox.cloud.documents import (
    Document,
    items,
    same_name,
    settle_secrets,
    spots,
    text,
    texts,
)
from migrator.sandbox.cloud.exchange import invalid, missing_reference
from migrator.sandbox.cloud.fields import Field, fault_in
from migrator.sandbox.cloud.instance import Instance, Saving
from migrator.sandbox.cloud.store import free_slug

_TAG_PARTS = 2


def as_body(value: object) -> Document:
    """The object that a request carries.

    Raises:
        Refusal: there is none.
    """
    if value is None:
        raise invalid("No request body was supplied.")
    if not isinstance(value, dict):
        raise invalid("The request body must be a JSON object.")
    return dict(value)


def recase(body: Mapping[str, object], names: Iterable[str]) -> Document:
    """Spell members as they are declared: binding ignores case."""
    spelled = {name.casefold(): name for name in names}
    return {spelled.get(key.casefold(), key): value for key, value in body.items()}


def bind(
    fields: tuple[Field, ...], body: Mapping[str, object], stored: Document | None
) -> Document:
    """Give the document that a body describes; what the table does not name is ignored.

    Raises:
        Refusal: with all faults of the payload.
    """
    body = recase(body, (field.path for field in fields if field.is_top))
    raise_faults(fields, body)
    document: Document = {}
    was = stored or {}
    for field in fields:
        if not field.is_top:
            continue
        value = body.get(field.path, field.default)
        value = field.default if value is None else value
        if field.form == "secret" and field.path not in body:
            value = was.get(field.path, field.default)
        document[field.path] = settle_secrets(value, was.get(field.path))
    return document


def raise_faults(fields: tuple[Field, ...], body: Mapping[str, object]) -> None:
    """Refuse a body with every fault that it has."""
    details: dict[str, str] = {}
    for field in fields:
        for spot in spots(body, field.path):
            if not spot.is_present and not field.is_required:
                continue
            fault = fault_in(field, spot.value, spot.label)
            if fault:
                details[spot.label] = fault
    if details:
        raise invalid(*details.values(), details=details)


def check_references(
    instance: Instance, space_id: str | None, fields: tuple[Field, ...], document: Document
) -> None:
    """Refuse a document that refers to what its space does not have."""
    for field in fields:
        if field.form not in ("ref", "refs", "tags"):
            continue
        for spot in spots(document, field.path):
            values = spot.value if isinstance(spot.value, list) else [spot.value]
            for value in values:
                if not isinstance(value, str) or not value:
                    continue
                if field.form == "tags":
                    check_tag(instance, space_id, value, field.of, spot.label)
                else:
                    check_id(instance, space_id, field.of, value, spot.label)


def check_id(
    instance: Instance, space_id: str | None, kind: str, document_id: str, label: str
) -> Document:
    """Give the document that an id leads to.

    Raises:
        Refusal: this space has none. Strict: the real server does not check all of them.
    """
    found = instance.store.find(kind, document_id, space_id)
    if found is None:
        raise missing_reference(document_id, label)
    return found


def check_tag(instance: Instance, space_id: str | None, tag: str, scope: str, label: str) -> None:
    """Refuse a tag that no tag set for that scope has.

    Source: OctopusDeploy/Issues #5329; OctopusDeploy/docs, tag-sets.md.
    """
    parts = tag.split("/", 1)
    if len(parts) != _TAG_PARTS:
        raise invalid("Canonical Tag Name expected in the format of `TagSetName/TagName`")
    for tag_set in instance.store.all_of("TagSet", space_id):
        if not same_name(text(tag_set, "Name"), parts[0]):
            continue
        if scope and instance.is_recent and scope not in texts(tag_set, "Scopes"):
            raise invalid(f"Tag set '{parts[0]}' cannot be used here: {scope} is not in its scopes")
        is_free = text(tag_set, "Type") == "FreeText"
        if is_free or any(same_name(text(t, "Name"), parts[1]) for t in items(tag_set, "Tags")):
            return
    raise missing_reference(tag, label)


def check_name(saving: Saving, siblings: Iterable[Document]) -> None:
    """Refuse a name that another document of the kind has. Source: OctopusDeploy/Issues #3128."""
    key = saving.kind.unique_field
    if not key:
        return
    name = text(saving.document, key)
    for other in siblings:
        # An archived certificate has given its name free.
        if other.get("Archived") is None and same_name(text(other, key), name):
            raise invalid(
                f"A {saving.kind.word} with this name already exists. "
                "Please choose a different name."
            )


def settle_slug(saving: Saving, siblings: Iterable[Document]) -> None:
    """Take the slug that was sent, keep the one there is, or derive one.

    Raises:
        Refusal: the slug that was sent is taken. Source: OctopusDeploy/Issues #4042.
    """
    taken = {text(other, "Slug") for other in siblings}
    sent = text(saving.document, "Slug")
    if sent and sent in taken:
        raise invalid(
            f"The slug '{sent}' is already in use by another {saving.kind.word}. "
            "Please choose a different slug."
        )
    kept = text(saving.stored or {}, "Slug")
    saving.document["Slug"] = sent or kept or free_slug(text(saving.document, "Name"), taken)
