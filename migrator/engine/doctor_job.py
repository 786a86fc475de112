"""What the doctor looks at for one job: its two servers, without any secret of it."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator, Mapping
from pathlib import Path

from migrator.engine.doctor_check import Check, ok, problem, warning
from migrator.engine.job import Job
from migrator.engine.job_sections import SourceSection, TargetSection
from migrator.model.errors import MigratorError
from migrator.model.settings import (
    Encryption,
    FromEnvironment,
    FromFile,
    FromKeyring,
    SecretSource,
    SourceSettings,
    TargetSettings,
)
from migrator.source.address import Address, parse_address
from migrator.source.drivers import choose_driver, find_drivers
from migrator.source.probe import offers_encryption, probe
from migrator.target.address import parse_address as parse_url
from migrator.target.proxies import choose_proxy, shown_proxy
from migrator.target.reaching import reach_target

LONGEST_WAIT_S = 10.0
_MOST_SKEW_S = 300.0


def check_job(job: Job, environment: Mapping[str, str]) -> Iterator[Check]:
    """Everything that the job names, one by one."""
    if job.source is not None:
        yield from _check_source(job.source)
        yield from _check_packages(job.source)
    if job.target is not None:
        yield check_proxy(job.target.url, job.target.proxy)
        yield from _check_target(job.target)
    for name, source in _secrets(job):
        yield judge_secret(name, source, environment)


def check_proxy(url: str, setting: str = "") -> Check:
    """Which proxy requests to this address take."""
    try:
        proxy = choose_proxy(setting, parse_url(url))
    except MigratorError as error:
        return problem("proxy", str(error), error.hint)
    return ok("proxy", shown_proxy(proxy) if proxy else "none")


def _check_source(section: SourceSection) -> Iterator[Check]:
    settings = SourceSettings(
        server=section.server,
        database=section.database,
        authentication=section.authentication,
        user=section.user,
        encrypt=section.encrypt,
        trust_server_certificate=section.trust_server_certificate,
        driver=section.driver,
    )
    try:
        driver = choose_driver(settings, find_drivers())
    except MigratorError as error:
        yield problem("driver of this job", str(error), error.hint)
    else:
        yield ok("driver of this job", f"{driver.name}. {driver.reason}")
    timeout_s = min(section.timeout_s, LONGEST_WAIT_S)
    began = time.monotonic()
    try:
        address = probe(parse_address(section.server), timeout_s)
    except MigratorError as error:
        yield problem("source", str(error), error.hint)
        return
    yield judge_source(address, time.monotonic() - began)
    if section.encrypt is Encryption.YES and address.port is not None:
        yield from judge_encryption(address, offers=offers_encryption(address, timeout_s))


def _check_packages(section: SourceSection) -> Iterator[Check]:
    """Where the files of the built-in feed are, if the job says so."""
    name = "packages"
    if section.packages_directory is not None:
        if section.packages_directory.is_dir():
            yield ok(name, f"in {section.packages_directory}")
        else:
            remedy = "Give the server's folder Packages, a share of it or a copy."
            yield problem(name, f"there is no folder {section.packages_directory}", remedy)
    elif section.api_url:
        settings = TargetSettings(url=section.api_url, connections=1, timeout_s=LONGEST_WAIT_S)
        try:
            reached = reach_target(settings)
        except MigratorError as error:
            yield problem(name, str(error), error.hint)
        else:
            yield ok(name, f"{section.api_url} is Octopus Server {reached.version}")


def judge_source(address: Address, took_s: float) -> Check:
    """A server whose name and port were tried, where the network leads to it."""
    if not address.is_network:
        return ok("source", f"{address} is of this machine; only a driver can try it")
    if address.port is None:
        found = (
            f"{address.host} is known; SQL Server Browser does not tell {address.instance}'s port"
        )
        remedy = "Give the port instead of the instance, as in host,1433, if signing in fails."
        return warning("source", found, remedy)
    return ok("source", f"{address} answers on port {address.port} in {took_s * 1000:.0f} ms")


def judge_encryption(address: Address, *, offers: bool | None) -> Iterator[Check]:
    """Whether the encryption that the job insists on can come about; silent where not known."""
    if offers is None:
        return
    if offers:
        yield ok("source encryption", "offered")
        return
    remedy = 'Give SQL Server a certificate, or set encrypt = "optional" for a network you trust.'
    yield problem("source encryption", f"{address} offers none, and the job insists on it", remedy)


def _check_target(section: TargetSection) -> Iterator[Check]:
    settings = TargetSettings(
        url=section.url,
        verify_tls=section.verify_tls,
        ca_bundle=section.ca_bundle,
        connections=1,
        proxy=section.proxy,
        timeout_s=LONGEST_WAIT_S,
    )
    try:
        reached = reach_target(settings)
    except MigratorError as error:
        yield problem("target", str(error), error.hint)
        return
    yield ok("target", f"{section.url} is Octopus Server {reached.version}")
    if not section.verify_tls:
        remedy = "Set verify_tls to true, or to a file with the certificates to trust."
        yield warning("target certificate", "not verified, as the job says", remedy)
    if reached.clock_ahead_s is not None:
        yield judge_skew(reached.clock_ahead_s)


def judge_skew(ahead_s: float) -> Check:
    """How far this machine's clock is from the target's."""
    if abs(ahead_s) <= _MOST_SKEW_S:
        return ok("clock beside the target's", "the same, as near as it matters")
    word = "ahead of" if ahead_s > 0 else "behind"
    found = f"{abs(ahead_s) / 60:,.0f} minutes {word} the target's"
    return warning("clock beside the target's", found, "Set this machine's clock.")


def _secrets(job: Job) -> Iterator[tuple[str, SecretSource]]:
    named: list[tuple[str, SecretSource | None]] = []
    if job.source is not None:
        named += [
            ("source.password", job.source.password),
            ("source.master_key", job.source.master_key),
            ("source.api_key", job.source.api_key),
        ]
        named += [("source.older_master_keys", key) for key in job.source.older_master_keys]
    named += [
        ("package.passphrase", job.package.passphrase),
        ("package.identity", job.package.identity),
    ]
    if job.target is not None:
        named += [
            ("target.api_key", job.target.api_key),
            ("target.access_token", job.target.access_token),
        ]
    yield from ((name, source) for name, source in named if source is not None)


def _is_open_to_others(path: Path) -> bool:
    """Whether group or everybody may read it; Windows' lists of rights are not looked at."""
    try:
        return sys.platform != "win32" and bool(path.stat().st_mode & 0o044)
    except OSError:
        return False


def judge_secret(name: str, source: SecretSource, environment: Mapping[str, str]) -> Check:
    """Whether a secret is where the job says; it is neither fetched nor tried."""
    match source:
        case FromEnvironment(name=variable):
            if not environment.get(variable):
                remedy = f"Set {variable} before a stage needs it."
                return warning(name, f"the environment variable {variable} is not set", remedy)
            return ok(name, f"the environment variable {variable} is set")
        case FromFile(path=path):
            if not path.is_file():
                return warning(name, f"there is no file {path}", "Put the secret there.")
            if _is_open_to_others(path):
                remedy = f"Take their rights away: chmod 600 {path}"
                return warning(name, f"the file {path} can be read by others", remedy)
            return ok(name, f"in the file {path}")
        case FromKeyring(entry=entry):
            return ok(name, f"to be read from the credential store, entry {entry}")
        case _:
            return ok(name, "to be typed when it is needed")
