"""An open source as the stages see it: documents by name, and the keys that open its secrets."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from datetime import UTC, datetime

from migrator.crypto.package_cipher import SecretDigest, make_secrets_key
from migrator.crypto.source_cipher import SourceCipher, parse_master_key
from migrator.model.documents import Ref
from migrator.model.inventory import SourceVersion
from migrator.model.report import Finding
from migrator.model.settings import BuiltInFeed, Releases, SourceSettings
from migrator.source.built_in_feed import BUILDS_TABLE, INDEX_TABLE
from migrator.source.catalogue import (
    Names,
    find_settings_owners,
    read_documents,
    read_names,
)
from migrator.source.documents import Read
from migrator.source.grants import GRANTS_TABLE
from migrator.source.left import find_left
from migrator.source.releases import RELEASES_TABLE
from migrator.source.returning import wait_for
from migrator.source.snapshots import SNAPSHOTS_TABLE
from migrator.source.sqlserver import OctopusDatabase
from migrator.source.tables import TABLES
from migrator.source.tenant_values import TABLE as VALUES_TABLE


class LogicalSource:
    """The source of a migration.

    Attributes:
        cipher: opens stored secrets; None where no master key was given.
        digest: marks secrets, so that a later export can tell which have changed.
    """

    def __init__(
        self,
        database: OctopusDatabase,
        settings: SourceSettings,
        open_again: Callable[[], OctopusDatabase],
    ) -> None:
        """Look at the keys before anything is read.

        Args:
            database: what is read; closed by `close`.
            settings: hold the keys.
            open_again: opens the same database anew, for `begin_again`.

        Raises:
            MasterKeyUnusableError: a key that was given cannot be one.
        """
        self._database = database
        self._open_again = open_again
        self._names: Names | None = None
        self._with_releases = settings.releases is Releases.LATEST
        self._feed = settings.built_in_feed
        self._with_logos = settings.logos
        key = settings.master_key
        main = parse_master_key(key) if key is not None else None
        older = tuple(parse_master_key(older_key) for older_key in settings.older_master_keys)
        self.cipher = SourceCipher(main, older) if main is not None else None
        # Without a master key there is nothing to tell two exports' secrets by.
        self.digest = SecretDigest(main if main is not None else make_secrets_key())

    @property
    def version(self) -> SourceVersion:
        """Which server wrote the database, and how it is read."""
        facts = self._database.facts
        return SourceVersion(
            server=facts.octopus_version,
            installation_id=facts.installation_id,
            driver=f"{facts.driver}: {facts.driver_reason}",
            consistency=facts.consistency,
            database={name: str(value) for name, value in facts.as_json().items() if value},
        )

    @property
    def findings(self) -> tuple[Finding, ...]:
        """What was met on the way in."""
        return self._database.facts.findings

    @property
    def tables(self) -> frozenset[str]:
        """The tables of documents that this login can see."""
        known = (*(facts.name for facts in TABLES), VALUES_TABLE, GRANTS_TABLE, SNAPSHOTS_TABLE)
        known = (*known, RELEASES_TABLE) if self._with_releases else known
        known = (*known, INDEX_TABLE, BUILDS_TABLE) if self._feed is not BuiltInFeed.NONE else known
        return frozenset(name for name in known if self._database.has_table(name))

    def names(self) -> Names:
        """Every document by name; read once."""
        if self._names is None:
            self._names = read_names(
                self._database,
                with_releases=self._with_releases,
                feed=self._feed,
                with_logos=self._with_logos,
            )
            find_settings_owners(self._names)
            self._names.omitted.extend(
                find_left(
                    self._database,
                    datetime.now(UTC),
                    with_packages=self._feed is not BuiltInFeed.NONE,
                )
            )
        return self._names

    def forget_names(self) -> None:
        """Read the names anew when they are next needed: the source has changed."""
        self._names = None

    def begin_again(self, check: Callable[[], None]) -> None:
        """Sign in anew after a loss, waiting while the server is away; what was read is void.

        Raises:
            SourceError: it does not come back.
            Cancelled: from `check`, while waiting.
        """
        self._database.close()
        self._database = wait_for(self._open_again, check)
        self._names = None

    def rest(self) -> None:
        """Sign out until `begin_again`: nothing is held open on the server meanwhile."""
        self._database.close()

    def close(self) -> None:
        """Sign out."""
        self._database.close()

    def documents(self, wanted: Collection[Ref] | None = None) -> Iterator[Read]:
        """The documents, all or only the wanted ones, one at a time, owners first."""
        return read_documents(self._database, self.names(), wanted)

    def sizes(self) -> Mapping[str, int]:
        """Bytes of the live documents, by table."""
        known = (*(facts.name for facts in TABLES), VALUES_TABLE, GRANTS_TABLE)
        return self._database.sizes(known)

    def changed(self) -> tuple[str, ...]:
        """Rows that changed while they were read, as `table id`; none within a snapshot."""
        return tuple(f"{table} {row}" for table, row in self._database.changed_since_start())
