"""Both servers of the sandbox with the sample instance, and the job file that fits them."""

from __future__ import annotations

import base64
import os
import secrets
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

from migrator.model.errors import UsageError
from migrator.sandbox.certificates import make_certificates
from migrator.sandbox.cloud.server import OctopusCloud
from migrator.sandbox.instance import SampleInstance, sample_instance
from migrator.sandbox.tds.server import SqlServer

_USER = "octopus_reader"
_KEY_BYTES = 32

# Paths are relative, so that the directory can be moved while the servers run.
_JOB = """\
# Fits the two servers of `migrator sandbox`, as long as they run.

[source]
server = "127.0.0.1,{sql_port}"
database = "{database}"
authentication = "sql"
user = "{user}"
password = {{ file = "secrets/sql-password" }}
server_certificate = "ca.pem"
host_name_in_certificate = "localhost"  # Microsoft's driver compares names alone, no addresses
master_key = {{ file = "secrets/master-key" }}
older_master_keys = [{{ file = "secrets/older-master-key" }}]
packages_directory = "packages"

[package]
path = "sample.ocmpack"
passphrase = {{ file = "secrets/passphrase" }}

[target]
url = "{url}"
api_key = {{ file = "secrets/api-key" }}
verify_tls = "ca.pem"

[state]
directory = "state"
"""


class SandboxPortError(UsageError):
    """A server of the sandbox cannot listen."""

    code = "OCM-1031"

    def __init__(self, ports: tuple[int, int], why: str) -> None:
        named = " or ".join(str(port) for port in ports if port) or "a free one"
        super().__init__(
            f"The sandbox cannot listen on port {named}: {why}.",
            hint="Give other ports, or none: then free ones are taken.",
        )


class SandboxDirectoryError(UsageError):
    """The sandbox's directory cannot be written."""

    code = "OCM-1032"

    def __init__(self, path: Path, why: str) -> None:
        super().__init__(
            f"The sandbox's directory {path} cannot be written: {why}.",
            hint="Give another one with --directory (for the demo: --keep).",
        )


@dataclass(frozen=True, slots=True)
class RehearsalSettings:
    """How to serve.

    Attributes:
        sql_port, cloud_port: 0 takes a free one.
        rate_per_minute: requests that the cloud allows; None does not limit them.
        burst: requests that it allows at once.
        latency_ms: how long the cloud holds each answer back.
    """

    directory: Path
    sql_port: int = 0
    cloud_port: int = 0
    scale: int = 1
    rate_per_minute: int | None = None
    burst: int = 200
    latency_ms: int = 0


@dataclass(frozen=True, slots=True)
class Rehearsal:
    """What is being served.

    Attributes:
        job: the job file that fits.
        ca: the certificate that clients of both servers must trust.
    """

    directory: Path
    job: Path
    ca: Path
    sql_port: int
    url: str
    cloud_port: int
    sql: SqlServer
    cloud: OctopusCloud
    instance: SampleInstance


@contextmanager
def start(settings: RehearsalSettings) -> Iterator[Rehearsal]:
    """Serve until the end of the block; the directory stays.

    Raises:
        SandboxPortError: a port is taken.
        SandboxDirectoryError: the directory cannot be written.
    """
    directory = settings.directory.absolute()
    master_key, older_key = secrets.token_bytes(_KEY_BYTES), secrets.token_bytes(_KEY_BYTES)
    instance = sample_instance(
        scale=settings.scale, master_key=master_key, older_master_key=older_key
    )
    password, api_key = secrets.token_urlsafe(18), f"API-{secrets.token_hex(16).upper()}"
    with ExitStack() as servers:
        try:
            tls = make_certificates(directory)
        except OSError as error:
            raise _unwritable(directory, error) from None
        try:
            sql = servers.enter_context(
                SqlServer(
                    {instance.database.name: instance.database},
                    users={_USER: password},
                    tls=tls,
                    port=settings.sql_port,
                )
            )
            cloud = servers.enter_context(
                OctopusCloud(
                    api_key=api_key,
                    port=settings.cloud_port,
                    tls=tls,
                    rate_per_minute=settings.rate_per_minute,
                    burst=settings.burst,
                )
            )
        except OSError as error:
            ports = (settings.sql_port, settings.cloud_port)
            raise SandboxPortError(ports, error.strerror or type(error).__name__) from None
        cloud.trouble.latency_s = settings.latency_ms / 1000
        values = {
            "sql-password": password,
            "master-key": instance.master_key_b64,
            "older-master-key": _base64(older_key),
            "passphrase": secrets.token_urlsafe(18),
            "api-key": api_key,
        }
        job = _JOB.format(
            sql_port=sql.port, database=instance.database.name, user=_USER, url=cloud.url
        )
        _write(directory, job, values, instance.package_files)
        yield Rehearsal(
            directory,
            directory / "job.toml",
            tls.ca_pem,
            sql.port,
            cloud.url,
            cloud.port,
            sql,
            cloud,
            instance,
        )


def _base64(key: bytes) -> str:
    return base64.b64encode(key).decode("ascii")


def _write(
    directory: Path, job: str, values: Mapping[str, str], packages: Mapping[str, bytes]
) -> None:
    try:
        for name, content in packages.items():
            path = directory / "packages" / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)
        (directory / "secrets").mkdir(mode=0o700, exist_ok=True)
        for name, value in values.items():
            path = directory / "secrets" / name
            path.unlink(missing_ok=True)  # it may have been there with other rights
            handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            with os.fdopen(handle, "w", encoding="utf-8") as file:
                file.write(f"{value}\n")
        (directory / "job.toml").write_text(job, "utf-8")
    except OSError as error:
        raise _unwritable(directory, error) from None


def _unwritable(directory: Path, error: OSError) -> SandboxDirectoryError:
    return SandboxDirectoryError(directory, error.strerror or type(error).__name__)
