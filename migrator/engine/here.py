"""Find on this machine: the servers that are here, and the job file that each would have."""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Callable, Iterator, Sequence

from migrator.model.documents import Json
from migrator.model.report import Finding, Report, Severity
from migrator.model.secret import Secret
from migrator.model.settings import Authentication, Encryption, SourceSettings
from migrator.source.here import master_key
from migrator.source.here.machine import this_machine
from migrator.source.here.ports import Machine
from migrator.source.here.servers import ServerFound, find_servers

PASSWORD_VARIABLE = "SOURCE_PASSWORD"  # noqa: S105 - a name, no password
KEY_VARIABLE = "OCTOPUS_MASTER_KEY"


def find_here(machine: Machine | None = None) -> tuple[ServerFound, ...]:
    """The Octopus Servers of this machine; their passwords are inside as secrets."""
    return find_servers(machine or this_machine())


def read_master_key(
    server: ServerFound,
    agrees: Callable[[Sequence[str]], bool],
    machine: Machine | None = None,
) -> Secret[str] | None:
    """The master key of a server that was found; `agrees` is shown the command that would run.

    Returns:
        None where nobody agreed.

    Raises:
        MasterKeyNotShownError: the server's own program does not show it.
    """
    return master_key.read_master_key(server, machine or this_machine(), agrees)


def make_report(servers: Sequence[ServerFound]) -> Report:
    """What was found, for programs: each server with its `[source]` as a job file has it."""
    findings = [
        Finding(Severity.WARNING, "server-not-readable", server.name, server.problem, _AS_ADMIN)
        for server in servers
        if server.problem
    ]
    if not servers:
        message = "No Octopus Server was found on this machine."
        hint = "Run this on the machine of the server, or write [source] by hand."
        findings.append(Finding(Severity.WARNING, "no-server-here", "", message, hint))
    return Report(
        stage="doctor",
        findings=tuple(findings),
        facts={"servers": [_encode(server) for server in servers]},
    )


_AS_ADMIN = "Run the migrator as administrator, or write [source] by hand."


def _encode(server: ServerFound) -> Json:
    settings = server.settings
    return {
        "name": server.name,
        "origin": server.origin,
        "source": None if settings is None else {**source_members(server, settings)},
        "is_password_found": settings is not None and settings.password is not None,
        "is_master_key_found": bool(server.key_variable),
        "show_master_key": list(master_key.master_key_command(server)),
    }


def source_members(server: ServerFound, settings: SourceSettings) -> dict[str, Json]:
    """`[source]` as a job file has it, without members that have their default."""
    members: dict[str, Json] = {"server": settings.server, "database": settings.database}
    if settings.authentication is not Authentication.SQL:
        members["authentication"] = str(settings.authentication)
    if settings.user or settings.authentication is Authentication.SQL:
        members["user"] = settings.user
    if settings.password is not None or settings.authentication is Authentication.SQL:
        members["password"] = {"env": PASSWORD_VARIABLE}
    if settings.encrypt is not Encryption.YES:
        members["encrypt"] = str(settings.encrypt)
    if settings.trust_server_certificate:
        members["trust_server_certificate"] = True
    if settings.server_certificate is not None:
        members["server_certificate"] = str(settings.server_certificate)
    if settings.host_name_in_certificate:
        members["host_name_in_certificate"] = settings.host_name_in_certificate
    members["master_key"] = {"env": server.key_variable or KEY_VARIABLE}
    return members


def render_job(servers: Sequence[ServerFound]) -> str:
    """The job file of the first server that could be read, the others as comments; TOML."""
    lines: list[str] = []
    is_first = True
    for server in servers:
        lines += [*_comments(server)]
        if server.settings is not None:
            section = [*_section(source_members(server, server.settings))]
            # One job has one source.
            lines += section if is_first else [f"# {line}" for line in section]
            is_first = False
        lines.append("")
    return "\n".join(lines).rstrip("\n")


def _comments(server: ServerFound) -> Iterator[str]:
    yield f"# {_one_line(server.name)}: found by {_one_line(server.origin)}."
    if server.problem:
        yield f"# Not readable: {_one_line(server.problem)}. {_AS_ADMIN}"
        return
    if server.settings is not None and server.settings.password is not None:
        yield (
            f"# Its password was found, in the connection string; put it into {PASSWORD_VARIABLE}, "
            "or better one of a login that may only read."
        )
    if server.settings is not None and server.settings.authentication is Authentication.WINDOWS:
        yield "# It signs in as the account of its service; yours must be allowed to read."
    if server.key_variable:
        yield f"# Its master key was found, in {server.key_variable}."
    elif words := master_key.master_key_command(server):
        command = _one_line(" ".join(map(_word, words)))
        yield f"# Its master key is shown, to an administrator, by: {command}"
    else:
        yield "# Its master key was not found, and its program Octopus.Server is not here."


def _section(members: dict[str, Json]) -> Iterator[str]:
    yield "[source]"
    for name, value in members.items():
        yield f"{name} = {_toml(value)}"


def _toml(value: Json) -> str:
    match value:
        case bool():
            return "true" if value else "false"
        case {"env": str(name)}:
            return f"{{ env = {_quoted(name)} }}"
        case _:
            return _quoted(str(value))


def _quoted(text: str) -> str:
    """A basic string of TOML; what a terminal would act on is written with escapes."""
    whole = text.encode(errors="replace").decode()  # TOML knows no half of a character
    letters = json.dumps(whole, ensure_ascii=False)
    return "".join(
        letter if unicodedata.category(letter) not in _UNPRINTED else f"\\U{ord(letter):08X}"
        for letter in letters
    )


_UNPRINTED = frozenset({"Cc", "Cf", "Zl", "Zp"})


def _word(word: str) -> str:
    """A word of a command as the shells of Windows and Linux both take it."""
    return word if re.fullmatch(r"[\w.:\\/=-]+", word) else '"' + word.replace('"', "'") + '"'


def _one_line(text: str) -> str:
    return "".join(
        letter if unicodedata.category(letter) not in _UNPRINTED else "?" for letter in text
    )
