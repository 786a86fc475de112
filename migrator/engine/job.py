"""The job file: what to move, from where, to where; secrets are only named in it."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from migrator.engine.job_errors import (
    JobSyntaxError,
    JobUnreadableError,
    MissingSectionError,
)
from migrator.engine.job_sections import (
    PackageSection,
    SourceSection,
    TargetSection,
    parse_package,
    parse_policy,
    parse_select,
    parse_source,
    parse_state,
    parse_target,
    target_of,
)
from migrator.engine.job_table import JobText, Table
from migrator.engine.secrets import Vault
from migrator.model.settings import (
    BuiltInFeed,
    Carriage,
    FileSettings,
    PackageSettings,
    PolicySettings,
    SelectSettings,
    SourceSettings,
    TargetSettings,
)

_SECTIONS = ("source", "select", "package", "target", "policy", "state")
_LARGEST_FILE_BYTES = 1 << 20


@dataclass(frozen=True, slots=True)
class Job:
    """A whole job file; a verb needs only the sections that it reads.

    Attributes:
        digest: SHA-256 of the file, hexadecimal.
    """

    path: Path
    digest: str
    select: SelectSettings
    package: PackageSection
    policy: PolicySettings
    state_directory: Path
    source: SourceSection | None = None
    target: TargetSection | None = None

    @property
    def passes_files_through(self) -> bool:
        """Whether an upload needs the files of the built-in feed from where they are."""
        return self.package.files is Carriage.PASSED_THROUGH


def load_job(path: Path, environment: Mapping[str, str] = os.environ) -> Job:
    """Read a job file; no secret is fetched.

    Raises:
        UsageError: it cannot be read or has an error; file, line and key are named.
    """
    file, digest = read_job_text(path)
    return parse_job(file, digest, environment)


def read_job_text(path: Path) -> tuple[JobText, str]:
    """The text of a job file with its absolute path, and its digest.

    Raises:
        UsageError: it cannot be read.
    """
    path = path.absolute()
    try:
        with path.open("rb") as file:
            data = file.read(_LARGEST_FILE_BYTES + 1)
    except OSError as error:
        raise JobUnreadableError(path, error.strerror or type(error).__name__) from None
    if len(data) > _LARGEST_FILE_BYTES:
        raise JobUnreadableError(path, "it is larger than a job file can be")
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise JobSyntaxError(path, 0, "it is not UTF-8 text") from None
    return JobText(path, text), digest_of(data)


def digest_of(data: bytes) -> str:
    """What identifies a job file: SHA-256 of its bytes, hexadecimal."""
    return hashlib.sha256(data).hexdigest()


def parse_job(file: JobText, digest: str, environment: Mapping[str, str]) -> Job:
    """Turn the text of a job file into a job.

    Raises:
        UsageError: it has an error.
    """
    whole = Table(file, (), file.parse())
    whole.check_names(_SECTIONS)
    source, target = whole.table("source"), whole.table("target")
    select = parse_select(whole.table("select") or _empty(file, "select"))
    return Job(
        path=file.path,
        digest=digest,
        source=parse_source(source) if source else None,
        select=select,
        package=parse_package(whole.table("package") or _empty(file, "package")),
        target=parse_target(target) if target else target_of(environment, select),
        policy=parse_policy(whole.table("policy") or _empty(file, "policy")),
        state_directory=parse_state(whole.table("state") or _empty(file, "state")),
    )


def resolve_source(job: Job, vault: Vault, *, with_keys: bool = True) -> SourceSettings:
    """The source with its secrets; without keys, what they open stays closed.

    Raises:
        UsageError: the section or a secret is missing.
    """
    section = job.source
    if section is None:
        raise MissingSectionError(job.path, "source")
    return SourceSettings(
        server=section.server,
        database=section.database,
        authentication=section.authentication,
        user=section.user,
        password=vault.resolve_optional(section.password),
        encrypt=section.encrypt,
        trust_server_certificate=section.trust_server_certificate,
        server_certificate=section.server_certificate,
        host_name_in_certificate=section.host_name_in_certificate,
        driver=section.driver,
        master_key=vault.resolve_optional(section.master_key) if with_keys else None,
        older_master_keys=tuple(
            vault.resolve(key) for key in section.older_master_keys if with_keys
        ),
        timeout_s=section.timeout_s,
        releases=job.policy.releases,
        built_in_feed=job.package.built_in_feed if _has_files(section) else BuiltInFeed.NONE,
        logos=bool(section.api_url),
    )


def _has_files(section: SourceSection | None) -> bool:
    return section is not None and bool(section.packages_directory or section.api_url)


def _resolve_files(job: Job, vault: Vault) -> FileSettings | None:
    section = job.source
    if section is None or not _has_files(section):
        return None
    return FileSettings(
        directory=section.packages_directory,
        api_url=section.api_url,
        api_key=vault.resolve_optional(section.api_key),
        carriage=job.package.files,
    )


def resolve_package(job: Job, vault: Vault, *, with_files: bool = False) -> PackageSettings:
    """The package's place with what opens it; with files, what gives those of the built-in feed.

    Raises:
        UsageError: a secret is missing.
    """
    section = job.package
    return PackageSettings(
        path=section.path,
        passphrase=vault.resolve_optional(section.passphrase),
        recipients=section.recipients,
        identity=vault.resolve_optional(section.identity),
        files=_resolve_files(job, vault) if with_files else None,
    )


def resolve_target(job: Job, vault: Vault) -> TargetSettings:
    """The target with its secrets.

    Raises:
        UsageError: the section or a secret is missing.
    """
    section = job.target
    if section is None:
        raise MissingSectionError(job.path, "target", ", or set OCTOPUS_URL and OCTOPUS_API_KEY")
    return TargetSettings(
        url=section.url,
        api_key=vault.resolve_optional(section.api_key),
        access_token=vault.resolve_optional(section.access_token),
        space_map=section.space_map,
        name_map=section.name_map,
        verify_tls=section.verify_tls,
        ca_bundle=section.ca_bundle,
        connections=section.connections,
        proxy=section.proxy,
    )


def _empty(file: JobText, name: str) -> Table:
    return Table(file, (name,), {})
