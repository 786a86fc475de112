"""Builds the sample instance."""

from __future__ import annotations

import base64
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from migrator.sandbox.database import Database
from migrator.sandbox.instance.builder import Builder, Site
from migrator.sandbox.instance.default_space import add_default_space
from migrator.sandbox.instance.documents import Document, PlainSecret, Trap
from migrator.sandbox.instance.history import (
    add_books,
    add_server,
    installation_id,
)
from migrator.sandbox.instance.other_spaces import add_payments, add_playground
from migrator.sandbox.instance.packages import add_build_information, add_packages, package_files
from migrator.sandbox.instance.sealing import Sealer
from migrator.sandbox.instance.security import add_people
from migrator.sandbox.instance.shapes import Shape
from migrator.sandbox.instance.storing import store
from migrator.sandbox.instance.traps import add_traps

DATABASE_NAME = "OctopusDeploy"


@dataclass(frozen=True, slots=True)
class SampleInstance:
    """An invented installation of Octopus Server.

    Attributes:
        documents: as the server thinks of them, before they are parted into columns and JSON.
        secrets: every sealed value with its plain text.
        traps: by name of the trap, the rows that show it.
        package_files: of the built-in feed, by their paths in the server's folder.
    """

    database: Database
    shape: Shape
    installation_id: str
    master_key_b64: str
    documents: tuple[Document, ...]
    secrets: tuple[PlainSecret, ...]
    traps: Mapping[str, tuple[Trap, ...]]
    package_files: Mapping[str, bytes]


def sample_instance(
    *,
    scale: int = 1,
    shape: Shape = Shape.V2023_4,
    master_key: bytes,
    older_master_key: bytes | None = None,
    seed: int = 1,
) -> SampleInstance:
    """Build the instance; the same arguments give the same rows.

    Only files that are closed with a password (PKCS#12, keys) differ between processes.

    Args:
        scale: how many times the numbered services of the Default space are there.
        shape: the server version whose tables the rows fill.
        master_key: seals the secrets; 16 or 32 bytes.
        older_master_key: seals the values that a rotation missed.
        seed: GUIDs and initialization vectors follow from it.

    Raises:
        ValueError: a key has not 16 or 32 bytes.
    """
    builder = Builder(shape, Sealer(master_key, older_master_key, seed))
    default = Site(builder, "Spaces-1")
    add_people(builder)
    add_server(builder)
    add_default_space(default, scale)
    add_traps(default)
    add_payments(Site(builder, "Spaces-2"))
    add_playground(Site(builder, "Spaces-42"))
    add_packages(default)
    if shape.has_runbooks:
        add_build_information(default)
    builder.check_complete()
    add_books(builder)
    stored = store(builder.documents, builder.loose_rows, shape, builder.storings)
    return SampleInstance(
        Database(DATABASE_NAME, stored.tables, row_version=stored.row_version),
        shape,
        installation_id(builder),
        base64.b64encode(master_key).decode("ascii"),
        tuple(builder.documents),
        tuple(builder.secrets),
        _by_name(builder.traps),
        package_files(),
    )


def _by_name(traps: list[Trap]) -> Mapping[str, tuple[Trap, ...]]:
    named: dict[str, tuple[Trap, ...]] = {}
    for trap in traps:
        named[trap.name] = (*named.get(trap.name, ()), trap)
    return MappingProxyType(named)
