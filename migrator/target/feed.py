"""The built-in feed of the target, with build information: what is there, and how more gets in.

Source: the API's description of 2026; octopus.com/docs/packaging-applications (built-in feed).
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from contextlib import AbstractContextManager, contextmanager

from migrator.model.documents import Body, Json, Kind, Ref
from migrator.model.package_files import Readable, is_sha1
from migrator.rules.built_in_feed import package_file_name
from migrator.rules.kinds import match_key
from migrator.target.documents import Resource, text
from migrator.target.errors import UnexpectedAnswerError
from migrator.target.http import Wire
from migrator.target.multipart import Multipart
from migrator.target.package_server import package_route
from migrator.target.routes import collection


def read_packages(
    wire: Wire, space: str, space_id: str, keys: Collection[Ref]
) -> Iterator[tuple[Ref, Resource]]:
    """Those packages of the feed that are wanted, by `match_key`, and their build information.

    Where none is wanted, none is asked for.
    """
    folded = match_key(Ref(Kind.SPACE, (space,))).name
    for kind in (Kind.BUILT_IN_PACKAGE, Kind.BUILD_INFORMATION):
        if any((key.kind, key.space) == (kind, folded) for key in keys):
            for item in wire.pages(collection(kind, space_id)):
                if isinstance(item, dict):
                    ref = Ref(kind, (space, text(item, "PackageId"), text(item, "Version")))
                    if match_key(ref) in keys:
                        yield ref, item


def find_package(wire: Wire, space_id: str, body: Body) -> Json | None:
    """The package with this content; None where there is none, or another under its name."""
    found = wire.get_or_none(_route(space_id, body))
    return found if _has_content(found, body) else None


def find_build(wire: Wire, space_id: str, body: Body) -> Json | None:
    """The build information of the package of this id and version."""
    route = collection(Kind.BUILD_INFORMATION, space_id)
    package_id, version = str(body["PackageId"]), str(body["Version"])
    for item in wire.pages(route, {"packageId": package_id}):
        if isinstance(item, dict) and (
            text(item, "PackageId").casefold(),
            text(item, "Version").casefold(),
        ) == (package_id.casefold(), version.casefold()):
            return item
    return None


def push_build(wire: Wire, space_id: str, members: dict[str, Json], *, replaces: bool) -> Resource:
    """Push build information, as a build server does.

    Raises:
        WireError: the target refused, or there is no answer.
    """
    inside = {name: value for name, value in members.items() if name not in _NAMES}
    mode = "OverwriteExisting" if replaces else "FailIfExists"
    # Said twice: the description has it in the body, the vendor's own clients in the address.
    # Source: OctopusDeploy/api-client.ts, buildInformationRepository.
    body: dict[str, Json] = {
        **{name: members.get(name) for name in _NAMES},
        "OctopusBuildInformation": inside,
        "OverwriteMode": mode,
    }
    named: Body = {name: str(members.get(name)) for name in _NAMES}
    route = collection(Kind.BUILD_INFORMATION, space_id)

    def look() -> Json | None:
        return find_build(wire, space_id, named)

    # To overwrite twice does no harm; what was there before must not be taken for ours.
    answer = wire.post(
        route, body, look=(lambda: None) if replaces else look, query={"overwriteMode": mode}
    )
    if not (isinstance(answer, dict) and text(answer, "Id")):
        answer = look()
    return answer if isinstance(answer, dict) else {}


_NAMES = ("PackageId", "Version")


def push(
    wire: Wire,
    space_id: str,
    body: Body,
    open_file: Callable[[], AbstractContextManager[Readable]],
    *,
    replaces: bool,
) -> Resource:
    """Send a package; in doubt it is looked for before it is sent again.

    Args:
        wire: to the target.
        space_id: whose feed.
        body: what the package says of it.
        open_file: opens its file anew for each try.
        replaces: what the feed has under the same id and version.

    Raises:
        WireError: the target refused, there is no answer, or it has got something else.
        PackageFileError: the file cannot be had, or is not what it was; the target has none then.
    """
    size = body.get("PackageSizeBytes")

    @contextmanager
    def opened() -> Iterator[Multipart]:
        with open_file() as reader:
            yield Multipart(package_file_name(body), size if isinstance(size, int) else 0, reader)

    route = f"{collection(Kind.BUILT_IN_PACKAGE, space_id)}/raw"
    mode = "OverwriteExisting" if replaces else "FailIfExists"
    answer = wire.upload(
        route, {"overwriteMode": mode}, opened, lambda: find_package(wire, space_id, body)
    )
    if not (isinstance(answer, dict) and text(answer, "Hash")):
        answer = wire.get(_route(space_id, body))
    if not (isinstance(answer, dict) and _has_content(answer, body)):
        raise UnexpectedAnswerError(route, 200, "a package of another content than was sent")
    if _named(answer) != _named({name: str(body[name]) for name in _NAMES}):
        # Servers read id and version from the name of the file, where more than one may fit.
        what = f"a package {text(answer, 'PackageId')} {text(answer, 'Version')}, as it reads it"
        raise UnexpectedAnswerError(route, 200, what)
    return answer


def _named(resource: Resource) -> tuple[str, ...]:
    return tuple(text(resource, name).casefold() for name in _NAMES)


def _route(space_id: str, body: Body) -> str:
    return package_route(space_id, str(body["PackageId"]), str(body["Version"]))


def _has_content(found: Json, body: Body) -> bool:
    if not isinstance(found, dict):
        return False
    if is_sha1(text(found, "Hash")):
        return text(found, "Hash").casefold() == str(body["Hash"])
    return found.get("PackageSizeBytes") == body.get("PackageSizeBytes")
