"""How large a package can become, and whether the disk has room for it."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from pathlib import Path

from migrator.engine.files import is_absent
from migrator.model.documents import Kind
from migrator.model.inventory import Inventory
from migrator.model.report import Finding, Severity
from migrator.model.settings import Carriage
from migrator.package.errors import unwritable

_HEADER_BYTES = 1 << 16  # manifest, key slots and the archive's own structure
_SECRET_BYTES = 1 << 8  # a sealed value with its address


@dataclass(frozen=True, slots=True)
class Forecast:
    """Sizes before an export.

    Attributes:
        size_bytes: an upper bound for all but unusual packages: compression is not counted.
        free_bytes: what the disk has left where the package will be.
    """

    size_bytes: int
    free_bytes: int

    def findings(self) -> tuple[Finding, ...]:
        """A warning where it may not fit."""
        if self.size_bytes <= self.free_bytes:
            return ()
        message = (
            f"The package may need {self.size_bytes:,} bytes, and {self.free_bytes:,} are free."
        )
        hint = "Free some space, or give [package] path another disk."
        return (Finding(Severity.WARNING, "disk-space", "", message, hint),)


def read_forecast(
    inventory: Inventory, package: Path, carriage: Carriage = Carriage.SEALED
) -> Forecast:
    """Sum up the documents, and the files that are sealed with them, and look at the disk.

    Raises:
        PackageUnwritableError: the disk cannot be looked at.
    """
    is_sealed = carriage is Carriage.SEALED
    documents = sum(
        entry.size_bytes
        for entry in inventory.entries.values()
        if is_sealed or entry.ref.kind is not Kind.BUILT_IN_PACKAGE
    )
    size = documents + inventory.secrets_total * _SECRET_BYTES + _HEADER_BYTES
    place = package.absolute().parent
    while is_absent(place) and place != place.parent:  # directories named are made by the export
        place = place.parent
    try:
        return Forecast(size, shutil.disk_usage(place).free)
    except OSError as error:
        raise unwritable(package, error) from error
