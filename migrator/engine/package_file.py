"""What one does with a package file alone: read its header, change its key, share it."""

from __future__ import annotations

from pathlib import Path

from migrator.model.documents import Json
from migrator.model.report import Report
from migrator.model.settings import PackageSettings
from migrator.package import share
from migrator.package.reader import read_manifest
from migrator.package.writer import PackageSummary


def read_header(path: Path) -> Report:
    """What anyone may know of a package without a key.

    Raises:
        PackageError: it is damaged or cannot be read.
    """
    manifest = read_manifest(path)
    slots: list[Json] = [f"{slot.name} ({slot.kind}, {slot.keys} keys)" for slot in manifest.slots]
    return Report(
        "package info",
        kinds={kind: {"documents": count} for kind, count in manifest.contents.kinds.items()},
        facts={
            "package": str(path),
            "package_id": manifest.package_id,
            "format_version": manifest.format_version,
            "created": manifest.header.created.isoformat(),
            "made_by": f"octopus-cloud-migrator {manifest.header.tool_version}",
            "source_installation": manifest.header.installation_id,
            "source_version": manifest.header.server_version,
            "secrets": manifest.contents.secrets,
            "left_out": manifest.contents.omitted,
            "documents_bytes": manifest.documents.size_bytes,
            "key_slots": slots,
            "digest": manifest.package_digest(),
        },
    )


def rekey_package(settings: PackageSettings, wanted: PackageSettings) -> Report:
    """Replace what opens a package.

    Raises:
        PackageError: it does not open, or cannot be written.
    """
    return _report("package rekey", share.rekey_package(settings, wanted))


def share_package(settings: PackageSettings, wanted: PackageSettings) -> Report:
    """Write a copy whose reader cannot open the secrets.

    Raises:
        PackageError: the package does not open, or the copy cannot be written.
    """
    return _report("package share", share.share_package(settings, wanted))


def _report(stage: str, summary: PackageSummary) -> Report:
    return Report(
        stage,
        facts={
            "package": str(summary.path),
            "package_id": summary.package_id,
            "size_bytes": summary.size_bytes,
        },
    )
