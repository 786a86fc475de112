"""The links of documents and the pages of lists."""

from collections.abc import Mapping

from migrator.sandbox.cloud.documents import Document, text
from migrator.sandbox.cloud.kind import Kind, Where

_DEFAULT_TAKE = 30
_ALL = 2147483647


def base_path(kind: Kind, document: Mapping[str, object]) -> str:
    """The collection that a document is reached in."""
    space = text(document, "SpaceId")
    if kind.where is Where.SPACE and space:
        return f"/api/{space}/{kind.collection}"
    return f"/api/{kind.collection}"


def links_of(kind: Kind, document: Mapping[str, object]) -> Document:
    """All links of a document."""
    links: Document = {"Self": f"{base_path(kind, document)}/{text(document, 'Id')}"}
    known = {key: value if isinstance(value, str) else "" for key, value in document.items()}
    return links | {name: form.format_map(known) for name, form in kind.links.items()}


def page(item_type: str, path: str, found: list[object], query: Mapping[str, str]) -> Document:
    """The paging body around the part of a list that the query asks for."""
    skip = max(0, _whole(query.get("skip"), 0))
    take = max(0, _whole(query.get("take"), _DEFAULT_TAKE))
    size = max(1, take)
    pages = max(1, -(-len(found) // size))
    links = {
        "Self": _at(path, skip, take),
        "Template": path + "{?skip,take,ids,partialName}",
        "Page.All": _at(path, 0, _ALL),
        "Page.Current": _at(path, skip, take),
        "Page.Last": _at(path, (pages - 1) * take, take),
    }
    if take and skip + take < len(found):
        links["Page.Next"] = _at(path, skip + take, take)
    if skip > 0:
        links["Page.Previous"] = _at(path, max(0, skip - take), take)
    return {
        "ItemType": item_type,
        "TotalResults": len(found),
        "ItemsPerPage": take,
        "NumberOfPages": pages,
        "LastPageNumber": pages - 1,
        "Items": found[skip : skip + take],
        "Links": links,
    }


def _at(path: str, skip: int, take: int) -> str:
    return f"{path}?skip={skip}&take={take}"


def _whole(value: str | None, default: int) -> int:
    try:
        return int(value) if value else default
    except ValueError:
        return default
