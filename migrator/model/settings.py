"""What a job asks for, section by section, as values; secrets are still only named."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import TypeAlias

from migrator.model.documents import Kind
from migrator.model.secret import Secret


class Authentication(StrEnum):
    """How to sign in to SQL Server."""

    SQL = "sql"
    WINDOWS = "windows"
    ENTRA = "entra"


class Encryption(StrEnum):
    """How the connection to SQL Server is encrypted."""

    YES = "yes"
    STRICT = "strict"
    OPTIONAL = "optional"


class Existing(StrEnum):
    """What happens to what the target has already."""

    MERGE = "merge"
    KEEP = "keep"
    OVERWRITE = "overwrite"
    STOP = "stop"


class MissingReference(StrEnum):
    """What happens to an item that points at something that is not there."""

    FAIL = "fail"
    SKIP_ITEM = "skip-item"


class GitProjects(StrEnum):
    """What becomes of the links of version-controlled projects to their repositories."""

    REPORT = "report"
    CONNECT = "connect"


class ExternalGroups(StrEnum):
    """What becomes of the groups of a sign-in provider that teams hold."""

    REPORT = "report"
    CARRY = "carry"


class OlderTarget(StrEnum):
    """What happens where the target's version is lower than the source's."""

    REFUSE = "refuse"
    ALLOW = "allow"


class Releases(StrEnum):
    """Which releases are made anew on the target."""

    NONE = "none"
    LATEST = "latest"


class BuiltInFeed(StrEnum):
    """Which packages of the built-in feed move."""

    USED = "used"
    ALL = "all"
    NONE = "none"


class Carriage(StrEnum):
    """How the files of packages get to the target."""

    SEALED = "sealed"
    PASSED_THROUGH = "passed-through"


@dataclass(frozen=True, slots=True)
class FileSettings:
    """Where the files of the built-in feed are, and how they travel.

    Attributes:
        directory: the server's folder of packages, or a copy of it; None asks the server.
        api_url: the source server's address; "" where there is a directory.
        carriage: in the package file, or straight from here to the target.
    """

    directory: Path | None = None
    api_url: str = ""
    api_key: Secret[str] | None = None
    carriage: Carriage = Carriage.SEALED


@dataclass(frozen=True, slots=True)
class SourceSettings:
    r"""Where the Octopus database is and how to sign in.

    Attributes:
        server: `host`, `host,port` or `host\instance`.
        driver: `auto`, a driver's name, or the path of its library.
        master_key: as typed: base64 of 16 or 32 bytes; None leaves the secrets behind.
        timeout_s: seconds for connecting, for a statement and for a stalled answer.
        releases: which of them are read.
        built_in_feed: of which packages the files can be had and are wanted.
        logos: whether the source server can be asked for them.
    """

    server: str
    database: str
    authentication: Authentication = Authentication.SQL
    user: str = ""
    password: Secret[str] | None = None
    encrypt: Encryption = Encryption.YES
    trust_server_certificate: bool = False
    server_certificate: Path | None = None
    host_name_in_certificate: str = ""
    driver: str = "auto"
    master_key: Secret[str] | None = None
    older_master_keys: tuple[Secret[str], ...] = ()
    timeout_s: float = 30
    releases: Releases = Releases.NONE
    built_in_feed: BuiltInFeed = BuiltInFeed.NONE
    logos: bool = False


@dataclass(frozen=True, slots=True)
class SelectSettings:
    """What to take; patterns compare names without case, with * and ?.

    Attributes:
        exclude: pairs of a kind's plural and a pattern, such as ("projects", "Playground*").
    """

    spaces: tuple[str, ...] = ("*",)
    projects: tuple[str, ...] = ("*",)
    exclude: tuple[tuple[str, str], ...] = ()
    include_disabled: bool = True


@dataclass(frozen=True, slots=True)
class PackageSettings:
    """Where the package file is and what opens it.

    Attributes:
        recipients: age or SSH public keys.
        identity: text of an age or SSH private key file.
        files: where the files of the built-in feed are; None leaves them behind.
    """

    path: Path
    passphrase: Secret[str] | None = None
    recipients: tuple[str, ...] = ()
    identity: Secret[str] | None = None
    files: FileSettings | None = None


@dataclass(frozen=True, slots=True)
class NameRule:
    """What an item of the source is called on the target.

    Attributes:
        space: the source's space in which it lies; None for that of any.
    """

    kind: Kind
    name: str
    target_name: str
    space: str | None = None


@dataclass(frozen=True, slots=True)
class TargetSettings:
    """Which Octopus Cloud instance, and how to sign in.

    Attributes:
        url: the instance's address, without `/api`.
        ca_bundle: certificates to trust beside none other, or None for the system's.
        proxy: address of a proxy; "" means the environment's, then the system's.
        connections: requests in flight at once, from 1.
        space_map: what spaces of the source are called there; several may become one.
        name_map: what single items are called there.
    """

    url: str
    api_key: Secret[str] | None = None
    access_token: Secret[str] | None = None
    space_map: Mapping[str, str] = field(default_factory=dict)
    verify_tls: bool = True
    ca_bundle: Path | None = None
    connections: int = 8
    proxy: str = ""
    timeout_s: float = 60
    name_map: tuple[NameRule, ...] = ()


@dataclass(frozen=True, slots=True)
class PolicySettings:
    """Choices that the plan makes by rule.

    Attributes:
        existing: for kinds that have no rule of their own, nor their owner.
        existing_of: for single kinds; what belongs to a document of such a kind follows it.
        stop_task_queue: of each space that is written to, for as long as the upload runs.
        raise_rate_limit: the target's own limit to so many requests a minute, for as long as the
            upload runs; 0 leaves it.
    """

    existing: Existing = Existing.MERGE
    existing_of: Mapping[Kind, Existing] = field(default_factory=dict)
    missing_reference: MissingReference = MissingReference.FAIL
    run_on_server: str = "Hosted Windows"
    disable_targets: bool = True
    disable_triggers: bool = True
    disable_subscriptions: bool = True
    older_target: OlderTarget = OlderTarget.REFUSE
    stop_task_queue: bool = True
    git_projects: GitProjects = GitProjects.REPORT
    external_groups: ExternalGroups = ExternalGroups.REPORT
    releases: Releases = Releases.NONE
    raise_rate_limit: int = 0


@dataclass(frozen=True, slots=True)
class FromEnvironment:
    """The secret is in an environment variable."""

    name: str


@dataclass(frozen=True, slots=True)
class FromFile:
    """The secret is the text of a file, less one line end."""

    path: Path


@dataclass(frozen=True, slots=True)
class FromKeyring:
    """The secret is in the system's credential store."""

    entry: str


@dataclass(frozen=True, slots=True)
class FromPrompt:
    """The person at the terminal is asked."""

    label: str


SecretSource: TypeAlias = FromEnvironment | FromFile | FromKeyring | FromPrompt
