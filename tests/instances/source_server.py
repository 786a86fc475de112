"""The source server's own API, as far as packages and logos are asked for there."""

import hashlib
import re
from collections.abc import Iterator
from contextlib import contextmanager

from migrator.sandbox.cloud import OctopusCloud
from tests.instances.generate import Instance

API_KEY = "API-SOURCESERVER12345"
_FILE = re.compile(r"(?P<space>[^/]+)/.*/(?P<id>.+?)\.(?P<version>\d+\.\d+\.\d+.*)\.zip")


@contextmanager
def serving(instance: Instance) -> Iterator[OctopusCloud]:
    """A server that holds the instance's spaces, packages and logos."""
    with OctopusCloud(api_key=API_KEY) as server:
        spaces = {}
        for document in instance.documents:
            body = document.body
            if document.table == "Space":
                spaces[str(body["Id"])] = str(body["Name"])
                held = server.store.find("Space", body["Id"]) or {}
                server.store.put("Space", {**held, **body})
        _add_logos(server, instance, spaces)
        for path, content in instance.packages.items():
            match = _FILE.fullmatch(path)
            key = f"{match['space']}/packages-{match['id']}.{match['version']}"
            package = {
                "Id": key,
                "SpaceId": match["space"],
                "PackageId": match["id"],
                "Version": match["version"],
                "FileExtension": ".zip",
                "Hash": hashlib.sha1(content, usedforsecurity=False).hexdigest(),
                "PackageSizeBytes": len(content),
            }
            server.store.put("Package", package)
            server.store.contents[key] = content
        yield server
        assert {request.method for request in server.requests} <= {"GET"}


def _add_logos(server: OctopusCloud, instance: Instance, spaces: dict[str, str]) -> None:
    wanted = {(p.kind, p.space, p.name): content for p, content in instance.logos.items()}
    for document in instance.documents:
        body = document.body
        space = spaces.get(str(body.get("SpaceId")), "")
        content = wanted.get((document.table, space, str(body.get("Name"))))
        if content is not None:
            named = {name: body[name] for name in ("Id", "Name", "SpaceId")}
            server.store.put(document.table, named)
            server.store.contents[f"logo/{body['Id']}"] = content
