"""A source in memory: what the stages see of a database, made of rows."""

from collections.abc import Collection, Iterator, Mapping, Sequence

from migrator.crypto.package_cipher import SecretDigest
from migrator.crypto.source_cipher import SourceCipher, parse_master_key
from migrator.model.documents import Ref
from migrator.model.inventory import SourceVersion
from migrator.model.report import Finding
from migrator.model.secret import Secret
from migrator.source.catalogue import Names, find_settings_owners, read_documents, read_names
from migrator.source.documents import Read
from tests.unit.review.memory_rows import MemoryRows, Table

KEY = bytes(range(16))
KEY_B64 = "AAECAwQFBgcICQoLDA0ODw=="


class MemorySource:
    """Rows that may change while they are read, and the key that opens their secrets.

    Attributes:
        changes: what `changed` gives, one answer a call; after the last, nothing has changed.
    """

    def __init__(
        self,
        tables: Mapping[str, Table],
        *,
        master_key: str | None = KEY_B64,
        changes: Sequence[tuple[str, ...]] = (),
        findings: tuple[Finding, ...] = (),
    ) -> None:
        self._rows = MemoryRows(tables)
        key = parse_master_key(Secret(master_key)) if master_key else None
        self.cipher = SourceCipher(key, ()) if key is not None else None
        self.digest = SecretDigest(Secret(KEY))
        self.version = SourceVersion("2024.4.1", "guid", "memory", "one view")
        self.findings = findings
        self.tables = frozenset(tables)
        self.changes = list(changes)
        self.reads = 0

    def forget_names(self) -> None:
        pass  # they are read anew each time

    def names(self) -> Names:
        names = read_names(self._rows)
        find_settings_owners(names)
        return names

    def documents(self, wanted: Collection[Ref] | None = None) -> Iterator[Read]:
        self.reads += 1
        return read_documents(self._rows, self.names(), wanted)

    def changed(self) -> tuple[str, ...]:
        return self.changes.pop(0) if self.changes else ()
