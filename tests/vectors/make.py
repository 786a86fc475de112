"""Makes the frozen packages of each format version: `python -m tests.vectors.make`.

Frozen means: what exists is left alone. A later format gets files of its own beside these.
"""

import hashlib
import io
import json
from pathlib import Path
from tempfile import TemporaryDirectory

import pyrage

from migrator.model.documents import LogicalDocument
from migrator.model.secret import Secret
from migrator.model.settings import PackageSettings
from migrator.package.share import share_package
from migrator.package.writer import write_package
from migrator.rules.kinds import package_ref
from tests.unit.package.forging import Forge, package_line, zipped
from tests.unit.package.making import ACCOUNT, HEADER, PLAIN, PROJECT, make_package

HERE = Path(__file__).parent
PASSPHRASE = "vectors of version {}"
CONTENT = bytes(range(256)) * 512


def good_packages_v1(directory, recipient, identity):
    """The writer's own files: for a passphrase, for a recipient, and a shared copy."""
    paths = [directory / f"{name}.ocmpack" for name in ("passphrase", "recipient", "shared")]
    make_package(PackageSettings(paths[0], passphrase=Secret(PASSPHRASE.format(1))))
    make_package(PackageSettings(paths[1], recipients=(recipient,)))
    opening = PackageSettings(paths[1], identity=Secret(identity))
    share_package(opening, PackageSettings(paths[2], recipients=(recipient,)))
    full = {"opens": True, "refs": [str(ACCOUNT.ref), str(PROJECT.ref)], "omitted": 1}
    secrets = [[str(ref), pointer, plain.decode()] for (ref, pointer), plain in PLAIN.items()]
    for path, more in zip(
        paths, ({"secrets": secrets}, {"secrets": secrets}, {"secrets": None}), strict=True
    ):
        yield path.name, path.read_bytes(), {**full, **more}


def bad_packages_v1(recipient):
    """Made by hand from FORMAT.md, each with one thing wrong."""

    def damaged(words):
        return {"opens": False, "code": "OCM-4103", "words": words}

    def forge():
        return Forge(recipient)

    whole = forge().build()
    yield "truncated", whole[: len(whole) // 2], damaged("cut short")
    yield "trailing-data", whole + b"\n", damaged("put behind it")

    members = forge().members()
    flipped = bytearray(members["documents.age"])
    flipped[-1] ^= 1
    yield "flipped-byte", zipped({**members, "documents.age": bytes(flipped)}), damaged("changed")

    names = [*members]
    moved = [(name, members[name]) for name in (names[1], names[0], names[2])]
    yield "reordered-members", zipped(moved), damaged("another order")
    yield "extra-member", zipped({"a.txt": b"x", **members}), damaged("not those")

    manifest = json.loads(members["manifest.json"])
    manifest["entries"][0]["sha256"] = "0" * 64
    wrong_sum = {**members, "manifest.json": json.dumps(manifest).encode()}
    yield "wrong-sum", zipped(wrong_sum), damaged("not what the manifest says")

    manifest = json.loads(members["manifest.json"])
    manifest["source"]["installation_id"] = "another"
    foreign = {**members, "manifest.json": json.dumps(manifest).encode()}
    yield "foreign-manifest", zipped(foreign), damaged("manifest is of another package")

    swapped = forge()
    swapped.trailer = {"sha256": "0" * 64}
    yield "lines-taken-out", swapped.build(), damaged("sealed lines were changed")

    newer = forge()
    newer.bound["format_version"] = 2
    yield "newer-format", newer.build(), {"opens": False, "code": "OCM-4102", "words": "version 2"}

    hostile = forge()
    hostile.slot["kind"] = "passphrase"
    hostile.slots = (
        b"age-encryption.org/v1\n-> scrypt AAAAAAAAAAAAAAAAAAAAAA 40\n"
        b"svG3rHgcMTiI1MYlkghRr839g9vwNRHo1YclxgmTTRg\n"
        b"--- AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA\n" + bytes(32)
    )
    yield "hostile-cost", hostile.build(), {"opens": False, "code": "OCM-4107", "words": "work"}

    yield "no-package", b"hello", {"opens": False, "code": "OCM-4101", "words": "not a package"}


def good_packages_v2(directory, recipient, identity):
    """The writer's own file, with a file of many chunks, an empty one and one that broke off."""
    path = directory / "files.ocmpack"

    def package(number, content):
        body = {
            "PackageId": "Acme.Web",
            "Version": f"1.{number}.0",
            "FileExtension": ".zip",
            "Hash": hashlib.sha1(content, usedforsecurity=False).hexdigest(),
            "PackageSizeBytes": len(content),
        }
        return LogicalDocument(package_ref("Default", "Acme.Web", f"1.{number}.0"), body)

    documents = [package(0, CONTENT), package(1, b"")]
    settings = PackageSettings(path, Secret(PASSPHRASE.format(2)), (recipient,))
    with write_package(settings, HEADER) as writer:
        names = [writer.add_file(io.BytesIO(content)) for content in (CONTENT, b"", b"unnamed")]
        for document, name in zip(documents, names, strict=False):
            writer.write(document, {}, name)
    refs = [str(document.ref) for document in documents]
    files = {document.ref.name: document.body["Hash"] for document in documents}
    outcome = {"opens": True, "refs": refs, "omitted": 0, "secrets": [], "files": files}
    yield path.name, path.read_bytes(), outcome
    opening = PackageSettings(path, identity=Secret(identity))
    copy = directory / "shared-files.ocmpack"
    share_package(opening, PackageSettings(copy, recipients=(recipient,)))
    yield copy.name, copy.read_bytes(), {**outcome, "secrets": None}


def bad_packages_v2(recipient):
    """Made by hand from FORMAT.md, each with one thing wrong."""

    def damaged(words):
        return {"opens": False, "code": "OCM-4103", "words": words}

    def forge(**bound):
        made = Forge(recipient)
        made.bound |= {"format_version": 2, "counts": {"built_in_package": 1}, **bound}
        made.header["header"]["format"] = 2
        made.files = {"files/1.age": b"content"}
        made.lines = [package_line(b"content", "files/1.age")]
        return made

    newer = forge(format_version=99)
    yield "newer-format", newer.build(), {"opens": False, "code": "OCM-4102", "words": "version 99"}

    bare = forge()
    bare.files = {}
    yield "no-files", bare.build(), damaged("format version is not that of what is inside")

    gap = forge()
    gap.files = {"files/2.age": b"content"}
    yield "gap", gap.build(), damaged("entries and key slots are not as they must be")

    other = forge()
    other.header["header"]["format"] = 1
    yield "header-of-version-1", other.build(), damaged("manifest is of another format")

    lacking = forge()
    lacking.lines = [package_line(b"content", "files/2.age")]
    yield "file-not-there", lacking.build(), damaged("a file that it cannot have")

    twice = forge(counts={"built_in_package": 2})
    twice.lines.append(package_line(b"content", "files/1.age", "2.0.0"))
    yield "file-of-two", twice.build(), damaged("a file that it cannot have")


VERSIONS = {
    1: (good_packages_v1, bad_packages_v1),
    2: (good_packages_v2, bad_packages_v2),
}


def make(version):
    good, bad = VERSIONS[version]
    identity = pyrage.x25519.Identity.generate()
    recipient = str(identity.to_public())
    outcomes = {}
    with TemporaryDirectory() as directory:
        made = [*good(Path(directory), recipient, str(identity))]
    made += [(f"{name}.ocmpack", data, outcome) for name, data, outcome in bad(recipient)]
    for name, data, outcome in made:
        (HERE / f"v{version}-{name}").write_bytes(data)
        outcomes[f"v{version}-{name}"] = outcome
    keys = {"passphrase": PASSPHRASE.format(version), "identity": str(identity)}
    about = "Keys made for these files alone, and what each file must come to."
    value = {"about": about, **keys, "outcomes": outcomes}
    text = json.dumps(value, indent=2) + "\n"
    (HERE / f"v{version}.json").write_text(text, encoding="utf-8")


def main():
    for version in VERSIONS:
        if not (HERE / f"v{version}.json").exists():  # frozen files are not made again
            make(version)


if __name__ == "__main__":
    main()
