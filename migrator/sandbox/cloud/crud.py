"""What all kinds have in common: list, read, create, change and delete."""

from migrator.sandbox.cloud.documents import (
    Document,
    flag,
    mapping,
    number,
    public,
    same_name,
    strings,
    text,
)
from migrator.sandbox.cloud.exchange import Answer, invalid, not_found, not_in_space
from migrator.sandbox.cloud.instance import Behaviour, Call, Instance, Saving
from migrator.sandbox.cloud.kind import Kind, Where
from migrator.sandbox.cloud.kinds import KINDS
from migrator.sandbox.cloud.links import links_of, page
from migrator.sandbox.cloud.routing import Route
from migrator.sandbox.cloud.store import now
from migrator.sandbox.cloud.validation import (
    as_body,
    bind,
    check_name,
    check_references,
    settle_slug,
)


def behaviour_of(instance: Instance, kind: Kind) -> Behaviour:
    """What the kind does beside the common."""
    return instance.behaviours.get(kind.name, Behaviour())


def shown(instance: Instance, kind: Kind, document: Document) -> Document:
    """The document as an answer shows it: links in, secrets out."""
    copied = public(behaviour_of(instance, kind).show(instance, instance.known(document)))
    body = copied if isinstance(copied, dict) else {}
    return body | {"Links": links_of(kind, body) | mapping(body, "Links")}


def create(
    instance: Instance, space_id: str, kind: Kind, sent: Document, *, fixed_id: str = ""
) -> Document:
    """Check a new document in both stages and store it.

    `fixed_id` is for what has an id that is no number of a series.

    Raises:
        Refusal: it is not allowed; nothing has changed then.
    """
    saving = _saving(instance, space_id, kind, sent, None)
    count = len(instance.store.all_of(kind.name))
    instance.licence.check(kind.name, count)
    document = saving.document
    document["Id"] = fixed_id or instance.store.next_id(kind.prefix)
    _store(saving, "Created")
    return document


def update(
    instance: Instance, space_id: str, kind: Kind, sent: Document, stored: Document
) -> Document:
    """Check the new form of a document in both stages and store it in place of the old."""
    sent_id = text(sent, "Id")
    if sent_id and sent_id != text(stored, "Id"):
        raise invalid(f"The Id '{sent_id}' does not match the resource '{text(stored, 'Id')}'.")
    saving = _saving(instance, space_id, kind, sent, stored)
    # What only the server sets stays: ids of children, versions, computed members.
    for key, value in stored.items():
        saving.document.setdefault(key, value)
    _store(saving, "Modified")
    return saving.document


def _saving(
    instance: Instance, space_id: str, kind: Kind, sent: Document, stored: Document | None
) -> Saving:
    behaviour = behaviour_of(instance, kind)
    sent_space = text(sent, "SpaceId")
    if kind.where is Where.SPACE and sent_space and sent_space != space_id:
        raise invalid(f"The SpaceId '{sent_space}' does not match the space '{space_id}'.")
    body = behaviour.read(sent)
    fields = kind.fields_for(body)
    document = bind(fields, body, stored)
    if kind.where is Where.SPACE:
        document["SpaceId"] = space_id
    saving = Saving(instance, kind, space_id, body, document, stored)
    siblings = _siblings(saving)
    check_name(saving, siblings)
    if kind.has_slug:
        settle_slug(saving, siblings)
    within = space_id if kind.where is Where.SPACE else text(document, "SpaceId") or None
    check_references(instance, within, fields, document)
    behaviour.check(saving)
    return saving


def _siblings(saving: Saving) -> list[Document]:
    kind, document = saving.kind, saving.document
    space = None if kind.where is Where.SYSTEM else text(document, "SpaceId")
    own = text(saving.stored or {}, "Id")
    owner = kind.unique_within
    return [
        other
        for other in saving.instance.store.all_of(kind.name, space)
        if text(other, "Id") != own and (not owner or other.get(owner) == document.get(owner))
    ]


def _store(saving: Saving, category: str) -> None:
    saving.document["LastModifiedOn"] = now()
    saving.document["LastModifiedBy"] = "migration"
    saving.instance.store.put(saving.kind.name, saving.document)
    behaviour_of(saving.instance, saving.kind).saved(saving)
    saving.instance.store.record(
        category, saving.kind.name, saving.document, saving.instance.user_id
    )


def found_by(call: Call, kind: Kind, key: str) -> Document:
    """The document that an id or a slug in a route names.

    Raises:
        Refusal: there is none, or it is in another space.
    """
    document = call.instance.store.find(kind.name, key)
    if document is None and kind.has_slug:
        candidates = call.instance.store.all_of(kind.name, call.space_id or None)
        document = next((d for d in candidates if text(d, "Slug") == key), None)
    if document is None:
        raise not_found(key)
    if kind.where is Where.SPACE and text(document, "SpaceId") != call.space_id:
        raise not_in_space()
    return document


def listed(call: Call, kind: Kind) -> list[Document]:
    """The documents that a list may show, filtered as the query says and sorted."""
    query = call.request.query
    found = _visible(call, kind)
    if query.get("ids"):
        wanted = {part.strip() for part in query["ids"].split(",")}
        found = [d for d in found if text(d, "Id") in wanted]
    if query.get("name"):
        found = [d for d in found if same_name(text(d, "Name"), query["name"])]
    if query.get("partialname"):
        part = query["partialname"].casefold()
        found = [d for d in found if part in text(d, kind.unique_field or "Id").casefold()]
    if query.get("contenttype"):
        found = [d for d in found if text(d, "ContentType") == query["contenttype"]]
    if kind.name == "Certificate":
        wants_archived = query.get("archived", "").casefold() == "true"
        found = [d for d in found if (d.get("Archived") is not None) == wants_archived]
    return sorted(found, key=lambda d: _order(kind, d))


def _visible(call: Call, kind: Kind) -> list[Document]:
    store = call.instance.store
    match kind.where:
        case Where.SYSTEM:
            return store.all_of(kind.name)
        case Where.EITHER if not call.space_id:
            return store.all_of(kind.name)
        case Where.EITHER:
            return store.all_of(kind.name, call.space_id) + store.all_of(kind.name, "")
        case Where.SPACE:
            return store.all_of(kind.name, call.space_id)


def _order(kind: Kind, document: Document) -> tuple[int, str]:
    position = number(document, "SortOrder") if kind.is_ordered else 0
    return position, text(document, kind.unique_field or "Id").casefold()


def list_page(call: Call, kind: Kind, found: list[Document]) -> Answer:
    """A page of documents."""
    bodies: list[object] = [shown(call.instance, kind, document) for document in found]
    return Answer(200, page(kind.name, call.request.path, bodies, call.request.query))


def _list(call: Call, kind: Kind) -> Answer:
    return list_page(call, kind, listed(call, kind))


def _all(call: Call, kind: Kind) -> Answer:
    return Answer(200, [shown(call.instance, kind, d) for d in listed(call, kind)])


def _get(call: Call, kind: Kind) -> Answer:
    key = call.params["id"]
    # Who may not view a document learns no more than that it is not there.
    if kind.view in call.instance.trouble.missing_permissions:
        raise not_found(key)
    return Answer(200, shown(call.instance, kind, found_by(call, kind, key)))


def post(call: Call, kind: Kind, body: Document) -> Answer:
    """Create a document and answer as its kind does."""
    if "publish" in call.request.query:
        body = {**body, "Publish": call.request.query["publish"]}
    document = create(call.instance, call.space_id, kind, body)
    if kind.answers_id_only:
        return Answer(201, {"Id": text(document, "Id")})
    return Answer(201, shown(call.instance, kind, document))


def put(call: Call, kind: Kind) -> Answer:
    """Change a document and answer as its kind does."""
    stored = found_by(call, kind, call.params["id"])
    body = as_body(call.request.body)
    document = update(call.instance, call.space_id, kind, body, stored)
    return Answer(200, {} if kind.answers_id_only else shown(call.instance, kind, document))


def _delete(call: Call, kind: Kind) -> Answer:
    document = found_by(call, kind, call.params["id"])
    if flag(document, "IsBuiltIn"):
        raise invalid("This resource is read-only and cannot be deleted.")
    behaviour_of(call.instance, kind).delete(call.instance, document)
    call.instance.store.remove(kind.name, text(document, "Id"))
    call.instance.store.record("Deleted", kind.name, document, call.instance.user_id)
    return Answer(200, {})


def _sort(call: Call, kind: Kind) -> Answer:
    wanted = call.request.body
    documents = {text(d, "Id"): d for d in call.instance.store.all_of(kind.name, call.space_id)}
    if not isinstance(wanted, list) or sorted(map(str, wanted)) != sorted(documents):
        raise invalid("The sort order must hold every id exactly once.")
    for at, document_id in enumerate(wanted):
        documents[document_id]["SortOrder"] = at
    return Answer(200, {})


def routes_of(kind: Kind) -> list[Route]:
    """The routes that each kind has."""
    at, one = kind.collection, f"{kind.collection}/{{id}}"
    routes = [
        Route("GET", at, kind.where, kind.view, lambda call: _list(call, kind)),
        Route(
            "POST",
            at,
            kind.where,
            kind.create,
            lambda call: post(call, kind, as_body(call.request.body)),
        ),
        # Asks for the permission itself: without it the document is not there.
        Route("GET", one, kind.where, "", lambda call: _get(call, kind)),
        Route("PUT", one, kind.where, kind.edit, lambda call: put(call, kind)),
        Route("DELETE", one, kind.where, kind.delete, lambda call: _delete(call, kind)),
    ]
    if kind.is_ordered:
        order = Route(
            "PUT", f"{at}/sortorder", kind.where, kind.edit, lambda call: _sort(call, kind)
        )
        routes.insert(0, order)
    if kind.has_all:
        everything = Route("GET", f"{at}/all", kind.where, kind.view, lambda call: _all(call, kind))
        routes.insert(0, everything)
    return routes


def routes() -> list[Route]:
    """The routes of all kinds."""
    return [route for kind in KINDS.values() for route in routes_of(kind)]


def refuse_in_use(instance: Instance, kind: Kind, document: Document, users: list[str]) -> None:
    """Refuse to delete what documents of the named kinds refer to.

    Source: OctopusDeployLabs/terraform-provider-octopusdeploy #499.
    """
    own = text(document, "Id")
    for user in users:
        for other in instance.store.all_of(user, text(document, "SpaceId")):
            if own in strings(other):
                raise invalid(
                    f"This {kind.word} cannot be deleted because it is being used by the "
                    f"following {KINDS[user].word}s: [{text(other, 'Name')}]"
                )
