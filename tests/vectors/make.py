"""Makes the frozen packages of format version 1: `python -m tests.vectors.make`.

Frozen means: what exists is left alone. A later format gets files of its own beside these.
"""

import json
from pathlib import Path
from tempfile import TemporaryDirectory

import pyrage

from migrator.model.secret import Secret
from migrator.model.settings import PackageSettings
from migrator.package.share import share_package
from tests.unit.package.forging import Forge, zipped
from tests.unit.package.making import ACCOUNT, PLAIN, PROJECT, make_package

HERE = Path(__file__).parent
OUTCOMES = HERE / "v1.json"
PASSPHRASE = "vectors of version 1"


def good_packages(directory, recipient, identity):
    """The writer's own files: for a passphrase, for a recipient, and a shared copy."""
    paths = [directory / f"{name}.ocmpack" for name in ("passphrase", "recipient", "shared")]
    make_package(PackageSettings(paths[0], passphrase=Secret(PASSPHRASE)))
    make_package(PackageSettings(paths[1], recipients=(recipient,)))
    opening = PackageSettings(paths[1], identity=Secret(identity))
    share_package(opening, PackageSettings(paths[2], recipients=(recipient,)))
    full = {"opens": True, "refs": [str(ACCOUNT.ref), str(PROJECT.ref)], "omitted": 1}
    secrets = [[str(ref), pointer, plain.decode()] for (ref, pointer), plain in PLAIN.items()]
    for path, more in zip(
        paths, ({"secrets": secrets}, {"secrets": secrets}, {"secrets": None}), strict=True
    ):
        yield path.name, path.read_bytes(), {**full, **more}


def bad_packages(recipient):
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


def main():
    if OUTCOMES.exists():
        raise SystemExit(f"{OUTCOMES} is there already: frozen files are not made again.")
    identity = pyrage.x25519.Identity.generate()
    recipient = str(identity.to_public())
    outcomes = {}
    with TemporaryDirectory() as directory:
        made = [*good_packages(Path(directory), recipient, str(identity))]
    made += [(f"{name}.ocmpack", data, outcome) for name, data, outcome in bad_packages(recipient)]
    for name, data, outcome in made:
        (HERE / f"v1-{name}").write_bytes(data)
        outcomes[f"v1-{name}"] = outcome
    keys = {"passphrase": PASSPHRASE, "identity": str(identity)}
    about = "Keys made for these files alone, and what each file must come to."
    value = {"about": about, **keys, "outcomes": outcomes}
    OUTCOMES.write_text(json.dumps(value, indent=2) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
