"""Builds packages by hand from FORMAT.md, good ones and bad ones, with nothing of the writer."""

import hashlib
import io
import json
import warnings
import zipfile
from base64 import b64encode

import pyrage
import zstandard

PACKAGE_ID = "11111111-2222-4333-8444-555555555555"


def canonical(value):
    return json.dumps(value, sort_keys=True, separators=(",", ":")).encode()


def sha256(data):
    return hashlib.sha256(data).hexdigest()


def line(value):
    return canonical(value) + b"\n"


def document_line(name="Web Shop", body=None, secrets=None):
    return line(
        {
            "document": {
                "ref": f"project:Default/{name}",
                "body": body or {"Name": name},
                "unknown": {},
                "digests": {},
            },
            "secrets": secrets or {},
        }
    )


def package_line(content, file, version="1.0.0"):
    """A package of the built-in feed, whose file lies under a name."""
    body = {
        "PackageId": "Acme.Web",
        "Version": version,
        "FileExtension": ".zip",
        "Hash": hashlib.sha1(content, usedforsecurity=False).hexdigest(),
        "PackageSizeBytes": len(content),
    }
    ref = f"built_in_package:Default/Acme.Web/{version}"
    document = {"ref": ref, "body": body, "unknown": {}, "digests": {}}
    return line({"document": document, "secrets": {}, "file": file})


class Forge:
    """A package in pieces; change any, then `build` it."""

    def __init__(self, recipient):
        self.recipient = pyrage.x25519.Recipient.from_str(recipient)
        self.identity = pyrage.x25519.Identity.generate()
        self.sealed_to = [self.identity.to_public()]
        self.bound = {
            "format_version": 1,
            "tool_version": "0.0.0-forged",
            "package_id": PACKAGE_ID,
            "created": "2026-02-03T04:05:06+00:00",
            "source": {"installation_id": "i", "server_version": "2025.3.1"},
            "counts": {"project": 1},
            "secrets": 0,
            "omitted": 0,
        }
        self.header = {"header": {"format": 1, "package_id": PACKAGE_ID}}
        self.lines = [document_line()]
        self.trailer = {}
        self.after_trailer = b""
        self.packed = None
        self.documents = None
        self.slot_text = (
            f"# ocm-package: {PACKAGE_ID}\n"
            f"# ocm-secrets-key: {b64encode(bytes(32)).decode()}\n"
            f"{self.identity}\n"
        )
        self.slots = None
        self.files = {}
        self.slot = {"name": "keys/1.age", "kind": "recipients", "keys": "both"}

    def plain(self):
        before = line(self.header) + b"".join(self.lines)
        trailer = {"sha256": sha256(before), "manifest_sha256": sha256(canonical(self.bound))}
        return before + line({"trailer": {**trailer, **self.trailer}}) + self.after_trailer

    def members(self):
        packed = self.packed or zstandard.compress(self.plain())
        documents = self.documents or pyrage.encrypt(packed, self.sealed_to)
        slot = self.slots or pyrage.encrypt(self.slot_text.encode(), [self.recipient])
        files = {name: pyrage.encrypt(data, self.sealed_to) for name, data in self.files.items()}
        members = {**files, "documents.age": documents, self.slot["name"]: slot}
        manifest = {
            **self.bound,
            "entries": [
                {"name": name, "size": len(data), "sha256": sha256(data)}
                for name, data in members.items()
            ],
            "slots": [self.slot],
        }
        return {**members, "manifest.json": json.dumps(manifest).encode()}

    def build(self):
        return zipped(self.members())


def zipped(members, **more):
    """A ZIP of stored members; `members` is a mapping or pairs."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", **more) as outer, warnings.catch_warnings():
        warnings.simplefilter("ignore", UserWarning)  # a name that is there twice
        for name, data in members.items() if isinstance(members, dict) else members:
            outer.writestr(zipfile.ZipInfo(name), data)
    return file.getvalue()
