"""The sections of a job file, each with the function that reads it."""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

from migrator.engine.job_errors import (
    LiteralSecretError,
    MissingMemberError,
    Place,
    UnknownMemberError,
    WrongValueError,
    nearest,
)
from migrator.engine.job_names import parse_name_map
from migrator.engine.job_table import Table
from migrator.engine.state import default_state_directory
from migrator.model.documents import Kind
from migrator.model.settings import (
    Authentication,
    BuiltInFeed,
    Carriage,
    Encryption,
    Existing,
    ExternalGroups,
    FromEnvironment,
    FromPrompt,
    GitProjects,
    MissingReference,
    NameRule,
    OlderTarget,
    PolicySettings,
    Releases,
    SecretSource,
    SelectSettings,
)
from migrator.rules.kinds import FACTS, kind_named

_MOST_CONNECTIONS = 64
_LONGEST_TIMEOUT_S = 86_400
_DEFAULT = "default"
"""In `[policy.existing]`: kinds that have no rule of their own there."""


@dataclass(frozen=True, slots=True)
class SourceSection:
    """`[source]` as written."""

    server: str
    database: str
    authentication: Authentication = Authentication.SQL
    user: str = ""
    password: SecretSource | None = None
    encrypt: Encryption = Encryption.YES
    trust_server_certificate: bool = False
    server_certificate: Path | None = None
    host_name_in_certificate: str = ""
    driver: str = "auto"
    master_key: SecretSource | None = None
    older_master_keys: tuple[SecretSource, ...] = ()
    timeout_s: float = 30
    packages_directory: Path | None = None
    api_url: str = ""
    api_key: SecretSource | None = None


@dataclass(frozen=True, slots=True)
class PackageSection:
    """`[package]` as written."""

    path: Path
    passphrase: SecretSource | None = None
    recipients: tuple[str, ...] = ()
    identity: SecretSource | None = None
    built_in_feed: BuiltInFeed = BuiltInFeed.USED
    files: Carriage = Carriage.SEALED


@dataclass(frozen=True, slots=True)
class TargetSection:
    """`[target]` as written, or as the environment gives it."""

    url: str
    api_key: SecretSource | None = None
    access_token: SecretSource | None = None
    space_map: Mapping[str, str] = field(default_factory=dict)
    verify_tls: bool = True
    ca_bundle: Path | None = None
    connections: int = 8
    proxy: str = ""
    name_map: tuple[NameRule, ...] = ()


def parse_source(table: Table) -> SourceSection:
    """`[source]`; raises UsageError where it has an error."""
    table.check_names(SourceSection.__dataclass_fields__)
    authentication = table.choice("authentication", Authentication.SQL)
    user, password = table.text("user", ""), table.secret("password")
    if authentication is Authentication.SQL:
        if not user:
            raise MissingMemberError(table.place("user"), 'user = "octopus_reader"')
        if password is None:
            example = 'password = { env = "SOURCE_PASSWORD" }'
            raise MissingMemberError(table.place("password"), example)
    api_url, api_key = _parse_api(table)
    return SourceSection(
        server=table.text("server", example='server = "sql01.corp.example,1433"'),
        database=table.text("database", example='database = "OctopusDeploy"'),
        authentication=authentication,
        user=user,
        password=password,
        encrypt=table.choice("encrypt", Encryption.YES),
        trust_server_certificate=table.flag("trust_server_certificate", default=False),
        server_certificate=table.path("server_certificate"),
        host_name_in_certificate=table.text("host_name_in_certificate", ""),
        driver=_parse_driver(table),
        master_key=table.secret("master_key"),
        older_master_keys=table.secrets("older_master_keys"),
        timeout_s=table.number("timeout_s", 30, low=1, high=_LONGEST_TIMEOUT_S),
        packages_directory=table.path("packages_directory"),
        api_url=api_url,
        api_key=api_key,
    )


def _parse_api(table: Table) -> tuple[str, SecretSource | None]:
    """Where the source server itself gives its packages; "" where it need not be asked."""
    url, api_key = table.text("api_url", ""), table.secret("api_key")
    if not url:
        if api_key is not None:
            example = 'api_url = "https://octopus.corp.example"'
            raise MissingMemberError(table.place("api_url"), example)
        return "", None
    if "packages_directory" in table.members:
        why = "packages_directory and api_url exclude each other"
        raise WrongValueError(table.place("api_url"), why)
    if api_key is None:
        example = 'api_key = { env = "SOURCE_API_KEY" }'
        raise MissingMemberError(table.place("api_key"), example)
    return _parse_url(table.place("api_url"), url), api_key


def _parse_driver(table: Table) -> str:
    driver = table.text("driver", "auto") or "auto"
    is_path = "/" in driver or "\\" in driver
    return str(table.beside_job(driver)) if is_path else driver


def parse_select(table: Table) -> SelectSettings:
    """`[select]`; raises UsageError where it has an error."""
    table.check_names(SelectSettings.__dataclass_fields__)
    return SelectSettings(
        spaces=_parse_patterns(table, "spaces"),
        projects=_parse_patterns(table, "projects"),
        exclude=tuple(_parse_exclude(table, entry) for entry in table.texts("exclude")),
        include_disabled=table.flag("include_disabled", default=True),
    )


def _parse_patterns(table: Table, key: str) -> tuple[str, ...]:
    patterns = table.texts(key, ("*",))
    if not patterns or not all(patterns):
        raise WrongValueError(table.place(key), "this names nothing", 'Everything is ["*"].')
    return patterns


def _parse_exclude(table: Table, entry: str) -> tuple[str, str]:
    word, colon, pattern = entry.partition(":")
    if not colon or not pattern:
        why = f"`{entry}` is not of the form kind:pattern"
        raise WrongValueError(table.place("exclude"), why, 'As in "projects:Playground*".')
    kind = kind_named(word)
    if kind is None:
        plurals = {facts.plural for facts in FACTS.values()}
        why = f"`{word}` is no kind; the nearest is `{nearest(word.casefold(), plurals)}`"
        known = f"Kinds: {', '.join(sorted(plurals))}."
        raise WrongValueError(table.place("exclude"), why, known)
    return FACTS[kind].plural, pattern


def parse_package(table: Table) -> PackageSection:
    """`[package]`; raises UsageError where it has an error."""
    table.check_names(PackageSection.__dataclass_fields__)
    recipients = table.texts("recipients")
    if any("SECRET-KEY" in text.upper() or "PRIVATE KEY" in text for text in recipients):
        # A private key where a public one belongs.
        raise LiteralSecretError(table.place("recipients"))
    passphrase, identity = table.secret("passphrase"), table.secret("identity")
    if not (passphrase or recipients or identity):
        passphrase = FromPrompt("passphrase of the package")
    return PackageSection(
        path=table.path("path") or table.file.path.with_suffix(".ocmpack"),
        passphrase=passphrase,
        recipients=recipients,
        identity=identity,
        built_in_feed=table.choice("built_in_feed", BuiltInFeed.USED),
        files=table.choice("files", Carriage.SEALED),
    )


_TARGET = (
    "url", "api_key", "access_token", "space_map", "name_map", "verify_tls", "connections", "proxy",
)  # fmt: skip


def parse_target(table: Table) -> TargetSection:
    """`[target]`; raises UsageError where it has an error."""
    table.check_names(_TARGET)
    api_key, access_token = table.secret("api_key"), table.secret("access_token")
    if api_key and access_token:
        raise WrongValueError(
            table.place("access_token"), "api_key and access_token exclude each other"
        )
    if not (api_key or access_token):
        raise MissingMemberError(table.place("api_key"), 'api_key = { env = "OCTOPUS_API_KEY" }')
    verify_tls, ca_bundle = _parse_verify_tls(table)
    url = table.text("url", example='url = "https://acme.octopus.app"')
    return TargetSection(
        url=_parse_url(table.place("url"), url),
        api_key=api_key,
        access_token=access_token,
        space_map=table.names("space_map"),
        name_map=parse_name_map(table),
        verify_tls=verify_tls,
        ca_bundle=ca_bundle,
        connections=table.whole_number("connections", 8, low=1, high=_MOST_CONNECTIONS),
        proxy=_parse_proxy(table),
    )


def _parse_verify_tls(table: Table) -> tuple[bool, Path | None]:
    if isinstance(table.members.get("verify_tls"), str):
        return True, table.path("verify_tls")
    return table.flag("verify_tls", default=True), None


def _parse_url(place: Place, text: str) -> str:
    try:
        parts = urlsplit(text)
        host, port = parts.hostname, parts.port
    except ValueError:
        parts, host, port = urlsplit(""), None, None
    if parts.scheme not in ("https", "http") or not host:
        raise WrongValueError(
            place, "this is no address of an instance", "As in https://acme.octopus.app."
        )
    if parts.username is not None or parts.password is not None:
        raise LiteralSecretError(place, "Leave user and password out of the address; use api_key.")
    if parts.scheme == "http" and not _is_loopback(host):
        raise WrongValueError(
            place, f"http:// would send secrets in clear to {host}", "Use https://."
        )
    # People paste what the browser shows: https://acme.octopus.app/app#/Spaces-1/projects.
    path = re.sub(r"/(app|api)(/.*)?$", "", parts.path.rstrip("/"))
    netloc = f"[{host}]" if ":" in host else host
    return f"{parts.scheme}://{netloc}{f':{port}' if port else ''}{path.rstrip('/')}"


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost" or host.endswith(".localhost")


def _parse_proxy(table: Table) -> str:
    proxy = table.text("proxy", "")
    if "@" in proxy:
        place = table.place("proxy")
        raise LiteralSecretError(place, "Put an address with a password in HTTPS_PROXY instead.")
    return proxy


def target_of(environment: Mapping[str, str], select: SelectSettings) -> TargetSection | None:
    """The target that the variables of Octopus' own tools name.

    Source: OctopusDeploy/cli, README, "Environment variables".
    """
    url, space = environment.get("OCTOPUS_URL", ""), environment.get("OCTOPUS_SPACE", "")
    if not url:
        return None
    has_token = bool(environment.get("OCTOPUS_ACCESS_TOKEN")) and not environment.get(
        "OCTOPUS_API_KEY"
    )
    # One space by name goes there; otherwise all that is selected does.
    is_one = len(select.spaces) == 1 and not set("*?") & set(select.spaces[0])
    return TargetSection(
        url=_parse_url(Place(Path("OCTOPUS_URL"), ""), url),
        api_key=None if has_token else FromEnvironment("OCTOPUS_API_KEY"),
        access_token=FromEnvironment("OCTOPUS_ACCESS_TOKEN") if has_token else None,
        space_map={select.spaces[0] if is_one else "*": space} if space else {},
    )


def parse_policy(table: Table) -> PolicySettings:
    """`[policy]`; raises UsageError where it has an error."""
    table.check_names(name for name in PolicySettings.__dataclass_fields__ if name != "existing_of")
    existing, existing_of = _parse_existing(table)
    return PolicySettings(
        existing=existing,
        existing_of=existing_of,
        missing_reference=table.choice("missing_reference", MissingReference.FAIL),
        run_on_server=table.text("run_on_server", "Hosted Windows"),
        disable_targets=table.flag("disable_targets", default=True),
        disable_triggers=table.flag("disable_triggers", default=True),
        disable_subscriptions=table.flag("disable_subscriptions", default=True),
        older_target=table.choice("older_target", OlderTarget.REFUSE),
        stop_task_queue=table.flag("stop_task_queue", default=True),
        git_projects=table.choice("git_projects", GitProjects.REPORT),
        releases=table.choice("releases", Releases.NONE),
        external_groups=table.choice("external_groups", ExternalGroups.REPORT),
        raise_rate_limit=table.whole_number("raise_rate_limit", 0, low=0, high=100_000),
    )


def _parse_existing(table: Table) -> tuple[Existing, Mapping[Kind, Existing]]:
    """One rule for all kinds, or a table of kinds in which `default` is for the others."""
    if not isinstance(table.members.get("existing"), dict):
        return table.choice("existing", Existing.MERGE), {}
    rules = table.table("existing")
    assert rules is not None  # noqa: S101 - it is a table, as was just seen
    found: dict[Kind, Existing] = {}
    for word in rules.members:
        if word != _DEFAULT:
            kind = kind_named(word)
            if kind is None:
                plurals = (facts.plural.replace(" ", "_") for facts in FACTS.values())
                raise UnknownMemberError(rules.place(word), word, (_DEFAULT, *plurals))
            if kind in found:
                raise WrongValueError(
                    rules.place(word), f"`{word}` is a kind that stands here twice"
                )
            found[kind] = rules.choice(word, Existing.MERGE)
    return rules.choice(_DEFAULT, Existing.MERGE), found


def existing_rules(policy: PolicySettings) -> Mapping[str, str]:
    """The rules as `[policy.existing]` names them; empty where one rule is for all."""
    if not policy.existing_of:
        return {}
    return {_DEFAULT: str(policy.existing)} | {
        FACTS[kind].plural.replace(" ", "_"): str(rule) for kind, rule in policy.existing_of.items()
    }


def parse_state(table: Table) -> Path:
    """`[state]`."""
    table.check_names(("directory",))
    return table.path("directory") or default_state_directory(table.file.path)
