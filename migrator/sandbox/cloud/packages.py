"""The packages of the built-in feed, and the logos that are uploaded in the same way."""

import hashlib
import re
from dataclasses import dataclass
from email.parser import BytesParser
from email.policy import HTTP
from functools import partial

from migrator.sandbox.cloud.crud import found_by
from migrator.sandbox.cloud.documents import Document, text
from migrator.sandbox.cloud.exchange import Answer, Refusal, Request, invalid, not_found
from migrator.sandbox.cloud.instance import Call
from migrator.sandbox.cloud.kind import Where
from migrator.sandbox.cloud.kinds import KINDS
from migrator.sandbox.cloud.links import page
from migrator.sandbox.cloud.routing import Route
from migrator.sandbox.cloud.store import now

_MODES = ("FailIfExists", "OverwriteExisting", "IgnoreIfExists")
_FILE_NAME = re.compile(
    r"(?P<id>.+?)\.(?P<version>\d+(\.\d+){0,3}([-+][0-9A-Za-z.+-]*)?)"
    r"(?P<extension>\.(tar\.gz|tar\.bz2|tgz|tar|zip|nupkg|jar|war|ear|rar|txt))"
)
_WITH_LOGO = {
    "actiontemplates": "ActionTemplate",
    "projects": "Project",
    "tenants": "Tenant",
    "spaces": "Space",
}


@dataclass(frozen=True, slots=True)
class Upload:
    """The one file of a multipart request."""

    file_name: str
    content: bytes


def read_upload(request: Request) -> Upload:
    """Find the file part of a multipart request.

    Raises:
        Refusal: there is none, or it is empty.
    """
    head = f"Content-Type: {request.headers.get('content-type', '')}\r\n\r\n".encode()
    message = BytesParser(policy=HTTP).parsebytes(head + request.content)
    for part in message.iter_parts() if message.is_multipart() else ():
        name = part.get_filename()
        if name:
            content = part.get_payload(decode=True)
            if not isinstance(content, bytes) or not content:
                raise invalid(
                    "The uploaded package file had length equal to 0. "
                    "Please upload a non-empty file."
                )
            return Upload(name, content)
    raise invalid("A package file must be provided")


def _push(call: Call) -> Answer:
    mode = call.request.query.get("overwritemode", "")
    if not mode:
        is_replace = call.request.query.get("replace", "").casefold() == "true"
        mode = "OverwriteExisting" if is_replace else "FailIfExists"
    if mode not in _MODES:
        raise invalid(f"The overwrite mode '{mode}' is not known.")
    upload = read_upload(call.request)
    match = _FILE_NAME.fullmatch(upload.file_name)
    if match is None:
        raise invalid(f"The name '{upload.file_name}' does not tell a package id and a version.")
    package_id = f"packages-{match['id']}.{match['version']}"
    key = f"{call.space_id}/{package_id}"
    held = call.instance.store.find("Package", key)
    if held is not None and mode == "IgnoreIfExists":
        return Answer(200, _shown(held))
    if held is not None and mode == "FailIfExists":
        text_409 = (
            "A package with the same ID and version already exists. To proceed anyway, specify "
            "an overwriteMode of OverwriteExisting or IgnoreIfExists."
        )
        raise Refusal(409, text_409, (text_409,))
    if held is not None:
        call.instance.demand("BuiltInFeedAdminister")
    feeds = call.instance.store.all_of("Feed", call.space_id)
    feed = next((f for f in feeds if text(f, "FeedType") == "BuiltIn"), {})
    package: Document = {
        "Id": key,
        "SpaceId": call.space_id,
        "PackageId": match["id"],
        "Title": match["id"],
        "Version": match["version"],
        "FileExtension": match["extension"],
        "Hash": hashlib.sha1(upload.content, usedforsecurity=False).hexdigest(),
        "PackageSizeBytes": len(upload.content),
        "FeedId": feed.get("Id"),
        "Published": now(),
    }
    call.instance.store.put("Package", package)
    call.instance.store.contents[key] = upload.content
    call.instance.store.record("Created", "Package", package, call.instance.user_id)
    return Answer(201, _shown(package))


def _shown(package: Document) -> Document:
    own = text(package, "Id").partition("/")[2]
    base = f"/api/{text(package, 'SpaceId')}/packages/{own}"
    return package | {"Id": own, "Links": {"Self": base, "Raw": f"{base}/raw"}}


def _found(call: Call) -> Document:
    key = call.params["id"]
    own = key if key.startswith("packages-") else f"packages-{key}"
    package = call.instance.store.find("Package", f"{call.space_id}/{own}")
    if package is None:
        raise not_found(key)
    return package


def _list(call: Call) -> Answer:
    wanted = call.request.query.get("nugetpackageid")
    part = call.request.query.get("filter", "").casefold()
    if wanted and part:
        raise invalid("Either nuGetPackageId or filter can be given, not both.")
    found: list[object] = [
        _shown(package)
        for package in call.instance.store.all_of("Package", call.space_id)
        if (not wanted or package["PackageId"] == wanted)
        and part in text(package, "PackageId").casefold()
    ]
    return Answer(200, page("Package", call.request.path, found, call.request.query))


def _stats(call: Call) -> Answer:
    return Answer(200, {"TotalPackages": len(call.instance.store.all_of("Package", call.space_id))})


def _raw(call: Call) -> Answer:
    content = call.instance.store.contents[text(_found(call), "Id")]
    return Answer(200, content=content, content_type="application/octet-stream")


def _delete(call: Call) -> Answer:
    package = _found(call)
    call.instance.store.remove("Package", text(package, "Id"))
    del call.instance.store.contents[text(package, "Id")]
    return Answer(200, {})


def _put_logo(call: Call, kind_name: str) -> Answer:
    document = found_by(call, KINDS[kind_name], call.params["id"])
    call.instance.store.contents[f"logo/{text(document, 'Id')}"] = read_upload(call.request).content
    return Answer(200, {})


def _get_logo(call: Call, kind_name: str) -> Answer:
    document = found_by(call, KINDS[kind_name], call.params["id"])
    content = call.instance.store.contents.get(f"logo/{text(document, 'Id')}")
    if content is None:
        raise not_found(f"logo of {text(document, 'Id')}")
    return Answer(200, content=content, content_type="image/png")


_BUILD_MEMBERS = (
    "BuildEnvironment", "BuildNumber", "BuildUrl", "Branch", "VcsType", "VcsRoot",
    "VcsCommitNumber",
)  # fmt: skip


def _push_build(call: Call) -> Answer:
    body = call.request.body
    asked: Document = body if isinstance(body, dict) else {}
    inside = asked.get("OctopusBuildInformation")
    if not (text(asked, "PackageId") and text(asked, "Version") and isinstance(inside, dict)):
        raise invalid("PackageId, Version and OctopusBuildInformation are required.")
    key = (text(asked, "PackageId"), text(asked, "Version"))
    held = next(
        (b for b in _builds(call) if (text(b, "PackageId"), text(b, "Version")) == key), None
    )
    mode = call.request.query.get("overwritemode", "") or text(asked, "OverwriteMode")
    if held is not None and mode == "IgnoreIfExists":
        return Answer(200, held)
    if held is not None and mode != "OverwriteExisting":
        why = "Build information for this package and version exists already."
        raise Refusal(409, why, (why,))
    commits = inside.get("Commits")
    made: Document = {
        "Id": text(held, "Id") if held else call.instance.store.next_id("BuildInformation"),
        "SpaceId": call.space_id,
        "PackageId": key[0],
        "Version": key[1],
        **{name: inside.get(name) for name in _BUILD_MEMBERS},
        "Commits": [
            {"Id": c.get("Id"), "Comment": c.get("Comment"), "LinkUrl": ""}
            for c in (commits if isinstance(commits, list) else ())
            if isinstance(c, dict)
        ],
        "Created": now(),
        "WorkItems": [],
    }
    call.instance.store.put("BuildInformation", made)
    call.instance.store.record("Created", "BuildInformation", made, call.instance.user_id)
    return Answer(200 if held else 201, made)


def _builds(call: Call) -> list[Document]:
    return list(call.instance.store.all_of("BuildInformation", call.space_id))


def _list_builds(call: Call) -> Answer:
    wanted = call.request.query.get("packageid")
    found: list[object] = [b for b in _builds(call) if not wanted or b["PackageId"] == wanted]
    return Answer(200, page("BuildInformation", call.request.path, found, call.request.query))


def _one_build(call: Call) -> Answer:
    found = call.instance.store.find("BuildInformation", call.params["id"])
    if found is None:
        raise not_found(call.params["id"])
    return Answer(200, found)


def routes() -> list[Route]:
    """The routes of packages, build information and logos."""
    one = "packages/{id}"
    routes = [
        Route("POST", "packages/raw", Where.SPACE, "BuiltInFeedPush", _push),
        Route("GET", "packages", Where.SPACE, "FeedView", _list),
        Route("POST", "build-information", Where.SPACE, "BuildInformationPush", _push_build),
        Route("GET", "build-information", Where.SPACE, "FeedView", _list_builds),
        Route("GET", "build-information/{id}", Where.SPACE, "FeedView", _one_build),
        Route("GET", "feeds/stats", Where.SPACE, "FeedView", _stats),
        Route("GET", one, Where.SPACE, "FeedView", lambda call: Answer(200, _shown(_found(call)))),
        Route("GET", f"{one}/raw", Where.SPACE, "BuiltInFeedDownload", _raw),
        Route("DELETE", one, Where.SPACE, "BuiltInFeedAdminister", _delete),
    ]
    for collection, name in _WITH_LOGO.items():
        kind, at = KINDS[name], f"{collection}/{{id}}/logo"
        routes += [
            Route(verb, at, kind.where, kind.edit, partial(_put_logo, kind_name=name))
            for verb in ("PUT", "POST")
        ]
        routes.append(Route("GET", at, kind.where, kind.view, partial(_get_logo, kind_name=name)))
    return routes
