r"""Which Octopus Servers are on this machine, and how each reaches its database.

Source: OctopusDeploy/OctopusTentacle, ApplicationInstanceStore and
WindowsRegistryApplicationInstanceStore, shared with the server: instance files, and the registry
for older ones; OctopusDeploy/OctopusDSC, Import-ServerConfigFile, for the configuration;
OctopusDeploy/docs, "Octopus Server in a container", for the variables.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import PurePath, PurePosixPath, PureWindowsPath
from xml.etree import ElementTree as ET

from migrator.model.secret import Secret
from migrator.model.settings import SourceSettings
from migrator.source.here.connection_string import parse_connection_string
from migrator.source.here.errors import ConnectionStringUnusableError
from migrator.source.here.ports import Machine, View

DEFAULT_INSTANCE = "OctopusServer"
_KEY = r"SOFTWARE\Octopus\OctopusServer"
_CONNECTION_STRING = "Octopus.Storage.ExternalDatabaseConnectionString"
_LARGEST_FILE_BYTES = 1 << 22
_CONNECTION_VARIABLES = ("DB_CONNECTION_STRING", "SQLDBCONNECTIONSTRING")
_KEY_VARIABLES = ("MASTER_KEY", "MASTERKEY")
_CONTAINER_CONFIGURATION = "/home/octopus/.octopus/OctopusServer/Server/Server.linux.config"


@dataclass(frozen=True, slots=True)
class ServerFound:
    """An Octopus Server of this machine.

    Attributes:
        name: of the instance.
        origin: what told of it, in words.
        settings: how it reaches its database; None where `problem` says why that is unknown.
        program: path of its own program, which shows the master key; "" where it is not there.
        connection_variable: the environment variable that holds the connection string, or "".
        key_variable: the environment variable that holds the master key, or "".
        problem: what could not be read, without anything of it; "" where all could.
    """

    name: str
    origin: str
    settings: SourceSettings | None
    program: str = ""
    connection_variable: str = ""
    key_variable: str = ""
    problem: str = ""


def find_servers(machine: Machine) -> tuple[ServerFound, ...]:
    """The servers of this machine: a container's own first, then the instances by name.

    Nothing is run, and no key is looked for but in the container's variables.
    """
    program = find_program(machine)
    found: dict[str, _Instance] = {}
    for instance in _instances(machine):  # what is named first is what the server itself takes
        found.setdefault(instance.name.casefold(), instance)
    if not found:
        found = {one.name.casefold(): one for one in _at_usual_place(machine)}
    servers = [*_from_environment(machine, program)]
    known = [_database(server) for server in servers]
    for _, instance in sorted(found.items()):
        server = _look_at(machine, instance, program)
        if server.settings is None or _database(server) not in known:  # a container has it twice
            servers.append(server)
    return tuple(servers)


def _database(server: ServerFound) -> tuple[str, str]:
    settings = server.settings
    return (settings.server.casefold(), settings.database.casefold()) if settings else ("", "")


def find_program(machine: Machine) -> str:
    """Path of the server's own program, or ""."""
    if machine.system != "Windows":
        candidates = ["/Octopus/Octopus.Server"]
    else:
        folders = [machine.registry.text(view, _KEY, "InstallLocation") for view in View]
        programs = _variable(machine, "ProgramW6432", "ProgramFiles")[1] or r"C:\Program Files"
        folders.append(str(PureWindowsPath(programs, "Octopus Deploy", "Octopus")))
        candidates = [
            str(PureWindowsPath(folder, "Octopus.Server.exe")) for folder in folders if folder
        ]
    return next((path for path in candidates if machine.files.is_file(path)), "")


@dataclass(frozen=True, slots=True)
class _Instance:
    name: str
    origin: str
    configuration: str


def _instances(machine: Machine) -> Iterator[_Instance]:
    folder = str(_home(machine) / "OctopusServer" / "Instances")
    for path in machine.files.list_files(folder, ".config"):
        if instance := _parse_instance_file(machine, path):
            yield instance
    for view in View:
        for name in machine.registry.subkeys(view, _KEY):
            key = f"{_KEY}\\{name}"
            if path := machine.registry.text(view, key, "ConfigurationFilePath"):
                yield _Instance(name, f"the registry ({view} bit)", path)


def _home(machine: Machine) -> PurePath:
    if machine.system != "Windows":
        return PurePosixPath("/etc/octopus")
    data = _variable(machine, "ProgramData", "ALLUSERSPROFILE")[1] or r"C:\ProgramData"
    return PureWindowsPath(data, "Octopus")


def _parse_instance_file(machine: Machine, path: str) -> _Instance | None:
    try:
        text = machine.files.read(path, _LARGEST_FILE_BYTES).decode("utf-8-sig")
        members: object = json.loads(text)
    except (OSError, ValueError, RecursionError):
        return None
    match members:
        case {"Name": str(name), "ConfigurationFilePath": str(configuration)} if name:
            return _Instance(name, f"the instance file {path}", configuration)
    return None


def _at_usual_place(machine: Machine) -> Iterator[_Instance]:
    """Where an installation puts its configuration, if nobody has said otherwise."""
    is_windows = machine.system == "Windows"
    path = r"C:\Octopus\OctopusServer.config" if is_windows else _CONTAINER_CONFIGURATION
    if machine.files.is_file(path):
        yield _Instance(DEFAULT_INSTANCE, "its usual place", path)


def _look_at(machine: Machine, instance: _Instance, program: str) -> ServerFound:
    settings, problem = None, ""
    try:
        text = _read_connection_string(machine, instance.configuration)
        settings = parse_connection_string(text) if text else None
        problem = "" if text else f"{instance.configuration} holds no connection string"
    except OSError as error:
        why = error.strerror or type(error).__name__
        problem = f"{instance.configuration} cannot be read ({why})"
    except ConnectionStringUnusableError as error:
        problem = str(error).rstrip(".")
    origin = f"{instance.origin}, configured in {instance.configuration}"
    return ServerFound(instance.name, origin, settings, program, problem=problem)


def _read_connection_string(machine: Machine, path: str) -> Secret[str] | None:
    """The one value that we take of the configuration; the key beside it is sealed by Windows."""
    data = machine.files.read(path, _LARGEST_FILE_BYTES)
    is_plain = b"<!DOCTYPE" not in data  # no entities, which could make much out of little
    root = _parse_xml(data) if is_plain else None
    if root is None:
        raise ConnectionStringUnusableError("its file is no configuration of Octopus Server")
    for setting in root.iter("set"):
        if setting.get("key") == _CONNECTION_STRING and setting.text:
            return Secret(setting.text)
    return None


def _parse_xml(data: bytes) -> ET.Element | None:
    try:
        return ET.fromstring(data)  # noqa: S314 - the server's own file, without DTD
    except (ET.ParseError, ValueError, LookupError):
        return None


def _from_environment(machine: Machine, program: str) -> Iterator[ServerFound]:
    name, text = _variable(machine, *_CONNECTION_VARIABLES)
    if not text:
        return
    key_variable = _variable(machine, *_KEY_VARIABLES)[0]
    settings, problem = None, ""
    try:
        settings = parse_connection_string(Secret(text))
    except ConnectionStringUnusableError as error:
        problem = str(error).rstrip(".")
    origin = f"the environment variable {name}"
    yield ServerFound(DEFAULT_INSTANCE, origin, settings, program, name, key_variable, problem)


def _variable(machine: Machine, *names: str) -> tuple[str, str]:
    """Name and value of the first that is set; Windows' images write them in any case."""
    wanted = [name.casefold() for name in names]
    found = {
        name.casefold(): (name, value)
        for name, value in machine.environment.items()
        if value and name.casefold() in wanted
    }
    return next((found[name] for name in wanted if name in found), ("", ""))
