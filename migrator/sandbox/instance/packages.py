"""The built-in feed of the Default space: its index, and the files that the database has not."""

from __future__ import annotations

import hashlib
import io
import zipfile
from collections.abc import Mapping

from migrator.sandbox.instance.builder import Site
from migrator.sandbox.instance.documents import Body

_NAMES = ("Shop.Web", "Shop.Api")
_VERSIONS = 3
_CLOCK = (2024, 1, 1, 0, 0, 0)


def package_files() -> Mapping[str, bytes]:
    """Every file by its path in the server's folder of packages."""
    return {
        f"Spaces-1/feeds-builtin/{name}/{name}.{version}.zip": _content(name, version)
        for name in _NAMES
        for version in map(_version, range(_VERSIONS))
    }


def add_packages(site: Site) -> None:
    """Add the index; of each package the newest version is its last."""
    for name in _NAMES:
        for minor in range(_VERSIONS):
            version = _version(minor)
            content = _content(name, version)
            body: Body = {
                "Id": f"packages-{name}.{version}",
                "PackageId": name,
                "Version": version,
                "VersionMajor": 1,
                "VersionMinor": minor,
                "VersionBuild": 0,
                "VersionRevision": 0,
                "VersionSpecial": None,
                "Title": name,
                "FeedId": "feeds-builtin",
                "Hash": hashlib.sha1(content, usedforsecurity=False).hexdigest(),
                "PackageSizeBytes": len(content),
                "FileExtension": ".zip",
            }
            site.builder.add("NuGetPackage", body, is_live=False)


def add_build_information(site: Site) -> None:
    """Add what a build server has pushed for a package in use and for one that nobody uses."""
    for name, minor in (("Shop.Api", 2), ("Shop.Web", 0)):
        version = _version(minor)
        body: Body = {
            "Id": site.builder.next_id("BuildInformation"),
            "PackageId": name,
            "Version": version,
            "SpaceId": site.id,
            "BuildEnvironment": "TeamCity",
            "BuildNumber": f"{400 + minor}",
            "BuildUrl": f"https://builds.example.test/{name}/{version}",
            "Branch": "main",
            "VcsType": "Git",
            "VcsRoot": "https://git.example.test/shop.git",
            "VcsCommitNumber": site.builder.guid("commit", name, version).replace("-", ""),
            "Commits": [{"Id": "0a1b2c3", "Comment": "Sell more\n\nSHOP-17"}],
            "Created": "2024-01-02T03:04:05.000+00:00",
        }
        site.builder.add("BuildInformation", body, is_live=False)


def _version(minor: int) -> str:
    return f"1.{minor}.0"


def _content(name: str, version: str) -> bytes:
    """A ZIP with one file; the same each time, so that its hash is that of the index."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as file:
        file.writestr(zipfile.ZipInfo("readme.txt", _CLOCK), f"{name} {version}\n" * 40)
    return packed.getvalue()
