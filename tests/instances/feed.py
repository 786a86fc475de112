"""The built-in feed of a space: its index, its files, and what of it should arrive."""

import hashlib
from dataclasses import dataclass, field

from tests.instances.foundation import BUILT_IN, Space
from tests.instances.symbols import ANY, Differs, To

PACKAGES = ("Acme.Web", "Acme.Api", "tools")
_UNUSED = "Nobody.Uses"
# In the order of their numbers: the last one that is there is the newest.
_VERSIONS = ("0.9.0", "1.2.3", "1.10.0", "2.0.0-beta.1", "2.0.0")
SELECTED = "1.2.3"
"""The version that every snapshot selects."""


@dataclass
class Feed:
    """What lies in the feed.

    Attributes:
        versions: by package id, those of the index.
        lost: versions whose files are gone or damaged.
        taken: ids that live processes take from this feed.
        selected: ids of which a snapshot selects a version.
        files: by their paths below the server's folder.
    """

    versions: dict[str, list[str]]
    lost: set[tuple[str, str]] = field(default_factory=set)
    taken: set[str] = field(default_factory=set)
    selected: set[str] = field(default_factory=set)
    files: dict[str, bytes] = field(default_factory=dict)

    def has(self, package_id: str, version: str) -> bool:
        """Whether it can be had."""
        return version in self.versions[package_id] and (package_id, version) not in self.lost

    def used(self) -> set[tuple[str, str]]:
        """What is in use, whether its file can be had or not."""
        found = {(one, self.versions[one][-1]) for one in self.taken if self.versions[one]}
        return found | {(one, SELECTED) for one in self.selected if SELECTED in self.versions[one]}


def draw_feed(draw) -> Feed:
    """Decide what lies there, before anything takes it."""
    made = Feed(
        {
            name: [version for version in _VERSIONS if draw.random() < 0.6]
            for name in (*PACKAGES, _UNUSED)
        }
    )
    every = [(name, version) for name, held in made.versions.items() for version in held]
    made.lost = {one for one in every if draw.random() < 0.15}
    return made


def add_feed(space: Space) -> None:
    """Add the rows and files; of what is used, all that can be had should arrive."""
    feed, author = space.feed, space.author
    used = feed.used()
    for name, versions in feed.versions.items():
        for version in versions:
            content = f"{space.author.space} {name} {version}".encode() * space.draw.randint(1, 99)
            sha1 = hashlib.sha1(content, usedforsecurity=False).hexdigest()
            _add_file(space, name, version, content)
            members = {
                "PackageId": name,
                "Version": version,
                "FileExtension": ".zip",
                "Hash": space.draw.choice((sha1, sha1.upper())),
                "PackageSizeBytes": len(content),
            }
            numbers, _, special = version.partition("-")
            parts = dict(
                zip(("Major", "Minor", "Build"), map(int, numbers.split(".")), strict=True)
            )
            to = To("Package", f"{name} {version}")
            row = {
                "Id": f"packages-{name}.{version}{author.site.id.removeprefix('Spaces-1')}",
                **members,
                **{f"Version{part}": number for part, number in parts.items()},
                "VersionRevision": 0,
                "VersionSpecial": special or None,
                "FeedId": To("Feed", BUILT_IN),
                "Title": name,
            }
            author.builder.add("NuGetPackage", author.stored(row), is_live=False)
            arrives = (name, version) in used and feed.has(name, version)
            if arrives:
                told = {"Title": name, "FeedId": To("Feed", BUILT_IN), "Published": ANY}
                author.expect(to, {**members, "Hash": sha1, **told})
            if author.shape.has_runbooks and space.draw.random() < 0.5:
                _add_build(space, name, version, arrives=arrives)


def _add_file(space: Space, name: str, version: str, content: bytes) -> None:
    path = f"{space.author.site.id}/{space.draw.randint(1, 9)}/{name}.{version}.zip"
    if (name, version) not in space.feed.lost:
        space.feed.files[path] = content
    elif space.draw.random() < 0.5:
        space.feed.files[path] = content[:-1] + b"!"


def _add_build(space: Space, name: str, version: str, *, arrives: bool) -> None:
    author = space.author
    commits = [{"Id": f"c{n}", "Comment": space.words.text()} for n in range(2)]
    members = {
        "PackageId": name,
        "Version": version,
        "BuildEnvironment": "TeamCity",
        "BuildNumber": str(space.draw.randint(1, 999)),
        "BuildUrl": space.words.text(),
        "Branch": "main",
        "VcsType": "Git",
        "VcsRoot": "https://git.example.test/x.git",
        "VcsCommitNumber": "abc123",
        "Commits": Differs(
            [{**one, "LinkUrl": "https://old.example.test"} for one in commits], commits, "made"
        ),
    }
    row = {
        "Id": author.builder.next_id("BuildInformation"),
        "SpaceId": author.site.id,
        **members,
        "Created": "2024-01-02T03:04:05.000+00:00",
    }
    author.builder.add("BuildInformation", author.stored(row), is_live=False)
    if arrives:
        to = To("BuildInformation", f"{name} {version}")
        author.expect(to, {**members, "Created": ANY})
